"""A local Telegram for tests: the server, its prepared people, and a bare client that speaks as a bot.

It decides what a test starts with. It must not know the bot under test.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from io import BytesIO
from mimetypes import guess_type
from typing import Any

from aiohttp import ClientSession, FormData

from bot.local import Clock, LocalServer, Person

TOKEN = "4242:local-token-for-tests"
ANA, JOAO, MARY = 11, 22, 33
BEGINNING = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


def people() -> list[Person]:
    """Return one person for each language; the last one holds an invitation link."""
    return [
        Person(ANA, "Ana", "es", label="Ana · punto focal de Rosario (es)"),
        Person(JOAO, "João", "pt", label="João · ponto focal de Recife (pt)"),
        Person(MARY, "Mary", "en", username="mary_b", label="Mary · stranger (en)", start="invitation-1"),
    ]


def _mime(name: str) -> str:
    return guess_type(name)[0] or "application/octet-stream"


class BareBot:
    """A bot without a library: calls methods and returns what was answered."""

    def __init__(self, base_url: str, session: ClientSession, token: str = TOKEN) -> None:
        self.address = f"{base_url}/bot{token}"
        self.files = f"{base_url}/file/bot{token}"
        self.session = session

    async def call(self, method: str, **params: object) -> dict[str, Any]:
        """Call a method with JSON and return the whole answer."""
        async with self.session.post(f"{self.address}/{method}", json=params) as answer:
            said: dict[str, Any] = await answer.json()
            assert said.get("error_code", 200) == answer.status
            return said

    async def ok(self, method: str, **params: object) -> Any:  # noqa: ANN401 - the result of any method
        """Call a method that must succeed and return its result."""
        said = await self.call(method, **params)
        assert said["ok"], said["description"]
        return said["result"]

    async def refused(self, method: str, **params: object) -> tuple[int, str]:
        """Call a method that must be refused and return the code and description."""
        said = await self.call(method, **params)
        assert not said["ok"], said["result"]
        return said["error_code"], said["description"]

    async def form(self, method: str, files: dict[str, tuple[str, bytes]], **params: object) -> dict[str, Any]:
        """Call a method with a multipart body; `files` maps a field to name and content."""
        form = FormData(quote_fields=False)
        for name, value in params.items():
            form.add_field(name, str(value))
        for name, (filename, content) in files.items():
            form.add_field(name, BytesIO(content), filename=filename, content_type=_mime(filename))
        async with self.session.post(f"{self.address}/{method}", data=form) as answer:
            said: dict[str, Any] = await answer.json()
            return said

    async def updates(self, **params: object) -> list[dict[str, Any]]:
        """Return what getUpdates gives."""
        found: list[dict[str, Any]] = await self.ok("getUpdates", **params)
        return found


@asynccontextmanager
async def local_server(**settings: Any) -> AsyncIterator[LocalServer]:  # noqa: ANN401 - those of LocalServer
    """Start a LocalServer with the prepared people and a clock that stands still until it is moved."""
    known: dict[str, Any] = {"clock": Clock.fixed(BEGINNING), "people": people()} | settings
    async with LocalServer(**known) as server:
        yield server


@asynccontextmanager
async def bare_bot(server: LocalServer, token: str = TOKEN) -> AsyncIterator[BareBot]:
    """Connect a bot without a library to a server."""
    async with ClientSession() as session:
        yield BareBot(server.base_url, session, token)
