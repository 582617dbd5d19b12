"""Where a coordinator stands: which view is on the card, what it is about, and what has been filled in so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class DeskView(StrEnum):
    """What a coordinator's card shows. Values are short: they travel in button data."""

    HOME = "home"
    # how the members are doing
    WHICH = "which"  # names that are close: which one was meant? target: member ids with dots between
    STATUS = "status"  # target: a member
    ANSWERS = "answers"  # what a member submitted; target: a member, or "member.criterion"
    MISSING = "missing"  # target: "", a country, a bucket, with a page after a dot
    # people and members
    INVITE = "invite"
    MEMBERS = "members"
    MEMBER = "member"  # target: a member
    PEOPLE = "people"
    NEW_MEMBER = "newmem"
    WORKBOOK = "book"  # a list of members that a coordinator sent
    # waves
    WAVE = "wave"
    INSTRUMENT = "instr"
    # meetings, reminders, notices
    MEETINGS = "meetings"
    MEETING = "meeting"  # target: a meeting
    PLAN = "plan"  # of the meeting being made or changed; target: a meeting, to begin with it
    REMIND = "remind"  # target: "", "m" and a member, or a country
    WHOM = "whom"  # countries and members of what is being made; target: a page
    WHEN = "when"
    ZONE = "zone"  # target: a page
    DRY_RUN = "dryrun"  # target: "", "who.page", "out.page", a language, "sure"
    CAMPAIGNS = "campaigns"  # target: a page
    CAMPAIGN = "campaign"  # target: a campaign, "campaign.stop"
    DELIVERIES = "deliv"  # target: "campaign.state.page"
    NOTICE = "notice"  # target: "", or "c" and the campaign that it corrects
    # what leaves
    DIGEST = "digest"
    FIGURES = "figures"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one coordinator stands.

    ``draft`` is what has been filled in so far and is not yet so: it lasts from view to view of one undertaking, and
    is let go by whatever leads elsewhere. Names and values are texts that the view's own module understands.
    """

    person: int
    view: DeskView = DeskView.HOME
    target: str = ""
    draft: Mapping[str, str] = field(default_factory=dict)

    def at(self, view: DeskView, target: str = "", **draft: str) -> "Desk":
        """Give the desk with another view, and only this draft."""
        return replace(self, view=view, target=target, draft=draft)

    def noting(self, **draft: str) -> "Desk":
        """Give the desk with more of the draft filled in."""
        return replace(self, draft={**self.draft, **draft})
