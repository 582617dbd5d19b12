"""What a turn made true: storage writes these, and history keeps them. In the past tense, complete in themselves."""

from dataclasses import dataclass
from datetime import datetime

from conversations.assessment import Answer, Evidence, Sharing
from conversations.instrument import Language
from conversations.own_facts import OwnFact
from conversations.place import View

# --- in an assessment ---


@dataclass(frozen=True, slots=True)
class AssessmentBegun:
    """The member's assessment of the open wave came to be (or already was: two people may begin at once)."""


@dataclass(frozen=True, slots=True)
class ResponseChanged:
    """``message`` is the id of the message the answer was typed in, ``None`` for a press.

    ``consulted`` is the area that knew the answer, in the respondent's words: never a person.
    """

    item: str
    before: Answer | None
    after: Answer
    message: int | None = None
    consulted: str = ""


@dataclass(frozen=True, slots=True)
class PriorityChanged:
    criterion: str
    before: int | None
    after: int


@dataclass(frozen=True, slots=True)
class NoteChanged:
    """``target`` is an item or a criterion."""

    target: str
    before: str | None
    after: str
    message: int | None = None


@dataclass(frozen=True, slots=True)
class EvidenceAdded:
    target: str
    evidence: Evidence
    message: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """The note and evidence of a target were taken out, from history too; who wrote them and when stays.

    ``assessment`` is another one than the person's own: a coordinator took it out.
    """

    target: str
    assessment: int = 0


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """A respondent asks the coordinators about an item or criterion."""

    target: str
    text: str


@dataclass(frozen=True, slots=True)
class Submitted:
    sharing: Sharing
    late: bool


@dataclass(frozen=True, slots=True)
class Recalled:
    pass


# --- about the person ---


@dataclass(frozen=True, slots=True)
class VisitBegan:
    """Somebody holds a valid invitation: only the keyed hash, language and invitation are kept until consent."""

    invitation: int
    language: Language


@dataclass(frozen=True, slots=True)
class VisitMoved:
    view: View


@dataclass(frozen=True, slots=True)
class VisitEnded:
    """The visitor said no: everything about them goes, the invitation stays unused."""


@dataclass(frozen=True, slots=True)
class InvitationAccepted:
    """Consent given (to the text of ``consent_version``): identity kept, appointment made, invitation used."""

    invitation: int
    consent_version: str


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    language: Language


@dataclass(frozen=True, slots=True)
class AppointmentChosen:
    appointment: int


@dataclass(frozen=True, slots=True)
class StrangerMet:
    """Somebody without invitation wrote: counted, not remembered."""


@dataclass(frozen=True, slots=True)
class WaveAwaited:
    """The person came while no wave was open and is to be told when one opens."""


@dataclass(frozen=True, slots=True)
class ReminderAsked:
    """The person wants to be reminded at an instant (aware, UTC), instead of any earlier wish; ``None``: not at all."""

    at: datetime | None


@dataclass(frozen=True, slots=True)
class ReminderShown:
    """The reminder that the person asked for has come."""


@dataclass(frozen=True, slots=True)
class RemindersTaken:
    """Of a member's focal points, this person is the one who gets its reminders."""


@dataclass(frozen=True, slots=True)
class PostChanged:
    """The person's post, in their words: what the municipality's answers name instead of a person."""

    post: str


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """A coordinator answered a question that a respondent asked."""

    question: int
    text: str


@dataclass(frozen=True, slots=True)
class InvitationRequested:
    """Somebody with an expired invitation asks the coordinators for another one."""

    invitation: int


@dataclass(frozen=True, slots=True)
class PersonForgotten:
    """The person wants to be forgotten: identity and posts go, the municipality's answers stay."""


class DeskFact:
    """The base of what a coordinator made so: frozen dataclasses beside the parts of `conversations.desk`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Denied(DeskFact):
    """Somebody reached for what is not theirs: counted."""


AssessmentFact = (
    AssessmentBegun
    | ResponseChanged
    | PriorityChanged
    | NoteChanged
    | EvidenceAdded
    | Redacted
    | QuestionAsked
    | Submitted
    | Recalled
)
PersonFact = (
    VisitBegan
    | VisitMoved
    | VisitEnded
    | InvitationAccepted
    | LanguageChosen
    | AppointmentChosen
    | StrangerMet
    | WaveAwaited
    | ReminderAsked
    | ReminderShown
    | OwnFact
    | RemindersTaken
    | PostChanged
    | QuestionAnswered
    | InvitationRequested
    | PersonForgotten
)
Fact = AssessmentFact | PersonFact | DeskFact
