"""The network's members and people as coordinators know them: what can be looked up, and what they make so.

No wording, no rule of who may do what: everything here is found in a coordinator's scope, or not at all.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversations.desk.sought import Sought
from conversations.facts import DeskFact
from conversations.people import Member, MemberKind, Role
from conversations.roll import NamedMember

LONGEST_NAME = 80
LONGEST_POST = 120
MOST_ALIASES = 12


@dataclass(frozen=True, slots=True)
class Appointed:
    """Somebody with an appointment in force. ``name`` is what Telegram calls them; ``member`` None: a coordinator."""

    appointment: int
    person: int
    name: str
    role: Role
    since: datetime
    reachable: bool
    reminded: bool
    post: str
    member: Member | None
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenLink:
    """An invitation that somebody could still accept; its token is nowhere. ``countries`` are a coordinator's."""

    id: int
    created_at: datetime
    expires_at: datetime
    forwarded_at: datetime | None
    post: str
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberDetail:
    """A member with everything that its coordinators know of it, retired or not."""

    named: NamedMember
    region: str
    retired: bool
    people: tuple[Appointed, ...]
    links: tuple[OpenLink, ...]

    @property
    def member(self) -> Member:
        """The member itself."""
        return self.named.member

    @property
    def focal_points(self) -> int:
        """How many focal points there are."""
        return sum(one.role is Role.FOCAL_POINT for one in self.people)


@dataclass(frozen=True, slots=True)
class AboutMember(Sought[MemberDetail | None]):
    """A member in scope; ``None`` for any other."""

    member: int


@dataclass(frozen=True, slots=True)
class Coordination:
    """Other coordinators, and the open invitations to be one."""

    people: tuple[Appointed, ...]
    links: tuple[OpenLink, ...]


@dataclass(frozen=True, slots=True)
class Coordinators(Sought[Coordination]):
    """Those whose countries are all in scope; whoever asks is not among them."""


@dataclass(frozen=True, slots=True)
class AboutAppointment(Sought[Appointed | None]):
    """An appointment in force of a member in scope, or of a coordinator as above; ``None`` for any other."""

    appointment: int


@dataclass(frozen=True, slots=True)
class RetiredMembers(Sought[tuple[NamedMember, ...]]):
    """The retired members in scope, by country and name."""


@dataclass(frozen=True, slots=True)
class Unopened:
    """A member that nobody has accepted an invitation for, and its latest open link."""

    member: Member
    link: OpenLink | None


@dataclass(frozen=True, slots=True)
class NeverOpened(Sought[tuple[Unopened, ...]]):
    """The members in scope that nobody has ever accepted an invitation for, or whom everybody has left."""


@dataclass(frozen=True, slots=True)
class NameTaken(Sought[bool]):
    """Whether another member of that kind and country, retired ones too, has that name."""

    name: str
    kind: MemberKind
    country: str
    but: int = 0


@dataclass(frozen=True, slots=True)
class Zones(Sought[tuple[str, ...]]):
    """The time zones of a country; of all countries for ""."""

    country: str


@dataclass(frozen=True, slots=True)
class ZoneProposal:
    """A time zone for a member. ``sure``: its country has one, or it was told by name; "" where nothing is known."""

    zone: str
    sure: bool


@dataclass(frozen=True, slots=True)
class ZoneOf(Sought[ZoneProposal]):
    """The time zone that a member of that name and country most likely has."""

    name: str
    kind: MemberKind
    country: str


# --- what coordinators make so ---


class MemberPart(StrEnum):
    """What of a member can be changed by itself."""

    NAME = "name"
    ALIASES = "aliases"  # with ";" between
    ZONE = "zone"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class MemberEdited(DeskFact):
    member: int
    what: MemberPart
    value: str


@dataclass(frozen=True, slots=True)
class MemberAdded(DeskFact):
    name: str
    kind: MemberKind
    country: str
    timezone: str


@dataclass(frozen=True, slots=True)
class MemberRetired(DeskFact):
    """Out of lists, campaigns and status from now on; its answers stay, its open invitations end."""

    member: int


@dataclass(frozen=True, slots=True)
class MemberRestored(DeskFact):
    member: int


@dataclass(frozen=True, slots=True)
class AccessEnded(DeskFact):
    """An appointment is over at once; open invitations that its person made as a coordinator end too."""

    appointment: int


@dataclass(frozen=True, slots=True)
class LinksRevoked(DeskFact):
    """The open invitations of a member, or one of a coordinator, lead nowhere any more."""

    member: int = 0
    invitation: int = 0


@dataclass(frozen=True, slots=True)
class LinksForwarded(DeskFact):
    """The open invitations of a member, or one of a coordinator, have been passed on."""

    member: int = 0
    invitation: int = 0
