"""Who gets a notice, and why the others do not: the same judgement when it is planned and when it is sent.

Decides by what is known of a focal point (`Candidate`), as it stands at the moment of the notice. It must not know how
a moment is found (`conversations.due`), how anything is stored, or what a notice says.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from conversations.campaigns import Candidate, DryRun, Excluded, Holidays, LeftOut, Planned, Segment, Standing
from conversations.due import MID_MORNING, Hours, at_once, expiry, holidays_of, local_day, step_moment
from conversations.people import Member
from conversations.roll import Progress

MOST_A_WAVE = 5
"""Messages that somebody gets unasked in a wave, thanks included."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def judge(candidate: Candidate | None, segment: Segment, at: datetime, *, correction: bool = False) -> LeftOut | None:
    """Tell why a notice must not go to somebody at ``at``; ``None``: it may.

    ``None`` for a candidate is somebody who is no focal point of the member any more. A notice to ``everybody`` asks
    neither for a wave nor for anything left to do; like all notices it goes to the one person of a member who gets the
    reminders. A ``correction`` goes to exactly those who got what it corrects, however often they were written to.
    """
    if candidate is None:
        return LeftOut.RETIRED
    if correction:
        return None if candidate.reachable else LeftOut.UNREACHABLE
    of_member = _member_left_out(candidate, segment, at)
    if of_member is not None:
        return of_member
    today = local_day(at, _zone(candidate.member))
    reasons = (
        (LeftOut.OTHER_REMINDED, not candidate.reminded),
        (LeftOut.UNREACHABLE, not candidate.reachable),
        (LeftOut.MUTED, candidate.muted),
        (LeftOut.SNOOZED, candidate.snoozed_until is not None and at < candidate.snoozed_until),
        (LeftOut.ANSWERED_TODAY, not segment.everybody and _on(candidate.last_answer_at, candidate, today)),
        (LeftOut.REMINDED_TODAY, _on(candidate.last_notice_at, candidate, today)),
        (LeftOut.REMINDED_ENOUGH, candidate.notices >= MOST_A_WAVE),
    )
    return next((why for why, so in reasons if so), None)


def standings(candidate: Candidate, stalled_days: int, at: datetime) -> frozenset[Standing]:
    """Tell where a member stands at ``at``; nowhere once it has submitted."""
    if candidate.progress is Progress.SUBMITTED:
        return frozenset()
    if candidate.ready:
        return frozenset({Standing.READY})
    if candidate.progress is not Progress.ANSWERING:
        return frozenset({Standing.NOT_STARTED})
    last = candidate.last_answer_at or _LONG_AGO
    if at - last >= timedelta(days=stalled_days):
        return frozenset({Standing.IN_PROGRESS, Standing.STALLED})
    return frozenset({Standing.IN_PROGRESS})


def dry_run(
    members: Iterable[Member],
    candidates: Iterable[Candidate],
    segment: Segment,
    when: date | datetime | None,
    holidays: Holidays,
    now: datetime,
    *,
    last_day: date | None = None,
    latest: datetime | None = None,
    correction: bool = False,
) -> DryRun:
    """Tell who would get a notice, and when, and why each other one of the segment's countries would not.

    ``members`` are all in scope, with or without people. ``when`` is a plan's day, an instant, or ``None``: at once.
    Nothing is due after ``last_day`` (the respond-by date, local) nor from ``latest`` on (the meeting's start).
    Everybody is judged as of their own moment. Whoever is focal point of several members gets one notice, about the
    member that has been quiet for longest. Planned ones come in the order of their moments.
    """
    people: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        people.setdefault(candidate.member.id, []).append(candidate)
    planned: dict[int, Planned] = {}
    excluded: list[Excluded] = []
    for member in members:
        if segment.countries and member.country not in segment.countries:
            continue
        if not _chosen(member, segment):
            excluded.append(Excluded(member, None, LeftOut.NOT_IN_SEGMENT))
            continue
        if member.id not in people:
            excluded.append(Excluded(member, None, LeftOut.NO_FOCAL_POINT))
        for candidate in people.get(member.id, ()):
            due = _due(candidate, when, holidays, now, last_day)
            late = due is None or (latest is not None and due >= latest)
            why = judge(candidate, segment, now if due is None else due, correction=correction)
            if due is None or late or why is not None:
                excluded.append(Excluded(member, candidate.person, why or LeftOut.TOO_LATE))
                continue
            one = Planned(candidate, due, expiry(due, _zone(member), latest, last_day))
            first = planned.get(candidate.person)
            if first is None or _quiet_since(candidate) < _quiet_since(first.candidate):
                planned[candidate.person], one = one, first or one
            if one is not planned[candidate.person]:
                excluded.append(Excluded(one.candidate.member, candidate.person, LeftOut.REMINDED_TODAY))
    return DryRun(tuple(sorted(planned.values(), key=lambda one: one.due_at)), tuple(excluded))


def hours_of(candidate: Candidate, holidays: Holidays) -> Hours:
    """Tell when a focal point may be written to."""
    minute = MID_MORNING if candidate.minute is None else candidate.minute
    away = holidays_of(holidays, candidate.member.country, candidate.region)
    return Hours(_zone(candidate.member), minute, away)


def _due(
    candidate: Candidate, when: date | datetime | None, holidays: Holidays, now: datetime, last_day: date | None
) -> datetime | None:
    hours = hours_of(candidate, holidays)
    match when:
        case datetime() | None:
            at = at_once(now if when is None else max(now, when), hours)
            return at if last_day is None or local_day(at, hours.zone) <= last_day else None
        case date():
            return step_moment(when, last_day or date.max, now, hours)
        case _:
            assert_never(when)


def _member_left_out(candidate: Candidate, segment: Segment, at: datetime) -> LeftOut | None:
    """Tell what speaks against a notice about a member, whoever gets it."""
    if not _chosen(candidate.member, segment):
        return LeftOut.NOT_IN_SEGMENT
    if segment.everybody:
        return None
    if candidate.steps == 0:
        return LeftOut.NO_WAVE
    if candidate.progress is Progress.SUBMITTED:
        return LeftOut.SUBMITTED
    meant = not segment.standings or segment.standings & standings(candidate, segment.stalled_days, at)
    return None if meant else LeftOut.NOT_IN_SEGMENT


def _chosen(member: Member, segment: Segment) -> bool:
    in_country = not segment.countries or member.country in segment.countries
    return in_country and (not segment.members or member.id in segment.members)


def _on(at: datetime | None, candidate: Candidate, day: date) -> bool:
    return at is not None and local_day(at, _zone(candidate.member)) == day


def _quiet_since(candidate: Candidate) -> datetime:
    return candidate.last_answer_at or _LONG_AGO


def _zone(member: Member) -> ZoneInfo:
    return ZoneInfo(member.timezone)
