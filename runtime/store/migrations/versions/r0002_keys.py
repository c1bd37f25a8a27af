"""The keys of apps."""

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint

from blockloom.runtime.store.columns import digest, key, moment, words

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "api_key",
        Column("pk", key(), nullable=False),
        Column("app_pk", key(), nullable=False),
        Column("kind", words(16), nullable=False),
        Column("digest", digest(), nullable=False),
        Column("shown", words(64), nullable=False),
        Column("created_at", moment(), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_api_key"),
        ForeignKeyConstraint(["app_pk"], ["app.pk"], name="fk_api_key_app_pk"),
        UniqueConstraint("digest", name="uq_api_key_digest"),
        UniqueConstraint("app_pk", "kind", name="uq_api_key_app_pk_kind"),
    )
