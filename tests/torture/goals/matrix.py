"""S2: who may do what, tried in blocks of cells: one person, some of all buttons there are, in any order and state.

Decides which cells a round has: the first rounds have every view, deed and button pressed by everybody once. What must
come of a press is in `kit.verdicts`, which knows nothing of the engine.
"""

import asyncio
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from kit.matrix import PRESSES, REACHES, REFUSED, Key
from kit.matrix_stage import FORBIDDEN, Furnished, Stage, furnish_network, stage_of
from kit.verdicts import CHANGED, SHOWN, UNCOUNTED_DENIAL, UNENTERED_DENIAL, Judge
from sqlalchemy import true

from bot.buttons import LONGEST, decode, encode
from conversations import turn
from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.events import Choice
from conversations.facts import Denied
from storage import audit_facts
from storage.waves import end_wave
from torture.goal import Bug, Goal, Tier, Trial

V, D = DeskView, Deed
ZEROS = (SHOWN, CHANGED, UNCOUNTED_DENIAL, UNENTERED_DENIAL)
KEYS: tuple[Key, ...] = (*REACHES, *PRESSES)
BLOCK = 41
"""Cells in a round."""
BLOCKS = -(-len(KEYS) // BLOCK)
ACTORS = tuple(FORBIDDEN)
BASE = len(ACTORS) * BLOCKS
"""Rounds after which everybody has pressed everything once."""
RARELY = 0.3
MUTATIONS = 2
FOLDERS: list["tempfile.TemporaryDirectory[str]"] = []
"""They go when the run ends."""


def _no_wave(stage: Stage) -> None:
    with stage.world.writer.database.writing() as tx:
        end_wave(tx, 1, stage.world.now, told=True)


def _later(stage: Stage) -> None:
    stage.world.wait(days=61)


STATES: dict[str, Callable[[Stage], None]] = {"no wave open": _no_wave, "two months later": _later}


def _cells(dice: random.Random, number: int) -> tuple[str, list[Key]]:
    """Give who presses in a round, and what: every key once in ``BASE`` rounds, then other blocks."""
    turn_of, place = divmod(number, BASE)
    actor, block = ACTORS[place % len(ACTORS)], place // len(ACTORS)
    order = list(KEYS)
    random.Random(f"{turn_of}:{actor}").shuffle(order)  # noqa: S311 - the same for all blocks of a turn
    keys = order[block * BLOCK : (block + 1) * BLOCK]
    dice.shuffle(keys)
    return actor, keys


async def run(trial: Trial) -> None:
    """Try the cells, round by round."""
    await asyncio.to_thread(_run, trial)


@cache
def _furnished() -> Furnished:
    """Make the network once, in memory where there is some: what is tried here is not whether it lasts."""
    memory = Path("/dev/shm")  # noqa: S108 - as said
    FOLDERS.append(tempfile.TemporaryDirectory(prefix="solidaria-s2-", dir=memory if memory.is_dir() else None))
    return furnish_network(Path(FOLDERS[-1].name))


def _run(trial: Trial) -> None:
    cells = denied = 0
    furnished = _furnished()
    folder = furnished.path.parent
    with ExitStack() as stack:
        planted = PLANTED.get(trial.bug)
        if planted:
            stack.enter_context(planted.plant())
        for number in trial.numbers():
            dice = trial.dice(number)
            actor, keys = (planted.actor, list(planted.keys)) if planted else _cells(dice, number)
            with stage_of(furnished, folder, actor) as stage:
                if not planted and (number >= BASE or dice.random() < RARELY):
                    STATES[dice.choice(tuple(STATES))](stage)
                judge = Judge(stage)
                for zero, what in _block(judge, keys, dice, whole=planted is not None):
                    trial.found(zero, what, number)
                cells, denied = cells + judge.tried, denied + judge.denied
    trial.facts |= {"cells": f"{cells:,}", "people": str(len(ACTORS)), "buttons": str(len(KEYS))}
    trial.facts["denials counted"] = f"{denied:,}"


def _block(judge: Judge, keys: list[Key], dice: random.Random, *, whole: bool) -> Iterator[tuple[str, str]]:
    """Press each once, about what the dice say; ``whole``: about everything."""
    for key in keys:
        about = list(judge.stage.reaches(key))
        for press, reaching in about if whole else dice.sample(about, min(1, len(about))):
            for _ in range(1 + (reaching and isinstance(key, Deed))):  # some ask first, and are pressed again
                for zero, what in judge.try_out(key, press, reaching=reaching):
                    if zero in ZEROS:
                        yield zero, what
    for _ in range(MUTATIONS):
        press, _ = dice.choice([one for key in keys for one in judge.stage.reaches(key)])
        forged = decode(mutated(encode(press), dice)) if _fits(press) else press
        if forged not in ENDINGS:
            yield from judge.forged(forged)


ENDINGS = frozenset({Choice.FORGET_ME, Choice.DENY_POST, Choice.DECLINE, Choice.ACCEPT})


def _fits(press: Any) -> bool:  # noqa: ANN401 - any press there is
    try:
        encode(press)
    except ValueError:
        return False
    return True


def mutated(data: str, dice: random.Random) -> str:
    """Change one packed field, or one byte, of a button's data."""
    fields = data.split(":")
    at = dice.randrange(len(fields))
    other = dice.choice(("", "0", "1", "2", "3", "7", "12", "999999", "-1", "x", "all", "c01", "m1", "i2", "9" * 19))
    if dice.random() < 0.6 and at:
        fields[at] = other
        return ":".join(fields)[:LONGEST]
    place = dice.randrange(len(data))
    return data[:place] + chr(dice.randrange(1, 0x2FF)) + data[place + dice.randrange(2) :]


@contextmanager
def _covers_everything() -> Iterator[None]:
    """Every campaign, meeting and set of figures is any coordinator's."""
    with ExitStack() as stack:
        _everywhere(stack, "covers", lambda *_: True)
        yield


def _everywhere(stack: ExitStack, name: str, instead: object) -> None:
    """Replace a function in each module of storage and conversations that has it."""
    for known, module in list(sys.modules.items()):
        if known.startswith(("conversations.", "storage.")) and callable(getattr(module, name, None)):
            stack.enter_context(patch.object(module, name, instead))


@contextmanager
def _no_country_filter() -> Iterator[None]:
    """The lists of members leave the countries out."""
    with ExitStack() as stack:
        _everywhere(stack, "listed", lambda countries=(): true())
        _everywhere(stack, "within", lambda countries=(): true())
        yield


@contextmanager
def _not_counted() -> Iterator[None]:
    """A respondent's button that is pressed by somebody else is refused and not counted."""
    with patch.object(turn, "is_reach", lambda *_: False):
        yield


@contextmanager
def _not_entered() -> Iterator[None]:
    """A denial is counted, and the audit has nothing of it."""
    with patch.dict(audit_facts.NOTHING_TO_TELL, {Denied: "a counter is enough"}):
        yield


@dataclass(frozen=True, slots=True)
class Planted:
    """A bug: how it is planted, and the block of cells in which it shows."""

    plant: Callable[[], Any]
    actor: str
    keys: tuple[Key, ...]


PLANTED = {
    "covers-everything": Planted(_covers_everything, "inside", (D.CANCEL_MEETING, D.STOP, V.CAMPAIGN)),
    "no-country-filter": Planted(_no_country_filter, "inside", (V.HOME, V.MEMBERS, V.MEMBER, V.STATUS)),
    "denial-not-counted": Planted(_not_counted, "reviewer", tuple(REFUSED)),
    "denial-not-entered": Planted(_not_entered, "reviewer", tuple(REFUSED)),
}
GOALS = (
    Goal(
        id="S2",
        title="Nobody sees or changes what is not theirs, whatever they press, and every reach for it is counted, "
        "and entered in the audit with who it was",
        unit="blocks of presses",
        zeros=ZEROS,
        rounds={Tier.CI: BASE, Tier.NIGHT: 100 * BASE, Tier.RELEASE: 1_000 * BASE},
        run=run,
        bugs=(
            Bug("covers-everything", "every coordinator's scope covers what any other has made", CHANGED, 1),
            Bug("no-country-filter", "the lists of members leave out the countries", SHOWN, 1),
            Bug("denial-not-counted", "a reviewer's forged button is refused and not counted", UNCOUNTED_DENIAL, 1),
            Bug("denial-not-entered", "a denial is counted, and not entered in the audit", UNENTERED_DENIAL, 1),
        ),
        note="Without a network: a button is decoded, judged and committed as in the bot. Chats that are not private, "
        "and what is forwarded, edited or sent by other bots, is tried by S1 over the Bot API.",
    ),
)
