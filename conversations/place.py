"""Where one person stands in the conversation: which view is on the card, and what it waits for."""

from dataclasses import dataclass, replace
from enum import StrEnum

from conversations.instrument import Language


class View(StrEnum):
    """What the live card shows. Values are short: they travel in button data."""

    # at the door: before consent, or without an assessment
    POST = "post"  # "are you the focal point of X?"
    CONSENT = "consent"
    CHOOSE = "choose"  # which of several appointments
    WAITING = "waiting"  # no wave is open
    COORDINATOR = "coord"  # a coordinator's home
    LEFT = "left"  # the post was handed over, and can still be taken back
    # in the assessment
    STILL = "still"  # a new wave: is it still their post?
    BEGIN = "begin"  # the nature of the instrument, before the first question
    HANDOVER = "handover"  # the same, with where things stand, for who joins or follows others
    BEFORE = "before"  # a criterion without answers, as it was answered in an earlier wave
    STEP = "step"  # an item, or the priority question of a criterion
    SURE = "sure"  # a typed answer to a question that may not have been seen yet: asked about first
    CHANGE = "change"  # a different answer to an answered item: both shown, one confirmed
    TEXT = "text"  # what to do with a text that is no answer
    PERSONAL = "pers"  # a text or photo that may show personal data: kept only if confirmed
    BATCH = "batch"  # several answers at once: listed, confirmed once
    NOTE = "note"  # waits for a note or a file
    ERASE = "erase"  # the notes and files of a criterion, to take one out
    REVIEW = "review"  # all criteria: the hub
    CRITERION = "crit"  # one criterion with its answers
    SUMMARY = "sum"
    PRIORITIES = "prio"  # the priorities in detail, with practices
    SUBMIT = "submit"
    PAUSED = "paused"
    WHEN = "when"  # waits for the day of a reminder
    SNOOZE = "snooze"  # when to be written to again, if at all; waits for a day
    HOUR = "hour"  # at which hour
    LEAVE = "leave"  # it is no longer their task: who follows?
    NEW_PHONE = "phone"  # the same person at another Telegram account
    OWN_POST = "ownpost"  # waits for the person's post
    FORGET = "forget"  # "are you sure?"
    MORE = "more"
    HELP = "help"
    PRIVACY = "priv"
    LANGUAGE = "lang"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person stands.

    ``target`` is what the view is about (a step, a criterion), ``cursor`` the step where the main line goes on,
    ``pending`` what waits to be confirmed (an answer's code, or a text) and ``pending_message`` the message it came in;
    at a step, the message that brought it into view, which answers nothing if it comes once more.
    """

    person: int
    language: Language
    view: View
    target: str = ""
    cursor: str = ""
    pending: str = ""
    pending_message: int | None = None
    oriented: bool = False
    """The scale and the population have been explained."""

    def at(self, view: View, target: str = "") -> "Place":
        """Give the place with another view; whatever waited to be confirmed is let go."""
        return replace(self, view=view, target=target, pending="", pending_message=None)
