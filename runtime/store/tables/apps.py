"""Apps and their keys."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Table, UniqueConstraint, false

from blockloom.runtime.store.columns import digest, identifier, key, moment, words
from blockloom.runtime.store.tables.schema import metadata

app = Table(
    "app",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("app_id", identifier(), nullable=False, unique=True),
    Column("name", words(100), nullable=False),
    Column("created_at", moment(), nullable=False),
    Column("confirms", Boolean(), nullable=False, server_default=false()),
)

api_key = Table(
    "api_key",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False),
    Column("kind", words(16), nullable=False),
    Column("digest", digest(), nullable=False, unique=True),
    Column("shown", words(64), nullable=False),
    Column("created_at", moment(), nullable=False),
    UniqueConstraint("app_pk", "kind"),
)
