"""Numbers that are not given twice, where one is remembered after its row is gone: see `storage.tables.base`."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the tables anew as ones that remember the highest number that they ever had."""
    for table in ("person", "invitation", "evidence", "question", "screen", "outbox"):
        with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": True}):
            pass
