"""The card of how a member is doing, and the one that asks which member is meant.

It decides the wording: the verdict stands in the first twelve words. It must not know who may see what.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from conversations.assessment import Sharing
from conversations.campaigns import DeliveryState
from conversations.desk.deeds import Shown
from conversations.desk.place import DeskView
from conversations.desk.status import StatusShown, WhichShown
from conversations.events import Open
from conversations.member_file import Dossier, FocalPoint
from conversations.people import Member
from conversations.roll import Progress
from locales.cards.drawing import LONGEST_LABEL, in_rows, paragraph
from locales.catalogue import Html, escaped
from locales.desk.drawing import DeskDrawing
from locales.formats import ago, brief_day, country, day, listing
from locales.naming import fitting, place_name, short_name
from locales.screen import Button, Screen

LONGEST_POST = 34
MOST_POSTS = 2
MOST_WHICH = 5
"""Rows of members to choose from."""
NOT_DELIVERED = (DeliveryState.BLOCKED, DeliveryState.FAILED, DeliveryState.UNCONFIRMED)


def status_card(shown: StatusShown, drawing: DeskDrawing) -> Screen:
    """Draw how a member is doing."""
    dossier = shown.dossier
    lines = (
        verdict(dossier, drawing),
        _where(dossier, drawing),
        _counts(dossier, drawing),
        _points(dossier.focal_points, drawing),
        _invited(dossier, drawing),
        *_reminded(dossier, drawing),
        _shared(dossier, drawing),
    )
    member = str(dossier.status.member.id)
    first = []
    if shown.remind:
        first.append(drawing.button("status.remind", Open(DeskView.REMIND, f"m{member}")))
    if dossier.status.progress in (Progress.NEVER_OPENED, Progress.OPENED):
        first.append(drawing.button("status.invite", Open(DeskView.INVITE, member)))
    if shown.answers:
        first.append(drawing.button("status.answers", Open(DeskView.ANSWERS, member)))
    last = drawing.home_row(drawing.button("status.member", Open(DeskView.MEMBER, member)))
    return Screen(paragraph(lines), (tuple(first), last) if first else (last,))


def verdict(dossier: Dossier, drawing: DeskDrawing) -> Html:
    """Say in at most twelve words how far a member has come."""
    status = dossier.status
    name = short_name(status.member)
    done, every = status.answered + status.not_applicable, _items(dossier)
    if dossier.wave is None:
        return drawing.say("status.no_wave", name=name)
    match status.progress:
        case Progress.NEVER_OPENED if dossier.invited is None:
            return drawing.say("status.uninvited", name=name)
        case Progress.NEVER_OPENED:
            return drawing.say("status.never_opened", name=name)
        case Progress.OPENED:
            return drawing.say("status.opened", name=name)
        case Progress.ANSWERING:
            since = _ago(status.last_activity or drawing.now, drawing)
            return drawing.say("status.answering", name=name, done=done, all=every, ago=since)
        case Progress.SUBMITTED:
            since = _ago(status.submitted_at or drawing.now, drawing)
            return drawing.say("status.submitted", name=name, done=done, all=every, ago=since)


def _items(dossier: Dossier) -> int:
    status = dossier.status
    return status.answered + status.not_applicable + status.dont_know + status.open


def _where(dossier: Dossier, drawing: DeskDrawing) -> Html:
    place = place_name(dossier.status.member, drawing.language)
    if dossier.wave is None:
        return escaped(place)
    if dossier.wave.closed_at is not None:
        return drawing.say("status.place_closed", place=place, wave=dossier.wave.name)
    return drawing.say("status.place_wave", place=place, wave=dossier.wave.name)


def _counts(dossier: Dossier, drawing: DeskDrawing) -> Html | None:
    status = dossier.status
    if status.progress not in (Progress.ANSWERING, Progress.SUBMITTED):
        return None
    return drawing.say("status.counts", open=status.open, unknown=status.dont_know)


def _points(points: tuple[FocalPoint, ...], drawing: DeskDrawing) -> Html:
    """Say who the focal points are, by their posts: who they are by name is on the member's own card."""
    if not points:
        return drawing.say("status.no_points")
    named = [
        fitting(one.post, LONGEST_POST) if one.post else drawing.say("status.post_unknown")
        for one in points[:MOST_POSTS]
    ]
    if len(points) > MOST_POSTS:
        named.append(drawing.say_n("status.more_points", len(points) - MOST_POSTS))
    seen = _ago(max(one.last_turn_at for one in points), drawing)
    said = drawing.say_n("status.points", len(points), posts=listing(drawing.language, named), ago=seen)
    away = sum(not one.reachable for one in points)
    return Html(f"{said} {drawing.say_n('status.unreachable', away)}") if away else said


def _invited(dossier: Dossier, drawing: DeskDrawing) -> Html | None:
    """Say what became of the invitation; once somebody answers, that is past."""
    invited = dossier.invited
    if invited is None or dossier.status.progress not in (Progress.NEVER_OPENED, Progress.OPENED):
        return None
    parts = [drawing.say("status.invited", ago=_ago(invited.sent_at, drawing))]
    if invited.forwarded_at is not None:
        parts.append(drawing.say("status.forwarded", ago=_ago(invited.forwarded_at, drawing)))
    if invited.opened:
        parts.append(drawing.say("status.visited"))
    if invited.expires_at <= drawing.now:
        parts.append(drawing.say("status.expired"))
    if invited.requested:
        parts.append(drawing.say("status.requested"))
    return _joined(parts)


def _reminded(dossier: Dossier, drawing: DeskDrawing) -> Iterable[Html]:
    reminded, parts = dossier.reminded, list[Html]()
    sent = reminded.counts.get(DeliveryState.SENT, 0)
    if sent and reminded.last_sent_at is not None:
        parts.append(drawing.say_n("status.reminders", sent, ago=_ago(reminded.last_sent_at, drawing)))
        latest = dossier.status.last_activity
        answered = latest is not None and latest > reminded.last_sent_at
        parts.append(drawing.say("status.answered_since") if answered else drawing.say("status.quiet_since"))
    if lost := sum(reminded.counts.get(state, 0) for state in NOT_DELIVERED):
        parts.append(drawing.say_n("status.not_delivered", lost))
    lines = [_joined(parts)] if parts else []
    if reminded.next_due_at is not None:
        due = reminded.next_due_at.astimezone(ZoneInfo(dossier.status.member.timezone)).date()
        lines.append(drawing.say("status.next_reminder", day=brief_day(drawing.language, due)))
    return lines


def _shared(dossier: Dossier, drawing: DeskDrawing) -> Html | None:
    status = dossier.status
    if status.submitted_at is None:
        return None
    named = dossier.sharing is Sharing.NAMED
    parts = [drawing.say("status.shares_named") if named else drawing.say("status.shares_aggregate")]
    if status.late:
        on = day(drawing.language, status.submitted_at, status.member.timezone)
        parts.append(drawing.say("status.late", day=on))
    return _joined(parts)


def _ago(instant: datetime, drawing: DeskDrawing) -> str:
    return ago(drawing.language, min(instant, drawing.now), drawing.now)


def _joined(parts: Iterable[Html]) -> Html:
    return Html(" · ".join(parts))


def which_card(shown: WhichShown, drawing: DeskDrawing) -> Screen:
    """Ask which member or country is meant."""
    buttons = [Button(_named(one, drawing), Open(DeskView.STATUS, str(one.id))) for one in shown.members]
    buttons += [
        drawing.button("which.country", Open(DeskView.MISSING, code), country=country(drawing.language, code))
        for code in shown.countries
    ]
    text = drawing.say("which.ask") if buttons else drawing.say("which.nobody")
    return Screen(text, (*in_rows(buttons, MOST_WHICH), drawing.home_row()))


def _named(member: Member, drawing: DeskDrawing) -> str:
    place = place_name(member, drawing.language)
    return f"{fitting(short_name(member), LONGEST_LABEL - len(place) - len(' · '))} · {place}"


RENDERERS: dict[type[Shown], Callable[[Any, DeskDrawing], Screen]] = {
    StatusShown: status_card,
    WhichShown: which_card,
}
