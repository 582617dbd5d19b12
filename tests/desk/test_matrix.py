"""Role x scope x object x action: every view and deed there is, by everybody, at everything and at nothing.

Nothing out of scope is shown or changed, every reach for it is counted, and there is always a card.
"""

import io
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
from kit.chat import Chat, World
from kit.coordinator import coordinator
from kit.courier import Courier
from kit.golden import SECRET_KEY, invite, label, network
from kit.store import row
from kit.two_sides import INSIDE, MARK, NOWHERE, OUTSIDE, OWN, Belongings, Dump, Side, dump, furnish
from kit.workbooks import workbook
from sqlalchemy import func, select, update

from bot.buttons import decode
from bot.errand_table import ERRANDS
from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.desk.table import DEEDS, VIEWS
from conversations.events import Do, Open, Press
from conversations.instrument import Language
from conversations.people import Role
from conversations.replies import Enclosure
from storage import tables as t
from storage.counters import DENIALS
from storage.database import Database
from storage.members import import_members
from storage.runner_state import Memo, remember
from storage.secrets import Keyring
from storage.writer import Writer

V, D, E = DeskView, Deed, Enclosure
HERE: Final = ""
"""About nothing in particular."""

REACHES: Final[dict[DeskView | Deed, tuple[str, ...]]] = {
    V.HOME: (HERE,),
    V.WHICH: ("{member}.{answering}",),
    V.STATUS: ("{member}", "{answering}", "{empty}"),
    V.ANSWERS: ("{member}", "{member}.c01", "{member}.c01.x", "{answering}"),
    V.MISSING: (HERE, "{country}", "{country}.1", "never_opened"),
    V.INVITE: (HERE, "{member}", "{empty}", "c", "n.1", "all"),
    V.MEMBERS: (HERE, "{country}", "r.0"),
    V.MEMBER: ("{member}", "{member}.retire", "{member}.zone", "{retired}"),
    V.PEOPLE: (HERE, "m{member}", "{post}", "r{post}", "{coordinator}", "r{coordinator}", "i{link}"),
    V.NEW_MEMBER: (HERE, "zones.0"),
    V.WORKBOOK: (HERE, "z.0"),
    V.WAVE: (HERE, "new", "term", "close", "instr"),
    V.INSTRUMENT: (HERE, "read"),
    V.MEETINGS: (HERE,),
    V.MEETING: ("{meeting}", "{meeting}.cancel", "new"),
    V.PLAN: (HERE, "{meeting}"),
    V.REMIND: (HERE, "m{member}", "m{answering}", "{country}"),
    V.WHOM: (HERE,),
    V.WHEN: (HERE,),
    V.ZONE: (HERE,),
    V.DRY_RUN: (HERE, "who.0", "out.0", "es", "sure"),
    V.CAMPAIGNS: (HERE,),
    V.CAMPAIGN: ("{step}", "{reminder}", "{reminder}.stop"),
    V.DELIVERIES: ("{reminder}.sent.0", "{notice}.answered.0", "{step}.planned.0"),
    V.NOTICE: (HERE, "c{notice}"),
    V.DIGEST: (HERE,),
    V.FIGURES: (HERE, "{cut_off}"),
    V.EXPORT: (HERE,),
    D.OPEN_WAVE: (HERE,),
    D.WAVE_INSTRUMENT: ("1",),
    D.WAVE_TERM: ("2026-04-30",),
    D.CLOSE_WAVE: ("1",),
    D.REOPEN_WAVE: ("1",),
    D.REHEARSE: ("0",),
    D.END_REHEARSAL: (HERE,),
    D.LOAD_INSTRUMENT: ("yes",),
    D.SEND_INSTRUMENT: ("1",),
    D.EXPORT: ("xlsx.es",),
    D.FREEZE: ("{cut_off}",),
    D.CUT_OFF: ("book.{cut_off}", "text.{cut_off}"),
    D.DIGEST: ("never",),
    D.INVITE: ("m{empty}", "m{member}q", "m{retired}", "c"),
    D.INVITE_UNOPENED: (HERE,),
    D.PICK_COUNTRY: ("{country}",),
    D.FORWARDED: ("m{empty}", "i{link}", "n"),
    D.REVOKE_LINKS: ("m{empty}", "i{link}"),
    D.END_ACCESS: ("{post}", "{coordinator}"),
    D.RETIRE_MEMBER: ("{empty}",),
    D.RESTORE_MEMBER: ("{retired}",),
    D.SET_ZONE: ("America/Lima",),
    D.NEW_KIND: ("city",),
    D.NEW_COUNTRY: ("{country}",),
    D.ADD_MEMBER: (HERE,),
    D.IMPORT_LIST: (HERE,),
    D.REDACT: ("{member}.c01",),
    D.HEAT_MAP: ("{country}",),
    D.NETWORK_PICTURE: (HERE,),
    D.MEET_COUNTRY: ("{country}+",),
    D.MEET_MEMBER: ("{member}+",),
    D.MEET_ZONE: ("America/Lima",),
    D.PLAN_STEP: ("5+",),
    D.PLAN_BY: ("2026-05-01",),
    D.REMIND_STANDING: ("all",),
    D.REMIND_DAY: ("2026-03-20",),
    D.REMIND_MINUTE: ("600",),
    D.CONFIRM: ("00000000",),
    D.UNDO: ("{reminder}", "m{meeting}"),
    D.STOP: ("{reminder}", "{step}"),
    D.CANCEL_MEETING: ("{meeting}",),
    D.RETRY: ("{reminder}.failed",),
}
"""What each view and deed can be about: a name in braces is something that one side has."""

UNCOUNTED: Final = frozenset({V.WHICH, V.MISSING, D.FREEZE, D.HEAT_MAP})
"""What leaves out others' in silence, as a question would: nothing is told, and nothing is denied."""
BEFORE: Final[dict[DeskView | Deed, tuple[Press, ...]]] = {
    D.MEET_COUNTRY: (Open(V.REMIND),),
    D.MEET_MEMBER: (Open(V.REMIND),),
    D.REMIND_DAY: (Open(V.REMIND),),
    D.NEW_COUNTRY: (Open(V.NEW_MEMBER),),
    D.CONFIRM: (Open(V.REMIND), Open(V.DRY_RUN, "sure")),
    V.WHOM: (Open(V.REMIND),),
    V.WHEN: (Open(V.REMIND),),
    V.DRY_RUN: (Open(V.REMIND),),
}
"""Where one has to stand for a press to be more than a stale one."""
ERRANDS_OF: Final[dict[Enclosure, tuple[str, ...]]] = {
    E.READ_FILE: ("xlsx:list", "yaml:list"),
    E.INVITATION: ("m{empty}", "m{empty} qr", "c{country}", "c"),
    E.UNOPENED_LIST: (HERE,),
    E.OWN_LIST: ("xlsx:list:red.xlsx",),
    E.INSTRUMENT: ("0", "1"),
    E.EXPORT: ("xlsx", "csv", "json"),
    E.CUT_OFF_BOOK: ("{cut_off}",),
    E.CUT_OFF_PICTURES: ("{cut_off}",),
    E.CUT_OFF_TEXT: ("{cut_off}",),
    E.DIGEST: (HERE,),
    E.HEAT_MAP: (HERE, "{country}"),
    E.NETWORK_PICTURE: (HERE,),
    E.SUCCESSION: ("{post}",),
    E.NEW_PHONE: ("{post}",),
}
"""What each errand can be about."""
ALONE: Final = (*UNCOUNTED, D.END_ACCESS)
"""What leaves out in silence; and what ends the coordinator whose things are looked at."""
TRACES: Final = ("counter", "inbox")
OWN_TRACES: Final = ("desk", "counter", "inbox", "screen", "outbox", "person", "place")
"""Tables in which a turn leaves that it was taken, whatever it did."""
GARBLED: Final = 3
"""Garbage for each view and deed; the next one gets the next."""
GARBAGE: Final = ("x", "0", "-1", ".", "m", "i", "1.2.3", "é🙂", "ZZ+", "9" * 40, "m1'; DROP TABLE member")
ES: Final = Language.ES
SCOPED: Final = ("inside", "elsewhere")
COORDINATORS: Final = (*SCOPED, "all")
FORBIDDEN: Final = {
    "nobody": (MARK, OWN),
    "focal_point": (MARK,),
    "contributor": (MARK,),
    "reviewer": (MARK,),
    "revoked": (MARK, OWN),
    "inside": (MARK, "Brasil"),
    "elsewhere": (MARK, OWN, "Brasil", "Argentina"),
    "all": (),
}
"""Who presses, and what no card of theirs may have on it."""


@dataclass(frozen=True, slots=True)
class Furnished:
    """A closed database with two sides, to be copied."""

    path: Path
    inside: Side
    outside: Side
    now: datetime
    updates: int


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    """A network of two sides: made once."""
    folder = tmp_path_factory.mktemp("matrix")
    with network(folder) as world:
        world.writer.run_now(remember, Memo.BOT_USERNAME, "solidaria_bot")
        world.writer.run_now(import_members, [row(one, OUTSIDE, "America/Recife") for one in ("Recife", "Natal")])
        inside = furnish(world, INSIDE, OWN, ("Rosario", "Salta", "Maipú", "Ciudad de Mendoza"), 100)
        outside = furnish(world, OUTSIDE, MARK, ("Foz do Iguaçu", "Maringá", "Recife", "Natal"), 200)
        return Furnished(folder / "golden.db", inside, outside, world.now, world.updates)


@dataclass
class Stage:
    """A copy of the network, somebody who presses in it, and what was there at first."""

    world: World
    path: Path
    inside: Side
    outside: Side
    chat: Chat
    actor: str
    first: Dump = field(init=False)
    not_mine: Belongings = field(init=False)

    def __post_init__(self) -> None:
        """Remember what is there."""
        self.first = dump(self.path)
        self.not_mine = Belongings.outside("UY" if self.actor == "elsewhere" else INSIDE, self.first)

    def press(self, press: Press) -> str:
        """Press; gives all that was said."""
        before = len(self.chat.transcript)
        self.chat.press(press)
        return "\n".join(self.chat.transcript[before + 1 :])

    def reaches(self, key: DeskView | Deed) -> Iterator[tuple[Press, bool]]:
        """List the presses of a view or deed, and whether each one is a reach for what is not theirs or not there."""
        mine = {"all": (self.inside, self.outside), "inside": (self.inside,)}.get(self.actor, ())
        for target in REACHES[key]:
            if "{" not in target:
                yield press_of(key, target), False
                continue
            for side in (self.inside, self.outside, NOWHERE):
                yield press_of(key, target.format(**side.named())), side not in mine
        at = list(REACHES).index(key)
        for number in range(GARBLED if self.actor in COORDINATORS else 1):
            yield press_of(key, GARBAGE[(at * GARBLED + number) % len(GARBAGE)]), False


def press_of(key: DeskView | Deed, target: str) -> Press:
    """Make the press of a view or deed."""
    return Do(key, target) if isinstance(key, Deed) else Open(key, target)


@pytest.fixture
def stage(furnished: Furnished, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """A copy of the network with an actor in it."""
    path, actor = tmp_path / "copy.db", str(request.param)
    with closing(sqlite3.connect(furnished.path)) as there, closing(sqlite3.connect(path)) as copy:
        there.backup(copy)
    writer = Writer(Database(f"sqlite:///{path}", Keyring(SECRET_KEY)))
    world = World(writer, furnished.now, updates=furnished.updates)
    yield Stage(world, path, furnished.inside, furnished.outside, enter(world, actor), actor)
    writer.close_now()


def enter(world: World, actor: str) -> Chat:
    """Bring an actor in."""
    known = {"focal_point": (101, f"{OWN} Persona"), "inside": (102, f"{OWN} Coordina"), "nobody": (1, "Alguien")}
    if actor in known:
        return Chat(world, *known[actor], ES, messages=1_000)
    if actor in ("contributor", "reviewer"):
        chat = Chat(world, 301, "Otra", ES)
        chat.start(invite(world, f"{OWN} 1", Role(actor)))
        for key in ("button.yes", "button.accept"):
            chat.tap(label(ES, key))
        return chat
    chat = coordinator(world, ES, *(("UY",) if actor == "elsewhere" else ()), telegram_id=302)
    if actor == "revoked":
        person = select(func.max(t.person.c.id)).scalar_subquery()
        ended = update(t.appointment).where(t.appointment.c.person_id == person).values(until=world.now)
        with world.writer.database.writing() as tx:
            tx.connection.execute(ended)
    return chat


def test_the_matrix_has_every_view_deed_and_errand() -> None:
    """A new one cannot be forgotten: everything that is registered or named is reached for here."""
    assert set(DeskView) | set(Deed) == set(REACHES)
    assert set(VIEWS) | set(DEEDS) == set(REACHES)
    assert set(ERRANDS) == set(ERRANDS_OF)


@pytest.mark.parametrize("stage", FORBIDDEN, indirect=True)
def test_whatever_is_pressed_stays_in_scope(stage: Stage) -> None:
    """Nothing of others is shown or changed, reaches are counted, and there is a card, whoever presses what."""
    wrong, after = list[str](), stage.first
    for key in REACHES:
        for press, reaching in stage.reaches(key):
            for first in BEFORE.get(key, ()) if stage.actor in COORDINATORS else ():
                stage.press(first)
            before, said = after, stage.press(press)
            after = dump(stage.path)
            counted = after.count(DENIALS) - before.count(DENIALS)
            shown = [word for word in FORBIDDEN[stage.actor] if word in said]
            if shown:
                wrong.append(f"{press} shows {shown}")
            if changed(stage, before, after, reaching=reaching):
                wrong.append(f"{press} changes {changed(stage, before, after, reaching=reaching)}")
            if not expected_count(stage.actor, key, counted, reaching=reaching):
                wrong.append(f"{press} is denied {counted} times")
            if not answered(stage):
                wrong.append(f"{press} is not answered")
            if stage.actor in COORDINATORS and key is Deed.REHEARSE:
                stage.press(Do(Deed.END_REHEARSAL))
                after = dump(stage.path)
    assert not wrong, "\n".join(wrong)


def changed(stage: Stage, before: Dump, after: Dump, *, reaching: bool) -> set[str]:
    """Name the tables in which something changed that must not: all of them, for who coordinates nothing."""
    if stage.actor == "all":
        return set()
    if stage.actor in SCOPED and not reaching:
        one, other = before.of(stage.not_mine, *TRACES), after.of(stage.not_mine, *TRACES)
    else:
        one, other = before.without(*OWN_TRACES), after.without(*OWN_TRACES)
    return {name for name in one if one[name] != other[name]}


def expected_count(actor: str, key: DeskView | Deed, counted: int, *, reaching: bool) -> bool:
    """Tell whether as much was counted as has to be: each reach once, by whoever; what is garbage may be, or not."""
    if actor in SCOPED:
        return counted == 1 if reaching and key not in UNCOUNTED else counted <= 1
    return counted <= 1 if actor == "all" else counted == 1


def answered(stage: Stage) -> bool:
    """Tell whether there is a card with buttons, or one line to somebody who has none."""
    if stage.actor in ("nobody", "revoked"):
        return stage.chat.spoken.courtesy is not None
    return any(bubble.rows for bubble in stage.chat.bubbles)


def sure(chat: Chat) -> Press:
    """Have the dry run of what is being made asked about; give what confirms it."""
    chat.press(Open(V.DRY_RUN, "sure"))
    return next(decode(data) for line in chat.card.rows for text, data in line if text == label(ES, "check.yes"))


def half_done(chat: Chat, side: Side) -> Iterator[Press]:
    """Fill something in that is about a side, again and again; each time, give the press that would make it so."""
    for key in REACHES:
        for target in REACHES[key] if key not in ALONE else ():
            if "{" in target:
                press = press_of(key, target.format(**side.named()))
                for one in (*BEFORE.get(key, ()), press):
                    chat.press(one)
                yield press
    for begun in (Open(V.REMIND, side.country), Open(V.REMIND, f"m{side.answering}"), Open(V.PLAN, str(side.meeting))):
        chat.press(begun)
        yield sure(chat)
    chat.press(Open(V.NOTICE, f"c{side.notice}"))
    chat.send("Una corrección")
    yield sure(chat)
    chat.press(Open(V.INVITE, "c"))
    chat.press(Do(D.PICK_COUNTRY, side.country))
    yield Do(D.INVITE, "c")
    chat.press(Open(V.NEW_MEMBER))
    chat.send("Nueva")
    for press in (Do(D.NEW_KIND, "city"), Do(D.NEW_COUNTRY, side.country)):
        chat.press(press)
    yield Do(D.ADD_MEMBER)


@pytest.mark.parametrize("stage", ["all"], indirect=True)
def test_what_was_begun_in_a_wider_scope_ends_with_it(stage: Stage) -> None:
    """Every press once while all is in scope, so that what asks first has asked, and again when it no more is."""
    chat, wrong = stage.chat, list[str]()
    stage.world.wait(days=4)  # nobody has been written to on that day
    holder = select(t.person.c.id).order_by(t.person.c.id.desc()).limit(1).scalar_subquery()
    own = update(t.appointment).where(t.appointment.c.person_id == holder)
    for press in half_done(chat, stage.outside):
        with stage.world.writer.database.writing() as tx:
            tx.connection.execute(own.values(countries=INSIDE))
        before = dump(stage.path)
        said = stage.press(press)
        after = dump(stage.path)
        if MARK in said:
            wrong.append(f"{press} shows {said}")
        if before.without(*OWN_TRACES) != after.without(*OWN_TRACES):
            wrong.append(f"{press} changes something")
        if "📎" in said or after.count(DENIALS) == before.count(DENIALS):
            wrong.append(f"{press} is not denied: {said}")
        with stage.world.writer.database.writing() as tx:
            tx.connection.execute(own.values(countries=""))
    assert not wrong, "\n".join(wrong)


def errands(stage: Stage, person: int, *sides: Side) -> Iterator[tuple[str, list[str], list[bytes]]]:
    """Do every errand of a person about everything of these sides; gives what was said and sent."""
    courier = Courier()
    courier.notebook.files["list"] = workbook([["Ciudad", "País"], [f"{MARK} 2", OUTSIDE]])
    for enclosure, targets in ERRANDS_OF.items():
        for target in dict.fromkeys(one.format(**side.named()) for one in targets for side in sides):
            before = len(courier.notebook.contents)
            said = courier.run(stage.world, enclosure, person, target)
            yield f"{enclosure} {target}", said, courier.notebook.contents[before:]


def person_of(stage: Stage, appointment: int) -> int:
    """Give the id of whoever holds an appointment."""
    wanted = select(t.appointment.c.person_id).where(t.appointment.c.id == appointment)
    with stage.world.writer.database.reading() as tx:
        return int(tx.connection.execute(wanted).scalar_one())


@pytest.mark.parametrize("stage", ["inside"], indirect=True)
def test_an_errand_of_somebody_revoked_meanwhile_sends_nothing(stage: Stage) -> None:
    """Ordered while they coordinated, done when they do not any more: not a word, not a file, not a row."""
    person = person_of(stage, stage.inside.coordinator)
    ended = update(t.appointment).where(t.appointment.c.id == stage.inside.coordinator).values(until=stage.world.now)
    with stage.world.writer.database.writing() as tx:
        tx.connection.execute(ended)
    before = dump(stage.path).without("counter")
    sent = {what: said for what, said, _ in errands(stage, person, stage.inside, stage.outside) if said}
    assert {} == sent
    assert before == dump(stage.path).without("counter")


@pytest.mark.parametrize("stage", ["inside"], indirect=True)
def test_an_errand_stays_in_scope(stage: Stage) -> None:
    """About the other side, or about everything: nothing of others is in a message or file, and nobody is invited."""
    person = person_of(stage, stage.inside.coordinator)
    before = dump(stage.path).of(stage.not_mine, *TRACES)
    wrong = []
    for what, said, contents in errands(stage, person, stage.outside):
        texts = "\n".join(said).encode() + b"".join(map(opened, contents))
        own = what.startswith(E.OWN_LIST)
        if (b"start=" in texts) if own else (MARK.encode() in texts):
            wrong.append(what)
    assert not wrong, "\n".join(wrong)
    assert before == dump(stage.path).of(stage.not_mine, *TRACES)


def opened(content: bytes) -> bytes:
    """Give the bytes of a file, those of a workbook unpacked."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())
