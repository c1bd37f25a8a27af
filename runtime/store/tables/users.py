"""Users, their sessions and roles."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, UniqueConstraint

from blockloom.runtime.store.columns import PlainData, digest, identifier, key, moment, words
from blockloom.runtime.store.tables.schema import metadata

app_user = Table(
    "app_user",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False),
    Column("object_id", identifier(), nullable=False, unique=True),
    Column("identity", words(200)),
    Column("email", words(200)),
    Column("password", words(200)),
    Column("status", words(16), nullable=False),
    Column("properties", PlainData(), nullable=False),
    Column("failures", Integer(), nullable=False),
    Column("created_at", moment(), nullable=False),
    Column("updated_at", moment()),
    UniqueConstraint("app_pk", "identity"),
)

user_session = Table(
    "user_session",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("user_pk", key(), ForeignKey("app_user.pk", ondelete="CASCADE"), nullable=False, index=True),
    Column("digest", digest(), nullable=False, unique=True),
    Column("created_at", moment(), nullable=False),
    Column("seen_at", moment(), nullable=False),
)

user_recovery = Table(
    "user_recovery",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("user_pk", key(), ForeignKey("app_user.pk", ondelete="CASCADE"), nullable=False, index=True),
    Column("digest", digest(), nullable=False, unique=True),
    Column("created_at", moment(), nullable=False),
    Column("purpose", words(16), nullable=False, server_default="password"),
)

role = Table(
    "role",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False),
    Column("name", words(100), nullable=False),
    UniqueConstraint("app_pk", "name"),
)

user_role = Table(
    "user_role",
    metadata,
    Column("user_pk", key(), ForeignKey("app_user.pk", ondelete="CASCADE"), primary_key=True),
    Column("role_pk", key(), ForeignKey("role.pk", ondelete="CASCADE"), primary_key=True, index=True),
)
