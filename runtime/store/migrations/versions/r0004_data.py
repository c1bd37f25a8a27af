"""The catalogue of the tables that flows make."""

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint

from blockloom.runtime.store.columns import key, moment, words

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "data_table",
        Column("pk", key(), nullable=False),
        Column("app_pk", key(), nullable=False),
        Column("name", words(64), nullable=False),
        Column("created_at", moment(), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_data_table"),
        ForeignKeyConstraint(["app_pk"], ["app.pk"], name="fk_data_table_app_pk"),
        UniqueConstraint("app_pk", "name", name="uq_data_table_app_pk_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "data_column",
        Column("pk", key(), nullable=False),
        Column("table_pk", key(), nullable=False),
        Column("name", words(64), nullable=False),
        Column("kind", words(16), nullable=False),
        Column("created_at", moment(), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_data_column"),
        ForeignKeyConstraint(["table_pk"], ["data_table.pk"], name="fk_data_column_table_pk", ondelete="CASCADE"),
        UniqueConstraint("table_pk", "name", name="uq_data_column_table_pk_name"),
        sqlite_autoincrement=True,
    )
