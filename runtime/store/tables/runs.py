"""The last runs of flows."""

from __future__ import annotations

from sqlalchemy import Column, Double, ForeignKey, Table, UniqueConstraint

from blockloom.runtime.store.columns import PlainData, key, long_text, moment, words
from blockloom.runtime.store.tables.schema import metadata

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
    Column("caller", long_text()),
    UniqueConstraint("app_pk", "run_id"),
)
