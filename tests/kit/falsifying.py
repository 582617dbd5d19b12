"""Ways to change an answer, a note or a file past the bot, and leave the audit alone.

Decides nothing about what is found. Lines of history whose entries have expired are left out: nothing vouches for them.
"""

import random
import sqlite3

ROWS = {
    **{table: f"SELECT rowid FROM {table} ORDER BY 1" for table in ("response", "note", "evidence")},  # noqa: S608 - ours
    "response_history": "SELECT object_id FROM audit WHERE action = 'response_changed' ORDER BY 1",
}
"""What is there to be falsified: answers, notes, files, and the lines of history whose entries have not expired."""
COPY = """INSERT INTO response_history
    SELECT 99999, assessment_id, subject, target, NULL, after, person_id, at, NULL, NULL
    FROM response_history WHERE id = ?"""
FALSIFICATIONS = (
    ("response", "UPDATE response SET level = (coalesce(level, 0) + 1) % 5, nonresponse = NULL WHERE rowid = ?"),
    ("response", "DELETE FROM response WHERE rowid = ?"),
    ("response_history", "UPDATE response_history SET after = '0' WHERE id = ?"),
    ("response_history", "UPDATE response_history SET person_id = person_id + 1 WHERE id = ?"),
    ("response_history", "DELETE FROM response_history WHERE id = ?"),
    ("response_history", COPY),
    ("note", "UPDATE note SET text = text || '.' WHERE rowid = ?"),
    ("note", "DELETE FROM note WHERE rowid = ?"),
    ("note", "INSERT INTO note SELECT assessment_id, 'c09q9', text, author, at, message FROM note WHERE rowid = ?"),
    ("evidence", "DELETE FROM evidence WHERE rowid = ?"),
    ("evidence", "UPDATE evidence SET unique_file = unique_file || '.' WHERE rowid = ?"),
    ("evidence", "UPDATE evidence SET target = 'c09q9' WHERE rowid = ?"),
)
"""Changes of what was answered, written and sent, and of its history, which leave the audit alone."""


def falsify_once(connection: sqlite3.Connection, dice: random.Random) -> str:
    """Change, delete or add an answer, a note, a file or a line of history; tell how, "" when there is no such row."""
    table, told = dice.choice(FALSIFICATIONS)
    rows = connection.execute(ROWS[table]).fetchall()
    if not rows:
        return ""
    connection.execute(told, dice.choice(rows))
    return told
