"""Who gets a notice: every rule alone, all of them against a second opinion, and a dry run that leaves nobody out."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit.audience import (
    HOLIDAYS,
    NOW,
    SEGMENTS,
    Field,
    candidate,
    candidates,
    fields,
    member,
    second_opinion,
    second_run,
)

from conversations.audience import dry_run, judge, standings
from conversations.campaigns import Candidate, Excluded, LeftOut, Planned, Segment, Standing
from conversations.roll import Progress

EARLIER_TODAY, YESTERDAY, TOMORROW = (NOW + timedelta(hours=n) for n in (-1, -24, 24))
EVERYBODY = Segment(everybody=True)
AT = st.integers(-30, 30).map(lambda hours: NOW + timedelta(hours=hours))


def test_nothing_speaks_against_it() -> None:
    """A focal point of a member that has something left to do must get a notice."""
    assert judge(candidate(), Segment(), NOW) is None


@pytest.mark.parametrize(
    ("why", "known"),
    [
        (LeftOut.NO_WAVE, {"steps": 0, "settled": 0}),
        (LeftOut.SUBMITTED, {"progress": Progress.SUBMITTED}),
        (LeftOut.OTHER_REMINDED, {"reminded": False}),
        (LeftOut.UNREACHABLE, {"reachable": False}),
        (LeftOut.MUTED, {"muted": True}),
        (LeftOut.SNOOZED, {"snoozed_until": TOMORROW}),
        (LeftOut.ANSWERED_TODAY, {"last_answer_at": EARLIER_TODAY}),
        (LeftOut.REMINDED_TODAY, {"last_notice_at": EARLIER_TODAY}),
        (LeftOut.REMINDED_ENOUGH, {"notices": 5}),
    ],
)
def test_each_reason_alone(why: LeftOut, known: dict[str, Any]) -> None:
    """Each rule must be enough to leave somebody out, and be what is told."""
    assert why == judge(candidate(**known), Segment(), NOW)


@pytest.mark.parametrize(
    "known", [{"snoozed_until": NOW}, {"last_answer_at": YESTERDAY}, {"last_notice_at": YESTERDAY}, {"notices": 4}]
)
def test_nobody_is_left_out_without_need(known: dict[str, Any]) -> None:
    """What was yesterday, or ends now, must not leave anybody out."""
    assert judge(candidate(**known), Segment(), NOW) is None


def test_today_is_where_they_are() -> None:
    """Whether it was today must be told by the day of the member's own zone."""
    late_at_night = datetime(2026, 5, 21, 2, 30, tzinfo=UTC)  # still the 20th in Rosario
    assert LeftOut.ANSWERED_TODAY == judge(candidate(last_answer_at=NOW), Segment(), late_at_night)
    assert judge(candidate(last_answer_at=NOW), Segment(), late_at_night + timedelta(minutes=31)) is None


def test_somebody_who_has_left() -> None:
    """Whoever is no focal point any more must not get anything, not even a correction."""
    assert [LeftOut.RETIRED] * 2 == [judge(None, EVERYBODY, NOW, correction=so) for so in (True, False)]


def test_a_notice_to_everybody() -> None:
    """It must reach those who have submitted, answered today, or have no wave; not those who want to be left alone."""
    for known in ({"progress": Progress.SUBMITTED}, {"last_answer_at": NOW}, {"steps": 0}):
        assert judge(candidate(**known), EVERYBODY, NOW) is None
    assert LeftOut.MUTED == judge(candidate(muted=True), EVERYBODY, NOW)
    assert LeftOut.OTHER_REMINDED == judge(candidate(reminded=False), EVERYBODY, NOW)


def test_a_correction_reaches_whoever_got_the_notice() -> None:
    """A correction must go to whoever got the notice of today, unless they cannot be reached any more."""
    got_it = candidate(last_notice_at=NOW, notices=5, muted=True, reminded=False)
    assert judge(got_it, EVERYBODY, NOW, correction=True) is None
    assert LeftOut.UNREACHABLE == judge(replace(got_it, reachable=False), EVERYBODY, NOW, correction=True)


def test_where_a_member_stands() -> None:
    """Not started, in progress, stalled and ready must be told apart; who is stalled is in progress, too."""
    expected = {
        frozenset({Standing.NOT_STARTED}): candidate(progress=Progress.OPENED, settled=0, last_answer_at=None),
        frozenset({Standing.IN_PROGRESS}): candidate(last_answer_at=NOW - timedelta(days=6, hours=23)),
        frozenset({Standing.IN_PROGRESS, Standing.STALLED}): candidate(last_answer_at=NOW - timedelta(days=7)),
        frozenset({Standing.READY}): candidate(settled=54),
        frozenset(): candidate(settled=54, progress=Progress.SUBMITTED),
    }
    assert list(expected) == [standings(one, 7, NOW) for one in expected.values()]
    stalled = Segment(standings=frozenset({Standing.STALLED}))
    assert LeftOut.NOT_IN_SEGMENT == judge(candidate(last_answer_at=YESTERDAY), stalled, NOW)


@settings(max_examples=300)
@given(candidates(), SEGMENTS, AT)
def test_a_second_opinion(one: Candidate, segment: Segment, at: datetime) -> None:
    """Whoever it is and whenever: the judgement must be that of somebody who only read the rules."""
    assert second_opinion(one, segment, at) == judge(one, segment, at)


WHEN = (
    st.none()
    | st.integers(-5, 15).map(lambda days: date(2026, 5, 20) + timedelta(days=days))
    | st.integers(-100, 300).map(lambda hours: NOW + timedelta(hours=hours))
)


@settings(max_examples=150)
@given(
    fields(),
    SEGMENTS,
    WHEN,
    AT,
    st.none() | st.integers(0, 15).map(lambda days: date(2026, 5, 20) + timedelta(days=days)),
    st.none() | st.integers(0, 400).map(lambda hours: NOW + timedelta(hours=hours)),
)
def test_a_dry_run(
    field: Field,
    segment: Segment,
    when: date | datetime | None,
    now: datetime,
    last_day: date | None,
    latest: datetime | None,
) -> None:
    """Everybody must be there once, with the reason or the moment that somebody finds who only read the rules."""
    run = dry_run(field.members, field.candidates, segment, when, HOLIDAYS, now, last_day=last_day, latest=latest)
    told: list[tuple[int, int | None, LeftOut | datetime]]
    told = [(one.candidate.member.id, one.candidate.person, one.due_at) for one in run.planned]
    told += [(one.member.id, one.person, one.why) for one in run.excluded]
    assert second_run(field, segment, when, now, last_day, latest) == set(told)
    assert len(set(told)) == len(told)
    assert list(run.planned) == sorted(run.planned, key=lambda plan: plan.due_at)
    for plan in run.planned:
        due, end = (at.astimezone(ZoneInfo(plan.candidate.member.timezone)) for at in (plan.due_at, _end(plan)))
        assert due <= end
        assert end == min(datetime.combine(last_day or due.date(), time(20), end.tzinfo), latest or end)


def _end(plan: Planned) -> datetime:
    assert plan.expires_at is not None
    return plan.expires_at


def test_each_at_their_own_morning() -> None:
    """A plan's day must begin at each one's own mid-morning, and be moved by the holidays of each one's own region."""
    people = [candidate(n + 1, n + 1, n) for n in range(4)]
    members, two_days_before = [one.member for one in people], NOW - timedelta(days=2)
    run = dry_run(members, people, Segment(), date(2026, 5, 21), HOLIDAYS, two_days_before)
    told = {one.candidate.person: f"{one.due_at:%d %H:%M}" for one in run.planned}
    assert {1: "21 12:30", 2: "19 13:30", 3: "21 16:30", 4: "21 11:30"} == told


def test_the_minute_that_they_chose() -> None:
    """A plan must come at the minute that each one chose, the earliest first; midnight is a choice, too."""
    people = [candidate(1, 1, minute=17 * 60), candidate(2, 2, minute=0), candidate(3, 3)]
    run = dry_run([one.member for one in people], people, Segment(), date(2026, 5, 22), HOLIDAYS, NOW)
    told = [(one.candidate.person, f"{one.due_at:%d %H:%M}") for one in run.planned]
    assert [(2, "22 11:00"), (3, "22 12:30"), (1, "22 20:00")] == told


def test_an_instant_that_is_past() -> None:
    """What was to go out at an instant that is past must go out now, and not before now."""
    one = candidate()
    for when in (EARLIER_TODAY, YESTERDAY, None):
        assert [NOW] == [plan.due_at for plan in dry_run([one.member], [one], Segment(), when, {}, NOW).planned]
    assert [TOMORROW] == [plan.due_at for plan in dry_run([one.member], [one], Segment(), TOMORROW, {}, NOW).planned]


def test_judged_as_of_its_own_day() -> None:
    """Whoever answered or was reminded today must not be left out of what comes another day."""
    one = candidate(last_answer_at=NOW, last_notice_at=NOW)
    assert [] == list(dry_run([one.member], [one], Segment(), TOMORROW, {}, NOW).excluded)
    assert [Excluded(one.member, 1, LeftOut.ANSWERED_TODAY)] == list(
        dry_run([one.member], [one], Segment(), None, {}, NOW).excluded
    )


def test_one_person_of_two_members() -> None:
    """Somebody with two members must get one notice, about the one that has been quiet for longest."""
    busy, quiet = candidate(1, 1), candidate(1, 2, last_answer_at=None)
    for order in ([busy, quiet], [quiet, busy]):
        run = dry_run([one.member for one in order], order, Segment(), None, {}, NOW)
        assert [quiet] == [one.candidate for one in run.planned]
        assert (Excluded(busy.member, 1, LeftOut.REMINDED_TODAY),) == run.excluded


def test_members_without_anybody() -> None:
    """A member without a focal point must be named, one that was not chosen too, one of another country not."""
    members = [member(1), member(2), member(3, 1)]
    run = dry_run(members, [], Segment(countries=("AR",), members=(2, 3)), None, {}, NOW)
    expected = (Excluded(members[0], None, LeftOut.NOT_IN_SEGMENT), Excluded(members[1], None, LeftOut.NO_FOCAL_POINT))
    assert expected == run.excluded


def test_never_after_the_meeting() -> None:
    """What would come after the respond-by date, or once the meeting has begun, must be left out as too late."""
    one = candidate()
    friday_night = datetime(2026, 5, 22, 23, 30, tzinfo=UTC)
    meeting = datetime(2026, 5, 26, tzinfo=UTC)
    run = dry_run([one.member], [one], Segment(), None, HOLIDAYS, friday_night, latest=meeting)
    assert (Excluded(one.member, 1, LeftOut.TOO_LATE),) == run.excluded
    run = dry_run([one.member], [one], Segment(), TOMORROW, {}, NOW, latest=TOMORROW)
    assert (Excluded(one.member, 1, LeftOut.TOO_LATE),) == run.excluded
    run = dry_run([one.member], [one], Segment(), None, HOLIDAYS, friday_night, last_day=date(2026, 5, 25))
    assert (Excluded(one.member, 1, LeftOut.TOO_LATE),) == run.excluded
