"""The demo: a throw-away database, prepared people, the real bot over HTTP against the local Bot API."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from bot.demo_cast import CAST, set_the_stage
from bot.local import Clock as LocalClock
from bot.local import LocalServer
from bot.local import Person as PhoneOwner
from bot.runner import Runner
from bot.settings import Settings
from storage.agenda import next_due
from storage.database import Database
from storage.locks import RunnerLock
from storage.schema import prepare
from storage.secrets import Keyring, new_secret_key

TOKEN = "7000000001:demo-token-that-opens-nothing-at-telegram"  # noqa: S105 - the local Bot API takes any token
CONTACT = "red.ciudades@example.org"
STRANGER = PhoneOwner(1099, "Alguien", "es", label="Alguien · sin invitación")


class SharedClock:
    """The local Bot API's clock, which the phone page can move forwards, as the bot's."""

    def __init__(self, clock: LocalClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    def monotonic(self) -> float:
        return time.monotonic()


async def demo(port: int, stop: asyncio.Event, say: Callable[[str], None]) -> None:
    """Serve the demo until ``stop``. Raises ``OSError`` when the port is taken."""
    folder = Path(tempfile.mkdtemp(prefix="solidaria-demo-"))
    try:
        await _serve(folder, port, stop, say)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _serve(folder: Path, port: int, stop: asyncio.Event, say: Callable[[str], None]) -> None:
    url = f"sqlite:///{folder / 'demo.db'}"
    database = Database(url, Keyring(new_secret_key()))
    prepare(database)
    clock = LocalClock()
    with database.writing() as tx:
        tokens = set_the_stage(tx, clock.now())
    server = LocalServer(port=port, clock=clock, people=[*_phone_owners(tokens), STRANGER])
    for one in CAST:
        chat = server.telegram.private_chat(server.telegram.home, server.telegram.people[one.id])
        chat.opened = one.inside
    settings = Settings(bot_token=SecretStr(TOKEN), database_url=url, contact=CONTACT)
    async with server:
        with RunnerLock(database.path):
            runner = Runner(settings.model_copy(update={"api_url": server.base_url}), database, SharedClock(clock))
            started = asyncio.Event()
            running = asyncio.create_task(runner.run(stop, started))
            looks = set[asyncio.Task[None]]()

            def look() -> None:
                if started.is_set():
                    looks.add(task := asyncio.create_task(runner.look_again()))
                    task.add_done_callback(looks.discard)

            clock.watch(look)
            clock.ahead = lambda: _next_due(database, clock)
            ready = asyncio.create_task(started.wait())
            await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
            if started.is_set():
                say(f"Solidaria is at {server.base_url}  (Ctrl-C stops it)")
            ready.cancel()
            await running


def _next_due(database: Database, clock: LocalClock) -> datetime | None:
    with database.reading() as tx:
        return next_due(tx, clock.now())


def _phone_owners(tokens: dict[int, str]) -> list[PhoneOwner]:
    return [
        PhoneOwner(one.id, one.name, one.language.value, label=one.label, start="" if one.inside else tokens[one.id])
        for one in CAST
    ]
