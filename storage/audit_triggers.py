"""What keeps the audit append-only: triggers that refuse UPDATE, and DELETE but for entries that have expired.

Decides what an expiry may delete: entries up to the position that the newest entry says has expired. Whoever drops the
triggers is found out by the chain. A fresh schema and the migrations both run these. PostgreSQL: besides, give the
bot's role no UPDATE on audit.
"""

from sqlalchemy import Connection

_EXPIRED = """EXISTS (
        SELECT 1 FROM audit AS newest
        WHERE newest.id = (SELECT max(id) FROM audit) AND newest.action = 'audit_expired' AND newest.object_id >= OLD.id
    )"""

STATEMENTS = {
    "sqlite": (
        """CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END""",
        f"""CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
        WHEN NOT {_EXPIRED}
        BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END""",
    ),
    "postgresql": (
        f"""CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF TG_OP = 'DELETE' THEN
                IF {_EXPIRED} THEN RETURN OLD; END IF;
            END IF;
            RAISE EXCEPTION 'audit is append-only';
        END $$""",
        """CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    ),
}


def protect_audit(connection: Connection) -> None:
    """Make the audit refuse UPDATE, and DELETE but for what has expired."""
    for statement in STATEMENTS[connection.dialect.name]:
        connection.exec_driver_sql(statement)
