"""The runs that go on in the processes that share the store."""

from alembic import op
from sqlalchemy import Boolean, Column, PrimaryKeyConstraint, false

from blockloom.runtime.store.columns import long_text, moment, words

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "running",
        Column("run_id", words(64), nullable=False),
        Column("process", words(64), nullable=False),
        Column("flow", long_text(), nullable=False),
        Column("started", moment(), nullable=False),
        Column("device", long_text(), nullable=False),
        Column("caller", long_text()),
        Column("heard", moment(), nullable=False),
        Column("stopping", Boolean(), nullable=False, server_default=false()),
        PrimaryKeyConstraint("run_id", name="pk_running"),
    )
    op.create_index("ix_running_process", "running", ["process"])
