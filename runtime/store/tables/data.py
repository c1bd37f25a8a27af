"""The tables that flows keep rows in, and their columns."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint

from blockloom.runtime.store.columns import key, moment, words
from blockloom.runtime.store.tables.schema import metadata

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
