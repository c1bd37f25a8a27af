"""The processes that share a store's work."""

from __future__ import annotations

from sqlalchemy import Column, Table

from blockloom.runtime.store.columns import PlainData, moment, words
from blockloom.runtime.store.tables.schema import metadata

worker = Table(
    "worker",
    metadata,
    Column("name", words(60), primary_key=True),
    Column("token", words(64), nullable=False),  # another one with each process
    Column("place", PlainData(), nullable=False),
    Column("version", words(64), nullable=False),
    Column("beat", moment(), nullable=False),  # by the database's clock; 0: it said good-bye
    Column("adopter", words(64)),  # the token of who takes over its work
    Column("adopt_until", moment()),
)
