"""Who may do what, by app, channel and role."""

from alembic import op
from sqlalchemy import Boolean, Column, ForeignKeyConstraint, PrimaryKeyConstraint

from blockloom.runtime.store.columns import key, words

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "permission",
        Column("app_pk", key(), nullable=False),
        Column("channel", words(100), nullable=False),
        Column("role", words(100), nullable=False),
        Column("operation", words(32), nullable=False),
        Column("allowed", Boolean(), nullable=False),
        PrimaryKeyConstraint("app_pk", "channel", "role", "operation", name="pk_permission"),
        ForeignKeyConstraint(["app_pk"], ["app.pk"], name="fk_permission_app_pk"),
    )
