"""The stage of a run: a fresh database with made-up members, an open wave, an invitation for each person."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path

from bot.local import LocalServer, Person
from bot.local.updates import Update
from bot.notice_payloads import wave_opened
from bot.turns import Turn
from conversations.events import Choice, Event, Start
from conversations.instrument import Language
from conversations.people import MemberKind, Role
from storage.database import Database, Transaction
from storage.invitations import create_invitation
from storage.members import import_members, list_members
from storage.members_document import MemberRow
from storage.schema import prepare
from storage.secrets import Keyring, new_secret_key
from storage.turn import apply
from storage.waves import open_wave
from storage.world_reader import Inquiry, Sender

TOKEN = "7000000001:token-of-a-benchmark"
FIRST_PERSON = 5_000_001
LANGUAGES = tuple(Language)


@dataclass(frozen=True, slots=True)
class Stage:
    """A prepared database; ``invitations`` are tokens by Telegram id."""

    url: str
    key: str
    invitations: dict[int, str]

    @property
    def keyring(self) -> Keyring:
        """Give the keys."""
        return Keyring(self.key)

    def open(self) -> Database:
        """Open the database, as another process would."""
        return Database(self.url, self.keyring)

    def environment(self, api_url: str) -> dict[str, str]:
        """Give the settings of the bot. What a chat gets and a person may send is raised: it would bind first here."""
        return {
            "SOLIDARIA_BOT_TOKEN": TOKEN,
            "SOLIDARIA_API_URL": api_url,
            "SOLIDARIA_DATABASE_URL": self.url,
            "SOLIDARIA_SECRET_KEY": self.key,
            "SOLIDARIA_CONTACT": "red@example.org",
            "SOLIDARIA_LOG_LEVEL": "WARNING",
            "SOLIDARIA_CHAT_BURST": "1000000",
            "SOLIDARIA_PERSON_BURST": "1000000",
            "SOLIDARIA_PERSON_PER_SECOND": "1000000",
        }


@contextmanager
def webhook() -> Iterator[dict[str, str]]:
    """Give the settings of a bot that listens on this machine; its port is kept free while it is dead.

    Bound and not listened at, nobody is given the port, and the bot can still have it.
    """
    with closing(socket.socket()) as kept:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{kept.getsockname()[1]}"
        yield {
            "SOLIDARIA_WEBHOOK_URL": f"http://{address}/hook",
            "SOLIDARIA_WEBHOOK_SECRET": "a-secret-of-a-benchmark-" * 2,
            "SOLIDARIA_LISTEN": address,
        }


def cast(count: int, *, language: Language | None = None) -> list[Person]:
    """Make up people; they speak the three languages in turn unless one is given."""
    return [
        Person(FIRST_PERSON + n, f"Persona {n + 1}", (language or LANGUAGES[n % len(LANGUAGES)]).value)
        for n in range(count)
    ]


def made_since(server: LocalServer, made: Sequence[Update]) -> list[Update]:
    """Give the updates that Telegram has made since the last of ``made``, in their order."""
    last = made[-1].id if made else 0
    behind = takewhile(lambda update: update.id > last, reversed(server.telegram.home.queue.pending))
    return list(behind)[::-1]


def where_it_is_noon(now: datetime) -> str:
    """Name a zone where it is about noon: nobody is reminded at night, and a run may be at any hour."""
    return f"Etc/GMT{now.astimezone(UTC).hour - 12:+}"


def set_up(folder: Path, people: list[Person], *, seated: bool = False, ago: timedelta = timedelta()) -> Stage:
    """Make the database in ``folder``: a member for each person; ``seated`` people have their first question.

    All that happened some time ``ago``.
    """
    stage = Stage(f"sqlite:///{folder / 'stage.db'}", new_secret_key(), {})
    database = stage.open()
    prepare(database)
    now = datetime.now(UTC) - ago
    with database.writing() as tx:
        zone = where_it_is_noon(datetime.now(UTC))
        rows = [MemberRow(f"Municipio {n:05}", MemberKind.CITY, "CO", zone, (), "") for n in range(len(people))]
        import_members(tx, rows, now)
        open_wave(tx, "Ronda", now, wave_opened)
        for person, listed in zip(people, list_members(tx), strict=True):
            token = create_invitation(tx, Role.FOCAL_POINT, listed.member, now).token
            stage.invitations[person.id] = token
            if seated:
                seat(tx, person, token, now)
    database.close()
    return stage


def seat(tx: Transaction, person: Person, token: str, now: datetime, *, begins: bool = True) -> None:
    """Have somebody come in by an invitation; ``begins``: up to the first question."""
    sender = Sender(person.id, person.first_name, Language(person.language_code))
    events: tuple[Event, ...] = (Start(token), Choice.CONFIRM_POST, Choice.ACCEPT)
    for event in (*events, Choice.BEGIN) if begins else events:
        inquiry = Inquiry(token=event.token) if isinstance(event, Start) else Inquiry()
        apply(tx, None, sender, inquiry, Turn(event, now, contact="").decide, now)
