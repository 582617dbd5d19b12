"""What python-telegram-bot's answers and exceptions mean for one message, over HTTP at a local Telegram with faults."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from kit.edge import free_port

from bot.local import Fault, FaultKind, LocalServer, Person
from bot.speech import Ending, TelegramSpeech

ANA, NOBODY = 5_550_001_234, 5_550_009_999
TOKEN = "7000000001:token-for-tests"
FAST = 25.0

# The library warns that one of its own attributes will change; we read either form.
pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


@pytest.fixture
async def server() -> AsyncIterator[LocalServer]:
    async with LocalServer(people=[Person(ANA, "Ana", "es")]) as made:
        made.telegram.private_chat(made.telegram.home, made.telegram.people[ANA]).opened = True
        yield made


@pytest.fixture
async def speech(server: LocalServer) -> AsyncIterator[TelegramSpeech]:
    made = TelegramSpeech(TOKEN, server.base_url, FAST)
    assert await made.answers()
    yield made
    await made.close()


async def test_a_message_arrives_with_its_buttons(server: LocalServer, speech: TelegramSpeech) -> None:
    """Sent: the id is Telegram's, the text is HTML, the rows are there."""
    outcome = await speech.send(ANA, "<b>Hola</b>", ((("Sí", "1c:yes"), ("No", "1c:no")),))
    assert Ending.SENT is outcome.ending
    assert outcome.message is not None
    message = server.telegram.home.chats[ANA].messages[outcome.message]
    assert "Hola" == message.text
    assert message.markup is not None
    assert ["1c:yes", "1c:no"] == [one["callback_data"] for one in message.markup["inline_keyboard"][0]]


@pytest.mark.parametrize(
    ("fault", "ending", "reason"),
    [
        (Fault("sendMessage", code=429, retry_after=7), Ending.NOT_NOW, "RetryAfter"),
        (Fault("sendMessage", code=403), Ending.BLOCKED, "Forbidden"),
        (Fault("sendMessage", code=400, description="Bad Request: chat not found"), Ending.BLOCKED, "ChatNotFound"),
        (Fault("sendMessage", code=400), Ending.FAILED, "BadRequest"),
        (Fault("sendMessage", code=401), Ending.UNREACHED, "InvalidToken"),
        (Fault("sendMessage", code=500), Ending.UNCONFIRMED, "NetworkError"),
        (Fault("sendMessage", code=502), Ending.UNCONFIRMED, "NetworkError"),
        (Fault("sendMessage", FaultKind.ACCEPT_AND_DROP), Ending.UNCONFIRMED, "NetworkError"),
        (Fault("sendMessage", FaultKind.REFUSE_AND_DROP), Ending.UNCONFIRMED, "NetworkError"),
        (Fault("sendMessage", FaultKind.HANG, seconds=0.1), Ending.UNCONFIRMED, "NetworkError"),
    ],
)
async def test_each_refusal_and_silence_has_one_meaning(
    server: LocalServer, speech: TelegramSpeech, fault: Fault, ending: Ending, reason: str
) -> None:
    """Known to be refused, known not to be sent, or unknown: nothing is guessed, and no call is made twice."""
    server.telegram.faults.add(fault)
    outcome = await speech.send(ANA, "Hola")
    assert (ending, reason) == (outcome.ending, outcome.reason)
    assert (7.0 if ending is Ending.NOT_NOW else 0.0) == outcome.wait
    assert 1 == len(server.telegram.transcript.find("sendMessage"))


async def test_without_a_connection_nothing_was_sent() -> None:
    """Where nobody listens the message surely did not arrive, and there is no sign of life."""
    speech = TelegramSpeech(TOKEN, f"http://127.0.0.1:{free_port()}", FAST)
    assert not await speech.answers()
    assert Ending.UNREACHED is (await speech.send(ANA, "Hola")).ending
    await speech.close()


async def test_the_budget_is_even(server: LocalServer) -> None:
    """Ten a second are a tenth of a second apart, also the first ones: there is no burst to begin with."""
    speech = TelegramSpeech(TOKEN, server.base_url, 10)
    assert await speech.answers()
    await asyncio.gather(*(speech.send(ANA, str(n)) for n in range(6)))
    calls = server.telegram.transcript.find("sendMessage")
    assert 6 == len(calls)
    assert calls[-1].at - calls[0].at >= 0.4
    await speech.close()
