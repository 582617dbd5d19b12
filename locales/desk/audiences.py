"""How whom something is for is said: countries, members, where they stand; and the buttons of a page.

It decides what fits a line; it must not know which card says it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from conversations.campaigns import Campaign, CampaignKind, LeftOut, Meeting, Standing
from conversations.desk.drafting import Draft
from conversations.desk.pages import Page
from conversations.desk.place import DeskView
from conversations.events import Open
from conversations.instrument import Language
from conversations.people import Member
from locales.cards.drawing import paragraph
from locales.catalogue import Html, escaped
from locales.desk.drawing import DeskDrawing
from locales.formats import brief_day, country, hour, listing
from locales.lengths import lines
from locales.naming import fitting, short_name
from locales.screen import Button

MOST_LINES = 9
MOST_NAMED = 3
NAME = 16
"""Characters of a name in a list."""


def whom(drawing: DeskDrawing, countries: Sequence[str], members: Sequence[Member]) -> Html:
    """Say whom something is for: a few names, else how many."""
    language = drawing.language
    if members:
        if len(members) > MOST_NAMED:
            return drawing.say_n("whom.members", len(members))
        return escaped(listing(language, (fitting(short_name(one), NAME) for one in members)))
    if not countries:
        return drawing.say("whom.everybody")
    if len(countries) > MOST_NAMED:
        return drawing.say_n("whom.countries", len(countries))
    return escaped(listing(language, (country(language, one) for one in countries)))


def standings(drawing: DeskDrawing, draft: Draft) -> Html:
    """Say where members must stand."""
    if draft.everybody:
        return drawing.say("standing.all")
    named = [standing(drawing, one, draft.stalled_days) for one in Standing if one in draft.standings]
    return escaped(listing(drawing.language, named)) if named else drawing.say("standing.any")


def standing(drawing: DeskDrawing, one: Standing, days: int) -> str:
    """Name a standing."""
    if one is Standing.STALLED:
        return drawing.say_n("standing.stalled", days)
    return drawing.say(f"standing.{one}")


def when(drawing: DeskDrawing, runs_on: date | None, minute: int | None) -> Html:
    """Say when something is to go out."""
    if runs_on is None:
        return drawing.say("when.at_once")
    day = brief_day(drawing.language, runs_on)
    if minute is None:
        return drawing.say("when.own_hour", day=day)
    return drawing.say("when.hour", day=day, hour=hour(drawing.language, minute))


def left_out(drawing: DeskDrawing, why: LeftOut) -> Html:
    """Say why somebody gets nothing."""
    return drawing.say(f"leftout.{why}")


def language_name(drawing: DeskDrawing, language: Language) -> Html:
    """Name a language in the reader's."""
    return drawing.say(f"tongue.{language}")


def kind(drawing: DeskDrawing, one: CampaignKind) -> Html:
    """Name a kind of campaign."""
    return drawing.say(f"kind.{one}")


def title(drawing: DeskDrawing, campaign: Campaign, meeting: Meeting | None) -> Html:
    """Name a campaign: a step of a meeting's plan by the meeting."""
    if meeting is None or campaign.days_before is None:
        return kind(drawing, campaign.kind)
    return drawing.say_n("kind.step", campaign.days_before, meeting=fitting(meeting.name, NAME * 2))


def fitted(drawing: DeskDrawing, *variants: Sequence[Html | None]) -> Html:
    """Put lines below each other: the first variant that a small phone shows whole, else the last."""
    room = MOST_LINES - sum(lines(remark) for remark in drawing.remarks)
    texts = [paragraph(variant) for variant in variants]
    return next((text for text in texts if lines(text) <= room), texts[-1])


def turning(page: Page[Any], view: DeskView, target: str = "{page}") -> tuple[Button, ...]:
    """Make the buttons to the page before and after; ``target`` has ``{page}`` where the number goes."""
    before, after = page.neighbours
    buttons = []
    if before is not None:
        buttons.append(Button("‹", Open(view, target.format(page=before))))
    if after is not None:
        buttons.append(Button("›", Open(view, target.format(page=after))))
    return tuple(buttons)
