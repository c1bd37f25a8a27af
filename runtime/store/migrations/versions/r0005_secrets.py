"""Secrets, sealed."""

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint

from blockloom.runtime.store.columns import key, moment, sealed, words

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "secret",
        Column("pk", key(), nullable=False),
        Column("app_pk", key(), nullable=False),
        Column("name", words(100), nullable=False),
        Column("key_id", words(16), nullable=False),
        Column("sealed", sealed(), nullable=False),
        Column("updated_at", moment(), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_secret"),
        ForeignKeyConstraint(["app_pk"], ["app.pk"], name="fk_secret_app_pk"),
        UniqueConstraint("app_pk", "name", name="uq_secret_app_pk_name"),
    )
