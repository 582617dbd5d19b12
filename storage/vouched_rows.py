"""The rows that say who belongs where, what answers belong to and what is told to whom: what of them is vouched for.

Decides what of a row is held against the audit, and how it is read: as it is stored, whatever a driver makes of it. A
column that is in neither list fails a test; left out is what gives nobody a right and moves no answer. Who somebody was
cannot be guessed from what stays in the audit when they are forgotten, not even with the secret key: the ciphertext of
their identity, which is random and gone, is in it too. A column that is listed later needs another kind of beginning
than `Action.VOUCHING_BEGUN`: entries from before do not know it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Table, literal_column, select
from sqlalchemy.exc import DatabaseError

from storage import tables as t
from storage.audit_words import Kind
from storage.database import Transaction

Row = tuple[object, ...] | None
"""The vouched columns of a row as they are stored, in their order; ``None``: there is no such row."""


class Illegible(Enum):
    """What stands for a row that cannot be read: somebody put bytes there that are no text."""

    ROW = "illegible"


@dataclass(frozen=True, slots=True)
class Vouched:
    """A table: the columns that are vouched for, and those that are not.

    ``since``: a row needs an entry once this column is not NULL; ``""``: from its first moment.
    """

    table: Table
    columns: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    since: str = ""

    def needs_entry(self, row: Row | Illegible) -> bool:
        """Tell whether a row must not be there without an entry."""
        if row is None or isinstance(row, Illegible):
            return row is not None
        return not self.since or row[self.columns.index(self.since)] is not None


def _vouched(table: Table, columns: str, left_out: str = "", since: str = "") -> Vouched:
    return Vouched(table, tuple(columns.split()), tuple(left_out.split()), since)


VOUCHED: Final[Mapping[Kind, Vouched]] = {
    Kind.APPOINTMENT: _vouched(
        t.appointment,
        "person_id member_id countries role since until left_at",  # who has left may take the post back
        "chosen_by reminded_for confirmed_wave_id",
    ),
    Kind.INVITATION: _vouched(
        t.invitation,
        "token_hash role member_id countries created_at expires_at used_at used_by revoked_at created_by succeeds",
        "post requested_at forwarded_at",
    ),
    Kind.PERSON: _vouched(
        t.person,
        "telegram_hash identity consented_at consent_version",
        "address language post unreachable_at awaiting_wave_since last_turn_at outage_told_at",
        since="consented_at",  # before consent somebody has no right, and comes and goes
    ),
    Kind.MEMBER: _vouched(t.member, "name kind country timezone region source retired_at rehearsal_for"),
    Kind.WAVE: _vouched(
        t.wave,
        "name instrument_id opened_at closed_at open_mark closes_on rehearsal",
        "closing_told_at",
    ),
    Kind.ASSESSMENT: _vouched(
        t.assessment,
        "member_id wave_id instrument_id begun_at",
        "submitted_at submitted_by sharing late",  # its history says whether it is submitted
    ),
    Kind.INSTRUMENT: _vouched(t.instrument, "identifier version document imported_at"),
    Kind.MEETING: _vouched(
        t.meeting,
        "name place starts_on ends_on timezone respond_by countries created_by created_at cancelled_at",
    ),
    Kind.CAMPAIGN: _vouched(
        t.campaign,
        "kind meeting_id days_before wave_id segment texts corrects_id countries created_by created_at runs_on minute "
        "undo_until cancelled_at",
        "completed_at",
    ),
    Kind.CUT_OFF: _vouched(t.cut_off, "wave_id countries made_by made_at figures"),
}


def read_rows(tx: Transaction, kind: Kind, ids: Collection[int] | None = None) -> dict[int, Row | Illegible]:
    """Read the rows of these ids, or all; what is not there is not in the answer."""
    table = VOUCHED[kind].table
    wanted = _columns_of(kind)
    if ids is not None:
        wanted = wanted.where(table.c.id.in_(ids))
    try:
        return {row[0]: tuple(row[1:]) for row in tx.connection.execute(wanted)}
    except DatabaseError as error:
        _insist_on_text(error)
    numbers = select(table.c.id) if ids is None else select(table.c.id).where(table.c.id.in_(ids))
    return {one: _read_one(tx, kind, one) for one in tx.connection.execute(numbers).scalars().all()}


def _read_one(tx: Transaction, kind: Kind, number: int) -> Row | Illegible:
    try:
        (row,) = tx.connection.execute(_columns_of(kind).where(VOUCHED[kind].table.c.id == number))
    except DatabaseError as error:
        _insist_on_text(error)
        return Illegible.ROW
    return tuple(row[1:])


def _columns_of(kind: Kind) -> Select[Any]:
    """Select columns without their types, so that they come as they are stored."""
    declared = VOUCHED[kind]
    name = declared.table.name
    columns: list[ColumnElement[Any]] = [literal_column(f"{name}.{column}") for column in declared.columns]
    return select(declared.table.c.id, *columns).order_by(declared.table.c.id)


def _insist_on_text(error: DatabaseError) -> None:
    """Let every trouble of the database through but one: that a value is no text, which is the driver's to say."""
    if getattr(error.orig, "sqlite_errorname", None) is not None:
        raise error
