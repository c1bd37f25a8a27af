"""Whether an app's users have to confirm their address, and what a one-time secret is for."""

from alembic import op
from sqlalchemy import Boolean, Column, false

from blockloom.runtime.store.columns import words

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("app", Column("confirms", Boolean(), nullable=False, server_default=false()))
    op.add_column("user_recovery", Column("purpose", words(16), nullable=False, server_default="password"))
