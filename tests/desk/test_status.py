"""How is a city doing? The verdict in twelve words, four buttons, one message; counts only before it submits."""

from datetime import timedelta
from typing import Any

import pytest
from kit.chat import Chat, World, visible, words
from kit.coordinator import coordinator, counted, focal_point
from kit.golden import finish, invite, revoked
from sqlalchemy import insert, select, update

from conversations.assessment import Sharing
from conversations.campaigns import DeliveryState
from conversations.desk.place import DeskView
from conversations.events import ChooseLanguage, Open, Show
from conversations.instrument import Language
from conversations.place import View
from locales.lengths import lines
from storage import tables as t
from storage.counters import DENIALS
from storage.members import find_members

QUESTIONS = {Language.ES: "¿cómo va Rosario?", Language.PT: "como está Rosario?", Language.EN: "how is Rosario doing"}
VERDICTS = {
    Language.ES: "Rosario: respondiendo, 3 de 44, hace 3 días.",
    Language.PT: "Rosario: respondendo, 3 de 44, há 3 dias.",
    Language.EN: "Rosario: answering, 3 of 44, 3 days ago.",
}


def member_of(world: World, name: str) -> int:
    """Find a member's id."""
    with world.writer.database.reading() as tx:
        return find_members(tx, name)[0].id


def verdict(chat: Chat) -> str:
    """Give the first line of the card."""
    return visible(chat.card.text).splitlines()[0]


def small(chat: Chat) -> None:
    """Assert that the card is whole on a small phone, with at most four buttons."""
    assert lines(chat.card.text) <= 9, chat.card.text
    assert len(chat.card.labels) <= 4, chat.card.labels


@pytest.mark.parametrize("language", Language)
def test_the_verdict_comes_first(world: World, language: Language) -> None:
    """One message answers, with the verdict in its first twelve words and at most four buttons."""
    ana = focal_point(world, "Rosario", 1)
    for text in ("3", "2", "no sé", "1"):
        ana.send(text)
    celia = coordinator(world, language)
    world.wait(days=3)
    before = len(celia.bubbles)
    with counted(celia, taps=0, typed=1):
        celia.send(QUESTIONS[language])
    assert before + 1 == len(celia.bubbles)
    assert VERDICTS[language] == verdict(celia)
    assert words(verdict(celia)) <= 12
    assert "40" in visible(celia.card.text).splitlines()[2]
    small(celia)


@pytest.mark.parametrize("language", Language)
def test_every_bucket_has_its_verdict(world: World, language: Language) -> None:
    """Never opened with and without an invitation, opened, answering, submitted: each in twelve words."""
    invite(world, "Salta")
    focal_point(world, "Maipú", 1)
    focal_point(world, "Provincia de San Luis", 2).send("3")
    finish(focal_point(world, "Departamento de Chiquimula", 3))
    celia = coordinator(world, language)
    said = []
    for name in ("Quito", "Salta", "Maipú", "Provincia de San Luis", "Departamento de Chiquimula"):
        celia.send(name)
        said.append(verdict(celia))
        assert words(said[-1]) <= 12, said[-1]
        small(celia)
    assert len(said) == len({line.split(":", 1)[1] for line in said})


def test_buttons_offer_what_makes_sense(world: World) -> None:
    """Invite who never opened, remind who has something left, read what is shared; never a fifth button."""
    focal_point(world, "Salta", 1).send("3")
    finish(focal_point(world, "Quito", 2))
    finish(focal_point(world, "Arica", 3), Sharing.AGGREGATE)
    celia = coordinator(world)
    offered = {}
    for name in ("Maipú", "Salta", "Quito", "Arica"):
        celia.send(name)
        offered[name] = celia.card.labels[:-2]
    assert {"Maipú": ["Invitar"], "Salta": ["Recordar"], "Quito": ["Respuestas"], "Arica": []} == offered


def test_close_names_are_asked_about(world: World) -> None:
    """A city and a province of one name: one tap says which, and the country or kind is on the button."""
    celia = coordinator(world)
    celia.send("¿cómo va Córdoba?")
    assert ["Córdoba · ciudad, Argentina", "Prov. Córdoba · Argentina", "⌂ Inicio"] == celia.card.labels
    celia.tap("Prov. Córdoba")
    assert verdict(celia).startswith("Prov. Córdoba:")


def test_nobody_of_that_name_is_said_kindly(world: World) -> None:
    """The nearest are offered, three at most, and nothing is guessed."""
    celia = coordinator(world)
    celia.send("¿cómo va Bogotá?")
    assert "No encontré «Bogotá» entre sus miembros." == verdict(celia)
    assert 2 <= len(celia.card.labels) <= 4
    celia.send("zzz")
    assert verdict(celia).startswith("No entendí.")


def test_words_of_the_conversation_win(world: World) -> None:
    """Help, a language and a greeting are not taken for names, whatever members there are."""
    celia = coordinator(world)
    celia.send("ayuda")
    assert "¿cómo va Rosario?" in celia.card.text
    celia.send("english")
    assert "Coordinator" in celia.card.text
    celia.press(ChooseLanguage(Language.ES))
    celia.send("hola")
    assert verdict(celia) == "Coordinación"


def test_other_countries_are_not_there(world: World) -> None:
    """A coordinator of Argentina finds nobody in Brazil by name; a forged button is refused and counted."""
    foz = member_of(world, "Foz do Iguaçu")
    celia = coordinator(world, Language.ES, "AR")
    celia.send("¿cómo va Foz?")
    assert "Foz do Iguaçu" not in celia.card.text
    assert not any("Foz" in label for label in celia.card.labels)
    before = denials(world)
    for press in (Open(DeskView.STATUS, str(foz)), Open(DeskView.STATUS, "99999"), Open(DeskView.STATUS, "x")):
        celia.press(press)
        assert "Eso ya no está" in celia.card.text
    assert before + 3 == denials(world)
    celia.press(Open(DeskView.WHICH, f"{foz}.{member_of(world, 'Rosario')}.0.-1.AR"))
    assert ["Rosario · ciudad, Argentina", "Argentina: todos los miembros", "⌂ Inicio"] == celia.card.labels


def denials(world: World) -> int:
    """Count what was refused."""
    with world.writer.database.reading() as tx:
        counter = select(t.counter.c.count).where(t.counter.c.name == DENIALS)
        return sum(tx.connection.execute(counter).scalars())


def test_focal_points_are_there_by_their_posts(world: World) -> None:
    """Their posts in their own words, who cannot be reached any more, and never a name."""
    ana = focal_point(world, "Rosario", 1, name="Ana Planted")
    ana.press(Show(View.OWN_POST))
    ana.send("Directora de Derechos Humanos")
    focal_point(world, "Rosario", 2, name="Beto Planted")
    person = t.person.c
    with world.writer.database.writing() as tx:
        last = tx.connection.execute(select(person.id).order_by(person.id.desc()).limit(1)).scalar_one()
        tx.connection.execute(update(t.person).where(person.id == last).values(unreachable_at=world.now))
    celia = coordinator(world)
    celia.send("Rosario")
    said = visible(celia.card.text)
    assert "2 puntos focales: Directora de Derechos Humanos y función sin indicar" in said
    assert "1 no recibe mensajes." in said
    assert "Planted" not in said
    assert lines(celia.card.text) <= 9


def test_an_invitation_is_followed(world: World) -> None:
    """When it was made and passed on, whether somebody looked at it, and that it is over."""
    token = invite(world, "Salta")
    world.wait(days=2)
    with world.writer.database.writing() as tx:
        tx.connection.execute(update(t.invitation).values(forwarded_at=world.now))
    world.wait(days=1)
    celia = coordinator(world)
    celia.send("Salta")
    assert "Invitación: hecha hace 3 días · reenviada hace 1 día" in visible(celia.card.text)
    Chat(world, 5, "Somebody", Language.ES).start(token)
    celia.send("Salta")
    assert "abierta, sin aceptar" in visible(celia.card.text)
    world.wait(days=80)
    celia.send("Salta")
    assert "vencida" in visible(celia.card.text)
    revoked(world, "Quito")
    celia.send("Quito")
    assert "sin invitación vigente" in verdict(celia)


def remind(world: World, member: int, *states: DeliveryState) -> None:
    """Put what became of reminders of the wave into the tables, an hour apart."""
    with world.writer.database.writing() as tx:
        person = tx.connection.execute(
            select(t.appointment.c.person_id).where(t.appointment.c.member_id == member)
        ).scalar_one()
        for number, state in enumerate(states):
            campaign: dict[str, Any] = {
                "kind": "reminder", "segment": "{}", "created_by": person, "created_at": world.now, "wave_id": 1,
                "undo_until": world.now,
            }  # fmt: skip
            made = tx.insert(insert(t.campaign), campaign)
            at = world.now + timedelta(hours=number)
            settled = None if state is DeliveryState.PLANNED else at
            delivery = {"campaign_id": made, "person_id": person, "member_id": member, "due_at": at, "state": state}
            tx.connection.execute(insert(t.delivery), {**delivery, "settled_at": settled})


def test_reminders_and_what_came_of_them(world: World) -> None:
    """How many were sent and when, whether somebody answered since, what did not arrive, when the next is due."""
    ana = focal_point(world, "Rosario", 1)
    ana.send("3")
    world.wait(days=1)
    states = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SENT, DeliveryState.PLANNED)
    remind(world, member_of(world, "Rosario"), *states)
    world.wait(days=1, hours=2)
    celia = coordinator(world)
    celia.send("Rosario")
    said = visible(celia.card.text)
    assert "2 recordatorios, último hace 1 día · sin respuesta · 1 sin entregar" in said
    assert "Próximo recordatorio: mar, 3 mar" in said
    assert lines(celia.card.text) <= 9
    ana.send("2")
    celia.send("Rosario")
    assert "respondió después" in visible(celia.card.text)


def test_a_late_submission_says_so(world: World) -> None:
    """It came after the wave was closed; the card says so, and that the wave is."""
    ana = focal_point(world, "Rosario", 1)
    ana.send("3")
    with world.writer.database.writing() as tx:
        tx.connection.execute(update(t.wave).values(closed_at=world.now, open_mark=None))
    world.wait(days=2)
    finish(ana, Sharing.AGGREGATE)
    celia = coordinator(world)
    celia.send("Rosario")
    said = visible(celia.card.text)
    assert "ronda 2026, cerrada" in said
    assert "Comparte solo en agregados · después del cierre, el 4 de marzo de 2026" in said
    assert ["Ficha", "⌂ Inicio"] == celia.card.labels


def test_without_any_wave_there_is_a_card(world: World) -> None:
    """Nothing to report is said as that."""
    celia = coordinator(world)
    with world.writer.database.writing() as tx:
        tx.connection.execute(t.wave.delete())
    celia.send("Rosario")
    assert "Rosario: todavía no hubo ninguna ronda." == verdict(celia)
    celia.send("/missing")
    assert "sin ronda abierta" in celia.card.text


def test_a_retired_member_is_not_there(world: World) -> None:
    """Neither by name nor by an old button, nor in the tables."""
    rosario = member_of(world, "Rosario")
    with world.writer.database.writing() as tx:
        tx.connection.execute(update(t.member).where(t.member.c.id == rosario).values(retired_at=world.now))
    celia = coordinator(world)
    celia.press(Open(DeskView.STATUS, str(rosario)))
    assert "Eso ya no está" in celia.card.text
    celia.send("quién falta en Argentina")
    assert "Rosario" not in celia.card.text


def test_before_submission_nothing_tells_what_was_answered(world: World) -> None:
    """Two members that differ only in their levels and notes look the same, but for their names."""
    for telegram_id, name, levels in ((1, "Rosario", "03"), (2, "Mendoza", "41")):
        chat = focal_point(world, name, telegram_id)
        for level in levels:
            chat.send(level)
        chat.press(Show(View.NOTE, "c01"))
        chat.send(f"A note of {name}, planted")
    celia = coordinator(world)
    said = []
    for name in ("Rosario", "Ciudad de Mendoza"):
        celia.send(name)
        said.append(celia.card.text.replace(name.removeprefix("Ciudad de "), "X"))
    assert said[0] == said[1]
    assert "planted" not in said[0]
