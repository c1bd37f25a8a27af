"""Who may do what."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Table

from blockloom.runtime.store.columns import key, words
from blockloom.runtime.store.tables.schema import metadata

permission = Table(
    "permission",
    metadata,
    Column("app_pk", key(), ForeignKey("app.pk"), primary_key=True),
    Column("channel", words(100), primary_key=True),  # empty: all channels
    Column("role", words(100), primary_key=True),
    Column("operation", words(32), primary_key=True),
    Column("allowed", Boolean(), nullable=False),
)
