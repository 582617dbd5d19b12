"""Faults, outages and limits."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientError
from kit.local import ANA, BareBot
from kit.phone import Phone

from bot.local import Fault, FaultKind, LocalServer

FLOOD = "Too Many Requests: retry after {}"


async def tell(bot: BareBot, server: LocalServer, name: str, method: str = "POST", **told: object) -> Any:  # noqa: ANN401 - any answer
    """Tell the director's HTTP something and return what it says."""
    async with bot.session.request(method, f"{server.base_url}/control/{name}", json=told) as answer:
        said = await answer.json()
        assert answer.status == 200, said
        return said


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"code": 429, "retry_after": 7}, (429, FLOOD.format(7))),
        ({"code": 403}, (403, "Forbidden: bot was blocked by the user")),
        ({"code": 400, "description": "Bad Request: chat not found"}, (400, "Bad Request: chat not found")),
        ({"code": 502}, (502, "Bad Gateway")),
    ],
)
async def test_a_told_error_is_answered_as_often_as_told(
    ana: Phone, bot: BareBot, server: LocalServer, told: dict[str, object], expected: tuple[int, str]
) -> None:
    """A fault answers its method twice, does nothing, and is over; other methods do not meet it."""
    await tell(bot, server, "faults", method="POST", **{"count": 2, "chat_id": ANA, **told})
    assert await bot.ok("getMe")
    said = await bot.call("sendMessage", chat_id=ANA, text="x")
    assert expected == (said["error_code"], said["description"])
    assert told.get("retry_after") == said.get("parameters", {}).get("retry_after")
    await bot.refused("sendMessage", chat_id=ANA, text="x")
    assert await bot.ok("sendMessage", chat_id=ANA, text="por fin")
    await ana.expect("por fin")
    assert len(ana.history) == 1


async def test_an_accepted_call_can_lose_its_answer(ana: Phone, bot: BareBot, server: LocalServer) -> None:
    """Accept-and-drop does the thing and closes the connection; refuse-and-drop does not do it."""
    faults = server.telegram.faults
    faults.add(Fault("sendMessage", FaultKind.ACCEPT_AND_DROP))
    with pytest.raises(ClientError):
        await bot.call("sendMessage", chat_id=ANA, text="llegó")
    await ana.expect("llegó")
    faults.add(Fault("sendMessage", FaultKind.REFUSE_AND_DROP))
    with pytest.raises(ClientError):
        await bot.call("sendMessage", chat_id=ANA, text="se perdió")
    assert await bot.ok("sendMessage", chat_id=ANA, text="fin")
    await ana.expect("fin")
    assert [message.text for message in ana.history] == ["llegó", "fin"]
    assert [call.result for call in server.telegram.transcript.find("sendMessage")] == ["dropped", "dropped", "ok"]


async def test_a_hanging_call_ends_without_an_answer(ana: Phone, bot: BareBot, server: LocalServer) -> None:
    """A hang keeps the call for its seconds, does nothing and closes the connection."""
    server.telegram.faults.add(Fault("sendMessage", FaultKind.HANG, seconds=0.01, probability=1.0))
    with pytest.raises(ClientError):
        await bot.call("sendMessage", chat_id=ANA, text="x")
    assert len(ana.messages) == 1


async def test_an_outage_drops_everything_and_ends(ana: Phone, bot: BareBot, server: LocalServer) -> None:
    """During an outage waiting and new calls lose their connection; people still write and are heard afterwards."""
    waiting = asyncio.create_task(bot.call("getUpdates", timeout=50))
    await server.until_polled()
    assert await tell(bot, server, "outage", on=True)
    with pytest.raises(ClientError):
        await waiting
    with pytest.raises(ClientError):
        await bot.call("getMe")
    await ana.send("¿hay alguien?")
    assert not await tell(bot, server, "outage", on=False)
    assert [update["message"]["text"] for update in await bot.updates()] == ["¿hay alguien?"]


async def test_a_fault_may_be_likely_instead_of_certain(ana: Phone, bot: BareBot, server: LocalServer) -> None:
    """With a probability some calls pass and some do not, the same ones for the same seed; clearing ends it."""
    await tell(bot, server, "faults", code=500, probability=0.5, count=None)
    codes = {(await bot.call("sendChatAction", chat_id=ana.person, action="typing"))["ok"] for _ in range(40)}
    assert {True, False} == codes
    assert len(server.telegram.faults.active) == 1
    await tell(bot, server, "faults", "DELETE")
    assert server.telegram.faults.active == []


async def test_latency_delays_every_call(ana: Phone, bot: BareBot, server: LocalServer) -> None:
    """A told latency is waited for on every call, and the transcript says so."""
    await tell(bot, server, "latency", ms=20)
    await bot.ok("sendMessage", chat_id=ana.person, text="x")
    (call,) = server.telegram.transcript.find("sendMessage")
    assert call.ms >= 20


async def test_the_limits_of_telegram_can_be_enforced(ana: Phone, bot: BareBot, server: LocalServer) -> None:
    """The 21st send or edit of a minute in a chat gets 429, calls before retry_after count as violations."""
    await tell(bot, server, "limits", enforced=True)
    sent = [await bot.ok("sendMessage", chat_id=ana.person, text=str(n)) for n in range(19)]
    where = {"chat_id": ANA, "message_id": sent[0]["message_id"]}
    assert await bot.ok("editMessageText", text="editado", **where)
    said = await bot.call("sendMessage", chat_id=ANA, text="x")
    assert (429, FLOOD.format(60), 60) == (said["error_code"], said["description"], said["parameters"]["retry_after"])
    server.telegram.clock.forward(timedelta(seconds=59))
    assert (429, FLOOD.format(1)) == await bot.refused("editMessageText", text="y", **where)
    assert await bot.ok("sendChatAction", chat_id=ANA, action="typing")
    server.telegram.clock.forward(timedelta(seconds=1))
    assert await bot.ok("sendMessage", chat_id=ANA, text="x")
    limits = (await tell(bot, server, "state", "GET"))["limits"]
    assert (limits["refused"], limits["violations"]) == (1, 1)


async def test_thirty_a_second_in_all_is_the_most(ana: Phone, bot: BareBot, server: LocalServer) -> None:
    """Over all chats the 31st call of a second waits one second."""
    await tell(bot, server, "limits", enforced=True, chat_most=1000)
    for number in range(30):
        await bot.ok("sendMessage", chat_id=ana.person, text=str(number))
    assert (429, FLOOD.format(1)) == await bot.refused("sendMessage", chat_id=ANA, text="x")


async def test_every_call_is_recorded_with_its_bytes(ana: Phone, bot: BareBot, server: LocalServer) -> None:
    """The transcript has method, chat, parameters and sizes, and the totals add up."""
    before = server.telegram.transcript.number
    await bot.ok("sendMessage", chat_id=ana.person, text="hola")
    await bot.refused("sendMessage", chat_id=1, text="x")
    async with bot.session.get(f"{server.base_url}/control/transcript?method=sendMessage&since={before}") as answer:
        first, second = await answer.json()
    assert (
        first["method"],
        first["chat_id"],
        first["params"]["text"],
        first["status"],
        first["result"],
    ) == ("sendMessage", ANA, "hola", 200, "ok")
    assert (second["status"], "chat not found" in second["result"]) == (400, True)
    total = (await tell(bot, server, "totals", "GET"))["sendMessage"]
    assert (2, 1, first["bytes_in"] + second["bytes_in"], first["bytes_out"] + second["bytes_out"]) == (
        total["calls"],
        total["refused"],
        total["bytes_in"],
        total["bytes_out"],
    )
