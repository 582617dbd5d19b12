"""Waves in the chat: opening one, its last day, closing it, opening it again.

Decides who may (who coordinates the whole network), what is proposed, what is refused, and whom a closing is told to:
once, and only who has something unfinished; they hear as well if it is taken back. It must not know how an instrument
is written.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from conversations.assessment import Wave
from conversations.authorisation import runs_waves
from conversations.desk.deeds import Deed, DeskLine, DeskSay
from conversations.desk.instruments import Instruments
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.desk.waves import (
    Awaiting,
    CloseWaveShown,
    NewWaveShown,
    Unfinished,
    WaveClosed,
    WaveInstrumentShown,
    WaveOpened,
    WaveReopened,
    Waves,
    WaveShown,
    WaveStanding,
    WaveTermSet,
    WaveTermShown,
)
from conversations.events import Typed
from conversations.intents import Day, Intent, Word
from conversations.news import WaveNews
from conversations.replies import Tell
from conversations.world import Outcome

LONGEST_NAME = 40
TERMS = (4, 6, 8)
"""Weeks that are offered for a wave; the middle one is proposed."""
LONGEST_TERM = timedelta(days=366)
FRIDAY = 5
NEW, TERM, INSTRUMENT, CLOSE = "new", "term", "instr", "close"
"""Targets of the view; without one, it shows how the wave stands."""


def open_view(scene: DeskScene, target: str) -> Outcome:
    """Show how the wave stands, or one of the steps of changing that."""
    latest = next(iter(scene.find(Waves())), None)
    present = latest if latest is not None and latest.wave.closed_at is None else None
    if target and not runs_waves(scene.appointment):
        return scene.refuse(DeskSay.NETWORK_ONLY)
    match target:
        case "new" if present is not None:
            scene = scene.saying(DeskLine(DeskSay.WAVE_STILL_OPEN, present.wave.name))
        case "new":
            return _propose(scene)
        case "instr" if present is None and _drafting(scene):
            desk = replace(scene.desk, target=INSTRUMENT)
            return scene.show(desk, WaveInstrumentShown(scene.find(Instruments())))
        case "term" if present is not None:
            return scene.show(scene.desk.at(DeskView.WAVE, TERM), WaveTermShown(present.wave, _days(scene.now)))
        case "close" if present is not None:
            shown = CloseWaveShown(present, len(_to_tell(scene, present)))
            return scene.show(scene.desk.at(DeskView.WAVE, CLOSE), shown)
        case _:
            pass
    return scene.show(scene.desk.at(DeskView.WAVE), WaveShown(latest, runs_waves(scene.appointment)))


def _propose(scene: DeskScene) -> Outcome:
    """Show what a new wave would be: what has been filled in, the rest proposed."""
    instruments, days = scene.find(Instruments()), _days(scene.now)
    desk = replace(scene.desk, target=NEW)
    if not _drafting(scene):
        term, instrument = days[1].isoformat(), str(instruments[0].id)
        desk = desk.at(DeskView.WAVE, NEW, name=_free_name(scene), instrument=instrument, term=term)
    chosen = next((one for one in instruments if str(one.id) == desk.draft["instrument"]), instruments[0])
    shown = NewWaveShown(desk.draft["name"], chosen, _date(desk.draft["term"]), days, len(instruments) > 1)
    return scene.show(desk, shown)


def _drafting(scene: DeskScene) -> bool:
    return scene.desk.view is DeskView.WAVE and scene.desk.target in (NEW, INSTRUMENT) and "name" in scene.desk.draft


def _free_name(scene: DeskScene) -> str:
    """Propose the year, with a number behind it if that is taken."""
    taken, year = {one.wave.name for one in scene.find(Waves())}, str(scene.now.year)
    return next(name for name in (year, *(f"{year}-{number}" for number in range(2, 1000))) if name not in taken)


def _days(now: datetime) -> tuple[date, ...]:
    """Give the days that are offered as a last one: so many weeks from today, or the Monday after."""
    days = (now.date() + timedelta(weeks=weeks) for weeks in TERMS)
    return tuple(day + timedelta(days=(8 - day.isoweekday() if day.isoweekday() > FRIDAY else 0)) for day in days)


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _to_tell(scene: DeskScene, standing: WaveStanding) -> tuple[int, ...]:
    return () if standing.told else scene.find(Unfinished(standing.wave.id))


def take_text(scene: DeskScene, event: Typed[Intent]) -> Outcome | None:
    """Take a typed name or last day of a wave, where one is waited for."""
    match event.intent:
        case Day(day) if scene.desk.target in (NEW, TERM):
            return set_term(scene, day.isoformat())
        case Word():
            return None
        case _ if scene.desk.target == NEW and _drafting(scene):
            return _take_name(scene, " ".join(event.text.split()))
        case _:
            return None


def _take_name(scene: DeskScene, name: str) -> Outcome:
    if len(name) > LONGEST_NAME:
        return _propose(scene.saying(DeskLine(DeskSay.WAVE_NAME_TOO_LONG, number=LONGEST_NAME)))
    if name in {one.wave.name for one in scene.find(Waves())}:
        return _propose(scene.saying(DeskLine(DeskSay.WAVE_NAME_TAKEN, name)))
    return _propose(replace(scene, desk=scene.desk.noting(name=name)))


def choose_instrument(scene: DeskScene, target: str) -> Outcome:
    """Take an instrument for the wave that is being proposed."""
    if not runs_waves(scene.appointment):
        return scene.refuse(DeskSay.NETWORK_ONLY)
    if not _drafting(scene) or target not in {str(one.id) for one in scene.find(Instruments())}:
        return scene.arrive(DeskView.WAVE, NEW, DeskLine(DeskSay.STALE_BUTTON))
    return open_view(replace(scene, desk=scene.desk.noting(instrument=target)), NEW)


def set_term(scene: DeskScene, target: str) -> Outcome:
    """Set the last day of the wave that is being proposed, or announce another one for the open wave."""
    if not runs_waves(scene.appointment):
        return scene.refuse(DeskSay.NETWORK_ONLY)
    try:
        day = _date(target)
    except ValueError:
        return scene.arrive(DeskView.WAVE, "", DeskLine(DeskSay.STALE_BUTTON))
    here = scene.desk.target
    today = scene.now.date()
    if day is not None and not today < day <= today + LONGEST_TERM:
        return open_view(scene.saying(DeskLine(DeskSay.WAVE_DAY_REFUSED)), here)
    present = scene.world.wave
    if present is None:
        return open_view(replace(scene, desk=scene.desk.noting(term=target)) if _drafting(scene) else scene, NEW)
    line = DeskLine(DeskSay.WAVE_TERM_SET, day=day) if day else DeskLine(DeskSay.WAVE_TERM_GONE)
    return scene.arrive(DeskView.WAVE, "", line, facts=(WaveTermSet(present.id, day),))


def open_wave(scene: DeskScene, _: str) -> Outcome:
    """Open the wave as it was proposed; who waits for one is told."""
    if not runs_waves(scene.appointment):
        return scene.refuse(DeskSay.NETWORK_ONLY)
    if scene.world.wave is not None or not _drafting(scene):
        return open_view(scene, NEW)
    draft, instruments = scene.desk.draft, scene.find(Instruments())
    name, term = draft["name"], _date(draft["term"])
    if name in {one.wave.name for one in scene.find(Waves())}:
        return _propose(scene.saying(DeskLine(DeskSay.WAVE_NAME_TAKEN, name)))
    if term is not None and term <= scene.now.date():
        return _propose(scene.saying(DeskLine(DeskSay.WAVE_DAY_REFUSED)))
    chosen = next((one for one in instruments if str(one.id) == draft["instrument"]), instruments[0])
    fact = WaveOpened(name, chosen.id or None, term)
    opened = scene.arrive(DeskView.WAVE, "", DeskLine(DeskSay.WAVE_OPENED, name), facts=(fact,))
    return _telling(opened, scene.find(Awaiting()), Wave(0, name, scene.now, closes_on=term))


def close_wave(scene: DeskScene, target: str) -> Outcome:
    """Close the open wave; who has something unfinished is told, the first time."""
    if not runs_waves(scene.appointment):
        return scene.refuse(DeskSay.NETWORK_ONLY)
    present = next((one for one in scene.find(Waves()) if one.wave.closed_at is None), None)
    if present is None or str(present.wave.id) != target:
        return scene.arrive(DeskView.WAVE, "", DeskLine(DeskSay.STALE_BUTTON))
    people = _to_tell(scene, present)
    line = DeskLine(DeskSay.WAVE_CLOSED, present.wave.name, len(people))
    fact = WaveClosed(present.wave.id, told=not present.told)
    closed = scene.arrive(DeskView.WAVE, "", line, facts=(fact,))
    return _telling(closed, people, replace(present.wave, closed_at=scene.now))


def reopen_wave(scene: DeskScene, target: str) -> Outcome:
    """Open the latest wave again; a last day that is past is not announced any more.

    Who was told of this closing, and has still not finished, is told that the wave is open again.
    """
    if not runs_waves(scene.appointment):
        return scene.refuse(DeskSay.NETWORK_ONLY)
    latest = next(iter(scene.find(Waves())), None)
    if latest is None or latest.wave.closed_at is None or str(latest.wave.id) != target:
        return scene.arrive(DeskView.WAVE, "", DeskLine(DeskSay.STALE_BUTTON))
    wave = latest.wave
    term = wave.closes_on if wave.closes_on and wave.closes_on > scene.now.date() else None
    line = DeskLine(DeskSay.WAVE_REOPENED, wave.name)
    opened = scene.arrive(DeskView.WAVE, "", line, facts=(WaveReopened(wave.id, term),))
    wave = replace(wave, closed_at=None, closes_on=term)
    again = scene.find(Unfinished(wave.id)) if latest.told_last else ()
    told = _telling(opened, (one for one in scene.find(Awaiting()) if one not in again), wave)
    return _telling(told, again, wave, again=True)


def _telling(outcome: Outcome, people: Iterable[int], wave: Wave, *, again: bool = False) -> Outcome:
    news = tuple(Tell(WaveNews(wave, again), person=person) for person in people)
    return replace(outcome, replies=(*outcome.replies, *news))


VIEWS = {DeskView.WAVE: open_view}
INPUTS = {DeskView.WAVE: take_text}
DEEDS = {
    Deed.OPEN_WAVE: open_wave,
    Deed.WAVE_INSTRUMENT: choose_instrument,
    Deed.WAVE_TERM: set_term,
    Deed.CLOSE_WAVE: close_wave,
    Deed.REOPEN_WAVE: reopen_wave,
}
