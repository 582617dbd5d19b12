"""What a database holds of some people's answers, read with plain SQL: the product's own readers are not asked.

It must not know what ought to be there.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from storage.secrets import Keyring

_ANSWERS = """
    SELECT assessment_id, item, COALESCE(nonresponse, level) FROM response
    UNION ALL SELECT assessment_id, criterion, value FROM priority
"""
_HISTORY = """
    SELECT assessment_id, target, before, after, update_id FROM response_history
    WHERE subject IN ('response', 'priority') ORDER BY id
"""
Change = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Record:
    """What a database holds: answers by step and the history of each, by the person who gave them."""

    answers: dict[int, dict[str, str]]
    history: dict[int, dict[str, list[Change]]]
    updates: dict[int, list[tuple[int, str]]]


def read_record(connection: sqlite3.Connection, keyring: Keyring, people: Sequence[int]) -> Record:
    """Read the record of some people; a person's assessment is that of their appointment's member."""
    hashes = {keyring.telegram_hash(person): person for person in people}
    rows = connection.execute(
        "SELECT assessment.id, telegram_hash FROM assessment JOIN appointment USING (member_id)"
        " JOIN person ON person.id = appointment.person_id"
    )
    owner = {assessment: hashes[hashed] for assessment, hashed in rows if hashed in hashes}
    record = Record(
        {person: {} for person in people},
        {person: defaultdict(list) for person in people},
        {person: [] for person in people},
    )
    for assessment, step, answer in connection.execute(_ANSWERS):
        if assessment not in owner:
            continue
        record.answers[owner[assessment]][step] = str(answer)
    for assessment, step, before, after, update in connection.execute(_HISTORY):
        if assessment not in owner:
            continue
        record.history[owner[assessment]][step].append((before, after))
        if update is not None:
            record.updates[owner[assessment]].append((update, step))
    return record
