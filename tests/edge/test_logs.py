"""What is logged: no token, key, name, handle, answer or invitation, at any level, whatever fails."""

import asyncio
import io
import logging
import warnings
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import structlog
from kit.edge import ANA, STRANGER, enter, eventually, message, question, rows, typed
from kit.phone import Phone
from kit.service import TOKEN, service

from bot import runner as runner_module
from bot import turns
from bot.local import Fault, FaultKind, Person
from bot.logs import redact, set_up, where
from conversations.events import Event, Typed
from conversations.turn import take_turn
from conversations.world import Outcome, World

NOTE = "Tenemos una mesa plantada en el barrio Pichincha"
NAME, SURNAME, HANDLE = "Anacleta", "Plantagenet", "anacleta_planted"
PEOPLE = [Person(ANA, NAME, "es", HANDLE, SURNAME), Person(STRANGER, "Zenobia", "es", "zenobia_planted")]
FAILS = "esto falla: Pichincha"


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that any library logs at DEBUG, through the handler that an operator has."""
    root, before = logging.getLogger(), logging.getLogger().level
    kept = root.handlers[:]
    set_up("DEBUG")
    structlog.configure(cache_logger_on_first_use=False)
    stream = io.StringIO()
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    yield stream
    root.handlers[:] = kept
    root.setLevel(before)


def leaks(text: str, *more: str) -> list[str]:
    """List the planted words that are in a text."""
    planted = (TOKEN, TOKEN.partition(":")[2], NAME, SURNAME, HANDLE, "Zenobia", "zenobia_planted", NOTE, "Pichincha")
    return [one for one in (*planted, str(ANA), str(STRANGER), "Funciona con regularidad", *more) if one in text]


async def test_nothing_that_is_secret_is_ever_logged(
    tmp_path: Path, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole scenario with answers, notes, strangers and every kind of failure leaves no secret in the log."""

    def turn(world: World, event: Event, now: datetime) -> Outcome:
        if isinstance(event, Typed) and event.text == FAILS:
            raise RuntimeError(f"{event.text} {world.person}")
        return take_turn(world, event, now)

    monkeypatch.setattr(turns, "take_turn", turn)
    monkeypatch.setattr(runner_module, "LOOK_AGAIN", 0.1)
    monkeypatch.setattr("bot.polling.PAUSES", (0.05,))
    warnings.simplefilter("ignore", ResourceWarning)
    async with (
        service(tmp_path, PEOPLE) as bot,
        Phone(bot.server.base_url, ANA) as ana,
        Phone(bot.server.base_url, STRANGER) as stranger,
    ):
        faults, queue = bot.server.telegram.faults, bot.server.telegram.home.queue
        token = bot.invite()
        await enter(ana, token)
        await ana.tap("3 ·")
        await question(ana, 2)
        await typed(bot, ana, NOTE)
        await ana.tap("Guardar como nota")
        await question(ana, 2)
        await stranger.start(token)
        await stranger.until(lambda one: one.history, "an answer to a stranger")
        faults.add(Fault("sendMessage", code=500, chat_id=ANA))
        faults.add(Fault("sendMessage", code=400, description="Bad Request: can't parse entities", chat_id=ANA))
        faults.add(Fault("editMessageText", FaultKind.ACCEPT_AND_DROP, chat_id=ANA))
        faults.add(Fault("answerCallbackQuery", code=400))
        await ana.tap("2 ·")
        await question(ana, 3)
        await typed(bot, ana, "1")
        await question(ana, 4)
        await ana.send(FAILS)
        queue.inject({"message": {"text": NOTE, "from": {"first_name": NAME}}})
        queue.inject({"kind_of_2031": {"text": NOTE}})
        queue.inject({"message": message("resumen", message_id=2**70)})
        await eventually(lambda: len(rows(bot, "SELECT 1 FROM inbox WHERE error NOTNULL")) >= 2, "failed updates")
        await ana.send("resumen")
        await ana.until(lambda one: "Imagen" in str(one.card().buttons), "the summary")
        await ana.tap("Imagen")
        await ana.until(lambda one: any(shown.photo for shown in one.messages), "the picture")
        faults.add(Fault("getUpdates", code=409))
        await ana.block()
        await asyncio.sleep(0)
        await bot.stop()
        await bot.start()
        await bot.stop()
        text = logged.getvalue()
        assert "bot.applier" in text
        assert [] == leaks(text, token, bot.key)


def test_the_check_finds_a_planted_leak(logged: io.StringIO) -> None:
    """The canary has teeth: a name or an answer that is logged is found, in a traceback too."""
    structlog.get_logger("bot.x").info("somebody answered", who=NAME)
    try:
        raise ValueError(NOTE)
    except ValueError:
        logging.getLogger("anything").exception("failed")
    assert [NAME, NOTE, "Pichincha"] == leaks(logged.getvalue())


def test_tokens_and_invitations_are_redacted_wherever_they_come_from(logged: io.StringIO) -> None:
    """A token in a message, an argument or a traceback of any library is blacked out, as is an invitation's link."""
    secret = "AAEabcdefghijklmnopqrstuvwxyz012345"
    logging.getLogger("other").warning("GET %s", f"https://api.telegram.org/bot123456789:{secret}/getMe")
    structlog.get_logger("bot.x").error("odd", link=f"https://t.me/SolidariaBot?start={secret}")
    try:
        raise RuntimeError(f"123456789:{secret}")
    except RuntimeError:
        logging.getLogger("third").exception("failed")
    assert secret not in logged.getvalue()
    assert 3 == logged.getvalue().count("<token>") + logged.getvalue().count("start=…")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("123456:short", "123456:short"),
        ("at 12:30:00", "at 12:30:00"),
        ("bot1234567:" + "x" * 35 + "/getMe", "bot<token>/getMe"),
        ("?start=abc_-9&x=1", "?start=…&x=1"),
    ],
)
def test_what_is_redacted_and_what_is_not(text: str, expected: str) -> None:
    """Only what looks like a secret is taken out."""
    assert expected == redact(text)


def test_a_fault_is_located_without_its_words() -> None:
    """Where an exception came from is told by file and line; its message, which may hold an answer, is not."""
    try:
        raise ValueError(NOTE)
    except ValueError as error:
        told = where(error)
    assert told.startswith("test_logs.py:")
    assert [] == leaks(told)
