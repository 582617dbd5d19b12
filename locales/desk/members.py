"""The cards of members: the countries, the list of one, a member, what can be changed about it, a new one."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from conversations.desk.deeds import Deed, Shown
from conversations.desk.members import (
    RETIRED,
    CountriesShown,
    MemberPartShown,
    MemberShown,
    MembersShown,
)
from conversations.desk.new_member import ZONES, NewMemberShown
from conversations.desk.pages import Page
from conversations.desk.place import DeskView
from conversations.events import Do, Open
from conversations.instrument import Language
from conversations.membership import MemberPart
from conversations.people import MemberKind
from locales.cards.drawing import in_rows, paragraph
from locales.catalogue import Html, escaped, plain
from locales.desk.drawing import DeskDrawing, heading
from locales.desk.paging import place, turning
from locales.formats import country, listing
from locales.naming import fitting, place_name, short_name, zone_name
from locales.screen import Button, Row, Screen


def countries_card(shown: CountriesShown, drawing: DeskDrawing) -> Screen:
    """Offer the countries with how many members each has."""
    total = sum(count for _, count in shown.counts)
    count = drawing.say_n("roster.count", total)
    text = paragraph((heading(drawing, "roster.heading"), count, drawing.say("roster.ask")))
    picks = [Button(f"{code} · {count}", Open(DeskView.MEMBERS, code)) for code, count in shown.counts]
    rows = list(in_rows(picks, 4, 3))
    rows.append((drawing.button("roster.add", Open(DeskView.NEW_MEMBER)),))
    back = (drawing.button("roster.retired", Open(DeskView.MEMBERS, RETIRED)),) if shown.retired else ()
    return Screen(text, (*rows, drawing.home_row(*back)))


def members_card(shown: MembersShown, drawing: DeskDrawing) -> Screen:
    """List the members of a country, a button each."""
    where = country(drawing.language, shown.country) if shown.country else ""
    title = heading(drawing, "roster.heading", where) if where else heading(drawing, "roster.retired")
    page = place(shown.page)
    count = drawing.say_n("roster.count", shown.total)
    text = paragraph((title, count, escaped(page) if page else None))
    names = [Button(fitting(short_name(one), 24), Open(DeskView.MEMBER, str(one.id))) for one in shown.page.entries]
    rows = [*in_rows(names, 4, 2), *turning(shown.page, DeskView.MEMBERS, shown.country or RETIRED)]
    back = [drawing.button("roster.heading", Open(DeskView.MEMBERS))]
    if shown.country:
        back.append(drawing.button("roster.add_short", Open(DeskView.NEW_MEMBER)))
    return Screen(text, (*rows, drawing.home_row(*back)))


def member_card(shown: MemberShown, drawing: DeskDrawing) -> Screen:
    """Show a member with what it is called, its clock, its people; or ask whether to retire it."""
    detail, language = shown.detail, drawing.language
    member, number = detail.member, str(detail.member.id)
    if shown.asked:
        text = paragraph((drawing.say("profile.retire_ask", name=member.name), drawing.say("profile.retire_what")))
        yes = drawing.button("profile.retire_yes", Do(Deed.RETIRE_MEMBER, number))
        return Screen(text, ((yes,), drawing.home_row(drawing.button("button.cancel", Open(DeskView.MEMBER, number)))))
    local = drawing.now.astimezone(ZoneInfo(member.timezone))
    zone = drawing.say("profile.zone", zone=member.timezone, time=f"{local:%H:%M}")
    region = (
        drawing.say("profile.region", region=f"{member.country}-{detail.region}")
        if detail.region and not detail.retired
        else None
    )
    aliases = detail.named.aliases
    people = detail.focal_points
    text = paragraph(
        (
            Html(f"<b>{escaped(fitting(member.name, 56))}</b> · {escaped(place_name(member, language))}"),
            drawing.say("profile.is_retired") if detail.retired else None,
            drawing.say("profile.aliases", names=fitting(listing(language, aliases), 60))
            if aliases and not detail.retired
            else None,
            zone,
            region,
            drawing.say_n("invite.focal_points", people) if people else drawing.say("invite.no_focal_point"),
        )
    )
    back = drawing.button("roster.back", Open(DeskView.MEMBERS, RETIRED if detail.retired else member.country))
    if detail.retired:
        return Screen(
            text, ((drawing.button("profile.restore", Do(Deed.RESTORE_MEMBER, number)),), drawing.home_row(back))
        )

    def change(key: str, part: MemberPart) -> Button:
        return drawing.button(key, Open(DeskView.MEMBER, f"{number}.{part}"))

    rows: tuple[Row, ...] = (
        (
            drawing.button("invite.heading", Open(DeskView.INVITE, number)),
            drawing.button("profile.people", Open(DeskView.PEOPLE, f"m{number}"), number=len(detail.people)),
        ),
        (change("profile.name", MemberPart.NAME), change("profile.other_names", MemberPart.ALIASES)),
        (change("profile.time_zone", MemberPart.ZONE), change("profile.region_code", MemberPart.REGION)),
        (drawing.button("profile.retire", Open(DeskView.MEMBER, f"{number}.retire")),),
    )
    return Screen(text, (*rows, drawing.home_row(back)))


def part_card(shown: MemberPartShown, drawing: DeskDrawing) -> Screen:
    """Ask for one thing about a member; of a zone, offer its country's."""
    detail = shown.detail
    member, number = detail.member, str(detail.member.id)
    asked = _asked(shown, drawing)
    rows: list[Row] = []
    if shown.zones is not None:
        rows += zone_rows(shown.zones, DeskView.MEMBER, f"{number}.{MemberPart.ZONE}")
    back = drawing.button("button.cancel", Open(DeskView.MEMBER, number))
    text = paragraph((heading(drawing, "profile.change", short_name(member)), asked))
    return Screen(text, (*rows, drawing.home_row(back)))


def _asked(shown: MemberPartShown, drawing: DeskDrawing) -> Html:
    member = shown.detail.member
    match shown.part:
        case MemberPart.NAME:
            return drawing.say("profile.name_ask", name=member.name)
        case MemberPart.ALIASES:
            return drawing.say("profile.aliases_ask")
        case MemberPart.REGION:
            return drawing.say("profile.region_ask")
        case MemberPart.ZONE:
            return drawing.say("profile.zone_ask", zone=member.timezone)


def zone_rows(zones: Page[str], view: DeskView, target: str) -> tuple[Row, ...]:
    """Offer a page of zones, two to a row, by their cities."""
    picks = [Button(fitting(zone_name(zone), 24), Do(Deed.SET_ZONE, zone)) for zone in zones.entries]
    return (*in_rows(picks, 4, 2), *turning(zones, view, target))


def _kind(kind: MemberKind, language: Language) -> str:
    match kind:
        case MemberKind.CITY:
            return plain(language, "newmember.city")
        case MemberKind.PROVINCE:
            return plain(language, "newmember.province")
        case MemberKind.ASSOCIATION:
            return plain(language, "newmember.association")


def new_member_card(shown: NewMemberShown, drawing: DeskDrawing) -> Screen:
    """Ask what is missing of a new member; at the end, show it to be confirmed."""
    language = drawing.language
    back = drawing.button("roster.back", Open(DeskView.MEMBERS))
    title = heading(drawing, "roster.add", shown.name)
    if not shown.name:
        return Screen(paragraph((title, drawing.say("newmember.name_ask"))), (drawing.home_row(back),))
    if shown.kind is None:
        kinds = tuple((Button(_kind(kind, language), Do(Deed.NEW_KIND, kind.value)),) for kind in MemberKind)
        return Screen(paragraph((title, drawing.say("newmember.kind_ask"))), (*kinds, drawing.home_row(back)))
    if not shown.country:
        picks = [Button(code, Do(Deed.NEW_COUNTRY, code)) for code in shown.countries[:20]]
        text = paragraph((title, drawing.say("newmember.country_ask")))
        return Screen(text, (*in_rows(picks, 4, 5), drawing.home_row(back)))
    zone = drawing.say("newmember.zone", zone=shown.zone)
    kind, where = _kind(shown.kind, language), country(language, shown.country)
    unsure = None if shown.sure else drawing.say("newmember.zone_unsure")
    text = paragraph((title, drawing.say("newmember.what", kind=kind, country=where), zone, unsure))
    if shown.zones is not None:
        cancel = drawing.button("button.cancel", Open(DeskView.NEW_MEMBER))
        return Screen(text, (*zone_rows(shown.zones, DeskView.NEW_MEMBER, ZONES), drawing.home_row(cancel)))
    rows = (
        (drawing.button("newmember.add", Do(Deed.ADD_MEMBER)),),
        (drawing.button("newmember.other_zone", Open(DeskView.NEW_MEMBER, f"{ZONES}.0")),),
    )
    return Screen(text, (*rows, drawing.home_row(back)))


RENDERERS: dict[type[Shown], Callable[[Any, DeskDrawing], Screen]] = {
    CountriesShown: countries_card,
    MembersShown: members_card,
    MemberShown: member_card,
    MemberPartShown: part_card,
    NewMemberShown: new_member_card,
}
