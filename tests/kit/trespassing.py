"""Ways to get in, or to move what was answered, past the bot: changes of the rows that say who belongs where.

Decides nothing about what is found. Written from the threat (an insider has the file and not the key), not from which
columns are vouched for: whatever gives somebody a right or makes answers another's is in here.
"""

import random
import sqlite3
from typing import Final

WHERE: Final = {
    "appointment": "1",
    "invitation": "1",
    "used invitation": "used_at IS NOT NULL",
    "person": "consented_at IS NOT NULL",
    "member": "1",
    "wave": "1",
    "assessment": "1",
    "instrument": "1",
    "meeting": "1",
    "campaign": "1",
    "cut_off": "1",
}
"""Which rows there are to be changed: before consent somebody has no right that another could take."""
TRESPASSES: Final = (
    ("appointment", "UPDATE appointment SET countries = countries || ',BR' WHERE id = ?"),
    ("appointment", "UPDATE appointment SET countries = '', member_id = NULL, role = 'coordinator' WHERE id = ?"),
    ("appointment", "UPDATE appointment SET role = 'coordinator' WHERE id = ?"),
    ("appointment", "UPDATE appointment SET role = 'reviewer' WHERE id = ?"),
    ("appointment", "UPDATE appointment SET member_id = coalesce(member_id, 0) + 1 WHERE id = ?"),
    ("appointment", "UPDATE appointment SET person_id = person_id + 1 WHERE id = ?"),
    ("appointment", "UPDATE appointment SET until = CASE WHEN until IS NULL THEN since END WHERE id = ?"),
    ("appointment", "UPDATE appointment SET until = since, left_at = '2099-01-01' WHERE id = ?"),
    ("appointment", "DELETE FROM appointment WHERE id = ?"),
    (
        "appointment",
        (
            "INSERT INTO appointment (person_id, countries, role, since)"
            " SELECT person_id, '', 'coordinator', since FROM appointment WHERE id = ?"
        ),
    ),
    ("used invitation", "UPDATE invitation SET used_at = NULL, used_by = NULL WHERE id = ?"),
    ("invitation", "UPDATE invitation SET revoked_at = CASE WHEN revoked_at IS NULL THEN created_at END WHERE id = ?"),
    ("invitation", "UPDATE invitation SET expires_at = '2099-01-01' WHERE id = ?"),
    ("invitation", "UPDATE invitation SET role = 'coordinator', member_id = NULL WHERE id = ?"),
    ("invitation", "UPDATE invitation SET countries = countries || ',BR' WHERE id = ?"),
    ("invitation", "UPDATE invitation SET member_id = coalesce(member_id, 0) + 1 WHERE id = ?"),
    ("invitation", "UPDATE invitation SET token_hash = lower(hex(randomblob(32))) WHERE id = ?"),
    ("invitation", "UPDATE invitation SET succeeds = coalesce(succeeds, 0) + 1 WHERE id = ?"),
    ("invitation", "DELETE FROM invitation WHERE id = ?"),
    (
        "invitation",
        (
            "INSERT INTO invitation (token_hash, role, member_id, countries, created_at, expires_at)"
            " SELECT lower(hex(randomblob(32))), role, member_id, countries, created_at, '2099-01-01'"
            " FROM invitation WHERE id = ?"
        ),
    ),
    ("person", "UPDATE person SET telegram_hash = lower(hex(randomblob(32))) WHERE id = ?"),
    ("person", "UPDATE person SET consented_at = NULL, consent_version = NULL WHERE id = ?"),
    ("person", "DELETE FROM person WHERE id = ?"),
    (
        "person",
        (
            "INSERT INTO person (telegram_hash, identity, language, consented_at, consent_version, last_turn_at)"
            " SELECT lower(hex(randomblob(32))), identity, language, consented_at, consent_version, last_turn_at"
            " FROM person WHERE id = ?"
        ),
    ),
    ("member", "UPDATE member SET name = name || '.' WHERE id = ?"),
    ("member", "UPDATE member SET country = CASE country WHEN 'BR' THEN 'AR' ELSE 'BR' END WHERE id = ?"),
    ("member", "UPDATE member SET retired_at = CASE WHEN retired_at IS NULL THEN '2026-01-01' END WHERE id = ?"),
    ("member", "UPDATE member SET rehearsal_for = coalesce(rehearsal_for, 0) + 1 WHERE id = ?"),
    ("member", "DELETE FROM member WHERE id = ?"),
    (
        "member",
        (
            "INSERT INTO member (name, kind, country, timezone) SELECT name || ' too', kind, country, timezone"
            " FROM member WHERE id = ?"
        ),
    ),
    ("wave", "UPDATE wave SET name = name || '.' WHERE id = ?"),
    ("wave", "UPDATE wave SET closed_at = opened_at, open_mark = NULL WHERE id = ? AND closed_at IS NULL"),
    ("wave", "UPDATE wave SET closed_at = NULL, open_mark = 1 WHERE id = ? AND closed_at IS NOT NULL"),
    ("wave", "UPDATE wave SET instrument_id = instrument_id + 1 WHERE id = ?"),
    ("wave", "UPDATE wave SET rehearsal = 1 - rehearsal WHERE id = ?"),
    ("wave", "DELETE FROM wave WHERE id = ?"),
    ("assessment", "UPDATE assessment SET member_id = member_id + 1 WHERE id = ?"),
    ("assessment", "UPDATE assessment SET wave_id = wave_id + 1 WHERE id = ?"),
    ("assessment", "UPDATE assessment SET instrument_id = instrument_id + 1 WHERE id = ?"),
    ("assessment", "DELETE FROM assessment WHERE id = ?"),
    (
        "assessment",
        (
            "INSERT INTO assessment (member_id, wave_id, instrument_id, begun_at, late)"
            " SELECT member_id + 1000, wave_id, instrument_id, begun_at, 0 FROM assessment WHERE id = ?"
        ),
    ),
    ("instrument", "UPDATE instrument SET document = document || '#' WHERE id = ?"),
    ("meeting", "UPDATE meeting SET respond_by = date(respond_by, '-1 day') WHERE id = ?"),
    ("meeting", "UPDATE meeting SET place = place || '.' WHERE id = ?"),
    ("meeting", "DELETE FROM meeting WHERE id = ?"),
    ("campaign", "UPDATE campaign SET texts = replace(coalesce(texts, '{}'), '}', ' }') WHERE id = ?"),
    ("campaign", "UPDATE campaign SET countries = countries || ',BR' WHERE id = ?"),
    ("campaign", "UPDATE campaign SET created_by = created_by + 1 WHERE id = ?"),
    ("campaign", "DELETE FROM campaign WHERE id = ?"),
    ("cut_off", "UPDATE cut_off SET figures = figures || ' ' WHERE id = ?"),
    ("cut_off", "DELETE FROM cut_off WHERE id = ?"),
)
"""Changes of who belongs where and of what is told to whom, each by the rows that it is done to."""
TOLD: Final = frozenset(told for _, told in TRESPASSES)
TABLES: Final = tuple(table for table in WHERE if " " not in table)
READ: Final = tuple(f"SELECT * FROM {table} ORDER BY id" for table in TABLES)  # noqa: S608 - our own tables


def trespass_once(connection: sqlite3.Connection, dice: random.Random) -> str:
    """Change, delete or add a row of who belongs where; tell how, "" when there is no such row."""
    rows, told = dice.choice(TRESPASSES)
    table = rows.rpartition(" ")[2]
    found = connection.execute(f"SELECT id FROM {table} WHERE {WHERE[rows]} ORDER BY id").fetchall()  # noqa: S608 - ours
    if not found:
        return ""
    connection.execute(told, dice.choice(found))
    return told
