"""The cards of people: a list of them, one of them, an open link to become a coordinator."""

from collections.abc import Callable
from typing import Any

from conversations.desk.deeds import Deed, Shown
from conversations.desk.people import LinkShown, PeopleShown, PersonShown
from conversations.desk.place import DeskView
from conversations.events import Do, Open
from conversations.membership import Appointed, OpenLink
from locales.cards.drawing import LONGEST_LABEL, paragraph
from locales.catalogue import Html, escaped, plain
from locales.desk.drawing import NETWORK_ZONE, DeskDrawing, heading
from locales.desk.inviting import link_line, link_row
from locales.desk.paging import place, turning
from locales.formats import country, day, listing
from locales.naming import fitting, role_name, short_name, side_by_side
from locales.screen import Button, Row, Screen


def people_card(shown: PeopleShown, drawing: DeskDrawing) -> Screen:
    """List people by name, a button each."""
    member = shown.member
    title = heading(drawing, "people.of_member", short_name(member)) if member else heading(drawing, "people.heading")
    count = drawing.say_n("people.count", shown.people) if shown.people else drawing.say("people.none")
    page = place(shown.page)
    text = paragraph((title, count, escaped(page) if page else None))
    rows: list[Row] = [(Button(_label(one, drawing), _press(one)),) for one in shown.page.entries]
    prefix = f"m{member.id}" if member else ""
    rows += turning(shown.page, DeskView.PEOPLE, prefix)
    back = (
        drawing.button("invite.to_profile", Open(DeskView.MEMBER, str(member.id)))
        if member
        else drawing.button("invite.coordinator", Open(DeskView.INVITE, "c"))
    )
    return Screen(text, (*rows, drawing.home_row(back)))


def _label(one: Appointed | OpenLink, drawing: DeskDrawing) -> str:
    scope = ", ".join(one.countries) or plain(drawing.language, "choose.network")
    if isinstance(one, OpenLink):
        return fitting(plain(drawing.language, "people.link", scope=scope), LONGEST_LABEL)
    about = one.post or role_name(one.role, drawing.language) if one.member else scope
    return side_by_side(one.name, about, LONGEST_LABEL)


def _press(one: Appointed | OpenLink) -> Open:
    return Open(DeskView.PEOPLE, f"i{one.id}" if isinstance(one, OpenLink) else str(one.appointment))


def _scope(countries: tuple[str, ...], drawing: DeskDrawing) -> Html:
    if not countries:
        return drawing.say("people.network")
    language = drawing.language
    return drawing.say("people.countries", countries=listing(language, [country(language, one) for one in countries]))


def person_card(shown: PersonShown, drawing: DeskDrawing) -> Screen:
    """Show somebody with an appointment, or ask whether it shall end."""
    one, language = shown.appointed, drawing.language
    zone = one.member.timezone if one.member else NETWORK_ZONE
    about = short_name(one.member) if one.member else ""
    back_to = f"m{one.member.id}" if one.member else ""
    back = drawing.button("button.cancel" if shown.asked else "people.back", Open(DeskView.PEOPLE, back_to))
    if shown.asked:
        text = paragraph((drawing.say("people.end_ask", name=one.name), drawing.say("people.end_what")))
        yes = drawing.button("people.end_yes", Do(Deed.END_ACCESS, str(one.appointment)))
        return Screen(text, ((yes,), drawing.home_row(back)))
    role = role_name(one.role, language)
    text = paragraph(
        (
            Html(f"<b>{escaped(one.name)}</b>"),
            drawing.say("people.role", role=role, about=about) if about else _scope(one.countries, drawing),
            drawing.say("invite.post", post=one.post) if one.post else None,
            drawing.say("people.since", day=day(language, one.since, zone)),
            drawing.say("people.reminded") if one.reminded else None,
            None if one.reachable else drawing.say("people.unreachable"),
        )
    )
    end = drawing.button("people.end", Open(DeskView.PEOPLE, f"r{one.appointment}"))
    return Screen(text, ((end,), drawing.home_row(back)))


def link_card(shown: LinkShown, drawing: DeskDrawing) -> Screen:
    """Show an open link to become a coordinator."""
    link = shown.link
    title = heading(drawing, "people.link_heading")
    text = paragraph((title, _scope(link.countries, drawing), link_line(link, 1, drawing)))
    back = drawing.button("people.back", Open(DeskView.PEOPLE))
    return Screen(text, (link_row(drawing, f"i{link.id}"), drawing.home_row(back)))


RENDERERS: dict[type[Shown], Callable[[Any, DeskDrawing], Screen]] = {
    PeopleShown: people_card,
    PersonShown: person_card,
    LinkShown: link_card,
}
