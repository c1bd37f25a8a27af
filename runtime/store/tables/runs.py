"""The last runs of flows, and those that go on."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Double, ForeignKey, Table, UniqueConstraint, false

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

running = Table(
    "running",
    metadata,
    Column("run_id", words(64), primary_key=True),
    Column("process", words(64), nullable=False, index=True),  # another one each time a process starts
    Column("flow", long_text(), nullable=False),
    Column("started", moment(), nullable=False),
    Column("device", long_text(), nullable=False),
    Column("caller", long_text()),
    Column("heard", moment(), nullable=False),  # when its process last told of it, by the database's clock
    Column("stopping", Boolean(), nullable=False, server_default=false()),
)
