"""R7: outages of any length, with what Telegram keeps and drops: nothing that it kept is lost, nobody is left waiting.

It decides who does what during an outage and what must be there after it. How long a text and a press are kept is the
local Bot API's matter (`bot.local.updates`).
"""

import asyncio
import shutil
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import timedelta
from random import Random
from time import time
from unittest.mock import patch

from kit.edge import rows
from kit.outage_bugs import planted
from kit.outage_days import Gap, Respondent, Way, deal_gap, deal_respondent
from kit.service import Service

from benchmarks.stage import cast, set_up
from bot.buttons import encode
from bot.local import Clock, LocalServer
from bot.local.people import Phones
from bot.local.state import Message
from bot.local.updates import MESSAGE_KEPT, PRESS_KEPT
from bot.logs import set_up as set_up_logs
from bot.runner import Runner
from conversations.events import Give
from conversations.instrument import Language
from torture.goal import Bug, Goal, Tier, Trial

PEOPLE = cast(8, language=Language.ES)
ITEM = "c01q1"
BACK, LOSS = "Tuvimos un corte", "más de un día"
PATIENCE = 60.0
"""Seconds for what must come; they end as soon as it does."""
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


async def run(trial: Trial) -> None:
    """Have outages, each of a fresh bot."""
    set_up_logs("CRITICAL")
    counted = dict.fromkeys(("hours away", "answers that Telegram kept", "answers that it dropped"), 0.0)
    with planted(trial.bug):
        for number in trial.numbers():
            dice = trial.dice(number)
            gap = _gap(dice, number, trial.bug)
            people = [deal_respondent(dice, one, gap.lasts, at) for at, one in enumerate(PEOPLE)]
            try:
                await _outage(trial, number, gap, people)
            except Exception as error:  # noqa: BLE001 - what the bot makes impossible is found, and the run goes on
                trial.found(LOST, f"{type(error).__name__}: {error}", number)
            counted["hours away"] += gap.lasts / 3_600
            counted["answers that Telegram kept"] += sum(one.kept for one in people)
            counted["answers that it dropped"] += sum(one.does != "waits" and not one.kept for one in people)
    trial.facts.update({name: f"{value:,.0f}" for name, value in counted.items()})


def _gap(dice: Random, number: int, bug: str) -> Gap:
    match bug:
        case "":
            return deal_gap(dice, tuple(Way)[number % len(Way)])
        case "a long outage is like any other":
            return Gap(100_000, 0, Way.STOPPED)
        case "the bot lives and does not notice":
            return Gap(4_000, 0, Way.CUT_OFF)
        case "what came after the last note":
            return Gap(4_000, 59, Way.KILLED)
        case _:
            return Gap(4_000, 0, Way.STOPPED)


async def _outage(trial: Trial, number: int, gap: Gap, people: list[Respondent]) -> None:
    folder = trial.folder / str(number)
    folder.mkdir()
    stage, at = set_up(folder, PEOPLE, seated=True, ago=timedelta(hours=2)), time()
    async with LocalServer(people=PEOPLE, clock=Clock(wall=lambda: at), seed=number) as server:
        home, phones = server.telegram.home, Phones(server.telegram)
        for person in PEOPLE:
            server.telegram.private_chat(home, person).opened = True
        made = Service(server, stage.url, stage.key, options={"chat_burst": 1_000_000})
        try:
            await made.start()
            await _at_rest(made)
            server.telegram.clock.forward(timedelta(seconds=gap.noted))
            for one in people:
                if one.answering:
                    phones.write(home, one.person, phones.chat(home, one.person), "seguir")
            await _at_rest(made)
            await _go_through(made, gap, people)
            await _at_rest(made)  # the clock stands still: nobody has waited for a second of its time
        finally:
            await made.stop()
        for one in people:
            chat = phones.chat(home, one.person)
            _judge(trial, number, gap, one, made, [said for said in chat.messages.values() if said.person is None])
    shutil.rmtree(folder)


async def _go_through(made: Service, gap: Gap, people: list[Respondent]) -> None:
    """Have the outage; when it is over the bot is there, and has not polled yet."""
    server = made.server
    if gap.way is Way.CUT_OFF:
        server.telegram.faults.outage = True
        server._bot_api.release()
        await _until(lambda: not server._bot_api.polls.waits.is_set())
        _live_through(made, people, gap.lasts)
        server.telegram.faults.outage = False
        return
    with patch.object(Runner, "_stop", _dies) if gap.way is Way.KILLED else nullcontext():
        await made.stop()
    _live_through(made, people, gap.lasts)
    await made.start()


async def _dies(runner: Runner, tasks: Sequence[asyncio.Future[None]]) -> None:
    """End as a killed bot does, as far as that can be in one process: nothing is finished, flushed or noted."""
    runner._ticker.stop()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await runner._close()


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
    """Wait until what came is fetched, applied and drawn. Raises TimeoutError after a minute."""
    server = made.server
    await _until(lambda: server._bot_api.polls.waits.is_set() and not server.telegram.home.queue.pending)
    assert made._runner is not None
    await made._runner._applier.settle(PATIENCE)
    await _until(lambda: not rows(made, UNREST))


async def _until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - the writer's thread announces nothing
            await asyncio.sleep(0.01)


def _judge(trial: Trial, number: int, gap: Gap, one: Respondent, made: Service, said: list[Message]) -> None:
    recorded = [level for (level,) in rows(made, RECORDED, one.number, ITEM)]
    who = f"{gap.way}: person {one.number} {one.does} {one.ago:,.1f} s before the end of {gap.lasts:,} s"
    longest = gap.lasts + gap.noted  # as the bot may take it to have been
    if one.kept:
        trial.expect(LOST, [one.level] == recorded, f"{who}: recorded {recorded}, not {one.level}", number)
    cards = [message for message in said if message.markup]
    told = sum(BACK in message.text or LOSS in message.text for message in said)
    if one.does == "presses" and not one.kept:
        asks = [BACK in card.text or LOSS in card.text for card in cards if encode(Give(ITEM, one.level)) in str(card)]
        shows = [card.text[:60] for card in cards]
        trial.expect(STRANDED, [True] == asks and len(cards) == 1, f"{who}: shows {shows}", number)
    if gap.lasts > MESSAGE_KEPT:
        trial.expect(UNTOLD, any(LOSS in message.text for message in said), f"{who}: not told", number)
    wanted = longest >= PRESS_KEPT and (one.answering or longest >= MESSAGE_KEPT)
    early = longest < MESSAGE_KEPT and any(LOSS in message.text for message in said)
    trial.expect(NAGGED, told <= wanted and not early, f"{who}: told {told} times", number)


GOALS = (
    Goal(
        id="R7",
        title=(
            "After an outage of up to 30 hours every typed answer that Telegram still has is recorded, whoever was "
            "answering and pressed in vain is asked again at once, and an outage of more than a day is announced."
        ),
        unit="outages",
        zeros=(LOST, STRANDED, UNTOLD, NAGGED),
        rounds={Tier.CI: 6, Tier.NIGHT: 600, Tier.RELEASE: 6_000},
        run=run,
        bugs=(
            Bug("what waits is dropped", "The bot starts with drop_pending_updates, as many do.", LOST, 1, "recorded"),
            Bug("nobody is picked up", "After an outage no card is shown anew.", STRANDED, 1),
            Bug("a long outage is like any other", "Nobody is told that what they wrote may be lost.", UNTOLD, 1),
            Bug("the bot lives and does not notice", "Only a start sees an outage.", STRANDED, 1, "cut off: .* shows"),
            Bug("asked two minutes later", "Whoever pressed in vain waits on.", STRANDED, 1, "shows"),
            Bug("what came after the last note", "Who took a turn then is forgotten.", STRANDED, 1, "killed: .* shows"),
            Bug("everybody is picked up", "Whoever was not answering is told of a short outage as well.", NAGGED, 1),
        ),
        note=(
            "A third of the bots are stopped, a third die within the test's process, a third live on while nobody is "
            "reached. Asked at once: before the clock that bot and Telegram share has moved. The last poll that is "
            "noted is up to 59 s old, so that an outage may be announced that was so much shorter than it has to be. "
            "Texts are kept 86,400 s and presses 150 s, as in the source of Telegram's Bot API server. Of somebody who "
            "had been silent for half an hour before a shorter outage, and pressed in it, the bot cannot know: their "
            "press was never shown as saved, and their card is as it was."
        ),
    ),
)
