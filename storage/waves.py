"""Waves: opening one, closing it, telling those whom it concerns.

Decides that one wave is open at a time, who is told that it opened, and who, once, that it closed. What they are told,
the caller words. Rehearsals hang on waves too, which are none: they are never open and in no list.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, insert, select, update

from conversations.assessment import Wave
from conversations.instrument import Instrument, Language
from conversations.people import Role
from storage import tables as t
from storage.assessment_reader import WAVE, read_instrument, wave_of
from storage.audit_words import Kind
from storage.database import Transaction
from storage.instruments import find_instrument, install_default
from storage.listed import listed
from storage.outbox import write_letters
from storage.tables.talk import LetterKind
from storage.vouching import vouch, vouch_new

_w, _p, _a, _as, _m = (x.c for x in (t.wave, t.person, t.appointment, t.assessment, t.member))
LONGEST_NAME = 40
_NOT_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
Recipient = tuple[int, Language]
"""A person's id and language."""


@dataclass(frozen=True, slots=True)
class OpenedWave:
    """A wave just opened, the instrument that it uses, and how many people who waited get a notice."""

    wave: Wave
    instrument: str
    told: int


class WaveStillOpen(RuntimeError):
    """Another wave is open: close it first."""

    def __init__(self, name: str) -> None:
        """Name the open wave."""
        super().__init__(f'wave "{name}" is open: close it first')
        self.name = name


class WaveNameTaken(ValueError):
    """A wave of that name is there already."""

    def __init__(self, name: str) -> None:
        """Keep the name."""
        super().__init__(f'there is a wave "{name}" already')
        self.name = name


class WaveNameUnusable(ValueError):
    """A wave's name is empty, too long for a card, or has a line break or half a character in it."""

    def __init__(self) -> None:
        """Say what a name may be."""
        super().__init__(f"the wave's name has to be one line of 1 to {LONGEST_NAME} characters")


class NoWaveOpen(RuntimeError):
    """No wave is open."""


def open_wave(
    tx: Transaction, name: str, now: datetime, notice: Callable[[Language], str], reference: str | None = None
) -> OpenedWave:
    """Open a wave on an instrument (``id@version``, the default one if not said) and tell those who wait.

    ``notice`` makes the payload of the letter in a language. Raises WaveStillOpen, WaveNameTaken, WaveNameUnusable,
    InstrumentUnknown.
    """
    if not name.strip() or len(name) > LONGEST_NAME or _NOT_IN_A_LINE.search(name):
        raise WaveNameUnusable
    present = open_now(tx)
    if present is not None:
        raise WaveStillOpen(present.name)
    if tx.connection.execute(select(_w.id).where(_w.name == name)).first() is not None:
        raise WaveNameTaken(name)
    chosen = install_default(tx, now) if reference is None else find_instrument(tx, reference)
    waiting = people_waiting(tx)
    wave = begin_wave(tx, name, chosen.id, now)
    _tell(tx, waiting, now, notice)
    return OpenedWave(wave, chosen.reference, len(waiting))


def begin_wave(tx: Transaction, name: str, instrument: int, now: datetime, closes_on: date | None = None) -> Wave:
    """Open a wave on an instrument (by its row's id); nobody waits for one any more. The caller tells them."""
    values: dict[str, object] = {"name": name, "instrument_id": instrument, "opened_at": now, "open_mark": 1}
    wave = Wave(tx.insert(insert(t.wave), {**values, "closes_on": closes_on}), name, now, closes_on=closes_on)
    vouch_new(tx, now, Kind.WAVE, wave.id)
    tx.connection.execute(update(t.person).values(awaiting_wave_since=None))
    return wave


def close_wave(tx: Transaction, now: datetime, notice: Callable[[Language, Wave], str] | None = None) -> Wave:
    """Close the open wave: nothing begins in it any more. Raises NoWaveOpen.

    ``notice`` makes the payload of the letter to who has something unfinished; once told, they are not told again.
    """
    present = open_now(tx)
    if present is None:
        raise NoWaveOpen
    closed = Wave(present.id, present.name, present.opened_at, now, present.closes_on)
    people = people_unfinished(tx, present.id) if notice and not closing_told(tx, present.id) else ()
    end_wave(tx, present.id, now, told=notice is not None)
    if notice is not None:
        _tell(tx, people, now, lambda language: notice(language, closed))
    return closed


def end_wave(tx: Transaction, wave: int, now: datetime, *, told: bool) -> None:
    """Close a wave; ``told``: word of it goes out now, for the first time or not."""
    vouch(tx, now, Kind.WAVE, wave)
    tx.connection.execute(update(t.wave).where(_w.id == wave).values(closed_at=now, open_mark=None))
    if told:
        first = update(t.wave).where(_w.id == wave, _w.closing_told_at.is_(None))
        tx.connection.execute(first.values(closing_told_at=now))


def reopen_wave(tx: Transaction, wave: int, closes_on: date | None, now: datetime) -> None:
    """Open a closed wave again; nobody waits for one any more. The caller tells them."""
    vouch(tx, now, Kind.WAVE, wave)
    tx.connection.execute(update(t.wave).where(_w.id == wave).values(closed_at=None, open_mark=1, closes_on=closes_on))
    tx.connection.execute(update(t.person).values(awaiting_wave_since=None))


def set_term(tx: Transaction, wave: int, closes_on: date | None, now: datetime) -> None:
    """Announce another last day of a wave, or none."""
    vouch(tx, now, Kind.WAVE, wave)
    tx.connection.execute(update(t.wave).where(_w.id == wave).values(closes_on=closes_on))


def closing_told(tx: Transaction, wave: int) -> datetime | None:
    """Tell at which closing of a wave word of it went out; ``None``: at none yet."""
    told: datetime | None = tx.connection.execute(select(_w.closing_told_at).where(_w.id == wave)).scalar_one()
    return told


def open_now(tx: Transaction) -> Wave | None:
    """Return the open wave."""
    row = tx.connection.execute(select(*WAVE).where(_w.open_mark == 1)).one_or_none()
    return None if row is None else wave_of(row)


def list_waves(tx: Transaction) -> tuple[Wave, ...]:
    """List all waves, the latest first; rehearsals are none."""
    waves = select(*WAVE).where(_w.rehearsal.is_(False)).order_by(_w.id.desc())
    return tuple(wave_of(row) for row in tx.connection.execute(waves))


def people_waiting(tx: Transaction) -> tuple[Recipient, ...]:
    """List everybody who came while no wave was open, can be reached and still has a post."""
    in_force = select(_a.person_id).where(_a.until.is_(None))
    return _recipients(tx, _p.awaiting_wave_since.is_not(None), _p.id.in_(in_force))


def people_unfinished(tx: Transaction, wave: int) -> tuple[Recipient, ...]:
    """List the focal points who can be reached and whose member has begun in a wave and not submitted."""
    begun = (
        select(_as.member_id)
        .join_from(t.assessment, t.member, _as.member_id == _m.id)
        .where(_as.wave_id == wave, _as.submitted_at.is_(None))
        .where(listed())
    )
    theirs = select(_a.person_id).where(_a.until.is_(None), _a.role == Role.FOCAL_POINT.value, _a.member_id.in_(begun))
    return _recipients(tx, _p.id.in_(theirs))


def _recipients(tx: Transaction, *conditions: ColumnElement[bool]) -> tuple[Recipient, ...]:
    wanted = select(_p.id, _p.language).where(_p.identity.is_not(None), _p.unreachable_at.is_(None), *conditions)
    rows = tx.connection.execute(wanted.order_by(_p.id))
    return tuple((row.id, Language(row.language)) for row in rows)


def _tell(tx: Transaction, people: Iterable[Recipient], now: datetime, notice: Callable[[Language], str]) -> None:
    for person, language in people:
        write_letters(tx, person, LetterKind.NOTICE, (notice(language),), now)


def wave_instrument(tx: Transaction, wave: int) -> Instrument:
    """Return the instrument that a wave uses."""
    used = select(_w.instrument_id).where(_w.id == wave)
    return read_instrument(tx, tx.connection.execute(used).scalar_one())
