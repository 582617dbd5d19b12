"""Who is missing: the four buckets, by country, and the members of one country or one bucket.

Decides the order (who has come least far first, and among those who answer the ones quiet for longest) and how much
fits a page. Counts only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conversations.assessment import Wave
from conversations.desk.deeds import DeskLine, DeskSay, Shown
from conversations.desk.pages import Page, page_of, whole
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.facts import Denied
from conversations.intents import Asked, Question
from conversations.roll import MemberStatus, Progress, Roll
from conversations.world import Outcome

COUNTRIES_ON_A_PAGE = 12
MEMBERS_ON_A_PAGE = 14


@dataclass(frozen=True, slots=True)
class CountryCount:
    """A country with members in scope: how many there are, how many have not submitted."""

    country: str
    members: int
    missing: int


@dataclass(frozen=True, slots=True)
class MissingShown(Shown):
    """Everybody in scope: the buckets (all four are there), and the countries, those with most missing first."""

    wave: Wave | None
    buckets: Mapping[Progress, int]
    page: Page[CountryCount]


@dataclass(frozen=True, slots=True)
class MembersShown(Shown):
    """The members of a ``country``, or of one ``bucket`` in all countries, with the buckets of them all.

    ``only``: there is no other country in scope, so that there is nothing above this.
    """

    wave: Wave | None
    country: str
    bucket: Progress | None
    buckets: Mapping[Progress, int]
    page: Page[MemberStatus]
    only: bool = False


def open_missing(scene: DeskScene, target: str) -> Outcome:
    """Show what ``target`` says: "" all countries, else a country or a bucket; a page may stand after a dot."""
    head, _, page = target.partition(".")
    alone = scene.appointment.countries[0] if len(scene.appointment.countries) == 1 else ""
    if head in set(Progress):
        bucket = Progress(head)
        there = tuple(one for one in scene.find(Roll()) if one.progress is bucket)
        return _members(scene, head, whole(page), there, bucket=bucket)
    if country := head or alone:
        there = scene.find(Roll((country,)))
        if not there and country != alone:
            return scene.refuse()
        return _members(scene, country, whole(page), there, country=country, only=country == alone)
    roll = scene.find(Roll())
    page_shown = page_of(_by_country(roll), whole(page), COUNTRIES_ON_A_PAGE)
    shown = MissingShown(scene.world.wave, buckets_of(roll), page_shown)
    return scene.show(scene.desk.at(DeskView.MISSING, target), shown)


def _members(
    scene: DeskScene,
    head: str,
    page: int,
    members: Sequence[MemberStatus],
    *,
    country: str = "",
    bucket: Progress | None = None,
    only: bool = False,
) -> Outcome:
    found = page_of(sorted(members, key=_least_far), page, MEMBERS_ON_A_PAGE)
    shown = MembersShown(scene.world.wave, country, bucket, buckets_of(members), found, only)
    return scene.show(scene.desk.at(DeskView.MISSING, f"{head}.{found.number}"), shown)


def _least_far(status: MemberStatus) -> tuple[int, float]:
    """Order by bucket and, inside it, by the last activity; the roll's order, by name, is kept where that is equal."""
    quiet = status.last_activity.timestamp() if status.last_activity and status.progress is Progress.ANSWERING else 0.0
    return list(Progress).index(status.progress), quiet


def buckets_of(roll: Sequence[MemberStatus]) -> dict[Progress, int]:
    """Count the members in each bucket; all four are there."""
    return {progress: sum(one.progress is progress for one in roll) for progress in Progress}


def _by_country(roll: Sequence[MemberStatus]) -> list[CountryCount]:
    counts = []
    for country in dict.fromkeys(one.member.country for one in roll):
        there = [one for one in roll if one.member.country == country]
        missing = sum(one.progress is not Progress.SUBMITTED for one in there)
        counts.append(CountryCount(country, len(there), missing))
    return sorted(counts, key=lambda one: -one.missing)


def ask_missing(scene: DeskScene, asked: Asked) -> Outcome:
    """Answer who is missing in a country, or everywhere; of one member, how it is doing."""
    if asked.certain:
        return scene.arrive(DeskView.STATUS, str(asked.members[0]))
    if asked.members and not asked.unknown:
        return scene.arrive(DeskView.WHICH, ".".join(map(str, asked.members)))
    if not asked.about or (asked.country and scene.find(Roll((asked.country,)))):
        return open_missing(scene, asked.country)
    line = DeskLine(DeskSay.NO_SUCH_COUNTRY, name=asked.about)
    return scene.arrive(DeskView.MISSING, "", line, facts=(Denied(),) if asked.country else ())


VIEWS = {DeskView.MISSING: open_missing}
QUESTIONS = {Question.MISSING: ask_missing}
