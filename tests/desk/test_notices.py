"""A notice in a coordinator's own words: a text in each language that is read, the dry run, a correction of it."""

from kit.chat import Chat, World
from kit.coordinator import coordinator, focal_point
from kit.golden import label
from kit.whole_cards import whole
from sqlalchemy import select, update

from conversations.desk.place import DeskView
from conversations.events import Open
from conversations.instrument import Language
from storage import tables as t
from storage.campaign_rows import read_texts

ES, PT = Language.ES, Language.PT
_c, _d = t.campaign.c, t.delivery.c


def tap(chat: Chat, key: str) -> None:
    """Tap a button by its entry."""
    chat.tap(label(ES, key))


def write(chat: Chat, *texts: str) -> None:
    """Begin a notice and write its texts."""
    chat.press(Open(DeskView.CAMPAIGNS))
    tap(chat, "campaigns.write")
    for text in texts:
        chat.send(text)


def go(chat: Chat) -> None:
    """Read the dry run and confirm it."""
    tap(chat, "campaigns.check")
    tap(chat, "check.go")
    tap(chat, "check.yes")


def planned(world: World) -> list[tuple[str, str]]:
    """List what is planned: the kind of campaign and the member."""
    wanted = (
        select(_c.kind, t.member.c.name)
        .join_from(t.delivery, t.campaign, _d.campaign_id == _c.id)
        .join(t.member, _d.member_id == t.member.c.id)
        .where(_d.state == "planned")
        .order_by(_d.id)
    )
    with world.writer.database.reading() as tx:
        return [(row.kind, row.name) for row in tx.connection.execute(wanted)]


def test_a_text_is_asked_for_in_each_language_that_is_read(world: World) -> None:
    """First the coordinator's own, then the others; until all are there nothing can be confirmed."""
    focal_point(world, "Rosario", 1)
    focal_point(world, "Foz do Iguaçu", 2, PT)
    chat = coordinator(world)
    chat.after = whole
    write(chat)
    assert "Escriba ahora el texto en <b>español</b>" in chat.card.text
    chat.send("Buen día. La guía nueva está en el sitio de la red.")
    assert "Escriba ahora el texto en <b>portugués</b>" in chat.card.text
    tap(chat, "campaigns.check")
    assert "Falta el texto en: portugués" in chat.card.text
    assert not chat.has(label(ES, "check.go"))
    chat.press(Open(DeskView.DRY_RUN, "sure"))
    assert not chat.has(label(ES, "check.yes"))
    tap(chat, "check.change")
    chat.send("Bom dia. O novo guia está no site da rede.")
    tap(chat, "campaigns.check")
    chat.tap("Ver en portugués")
    assert "Mensagem da coordenação\nBom dia. O novo guia" in chat.card.text
    tap(chat, "meetings.back")
    tap(chat, "check.go")
    tap(chat, "check.yes")
    assert [("notice", "Foz do Iguaçu"), ("notice", "Rosario")] == sorted(planned(world))
    with world.writer.database.reading() as tx:
        texts = read_texts(tx.connection.execute(select(_c.texts)).scalar_one())
    assert {
        ES: "Buen día. La guía nueva está en el sitio de la red.",
        PT: "Bom dia. O novo guia está no site da rede.",
    } == texts


def test_a_text_can_be_written_again_and_not_be_too_long(world: World) -> None:
    """The last one counts; one that is too long is asked for again and the one before stays."""
    focal_point(world, "Rosario", 1)
    chat = coordinator(world)
    write(chat, "Primero.")
    chat.tap("✎ español")
    chat.send("Segundo, mejor dicho.")
    chat.tap("✎ español")
    chat.send("x" * 1001)
    assert label(ES, "deskline.text_too_long", number=1000) in chat.card.text
    go(chat)
    with world.writer.database.reading() as tx:
        assert {ES: "Segundo, mejor dicho."} == read_texts(tx.connection.execute(select(_c.texts)).scalar_one())


def test_a_correction_goes_to_exactly_those_who_got_the_notice(world: World) -> None:
    """Sent and unconfirmed ones get it, on the same day too; nobody else does, whatever has changed."""
    for number, name in enumerate(("Rosario", "Salta", "Mendoza"), start=1):
        focal_point(world, name, number)
    chat = coordinator(world)
    write(chat, "La reunión es el lunes.")
    go(chat)
    ends = {"Rosario": "sent", "Salta": "unconfirmed", "Mendoza": "failed"}
    with world.writer.database.writing() as tx:
        for name, state in ends.items():
            of_member = select(t.member.c.id).where(t.member.c.name == name).scalar_subquery()
            done = {"state": state, "settled_at": world.now, "claimed_at": world.now}
            tx.connection.execute(update(t.delivery).where(_d.member_id == of_member).values(**done))
    focal_point(world, "Quito", 9)  # came after it
    world.wait(minutes=10)
    chat.press(Open(DeskView.CAMPAIGN, "1"))
    tap(chat, "campaigns.correct")
    assert label(ES, "writing.same_people") in chat.card.text
    assert not chat.has(label(ES, "plan.whom"))
    chat.send("La reunión es el martes.")
    go(chat)
    assert [("correction", "Rosario"), ("correction", "Salta")] == sorted(planned(world))


def test_only_a_notice_that_somebody_got_can_be_corrected(world: World) -> None:
    """Neither a reminder nor a notice that has not gone out, nor one that is not there."""
    focal_point(world, "Rosario", 1)
    chat = coordinator(world)
    write(chat, "Hola a todos.")
    go(chat)
    assert not chat.has(label(ES, "campaigns.correct"))
    for target in ("c1", "c7"):
        chat.press(Open(DeskView.NOTICE, target))
        assert label(ES, "deskline.out_of_reach") in chat.card.text


def test_nobody_to_read_it_is_said(world: World) -> None:
    """Without readers no text is asked for; the check says why."""
    chat = coordinator(world)
    write(chat)
    assert label(ES, "writing.nobody") in chat.card.text
    tap(chat, "campaigns.check")
    assert "sin punto focal" in chat.card.text


def test_a_greeting_is_a_text_like_others(world: World) -> None:
    """What would be a courtesy elsewhere may be all that a notice says; "back" is none."""
    focal_point(world, "Rosario", 1)
    chat = coordinator(world)
    write(chat, "Buenos días.")
    assert "✓ español (1)" in chat.card.text
    chat.send("atrás")
    assert chat.has(label(ES, "campaigns.remind"))
