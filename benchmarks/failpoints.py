"""Named moments in the life of a bot, at one of which it kills itself.

They are around every commit that changes something, named after what the writer was asked for, and around every call
of the Bot API, named after who makes it; so a new write or call is a new point by itself. A few steps between those
are listed here. Planted in the process of the bot only, by reaching inside; the product knows nothing of it.
"""

import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial, wraps
from pathlib import Path
from types import FrameType
from typing import Any

from aiogram.client.session.aiohttp import AiohttpSession
from aiohttp import web
from telegram.request import HTTPXRequest

import bot.webhook
import storage.backup
import storage.backup_folder
import storage.database
import storage.writer
from benchmarks.pinned import AFTER, BEFORE
from bot.applier import Applier
from bot.marks import Marks
from bot.speaker import Speaker
from bot.talker import Talker
from bot.ticker import Ticker
from bot.turns import Turn
from conversations.desk.deeds import Deed
from conversations.events import Do
from storage.database import Database, Transaction
from storage.writer import Writer

SOON = 0.2  # seconds at most between looks for what is due
STEPS: tuple[tuple[Any, str], ...] = (
    (Applier, "take"),
    (Marks, "add"),
    (Speaker, "say"),
    (Talker, "wish"),
    (storage.backup, "_copy"),
    (storage.backup, "inspect_backup"),
    (storage.backup, "write_proof"),
    (storage.backup_folder, "remove"),
)
"""Where something is done that is neither a commit nor a call."""
TURNS = "turn.apply"
"""What the writer is asked for a turn; its point is named after the event besides."""
FILLING_IN = (Deed.PICK_COUNTRY, Deed.MEET_MEMBER, Deed.NEW_KIND, Deed.NEW_COUNTRY, Deed.REMIND_DAY)
"""Deeds that only fill in what is not so yet: one point for all of them."""
COUNTED = 3
"""How many times a point is noted in the log of a life."""
PASSED_ON = ("brush", "calls", "errands", "speech")
"""Modules that only pass a call on: it is named after who had it made."""


@dataclass
class Points:
    """The points of one life. ``log`` gets a line for each of the first times that one is passed."""

    log: Path
    dies_at: str = ""
    nth: int = 1
    passed: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def pass_by(self, name: str) -> None:
        """Pass a point, or die at it."""
        with self._lock:
            self.passed[name] += 1
            number = self.passed[name]
        dies = name == self.dies_at and number == self.nth
        if dies or number <= COUNTED:
            self._tell(f"{'died' if dies else 'passed'} {name}")
        if dies:
            os.kill(os.getpid(), signal.SIGKILL)

    def run(self, function: str) -> None:
        """Note that the writer was asked for this, whether or not it changes anything."""
        with self._lock:
            self.passed[f"run {function}"] += 1
            first = self.passed[f"run {function}"] == 1
        if first:
            self._tell(f"run {function}")

    def _tell(self, line: str) -> None:
        file = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(file, f"{line}\n".encode())
        os.close(file)


def plant(log: str, dies_at: str = "", nth: int = 1) -> None:
    """Plant all points in this process; it dies at one of them when that is passed for the ``nth`` time."""
    points = Points(Path(log), dies_at, nth)
    _around_commits(points)
    _around_calls(points)
    _around_answers(points)
    for where, name in STEPS:
        setattr(where, name, _around_step(points, getattr(where, name)))
    honest = Ticker.every

    def every(self: Ticker, seconds: float, look: Callable[[], Any]) -> None:
        honest(self, min(seconds, SOON), look)

    Ticker.every = every  # type: ignore[method-assign]  # what is due is looked for at once


def _around_step(points: Points, honest: Callable[..., Any]) -> Callable[..., Any]:
    name = f"{honest.__module__.rpartition('.')[2]}.{honest.__qualname__}"

    @wraps(honest)
    def step(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed on as it came
        points.pass_by(f"{name}, {BEFORE}")
        return honest(*args, **kwargs)

    return step


def _around_commits(points: Points) -> None:
    asked = threading.local()
    honest_run, honest_writing = Writer.run, Database.writing

    async def run(self: Writer, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as above
        function_name, name = asked_for(function), _named(function, args)

        @wraps(function)
        def noted(*told: Any, **more: Any) -> Any:  # noqa: ANN401 - as above
            points.run(function_name)
            before = _changes(told[0])
            answer = function(*told, **more)
            if _changes(told[0]) != before:
                asked.names.append(name)
            return answer

        return await honest_run(self, noted, *args, **kwargs)

    @contextmanager
    def writing(self: Database) -> Iterator[Transaction]:
        asked.names = []
        caller = sys._getframe(2).f_code.co_name  # noqa: SLF001 - who writes beside the writer
        commits: list[str] = []
        with honest_writing(self) as transaction:
            before = _changes(transaction)
            yield transaction
            if _changes(transaction) != before:
                commits = _commits(asked.names or [caller])
                for commit in commits:
                    points.pass_by(f"{commit}, {BEFORE}")
        for commit in commits:
            points.pass_by(f"{commit}, {AFTER}")

    Writer.run = run  # type: ignore[method-assign]  # see the module
    Database.writing = writing  # type: ignore[method-assign]  # see the module


def _changes(transaction: Transaction) -> int:
    made = transaction.connection.connection.driver_connection
    assert made is not None
    return int(made.total_changes)


def _commits(names: list[str]) -> list[str]:
    """Name a commit after each of the writes in it, and after their being several."""
    commits = [f"commit of {name}" for name in dict.fromkeys(names)]
    if len(names) > 1:
        commits.append("commit of several writes")
    if sum(name.startswith(TURNS) for name in names) > 1:
        commits.append("commit of several turns")
    return commits


def asked_for(function: Callable[..., Any]) -> str:
    """Name a function that the writer is asked to run: its module's last part, and its own name."""
    inner = function.func if isinstance(function, partial) else function
    return f"{inner.__module__.rpartition('.')[2]}.{inner.__name__}"


def _named(function: Callable[..., Any], args: tuple[Any, ...]) -> str:
    """Name it, a turn by its event as well, and by the deed that a coordinator's press stands for."""
    name = asked_for(function)
    turn = next((one.__self__ for one in args if isinstance(getattr(one, "__self__", None), Turn)), None)
    if turn is None:
        return name
    deed = turn.event.deed if isinstance(turn.event, Do) else None
    return f"{name} {type(turn.event).__name__}" + (f" {deed}" if deed and deed not in FILLING_IN else "")


def _around_calls(points: Points) -> None:
    honest_session, honest_speech = AiohttpSession.make_request, HTTPXRequest.do_request

    async def make_request(self: AiohttpSession, bot: Any, method: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as above
        name = f"{_who()} {method.__api_method__}"
        if name.endswith("getUpdates") and method.offset:
            name += " with an offset"
        points.pass_by(f"{name}, {BEFORE}")
        try:
            return await honest_session(self, bot, method, *args, **kwargs)
        finally:  # whatever the answer was
            points.pass_by(f"{name}, {AFTER}")

    async def do_request(self: HTTPXRequest, url: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as above
        name = f"{_who()} {url.rpartition('/')[2]}"
        points.pass_by(f"{name}, {BEFORE}")
        try:
            return await honest_speech(self, url, *args, **kwargs)
        finally:
            points.pass_by(f"{name}, {AFTER}")

    AiohttpSession.make_request = make_request  # type: ignore[method-assign]  # see the module
    HTTPXRequest.do_request = do_request  # type: ignore[method-assign]  # see the module


def _around_answers(points: Points) -> None:
    """Be there when an update that was posted is in the inbox and Telegram does not know, and when it may know."""
    honest, honest_end = bot.webhook._taken, web.Response.write_eof  # noqa: SLF001 - see the module
    name = "webhook answers"

    async def taken(*told: Any) -> web.Response:  # noqa: ANN401 - as above
        answer = await honest(*told)
        points.pass_by(f"{name} {answer.status}, {BEFORE}")
        return answer

    async def write_eof(self: web.Response, *told: Any) -> None:  # noqa: ANN401 - as above
        await honest_end(self, *told)
        points.pass_by(f"{name} {self.status}, {AFTER}")

    for where, step, lie in ((bot.webhook, "_taken", taken), (web.Response, "write_eof", write_eof)):
        setattr(where, step, lie)


def _who() -> str:
    """Name the module of the bot that has a call made: the nearest one that does not only pass it on."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - who calls
    while frame is not None:
        package, _, module = str(frame.f_globals["__name__"]).partition(".")
        if package == "bot" and module not in PASSED_ON:
            return module
        frame = frame.f_back
    return "somebody"
