"""The demo: what `solidaria demo` serves is the real bot, with people on their way and a clock that moves on."""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from kit.edge import free_port, question
from kit.phone import Phone

from bot.demo import demo

ANA, LUCIA, STRANGER = 1001, 1004, 1099


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the demo make its folder where the test can see it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert [] == list(tmp_path.iterdir()), "nothing of a demo is kept"


@asynccontextmanager
async def running() -> AsyncIterator[str]:
    """Run a demo; gives the address that it says it is at."""
    stop, said = asyncio.Event(), asyncio.Queue[str]()
    task = asyncio.create_task(demo(free_port(), stop, said.put_nowait))
    try:
        line = await asyncio.wait_for(said.get(), 30)
        found = re.search(r"http://\S+", line)
        assert found is not None
        yield found[0]
    finally:
        stop.set()
        await task


async def control(base: str, **told: object) -> Any:  # noqa: ANN401 - whatever the clock answers
    """Move the clock as the phone page does."""
    async with ClientSession() as session, session.post(f"{base}/control/clock", json=told) as answer:
        return await answer.json()


async def invitation(base: str, person: int) -> str:
    """Read the invitation on somebody's phone, as the phone page does."""
    async with ClientSession() as session, session.get(f"{base}/phone/people") as answer:
        (found,) = (one["start"] for one in await answer.json() if one["id"] == person)
    return str(found)


async def test_somebody_invited_comes_in_and_somebody_half_way_goes_on() -> None:
    """The link on Ana's phone opens the door; Lucía's answers are there; a stranger gets in nowhere."""
    async with (
        running() as base,
        Phone(base, ANA) as ana,
        Phone(base, LUCIA) as lucia,
        Phone(base, STRANGER) as stranger,
    ):
        await ana.start(await invitation(base, ANA))
        for label in ("Sí", "Acepto", "Comenzar"):
            await ana.tap(label)
        await question(ana, 1)
        await lucia.send("/start")
        await lucia.expect("Montevideo")
        await stranger.start()
        await stranger.expect("invitación")
        assert not stranger.screen().count("Acepto")


async def test_the_clock_moves_to_what_is_planned_next() -> None:
    """Somebody who asked to be reminded tomorrow is reminded at the press of a button; then nothing is planned."""
    async with running() as base, Phone(base, LUCIA) as lucia:
        assert "nothing is planned" in (await control(base, to="next"))["error"]
        await lucia.send("pausa")
        await lucia.tap("Mañana")
        await lucia.expect("Recordatorio: ")
        moved = await control(base, to="next")
        assert 0 < moved["moved"] < 2 * 86_400
        await lucia.expect("Este es el recordatorio que pidió")


async def test_a_taken_port_leaves_nothing_behind() -> None:
    """Whoever asked for a port that is taken is told by the exception, and no folder is left."""
    async with running() as base:
        with pytest.raises(OSError, match="address already in use"):
            await demo(int(base.rpartition(":")[2]), asyncio.Event(), print)
