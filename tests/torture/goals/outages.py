"""R7: outages of any length, with what Telegram keeps and drops: nothing that it kept is lost, nobody is left waiting.

It decides who does what during an outage and what must be there after it. How long a text and a press are kept is the
local Bot API's matter (`bot.local.updates`).
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from time import time
from unittest.mock import PropertyMock, patch

from kit.edge import eventually, rows
from kit.service import Service

from benchmarks.stage import cast, set_up
from bot.buttons import encode
from bot.intake import PollingIntake
from bot.local import Clock, LocalServer, Person
from bot.local.people import Phones
from bot.local.state import Message
from bot.local.updates import MESSAGE_KEPT, PRESS_KEPT
from bot.logs import set_up as set_up_logs
from bot.outages import Outages
from conversations.events import Give
from conversations.instrument import Language
from storage.outage import Outage
from torture.goal import Bug, Goal, Tier, Trial

PEOPLE = cast(8, language=Language.ES)
ITEM = "c01q1"
BACK, LOSS = "Tuvimos un corte", "más de un día"
KEPT = {"types": MESSAGE_KEPT, "presses": PRESS_KEPT, "waits": 0}
EDGES = (149, 150, 151, 3_600, MESSAGE_KEPT - 1, MESSAGE_KEPT, MESSAGE_KEPT + 1, 108_000)
SETTLING = 10
"""Seconds at the beginning of an outage in which nobody types: they read."""
LOST, STRANDED, UNTOLD, NAGGED = (
    "typed answer lost",
    "press expired and not asked again",
    "long outage not announced",
    "told of an outage for nothing",
)
UNREST = """
    SELECT 1 FROM inbox WHERE state = 'pending' UNION ALL SELECT 1 FROM screen WHERE wanted > drawn
    UNION ALL SELECT 1 FROM outbox WHERE state IN ('pending', 'sending')
"""
RECORDED = "SELECT level FROM response JOIN assessment ON id = assessment_id WHERE member_id = ? AND item = ?"


@dataclass(frozen=True, slots=True)
class Respondent:
    """Somebody with the first question in view, and what they do in the outage, so many seconds before it ends.

    ``answering``: they had taken a turn just before it began.
    """

    number: int
    person: Person
    does: str
    ago: float
    level: int
    answering: bool

    @property
    def kept(self) -> bool:
        """Whether Telegram still has what they did when the bot is back."""
        return self.ago < KEPT[self.does]


async def run(trial: Trial) -> None:
    """Have outages, each of a fresh bot."""
    set_up_logs("CRITICAL")
    counted = dict.fromkeys(("hours away", "answers that Telegram kept", "answers that it dropped"), 0.0)
    with _planted(trial.bug):
        for number in trial.numbers():
            dice = trial.dice(number)
            lasts = _length(dice, trial.bug)
            people = [_respondent(dice, one, lasts, at) for at, one in enumerate(PEOPLE)]
            await _outage(trial, number, lasts, people)
            counted["hours away"] += lasts / 3_600
            counted["answers that Telegram kept"] += sum(one.kept for one in people)
            counted["answers that it dropped"] += sum(one.does != "waits" and not one.kept for one in people)
    trial.facts.update({name: f"{value:,.0f}" for name, value in counted.items()})


def _length(dice: Random, bug: str) -> int:
    if bug:
        return 100_000 if bug == "a long outage is like any other" else 4_000
    return dice.choice(EDGES) if dice.random() < 0.7 else dice.randint(1, 108_000)


def _respondent(dice: Random, person: Person, lasts: int, at: int) -> Respondent:
    does = ("types", "presses", "types", "presses", "waits")[at % 5]
    if lasts <= 2 * SETTLING and does == "types":
        does = "waits"
    longest = lasts - (SETTLING if does == "types" else 0.25)
    near = [limit + step for limit in (PRESS_KEPT, MESSAGE_KEPT) for step in (-0.5, 0.5, 1.0)]
    near = [ago for ago in near if 0 < ago < longest]
    ago = dice.choice(near) if near and dice.random() < 0.5 else dice.uniform(0.1, longest)
    answering = does == "presses" or (does == "types" and dice.random() < 0.5)
    return Respondent(at + 1, person, does, ago, dice.randint(0, 4), answering)


async def _outage(trial: Trial, number: int, lasts: int, people: list[Respondent]) -> None:
    folder = trial.folder / str(number)
    folder.mkdir()
    stage, at = set_up(folder, PEOPLE, seated=True, ago=timedelta(hours=2)), time()
    async with LocalServer(people=PEOPLE, clock=Clock(wall=lambda: at), seed=number) as server:
        home, phones = server.telegram.home, Phones(server.telegram)
        for person in PEOPLE:
            server.telegram.private_chat(home, person).opened = True
        made = Service(server, stage.url, stage.key, options={"chat_burst": 1_000_000})
        await made.start()
        for one in people:
            if one.answering:
                phones.write(home, one.person, phones.chat(home, one.person), "seguir")
        await _at_rest(made)
        await made.stop()
        _live_through(made, people, lasts)
        await made.start()
        await _at_rest(made)
        await made.stop()
        for one in people:
            chat = phones.chat(home, one.person)
            _judge(trial, number, lasts, one, made, [said for said in chat.messages.values() if said.person is None])
    shutil.rmtree(folder)


def _live_through(made: Service, people: list[Respondent], lasts: int) -> None:
    """Let the outage pass, with what people do in it."""
    telegram, gone = made.server.telegram, 0.0
    phones, home = Phones(telegram), telegram.home
    for one in sorted(people, key=lambda one: -one.ago):
        telegram.clock.forward(timedelta(seconds=lasts - one.ago - gone))
        gone = lasts - one.ago
        chat = phones.chat(home, one.person)
        if one.does == "types":
            phones.write(home, one.person, chat, str(one.level))
        elif one.does == "presses":
            card = max(number for number, said in chat.messages.items() if said.markup)
            phones.press(home, one.person, chat, card, encode(Give(ITEM, one.level)))
    telegram.clock.forward(timedelta(seconds=lasts - gone))


async def _at_rest(made: Service) -> None:
    """Wait until what came is fetched, applied and drawn."""
    server = made.server
    await eventually(lambda: server._bot_api.polls.waits.is_set() and not server.telegram.home.queue.pending, "a poll")
    assert made._runner is not None
    await made._runner._applier.settle(20.0)
    await eventually(lambda: not rows(made, UNREST), "a bot at rest")


def _judge(trial: Trial, number: int, lasts: int, one: Respondent, made: Service, said: list[Message]) -> None:
    recorded = [level for (level,) in rows(made, RECORDED, one.number, ITEM)]
    who = f"person {one.number} {one.does} {one.ago:,.1f} s before the end of {lasts:,} s"
    if one.kept:
        trial.expect(LOST, [one.level] == recorded, f"{who}: recorded {recorded}, not {one.level}", number)
    cards = [message for message in said if message.markup]
    told = sum(BACK in message.text or LOSS in message.text for message in said)
    if one.does == "presses" and not one.kept:
        live = cards[-1]
        asks = encode(Give(ITEM, one.level)) in str(live.markup) and (BACK in live.text or LOSS in live.text)
        trial.expect(STRANDED, asks and len(cards) == 1, f"{who}: {len(cards)} cards, {live.text[:60]!r}", number)
    if lasts > MESSAGE_KEPT:
        trial.expect(UNTOLD, any(LOSS in message.text for message in said), f"{who}: not told", number)
    wanted = lasts >= PRESS_KEPT and (one.answering or lasts >= MESSAGE_KEPT)
    early = lasts < MESSAGE_KEPT and any(LOSS in message.text for message in said)
    trial.expect(NAGGED, told <= wanted and not early, f"{who}: told {told} times", number)


@contextmanager
def _planted(bug: str) -> Iterator[None]:
    match bug:
        case "what waits is dropped":
            with patch.object(PollingIntake, "serve", _drops_pending):
                yield
        case "nobody is picked up":
            with patch.object(Outages, "_picked_up", _shrugs):
                yield
        case "a long outage is like any other":
            with patch.object(Outage, "lossy", PropertyMock(return_value=False)):
                yield
        case "everybody is picked up":
            with patch("storage.outage.ANSWERING", timedelta(days=365)):
                yield
        case _:
            yield


async def _drops_pending(intake: PollingIntake) -> None:
    await intake._bot.delete_webhook(drop_pending_updates=True)
    await intake._poller.run()


async def _shrugs(*_: object) -> bool:
    return True


GOALS = (
    Goal(
        id="R7",
        title=(
            "After an outage of up to 30 hours every typed answer that Telegram still has is recorded, whoever was "
            "answering and pressed in vain is asked again, and an outage of more than a day is announced."
        ),
        unit="outages",
        zeros=(LOST, STRANDED, UNTOLD, NAGGED),
        rounds={Tier.CI: 6, Tier.NIGHT: 600, Tier.RELEASE: 6_000},
        run=run,
        bugs=(
            Bug("what waits is dropped", "The bot starts with drop_pending_updates, as many do.", LOST, 1),
            Bug("nobody is picked up", "After an outage no card is shown anew.", STRANDED, 1),
            Bug("a long outage is like any other", "Nobody is told that what they wrote may be lost.", UNTOLD, 1),
            Bug("everybody is picked up", "Whoever was not answering is told of a short outage as well.", NAGGED, 1),
        ),
        note=(
            "Texts are kept 86,400 s and presses 150 s, as in the source of Telegram's Bot API server. Of somebody who "
            "had been silent for half an hour before a shorter outage, and pressed in it, the bot cannot know: their "
            "press was never shown as saved, and their card is as it was."
        ),
    ),
)
