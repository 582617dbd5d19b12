"""What keeps the history append-only: triggers that refuse DELETE, and UPDATE but for the emptying of a redacted text.

Decides what a redaction may touch: the texts of notes and evidence whose target was redacted later on, emptied, and
nothing else of the row. A fresh schema and the migrations both run these. PostgreSQL: besides, give the bot's role no
DELETE on response_history, and UPDATE on its columns before and after only.
"""

from sqlalchemy import Connection

KEPT = ("id", "assessment_id", "subject", "target", "person_id", "at", "bot_id", "update_id")
"""The columns that no redaction changes."""
TEXTS = ('"before"', '"after"')


def _redaction(same: str) -> str:
    """Say when an UPDATE is a redaction; ``same`` compares two values of which both may be NULL."""
    kept = " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in KEPT)
    emptied = " AND ".join(
        f"NEW.{column} {same} CASE WHEN OLD.{column} IS NULL THEN NULL ELSE '' END" for column in TEXTS
    )
    return f"""OLD.subject IN ('note', 'evidence') AND {kept} AND {emptied} AND EXISTS (
        SELECT 1 FROM response_history AS redaction
        WHERE redaction.subject = 'redaction' AND redaction.assessment_id = OLD.assessment_id
        AND redaction.target = OLD.target AND redaction.id > OLD.id
    )"""  # noqa: S608 - our own columns


STATEMENTS = {
    "sqlite": (
        f"""CREATE TRIGGER response_history_no_update BEFORE UPDATE ON response_history
        WHEN NOT ({_redaction("IS")})
        BEGIN SELECT RAISE(ABORT, 'response_history is append-only'); END""",
        """CREATE TRIGGER response_history_no_delete BEFORE DELETE ON response_history
        BEGIN SELECT RAISE(ABORT, 'response_history is append-only'); END""",
    ),
    "postgresql": (
        f"""CREATE FUNCTION response_history_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF {_redaction("IS NOT DISTINCT FROM")} THEN RETURN NEW; END IF;
            END IF;
            RAISE EXCEPTION 'response_history is append-only';
        END $$""",
        """CREATE TRIGGER response_history_append_only BEFORE UPDATE OR DELETE ON response_history
        FOR EACH ROW EXECUTE FUNCTION response_history_refuse()""",
    ),
}
REMOVALS = {
    "sqlite": (
        "DROP TRIGGER response_history_no_update",
        "DROP TRIGGER response_history_no_delete",
    ),
    "postgresql": (
        "DROP TRIGGER response_history_append_only ON response_history",
        "DROP FUNCTION response_history_refuse()",
    ),
}


def protect_history(connection: Connection) -> None:
    """Make the history refuse DELETE, and UPDATE but for a redaction."""
    for statement in STATEMENTS[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def unprotect_history(connection: Connection) -> None:
    """Take the triggers away, for a migration that makes the table anew."""
    for statement in REMOVALS[connection.dialect.name]:
        connection.exec_driver_sql(statement)
