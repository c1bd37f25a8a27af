"""What arrived on simulated phones."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint

from blockloom.runtime.store.columns import PlainData, key, moment, words
from blockloom.runtime.store.tables.schema import metadata

arrival = Table(
    "arrival",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("device_pk", key(), ForeignKey("device.pk", ondelete="CASCADE"), nullable=False),
    Column("collapse_key", words(255), nullable=False),
    Column("push", PlainData(), nullable=False),
    Column("at", moment(), nullable=False),
    UniqueConstraint("device_pk", "collapse_key"),
)
