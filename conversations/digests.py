"""Digests: what a coordinator who wants one is told now and then, and when.

Decides when one is due (mid-morning in most of the Americas) and what is news in it: who has moved since the last one,
who is stalled, who cannot be reached, who has nobody. Must not know how it is worded or sent.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final, assert_never

from conversations.assessment import Wave
from conversations.audit import Head
from conversations.campaigns import Meeting
from conversations.people import Member
from conversations.roll import MemberStatus, Progress

HOUR: Final = time(14, tzinfo=UTC)
"""11:00 in Buenos Aires, 9:00 in Bogotá, 8:00 in Mexico City."""
BEFORE_MEETING: Final = timedelta(days=2)
STALLED: Final = timedelta(days=7)
"""How long nothing has been answered at a member that is stalled."""


class Every(StrEnum):
    """How often a coordinator wants a digest."""

    WEEK = "week"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Digest:
    """What is told of the open wave. ``since`` is when the one before was made; ``meeting`` is the occasion, if any.

    ``buckets`` has all four states, ``before`` the same as it was. Members are in order of country and name.
    """

    wave: Wave
    since: datetime
    buckets: Mapping[Progress, int]
    before: Mapping[Progress, int]
    submitted: tuple[Member, ...]
    begun: tuple[Member, ...]
    stalled: tuple[MemberStatus, ...]
    unreachable: tuple[Member, ...]
    vacant: tuple[Member, ...]
    meeting: Meeting | None = None
    head: Head | None = None
    """That of the audit, this digest included."""


def due(every: Every, meetings: Iterable[Meeting], since: datetime, now: datetime) -> tuple[bool, Meeting | None]:
    """Tell whether a digest is due at ``now`` after the one at ``since``, and before which meeting."""
    match every:
        case Every.WEEK:
            monday = datetime.combine(now.date() - timedelta(days=now.weekday()), HOUR)
            latest = monday if monday <= now else monday - timedelta(days=7)
            return since < latest, None
        case Every.MEETING:
            for meeting in meetings:
                begins = datetime.combine(meeting.starts_on, HOUR)
                if not meeting.cancelled and since < begins - BEFORE_MEETING <= now < begins:
                    return True, meeting
            return False, None
        case _:
            assert_never(every)


def digest_of(
    wave: Wave,
    roll: Sequence[MemberStatus],
    before: Mapping[int, Progress],
    unreachable: Collection[int],
    since: datetime,
    now: datetime,
    meeting: Meeting | None = None,
) -> Digest:
    """Put a digest together. ``before`` is where members (by id) stood, ``unreachable`` are members (by id)."""
    was = {one.member.id: before.get(one.member.id, Progress.NEVER_OPENED) for one in roll}
    moved = [one for one in roll if one.progress is not was[one.member.id]]
    return Digest(
        wave,
        since,
        {state: sum(one.progress is state for one in roll) for state in Progress},
        {state: sum(one is state for one in was.values()) for state in Progress},
        tuple(one.member for one in moved if one.progress is Progress.SUBMITTED),
        tuple(one.member for one in moved if _begun(was[one.member.id], one.progress)),
        tuple(one for one in roll if _stalled(one, now)),
        tuple(one.member for one in roll if one.member.id in unreachable),
        tuple(one.member for one in roll if not one.people),
        meeting,
    )


def _begun(was: Progress, now: Progress) -> bool:
    return now is Progress.ANSWERING and was in (Progress.NEVER_OPENED, Progress.OPENED)


def _stalled(one: MemberStatus, now: datetime) -> bool:
    return one.progress is Progress.ANSWERING and (one.last_activity is None or one.last_activity <= now - STALLED)
