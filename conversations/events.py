"""What can happen in a chat, said without Telegram: presses name their target, typed words come as intents."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from conversations.assessment import Answer, Evidence, Sharing
from conversations.desk.deeds import Deed, DeskLine, Reading
from conversations.desk.place import DeskView
from conversations.instrument import Language
from conversations.intents import Intent
from conversations.place import View
from conversations.wishes import ChooseHour, Keep, Leave, Snooze, TakeBack
from conversations.wishes import Remind as Remind
from conversations.wishes import When as When

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
    SEND_BLANK = "blank"  # the questionnaire on paper
    SEND_ANSWERS = "filled"  # the same with the answers
    SEND_MY_DATA = "mydata"
    KEEP_BATCH = "batch"
    KEEP_ANYWAY = "anyway"  # although it may show personal data
    ASK_COORDINATOR = "ask"
    TAKE_REMINDERS = "remindme"
    FORGET_ME = "forget"
    MUTE = "mute"  # no reminders in this wave
    STILL_MINE = "still"  # "it is still my post"
    NEW_PHONE = "phone"  # a link with which one's other account takes the post over


@dataclass(frozen=True, slots=True)
class Submit:
    sharing: Sharing


@dataclass(frozen=True, slots=True)
class SendPicture:
    """Send the summary's picture in a language."""

    language: Language


@dataclass(frozen=True, slots=True)
class Consult:
    """Send a ready text about a criterion, for somebody who is not on Telegram."""

    criterion: str


@dataclass(frozen=True, slots=True)
class Erase:
    """Take the note and files of an item or criterion out."""

    target: str


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Ask the coordinators for another link in the place of an expired one."""

    token: str


@dataclass(frozen=True, slots=True)
class Open:
    """Open a view of a coordinator's, about a target where the view has one."""

    view: DeskView
    target: str = ""


@dataclass(frozen=True, slots=True)
class Do:
    """Do something as a coordinator."""

    deed: Deed
    target: str = ""


Press = (
    Show
    | Give
    | Overwrite
    | ChooseLanguage
    | ChooseAppointment
    | Choice
    | Submit
    | SendPicture
    | Consult
    | Erase
    | Remind
    | Snooze
    | ChooseHour
    | Keep
    | Leave
    | TakeBack
    | AskAgain
    | Open
    | Do
)

# --- typed and sent ---

I_co = TypeVar("I_co", bound=Intent, covariant=True)


@dataclass(frozen=True, slots=True)
class Typed(Generic[I_co]):
    """A text message: what it means, what it says, its id, the message that it replies to, when it was sent."""

    intent: I_co
    text: str
    message: int
    reply_to: int | None = None
    at: datetime | None = None


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
    """We were unreachable while this person was answering: not something that the person did.

    ``lossy``: for longer than Telegram keeps what is written, so that some of it may be lost.
    """

    lossy: bool = False


@dataclass(frozen=True, slots=True)
class ReminderDue:
    """The moment for which this person asked to be reminded has come: not something that the person did."""


@dataclass(frozen=True, slots=True)
class Redraw:
    """A colleague changed what this person's messages show: not something that the person did."""


@dataclass(frozen=True, slots=True)
class Arrive:
    """Something was done that changed what is shown: come to a coordinator's view, and say what was done there."""

    view: DeskView
    target: str = ""
    lines: tuple[DeskLine, ...] = ()
    pressed: bool = False


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that this coordinator sent has been fetched and read."""

    reading: Reading


@dataclass(frozen=True, slots=True)
class Joined:
    """This person has just accepted an invitation: what a start shows comes, and who coordinates is told."""


Happening = OutageEnded | ReminderDue | Redraw | Arrive | FileRead | Joined
Event = Press | Typed[Intent] | Edited | Attached | Unreadable | Start | Happening
