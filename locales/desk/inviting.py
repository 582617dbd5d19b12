"""The cards of inviting: whom, a focal point of a member, another coordinator, members that nobody has opened."""

from collections.abc import Callable
from typing import Any, Final

from conversations.desk.deeds import Deed, Shown
from conversations.desk.inviting import NETWORK, InviteCoordinatorShown, InviteMemberShown, InviteShown
from conversations.desk.links import EVERY, UnopenedShown
from conversations.desk.place import DeskView
from conversations.events import Do, Open
from conversations.membership import OpenLink, Unopened
from locales.cards.drawing import LONGEST_LABEL, in_rows, paragraph
from locales.catalogue import Html, plain
from locales.desk.drawing import NETWORK_ZONE, DeskDrawing, heading
from locales.desk.paging import place, turning
from locales.formats import country, day, listing
from locales.naming import fitting, place_name, short_name
from locales.screen import Button, Row, Screen

COUNTRIES_IN_ROWS: Final = 3
COUNTRIES_IN_A_ROW: Final = 5
MOST_COUNTRIES: Final = COUNTRIES_IN_ROWS * COUNTRIES_IN_A_ROW


def invite_card(shown: InviteShown, drawing: DeskDrawing) -> Screen:
    """Ask whom to invite; offer the members that a typed name may mean."""
    text = paragraph(
        (
            heading(drawing, "invite.heading"),
            drawing.say("invite.which") if shown.close else drawing.say("invite.ask"),
            None if shown.close else drawing.say("invite.ask_list"),
        )
    )
    rows: list[Row] = [
        (Button(fitting(f"{one.name} · {place_name(one, drawing.language)}", LONGEST_LABEL), _to_member(one.id)),)
        for one in shown.close
    ]
    if not shown.close:
        unopened = drawing.button("invite.to_unopened", Open(DeskView.INVITE, "n.0"), number=shown.unopened)
        rows.append((unopened,))
        rows.append((drawing.button("invite.to_coordinator", Open(DeskView.INVITE, "c")),))
    rows.append((drawing.button("roster.add", Open(DeskView.NEW_MEMBER)),))
    return Screen(text, (*rows, drawing.home_row()))


def _to_member(member: int) -> Open:
    return Open(DeskView.INVITE, str(member))


def invite_member_card(shown: InviteMemberShown, drawing: DeskDrawing) -> Screen:
    """Offer the message for a member's focal point, and what can be done about links that are out."""
    detail = shown.detail
    member, number = detail.member, detail.focal_points
    post = None if shown.sent else drawing.say("invite.post_ask")
    if shown.post:
        post = drawing.say("invite.post", post=fitting(shown.post, LONGEST_LABEL))
    text = paragraph(
        (
            heading(drawing, "invite.heading", short_name(member)),
            Html(place_name(member, drawing.language)),
            drawing.say_n("invite.focal_points", number) if number else drawing.say("invite.no_focal_point"),
            drawing.say("invite.sent") if shown.sent else _links(detail.links, drawing, member.timezone),
            post,
        )
    )
    target = f"m{member.id}"
    rows: list[Row] = [
        (drawing.button("invite.send", Do(Deed.INVITE, target)),),
        (drawing.button("invite.send_qr", Do(Deed.INVITE, f"{target}q")),),
    ]
    if shown.sent or detail.links:
        rows.append(link_row(drawing, target))
    back = drawing.button("invite.to_profile", Open(DeskView.MEMBER, str(member.id)))
    return Screen(text, (*rows, drawing.home_row(back)))


def link_row(drawing: DeskDrawing, target: str) -> Row:
    """Make the row of what can be done about open links."""
    forwarded = drawing.button("invite.forwarded", Do(Deed.FORWARDED, target))
    return (forwarded, drawing.button("invite.revoke", Do(Deed.REVOKE_LINKS, target)))


def _links(links: tuple[OpenLink, ...], drawing: DeskDrawing, zone: str) -> Html | None:
    return link_line(links[0], len(links), drawing, zone) if links else None


def link_line(link: OpenLink, number: int, drawing: DeskDrawing, zone: str = NETWORK_ZONE) -> Html:
    """Say that there are open links, until when the latest is good, and when it was passed on."""
    language = drawing.language
    said = drawing.say_n("invite.links", number, day=day(language, link.expires_at, zone))
    if link.forwarded_at is None:
        return said
    when = day(language, link.forwarded_at, zone)
    return Html(f"{said} {drawing.say('invite.forwarded_on', day=when)}")


def invite_coordinator_card(shown: InviteCoordinatorShown, drawing: DeskDrawing) -> Screen:
    """Offer the countries in scope, then the message."""
    language = drawing.language
    names = [country(language, code) for code in shown.chosen if code != NETWORK]
    chosen = drawing.say("invite.chosen", countries=listing(language, names)) if names else None
    if NETWORK in shown.chosen:
        chosen = drawing.say("invite.chosen_network")
    text = paragraph((heading(drawing, "invite.coordinator"), drawing.say("invite.countries_ask"), chosen))
    picks = [
        Button(f"{'✓ ' * (code in shown.chosen)}{code}", Do(Deed.PICK_COUNTRY, code))
        for code in shown.countries[:MOST_COUNTRIES]
    ]
    rows = list(in_rows(picks, COUNTRIES_IN_ROWS, COUNTRIES_IN_A_ROW))
    last = [drawing.button("people.coordinators", Open(DeskView.PEOPLE))]
    if shown.network:
        mark = "✓ " * (NETWORK in shown.chosen)
        last.insert(0, Button(f"{mark}{plain(language, 'choose.network')}", Do(Deed.PICK_COUNTRY, NETWORK)))
    rows.append(tuple(last))
    if shown.chosen:
        send = drawing.button("invite.send_short", Do(Deed.INVITE, "c"))
        rows.append((send, drawing.button("invite.qr_short", Do(Deed.INVITE, "cq"))))
    back = drawing.button("invite.heading", Open(DeskView.INVITE))
    return Screen(text, (*rows, drawing.home_row(back)))


def unopened_card(shown: UnopenedShown, drawing: DeskDrawing) -> Screen:
    """List members that nobody has opened, those forwarded today marked; or ask whether to make all links anew."""
    number = shown.total
    if shown.asked:
        linked = drawing.say_n("invite.replaces", shown.linked) if shown.linked else None
        text = paragraph((heading(drawing, "invite.unopened"), drawing.say_n("invite.all_ask", number), linked))
        back = drawing.button("button.cancel", Open(DeskView.INVITE, "n.0"))
        return Screen(text, ((drawing.button("invite.all_yes", Do(Deed.INVITE_UNOPENED)),), drawing.home_row(back)))
    marked = drawing.say("invite.mark") if any(_today(one, drawing) for one in shown.page.entries) else None
    text = paragraph(
        (
            heading(drawing, "invite.unopened", place(shown.page)),
            drawing.say_n("invite.unopened_count", number) if number else drawing.say("invite.unopened_none"),
            marked,
        )
    )
    names = [
        Button(f"{'✓ ' * _today(one, drawing)}{fitting(short_name(one.member), 22)}", _to_member(one.member.id))
        for one in shown.page.entries
    ]
    rows = [*in_rows(names, 3, 2), *turning(shown.page, DeskView.INVITE, "n")]
    if number:
        every = drawing.button("invite.forwarded_all", Do(Deed.FORWARDED, EVERY))
        marking = (every,) if shown.linked else ()
        rows.append((drawing.button("invite.all", Open(DeskView.INVITE, "all")), *marking))
    back = drawing.button("invite.heading", Open(DeskView.INVITE))
    return Screen(text, (*rows, drawing.home_row(back)))


def _today(one: Unopened, drawing: DeskDrawing) -> bool:
    """Tell whether a link of theirs was passed on in the last day."""
    at = one.link.forwarded_at if one.link else None
    return at is not None and (drawing.now - at).total_seconds() < 86_400


RENDERERS: dict[type[Shown], Callable[[Any, DeskDrawing], Screen]] = {
    InviteShown: invite_card,
    InviteMemberShown: invite_member_card,
    InviteCoordinatorShown: invite_coordinator_card,
    UnopenedShown: unopened_card,
}
