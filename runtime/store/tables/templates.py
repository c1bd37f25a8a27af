"""Templates of pushes, and of their buttons and channels on devices."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint

from blockloom.runtime.store.columns import PlainData, identifier, key, moment, words
from blockloom.runtime.store.tables.schema import metadata

template = Table(
    "template",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("template_id", identifier(), nullable=False, unique=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False),
    Column("kind", words(16), nullable=False),
    Column("platform", words(16), nullable=False),  # empty where it is for all
    Column("name", words(100), nullable=False),
    Column("body", PlainData(), nullable=False),
    Column("created_at", moment(), nullable=False),
    Column("updated_at", moment(), nullable=False),
    UniqueConstraint("app_pk", "kind", "platform", "name"),
)
