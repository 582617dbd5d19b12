"""Secrets and names that are planted to be looked for, and places where they may have come: the log, the history.

It must not know where they may be: that is said by whoever looks.
"""

import logging
import random
import re
import subprocess
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiogram.exceptions import TelegramAPIError
from aiohttp import ClientSession
from kit.cli import Operator
from kit.edge import eventually, message
from kit.service import Service

from bot.local import Fault, FaultKind, Person
from storage.secrets import new_secret_key

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
SHAPE = re.compile(rb"(?<![0-9A-Za-z_-])[0-9]{8,10}:[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])")
"""What Telegram's tokens look like."""


@dataclass(frozen=True, slots=True)
class Canaries:
    """What is planted in one life. ``secrets`` may be nowhere; ``personal`` neither, but before whom it belongs."""

    token: str
    hook: str
    key: str
    ana: Person
    stranger: Person
    note: str

    @classmethod
    def drawn(cls, dice: random.Random) -> "Canaries":
        """Draw new ones."""

        def letters(count: int) -> str:
            return "".join(dice.choice(LETTERS) for _ in range(count))

        def person(number: int) -> Person:
            return Person(number, f"Nom{letters(9)}", "es", f"han_{letters(9)}", f"Ape{letters(9)}")

        return cls(
            f"7000000001:{letters(35)}",
            letters(48),
            new_secret_key(),
            person(dice.randrange(5 * 10**9, 6 * 10**9)),
            person(dice.randrange(6 * 10**9, 7 * 10**9)),
            f"La mesa de {letters(12)} sigue abierta",
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """What nobody is ever shown."""
        return self.token, self.token.partition(":")[2], self.hook, self.key

    @property
    def personal(self) -> tuple[str, ...]:
        """What is about people."""
        told = [(one.first_name, one.last_name, one.username, str(one.id)) for one in (self.ana, self.stranger)]
        return *told[0], *told[1]


class Kept(logging.Handler):
    """Keeps every line as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        self.lines.append(self.format(record))


def named(planted: Canaries, what: str) -> str:
    """Say what was found without saying it."""
    names = {planted.token: "the token", planted.hook: "the webhook's secret", planted.key: "the key"}
    return names.get(what, f"«{what[:6]}…»")


@dataclass(frozen=True, slots=True)
class History:
    """All that was ever committed, as far as a clone has it: a shallow one has its last commits only."""

    patches: bytes
    commits: int
    shallow: bool

    @classmethod
    def read(cls, repository: Path) -> "History | None":
        """Read it; ``None`` outside a checkout. Raises OSError and CalledProcessError when git cannot."""
        place = repository / ".git"
        if not place.exists():
            return None

        def git(*arguments: str) -> bytes:
            command = ["git", "-c", "safe.directory=*", f"--git-dir={place}", *arguments]
            return subprocess.run(command, cwd=repository, capture_output=True, check=True).stdout

        patches = git("log", "-p", "--all", "--text")
        shallow = git("rev-parse", "--is-shallow-repository").strip() == b"true"
        return cls(patches, int(git("rev-list", "--count", "--all")), shallow)


def unreadable_repository(folder: Path) -> Path:
    """Make a checkout whose history git cannot read."""
    made = repository_with_a_token(folder)
    (made / ".git" / "HEAD").unlink()
    return made


def repository_with_a_token(folder: Path) -> Path:
    """Make a repository in which a token was committed and taken out again."""
    made = folder / "repository"
    made.mkdir()
    author = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "init", "-q"], cwd=made, check=True)
    for text in (f"TOKEN=123456789:{'Ab3' * 11}xy", ""):
        (made / "env").write_text(text, encoding="utf-8")
        subprocess.run(["git", "add", "env"], cwd=made, check=True)
        subprocess.run(["git", *author, "commit", "-qm", "x"], cwd=made, check=True)
    return made


async def ask(options: dict[str, Any]) -> str:
    """Ask the health endpoints, and the webhook with a wrong secret."""
    said = ""
    async with ClientSession() as session:
        for path in ("healthz", "readyz"):
            async with session.get(f"http://{options['health_listen']}/{path}") as answer:
                said += str(answer.headers) + await answer.text()
        if "webhook_url" in options:
            headers = {"X-Telegram-Bot-Api-Secret-Token": "x" * 40}
            async with session.post(options["webhook_url"], json={}, headers=headers) as answer:
                said += str(answer.headers) + await answer.text()
    return said


async def revoke(bot: Service, code: int) -> str:
    """Have Telegram give no more updates, 401 if it knows the token no more.

    Returns what the bot ends with, as a traceback would show it.
    """
    bot.server.telegram.faults.add(Fault("getUpdates", FaultKind.ANSWER, code, count=None))
    bot.server.telegram.home.queue.inject({"message": message("hola")})
    await eventually(lambda: bot._task is None or bot._task.done(), "an end, as there are no more updates")
    try:
        await bot.stop()
    except TelegramAPIError as error:
        bot._task = None
        return "".join(traceback.format_exception(error))
    return ""


def operate(folder: Path, database: Path, planted: Canaries, backup: Path, table: Path) -> Iterator[tuple[str, str]]:
    """Do what an operator does, and what they do wrong; gives each command and what it said, but what it was told."""
    operator = Operator(folder, {"secret_key": planted.key, "database_url": f"sqlite:///{database}"})
    operator.settings |= {"bot_token": planted.token, "contact": "red@example.org", "api_url": "http://127.0.0.1:9"}
    asked: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
        (("check",), {}),
        (("inbox", "list"), {}),
        (("inbox", "list", "--json"), {}),
        (("invitations", "list"), {}),
        (("backup", str(backup)), {}),
        (("export", str(table)), {}),
        (("check",), {"bot_token": f"{planted.token}!"}),
        (("check",), {"webhook_secret": planted.hook[:20]}),
        (("people", "list"), {"secret_key": planted.key[:-3]}),
        (("inbox", "list"), {"database_url": f"sqlite:////nowhere/{planted.hook}.db"}),
        (("run",), {"bot_token": "1:x", "log_level": planted.hook}),
        (("no-such", planted.ana.first_name), {}),
    )
    for arguments, settings in asked:
        answer = operator(*arguments, **settings)
        said = (answer.out + answer.err).replace(f"/nowhere/{planted.hook}.db", "")
        yield arguments[0], said.replace(planted.ana.first_name, "")
