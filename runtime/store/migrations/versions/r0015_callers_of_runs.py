"""Which call of an app's started a run; nothing where it was a person at the server."""

from alembic import op
from sqlalchemy import Column

from blockloom.runtime.store.columns import long_text

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("run", Column("caller", long_text()))
