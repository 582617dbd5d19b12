"""What a member shares is read criterion by criterion, by who may, and what says too much can be taken out."""

from typing import Any

import pytest
from kit.chat import Chat, World, visible
from kit.coordinator import coordinator, focal_point
from kit.golden import INSTRUMENT, finish
from kit.stolen import everything
from sqlalchemy import select

from conversations.assessment import Sharing
from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.events import Choice, Do, Erase, Open, Press, Show
from conversations.instrument import Language
from conversations.place import View
from locales.lengths import lines
from storage import tables as t
from storage.counters import DENIALS
from storage.expunging import expunge
from storage.members import find_members
from storage.shared_answers import READS
from storage.status import member_status

SECRET = "La señora del segundo piso, planted"


def member_of(world: World, name: str) -> int:
    """Find a member's id."""
    with world.writer.database.reading() as tx:
        return find_members(tx, name)[0].id


def counted_as(world: World, name: str) -> int:
    """Give how often something was counted."""
    with world.writer.database.reading() as tx:
        wanted = select(t.counter.c.count).where(t.counter.c.name == name)
        return sum(tx.connection.execute(wanted).scalars())


def history(world: World, subject: str) -> list[Any]:
    """Give the lines of history about a subject."""
    h = t.response_history.c
    with world.writer.database.reading() as tx:
        wanted = select(h.target, h.before, h.after, h.person_id).where(h.subject == subject).order_by(h.id)
        return [tuple(row) for row in tx.connection.execute(wanted)]


def noted(world: World, sharing: Sharing = Sharing.NAMED) -> Chat:
    """Give the chat of a focal point who submitted with notes and a file."""
    ana = focal_point(world, "Rosario", 1)
    ana.press(Show(View.NOTE, "c01q1"))
    ana.send(SECRET)
    ana.press(Show(View.NOTE, "c01"))
    ana.attach("plan.pdf", "El plan municipal")
    finish(ana, sharing)
    return ana


@pytest.mark.parametrize("language", Language)
def test_answers_are_read_criterion_by_criterion(world: World, language: Language) -> None:
    """From the status: results, then one criterion's levels, notes and files; each card fits a small phone."""
    noted(world)
    rosario = member_of(world, "Rosario")
    celia = coordinator(world, language)
    celia.send("Rosario")
    celia.tap(celia.card.labels[0])
    assert 10 + 2 == len(celia.card.labels)
    assert len(celia.card.rows) <= 6
    for criterion in INSTRUMENT.criteria:
        celia.press(Open(DeskView.ANSWERS, f"{rosario}.{criterion.id}"))
        assert lines(celia.card.text) <= 9, celia.card.text
        assert len(celia.card.rows) <= 6
        for item in criterion.items:
            assert item.short.in_(language) in visible(celia.card.text)
    celia.press(Open(DeskView.ANSWERS, f"{rosario}.c01"))
    assert SECRET in celia.card.text
    assert "📎 plan.pdf" in celia.card.text


def test_each_reading_is_counted(world: World) -> None:
    """How often anybody looked at what others answered."""
    noted(world)
    rosario = member_of(world, "Rosario")
    celia = coordinator(world)
    celia.send("Rosario")
    assert 0 == counted_as(world, READS)
    for target in (f"{rosario}", f"{rosario}.c01", f"{rosario}.c02"):
        celia.press(Open(DeskView.ANSWERS, target))
    assert 3 == counted_as(world, READS)


@pytest.mark.parametrize("state", ["answering", "aggregate", "recalled", "abroad"])
def test_who_may_not_read_finds_nothing(world: World, state: str) -> None:
    """Before submission, in aggregates only, taken back, or in another country: refused, counted, nothing is shown."""
    if state == "answering":
        focal_point(world, "Rosario", 1).send("3")
    else:
        ana = noted(world, Sharing.AGGREGATE if state == "aggregate" else Sharing.NAMED)
        if state == "recalled":
            ana.press(Choice.RECALL)
    celia = coordinator(world, Language.ES, *(("BR",) if state == "abroad" else ()))
    rosario = member_of(world, "Rosario")
    presses: list[Press] = [
        Open(DeskView.ANSWERS, f"{rosario}"),
        Open(DeskView.ANSWERS, f"{rosario}.c01"),
        Open(DeskView.ANSWERS, f"{rosario}.c01.x"),
        Do(Deed.REDACT, f"{rosario}.c01q1"),
    ]
    for press in presses:
        celia.press(press)
        assert "Eso ya no está" in celia.card.text
        assert SECRET not in celia.card.text
    assert (len(presses), 0) == (counted_as(world, DENIALS), counted_as(world, READS))
    assert [] == history(world, "redaction")


@pytest.mark.parametrize("target", ["", ".", "x.c01", "c01", "0", "-1.c01", "{0}.c99", "{0}.c01q1", "{0}.."])
def test_forged_targets_do_nothing(world: World, target: str) -> None:
    """Whatever a button says, there is a card and nothing is lost."""
    noted(world)
    rosario = member_of(world, "Rosario")
    celia = coordinator(world)
    for press in (Open(DeskView.ANSWERS, target.format(rosario)), Do(Deed.REDACT, target.format(rosario) + ".x")):
        celia.press(press)
        assert celia.card.rows
    assert [] == history(world, "redaction")


def test_a_note_is_taken_out_for_good(world: World) -> None:
    """By two taps: the text goes from tables, history and files; whose it was and when stays, and everybody's cards."""
    ana = noted(world)
    celia = coordinator(world)
    rosario = member_of(world, "Rosario")
    celia.press(Open(DeskView.ANSWERS, f"{rosario}.c01"))
    celia.tap("Borrar una nota")
    assert ["✕ Política o plan", "✕ Instituciones", "‹ Criterio", "⌂ Inicio"] == celia.card.labels
    celia.tap("✕ Política o plan")
    assert "Se borró." in celia.card.text
    assert SECRET not in celia.card.text
    assert ["✕ Instituciones", "‹ Criterio", "⌂ Inicio"] == celia.card.labels
    ((target, before, after, author),) = (line for line in history(world, "note") if line[0] == "c01q1")
    assert (None, "") == (before, after)
    ((redacted, _, _, redactor),) = history(world, "redaction")
    assert (target, True) == (redacted, redactor != author)
    assert expunge(world.writer.database)
    assert SECRET.encode() not in everything(world.writer.database.path)
    celia.tap("✕ Instituciones")
    assert "plan.pdf" not in celia.card.text
    assert ana.card.rows


def test_the_members_own_people_can_take_it_out_too(world: World) -> None:
    """After submission as before it; nothing else of it can be changed any more."""
    ana = noted(world)
    ana.press(Show(View.CRITERION, "c01"))
    ana.tap("Notas")
    assert not ana.has("Nota")
    ana.tap("Política o plan")
    assert ["c01q1"] == [line[0] for line in history(world, "redaction")]
    celia = coordinator(world)
    celia.press(Open(DeskView.ANSWERS, f"{member_of(world, 'Rosario')}.c01"))
    assert SECRET not in celia.card.text
    ana.press(Erase("c01"))
    assert ["c01q1", "c01"] == [line[0] for line in history(world, "redaction")]


def test_taking_out_is_no_answering(world: World) -> None:
    """The member's last activity stays its own."""
    noted(world)
    world.wait(days=3)
    celia = coordinator(world)
    rosario = member_of(world, "Rosario")

    def last_activity() -> object:
        with world.writer.database.reading() as tx:
            status = member_status(tx, 1, rosario)
        assert status is not None
        return status.last_activity

    before = last_activity()
    celia.press(Do(Deed.REDACT, f"{rosario}.c01q1"))
    assert ["c01q1"] == [line[0] for line in history(world, "redaction")]
    assert before == last_activity()
