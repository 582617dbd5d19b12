"""Nights: retention as the bot has it run, on a database of a test."""

from dataclasses import dataclass
from datetime import datetime

from kit.store import Store

from bot.retention import run_now
from conversations.retention import DataClass
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Stopped:
    """A clock that stands."""

    at: datetime

    def now(self) -> datetime:
        """Give that instant."""
        return self.at

    def monotonic(self) -> float:
        """Give its seconds."""
        return self.at.timestamp()


def night(database: Database, at: datetime) -> dict[DataClass, int]:
    """Let retention run; give how many of each class went."""
    return {data: count for data, count in run_now(database, Stopped(at)).gone.items() if count}


def pass_night(store: Store) -> dict[DataClass, int]:
    """Let retention run at the store's instant."""
    return night(store.database, store.now)
