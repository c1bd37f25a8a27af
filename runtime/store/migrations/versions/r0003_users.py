"""Users, their sessions and roles."""

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, UniqueConstraint

from blockloom.runtime.store.columns import PlainData, digest, identifier, key, moment, words

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "app_user",
        Column("pk", key(), nullable=False),
        Column("app_pk", key(), nullable=False),
        Column("object_id", identifier(), nullable=False),
        Column("identity", words(200)),
        Column("email", words(200)),
        Column("password", words(200)),
        Column("status", words(16), nullable=False),
        Column("properties", PlainData(), nullable=False),
        Column("failures", Integer(), nullable=False),
        Column("created_at", moment(), nullable=False),
        Column("updated_at", moment()),
        PrimaryKeyConstraint("pk", name="pk_app_user"),
        ForeignKeyConstraint(["app_pk"], ["app.pk"], name="fk_app_user_app_pk"),
        UniqueConstraint("object_id", name="uq_app_user_object_id"),
        UniqueConstraint("app_pk", "identity", name="uq_app_user_app_pk_identity"),
    )
    op.create_table(
        "user_session",
        Column("pk", key(), nullable=False),
        Column("user_pk", key(), nullable=False),
        Column("digest", digest(), nullable=False),
        Column("created_at", moment(), nullable=False),
        Column("seen_at", moment(), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_user_session"),
        ForeignKeyConstraint(["user_pk"], ["app_user.pk"], name="fk_user_session_user_pk", ondelete="CASCADE"),
        UniqueConstraint("digest", name="uq_user_session_digest"),
    )
    op.create_index("ix_user_session_user_pk", "user_session", ["user_pk"])
    op.create_table(
        "role",
        Column("pk", key(), nullable=False),
        Column("app_pk", key(), nullable=False),
        Column("name", words(100), nullable=False),
        PrimaryKeyConstraint("pk", name="pk_role"),
        ForeignKeyConstraint(["app_pk"], ["app.pk"], name="fk_role_app_pk"),
        UniqueConstraint("app_pk", "name", name="uq_role_app_pk_name"),
    )
    op.create_table(
        "user_role",
        Column("user_pk", key(), nullable=False),
        Column("role_pk", key(), nullable=False),
        PrimaryKeyConstraint("user_pk", "role_pk", name="pk_user_role"),
        ForeignKeyConstraint(["user_pk"], ["app_user.pk"], name="fk_user_role_user_pk", ondelete="CASCADE"),
        ForeignKeyConstraint(["role_pk"], ["role.pk"], name="fk_user_role_role_pk", ondelete="CASCADE"),
    )
    op.create_index("ix_user_role_role_pk", "user_role", ["role_pk"])
