"""Everything that the local Telegram remembers: bots, people, chats, messages, files, queries.

It decides identities and where a thing is kept. It must not know HTTP, nor what a method refuses.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.local.clock import Clock
from bot.local.faults import Faults
from bot.local.limits import Limits
from bot.local.transcript import Transcript
from bot.local.updates import UpdateQueue

Shape = dict[str, Any]
Event = dict[str, Any]

TOKEN = re.compile(r"[1-9][0-9]{0,19}:[A-Za-z0-9_-]{3,80}")
DEFAULT_USERNAME = "SolidariaDemoBot"
_UNCLAIMED_ID = 7_000_000_001


class ChatType(StrEnum):
    """Telegram's kinds of chat."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


@dataclass(slots=True)
class Person:
    """Somebody with a phone; `label` is for the picker, `start` is the payload of a prepared invitation link."""

    id: int
    first_name: str
    language_code: str = "es"
    username: str = ""
    last_name: str = ""
    label: str = ""
    start: str = ""
    deactivated: bool = False


@dataclass(slots=True)
class StoredFile:
    """A file that somebody uploaded; `width` and `height` in pixels when it is a picture."""

    id: str
    unique_id: str
    path: str
    name: str
    mime: str
    content: bytes
    width: int = 0
    height: int = 0


@dataclass(slots=True)
class Message:
    """One message as it is now; `person` is None when the bot sent it; dates in whole seconds since 1970."""

    id: int
    chat: "Chat"
    person: Person | None
    date: int
    text: str = ""
    entities: list[Shape] = field(default_factory=list)
    photo: StoredFile | None = None
    document: StoredFile | None = None
    markup: Shape | None = None
    reply_to: int = 0
    edit_date: int = 0
    silent: bool = False
    """Sent with disable_notification: the phone does not sound."""

    @property
    def has_media(self) -> bool:
        """Whether the text is a caption."""
        return self.photo is not None or self.document is not None


@dataclass(slots=True)
class Chat:
    """A chat of one bot; `opened` once the person has written or added the bot, `blocked` when the bot is shut out."""

    id: int
    type: ChatType
    person: Person | None = None
    title: str = ""
    username: str = ""
    opened: bool = False
    blocked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    reply_keyboard: Shape | None = None
    typing_until: float = 0.0
    menu_button: Shape | None = None
    watchers: list[Callable[[Event], None]] = field(default_factory=list)

    def tell(self, event: Callable[[], Event]) -> None:
        """Give an event to whoever watches the chat; it is made only when somebody does."""
        if self.watchers:
            made = event()
            for watcher in tuple(self.watchers):
                watcher(made)


@dataclass(slots=True)
class CallbackQuery:
    """A press on an inline button; `answer` is what the bot said to it, `when_answered` who waits for that."""

    id: str
    chat: Chat
    message_id: int
    person: Person
    data: str
    made: float
    answer: Shape | None = None
    when_answered: list[Callable[[Shape], None]] = field(default_factory=list)


@dataclass(slots=True)
class Webhook:
    """Where a bot's updates are posted; the last error as Telegram reports it."""

    url: str
    secret: str
    max_connections: int
    error: str = ""
    error_date: int = 0


@dataclass(slots=True)
class Bot:
    """One bot account with its chats, its queue of updates and its settings."""

    id: int
    username: str
    queue: UpdateQueue
    token: str = ""
    first_name: str = "Solidaria"
    chats: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, CallbackQuery] = field(default_factory=dict)
    webhook: Webhook | None = None
    on_webhook: Callable[["Bot"], None] | None = None
    commands: dict[tuple[str, str], list[Shape]] = field(default_factory=dict)
    descriptions: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_button: Shape | None = None
    last_message_id: int = 0


class Telegram:
    """The whole in-memory Telegram. Any well-formed token is a bot unless `tokens` restricts them."""

    def __init__(
        self,
        clock: Clock | None = None,
        *,
        people: Iterable[Person] = (),
        tokens: Collection[str] = (),
        username: str = DEFAULT_USERNAME,
        seed: int = 0,
    ) -> None:
        self.clock = clock or Clock()
        self.people = {person.id: person for person in people}
        self.tokens = frozenset(tokens)
        self.bots: dict[str, Bot] = {}
        self.files: dict[str, StoredFile] = {}
        self.faults = Faults(seed)
        self.limits = Limits()
        self.transcript = Transcript()
        self.counted = 0
        self.home = Bot(_UNCLAIMED_ID, username, UpdateQueue(self.clock))
        for token in tokens:
            self.bot(token)

    def bot(self, token: str) -> Bot | None:
        """Return the bot of a token; the first token to come takes the bot that the phones already write to."""
        known = self.bots.get(token)
        if known is not None:
            return known
        if TOKEN.fullmatch(token) is None or (self.tokens and token not in self.tokens):
            return None
        number = int(token.partition(":")[0])
        if self.home.token:
            username = f"{self.home.username[:-3]}{len(self.bots) + 1}Bot"
            bot = Bot(number, username, UpdateQueue(self.clock))
        else:
            bot = self.home
            bot.id = number
        bot.token = token
        self.bots[token] = bot
        return bot

    def bot_named(self, name: str) -> Bot | None:
        """Return a bot by username or id; the first one for an empty name."""
        if not name:
            return self.home
        wanted = name.removeprefix("@").lower()
        every = (self.home, *self.bots.values())
        return next((bot for bot in every if wanted in (bot.username.lower(), str(bot.id))), None)

    def private_chat(self, bot: Bot, person: Person) -> Chat:
        """Return the chat of a person with a bot, unopened when there was none."""
        chat = bot.chats.get(person.id)
        if chat is None:
            chat = bot.chats[person.id] = Chat(person.id, ChatType.PRIVATE, person)
        return chat

    def add_person(self, person: Person) -> Person:
        """Keep a person; one with the same id is replaced."""
        self.people[person.id] = person
        return person

    def count(self) -> int:
        """Return the next number for files, queries and people."""
        self.counted += 1
        return self.counted

    def keep_file(self, name: str, mime: str, content: bytes, size: tuple[int, int] = (0, 0)) -> StoredFile:
        """Keep a file and give it Telegram-like identifiers; `size` is width and height in pixels."""
        number = self.count()
        folder = "photos" if size != (0, 0) else "documents"
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        path = f"{folder}/file_{number}.{re.sub(r'[^A-Za-z0-9]', '', suffix)[:8] or 'bin'}"
        stored = StoredFile(f"AgAC-local-{number}", f"AQAD{number}", path, name, mime, content, *size)
        self.files[stored.id] = stored
        return stored
