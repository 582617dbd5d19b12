"""What is to be said, without a sentence: ``locales`` words it, the live card is drawn from the place."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversations.assessment import Answer
from conversations.desk.deeds import DeskLine, Shown
from conversations.instrument import Language
from conversations.news import News
from conversations.people import Appointment, Invitation, Member
from conversations.place import View


class Say(StrEnum):
    """A line that a card may open with, or that a press is answered with."""

    # about an answer
    SAVED = "saved"  # step, answer
    ALREADY_SAVED = "already_saved"  # step, answer
    NOTE_SAVED = "note_saved"
    EVIDENCE_SAVED = "evidence_saved"
    LEVEL_OUT_OF_RANGE = "level_out_of_range"  # number: the highest level
    NOT_APPLICABLE_REFUSED = "not_applicable_refused"
    PRIORITY_OUT_OF_RANGE = "priority_out_of_range"
    NOTE_TOO_LONG = "note_too_long"  # number: characters allowed
    TEXT_DROPPED = "text_dropped"
    ANSWER_KEPT = "answer_kept"  # the recorded one stays
    LOCKED = "locked"  # submitted: take it back to change it
    # about the conversation
    NOT_UNDERSTOOD = "not_understood"
    NOT_READABLE = "not_readable"  # stickers, voice ...
    NOTHING_BEFORE = "nothing_before"
    STALE_BUTTON = "stale_button"
    WELCOME_BACK = "welcome_back"
    AFTER_OUTAGE = "after_outage"
    AFTER_LOSS = "after_loss"  # away for so long that what was written may be lost
    LANGUAGE_CHANGED = "language_changed"
    SURE = "sure"  # step, answer: "also 3 for ...?"
    BATCH_SAVED = "batch_saved"  # step: the criterion, number: how many
    BATCH_COUNT = "batch_count"  # step: the criterion, number: how many it has
    BATCH_UNCLEAR = "batch_unclear"  # step: the criterion, number: which one, from 1
    ERASED = "erased"
    QUESTION_SENT = "question_sent"
    NO_COORDINATOR = "no_coordinator"
    ANSWER_SENT = "answer_sent"  # to a coordinator: the respondent has it
    ALREADY_ANSWERED = "already_answered"
    CONSULTATION_COMING = "consultation_coming"
    REMINDER_SET = "reminder_set"  # at
    REMINDER_OFF = "reminder_off"
    REMINDER = "reminder"  # "you asked us to remind you"
    REMINDERS_TAKEN = "reminders_taken"
    SNOOZED = "snoozed"  # at
    MUTED = "muted"
    UNMUTED = "unmuted"
    HOUR_CHOSEN = "hour_chosen"  # number: the minute of the day
    POST_LEFT = "post_left"
    LINK_COMING = "link_coming"
    KEPT_AS_BEFORE = "kept_as_before"  # step: the criterion, number: how many
    ASKED_AGAIN = "asked_again"  # a yes that came too soon
    DAY_REFUSED = "day_refused"  # a day that is past, or more than a year away
    POST_SAVED = "post_saved"
    POST_TOO_LONG = "post_too_long"  # number
    FILE_COMING = "file_coming"
    FORGOTTEN = "forgotten"
    INVITATION_REQUESTED = "invitation_requested"
    SUBMITTED = "submitted"
    RECALLED = "recalled"
    RECALL_EXPIRED = "recall_expired"
    PICTURE_COMING = "picture_coming"
    # at the door, without a card
    STRANGER = "stranger"  # with SOLIDARIA_CONTACT
    INVITATION_UNKNOWN = "invitation_unknown"
    INVITATION_USED = "invitation_used"
    INVITATION_EXPIRED = "invitation_expired"
    INVITATION_REVOKED = "invitation_revoked"
    POST_DENIED = "post_denied"  # "No" at "are you the focal point": the link stays unused
    CONSENT_DECLINED = "consent_declined"
    PRIVATE_ONLY = "private_only"  # groups and channels
    NOT_SAVED = "not_saved"  # the turn failed
    APPOINTMENT_ENDED = "appointment_ended"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to say, with what it is about."""

    say: Say
    step: str = ""
    answer: Answer | None = None
    number: int = 0
    at: datetime | None = None
    typed: bool = False
    """It was typed: what it was taken for is said, too."""


@dataclass(frozen=True, slots=True)
class Card:
    """Draw the live card from the place, opening with ``lines``."""

    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class DeskCard:
    """Draw a coordinator's live card: what it shows, opening with ``lines``."""

    shown: Shown
    lines: tuple[DeskLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """A criterion is complete, or a complete one changed: its receipt shows the answers."""

    criterion: str


@dataclass(frozen=True, slots=True)
class Toast:
    """Answer a press with a line; ``alert`` holds until it is dismissed."""

    line: Line | DeskLine
    alert: bool = False


class Enclosure(StrEnum):
    """What can be sent beside the card."""

    PICTURE = "picture"
    PDF = "pdf"
    PRACTICES = "practices"
    BLANK = "blank"  # the questionnaire as PDF
    ANSWERS = "answers"  # the same with the answers
    CONSULTATION = "consultation"  # a ready text about the target
    MY_DATA = "my_data"
    SUCCESSION = "succession"  # a link for who follows; the target is the appointment
    NEW_PHONE = "new_phone"  # a link for one's own other account; the target is the appointment
    # a coordinator's; the target is a text that the enclosure's own module understands
    READ_FILE = "read_file"  # nothing is sent: the file of the target ("ending:file") is fetched and read
    INVITATION = "invitation"  # made at the moment of sending; the target is an `InvitationOrder`
    UNOPENED_LIST = "unopened_list"  # a workbook of invitations for all members that nobody has opened
    OWN_LIST = "own_list"  # the coordinator's own workbook, with invitations
    INSTRUMENT = "instrument"  # as the file that it came in; the target is its id, 0 the default one
    EXPORT = "export"  # the target is its format
    CUT_OFF_BOOK = "cut_off_book"  # of the target, a cut-off: a workbook
    CUT_OFF_PICTURES = "cut_off_pictures"
    CUT_OFF_TEXT = "cut_off_text"  # a paragraph in each language
    DIGEST = "digest"  # what goes with a digest: heat map and workbook
    HEAT_MAP = "heat_map"  # members by criteria, for internal use; the target is a country, or ""
    NETWORK_PICTURE = "network_picture"  # without names


@dataclass(frozen=True, slots=True)
class Send:
    """Send an enclosure, in a language, about a criterion where it is about one."""

    enclosure: Enclosure
    language: Language
    target: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """Draw the live card of somebody without an assessment to show: an invitation to accept, a post to choose ..."""

    view: View
    language: Language
    invitation: Invitation | None = None
    lines: tuple[Line, ...] = ()
    left: Appointment | None = None
    """A post that can still be taken back."""


@dataclass(frozen=True, slots=True)
class Courtesy:
    """One line to somebody who has no card: nothing about it is kept."""

    line: Line
    language: Language
    member: Member | None = None
    again: str = ""
    """The expired token with which another link can be asked for by one tap."""


@dataclass(frozen=True, slots=True)
class Tell:
    """Send a notice to ``person`` (an id), or to the coordinators of ``member``, or (both None) of all countries."""

    news: News
    member: Member | None = None
    person: int | None = None


Reply = Card | DeskCard | Door | Receipt | Toast | Send | Tell | Courtesy
