"""A coordinator's side as it is read, in three languages: the first day, a meeting with its reminders, the last moment.

What is sent beside the cards is really made; only tokens are left out.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from kit.campaigns import Air, Post
from kit.chat import Chat, World
from kit.coordinator import appoint, focal_point
from kit.courier import Courier
from kit.desk_phrases import DESK_PHRASES
from kit.golden import INSTRUMENT, STEPS, come_in, compare, invite, label, network, option
from kit.phrases import PHRASES
from kit.submitting import submitted
from kit.whole_cards import MOST_LINES, MOST_ROWS, whole
from kit.workbooks import workbook

from bot.notices import Notices
from bot.screens import Rows
from bot.speech import Ending, Outcome
from conversations.assessment import Sharing
from conversations.instrument import Language
from locales.lengths import lines
from storage.runner_state import Memo, remember

LINE_HEIGHT, ROW_HEIGHT = 20, 44
FEW_ROWS = 3
INVITED = ("Rosario", "Salta", "Mendoza", "Maipú")
OUT_OF_PLAN = 6
Play = Callable[[World, Language], list[Chat]]


def small(chat: Chat) -> None:
    """Every card is whole at 360 x 640; a table or a preview may have more lines where it has fewer rows of buttons."""
    height = LINE_HEIGHT * lines(chat.card.text) + ROW_HEIGHT * len(chat.card.rows)
    if height > LINE_HEIGHT * MOST_LINES + ROW_HEIGHT * MOST_ROWS or len(chat.card.rows) > FEW_ROWS:
        whole(chat)


def coordinator_of(world: World, language: Language, courier: Courier) -> Chat:
    """Give the first coordinator, who has the link of the command line and has not opened it."""
    world.writer.run_now(remember, Memo.BOT_USERNAME, "solidaria_bot")
    return Chat(world, 900, "Celia", language, after=small, carry=courier.carry)


def at_home(chat: Chat, language: Language) -> None:
    """Come in by the link and stand at home; nothing of that is written down."""
    chat.start(appoint(chat.world))
    for key in ("button.yes", "button.accept"):
        chat.tap(label(language, key))
    chat.transcript.clear()


def first_day(world: World, language: Language) -> list[Chat]:
    """She comes in, opens a wave, invites, asks how some are doing and who is missing, and takes the data along."""
    said, courier = DESK_PHRASES[language], Courier()

    def tap(key: str, **params: object) -> None:
        chat.tap(label(language, key, **params))

    chat = coordinator_of(world, language, courier)
    chat.start(appoint(world))
    tap("button.yes")
    tap("button.accept")
    chat.heading("a wave")
    tap("waves.button")
    tap("waves.open")
    chat.send(said.wave)
    tap("waves.open_now", name=said.wave)
    tap("desk.home")
    chat.heading("invite")
    tap("invite.heading")
    chat.send("rosario")
    chat.send(said.post)
    tap("invite.send")
    tap("invite.forwarded")
    ana = Chat(world, 1001, "Ana", language)
    come_in(ana, courier.tokens[-1], language)
    for step, level in (("c01q1", 3), ("c01q2", 2)):
        ana.tap(option(language, step, level))
    ana.tap(label(language, "nav.dont_know"))
    chat.heading("her own list")
    rows = [
        ("Quito", "EC", ""),
        ("Foz do Iguaçu", "Brasil", ""),
        ("Temuco", "Chile", said.post),
        ("Oruro", "Narnia", ""),
    ]
    courier.notebook.files["file-red.xlsx"] = workbook([said.headings, *rows])
    chat.attach("red.xlsx")
    tap("list.to_problems", number=1)
    tap("list.back")
    tap("list.import_invite")
    chat.heading("three days later")
    focal_point(world, "Maipú", 1002)
    for number, name in enumerate(("Mendoza", "Salta", "Medellín", "Tapachula", "San Felipe", "Arica"), 1003):
        submitted(world, name, number, number % 3 + 1, Sharing.AGGREGATE if name == "Arica" else Sharing.NAMED)
    world.wait(days=3)
    tap("desk.home")
    for question in said.asked:
        chat.send(question)
    chat.heading("who is missing")
    chat.send(said.missing)
    tap("missing.all")
    chat.tap(said.country)
    tap("missing.all")
    tap("missing.answering", number=1)
    tap("missing.all")
    tap("missing.heat_map")
    tap("missing.nameless")
    chat.heading("export")
    chat.send(said.export)
    tap("exporting.xlsx")
    tap("figures.back")
    tap("figures.freeze")
    return [chat]


def meeting(world: World, language: Language) -> list[Chat]:
    """A meeting with its plan; the first reminders go out, and what each one makes of them; it moves; an undo."""
    said = DESK_PHRASES[language]
    people = [official(world, language, at, name) for at, name in enumerate(INVITED, 1001)]
    answers, snoozes, mutes, blocks = people
    for one, many in zip(people, (2, 1, 0, 1), strict=True):
        for step in STEPS[:many]:
            one.tap(option(language, step, 3))
        one.transcript.clear()
    other = focal_point(world, "Foz do Iguaçu", 1005, Language.PT, "Rafael")
    other.transcript.clear()
    world.wait(days=1)
    chat = Chat(world, 900, "Celia", language, after=small)
    at_home(chat, language)

    def tap(key: str, who: Chat = chat, /, **params: object) -> None:
        who.tap(label(language, key, **params))

    chat.heading("a meeting")
    tap("meetings.list")
    tap("meetings.make")
    chat.send(said.meeting)
    chat.send(said.days)
    for country in said.countries:
        chat.tap(country)
    tap("meetings.onwards")
    tap("plan.step", days=14)
    tap("campaigns.check")
    tap("check.who_list", number=5)
    tap("meetings.back")
    tap("check.out_list", number=OUT_OF_PLAN)
    tap("meetings.back")
    tap("check.preview", language=label(language, f"tongue.{language}"))
    tap("meetings.back")
    tap("check.go")
    tap("check.yes")
    world.now = datetime(2026, 4, 1, 12, 31, tzinfo=UTC)
    post = Post(world, Refusing({blocks.telegram_id}))
    asyncio.run(post.meet(*people, other).deliver())
    world.wait(minutes=2)
    answers.heading("answers at once")
    answers.tap(option(language, "c01q3", 2))
    answers.tap(option(language, "c01q4", 3))
    snoozes.heading("later")
    tap("reminder.quiet", snoozes)
    tap("snooze.weekend", snoozes)
    mutes.heading("not in this wave")
    tap("reminder.quiet", mutes)
    tap("snooze.mute", mutes)
    chat.heading("the report")
    world.wait(hours=3)
    tap("meetings.report", days=30)
    tap("delivery.blocked", number=1)
    tap("meetings.back")
    tap("delivery.to_answered", number=1)
    tap("meetings.back")
    chat.send(said.asked[0])
    world.wait(hours=22)
    asyncio.run(post.deliver())
    chat.heading("the meeting moves")
    chat.send(said.meetings)
    chat.tap(said.meeting.partition(",")[0])
    tap("meetings.change")
    tap("plan.days")
    chat.send(said.moved)
    tap("campaigns.check")
    tap("check.out_list", number=OUT_OF_PLAN + 2)
    tap("meetings.back")
    tap("check.go")
    tap("check.yes")
    chat.heading("a reminder, and its undoing")
    chat.send(said.remind)
    world.wait(days=6)
    chat.send(said.remind)
    tap("check.go")
    tap("check.yes")
    tap("campaigns.undo")
    tap("campaigns.list")
    return [chat, answers, snoozes, mutes, other]


def official(world: World, language: Language, number: int, member: str) -> Chat:
    """Give the chat of a focal point who reads the language of the transcript."""
    chat = Chat(world, number, member, language, after=small)
    come_in(chat, invite(world, member), language)
    return chat


@dataclass
class Refusing(Air):
    """An air in which some have blocked the bot."""

    blocked: frozenset[int] | set[int] = frozenset()

    def __init__(self, blocked: set[int]) -> None:
        super().__init__()
        self.blocked = blocked

    async def send(self, chat_id: int, text: str, rows: Rows = (), *, silently: bool = False) -> Outcome:
        if chat_id in self.blocked:
            return Outcome(Ending.BLOCKED, reason="Forbidden: bot was blocked by the user")
        return await super().send(chat_id, text, rows, silently=silently)


def last_moment(world: World, language: Language) -> list[Chat]:
    """A member answers after the closing; its answers are read, and a note that says too much is taken out."""
    said = DESK_PHRASES[language]
    ana = official(world, language, 1001, "Rosario")
    for number, step in enumerate(STEPS[:-3]):
        ana.tap(option(language, step, number % 3 + 1))
        if step == "c01":
            ana.tap(label(language, "button.note"))
            ana.send(said.note)
            ana.tap(label(language, "personal.keep"))
    ana.send(PHRASES[language].pause)
    ana.transcript.clear()
    world.wait(days=41)
    chat = Chat(world, 900, "Celia", language, after=small)
    at_home(chat, language)

    def tap(key: str, who: Chat = chat, /, **params: object) -> None:
        who.tap(label(language, key, **params))

    chat.heading("the wave is closed")
    tap("waves.button")
    tap("waves.close")
    tap("waves.close_yes")
    ana.heading("she is told")
    asyncio.run(tell(world, ana))
    world.wait(hours=2)
    ana.send(PHRASES[language].hello)
    for number, step in enumerate(STEPS[-3:]):
        ana.tap(option(language, step, number % 3 + 1))
    tap("overview.submit", ana)
    tap("submit.named", ana)
    chat.heading("the answers")
    world.wait(hours=1)
    chat.send(said.asked[0])
    tap("status.answers")
    chat.tap(INSTRUMENT.criterion("c01").short.in_(language))
    tap("shared.erase")
    tap("shared.erase_one", item=INSTRUMENT.criterion("c01").short.in_(language))
    tap("shared.criteria")
    chat.heading("thanks")
    tap("desk.home")
    tap("campaigns.list")
    tap("campaigns.write")
    chat.send(said.thanks)
    tap("campaigns.check")
    tap("check.go")
    tap("check.yes")
    world.wait(days=1)
    asyncio.run(Post(world).meet(ana).deliver())
    return [chat, ana]


async def tell(world: World, *chats: Chat) -> None:
    """Send the notices that wait."""
    air = Air({one.telegram_id: one for one in chats})
    notices = Notices(world.writer, Post(world))
    await notices.look()
    while await notices.send_next(air):
        pass


PLAYS: dict[Play, str | None] = {first_day: None, meeting: "2026", last_moment: "2026"}
"""Which wave is open when they begin."""


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.__name__)
def test_a_coordinators_conversation_reads_as_before(
    play: Play, language: Language, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """A whole conversation says word by word what its golden transcript says, and shows no token."""
    with network(tmp_path, PLAYS[play]) as world:
        chats = play(world, language)
    text = "\n\n".join("\n".join((f"# {one.name}", *one.transcript)) for one in chats) + "\n"
    compare(f"{play.__name__}_{language}", text, update=pytestconfig.getoption("--update-golden"))
