"""The user whose device it is."""

from alembic import op
from sqlalchemy import Column

from blockloom.runtime.store.columns import key

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("device", Column("user_pk", key()))
