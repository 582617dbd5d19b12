"""What a coordinator's desk asks about waves and instruments, and what it makes of them.

Decides what is counted of a wave: members in the coordinator's countries. Who may change a wave is decided before.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from conversations.assessment import Wave
from conversations.desk.instruments import (
    DocumentSummary,
    InstrumentLoaded,
    Instruments,
    LoadedInstrument,
    Novelty,
    Summary,
)
from conversations.desk.sought import Sought
from conversations.desk.waves import (
    Awaiting,
    Unfinished,
    WaveClosed,
    WaveOpened,
    WaveReopened,
    Waves,
    WaveStanding,
    WaveTermSet,
)
from conversations.facts import DeskFact
from conversations.instrument import Instrument
from conversations.people import Appointment
from storage import tables as t
from storage.assessment_reader import read_instrument
from storage.database import Transaction
from storage.instrument_document import InstrumentInvalid, default_instrument, parse_instrument
from storage.instruments import export_instrument, import_instrument, install_default, list_instruments
from storage.listed import listed
from storage.waves import (
    begin_wave,
    closing_told,
    end_wave,
    list_waves,
    people_unfinished,
    people_waiting,
    reopen_wave,
    set_term,
    wave_instrument,
)

_a, _m = t.assessment.c, t.member.c


def _waves(tx: Transaction, sought: Waves, scope: Appointment, now: datetime) -> tuple[WaveStanding, ...]:
    counted = select(_a.wave_id, func.count(), func.count(_a.submitted_at)).group_by(_a.wave_id)
    counted = counted.join_from(t.assessment, t.member, _a.member_id == _m.id)
    counted = counted.where(listed(scope.countries))
    counts = {wave: (begun, submitted) for wave, begun, submitted in tx.connection.execute(counted)}
    return tuple(_standing(tx, one, *counts.get(one.id, (0, 0))) for one in list_waves(tx))


def _standing(tx: Transaction, wave: Wave, begun: int, submitted: int) -> WaveStanding:
    told, reference = closing_told(tx, wave.id), wave_instrument(tx, wave.id).reference
    last = told is not None and told == wave.closed_at
    return WaveStanding(wave, reference, begun, submitted, told=told is not None, told_last=last)


def _awaiting(tx: Transaction, sought: Awaiting, scope: Appointment, now: datetime) -> tuple[int, ...]:
    return tuple(person for person, _ in people_waiting(tx))


def _unfinished(tx: Transaction, sought: Unfinished, scope: Appointment, now: datetime) -> tuple[int, ...]:
    return tuple(person for person, _ in people_unfinished(tx, sought.wave))


def _instruments(
    tx: Transaction, sought: Instruments, scope: Appointment, now: datetime
) -> tuple[LoadedInstrument, ...]:
    stored = [_loaded(one.id, read_instrument(tx, one.id)) for one in reversed(list_instruments(tx))]
    default = default_instrument()
    if default.reference not in {one.reference for one in stored}:
        stored.append(_loaded(0, default))
    return tuple(stored)


def _loaded(row: int, instrument: Instrument) -> LoadedInstrument:
    return LoadedInstrument(
        row, instrument.reference, instrument.title, len(instrument.criteria), len(instrument.items)
    )


def _summary(tx: Transaction, sought: Summary, scope: Appointment, now: datetime) -> DocumentSummary | None:
    try:
        parsed = parse_instrument(sought.document)
    except InstrumentInvalid:
        return None
    if parsed.reference not in {one.reference for one in list_instruments(tx)}:
        return DocumentSummary(_loaded(0, parsed), Novelty.NEW)
    same = export_instrument(tx, parsed.reference) == sought.document
    return DocumentSummary(_loaded(0, parsed), Novelty.KNOWN if same else Novelty.TAKEN)


def _open(tx: Transaction, fact: WaveOpened, person: int, now: datetime) -> None:
    instrument = install_default(tx, now).id if fact.instrument is None else fact.instrument
    begin_wave(tx, fact.name, instrument, now, fact.closes_on)


def _term(tx: Transaction, fact: WaveTermSet, person: int, now: datetime) -> None:
    set_term(tx, fact.wave, fact.closes_on, now)


def _close(tx: Transaction, fact: WaveClosed, person: int, now: datetime) -> None:
    end_wave(tx, fact.wave, now, told=fact.told)


def _reopen(tx: Transaction, fact: WaveReopened, person: int, now: datetime) -> None:
    reopen_wave(tx, fact.wave, fact.closes_on, now)


def _load(tx: Transaction, fact: InstrumentLoaded, person: int, now: datetime) -> None:
    import_instrument(tx, fact.document, now)


FINDERS: dict[type[Sought[object]], Callable[[Transaction, Any, Appointment, datetime], object]] = {
    Waves: _waves,
    Awaiting: _awaiting,
    Unfinished: _unfinished,
    Instruments: _instruments,
    Summary: _summary,
}
WRITERS: dict[type[DeskFact], Callable[[Transaction, Any, int, datetime], None]] = {
    WaveOpened: _open,
    WaveTermSet: _term,
    WaveClosed: _close,
    WaveReopened: _reopen,
    InstrumentLoaded: _load,
}
