"""A bot besieged: updates that nobody would send, between an honest person, somebody with answers, and an attacker.

Decides what a block of updates is, and what is looked at after it. What is changed in an update, `kit.hostile` decides.
"""

import asyncio
import gc
import json
import logging
import random
import sys
from contextlib import suppress
from typing import Any

from kit.edge import path_of, rows
from kit.hostile import Json, elsewhere, mutate, seeds
from kit.matrix import GARBAGE, PRESSES, REACHES, press_of
from kit.phone import Phone
from kit.service import CONTACT, Service
from kit.shown import Button
from kit.two_sides import NOWHERE, dump
from torture.goal import Trial

from bot.buttons import encode
from bot.local.updates import Update
from bot.logs import where
from conversations.instrument import Language
from conversations.replies import Courtesy, Line, Say
from locales.courtesies import render_courtesy

ANA, BRUNO, MAL = 5_550_001_234, 5_550_005_678, 6_660_000_666
STRANGERS = range(7_000_000_100, 7_000_000_140)
BLOCK = 60
PATIENCE = 60.0
"""Seconds that a block may take, and the honest person's press."""
WORDS = {ANA: "Anaplantada", BRUNO: "Brunoplantado", MAL: "Malplantado"}
"""A word in the name and in the note of each, and nowhere else: who is told it by the bot is told of them."""
GROUPS = (-100_234, -100_678)
"""The groups and channels that Ana and Bruno manage, in `kit.hostile.elsewhere`."""
ABOUT = {**NOWHERE.named(), "post": 1, "member": 1, "assessment": 1, "coordinator": 1, "meeting": 1, "step": 1}
NOT_THEIRS = ("inbox", "counter", "runner_state", "screen", "outbox", "audit", "audit_segment")
CRASHED, WROTE, STUCK = "unhandled exception", "write by somebody unauthorised", "stuck"
TOLD, GREW = "told to somebody else", "memory grows"
MOST_GROWTH, A_BLOCK = 300_000, 1_000
"""Small objects that there may be more than before the first block, and for each block: the server keeps chats."""


def forged(dice: random.Random) -> str:
    """Give a button's data: of any press there is, about somebody else's or about nothing."""
    if dice.random() < 0.5:
        return dice.choice(PRESSES).format(post=dice.randrange(6), assessment=dice.randrange(4))
    key = dice.choice(list(REACHES))
    target = dice.choice((*REACHES[key], *GARBAGE)).replace("m1'; DROP", "x")
    with suppress(KeyError, ValueError, IndexError):
        return encode(press_of(key, target.format(**ABOUT)))
    return "1d:home"


class Alarm(logging.Handler):
    """Hears every error that the bot logs, and what reaches the loop's own handler."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it, unless an update was put aside as one that cannot be read."""
        said = record.getMessage()
        if "cannot be read and is put aside" not in said and "updates without an id" not in said:
            raised = record.exc_info[1] if record.exc_info else None
            traced = f" {type(raised).__name__}: {raised} at {where(raised)}" if raised else ""
            self.heard.append(f"{record.name}: {said.partition(chr(10))[0][:300]}{traced}")

    def in_the_loop(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Keep what nobody caught."""
        self.heard.append(f"in the loop: {context.get('message')} {type(context.get('exception')).__name__}")


class Siege:
    """A bot with an honest person, a victim, an attacker with a post of their own, and strangers."""

    def __init__(self, bot: Service, trial: Trial, alarm: Alarm) -> None:
        self.bot, self.trial, self.alarm = bot, trial, alarm
        self.seen = self.updates = 0
        self.real: list[Json] = []
        self.courtesy = render_courtesy(Courtesy(Line(Say.PRIVATE_ONLY), Language.ES), CONTACT)
        self.said = self.calls = 0

    def block(self, dice: random.Random) -> list[Json]:
        """Make a block of updates."""
        made = list[Json]()
        while len(made) < BLOCK:
            who = MAL if dice.random() < 0.2 else dice.choice((*STRANGERS, dice.randrange(1, 2**40)))
            plain = [*seeds(who, BRUNO, forged(dice)), *self.real]
            if dice.random() < 0.1:
                made.append(dice.choice(elsewhere(dice.choice((ANA, BRUNO)), forged(dice))))
                continue
            one = dice.choice(plain)
            made.append(sent_by(mutate(one, plain, dice) if dice.random() < 0.85 else one, who))
        return made

    def send(self, updates: list[Json]) -> None:
        """Have Telegram hold them for the bot."""
        queue = self.bot.server.telegram.home.queue
        for one in updates:
            number = queue.next_id
            queue.next_id += 1
            text = json.dumps({"update_id": number} | {key: part for key, part in one.items() if key != "update_id"})
            queue.pending.append(Update(number, "injected", text, queue.clock.timestamp() + 86_400, 0))
        self.updates += len(updates)
        for wake in tuple(queue.on_made):
            wake()

    async def drained(self) -> bool:
        """Wait until nothing waits any more; false when something does for ever, or the bot has ended."""
        queue = self.bot.server.telegram.home.queue
        pending = "SELECT 1 FROM inbox WHERE state = 'pending'"
        try:
            async with asyncio.timeout(PATIENCE):
                while queue.pending or rows(self.bot, pending):
                    if self.ended:
                        return False
                    await asyncio.sleep(0.02)
        except TimeoutError:
            return False
        return True

    @property
    def ended(self) -> bool:
        """The bot does not run any more."""
        return self.bot._task is None or self.bot._task.done()

    async def look(self, number: int) -> None:
        """Report what failed since the last time."""
        failed = rows(self.bot, "SELECT id, error FROM inbox WHERE state = 'failed' AND id > ? ORDER BY id", self.seen)
        for place, error in failed:
            self.seen = max(self.seen, place)
            self.trial.found(CRASHED, f"an update failed: {error}", number)
        for said in self.alarm.heard:
            self.trial.found(CRASHED, said, number)
        self.alarm.heard.clear()

    def listen(self, number: int) -> None:
        """Report what the bot said since the last time to whom it does not concern."""
        transcript = self.bot.server.telegram.transcript
        for call in transcript.find(since=self.said):
            told = json.dumps(call.params, ensure_ascii=False)
            for who, word in WORDS.items():
                if word in told and call.chat_id != who:
                    self.trial.found(TOLD, f"a word of {word} by {call.method} in another chat", number)
            if call.chat_id in GROUPS and call.params.get("text") != self.courtesy:
                self.trial.found(TOLD, f"{call.method} in a group with more than the courtesy", number)
            self.calls += 1
        self.said = transcript.number
        transcript.clear()

    def weigh(self, number: int, at_first: int) -> None:
        """Count what is in memory, without what nobody refers to any more, and report if it has grown out of bounds."""
        most = at_first + MOST_GROWTH + A_BLOCK * self.trial.done
        if sys.getallocatedblocks() > most:
            gc.collect()
        more = sys.getallocatedblocks()
        told = f"{more - at_first:,} small objects more than before the first block"
        self.trial.expect(GREW, more <= most, told, number)

    async def honest(self, number: int) -> None:
        """Have the honest person press something, and see it done."""
        wanted = ("pt", "es")[number % 2]
        try:
            async with asyncio.timeout(PATIENCE), Phone(self.bot.server.base_url, ANA) as ana:
                await ana.press(ana.card(), Button("", f"1l:{wanted}"), forged=True)
                while self.language() != wanted:  # noqa: ASYNC110 - the writer's thread announces nothing
                    await asyncio.sleep(0.01)
        except (TimeoutError, AssertionError):
            self.trial.found(STUCK, "an honest person's press is not taken any more", number)

    def language(self) -> str:
        """Read the honest person's language, as it is kept."""
        return str(rows(self.bot, "SELECT language FROM person ORDER BY id LIMIT 1")[0][0])

    def others(self) -> dict[str, list[tuple[object, ...]]]:
        """Read all that nobody in a block may change: everything of Ana's, of Bruno's and of the network's."""
        found = dict[str, list[tuple[object, ...]]]()
        kept = dump(path_of(self.bot)).rows
        first = {row["id"] for row in kept["person"][:2]}
        mine = {row["id"] for row in kept["assessment"] if row["member_id"] == self.mals_member}
        for table, all_rows in kept.items():
            if table in NOT_THEIRS:
                continue
            found[table] = []
            for row in all_rows:
                columns = row.keys()
                if "person_id" in columns and table != "response_history":
                    theirs = row["person_id"] in first
                elif "assessment_id" in columns:
                    theirs = row["assessment_id"] not in mine
                else:
                    theirs = table != "person" or row["id"] in first
                if theirs and not (table == "assessment" and row["id"] in mine):
                    found[table].append(tuple(row[name] for name in columns if name != "last_turn_at"))
        return found

    @property
    def mals_member(self) -> int:
        """The attacker's own member."""
        return int(rows(self.bot, "SELECT member_id FROM appointment ORDER BY id LIMIT 1 OFFSET 2")[0][0])


def sent_by(update: Json, who: int) -> Json:
    """See that nobody but an attacker is the sender: what others send themselves is their right."""
    for part in update.values():
        sender = part.get("from") if isinstance(part, dict) else None
        if isinstance(sender, dict) and str(sender.get("id")).partition(".")[0] in (str(ANA), str(BRUNO)):
            sender["id"] = who
    return update
