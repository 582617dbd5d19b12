"""Texts of our messages become bytes: sealed ones. What is there is sealed by who next starts with the secret key."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the columns take bytes; the key is not known here, so that the texts of before stay as they are."""
    for table, optional in (("screen", False), ("outbox", True)):
        with op.batch_alter_table(table, recreate="always") as kept:
            kept.alter_column("payload", existing_type=sa.Text(), type_=sa.LargeBinary(), existing_nullable=optional)
