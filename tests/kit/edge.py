"""Short ways for tests of the edge: raw updates, somebody who has come in, what is drawn for them, what is kept."""

import asyncio
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from kit.phone import Phone, Shown
from kit.service import Service

ANA, BRUNO, STRANGER = 5_550_001_234, 5_550_005_678, 5_550_009_999
PATIENCE = 60.0
GLANCE = timedelta(seconds=5)


def message(text: str | None = None, **other: object) -> dict[str, Any]:
    """Make the ``message`` of a raw update in Ana's private chat."""
    sender = {"id": ANA, "is_bot": False, "first_name": "Ana", "language_code": "es"}
    body: dict[str, Any] = {"message_id": 11, "date": 1, "chat": {"id": ANA, "type": "private"}, "from": sender}
    return body | ({} if text is None else {"text": text}) | other


async def enter(phone: Phone, token: str) -> None:
    """Go from an invitation to the first question, in Spanish."""
    await phone.start(token)
    for label in ("Sí", "Acepto", "Comenzar"):
        await phone.tap(label)
    await question(phone, 1)


async def question(phone: Phone, number: int) -> Shown:
    """Wait until the live card is the question of that position; gives it."""
    await phone.until(lambda _: asks(phone, number), f"question {number}")
    return phone.card()


def asks(phone: Phone, number: int) -> bool:
    """Tell whether the newest keyboard belongs to the question of that position."""
    cards = [one for one in phone.messages if one.keyboard]
    return bool(cards) and f"· {number}/44" in cards[-1].text.split("\n", 1)[0]


async def typed(service: Service, phone: Phone, text: str) -> Shown:
    """Type an answer after having looked at the card: one typed as it appears is asked about first."""
    undrawn = "SELECT 1 FROM screen WHERE wanted > drawn"
    await eventually(lambda: not rows(service, undrawn), "a chat in which all is drawn")
    service.server.telegram.clock.forward(GLANCE)
    return await phone.send(text)


def live(phone: Phone) -> int:
    """Count the messages of the bot that have buttons."""
    return sum(bool(one.keyboard) for one in phone.messages)


def rows(service: Service, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Read the database through a connection of one's own."""
    with sqlite3.connect(f"file:{path_of(service)}?mode=ro", uri=True) as connection:
        found = connection.execute(query, values).fetchall()
    connection.close()
    return found


def path_of(service: Service) -> Path:
    """Give the database's file."""
    return Path(service.url.removeprefix("sqlite:///"))


def answers(service: Service) -> dict[str, int | None]:
    """Read what is recorded: the level of each item."""
    return dict(rows(service, "SELECT item, level FROM response"))


async def eventually(condition: Callable[[], object], what: str) -> None:
    """Wait until something holds that nobody announces, such as what another thread has committed."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not condition():  # noqa: ASYNC110 - the writer's thread announces nothing
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"never came: {what}") from None


def free_port() -> int:
    """Find a port that nobody listens on."""
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
