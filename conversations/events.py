"""What can happen in a chat, said without Telegram: presses name their target, typed words come as intents."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from conversations.assessment import Answer, Evidence, Sharing
from conversations.instrument import Language
from conversations.place import View

# --- presses: a button carries one of these; every press is checked again, whatever its card once showed ---


@dataclass(frozen=True, slots=True)
class Show:
    """Show a view, about a target where the view has one."""

    view: View
    target: str = ""


@dataclass(frozen=True, slots=True)
class Give:
    """Give an answer to a step: a level or nonresponse of an item, a priority value of a criterion."""

    step: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Overwrite:
    """Give an answer although another one is recorded: both were shown."""

    step: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    language: Language


@dataclass(frozen=True, slots=True)
class ChooseAppointment:
    appointment: int


class Choice(StrEnum):
    """A press without a target."""

    CONFIRM_POST = "me"  # "yes, I am the focal point"
    DENY_POST = "notme"
    ACCEPT = "yes"  # consent
    DECLINE = "no"
    BEGIN = "go"
    KEEP_TEXT = "keep"  # the pending text becomes a note
    DROP_TEXT = "drop"
    RECALL = "recall"
    SEND_PDF = "pdf"
    SEND_PRACTICES = "pract"


@dataclass(frozen=True, slots=True)
class Submit:
    sharing: Sharing


@dataclass(frozen=True, slots=True)
class SendPicture:
    """Send the summary's picture in a language."""

    language: Language


Press = Show | Give | Overwrite | ChooseLanguage | ChooseAppointment | Choice | Submit | SendPicture

# --- typed and sent ---


class Word(StrEnum):
    """What a typed word means. ``locales`` turns words into these."""

    DONT_KNOW = "dont_know"
    NOT_APPLICABLE = "not_applicable"
    LATER = "later"
    BACK = "back"
    CONTINUE = "continue"
    PAUSE = "pause"
    HELP = "help"
    LANGUAGE = "language"
    REVIEW = "review"
    SUMMARY = "summary"
    SUBMIT = "submit"
    PRIVACY = "privacy"
    YES = "yes"
    NO = "no"
    GREETING = "greeting"


@dataclass(frozen=True, slots=True)
class Number:
    """A typed number, in digits or words."""

    value: int


@dataclass(frozen=True, slots=True)
class NamedLevel:
    """A level of the scale, typed by its label."""

    value: int


@dataclass(frozen=True, slots=True)
class NamedPriority:
    """A priority option, typed by its label."""

    value: int


@dataclass(frozen=True, slots=True)
class NamedCriterion:
    """A criterion, typed by its name."""

    criterion: str


@dataclass(frozen=True, slots=True)
class FreeText:
    """Anything else."""


Intent = Word | Number | NamedLevel | NamedPriority | NamedCriterion | Language | FreeText


I_co = TypeVar("I_co", bound=Intent, covariant=True)


@dataclass(frozen=True, slots=True)
class Typed(Generic[I_co]):
    """A text message: what it means, what it says, its id, and the id of the message that it replies to."""

    intent: I_co
    text: str
    message: int
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """The person edited an earlier message of theirs."""

    intent: Intent
    text: str
    message: int


@dataclass(frozen=True, slots=True)
class Attached:
    """A photo or document, with its caption."""

    evidence: Evidence
    caption: str
    message: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A sticker, voice message, poll, location ...: nothing that can be an answer."""


@dataclass(frozen=True, slots=True)
class Start:
    """``/start``, with the token of an invitation if the link had one."""

    token: str = ""


@dataclass(frozen=True, slots=True)
class OutageEnded:
    """We were unreachable while this person was answering: not something that the person did."""


Event = Press | Typed[Intent] | Edited | Attached | Unreadable | Start | OutageEnded
