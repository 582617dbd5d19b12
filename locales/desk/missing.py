"""Who is missing: all countries, or a table of members by bucket that is read on a phone without turning it.

It decides the columns of the table: 27 characters, which a screen of 360 pixels holds in type of one width. It must
not know how members are ordered.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from conversations.assessment import Wave
from conversations.desk.deeds import Deed, Shown
from conversations.desk.missing import CountryCount, MembersShown, MissingShown
from conversations.desk.pages import Page
from conversations.desk.place import DeskView
from conversations.events import Do, Open
from conversations.roll import MemberStatus, Progress
from locales.cards.drawing import paragraph
from locales.catalogue import Html, escaped
from locales.desk.drawing import DeskDrawing
from locales.formats import country
from locales.naming import fitting, short_name
from locales.screen import Button, Row, Screen

WIDTH: Final = 27
_COUNT, _DAYS, _CODE = 5, 4, 2
_COLUMNS: Final = 3
_LABEL: Final = 11
"""Characters that a third of a row holds."""
_ROWS_WITH_BUCKETS: Final = 3


def missing_card(shown: MissingShown, drawing: DeskDrawing) -> Screen:
    """Draw the buckets, and a button to each country with how many are missing there."""
    every = sum(shown.buckets.values())
    left = every - shown.buckets[Progress.SUBMITTED]
    text = paragraph((_heading(shown.wave, drawing), _left(left, every, drawing), _buckets(shown.buckets, drawing)))
    buttons = [_country_button(one, drawing) for one in shown.page.entries]
    rows = [tuple(buttons[at : at + _COLUMNS]) for at in range(0, len(buttons), _COLUMNS)]
    if len(rows) <= _ROWS_WITH_BUCKETS and (buckets := _bucket_row(shown.buckets, drawing)):
        rows.append(buckets)
    if shown.buckets[Progress.SUBMITTED]:
        rows.append(
            (
                drawing.button("missing.heat_map", Do(Deed.HEAT_MAP)),
                drawing.button("missing.nameless", Do(Deed.NETWORK_PICTURE)),
            )
        )
    return Screen(text, (*rows, _last_row("", shown.page, drawing)))


def _heading(wave: Wave | None, drawing: DeskDrawing) -> Html:
    heading = drawing.say("missing.heading")
    return Html(
        f"<b>{heading}</b> · {drawing.say('missing.wave', wave=wave.name) if wave else drawing.say('missing.no_wave')}"
    )


def _left(left: int, every: int, drawing: DeskDrawing) -> Html:
    return drawing.say_n("missing.left", left, all=every) if left else drawing.say("missing.none", all=every)


def _buckets(buckets: Mapping[Progress, int], drawing: DeskDrawing) -> Html:
    return Html(" · ".join(f"{bucket_name(one, drawing)}: {buckets[one]}" for one in Progress if buckets[one]))


def _country_button(one: CountryCount, drawing: DeskDrawing) -> Button:
    left = str(one.missing) if one.missing else "✓"
    name = country(drawing.language, one.country)
    if len(name) + 1 + len(left) > _LABEL:
        name = one.country  # its code: the number must not be cut off
    return Button(f"{name} {left}", Open(DeskView.MISSING, one.country))


def _bucket_row(buckets: Mapping[Progress, int], drawing: DeskDrawing) -> Row:
    labels = {
        Progress.NEVER_OPENED: "missing.never",
        Progress.OPENED: "missing.opened",
        Progress.ANSWERING: "missing.answering",
    }
    return tuple(
        drawing.button(key, Open(DeskView.MISSING, bucket.value), number=buckets[bucket])
        for bucket, key in labels.items()
        if buckets[bucket]
    )


def members_card(shown: MembersShown, drawing: DeskDrawing) -> Screen:
    """Draw the table of the members of a country, or of one bucket."""
    every = sum(shown.buckets.values())
    left = every - shown.buckets[Progress.SUBMITTED]
    if shown.bucket is not None:
        title = Html(f"<b>{bucket_name(shown.bucket, drawing)}</b>: {every}")
    else:
        where = escaped(country(drawing.language, shown.country))
        title = Html(f"<b>{where}</b> · {_left(left, every, drawing)}")
    lines = _table(shown, drawing)
    text = paragraph((title, Html(f"<pre>{escaped(chr(10).join(lines))}</pre>") if lines else None))
    head = shown.country or (shown.bucket.value if shown.bucket else "")
    return Screen(text, (*_acts(shown, drawing), _last_row(head, shown.page, drawing, above=not shown.only)))


def _table(shown: MembersShown, drawing: DeskDrawing) -> list[str]:
    lines: list[str] = []
    present: Progress | None = None
    for one in shown.page.entries:
        if one.progress is not present and shown.bucket is None:
            present = one.progress
            lines.append(f"{bucket_name(present, drawing)} ({shown.buckets[present]})")
        lines.append(_line(one, drawing, abroad=shown.bucket is not None))
    return lines


def _line(one: MemberStatus, drawing: DeskDrawing, *, abroad: bool) -> str:
    """Put a member on a line: its name, its country where that is not said above, what is answered, days quiet."""
    since = one.submitted_at if one.progress is Progress.SUBMITTED else one.last_activity
    done, items = one.answered + one.not_applicable, one.answered + one.not_applicable + one.dont_know + one.open
    right = ""
    if one.progress is Progress.ANSWERING:
        right = f"{done}/{items}".rjust(_COUNT)
    if since is not None:
        right += _quiet(max((drawing.now - since).days, 0), drawing).rjust(_DAYS + 1)
    if one.late:
        right = f" {drawing.say('missing.late')}{right}"
    if abroad:
        right = f" {one.member.country.ljust(_CODE)}{f' {right}' if right else ''}"
    room = WIDTH - 1 - len(right) - (1 if right else 0)
    return f" {fitting(short_name(one.member), room).ljust(room)} {right}".rstrip()


def _quiet(days: int, drawing: DeskDrawing) -> str:
    return drawing.say("missing.days", number=days) if days else drawing.say("missing.today")


def _acts(shown: MembersShown, drawing: DeskDrawing) -> list[Row]:
    rows, first = list[Row](), list[Button]()
    if shown.wave and shown.country and shown.buckets[Progress.OPENED] + shown.buckets[Progress.ANSWERING]:
        first.append(drawing.button("status.remind", Open(DeskView.REMIND, shown.country)))
    if shown.buckets[Progress.NEVER_OPENED]:
        first.append(drawing.button("missing.invite", Open(DeskView.INVITE, "n.0")))
    if first:
        rows.append(tuple(first))
    if shown.country and shown.buckets[Progress.SUBMITTED]:
        rows.append((drawing.button("missing.heat_map", Do(Deed.HEAT_MAP, shown.country)),))
    return rows


def _last_row(head: str, page: Page[Any], drawing: DeskDrawing, *, above: bool = False) -> Row:
    before, after = page.neighbours
    row: list[Button] = []
    if before is not None:
        row.append(Button(f"‹ {before + 1}/{page.count}", Open(DeskView.MISSING, f"{head}.{before}")))
    if above:
        row.append(drawing.button("missing.all", Open(DeskView.MISSING)))
    row.append(drawing.button("desk.home", Open(DeskView.HOME)))
    if after is not None:
        row.append(Button(f"{after + 1}/{page.count} ›", Open(DeskView.MISSING, f"{head}.{after}")))
    return tuple(row)


def bucket_name(progress: Progress, drawing: DeskDrawing) -> Html:
    """Name a bucket."""
    match progress:
        case Progress.NEVER_OPENED:
            return drawing.say("missing.bucket_never")
        case Progress.OPENED:
            return drawing.say("missing.bucket_opened")
        case Progress.ANSWERING:
            return drawing.say("missing.bucket_answering")
        case Progress.SUBMITTED:
            return drawing.say("missing.bucket_submitted")


RENDERERS: dict[type[Shown], Callable[[Any, DeskDrawing], Screen]] = {
    MissingShown: missing_card,
    MembersShown: members_card,
}
