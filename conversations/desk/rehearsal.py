"""A rehearsal: a coordinator tries the questionnaire as a focal point would meet it, and it counts nowhere.

Decides that one rehearsal is under way at a time, that it ends with one tap or with the coordinator's own post, and
what it is called. Nothing else of the conversation knows of it but by `Appointment.rehearsal`.
"""

from dataclasses import dataclass

from conversations.desk.deeds import Deed, DeskLine, DeskSay
from conversations.desk.instruments import Instruments, LoadedInstrument
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.desk.waves import Waves
from conversations.events import Arrive, Do, Event, Start
from conversations.facts import AppointmentChosen, DeskFact
from conversations.instrument import Language
from conversations.people import Appointment, Person, Role
from conversations.world import Outcome, World

NAMES = {Language.ES: "Ensayo", Language.PT: "Ensaio", Language.EN: "Rehearsal"}
"""What stands on the cards in the place of a member's name."""


@dataclass(frozen=True, slots=True)
class RehearsalBegun(DeskFact):
    """There is a member that is none, with an untouched assessment, and this person works on it now.

    ``instrument`` is ``None`` for the default one; ``wave`` is what stands where the wave's name would.
    """

    name: str
    wave: str
    instrument: int | None


@dataclass(frozen=True, slots=True)
class RehearsalEnded(DeskFact):
    """The rehearsal's appointment is over."""

    appointment: int


def rehearse(scene: DeskScene, target: str) -> Outcome:
    """Go on with the rehearsal that is under way, or begin one; with an instrument named, always a new one."""
    assert scene.world.person is not None
    present = next((one for one in scene.world.person.appointments if one.rehearsal), None)
    if present is not None and not target:
        return Outcome((AppointmentChosen(present.id),), then=Start())
    instrument = _instrument(scene, target)
    if instrument is None:
        return scene.arrive(DeskView.INSTRUMENT, "", DeskLine(DeskSay.STALE_BUTTON))
    name = NAMES[scene.language]
    begun = RehearsalBegun(name, f"{name} · {instrument.reference}", instrument.id or None)
    ended = () if present is None else (RehearsalEnded(present.id),)
    return Outcome((*ended, begun), then=Start())


def _instrument(scene: DeskScene, target: str) -> LoadedInstrument | None:
    """Find the one that is named, else that of the open or latest wave, else the one loaded last."""
    instruments = scene.find(Instruments())
    if target:
        return next((one for one in instruments if str(one.id) == target), None)
    latest = next(iter(scene.find(Waves())), None)
    used = [one for one in instruments if latest is not None and one.reference == latest.instrument]
    return next(iter(used), instruments[0])


def ends_rehearsal(person: Person, event: Event) -> bool:
    """Tell whether a rehearsal is over: it was ended, or who rehearses coordinates nothing any more."""
    here = person.appointment
    return here is not None and here.rehearsal and (event == Do(Deed.END_REHEARSAL) or _post(person) is None)


def end_rehearsal(world: World) -> Outcome:
    """Leave the rehearsal and come home."""
    assert world.person is not None
    assert world.person.appointment is not None
    ended, post = RehearsalEnded(world.person.appointment.id), _post(world.person)
    if post is None:
        return Outcome((ended,), then=Start())
    line = DeskLine(DeskSay.REHEARSAL_ENDED)
    home = Arrive(DeskView.HOME, "", (line,), pressed=True)
    return Outcome((ended, AppointmentChosen(post.id)), then=home)


def _post(person: Person) -> Appointment | None:
    return next((one for one in person.appointments if one.role is Role.COORDINATOR), None)


def _ended_already(scene: DeskScene, _: str) -> Outcome:
    return scene.stale()


DEEDS = {Deed.REHEARSE: rehearse, Deed.END_REHEARSAL: _ended_already}
