"""What was saved of flows, and which of them came from elsewhere. The flows themselves are files."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, UniqueConstraint

from blockloom.runtime.store.columns import key, long_text, moment, words
from blockloom.runtime.store.tables.schema import metadata

flow_version = Table(
    "flow_version",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False),
    Column("flow", words(255), nullable=False),
    Column("ending", words(16), nullable=False),
    Column("version", words(16), nullable=False),
    Column("auto", Boolean(), nullable=False),
    Column("saved_at", moment(), nullable=False),
    Column("text", long_text(), nullable=False),
    Index("ix_flow_version_app_pk_flow", "app_pk", "flow"),
)

foreign_flow = Table(
    "foreign_flow",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False),
    Column("flow", words(255), nullable=False),
    Column("since", moment(), nullable=False),
    UniqueConstraint("app_pk", "flow"),
)
