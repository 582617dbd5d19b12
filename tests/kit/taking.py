"""The way a turn takes in the running bot, without a network: its applier, which also does what a commit owes, and its
nightly job.

It decides nothing about what is taken. The bot is put together as for a service and never serves; whatever has to go
from the files is the product's to do, nobody's who looks for it afterwards.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from kit.chat import World
from kit.store import BOT, Store
from pydantic import SecretStr

from bot.incoming import Incoming, Said
from bot.retention import Retention
from bot.runner import Runner
from bot.settings import Settings
from bot.turns import Spoken
from conversations.events import Choice
from conversations.instrument import Language
from conversations.intents import Word
from locales.words.book import book
from storage.database import Database
from storage.inbox import UpdateKey
from storage.talk import Work
from storage.world_reader import Inquiry, Sender
from storage.writer import Writer

NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True, slots=True)
class _Clock:
    now: Callable[[], datetime]

    def monotonic(self) -> float:
        return time.monotonic()


class Taking:
    """A bot that takes turns one by one, on a loop of its own: not to be asked where another loop runs."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        """Put a bot together for a database, with its clock."""
        settings = Settings(bot_token=SecretStr(f"{BOT}:planted"), api_url=NOWHERE, contact="red@example.org")
        self._runner = Runner(settings, database, _Clock(now))
        self.writer = self._runner._writer
        self._retention = Retention(self.writer, _Clock(now))
        self._loop = asyncio.new_event_loop()

    def take(self, key: UpdateKey, incoming: Incoming) -> tuple[Spoken, Work | None]:
        """Take a turn; give what was said beside it, and what is owed to the person."""
        applied = self._loop.run_until_complete(self._runner._applier.take(key, incoming))
        assert applied is not None, "a new update"
        return applied.spoken, applied.work

    def look(self) -> None:
        """Do now what the bot does every minute for what is past its term, or still owed to the files."""
        self._loop.run_until_complete(self._retention.look())

    def close(self) -> None:
        """Close the database, which empties its log: what is to be found there has to be looked for before."""
        self.writer.close_now()
        self._loop.close()


class TakingWorld(World):
    """A world whose chats take their turns as the running bot does, by the clock of a store."""

    taking: Taking
    store: Store

    def take(self, key: UpdateKey, incoming: Incoming) -> tuple[Spoken, Work | None]:
        """Take a turn."""
        return self.taking.take(key, incoming)

    def wait(self, **duration: float) -> None:
        """Let time pass in the store."""
        super().wait(**duration)
        self.store.now = self.now


@contextmanager
def taking(store: Store) -> Iterator[TakingWorld]:
    """Give a world on a store, whose clock it goes by and moves."""
    bot = Taking(store.database, lambda: store.now)
    world = TakingWorld(bot.writer, store.now, updates=store.updates)
    world.taking, world.store = bot, store
    try:
        yield world
    finally:
        store.updates = world.updates
        bot.close()


def command(language: Language, word: Word) -> str:
    """Give what somebody types for a command."""
    return f"/{book(language).commands[word][0]}"


def forget(world: TakingWorld, who: Sender) -> None:
    """Have somebody inside ask to be forgotten, in words and with the button; nothing is drawn for them."""
    store, wish = world.store, command(who.language or Language.ES, Word.FORGET_ME)
    world.take(store.key(), Incoming(who, Said(wish, 1, at=store.now), Inquiry(typed=True)))
    world.take(store.key(), Incoming(who, Choice.FORGET_ME, Inquiry()))
    world.updates = store.updates


def look_after(store: Store) -> None:
    """Do what the bot does every minute, and leave the database open."""
    asyncio.run(Retention(Writer(store.database), _Clock(lambda: store.now)).look())
