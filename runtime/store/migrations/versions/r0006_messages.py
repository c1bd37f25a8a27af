"""Messages, the chunks of their audience, and what became of single devices."""

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, UniqueConstraint

from blockloom.runtime.store.columns import PlainData, identifier, key, long_text, moment, words

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "message",
        Column("pk", key(), nullable=False),
        Column("message_id", identifier(), nullable=False),
        Column("app_pk", key(), nullable=False),
        Column("channel", words(100), nullable=False),
        Column("body", PlainData(), nullable=False),
        Column("options", PlainData(), nullable=False),
        Column("publish_at", moment(), nullable=False),
        Column("repeat_every", moment()),
        Column("repeat_until", moment()),
        Column("turn", Integer(), nullable=False),
        Column("status", words(16), nullable=False),
        Column("error", long_text()),
        Column("created_at", moment(), nullable=False),
        Column("updated_at", moment(), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_message"),
        UniqueConstraint("message_id", name="uq_message_message_id"),
        ForeignKeyConstraint(["app_pk"], ["app.pk"], name="fk_message_app_pk"),
    )
    op.create_index("ix_message_status_publish_at", "message", ["status", "publish_at"])
    op.create_table(
        "message_chunk",
        Column("message_pk", key(), nullable=False),
        Column("turn", Integer(), nullable=False),
        Column("number", Integer(), nullable=False),
        Column("after_pk", key(), nullable=False),
        Column("upto_pk", key(), nullable=False),
        Column("sent", Integer(), nullable=False),
        Column("failed", Integer(), nullable=False),
        Column("skipped", Integer(), nullable=False),
        Column("done_at", moment()),
        PrimaryKeyConstraint("message_pk", "turn", "number", name="pk_message_chunk"),
        ForeignKeyConstraint(["message_pk"], ["message.pk"], name="fk_message_chunk_message_pk", ondelete="CASCADE"),
    )
    op.create_table(
        "delivery",
        Column("message_pk", key(), nullable=False),
        Column("turn", Integer(), nullable=False),
        Column("device_id", words(255), nullable=False),
        Column("outcome", words(64), nullable=False),
        Column("at", moment(), nullable=False),
        PrimaryKeyConstraint("message_pk", "turn", "device_id", name="pk_delivery"),
        ForeignKeyConstraint(["message_pk"], ["message.pk"], name="fk_delivery_message_pk", ondelete="CASCADE"),
    )
