"""Waves: opening one, closing it, telling those who wait.

Decides that one wave is open at a time and who is told that it opened. What they are told, the caller words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from conversations.assessment import Wave
from conversations.instrument import Instrument, Language
from storage import tables as t
from storage.assessment_reader import WAVE, read_instrument, wave_of
from storage.database import Transaction
from storage.instruments import find_instrument, install_default
from storage.outbox import write_letters
from storage.tables.talk import LetterKind

_w, _p, _a = t.wave.c, t.person.c, t.appointment.c


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


class NoWaveOpen(RuntimeError):
    """No wave is open."""


def open_wave(
    tx: Transaction, name: str, now: datetime, notice: Callable[[Language], str], reference: str | None = None
) -> OpenedWave:
    """Open a wave on an instrument (``id@version``, the default one if not said) and tell those who wait.

    ``notice`` makes the payload of the letter in a language. Raises WaveStillOpen, WaveNameTaken, InstrumentUnknown.
    """
    present = open_now(tx)
    if present is not None:
        raise WaveStillOpen(present.name)
    if tx.connection.execute(select(_w.id).where(_w.name == name)).first() is not None:
        raise WaveNameTaken(name)
    chosen = install_default(tx, now) if reference is None else find_instrument(tx, reference)
    values: dict[str, object] = {"name": name, "instrument_id": chosen.id, "opened_at": now, "open_mark": 1}
    wave = Wave(tx.insert(insert(t.wave), values), name, now)
    return OpenedWave(wave, chosen.reference, _tell(tx, now, notice))


def close_wave(tx: Transaction, now: datetime) -> Wave:
    """Close the open wave: nothing begins in it any more. Raises NoWaveOpen."""
    present = open_now(tx)
    if present is None:
        raise NoWaveOpen
    tx.connection.execute(update(t.wave).where(_w.id == present.id).values(closed_at=now, open_mark=None))
    return Wave(present.id, present.name, present.opened_at, now)


def open_now(tx: Transaction) -> Wave | None:
    """Return the open wave."""
    row = tx.connection.execute(select(*WAVE).where(_w.open_mark == 1)).one_or_none()
    return None if row is None else wave_of(row)


def list_waves(tx: Transaction) -> tuple[Wave, ...]:
    """List all waves, the latest first."""
    return tuple(wave_of(row) for row in tx.connection.execute(select(*WAVE).order_by(_w.id.desc())))


def _tell(tx: Transaction, now: datetime, notice: Callable[[Language], str]) -> int:
    """Write a notice to everybody who waits and still has a post; nobody waits any more then."""
    waiting = select(_p.id, _p.language).where(
        _p.awaiting_wave_since.is_not(None),
        _p.unreachable_at.is_(None),
        _p.id.in_(select(_a.person_id).where(_a.until.is_(None))),
    )
    people = tx.connection.execute(waiting.order_by(_p.id)).all()
    for person, language in people:
        write_letters(tx, person, LetterKind.NOTICE, (notice(Language(language)),), now)
    tx.connection.execute(update(t.person).values(awaiting_wave_since=None))
    return len(people)


def wave_instrument(tx: Transaction, wave: int) -> Instrument:
    """Return the instrument that a wave uses."""
    used = select(_w.instrument_id).where(_w.id == wave)
    return read_instrument(tx, tx.connection.execute(used).scalar_one())
