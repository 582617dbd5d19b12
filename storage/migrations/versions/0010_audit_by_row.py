"""An index of the audit by what an entry is about: the last one for a row is found however long the chain is."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the index; a program from before would change rows and vouch for none, and stops at the new number."""
    columns = ["action", "object_kind", "object_id"]
    op.create_index(op.f("ix_audit_action_object_kind_object_id"), "audit", columns, unique=False)
