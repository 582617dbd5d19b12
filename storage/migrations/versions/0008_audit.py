"""The audit: who did what to which object, in a chain that nobody can change unseen."""

import sqlalchemy as sa
from alembic import op

from storage.audit_triggers import protect_audit
from storage.tables.base import UTCInstant

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables; the chain begins with the first entry."""
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("at", UTCInstant(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object_kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=True),
        sa.Column("mac", sa.String(), nullable=False),
        sa.CheckConstraint("actor IN ('person', 'stranger', 'operator', 'bot')", name=op.f("ck_audit_actor")),
        sa.CheckConstraint("(actor = 'person') = (person_id IS NOT NULL)", name=op.f("ck_audit_person")),
        sa.CheckConstraint("action <> ''", name=op.f("ck_audit_action")),
        sa.CheckConstraint("object_kind <> ''", name=op.f("ck_audit_object")),
        sa.CheckConstraint("id >= 1 AND segment >= 1", name=op.f("ck_audit_position")),
        sa.CheckConstraint("length(detail) <= 160", name=op.f("ck_audit_detail")),
        sa.CheckConstraint("content IS NULL OR length(content) = 64", name=op.f("ck_audit_content")),
        sa.CheckConstraint("length(mac) = 64", name=op.f("ck_audit_mac")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_table(
        "audit_segment",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.CheckConstraint("id >= 1 AND last >= 1", name=op.f("ck_audit_segment_position")),
        sa.CheckConstraint("length(seal) = 64", name=op.f("ck_audit_segment_seal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_segment")),
    )
    protect_audit(op.get_bind())
