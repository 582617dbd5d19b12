"""Ways to change an answer past the bot, and leave the audit alone.

Decides nothing about what is found. Lines of history whose entries have expired are left out: nothing vouches for them.
"""

import random
import sqlite3

ROWS = {
    "response": "SELECT rowid FROM response ORDER BY 1",
    "response_history": "SELECT object_id FROM audit WHERE action = 'response_changed' ORDER BY 1",
}
"""What is there to be falsified: answers, and the lines of history whose entries have not expired."""
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
)
"""Changes of answers and their history, which leave the audit alone."""


def falsify_once(connection: sqlite3.Connection, dice: random.Random) -> str:
    """Change, delete or add an answer or a line of its history; tell how."""
    table, told = dice.choice(FALSIFICATIONS)
    connection.execute(told, dice.choice(connection.execute(ROWS[table]).fetchall()))
    return told
