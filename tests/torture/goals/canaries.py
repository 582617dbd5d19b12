"""S5: planted secrets and names, a whole life of the bot with everything that can go wrong, and a search for them.

Decides what is planted, what befalls the bot, and where none of it may turn up: logs, what an operator is told, files,
the history of this repository.
"""

import asyncio
import contextlib
import io
import logging
import random
import subprocess
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import structlog
from kit import service as kit_service
from kit.canary import SHAPE, Canaries, History, Kept, ask, named, operate, revoke
from kit.canary_bugs import PLANTED, REPOSITORIES, SECRET_OR_NAME
from kit.edge import enter, eventually, free_port, message, path_of, question, rows
from kit.listening import listening
from kit.phone import Phone
from kit.service import Service
from kit.stolen import everything, spellings
from pydantic import SecretStr

from bot import logs, turns
from bot import runner as runner_module
from bot.local import Fault, FaultKind, LocalServer
from bot.settings import Settings
from conversations.events import Event, Typed
from conversations.turn import take_turn
from conversations.world import Outcome, World
from storage.database import Database
from storage.secrets import Keyring
from storage.world_reader import Sender
from torture.goal import Bug, Goal, Tier, Trial

LOGGED, SAID, STORED, COMMITTED = (
    "a secret in the log",
    "a secret told to whoever asks",
    "a name or secret in a file",
    "a token in the history",
)
PAGE = Path(logs.__file__).parent / "local" / "page"
HERE = Path(logs.__file__).parents[1]
FAILING, BASE_FAILING = "esto falla", "esto falla en la base"
PATIENCE = 60.0
FAULTS = (FaultKind.ANSWER, FaultKind.ACCEPT_AND_DROP, FaultKind.REFUSE_AND_DROP)
METHODS = ("sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates", "sendPhoto", "*")
CODES, PASSING = (400, 403, 409, 429, 500, 502), (409, 429, 500, 502)
ENDINGS = (401, 400, 403)
"""What Telegram answers to getUpdates when a bot gets nowhere any more: it ends, with a word of why."""


async def run(trial: Trial) -> None:
    """Live lives, and look for what was planted."""
    read = 0
    with ExitStack() as stack:
        stack.enter_context(PLANTED.get(trial.bug, ExitStack)())
        for number in trial.numbers():
            folder = trial.folder / str(number)
            folder.mkdir()
            read += await _life(trial, folder, trial.dice(number), number)
    if not trial.bug or trial.bug in REPOSITORIES:
        repository = REPOSITORIES[trial.bug](trial.folder) if trial.bug else HERE
        await asyncio.to_thread(_look_at_history, trial, repository)
    trial.facts["lines of log"] = f"{read:,}"


def _look_at_history(trial: Trial, repository: Path) -> None:
    try:
        found = History.read(repository)
    except (OSError, subprocess.CalledProcessError) as error:
        trial.found(COMMITTED, f"the history cannot be read: {type(error).__name__}")
        return
    if found is None:
        trial.facts["history"] = "not looked at: this is no checkout"
        return
    trial.expect(COMMITTED, not SHAPE.search(found.patches), "something shaped like a token is in the history")
    shallow = ", all that a shallow clone has" if found.shallow else ""
    trial.facts["history"] = f"{found.commits:,} commits{shallow}, {len(found.patches):,} bytes"


def _life_of_faults(dice: random.Random, bot: Service, chat: int) -> None:
    for _ in range(dice.randrange(2, 6)):
        method = dice.choice(METHODS)
        where = None if method in ("getUpdates", "*") else chat
        code = dice.choice(CODES if where else PASSING)
        bot.server.telegram.faults.add(Fault(method, dice.choice(FAULTS), code, chat_id=where, retry_after=0))


async def _life(trial: Trial, folder: Path, dice: random.Random, number: int) -> int:
    """Live one; gives how many lines were logged."""
    planted, kept, console = Canaries.drawn(dice), Kept(), io.StringIO()
    options: dict[str, Any] = {"health_listen": f"127.0.0.1:{free_port()}"}
    if number % 2:
        listen = f"127.0.0.1:{free_port()}"
        options |= {"webhook_url": f"http://{listen}/hook", "listen": listen, "webhook_secret": SecretStr(planted.hook)}

    def fails(world: World, event: Event, now: datetime) -> Outcome:
        if isinstance(event, Typed) and event.text.startswith(BASE_FAILING):
            base = Database(f"sqlite:///{folder / 'solidaria.db'}", Keyring(planted.key))
            with base.reading() as tx:
                tx.connection.exec_driver_sql("SELECT ? FROM no_such_table", (event.text,))
        if isinstance(event, Typed) and event.text.startswith(FAILING):
            try:
                raise ValueError(f"{event.text} {planted.token}")
            except ValueError as error:
                raise RuntimeError(f"{event.text} {world.person} {planted.ana.first_name}") from error
        return take_turn(world, event, now)

    with (
        listening(kept, "DEBUG"),
        patch.object(turns, "take_turn", fails),
        patch.object(runner_module, "LOOK_AGAIN", 0.2),
        patch("bot.polling.PAUSES", (0.05,)),
        patch.object(kit_service, "TOKEN", planted.token),
        contextlib.redirect_stdout(console),
        contextlib.redirect_stderr(console),
    ):
        try:
            async with _living(folder, planted, options) as bot:
                invitation = await _talk(bot, planted, dice)
                asked = await ask(options)
                if "webhook_url" not in options:
                    asked += await revoke(bot, ENDINGS[number // 2 % len(ENDINGS)])
                told = repr(bot.open()) + repr(Keyring(planted.key)) + str(Settings(bot_token=SecretStr(planted.token)))
        except Exception as error:  # noqa: BLE001 - whatever it is, the bot brought it about
            trial.found(LOGGED, f"unlooked for: a life has ended with {type(error).__name__}", number)
            return len(kept.lines)
    for what in (*planted.secrets, *planted.personal, planted.note, FAILING, invitation):
        trial.expect(LOGGED, not any(what in line for line in kept.lines), named(planted, what), number)
        trial.expect(SAID, what not in console.getvalue() + asked + told, named(planted, what), number)
    database = path_of(bot)
    await asyncio.to_thread(_operate, trial, folder, database, planted, number)
    stored = everything(database)
    for person in (planted.ana, planted.stranger):
        name = f"{person.first_name} {person.last_name} {person.username}"
        spelt = spellings(Sender(person.id, name), planted.key).items()
        seen = {how for how, text in spelt if text in stored} - HASHED
        trial.expect(STORED, not seen, f"{sorted(seen)} of a person", number)
    for what in (*planted.secrets, invitation):
        trial.expect(STORED, what.encode() not in stored, named(planted, what), number)
    return len(kept.lines)


HASHED = frozenset({"hash", "hash bytes"})  # by which a person is known again, with the key only


@asynccontextmanager
async def _living(folder: Path, planted: Canaries, options: dict[str, Any]) -> AsyncIterator[Service]:
    """Run a bot with the planted key."""
    async with LocalServer(people=[planted.ana, planted.stranger]) as server:
        bot = Service(server, f"sqlite:///{folder / 'solidaria.db'}", planted.key, options)
        bot.set_up()
        await bot.start()
        try:
            yield bot
        finally:
            await bot.stop()


async def _talk(bot: Service, planted: Canaries, dice: random.Random) -> str:
    """Answer, note, fail, be refused and be cut off; gives the invitation's token."""
    server, token = bot.server, bot.invite()
    queue = server.telegram.home.queue
    async with (
        Phone(server.base_url, planted.ana.id, patience=PATIENCE) as ana,
        Phone(server.base_url, planted.stranger.id, patience=PATIENCE) as stranger,
    ):
        await enter(ana, token)
        await ana.tap("3 ·")
        await question(ana, 2)
        await ana.send(planted.note)
        await ana.tap("Guardar como nota")
        await question(ana, 2)
        await stranger.start(token)
        _life_of_faults(dice, bot, planted.ana.id)
        server.telegram.faults.add(Fault("sendMessage", FaultKind.ANSWER, 401, chat_id=planted.stranger.id))
        await stranger.send("hola")
        for failing in (FAILING, BASE_FAILING):
            await ana.send(f"{failing} {planted.note}")
        raw = message(planted.note) | {"from": {"first_name": planted.ana.first_name}}
        for poison in ({"message": raw}, {"kind_of_2031": raw}, {"message": message("x", message_id=2**70)}):
            queue.inject(poison)
        url = f"https://api.telegram.org/bot{planted.token}/getMe"
        logging.getLogger("a.library").debug("POST %s", url)
        structlog.get_logger("bot.any").warning("opened", link=f"https://t.me/SolidariaBot?start={token}")
        failed = "SELECT 1 FROM inbox WHERE state IN ('failed', 'quarantined')"
        await eventually(lambda: len(rows(bot, failed)) >= 3, "updates put aside")
        await ana.block()
    return token


def _operate(trial: Trial, folder: Path, database: Path, planted: Canaries, number: int) -> None:
    """Do what an operator does, and what they do wrong; export and back up."""
    backup, table = folder / "backup.db", folder / "export.csv"
    for command, said in operate(folder, database, planted, backup, table):
        for what in (*planted.secrets, planted.hook[:20], planted.key[:-3], *planted.personal, planted.note):
            trial.expect(SAID, what not in said, f"{named(planted, what)} by {command}", number)
        trial.expect(SAID, "Traceback" not in said, f"a traceback by {command}", number)
    for file in (backup, table):
        trial.expect(STORED, file.exists(), f"{file.name} was not written, so nothing is looked for in it", number)
    exported = table.read_bytes() if table.exists() else b""
    for what in (*planted.secrets, *planted.personal):
        trial.expect(STORED, what.encode() not in exported, f"{named(planted, what)} in the export", number)
    for file in PAGE.rglob("*"):
        trial.expect(STORED, file.is_dir() or not SHAPE.search(file.read_bytes()), f"a token in {file.name}", number)


GOALS = (
    Goal(
        id="S5",
        title="No token, key, name, handle, note or invitation in a log, an operator's output, a file of the bot's or "
        "the history of this repository",
        unit="lives",
        zeros=(LOGGED, SAID, STORED, COMMITTED),
        rounds={Tier.CI: 2, Tier.NIGHT: 200, Tier.RELEASE: 2_000},
        run=run,
        bugs=(
            Bug("nothing-redacted", "what libraries log is not redacted", LOGGED, 1, SECRET_OR_NAME),
            Bug("handler-logs", "a handler logs the update that came", LOGGED, 1, SECRET_OR_NAME),
            Bug("key-in-repr", "the keyring prints its key", SAID, 1, "^the key"),
            Bug("not-encrypted", "names and updates are in clear", STORED, 1, f"of a person|{SECRET_OR_NAME}"),
            Bug("token-committed", "a token was committed, and taken out again", COMMITTED, 0, "shaped"),
            Bug("history-unreadable", "git cannot read a checkout's history", COMMITTED, 0, "cannot be read"),
        ),
        note="Notes are in the database and in exports in clear, as `SECURITY.md` says. `people list` names people. A "
        "shallow clone is looked through as far as it goes; outside a checkout (a wheel, an export) the history is not "
        "claimed.",
    ),
)
