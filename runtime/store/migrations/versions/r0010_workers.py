"""The processes that share a store's work."""

from alembic import op
from sqlalchemy import Column, PrimaryKeyConstraint

from blockloom.runtime.store.columns import PlainData, moment, words

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "worker",
        Column("name", words(60), nullable=False),
        Column("token", words(64), nullable=False),
        Column("place", PlainData(), nullable=False),
        Column("version", words(64), nullable=False),
        Column("beat", moment(), nullable=False),
        Column("adopter", words(64)),
        Column("adopt_until", moment()),
        PrimaryKeyConstraint("name", name="pk_worker"),
    )
