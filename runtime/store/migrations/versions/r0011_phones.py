"""Simulated phones and what waits for them. Trays begin empty: their rows get numbers that are never given twice."""

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, UniqueConstraint

from blockloom.runtime.store.columns import PlainData, digest, key, moment, words

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "phone",
        Column("pk", key(), nullable=False),
        Column("app_pk", key(), nullable=False),
        Column("device_id", words(255), nullable=False),
        Column("name", words(255), nullable=False),
        Column("os", words(16), nullable=False),
        Column("os_version", words(64), nullable=False),
        Column("token", words(255), nullable=False),
        Column("state", words(16), nullable=False),
        Column("retry_after", Integer(), nullable=False),
        Column("read_upto", key(), nullable=False),
        Column("visitor", digest()),
        Column("created_at", moment(), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_phone"),
        ForeignKeyConstraint(["app_pk"], ["app.pk"], name="fk_phone_app_pk"),
        UniqueConstraint("visitor", name="uq_phone_visitor"),
        UniqueConstraint("app_pk", "device_id", name="uq_phone_app_pk_device_id"),
        UniqueConstraint("app_pk", "name", name="uq_phone_app_pk_name"),
    )
    op.drop_table("arrival")
    op.create_table(
        "arrival",
        Column("pk", key(), nullable=False),
        Column("device_pk", key(), nullable=False),
        Column("collapse_key", words(255), nullable=False),
        Column("push", PlainData(), nullable=False),
        Column("at", moment(), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_arrival"),
        ForeignKeyConstraint(["device_pk"], ["device.pk"], name="fk_arrival_device_pk", ondelete="CASCADE"),
        UniqueConstraint("device_pk", "collapse_key", name="uq_arrival_device_pk_collapse_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "waiting_push",
        Column("pk", key(), nullable=False),
        Column("device_pk", key(), nullable=False),
        Column("collapse_key", words(255), nullable=False),
        Column("tag", words(255), nullable=False),
        Column("push", PlainData(), nullable=False),
        Column("until", moment(), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_waiting_push"),
        ForeignKeyConstraint(["device_pk"], ["device.pk"], name="fk_waiting_push_device_pk", ondelete="CASCADE"),
        UniqueConstraint("device_pk", "collapse_key", name="uq_waiting_push_device_pk_collapse_key"),
    )
