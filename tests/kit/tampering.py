"""What an insider may do to the audit with the database and without the key: tamperings, each different at every throw.

Decides nothing about what is found. An insider reads the tables, changes what was read, and writes it back after the
triggers are gone; ``tamper`` tells what was done, and sees that something is different afterwards.
"""

import random
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kit.falsifying import falsify_once
from kit.trespassing import READ as READ_ROWS
from kit.trespassing import trespass_once

from storage.audit import context_of
from storage.audit_seal import COLUMNS, GENESIS, seal_end, seal_entry
from storage.secrets import Keyring, new_secret_key

ID, SEGMENT, AT, ACTOR, PERSON, MAC = map(COLUMNS.index, ("id", "segment", "at", "actor", "person_id", "mac"))
KEY, LAST, SEAL = 1, 2, 3
READ = "SELECT * FROM audit ORDER BY id"
WRITE = "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
READ_SEGMENTS = "SELECT id, key, last, seal FROM audit_segment ORDER BY id"
WRITE_SEGMENT = "INSERT INTO audit_segment VALUES (?, ?, ?, ?)"
ANSWERS = (
    "SELECT assessment_id, item, level, nonresponse FROM response ORDER BY 1, 2",
    'SELECT id, assessment_id, subject, target, "before", "after", person_id, at FROM response_history ORDER BY id',
    "SELECT assessment_id, target, text FROM note ORDER BY 1, 2",
    "SELECT id, assessment_id, target, unique_file FROM evidence ORDER BY 1",
)
TRIGGERS = ("audit_no_update", "audit_no_delete", "response_history_no_update", "response_history_no_delete")
Row = list[Any]


@dataclass(slots=True)
class Loot:
    """The tables of the audit as an insider read them, to be changed and written back."""

    rows: list[Row]
    segments: list[Row]

    def any(self, dice: random.Random) -> int:
        """Choose an entry; gives its place in the list."""
        return dice.randrange(len(self.rows))

    def number(self) -> None:
        """Number the entries anew, from the first."""
        first = min(row[ID] for row in self.rows)
        for place, row in enumerate(self.rows):
            row[ID] = first + place

    def pretend(self, dice: random.Random) -> None:
        """Now and then have the last segment say that it ends where it does now."""
        if self.rows and self.segments and dice.random() < 0.5:
            self.segments[-1][LAST] = self.rows[-1][ID]


Tampering = Callable[[Loot, random.Random], str]


def flip(loot: Loot, dice: random.Random) -> str:
    """Change one value of one entry, however little."""
    row, column = loot.rows[loot.any(dice)], dice.randrange(len(COLUMNS))
    told = f"{COLUMNS[column]} of {row[ID]}"
    row[column] = _other(row[column], dice)
    return told


def retype(loot: Loot, dice: random.Random) -> str:
    """Leave the letters of a value, and change its type."""
    row = loot.rows[loot.any(dice)]
    column = dice.choice([place for place, value in enumerate(row) if isinstance(value, str)])
    row[column] = row[column].encode()
    return f"{COLUMNS[column]} of {row[ID]} as a blob"


def spell(loot: Loot, dice: random.Random) -> str:
    """Write the same instant in another way."""
    row = loot.rows[loot.any(dice)]
    row[AT] = row[AT].replace(*dice.choice(((" ", "T"), ("+00:00", "Z"), ("+00:00", "-00:00"), (".000000", ""))))
    return f"at of {row[ID]} spelt otherwise"


def delete(loot: Loot, dice: random.Random) -> str:
    """Delete some entries in a row, the last ones too."""
    first, many = loot.any(dice), dice.choice((1, 1, 1, 2, 5, 50))
    told = f"{many} from {loot.rows[first][ID]} deleted"
    del loot.rows[first : first + many]
    loot.pretend(dice)
    return told


def close_up(loot: Loot, dice: random.Random) -> str:
    """Delete an entry and move what follows up."""
    gone = loot.rows.pop(loot.any(dice))
    loot.number()
    loot.pretend(dice)
    return f"{gone[ID]} deleted and closed up"


def insert(loot: Loot, dice: random.Random) -> str:
    """Put a copy of an entry in, in the middle or at the end."""
    row, place = [*loot.rows[loot.any(dice)]], dice.choice((loot.any(dice), len(loot.rows)))
    loot.rows.insert(place, row)
    told = f"{row[ID]} copied to the {place + 1}. place"
    loot.number()
    loot.pretend(dice)
    return told


def swap(loot: Loot, dice: random.Random) -> str:
    """Let two entries change places."""
    one, other = loot.any(dice), loot.any(dice)
    loot.rows[one], loot.rows[other] = loot.rows[other], loot.rows[one]
    loot.number()
    return f"the {one + 1}. and {other + 1}. swapped"


def move(loot: Loot, dice: random.Random) -> str:
    """Move an entry elsewhere."""
    row, place = loot.rows.pop(loot.any(dice)), dice.randrange(len(loot.rows))
    loot.rows.insert(place, row)
    loot.number()
    return f"one moved to the {place + 1}. place"


def overwrite(loot: Loot, dice: random.Random) -> str:
    """Write one entry over another, MAC and all."""
    one, other = loot.rows[loot.any(dice)], loot.any(dice)
    loot.rows[other] = [loot.rows[other][ID], *one[1:]]
    return f"{one[ID]} written over {loot.rows[other][ID]}"


def cut(loot: Loot, dice: random.Random) -> str:
    """Cut the end off, and pretend that it was sealed there."""
    del loot.rows[loot.any(dice) + 1 :]
    last = loot.rows[-1]
    loot.segments = [one for one in loot.segments if one[0] <= last[SEGMENT]]
    loot.segments[-1][LAST] = last[ID]
    if dice.random() < 0.5:
        loot.segments[-1][SEAL] = dice.randbytes(32).hex()
    return f"cut off after {last[ID]}"


def forge(loot: Loot, dice: random.Random) -> str:
    """Change an entry and seal all that follows anew, with a key of one's own, put in the place of the real one."""
    place, key = loot.any(dice), dice.randbytes(32)
    loot.rows[place][ACTOR], loot.rows[place][PERSON] = "person", 999
    before = loot.rows[place - 1][MAC] if place else GENESIS
    for row in loot.rows[place:]:
        before = row[MAC] = seal_entry(key, before, row[:MAC])
    segment = loot.segments[-1]
    segment[SEAL] = seal_end(key, segment[0], loot.rows[-1][ID], before, closed=False)
    if dice.random() < 0.5:
        segment[KEY] = Keyring(new_secret_key()).encrypt(key, context_of(segment[0]))
    return f"forged from {loot.rows[place][ID]} on"


def unseal(loot: Loot, dice: random.Random) -> str:
    """Change, delete or add a segment."""
    segment = dice.choice(loot.segments)
    match dice.randrange(4):
        case 0:
            loot.segments.remove(segment)
            return f"segment {segment[0]} deleted"
        case 1:
            loot.segments.append([loot.segments[-1][0] + 1, *segment[1:]])
            return f"segment {segment[0]} copied to the end"
        case _:
            column = dice.choice((KEY, LAST, SEAL))
            segment[column] = _other(segment[column], dice)
            return f"column {column} of segment {segment[0]}"


def wipe(loot: Loot, dice: random.Random) -> str:
    """Delete all of it."""
    loot.rows.clear()
    if dice.random() < 0.5:
        loot.segments.clear()
    return "everything deleted"


def falsify(loot: Loot, dice: random.Random) -> str:
    """Leave the audit alone; ``tamper`` changes an answer instead."""
    return "falsified"


def trespass(loot: Loot, dice: random.Random) -> str:
    """Leave the audit alone; ``tamper`` changes who belongs where instead."""
    return "trespassed"


OUTSIDE = {falsify: falsify_once, trespass: trespass_once}
"""What is done to other tables than the audit's."""
TAMPERINGS: Sequence[Tampering] = (
    *(flip, flip, flip, flip, retype, spell, delete, delete, close_up, insert, swap, move, overwrite, cut, cut),
    *(forge, unseal, wipe, falsify, falsify, trespass, trespass, trespass),
)


def unlock(connection: sqlite3.Connection) -> None:
    """Take away what only hinders: rules, references, triggers. Outside a transaction."""
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute("PRAGMA foreign_keys = OFF")
    for trigger in TRIGGERS:
        connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")


def tamper(connection: sqlite3.Connection, dice: random.Random, among: Sequence[Tampering] = TAMPERINGS) -> str:
    """Tamper once, so that something is different afterwards; tell what was done."""
    before = stolen(connection)
    while True:
        connection.execute("SAVEPOINT tampering")
        loot = Loot([[*row] for row in connection.execute(READ)], [[*row] for row in connection.execute(READ_SEGMENTS)])
        tampering = dice.choice(among)
        try:
            told = tampering(loot, dice)
            if tampering in OUTSIDE:
                told = OUTSIDE[tampering](connection, dice)
            else:
                write_back(connection, loot)
        except (sqlite3.IntegrityError, OverflowError):  # two of one number, or none
            told = ""
        if told and stolen(connection) != before:
            return told
        connection.execute("ROLLBACK TO tampering")


def write_back(connection: sqlite3.Connection, loot: Loot) -> None:
    """Put changed tables in the place of the audit's."""
    connection.execute("DELETE FROM audit")
    connection.execute("DELETE FROM audit_segment")
    connection.executemany(WRITE, loot.rows)
    connection.executemany(WRITE_SEGMENT, loot.segments)


def stolen(connection: sqlite3.Connection) -> list[list[tuple[Any, ...]]]:
    """Read everything that a tampering may change, to see that it did; a number is not the same as a text or a half."""
    return [
        [tuple((type(value), value) for value in row) for row in connection.execute(statement)]
        for statement in (READ, READ_SEGMENTS, *ANSWERS, *READ_ROWS)
    ]


def _other(value: object, dice: random.Random) -> object:
    """Give another value than this one, close to it."""
    match value:
        case None:
            return dice.choice((0, 1, "", "0"))
        case int():
            return dice.choice((value + 1, value - 1, -value - 1, value + 0.5, f"{value}x", value + 2**40))
        case bytes():
            at = dice.randrange(len(value))
            return value[:at] + bytes([value[at] ^ dice.randrange(1, 256)]) + value[at + 1 :]
        case _:
            text = str(value)
            at = dice.randrange(len(text) + 1)
            longer = text[:at] + dice.choice(("0", " ", "x", "\0", "é")) + text[at:]
            return dice.choice((longer, text.upper(), text[:-1], text[::-1], "0"))
