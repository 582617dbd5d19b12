"""Members and focal points in all states, and a second opinion on who gets a notice when, from the rules alone."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from conversations.campaigns import Candidate, LeftOut, Segment, Standing
from conversations.instrument import Language
from conversations.people import Member, MemberKind
from conversations.roll import Progress

NOW = datetime(2026, 5, 20, 15, 0, tzinfo=UTC)
"""A Wednesday: ten in Tijuana's neighbours' morning, noon in Rosario."""
PLACES = (
    ("AR", "S", "America/Argentina/Cordoba"),
    ("CL", "AP", "America/Santiago"),
    ("MX", "", "America/Tijuana"),
    ("BR", "", "America/Noronha"),
)
HOLIDAYS = {
    "AR": frozenset({date(2026, 5, 25)}),
    "CL": frozenset({date(2026, 5, 21)}),
    "CL-AP": frozenset({date(2026, 5, 20), date(2026, 5, 21)}),
    "BR": frozenset({date(2026, 6, 4)}),
}
ORDER = (
    LeftOut.RETIRED,
    LeftOut.NO_WAVE,
    LeftOut.SUBMITTED,
    LeftOut.NOT_IN_SEGMENT,
    LeftOut.OTHER_REMINDED,
    LeftOut.UNREACHABLE,
    LeftOut.MUTED,
    LeftOut.SNOOZED,
    LeftOut.ANSWERED_TODAY,
    LeftOut.REMINDED_TODAY,
    LeftOut.REMINDED_ENOUGH,
)
"""Which reason is told, if several are so; a member that was not chosen is not in the segment before anything else."""


@dataclass(frozen=True)
class Field:
    """Members in scope, and the focal points that they have."""

    members: tuple[Member, ...]
    candidates: tuple[Candidate, ...]


def member(number: int, place: int = 0) -> Member:
    """Make a member at one of the places."""
    country, _, zone = PLACES[place]
    return Member(number, f"Ciudad {number}", MemberKind.CITY, country, zone)


def candidate(person: int = 1, number: int = 1, place: int = 0, **known: object) -> Candidate:
    """Make a focal point whom nothing keeps from being reminded, but for what is ``known``."""
    answering = (Language.ES, Progress.ANSWERING, 5, 54)
    plain = Candidate(person, member(number, place), PLACES[place][1], *answering, True, True, NOW - A_WEEK)
    return replace(plain, **known)  # type: ignore[arg-type]  # a test names the fields


A_WEEK, QUARTER = timedelta(days=7), timedelta(minutes=15)
AGO = st.none() | st.integers(-3 * 24, 12 * 24).map(lambda hours: NOW - timedelta(hours=hours))
SEGMENTS = st.builds(
    Segment,
    st.just(()) | st.lists(st.sampled_from([place[0] for place in PLACES]), max_size=2, unique=True).map(tuple),
    st.just(()) | st.lists(st.integers(1, 4), max_size=3, unique=True).map(tuple),
    st.just(frozenset()) | st.frozensets(st.sampled_from(Standing), max_size=3),
    st.integers(1, 9),
    st.booleans(),
)


FLAWS = {
    "steps": st.just(0),
    "progress": st.sampled_from(Progress),
    "settled": st.sampled_from([0, 53, 54]),
    "reminded": st.just(False),
    "reachable": st.just(False),
    "muted": st.just(True),
    "last_answer_at": AGO,
    "snoozed_until": AGO,
    "last_notice_at": AGO,
    "notices": st.integers(0, 7),
}
"""What may speak against somebody, at some time."""


@st.composite
def candidates(draw: st.DrawFn, person: int = 1, number: int = 0, place: int = -1) -> Candidate:
    """Make a focal point of whom up to three things are not as they should be, and who may have chosen a minute."""
    at = draw(st.integers(0, len(PLACES) - 1)) if place < 0 else place
    plain = candidate(person, number or draw(st.integers(1, 4)), at)
    chosen = draw(st.lists(st.sampled_from(sorted(FLAWS)), max_size=3, unique=True))
    minute = draw(st.none() | st.integers(0, 95).map(lambda quarter: quarter * 15))
    return replace(plain, minute=minute, **{name: draw(FLAWS[name]) for name in chosen})


@st.composite
def fields(draw: st.DrawFn) -> Field:
    """Make a few members with up to three focal points each; somebody may be focal point of several."""
    places = draw(st.lists(st.integers(0, len(PLACES) - 1), min_size=1, max_size=4))
    members = tuple(member(n, place) for n, place in enumerate(places, 1))
    people = [
        draw(candidates(person, one.id, place))
        for one, place in zip(members, places, strict=True)
        for person in draw(st.lists(st.integers(1, 6), max_size=3, unique=True))
    ]
    return Field(members, tuple(people))


def second_opinion(one: Candidate, segment: Segment, at: datetime) -> LeftOut | None:
    """Tell why somebody must not get a notice: all that speaks against it, then what is told first."""
    if segment.members and one.member.id not in segment.members:
        return LeftOut.NOT_IN_SEGMENT
    if segment.countries and one.member.country not in segment.countries:
        return LeftOut.NOT_IN_SEGMENT
    against = set(_against(one, segment, at))
    return next((reason for reason in ORDER if reason in against), None)


def _against(one: Candidate, segment: Segment, at: datetime) -> Iterator[LeftOut]:
    today = _face(at, one)
    if one.steps == 0 and not segment.everybody:
        yield LeftOut.NO_WAVE
    if one.progress == "submitted" and not segment.everybody:
        yield LeftOut.SUBMITTED
    if not segment.everybody and segment.standings and not any(_stands(one, s, segment, at) for s in segment.standings):
        yield LeftOut.NOT_IN_SEGMENT
    if not one.reminded:
        yield LeftOut.OTHER_REMINDED
    if not one.reachable:
        yield LeftOut.UNREACHABLE
    if one.muted:
        yield LeftOut.MUTED
    if one.snoozed_until and one.snoozed_until > at:
        yield LeftOut.SNOOZED
    if one.last_answer_at and _face(one.last_answer_at, one) == today and not segment.everybody:
        yield LeftOut.ANSWERED_TODAY
    if one.last_notice_at and _face(one.last_notice_at, one) == today:
        yield LeftOut.REMINDED_TODAY
    if one.notices > 4:
        yield LeftOut.REMINDED_ENOUGH


def _stands(one: Candidate, standing: Standing, segment: Segment, at: datetime) -> bool:
    ready = one.steps > 0 and one.settled >= one.steps
    begun = one.progress == "answering" and not ready
    match standing:
        case Standing.READY:
            return ready
        case Standing.NOT_STARTED:
            return one.progress in ("never_opened", "opened") and not ready
        case Standing.IN_PROGRESS:
            return begun
        case Standing.STALLED:
            quiet = one.last_answer_at is None or one.last_answer_at + timedelta(days=segment.stalled_days) <= at
            return begun and quiet


def _face(at: datetime, one: Candidate) -> str:
    return at.astimezone(ZoneInfo(one.member.timezone)).strftime("%Y-%m-%d")


def second_run(
    field: Field,
    segment: Segment,
    when: date | datetime | None,
    now: datetime,
    last_day: date | None,
    latest: datetime | None,
) -> set[tuple[int, int | None, LeftOut | datetime]]:
    """Tell of each member and person why not, or when."""
    told: dict[tuple[int, int | None], LeftOut | datetime] = {}
    for one in field.members:
        people = [someone for someone in field.candidates if someone.member == one]
        if segment.countries and one.country not in segment.countries:
            continue
        if segment.members and one.id not in segment.members:
            told[one.id, None] = LeftOut.NOT_IN_SEGMENT
        elif not people:
            told[one.id, None] = LeftOut.NO_FOCAL_POINT
        else:
            for someone in people:
                told[one.id, someone.person] = _when_or_why(someone, segment, when, now, last_day, latest)
    for person in {one.person for one in field.candidates}:
        going = [one for one in field.candidates if isinstance(told.get((one.member.id, person)), datetime)]
        going = [one for one in going if one.person == person]
        quiet_first = sorted(
            going, key=lambda one: 0.0 if one.last_answer_at is None else one.last_answer_at.timestamp()
        )
        for other in quiet_first[1:]:
            told[other.member.id, person] = LeftOut.REMINDED_TODAY
    return {(*key, what) for key, what in told.items()}


def _last_heard(one: Candidate) -> float:
    return 0.0 if one.last_answer_at is None else one.last_answer_at.timestamp()


def _when_or_why(
    one: Candidate,
    segment: Segment,
    when: date | datetime | None,
    now: datetime,
    last_day: date | None,
    latest: datetime | None,
) -> LeftOut | datetime:
    wanted = when if isinstance(when, datetime) else now
    at = _first_quarter(one, max(now, wanted))
    if isinstance(when, date) and not isinstance(when, datetime):
        while not _at_work(one, when):
            when -= timedelta(days=1)
        begin = datetime.combine(when, datetime.min.time(), UTC)
        faces = [begin + n * QUARTER for n in range(-60, 160)]
        on_the_day = next(t for t in faces if _face(t, one) == when.isoformat() and _minute(t, one) == _own_minute(one))
        at = on_the_day if on_the_day >= now else at
    too_late = (last_day is not None and _face(at, one) > last_day.isoformat()) or (latest is not None and at >= latest)
    never_due = last_day is not None and _face(at, one) > last_day.isoformat()
    why = second_opinion(one, segment, now if never_due else at)
    return why or (LeftOut.TOO_LATE if too_late else at)


def _first_quarter(one: Candidate, at: datetime) -> datetime:
    """Look for the first quarter of an hour that is one's own; the one at hand is, if it is at work."""
    if 8 * 60 <= _minute(at, one) < 19 * 60 + 30 and _at_work(one, date.fromisoformat(_face(at, one))):
        return at
    while _minute(at, one) != _own_minute(one) or not _at_work(one, date.fromisoformat(_face(at, one))):
        at += QUARTER
    return at


def _at_work(one: Candidate, day: date) -> bool:
    regional = HOLIDAYS.get(f"{one.member.country}-{one.region}")
    away = HOLIDAYS.get(one.member.country, frozenset()) if regional is None else regional
    return day.isoweekday() < 6 and day not in away


def _own_minute(one: Candidate) -> int:
    return sorted([480, 570 if one.minute is None else one.minute, 1170])[1]


def _minute(at: datetime, one: Candidate) -> int:
    face = at.astimezone(ZoneInfo(one.member.timezone))
    return face.hour * 60 + face.minute
