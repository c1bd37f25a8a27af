"""What arrived on simulated phones."""

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint

from blockloom.runtime.store.columns import PlainData, key, moment, words

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "arrival",
        Column("pk", key(), nullable=False),
        Column("device_pk", key(), nullable=False),
        Column("collapse_key", words(255), nullable=False),
        Column("push", PlainData(), nullable=False),
        Column("at", moment(), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_arrival"),
        ForeignKeyConstraint(["device_pk"], ["device.pk"], name="fk_arrival_device_pk", ondelete="CASCADE"),
        UniqueConstraint("device_pk", "collapse_key", name="uq_arrival_device_pk_collapse_key"),
    )
