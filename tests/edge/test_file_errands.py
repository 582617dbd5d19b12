"""Files that coordinators send: what is gone is said, what a bad connection cut off is fetched again."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from unittest.mock import AsyncMock, Mock

import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError
from aiogram.methods import GetFile
from aiohttp import ClientConnectionError, ClientPayloadError, ClientResponseError
from kit.edge import rows
from kit.phone import Phone
from kit.service import Service, service
from kit.workbooks import workbook
from sqlalchemy import select

from bot.applier import Applier
from bot.errands import Errand
from bot.file_errands import MOST_BYTES, fetch_file
from bot.local import Person
from conversations.events import Event, FileRead
from storage import tables as t
from storage.database import DatabaseUnavailable, Transaction
from storage.inbox import UpdateKey
from storage.talk import settle_letter
from storage.world_reader import Sender
from storage.writer import Writer

CELIA = 77


def refused(status: int) -> ClientResponseError:
    """Make what aiohttp raises when the file server refuses."""
    return ClientResponseError(Mock(), (), status=status)


async def fetch(*, found: object = None, download: BaseException | None = None) -> bytes | None:
    """Fetch a file of a Telegram that gives ``found`` for it, and whose file server fails."""
    there = SimpleNamespace(file_path="a.xlsx", file_size=3) if found is None else found
    bot = SimpleNamespace(get_file=AsyncMock(side_effect=[there]), download_file=AsyncMock(side_effect=download))
    return await fetch_file(cast("Errand", SimpleNamespace(bot=bot)), "f")


@pytest.mark.parametrize(
    "found",
    [
        TelegramBadRequest(GetFile(file_id="f"), "Bad Request: file is too big"),
        SimpleNamespace(file_path=None, file_size=3),
        SimpleNamespace(file_path="a.xlsx", file_size=MOST_BYTES + 1),
    ],
    ids=["refused", "no address", "too large"],
)
async def test_a_file_that_telegram_does_not_give_is_none(found: object) -> None:
    """Refused, without an address or said to be too large: it is not fetched, and its sender is told so."""
    assert None is await fetch(found=found)


async def test_a_file_that_the_file_server_has_not_is_none() -> None:
    """An address that has run out is no fault."""
    assert None is await fetch(download=refused(404))


@pytest.mark.parametrize(
    "fault",
    [ClientPayloadError(), ClientConnectionError(), TimeoutError(), ConnectionResetError(), refused(502)],
    ids=lambda fault: type(fault).__name__,
)
async def test_a_connection_that_breaks_is_waited_out(fault: BaseException) -> None:
    """Whatever cuts a file off is what cuts a call off, so that it is fetched again."""
    with pytest.raises(TelegramNetworkError):
        await fetch(download=fault)


async def test_a_list_that_was_cut_off_on_its_way_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A coordinator does not send a file twice because the connection broke while it came."""
    stream, faults = AiohttpSession.stream_content, [ClientPayloadError("planted"), TimeoutError()]

    def breaks(session: AiohttpSession, *told: object, **more: object) -> object:
        if faults:
            raise faults.pop()
        return stream(session, *told, **more)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(AiohttpSession, "stream_content", breaks)
    monkeypatch.setattr("bot.talker.PATIENCE", (0.1,))
    async with service(tmp_path, [Person(CELIA, "Celia", "es")]) as bot, Phone(bot.server.base_url, CELIA) as celia:
        await _send_a_list(bot, celia)
        assert [] == faults


async def test_a_file_is_read_no_sooner_than_its_sender_has_been_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until what was found in it is committed, the errand is not done: after a crash it would be lost."""
    honest, seen = Applier._happening, list[str]()

    async def happening(self: Applier, sender: Sender, event: Event) -> None:
        if isinstance(event, FileRead):
            # whatever the errand would write now, is written meanwhile
            states = [await self._writer.run(_last_letter) for _ in range(20)]
            seen.append(states[-1])
        await honest(self, sender, event)

    monkeypatch.setattr(Applier, "_happening", happening)
    async with service(tmp_path, [Person(CELIA, "Celia", "es")]) as bot, Phone(bot.server.base_url, CELIA) as celia:
        await _send_a_list(bot, celia)
        assert ["sending"] == seen


@pytest.mark.parametrize("function", ["apply", "read_sender"])
async def test_a_list_is_read_although_the_database_is_away_for_a_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    """Neither the errand nor what comes of it is given up for a fault that passes."""
    honest, faults = Writer.run, [DatabaseUnavailable("SQLITE_BUSY")]

    async def run(self: Writer, asked: Callable[..., object], *told: object) -> object:
        ours = getattr(asked, "__name__", "") == function
        if faults and ours and not isinstance(told[0], UpdateKey):
            raise faults.pop()
        return await honest(self, asked, *told)

    monkeypatch.setattr(Writer, "run", run)
    monkeypatch.setattr("bot.perseverance.PAUSE", 0.1)
    monkeypatch.setattr("bot.talker.PATIENCE", (0.1,))
    async with service(tmp_path, [Person(CELIA, "Celia", "es")]) as bot, Phone(bot.server.base_url, CELIA) as celia:
        await _send_a_list(bot, celia)
        assert [] == faults


async def test_a_letter_is_settled_when_the_database_is_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was sent is not sent again at the next start because nobody could write it down at once."""
    honest, faults = Writer.run, [DatabaseUnavailable("SQLITE_FULL")] * 2

    async def run(self: Writer, asked: Callable[..., object], *told: object) -> object:
        if faults and asked is settle_letter:
            raise faults.pop()
        return await honest(self, asked, *told)

    monkeypatch.setattr(Writer, "run", run)
    monkeypatch.setattr("bot.perseverance.PAUSE", 0.1)
    async with service(tmp_path, [Person(CELIA, "Celia", "es")]) as bot, Phone(bot.server.base_url, CELIA) as celia:
        await _send_a_list(bot, celia)
        await bot.stop()
        assert ([], [("sent",)]) == (faults, rows(bot, "SELECT state FROM outbox WHERE kind = 'reply'"))


async def _send_a_list(bot: Service, celia: Phone) -> None:
    """Have a coordinator come in and send a list, and hear what was found in it."""
    await celia.start(bot.invite_coordinator())
    for label in ("Sí", "Acepto"):
        await celia.tap(label)
    await celia.expect("Coordinación")
    await celia.upload("red.xlsx", workbook([["Ciudad", "País"], ["Temuco", "CL"]]), "application/vnd.ms-excel")
    await celia.expect("Nuevos: 1")


def _last_letter(tx: Transaction) -> str:
    latest = select(t.outbox.c.state).order_by(t.outbox.c.id.desc()).limit(1)
    return str(tx.connection.execute(latest).scalar_one())
