"""Apps, channels, devices with their tokens and registrations, and runs."""

from alembic import op
from sqlalchemy import Column, Double, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint, text

from blockloom.runtime.store.columns import PlainData, digest, identifier, key, long_text, moment, words

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "app",
        Column("pk", key(), nullable=False),
        Column("app_id", identifier(), nullable=False),
        Column("name", words(100), nullable=False),
        Column("created_at", moment(), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_app"),
        UniqueConstraint("app_id", name="uq_app_app_id"),
    )
    op.create_table(
        "channel",
        Column("pk", key(), nullable=False),
        Column("app_pk", key(), nullable=False),
        Column("name", words(100), nullable=False),
        Column("created_at", moment(), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_channel"),
        ForeignKeyConstraint(["app_pk"], ["app.pk"], name="fk_channel_app_pk"),
        UniqueConstraint("app_pk", "name", name="uq_channel_app_pk_name"),
    )
    op.create_table(
        "device",
        Column("pk", key(), nullable=False),
        Column("app_pk", key(), nullable=False),
        Column("device_id", words(255), nullable=False),
        Column("os", words(16), nullable=False),
        Column("os_version", words(64), nullable=False),
        Column("created_at", moment(), nullable=False),
        Column("updated_at", moment(), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_device"),
        ForeignKeyConstraint(["app_pk"], ["app.pk"], name="fk_device_app_pk"),
        UniqueConstraint("app_pk", "device_id", name="uq_device_app_pk_device_id"),
    )
    op.create_table(
        "push_token",
        Column("pk", key(), nullable=False),
        Column("app_pk", key(), nullable=False),
        Column("provider", words(16), nullable=False),
        Column("token_hash", digest(), nullable=False),
        Column("token", words(4096), nullable=False),
        Column("device_pk", key(), nullable=False),
        Column("updated_at", moment(), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_push_token"),
        ForeignKeyConstraint(["app_pk"], ["app.pk"], name="fk_push_token_app_pk"),
        ForeignKeyConstraint(["device_pk"], ["device.pk"], name="fk_push_token_device_pk", ondelete="CASCADE"),
        UniqueConstraint("app_pk", "provider", "token_hash", name="uq_push_token_app_pk_provider_token_hash"),
    )
    op.create_index("ix_push_token_device_pk", "push_token", ["device_pk"])
    op.create_table(
        "registration",
        Column("pk", key(), nullable=False),
        Column("registration_id", identifier(), nullable=False),
        Column("app_pk", key(), nullable=False),
        Column("channel_pk", key(), nullable=False),
        Column("device_pk", key(), nullable=False),
        Column("expires_at", moment()),
        Column("created_at", moment(), nullable=False),
        Column("updated_at", moment(), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_registration"),
        ForeignKeyConstraint(["app_pk"], ["app.pk"], name="fk_registration_app_pk"),
        ForeignKeyConstraint(["channel_pk"], ["channel.pk"], name="fk_registration_channel_pk", ondelete="CASCADE"),
        ForeignKeyConstraint(["device_pk"], ["device.pk"], name="fk_registration_device_pk", ondelete="CASCADE"),
        UniqueConstraint("registration_id", name="uq_registration_registration_id"),
        UniqueConstraint("channel_pk", "device_pk", name="uq_registration_channel_pk_device_pk"),
    )
    op.create_index("ix_registration_device_pk", "registration", ["device_pk"])
    op.create_index(
        "ix_registration_expires_at",
        "registration",
        ["expires_at"],
        sqlite_where=text("expires_at IS NOT NULL"),
        postgresql_where=text("expires_at IS NOT NULL"),
    )
    op.create_table(
        "run",
        Column("pk", key(), nullable=False),
        Column("app_pk", key(), nullable=False),
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
        PrimaryKeyConstraint("pk", name="pk_run"),
        ForeignKeyConstraint(["app_pk"], ["app.pk"], name="fk_run_app_pk"),
        UniqueConstraint("app_pk", "run_id", name="uq_run_app_pk_run_id"),
    )
    op.create_index("ix_run_app_pk", "run", ["app_pk"])
