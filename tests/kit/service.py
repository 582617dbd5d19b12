"""The whole service for a test: the real bot over HTTP against the local Bot API, a fresh database, members, a wave."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from bot.demo import SharedClock
from bot.local import LocalServer, Person
from bot.notice_payloads import wave_opened
from bot.runner import Runner
from bot.settings import Settings
from conversations.people import Role
from storage.database import Database
from storage.invitations import create_invitation
from storage.locks import RunnerLock
from storage.members import find_members, import_members
from storage.members_document import default_members
from storage.schema import prepare
from storage.secrets import Keyring, new_secret_key
from storage.waves import open_wave

TOKEN = "7000000001:token-for-tests"
CONTACT = "red@example.org"


@dataclass
class Service:
    """A bot that can be started, stopped and started again on the same database."""

    server: LocalServer
    url: str
    key: str = field(default_factory=new_secret_key)
    options: dict[str, object] = field(default_factory=dict)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None
    _database: Database | None = None
    _runner: Runner | None = None

    def open(self) -> Database:
        """Open the database, as another process would."""
        return Database(self.url, Keyring(self.key))

    def set_up(self, *, wave: bool = True) -> None:
        """Import the members and open a wave."""
        database = self.open()
        prepare(database)
        now = self.server.telegram.clock.now()
        with database.writing() as tx:
            import_members(tx, default_members(), now)
            if wave:
                open_wave(tx, "2026", now, wave_opened)
        database.close()

    def invite(self, member: str = "Rosario") -> str:
        """Make an invitation for a focal point; gives the token."""
        return self._invite(Role.FOCAL_POINT, member)

    def invite_coordinator(self) -> str:
        """Make an invitation for a coordinator of all countries; gives the token."""
        return self._invite(Role.COORDINATOR, None)

    def _invite(self, role: Role, member: str | None) -> str:
        database = self.open()
        with database.writing() as tx:
            found = find_members(tx, member)[0] if member else None
            token = create_invitation(tx, role, found, self.server.telegram.clock.now()).token
        database.close()
        return token

    async def start(self) -> None:
        """Start the bot."""
        self._database = self.open()
        settings = Settings(
            bot_token=SecretStr(TOKEN),
            api_url=self.server.base_url,
            database_url=self.url,
            contact=CONTACT,
            **self.options,  # type: ignore[arg-type]  # settings of a test
        )
        self._stop = asyncio.Event()
        started = asyncio.Event()
        self._runner = Runner(settings, self._database, SharedClock(self.server.telegram.clock))
        self._task = asyncio.create_task(self._run(self._runner, started))
        ready = asyncio.create_task(started.wait())
        await asyncio.wait({self._task, ready}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if self._task.done():
            self._task.result()

    async def _run(self, runner: Runner, started: asyncio.Event) -> None:
        assert self._database is not None
        with RunnerLock(self._database.path):
            await runner.run(self._stop, started)

    async def look_again(self) -> None:
        """Do now what the bot does every few seconds."""
        assert self._runner is not None
        await self._runner.look_again()

    async def look_for_floods(self) -> None:
        """Do now what the bot does every two seconds."""
        assert self._runner is not None
        await self._runner.look_for_floods()

    async def report_floods(self) -> None:
        """Do now what the bot does every minute."""
        assert self._runner is not None
        await self._runner.report_floods()

    async def stop(self) -> None:
        """Stop the bot cleanly."""
        if self._task is not None:
            self._stop.set()
            await self._task
            self._task = None


@asynccontextmanager
async def service(
    folder: Path, people: list[Person], *, wave: bool = True, **options: object
) -> AsyncIterator[Service]:
    """Run the service with ``people`` on their phones; ``options`` are settings."""
    async with LocalServer(people=people) as server:
        made = Service(server, f"sqlite:///{folder / 'test.db'}", options=options)
        made.set_up(wave=wave)
        await made.start()
        try:
            yield made
        finally:
            await made.stop()
