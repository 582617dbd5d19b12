"""What a coordinator is making: a meeting with its plan, a reminder, a notice or a correction, as far as it has come.

Decides how it lies in the desk's draft and how it is read back, and when what is confirmed is what was shown. It must
not know which card fills in what.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zlib import crc32

from conversations.campaigns import Campaign, CampaignKind, Meeting, Segment, Standing
from conversations.desk.deeds import DeskLine, DeskSay
from conversations.desk.pages import whole
from conversations.desk.place import Desk, DeskView
from conversations.desk.scene import DeskScene
from conversations.instrument import Language
from conversations.intents import Word
from conversations.people import Appointment, Member
from conversations.plans import UNDO
from conversations.world import Outcome

STALLED_DAYS = 7
BACK = {
    CampaignKind.PLAN: DeskView.PLAN,
    CampaignKind.REMINDER: DeskView.REMIND,
    CampaignKind.NOTICE: DeskView.NOTICE,
    CampaignKind.CORRECTION: DeskView.NOTICE,
}
"""Where each kind of thing goes on."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being made. ``meeting`` is the id of one that is changed, 0 for a new one; ``corrects`` a campaign."""

    kind: CampaignKind
    countries: tuple[str, ...] = ()
    members: tuple[int, ...] = ()
    standings: frozenset[Standing] = frozenset()
    stalled_days: int = STALLED_DAYS
    everybody: bool = False
    runs_on: date | None = None
    minute: int | None = None
    texts: Mapping[Language, str] = field(default_factory=dict)
    corrects: int = 0
    meeting: int = 0
    name: str = ""
    place: str = ""
    first: date | None = None
    last: date | None = None
    respond_by: date | None = None
    timezone: str = ""
    steps: tuple[int, ...] = ()

    @property
    def segment(self) -> Segment:
        """Whom a reminder or notice is for."""
        return Segment(self.countries, self.members, self.standings, self.stalled_days, self.everybody)

    @property
    def dated(self) -> bool:
        """A meeting has all that its plan needs."""
        return None not in (self.first, self.last, self.respond_by) and bool(self.name and self.timezone)


def read_draft(desk: Desk) -> Draft | None:
    """Read what is being made; ``None``: nothing of this kind is."""
    noted = desk.draft
    if noted.get("kind") not in set(CampaignKind):
        return None
    return Draft(
        CampaignKind(noted["kind"]),
        tuple(_parts(noted, "countries")),
        tuple(int(one) for one in _parts(noted, "members")),
        frozenset(Standing(one) for one in _parts(noted, "standings")),
        whole(noted.get("stalled", "")) or STALLED_DAYS,
        "everybody" in noted,
        _day(noted, "on"),
        int(noted["minute"]) if noted.get("minute") else None,
        {one: noted[f"text.{one}"] for one in Language if noted.get(f"text.{one}")},
        whole(noted.get("corrects", "")),
        whole(noted.get("id", "")),
        noted.get("name", ""),
        noted.get("place", ""),
        _day(noted, "first"),
        _day(noted, "last"),
        _day(noted, "by"),
        noted.get("zone", ""),
        tuple(int(one) for one in _parts(noted, "steps")),
    )


def _parts(noted: Mapping[str, str], name: str) -> list[str]:
    return noted[name].split(",") if noted.get(name) else []


def _day(noted: Mapping[str, str], name: str) -> date | None:
    return date.fromisoformat(noted[name]) if noted.get(name) else None


def joined(parts: Iterable[object]) -> str:
    """Write several values as they lie in a draft."""
    return ",".join(str(part) for part in parts)


def write_meeting(meeting: Meeting, steps: Iterable[int]) -> dict[str, str]:
    """Write a meeting down to be changed."""
    return {
        "kind": CampaignKind.PLAN.value,
        "id": str(meeting.id),
        "name": meeting.name,
        "place": meeting.place,
        "first": meeting.starts_on.isoformat(),
        "last": meeting.ends_on.isoformat(),
        "by": meeting.respond_by.isoformat(),
        "zone": meeting.timezone,
        "countries": joined(() if meeting.members else meeting.countries),
        "members": joined(meeting.members),
        "steps": joined(steps),
    }


def stamp(desk: Desk) -> str:
    """Sum up what is being made, so that a button confirms this and nothing else."""
    written = "\n".join(f"{name}={value}" for name, value in sorted(desk.draft.items()))
    return f"{crc32(written.encode()):08x}"


def made_for(draft: Draft, appointment: Appointment, members: Iterable[Member]) -> tuple[str, ...]:
    """Tell which countries something is made for: those chosen, else those of the members chosen, else the scope's."""
    if draft.members:
        return tuple(sorted({one.country for one in members if one.id in draft.members}))
    return tuple(sorted(draft.countries or appointment.countries))


def meeting_of(draft: Draft, countries: tuple[str, ...]) -> Meeting:
    """Make the meeting of a draft that has everything."""
    assert draft.first is not None
    assert draft.last is not None
    assert draft.respond_by is not None
    return Meeting(
        draft.meeting,
        draft.name,
        draft.place,
        draft.first,
        draft.last,
        draft.timezone,
        draft.respond_by,
        countries,
        draft.members,
    )


def campaign_of(draft: Draft, countries: tuple[str, ...], now: datetime) -> Campaign:
    """Make the campaign of a draft, as if it were confirmed now."""
    return Campaign(
        0,
        draft.kind,
        draft.segment,
        now,
        now + UNDO,
        runs_on=draft.runs_on,
        minute=draft.minute,
        texts=draft.texts,
        corrects=draft.corrects or None,
        countries=countries,
    )


def noted(scene: DeskScene, **draft: str) -> DeskScene:
    """Give the scene with more of the draft filled in; what is empty is taken out."""
    kept = {name: value for name, value in {**scene.desk.draft, **draft}.items() if value}
    desk = scene.desk.at(scene.desk.view, scene.desk.target, **kept)
    return DeskScene(scene.world, desk, scene.event, scene.now, scene.appointment, scene.lines)


def stay(scene: DeskScene, word: Word) -> Outcome | None:
    """Keep what is being made when a word comes that means nothing here; back and pause lead where they say."""
    draft, view = read_draft(scene.desk), scene.desk.view
    if draft is None or word is Word.PAUSE:
        return None
    if word is Word.BACK:
        back = BACK[draft.kind]
        return scene.arrive(DeskView.HOME) if view is back else scene.arrive(back, desk=scene.desk)
    return scene.arrive(view, scene.desk.target, DeskLine(DeskSay.NOT_UNDERSTOOD), desk=scene.desk)


def switched(target: str) -> tuple[str, bool]:
    """Read a target that ends in + or -: what is chosen, and whether it then is."""
    return target[:-1], target.endswith("+")
