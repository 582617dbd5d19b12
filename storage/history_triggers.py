"""What keeps the history append-only: triggers that refuse UPDATE and DELETE, for each kind of database.

A fresh schema and the migration that makes the table both run these. PostgreSQL: besides, give the bot's role no
UPDATE and no DELETE on response_history.
"""

from sqlalchemy import Connection

STATEMENTS = {
    "sqlite": tuple(
        f"CREATE TRIGGER response_history_no_{act} BEFORE {act.upper()} ON response_history "
        "BEGIN SELECT RAISE(ABORT, 'response_history is append-only'); END"
        for act in ("update", "delete")
    ),
    "postgresql": (
        """CREATE FUNCTION response_history_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'response_history is append-only'; END $$""",
        """CREATE TRIGGER response_history_append_only BEFORE UPDATE OR DELETE ON response_history
        FOR EACH ROW EXECUTE FUNCTION response_history_refuse()""",
    ),
}


def protect_history(connection: Connection) -> None:
    """Make the history refuse UPDATE and DELETE."""
    for statement in STATEMENTS[connection.dialect.name]:
        connection.exec_driver_sql(statement)
