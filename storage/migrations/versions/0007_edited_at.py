"""When a message was last edited, so that nothing typed before is taken for an answer to what it asks."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import UTCInstant

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column; what was drawn before counts as drawn when it was sent."""
    with op.batch_alter_table("screen", recreate="always") as screen:
        screen.add_column(sa.Column("edited_at", UTCInstant(), nullable=True))
