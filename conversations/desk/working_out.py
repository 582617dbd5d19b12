"""What a draft would do now: worked out for its card, and once more when it is confirmed.

Decides what is summed up of a dry run: who gets it, when and in which language, and which members are left out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from conversations.authorisation import covers
from conversations.campaigns import (
    Campaign,
    CampaignKind,
    Candidates,
    DryRun,
    Excluded,
    LeftOut,
    Meeting,
    Planned,
)
from conversations.desk.campaigning import CampaignSought, MeetingSought, Recipients, StepsHad
from conversations.desk.drafting import Draft, campaign_of, made_for, meeting_of
from conversations.desk.scene import DeskScene
from conversations.instrument import Language
from conversations.plans import UNDO, Step, campaign_run, plan
from conversations.roll import Names


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """What a draft would do. ``meeting`` and ``steps`` are those of a plan, ``campaign`` is that of anything else."""

    run: DryRun
    """For a plan: everybody whom any step reaches, at their first one."""
    meeting: Meeting | None = None
    steps: tuple[Step, ...] = ()
    campaign: Campaign | None = None

    @property
    def languages(self) -> Mapping[Language, int]:
        """In which languages it goes out, with how many people, the most first."""
        return dict(Counter(one.candidate.language for one in self.run.planned).most_common())

    @property
    def members(self) -> int:
        """How many members it reaches."""
        return len({one.candidate.member.id for one in self.run.planned})


def within(scene: DeskScene, draft: Draft) -> bool:
    """Tell whether all that a draft names is still in scope: it may have been begun in a wider one."""
    if draft.countries and not covers(scene.appointment, draft.countries):
        return False
    if not set(draft.members) <= {one.member.id for one in scene.find(Names())}:
        return False
    if draft.corrects and scene.find(CampaignSought(draft.corrects)) is None:
        return False
    return not draft.meeting or scene.find(MeetingSought(draft.meeting)) is not None


def work_out(scene: DeskScene, draft: Draft) -> WorkedOut:
    """Work out what a draft would do if it were confirmed now; nothing is due before that can be undone no more."""
    audience = scene.find(Candidates())
    countries = made_for(draft, scene.appointment, audience.members)
    earliest, holidays = scene.now + UNDO, scene.world.holidays
    if draft.kind is CampaignKind.PLAN:
        meeting = meeting_of(draft, countries)
        had = scene.find(StepsHad(draft.meeting)) if draft.meeting else frozenset()
        laid_out = plan(audience, meeting, draft.steps, holidays, earliest)
        steps = tuple(_still_to_go(step, had) for step in laid_out)
        return WorkedOut(_together(step.run for step in steps), meeting, steps)
    recipients = scene.find(Recipients(draft.corrects)) if draft.corrects else ()
    campaign = campaign_of(draft, countries, scene.now)
    run = campaign_run(audience, campaign, holidays, earliest, recipients)
    if draft.members and not draft.corrects:  # whoever was not chosen is not left out
        kept = (one for one in run.excluded if one.member.id in draft.members)
        run = replace(run, excluded=tuple(kept))
    return WorkedOut(run, campaign=campaign)


def _still_to_go(step: Step, had: frozenset[tuple[int, int]]) -> Step:
    """Leave out of a changed plan's step whoever has had it: what was sent is not sent again."""
    planned, out = list[Planned](), list[Excluded]()
    for one in step.run.planned:
        person = one.candidate.person
        if (step.days_before, person) in had:
            out.append(Excluded(one.candidate.member, person, LeftOut.REMINDED_ENOUGH))
        else:
            planned.append(one)
    return replace(step, run=DryRun(tuple(planned), (*step.run.excluded, *out)))


def _together(runs: Iterable[DryRun]) -> DryRun:
    planned: dict[int, Planned] = {}
    excluded: dict[tuple[int, int | None], Excluded] = {}
    for run in runs:
        for one in run.planned:
            planned.setdefault(one.candidate.person, one)
        for left in run.excluded:
            excluded.setdefault((left.member.id, left.person), left)
    first = tuple(sorted(planned.values(), key=lambda one: one.due_at))
    return DryRun(first, tuple(one for one in excluded.values() if one.person not in planned))


def members_left_out(run: DryRun) -> tuple[Excluded, ...]:
    """List the members that a run does not reach, each with one reason, the same reasons together."""
    reached = {one.candidate.member.id for one in run.planned}
    left: dict[int, Excluded] = {}
    for one in run.excluded:
        known = left.get(one.member.id)
        if one.member.id not in reached and (known is None or known.why is LeftOut.OTHER_REMINDED):
            left[one.member.id] = one
    order = {why: number for number, why in enumerate(LeftOut)}
    last = len(order)
    return tuple(
        sorted(
            (one for one in left.values()),
            key=lambda one: last if one.why is LeftOut.NOT_IN_SEGMENT else order[one.why],
        )
    )
