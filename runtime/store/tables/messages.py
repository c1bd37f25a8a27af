"""Messages, the chunks of their audience, and what became of single devices."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from blockloom.runtime.store.columns import PlainData, identifier, key, long_text, moment, words
from blockloom.runtime.store.tables.schema import metadata

message = Table(
    "message",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("message_id", identifier(), nullable=False, unique=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False),
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
    Index(None, "status", "publish_at"),
)

message_chunk = Table(
    "message_chunk",
    metadata,
    Column("message_pk", key(), ForeignKey("message.pk", ondelete="CASCADE"), primary_key=True),
    Column("turn", Integer(), primary_key=True),
    Column("number", Integer(), primary_key=True),
    Column("after_pk", key(), nullable=False),
    Column("upto_pk", key(), nullable=False),
    Column("sent", Integer(), nullable=False),
    Column("failed", Integer(), nullable=False),
    Column("skipped", Integer(), nullable=False),
    Column("done_at", moment()),
)

delivery = Table(
    "delivery",
    metadata,
    Column("message_pk", key(), ForeignKey("message.pk", ondelete="CASCADE"), primary_key=True),
    Column("turn", Integer(), primary_key=True),
    Column("device_id", words(255), primary_key=True),
    Column("outcome", words(64), nullable=False),
    Column("at", moment(), nullable=False),
)
