"""What the people of a hostile life do: write wherever something can be written, look at every card, ask for files.

Decides the order of it, and what of it has to be found again as it was written.
"""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from kit.campaigns import Post
from kit.chat import Chat
from kit.coordinator import appoint
from kit.golden import INSTRUMENT, invite, label
from kit.hostile_life import HostileLife
from kit.hostile_texts import ENDS_A_TEMPLATE, RUNS, RUNS_INSIDE
from kit.submitting import answers, happen
from sqlalchemy import select

from bot.digests import word_letters
from conversations.assessment import Sharing
from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.events import Choice, Consult, Do, Event, Open, Show
from conversations.facts import ResponseChanged, Submitted
from conversations.people import Role
from conversations.place import View
from storage import tables as t
from storage.digests import write_due_digests
from storage.invitations import create_invitation
from storage.members import find_members

NOTED = tuple(item.id for item in INSTRUMENT.items)[:5]
SURELY = {NOTED[1]: RUNS_INSIDE, NOTED[2]: RUNS[:3], NOTED[3]: ENDS_A_TEMPLATE}
"""Notes of which each life has one."""
LONGEST_NOTICE = 1_000
_VIEWS = tuple(View)
_DESK = tuple(DeskView)


@dataclass
class Written:
    """What was written and has to be found again; notes and consulted areas by item, names by Telegram id."""

    notes: dict[str, str] = field(default_factory=dict)
    consulted: dict[str, str] = field(default_factory=dict)
    asked: tuple[str, str] = ("", "")
    notices: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    wave: str = ""
    people: dict[int, str] = field(default_factory=dict)
    posts: list[str] = field(default_factory=list)


def live(life: HostileLife) -> tuple[Written, Chat, Chat]:
    """Live one; gives what was written, the official's chat and the coordinator's."""
    world, written = life.world, Written()
    written.members, written.wave = life.name_members(), life.rename_wave()
    official = life.person(1001, invite(world, written.members[0]))
    coordinator = life.person(900, "", enters=False)
    coordinator.start(appoint(world, "AR"))
    life.tap(coordinator, "button.yes", "button.accept")
    written.people = {1001: official.name, 900: coordinator.name}
    _note(life, official, written)
    _ask(life, official, coordinator, written)
    _coordinate(life, official, coordinator, written)
    facts = list(answers(2))
    for at, fact in enumerate(facts[:6]):
        if isinstance(fact, ResponseChanged):
            facts[at] = replace(fact, consulted=life.text(80))
            written.consulted[fact.item] = facts[at].consulted  # type: ignore[union-attr]  # it is one
    happen(official, *facts, Submitted(Sharing.NAMED, late=False))
    if not life.brief:
        _look_around(life, official, coordinator)
    return written, official, coordinator


def _note(life: HostileLife, chat: Chat, written: Written) -> None:
    for item in NOTED:
        chat.press(Show(View.NOTE, item))
        text = life.text(500, SURELY.get(item))
        chat.send(text)
        kept = life.assessment(1).notes.get(item)
        if kept is None:
            chat.press(Choice.KEEP_ANYWAY)  # it seems to have a name or number of somebody's in it
            kept = life.assessment(1).notes.get(item)
        if kept is not None or len(text) <= INSTRUMENT.evidence_max_chars:
            written.notes[item] = text
    chat.press(Show(View.STEP, NOTED[0]))
    name = life.text(120)
    life.wrote(name)  # so it is listed among what is kept about somebody
    chat.attach(name, life.text(200))
    chat.press(Choice.KEEP_ANYWAY)
    if note := life.assessment(1).notes.get(NOTED[0]):
        life.wrote(note.text)
    written.notes.pop(NOTED[0], None)  # the caption is written under it
    chat.press(Show(View.OWN_POST))
    post = life.text(80)
    chat.send(post)
    written.posts.append(" ".join(post.split()))


def _ask(life: HostileLife, official: Chat, coordinator: Chat, written: Written) -> None:
    official.press(Show(View.STEP, NOTED[1]))
    asked, answer = life.wrote(f"¿Qué es {life.text(400)}?"), life.text(4_096)
    official.send(asked)
    official.press(Choice.ASK_COORDINATOR)
    official.press(Choice.KEEP_ANYWAY)
    _deliver(life, official, coordinator)
    letter = max((one.id for one in coordinator.bubbles if not one.rows), default=0)
    coordinator.send(answer, reply_to=letter)
    _deliver(life, official, coordinator)
    rows = life.rows(select(t.question.c.text, t.question.c.answer))
    if rows:
        written.asked = (asked, answer if rows[-1][1] is not None else "")


def _coordinate(life: HostileLife, official: Chat, chat: Chat, written: Written) -> None:
    life.tap(chat, "meetings.list", "meetings.make")
    for _ in range(6):
        chat.send(life.wrote(f"{life.text(50)}, {life.text(50)}"))
    chat.send(life.wrote(f"Encuentro, {life.text(20)}"))
    chat.send("12 al 14 de mayo")
    _confirm(life, chat)
    chat.press(Open(DeskView.NOTICE))
    text = life.text(LONGEST_NOTICE)
    chat.send(text)
    if _confirm(life, chat):
        written.notices.append(text)
    life.world.wait(minutes=5)
    _deliver(life, official, chat)
    with life.world.writer.database.writing() as tx:
        (member,) = find_members(tx, written.members[1])
        create_invitation(tx, Role.FOCAL_POINT, member, life.world.now, post=life.text(80))
    for view, target in ((DeskView.INVITE, ""), (DeskView.INVITE, str(member.id))):
        chat.press(Open(view, target))
        chat.send(life.text(100))
    chat.press(Open(DeskView.NEW_MEMBER))
    for _ in range(3):
        chat.send(life.text(80))
    chat.press(Open(DeskView.WAVE))
    chat.send(life.text(40))
    for _ in range(5):
        chat.press(Open(DeskView.HOME))
        chat.send(life.text())


def _confirm(life: HostileLife, chat: Chat) -> bool:
    """Go through the dry run; tells whether it could be confirmed."""
    for target in ("", "who.0", "out.0", *("es", "pt", "en"), "sure"):
        chat.press(Open(DeskView.DRY_RUN, target))
    if confirmed := chat.has(label(life.language, "check.yes")):
        life.tap(chat, "check.yes")
    return confirmed


def _deliver(life: HostileLife, *chats: Chat) -> None:
    for chat in chats:
        chat.press(Show(View.REVIEW) if chat.telegram_id == 1001 else Open(DeskView.HOME))
    post = Post(life.world).meet(*chats)
    asyncio.run(post.deliver())
    for chat in chats:
        life.look(chat)


def _look_around(life: HostileLife, official: Chat, coordinator: Chat) -> None:
    life.visit(official, _some(life, _own_cards()))
    official.press(Choice.SEND_MY_DATA)
    member = life.assessment(1).member.id
    life.visit(coordinator, _some(life, _desk_cards(member)))
    coordinator.press(Do(Deed.DIGEST, "week"))
    life.world.wait(days=8)
    life.world.writer.run_now(write_due_digests, life.world.now, word_letters)
    for payload in life.letters():
        life.read(payload)
    _deliver(life, official, coordinator)


def _some(life: HostileLife, events: Iterable[Event]) -> list[Event]:
    """Choose the cards of a life: over three lives all of them are seen."""
    return [one for one in events if life.dice.randrange(4) == 0]


def _own_cards() -> Iterator[Event]:
    for view in _VIEWS:
        yield Show(view, "")
        yield Show(view, NOTED[1])
        yield Show(view, "c01")
    yield Consult("c01")
    yield Choice.SEND_PRACTICES


def _desk_cards(member: int) -> Iterator[Event]:
    for view in _DESK:
        for target in ("", "1", str(member), "AR", f"{member}.c01", "1.0", "0"):
            yield Open(view, target)
