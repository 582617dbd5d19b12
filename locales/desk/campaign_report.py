"""The cards of campaigns: which there were, what became of one, and the list of each state."""

from collections.abc import Callable
from typing import Any

from conversations.campaigns import Campaign, CampaignKind, Cut, DeliveryState, LeftOut
from conversations.desk.campaign_report import ANSWERED, STOP, CampaignShown, CampaignsShown, DeliveriesShown
from conversations.desk.campaigning import Delivery
from conversations.desk.deeds import Deed, Shown
from conversations.desk.place import DeskView
from conversations.events import Do, Open
from locales.cards.drawing import in_rows, paragraph
from locales.catalogue import Html, escaped
from locales.desk.audiences import kind, left_out, title, turning
from locales.desk.drawing import NETWORK_ZONE, DeskDrawing, heading
from locales.formats import brief_day, brief_moment
from locales.naming import fitting, short_name
from locales.screen import Row, Screen

STATES = tuple(one for one in DeliveryState)
NAME = 22
TEXT = 80


def list_card(shown: CampaignsShown, drawing: DeskDrawing) -> Screen:
    """List the campaigns, the latest first."""
    campaigns = shown.campaigns.entries
    lines = [heading(drawing, "campaigns.heading")]
    for one in campaigns:
        sent = sum(one.counts.get(state, 0) for state in (DeliveryState.SENT, DeliveryState.UNCONFIRMED))
        answered = drawing.say_n("campaigns.answered", one.answered_since)
        lines.append(drawing.say_n("campaigns.line", sent, name=_brief(one, drawing), answered=answered))
    if not campaigns:
        lines.append(drawing.say("campaigns.none"))
    buttons = tuple(
        drawing.button("campaigns.open", Open(DeskView.CAMPAIGN, str(one.id)), name=_brief(one, drawing))
        for one in campaigns
    )
    write = drawing.button("campaigns.write", Open(DeskView.NOTICE))
    rows = (
        *in_rows(buttons, 4),
        (write, *turning(shown.campaigns, DeskView.CAMPAIGNS)),
        drawing.home_row(drawing.button("campaigns.remind", Open(DeskView.REMIND))),
    )
    return Screen(paragraph(lines), rows)


def _brief(campaign: Campaign, drawing: DeskDrawing) -> Html:
    day = campaign.runs_on or campaign.created_at.date()
    return Html(f"{kind(drawing, campaign.kind)}, {escaped(brief_day(drawing.language, day))}")


def card(shown: CampaignShown, drawing: DeskDrawing) -> Screen:
    """Draw what became of a campaign."""
    campaign, language = shown.campaign, drawing.language
    made = brief_moment(language, campaign.created_at, NETWORK_ZONE)
    written = campaign.texts.get(language) or next(iter(campaign.texts.values()), "")
    counts = [
        drawing.say(f"delivery.{state}", number=campaign.counts[state])
        for state in STATES
        if campaign.counts.get(state)
    ]
    arrived = any(campaign.counts.get(state) for state in (DeliveryState.SENT, DeliveryState.UNCONFIRMED))
    pairs = [Html(" · ".join(counts[at : at + 2])) for at in range(0, len(counts), 2)]
    text = paragraph(
        (
            Html(f"<b>{title(drawing, campaign, shown.meeting)}</b>"),
            drawing.say("campaigns.made", at=made),
            drawing.say("campaigns.text", text=fitting(written, TEXT)) if written else None,
            *(pairs or [drawing.say("campaigns.nothing")]),
            drawing.say("delivery.answered", number=campaign.answered_since) if arrived else None,
            drawing.say("campaigns.stop_sure") if shown.stopping else None,
        )
    )
    return Screen(text, _rows(shown, drawing))


def _rows(shown: CampaignShown, drawing: DeskDrawing) -> tuple[Row, ...]:
    campaign, number = shown.campaign, str(shown.campaign.id)
    back = drawing.button("campaigns.list", Open(DeskView.CAMPAIGNS))
    if shown.meeting is not None:
        back = drawing.button("campaigns.meeting", Open(DeskView.MEETING, str(shown.meeting.id)))
    if shown.stopping:
        yes = drawing.button("campaigns.stop_yes", Do(Deed.STOP, number))
        no = drawing.button("campaigns.stop_no", Open(DeskView.CAMPAIGN, number))
        return ((yes,), (no,), drawing.home_row(back))
    lists = [
        drawing.button(f"delivery.{state}", Open(DeskView.DELIVERIES, f"{number}.{state}"), number=count)
        for state in STATES
        if (count := campaign.counts.get(state, 0))
    ]
    if campaign.answered_since:
        to_answered = Open(DeskView.DELIVERIES, f"{number}.{ANSWERED}")
        lists.append(drawing.button("delivery.to_answered", to_answered, number=campaign.answered_since))
    acts = []
    if shown.undo:
        acts.append(drawing.button("campaigns.undo", Do(Deed.UNDO, number)))
    elif campaign.counts.get(DeliveryState.PLANNED) and not campaign.cancelled:
        acts.append(drawing.button("campaigns.stop", Open(DeskView.CAMPAIGN, f"{number}.{STOP}")))
    arrived = campaign.counts.get(DeliveryState.SENT) or campaign.counts.get(DeliveryState.UNCONFIRMED)
    if arrived and campaign.kind in (CampaignKind.NOTICE, CampaignKind.CORRECTION):
        acts.append(drawing.button("campaigns.correct", Open(DeskView.NOTICE, f"c{number}")))
    rows = (*in_rows(tuple(lists), 4, narrowest=2), tuple(acts), drawing.home_row(back))
    return tuple(row for row in rows if row)


def deliveries_card(shown: DeliveriesShown, drawing: DeskDrawing) -> Screen:
    """List the deliveries of a state: each member, with when, or why."""
    number = str(shown.campaign.id)
    lines = [drawing.say(f"delivery.{shown.what}", number=shown.number)]
    lines += [_delivery(one, drawing) for one in shown.deliveries.entries]
    again: Row = ()
    if shown.again:
        key = "campaigns.retry_unsure" if shown.what == DeliveryState.UNCONFIRMED else "campaigns.retry"
        again = (drawing.button(key, Do(Deed.RETRY, f"{number}.{shown.what}")),)
    turns = turning(shown.deliveries, DeskView.DELIVERIES, f"{number}.{shown.what}.{{page}}")
    back = drawing.button("meetings.back", Open(DeskView.CAMPAIGN, number))
    return Screen(paragraph(lines), tuple(row for row in (again, turns, drawing.home_row(back)) if row))


def _delivery(one: Delivery, drawing: DeskDrawing) -> Html:
    member = escaped("—" if one.member is None else fitting(short_name(one.member), NAME))
    detail = _detail(one, drawing)
    answered = drawing.say("campaigns.has_answered") if one.answered else Html()
    return Html(" · ".join(part for part in (member, detail, answered) if part))


def _detail(one: Delivery, drawing: DeskDrawing) -> Html:
    """Say why it is so, else when it is due or was settled."""
    if one.reason in set(LeftOut):
        return left_out(drawing, LeftOut(one.reason))
    if one.reason in set(Cut):
        return drawing.say(f"delivery.why.{one.reason}")
    if one.state in (DeliveryState.FAILED, DeliveryState.UNCONFIRMED):
        return drawing.say(f"delivery.why.{one.state}")
    at = one.settled_at if one.state in (DeliveryState.SENT, DeliveryState.BLOCKED) else one.due_at
    zone = NETWORK_ZONE if one.member is None else one.member.timezone
    return escaped(brief_moment(drawing.language, at or one.due_at, zone))


RENDERERS: dict[type[Shown], Callable[[Any, DeskDrawing], Screen]] = {
    CampaignsShown: list_card,
    CampaignShown: card,
    DeliveriesShown: deliveries_card,
}
