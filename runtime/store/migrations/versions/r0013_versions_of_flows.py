"""Versions of flows, and the flows from elsewhere that nobody has allowed to run."""

from alembic import op
from sqlalchemy import Boolean, Column, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint

from blockloom.runtime.store.columns import key, long_text, moment, words

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "flow_version",
        Column("pk", key(), nullable=False),
        Column("app_pk", key(), nullable=False),
        Column("flow", words(255), nullable=False),
        Column("ending", words(16), nullable=False),
        Column("version", words(16), nullable=False),
        Column("auto", Boolean(), nullable=False),
        Column("saved_at", moment(), nullable=False),
        Column("text", long_text(), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_flow_version"),
        ForeignKeyConstraint(["app_pk"], ["app.pk"], name="fk_flow_version_app_pk"),
    )
    op.create_index("ix_flow_version_app_pk_flow", "flow_version", ["app_pk", "flow"])
    op.create_table(
        "foreign_flow",
        Column("pk", key(), nullable=False),
        Column("app_pk", key(), nullable=False),
        Column("flow", words(255), nullable=False),
        Column("since", moment(), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_foreign_flow"),
        UniqueConstraint("app_pk", "flow", name="uq_foreign_flow_app_pk_flow"),
        ForeignKeyConstraint(["app_pk"], ["app.pk"], name="fk_foreign_flow_app_pk"),
    )
