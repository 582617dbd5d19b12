"""Invitations at the moment of sending: made in one transaction that looks at the scope again, sent, and not kept.

Decides the order: a link that could not be sent is taken back, so that none is left that nobody holds; after a crash
nobody knows whether it was, and it is sent again: then the last link counts, and no other of this request. A list goes
back as the coordinator's own workbook, fetched once more, so that its telephones were never kept.
"""

import asyncio
import io
import json
from collections.abc import Callable
from functools import partial
from html import escape

import segno

from bot.errands import Errand
from bot.file_errands import Reader, fetch_file
from bot.invited_book import write_list
from bot.sheet_file import open_tables
from conversations.desk.inviting import InvitationOrder
from conversations.events import FileRead, Redraw
from conversations.instrument import Language
from conversations.replies import Enclosure
from conversations.workbook import BadRow, FileProblem, ListedRow, WorkbookRead
from locales.invitation_texts import (
    invite_coordinator_text,
    invite_member_text,
    whatsapp_line,
    whatsapp_link,
)
from locales.invited_list import AddedCells, dialled, file_name, fresh_headings, look_at, state_of
from locales.sheet_columns import Column
from locales.sheet_reading import FoundList, find_list, read_list, text_of
from storage.database import Transaction
from storage.invitations import revoke_invitation
from storage.inviting import Invited, InvitedRow, invite_coordinator, invite_rows, invite_to_member
from storage.membership import never_opened
from storage.outbox import note_in_hand, read_in_hand
from storage.world_reader import country_language

MADE = "made"
"""Where a letter in hand has the invitation that was made for it, by id."""
QR_SCALE = 10
"""Pixels of a QR code's square: large enough for a poster seen on a phone, a few KB as a picture."""


async def send_invitation(errand: Errand) -> int | None:
    """Make one invitation and send it as a message to forward, with a QR code if wanted."""
    order = InvitationOrder.read(errand.target)
    invited = await errand.writer.run(_invite, errand, order)
    if invited is None:
        await errand.happen(errand.person, Redraw())
        return None
    language = _language(invited, errand.language)
    text = _text(invited, language)
    try:
        if order.picture:
            await errand.send_picture(_qr(invited.link), "qr.png", escape(text, quote=False))
        else:
            await errand.send_text(text, mode=None)
        return await errand.send_text(whatsapp_line(text, errand.language))
    except BaseException:
        await errand.writer.run(revoke_invitation, invited.made.id, errand.now, errand.person)
        raise


def _invite(tx: Transaction, errand: Errand, order: InvitationOrder) -> Invited | None:
    scope, person, now = errand.scope(tx), errand.person, errand.now
    asked = json.loads(read_in_hand(tx, errand.letter) or "{}")
    replacing = order.replacing and MADE not in asked  # the one before was replaced when this was tried first
    if MADE in asked:
        revoke_invitation(tx, asked[MADE], now, person)
    if order.member:
        invited = invite_to_member(tx, scope, person, order.member, now, post=order.post, replacing=replacing)
    else:
        invited = invite_coordinator(tx, scope, person, order.countries, now)
    if invited is not None and asked:
        note_in_hand(tx, errand.letter, json.dumps({**asked, MADE: invited.made.id}))
    return invited


def _language(invited: Invited, otherwise: Language) -> Language:
    if invited.member is not None:
        return country_language(invited.member.country)
    return country_language(invited.countries[0]) if invited.countries else otherwise


def _text(invited: Invited, language: Language) -> str:
    until = invited.made.expires_at
    if invited.member is not None:
        return invite_member_text(invited.member, invited.post, invited.link, until, language)
    return invite_coordinator_text(invited.countries, invited.link, until, language)


def _qr(link: str) -> bytes:
    picture = io.BytesIO()
    segno.make(link, error="m").save(picture, kind="png", scale=QR_SCALE, border=4)
    return picture.getvalue()


def read_workbook(ending: str) -> Callable[[str, bytes | None], WorkbookRead]:
    """Make the reader of lists with that ending."""

    def read(file: str, content: bytes | None) -> WorkbookRead:
        if content is None:
            return WorkbookRead(file, unusable=FileProblem.GONE)
        tables = open_tables(ending, content)
        return WorkbookRead(file, unusable=tables) if isinstance(tables, FileProblem) else read_list(file, tables)

    return read


async def send_own_list(errand: Errand) -> int | None:
    """Fetch the coordinator's list again, invite a focal point for each row that needs one, and send it back."""
    ending, _, rest = errand.target.partition(":")
    file, _, name = rest.partition(":")
    content = await fetch_file(errand, file)
    tables = None if content is None else await asyncio.to_thread(open_tables, ending, content)
    found = None if tables is None or isinstance(tables, FileProblem) else find_list(tables)
    if found is None:
        await errand.happen(errand.person, FileRead(WorkbookRead(file, unusable=FileProblem.GONE)))
        return None
    reading = read_list(file, [found.table])
    return await _send_list(errand, found, reading, name)


async def send_unopened_list(errand: Errand) -> int | None:
    """Send a list of all members in scope that nobody has opened, with an invitation for each."""
    rows = await asyncio.to_thread(_unopened, errand)
    head = fresh_headings(errand.language)
    table = [list(head), *([row.name, row.country] for row in rows)]
    found = FoundList(table, 0, {Column.NAME: 0, Column.COUNTRY: 1})
    return await _send_list(errand, found, WorkbookRead("", rows), "")


def _unopened(errand: Errand) -> tuple[ListedRow, ...]:
    with errand.database.reading() as tx:
        scope = errand.scope(tx)
        every = () if scope is None else never_opened(tx, scope, errand.now)
    return tuple(
        ListedRow(line, one.member.name, one.member.kind, one.member.country) for line, one in enumerate(every, 2)
    )


async def _send_list(errand: Errand, found: FoundList, reading: WorkbookRead, name: str) -> int | None:
    invited = await errand.writer.run(_invite_all, errand, reading.rows)
    if not invited:
        await errand.happen(errand.person, Redraw())
        return None
    added = {one.fate.row.line: _added(one, found, reading, errand.language) for one in invited}
    for bad in reading.problems:
        if bad.line not in added:
            state = state_of(invited=False, replaced=False, staffed=False, language=errand.language)
            added[bad.line] = AddedCells(state=state, look_at=look_at((bad,), errand.language))
    write = partial(write_list, found.table, found.headings, added, errand.language)
    return await errand.send_file(await asyncio.to_thread(write), file_name(errand.language, name))


def _invite_all(tx: Transaction, errand: Errand, rows: tuple[ListedRow, ...]) -> tuple[InvitedRow, ...]:
    return invite_rows(tx, errand.scope(tx), errand.person, rows, errand.now)


def _added(one: InvitedRow, found: FoundList, reading: WorkbookRead, language: Language) -> AddedCells:
    fate, invited = one.fate, one.invited
    problems = [bad for bad in reading.problems if bad.line == fate.row.line]
    problems += [BadRow(fate.row.line, fate.problem)] if fate.problem else []
    state = state_of(
        invited=invited is not None,
        replaced=invited is not None and invited.replaced,
        staffed=fate.staffed,
        language=language,
    )
    said = look_at(tuple(problems), language)
    if invited is None:
        return AddedCells(state=state, look_at=said)
    text = _text(invited, _language(invited, language))
    phone = dialled(_cell(found, fate.row.line, Column.PHONE), fate.country)
    return AddedCells(invited.link, text, whatsapp_link(text, phone), state, said)


def _cell(found: FoundList, line: int, column: Column) -> str:
    row, at = found.table[line - 1], found.columns.get(column)
    return text_of(row[at]) if at is not None and at < len(row) else ""


READERS: dict[str, Reader] = {"xlsx": read_workbook("xlsx"), "csv": read_workbook("csv")}
ERRANDS = {
    Enclosure.INVITATION: send_invitation,
    Enclosure.UNOPENED_LIST: send_unopened_list,
    Enclosure.OWN_LIST: send_own_list,
}
