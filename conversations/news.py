"""What somebody is told who did not ask: coordinators of what happened at a member, focal points of answers and waves.

Decides what there is to be told, not who hears of it (`conversations.replies.Tell`) nor in which words.
"""

from dataclasses import dataclass
from enum import StrEnum

from conversations.assessment import Assessment, Wave
from conversations.people import Appointment, Member


@dataclass(frozen=True, slots=True)
class QuestionNews:
    """To the coordinators: a respondent of ``assessment``'s member asks about an item or criterion."""

    assessment: Assessment
    target: str
    text: str


@dataclass(frozen=True, slots=True)
class AnswerNews:
    """To the respondent: a coordinator answered the question."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class InvitationNews:
    """To the coordinators: somebody holds an expired invitation for ``member`` and asks for another."""

    member: Member


@dataclass(frozen=True, slots=True)
class WaveNews:
    """To focal points: a wave has opened, or (``wave.closed_at``) has closed while theirs is unfinished.

    ``again``: it is open again, after they heard that it had closed.
    """

    wave: Wave
    again: bool = False


class Hands(StrEnum):
    """What has become of a post."""

    LEFT = "left"  # to the coordinators: nobody follows yet
    TAKEN_BACK = "taken_back"  # to the coordinators: it is still the same person
    PASSED_ON = "passed_on"  # to who held it: another account does now


@dataclass(frozen=True, slots=True)
class PostNews:
    """A post of ``member`` changed hands, or did not."""

    member: Member
    hands: Hands


@dataclass(frozen=True, slots=True)
class JoinedNews:
    """To the coordinators: somebody accepted an invitation, and has ``appointment`` now. Their card says who it is."""

    appointment: Appointment


News = QuestionNews | AnswerNews | InvitationNews | WaveNews | PostNews | JoinedNews
