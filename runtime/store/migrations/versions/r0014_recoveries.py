"""One-time secrets with which users choose a new password."""

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint

from blockloom.runtime.store.columns import digest, key, moment

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "user_recovery",
        Column("pk", key(), nullable=False),
        Column("user_pk", key(), nullable=False),
        Column("digest", digest(), nullable=False),
        Column("created_at", moment(), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_user_recovery"),
        ForeignKeyConstraint(["user_pk"], ["app_user.pk"], name="fk_user_recovery_user_pk", ondelete="CASCADE"),
        UniqueConstraint("digest", name="uq_user_recovery_digest"),
    )
    op.create_index("ix_user_recovery_user_pk", "user_recovery", ["user_pk"])
