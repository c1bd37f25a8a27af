"""Every table, in one place. Each row names the app it belongs to; times are milliseconds since 1970 UTC."""

from __future__ import annotations

from sqlalchemy import Column, Double, ForeignKey, Index, Integer, MetaData, Table, UniqueConstraint

from blockloom.runtime.store.columns import PlainData, digest, identifier, key, long_text, moment, sealed, words

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

app = Table(
    "app",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("app_id", identifier(), nullable=False, unique=True),
    Column("name", words(100), nullable=False),
    Column("created_at", moment(), nullable=False),
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

channel = Table(
    "channel",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False),
    Column("name", words(100), nullable=False),
    Column("created_at", moment(), nullable=False),
    UniqueConstraint("app_pk", "name"),
)

device = Table(
    "device",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False),
    Column("device_id", words(255), nullable=False),
    Column("os", words(16), nullable=False),
    Column("os_version", words(64), nullable=False),
    Column("created_at", moment(), nullable=False),
    Column("updated_at", moment(), nullable=False),
    UniqueConstraint("app_pk", "device_id"),
)

push_token = Table(
    "push_token",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False),
    Column("provider", words(16), nullable=False),
    Column("token_hash", digest(), nullable=False),
    Column("token", words(4096), nullable=False),
    Column("device_pk", key(), ForeignKey("device.pk", ondelete="CASCADE"), nullable=False, index=True),
    Column("updated_at", moment(), nullable=False),
    UniqueConstraint("app_pk", "provider", "token_hash"),
)

registration = Table(
    "registration",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("registration_id", identifier(), nullable=False, unique=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False),
    Column("channel_pk", key(), ForeignKey("channel.pk", ondelete="CASCADE"), nullable=False),
    Column("device_pk", key(), ForeignKey("device.pk", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", moment()),
    Column("created_at", moment(), nullable=False),
    Column("updated_at", moment(), nullable=False),
    UniqueConstraint("channel_pk", "device_pk"),
)
Index(
    None,
    registration.c.expires_at,
    sqlite_where=registration.c.expires_at.is_not(None),
    postgresql_where=registration.c.expires_at.is_not(None),
)

run = Table(
    "run",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False, index=True),
    Column("run_id", words(64), nullable=False),
    Column("flow", long_text(), nullable=False),
    Column("started", moment(), nullable=False),
    Column("seconds", Double(), nullable=False),
    Column("status", words(16), nullable=False),
    Column("device", long_text(), nullable=False),
    Column("inputs", PlainData(), nullable=False),
    Column("result", PlainData(), nullable=False),
    Column("error", PlainData(), nullable=False),
    Column("log", PlainData(), nullable=False),
    Column("trace", PlainData(), nullable=False),
    UniqueConstraint("app_pk", "run_id"),
)

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

data_table = Table(  # what these two describe is made at run time, see rowtables.py
    "data_table",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False),
    Column("name", words(64), nullable=False),
    Column("created_at", moment(), nullable=False),
    UniqueConstraint("app_pk", "name"),
    sqlite_autoincrement=True,  # a number is never given twice, since tables are called by it
)

data_column = Table(
    "data_column",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("table_pk", key(), ForeignKey("data_table.pk", ondelete="CASCADE"), nullable=False),
    Column("name", words(64), nullable=False),
    Column("kind", words(16), nullable=False),
    Column("created_at", moment(), nullable=False),
    UniqueConstraint("table_pk", "name"),
    sqlite_autoincrement=True,
)

secret = Table(
    "secret",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False),
    Column("name", words(100), nullable=False),
    Column("key_id", words(16), nullable=False),
    Column("sealed", sealed(), nullable=False),
    Column("updated_at", moment(), nullable=False),
    UniqueConstraint("app_pk", "name"),
)
