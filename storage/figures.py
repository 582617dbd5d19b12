"""Cut-offs: the figures of a wave as they were, computed and written in one transaction, read back as written.

Decides how they are kept (JSON that names no member and no person) and that who coordinates some countries finds only
what was made for those.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from conversations.authorisation import covers
from conversations.desk.figures import CutOffHead, CutOffMade, CutOffs, CutOffSought
from conversations.desk.sought import Sought
from conversations.facts import DeskFact
from conversations.figures import CriterionSpread, CutOff, Figures, ItemSpread, Participation, figures_of
from conversations.people import Appointment
from conversations.roll import Progress
from storage import tables as t
from storage.audit_words import Kind
from storage.database import Transaction
from storage.export import counted_in
from storage.status import wave_status
from storage.vouching import vouch_new
from storage.waves import list_waves, wave_instrument
from storage.world_reader import countries_of

_c, _w = t.cut_off.c, t.wave.c


def make_cut_off(tx: Transaction, wave: int, countries: tuple[str, ...], person: int, now: datetime) -> int:
    """Put down the figures of a wave, in some countries or all, as they are in this transaction; return its id."""
    of = next(one for one in list_waves(tx) if one.id == wave)
    statuses, counted = wave_status(tx, wave, countries), tuple(counted_in(tx, wave, countries))
    figures = figures_of(of, wave_instrument(tx, wave), countries, statuses, counted)
    row: dict[str, object] = {"wave_id": wave, "countries": ",".join(sorted(countries)), "made_by": person}
    written = json.dumps(asdict(figures), default=datetime.isoformat, ensure_ascii=False)
    made = tx.insert(insert(t.cut_off), {**row, "made_at": now, "figures": written})
    vouch_new(tx, now, Kind.CUT_OFF, made)
    return made


def read_cut_off(tx: Transaction, cut_off: int, scope: Appointment) -> CutOff | None:
    """Return a cut-off as it was made; ``None`` when it is not there or was made for more than the scope."""
    row = tx.connection.execute(select(t.cut_off).where(_c.id == cut_off)).one_or_none()
    if row is None or not covers(scope, countries_of(row.countries)):
        return None
    return CutOff(row.id, row.made_at, _figures(json.loads(row.figures)))


def _figures(raw: dict[str, Any]) -> Figures:
    closed = raw["closed_at"]
    return Figures(
        raw["wave"],
        datetime.fromisoformat(raw["opened_at"]),
        None if closed is None else datetime.fromisoformat(closed),
        raw["instrument"],
        tuple(raw["countries"]),
        tuple(
            Participation(one["country"], {state: one["states"][state.value] for state in Progress}, one["late"])
            for one in raw["participation"]
        ),
        raw["counted"],
        tuple(
            CriterionSpread(one["criterion"], tuple(one["bands"]), one["no_score"], one["mean"])
            for one in raw["criteria"]
        ),
        tuple(
            ItemSpread(one["item"], tuple(one["levels"]), one["dont_know"], one["not_applicable"])
            for one in raw["items"]
        ),
    )


def _heads(tx: Transaction, sought: CutOffs, scope: Appointment, now: datetime) -> tuple[CutOffHead, ...]:
    wanted = select(_c.id, _c.countries, _c.made_at, _w.name).join_from(t.cut_off, t.wave, _c.wave_id == _w.id)
    return tuple(
        CutOffHead(row.id, row.name, row.made_at)
        for row in tx.connection.execute(wanted.order_by(_c.id.desc()))
        if covers(scope, countries_of(row.countries))
    )


def _cut_off(tx: Transaction, sought: CutOffSought, scope: Appointment, now: datetime) -> CutOff | None:
    return read_cut_off(tx, sought.id, scope)


def _made(tx: Transaction, fact: CutOffMade, person: int, now: datetime) -> None:
    make_cut_off(tx, fact.wave, fact.countries, person, now)


FINDERS: dict[type[Sought[object]], Callable[[Transaction, Any, Appointment, datetime], object]] = {
    CutOffs: _heads,
    CutOffSought: _cut_off,
}
WRITERS: dict[type[DeskFact], Callable[[Transaction, Any, int, datetime], None]] = {CutOffMade: _made}
