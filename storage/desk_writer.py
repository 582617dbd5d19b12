"""Writes what a coordinator made so: the tables of all parts of storage that write a kind of `DeskFact`.

A part adds its writers to `WRITERS`. What rows a fact becomes, the part decides.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from conversations.facts import Denied, DeskFact
from storage import (
    campaigns,
    digests,
    figures,
    meetings,
    membership_writer,
    rehearsals,
    shared_answers,
    wave_desk,
    workbook,
)
from storage.counters import DENIALS, count
from storage.database import Transaction

Writer = Callable[[Transaction, Any, int, datetime], None]
"""Takes the transaction, the fact, the person who made it so, the moment."""


def _denied(tx: Transaction, fact: Denied, person: int, now: datetime) -> None:
    count(tx, DENIALS, now)


WRITERS: dict[type[DeskFact], Writer] = {
    Denied: _denied,
    **campaigns.WRITERS,
    **meetings.WRITERS,
    **membership_writer.WRITERS,
    **rehearsals.WRITERS,
    **figures.WRITERS,
    **digests.WRITERS,
    **shared_answers.WRITERS,
    **wave_desk.WRITERS,
    **workbook.WRITERS,
}


def write_desk_fact(tx: Transaction, fact: DeskFact, person: int, now: datetime) -> None:
    """Write one fact of a coordinator. Raises KeyError for one that no part writes."""
    WRITERS[type(fact)](tx, fact, person, now)
