"""Role x scope x object x action: every view and deed there is, by everybody, at everything and at nothing.

Nothing out of scope is shown or changed, every reach for it is counted, and there is always a card.
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

import pytest
from kit.chat import Chat
from kit.courier import Courier
from kit.golden import label
from kit.matrix import BEFORE, ERRANDS_OF, PRESSES, REACHES, REFUSED, UNCOUNTED, press_of
from kit.matrix_stage import ES, FORBIDDEN, OWN_TRACES, TRACES, Furnished, Stage, furnish_network, stage_of
from kit.two_sides import INSIDE, MARK, OUTSIDE, Side, dump
from kit.verdicts import Judge
from kit.workbooks import workbook
from sqlalchemy import select, update

from bot.buttons import decode
from bot.errand_table import ERRANDS
from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.desk.table import DEEDS, VIEWS
from conversations.events import Do, Open, Press
from conversations.replies import Enclosure
from storage import tables as t
from storage.counters import DENIALS

V, D, E = DeskView, Deed, Enclosure
ALONE: Final = (*UNCOUNTED, D.END_ACCESS)
"""What leaves out in silence; and what ends the coordinator whose things are looked at."""


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    """A network of two sides: made once."""
    return furnish_network(tmp_path_factory.mktemp("matrix"))


@pytest.fixture
def stage(furnished: Furnished, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """A copy of the network with an actor in it."""
    with stage_of(furnished, tmp_path, str(request.param)) as made:
        yield made


def test_the_matrix_has_every_view_deed_and_errand() -> None:
    """A new one cannot be forgotten: everything that is registered or named is reached for here."""
    assert set(DeskView) | set(Deed) == set(REACHES)
    assert set(VIEWS) | set(DEEDS) == set(REACHES)
    assert set(ERRANDS) == set(ERRANDS_OF)


def test_the_matrix_has_every_button_of_a_respondents() -> None:
    """A new kind of press cannot be forgotten either."""
    about = {"post": 1, "assessment": 1}
    pressed = {type(decode(data.format(**about))) for data in PRESSES}
    assert set(get_args(Press)) - {Open, Do} == pressed


@pytest.mark.parametrize("stage", FORBIDDEN, indirect=True)
def test_whatever_is_pressed_stays_in_scope(stage: Stage) -> None:
    """Nothing of others is shown or changed, reaches are counted, and there is a card, whoever presses what."""
    judge, wrong = Judge(stage), list[str]()
    for key in (*REACHES, *REFUSED):
        for press, reaching in stage.reaches(key):
            wrong += [what for _, what in judge.try_out(key, press, reaching=reaching)]
    assert not wrong, "\n".join(wrong)


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
    """Ordered while they coordinated, done when they do not any more: not a word, not a file, no row but a denial's."""
    person = person_of(stage, stage.inside.coordinator)
    ended = update(t.appointment).where(t.appointment.c.id == stage.inside.coordinator).values(until=stage.world.now)
    with stage.world.writer.database.writing() as tx:
        tx.connection.execute(ended)
    before = dump(stage.path)
    sent = {what: said for what, said, _ in errands(stage, person, stage.inside, stage.outside) if said}
    assert {} == sent
    after = dump(stage.path)
    assert before.without(*TRACES) == after.without(*TRACES)
    entered = {(row["action"], row["person_id"]) for row in after.rows["audit"][len(before.rows["audit"]) :]}
    assert {("denied", person)} == entered


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
