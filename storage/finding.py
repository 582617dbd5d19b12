"""Finds what a coordinator's turn asks for, within the countries of that coordinator and nowhere else.

A part of storage that can be asked adds its finders to `FINDERS`. One that finds nothing in scope gives what its
`Sought` says for "not there": it never tells whether something exists elsewhere.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from conversations.desk.sought import Sought
from conversations.people import Appointment
from storage import (
    assessment_in_view,
    campaign_reader,
    candidates,
    digests,
    figures,
    heat_map,
    member_file,
    membership,
    roll,
    shared_answers,
    wave_desk,
    workbook,
)
from storage.database import Transaction

Finder = Callable[[Transaction, Any, Appointment, datetime], object]
"""Takes the transaction, what is sought, the coordinator's appointment (its countries are the scope), the moment."""

FINDERS: dict[type[Sought[object]], Finder] = {
    **assessment_in_view.FINDERS,
    **roll.FINDERS,
    **heat_map.FINDERS,
    **member_file.FINDERS,
    **shared_answers.FINDERS,
    **candidates.FINDERS,
    **campaign_reader.FINDERS,
    **membership.FINDERS,
    **workbook.FINDERS,
    **wave_desk.FINDERS,
    **figures.FINDERS,
    **digests.FINDERS,
}


def find(tx: Transaction, sought: Sought[object], scope: Appointment, now: datetime) -> object:
    """Find what is sought within ``scope``. Raises KeyError for what no part can be asked for."""
    return FINDERS[type(sought)](tx, sought, scope, now)
