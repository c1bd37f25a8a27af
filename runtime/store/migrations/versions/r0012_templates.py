"""Templates of pushes, and of their buttons and channels on devices."""

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint

from blockloom.runtime.store.columns import PlainData, identifier, key, moment, words

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "template",
        Column("pk", key(), nullable=False),
        Column("template_id", identifier(), nullable=False),
        Column("app_pk", key(), nullable=False),
        Column("kind", words(16), nullable=False),
        Column("platform", words(16), nullable=False),
        Column("name", words(100), nullable=False),
        Column("body", PlainData(), nullable=False),
        Column("created_at", moment(), nullable=False),
        Column("updated_at", moment(), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_template"),
        UniqueConstraint("template_id", name="uq_template_template_id"),
        UniqueConstraint("app_pk", "kind", "platform", "name", name="uq_template_app_pk_kind_platform_name"),
        ForeignKeyConstraint(["app_pk"], ["app.pk"], name="fk_template_app_pk"),
    )
