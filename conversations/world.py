"""All that a turn may look at, and all that it may bring about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from conversations.assessment import Assessment, Wave
from conversations.attention import Attention
from conversations.campaigns import Holidays
from conversations.desk.place import Desk
from conversations.desk.sought import Sought
from conversations.events import Event
from conversations.facts import Fact
from conversations.instrument import Language
from conversations.people import Appointment, Invitation, Member, Person
from conversations.place import Place, View
from conversations.replies import Reply


class Origin(StrEnum):
    """What an earlier message of the chat stands for."""

    RESPONSE = "response"
    NOTE = "note"
    RECEIPT = "receipt"
    QUESTION = "question"  # the target is its id


@dataclass(frozen=True, slots=True)
class Traced:
    """The earlier message that was edited or replied to: a response or note that came in it, or a receipt."""

    origin: Origin
    target: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question that a respondent asked about an item or criterion of an instrument."""

    id: int
    member: Member
    target: str
    text: str
    asker: int
    answered: bool


@dataclass(frozen=True, slots=True)
class World:
    """What is known when an event of one sender comes in, read inside the turn's transaction.

    ``person`` is ``None`` for somebody unknown. ``invitation`` is the one that the event's token names, ``visiting``
    the one that a person before consent is looking at, with the ``visit`` view. ``assessment`` is that of the person's
    active appointment: of the open wave (with ``id`` 0 if it has not begun), else the member's latest. ``place`` is
    ``None`` until the person has begun it. ``wave`` is the open one.
    """

    language: Language
    person: Person | None = None
    invitation: Invitation | None = None
    visiting: Invitation | None = None
    visit: View = View.POST
    wave: Wave | None = None
    assessment: Assessment | None = None
    place: Place | None = None
    traced: Traced | None = None
    question: "Question | None" = None
    """The respondent's question that a coordinator replies to."""
    coordinated: bool = False
    """There is a coordinator in whose scope the active appointment's member is."""
    colleagues: int = 0
    """How many other focal points the member has."""
    reminded: bool = True
    """This person, among the member's focal points, gets its reminders."""
    reminder: datetime | None = None
    """When the person asked to be reminded."""
    post: str = ""
    shown_at: datetime | None = None
    """When what is on the live card came up; the present if it is still on its way, ``None`` if there is no card."""
    desk: Desk | None = None
    """Where a coordinator stands, if the active appointment is one."""
    holidays: Holidays = field(default_factory=dict)
    """Public holidays of the last year to the one after the next: for what is planned, and for who is reminded when."""
    attention: Attention = field(default_factory=Attention)
    left: Appointment | None = None
    """The post that the person has left and can still take back."""
    earlier: int = 0
    """The id of the assessment in which the member answered before this one; 0 if there is none."""
    posts: Mapping[int, str] = field(default_factory=dict)
    """What those who answered call their posts, by their ids; read only where a card shows it."""
    found: Mapping[Sought[object], object] = field(default_factory=dict)
    """What this turn has asked for so far, within the coordinator's scope."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn decides: the facts to write, where the person now stands, what to say.

    ``assessment`` is the world's with the facts applied. ``then`` asks for a second look inside the same transaction,
    because the facts change what the world shows (an appointment came to be, another one was chosen).
    """

    facts: tuple[Fact, ...] = ()
    place: Place | None = None
    replies: tuple[Reply, ...] = ()
    assessment: Assessment | None = None
    then: Event | None = None
    desk: Desk | None = None
    """Where a coordinator now stands; ``None`` leaves it."""
    seek: Sought[object] | None = None
    """Nothing is decided yet: this has to be found first, then the same event is decided again."""
