"""Coordinators invite, list and end: within their countries, in few taps, and without a token in the database."""

from datetime import timedelta
from pathlib import Path

import pytest
from kit.chat import Chat, World
from kit.coordinator import appoint, coordinator, counted, focal_point
from kit.stolen import everything
from kit.whole_cards import celia, whole
from sqlalchemy import Table, func, select

from conversations.desk.deeds import Deed
from conversations.desk.inviting import InvitationOrder
from conversations.desk.place import DeskView
from conversations.events import Do, Open
from conversations.instrument import Language
from conversations.people import Appointment, Member, Role
from storage import tables as t
from storage.inviting import Invited, invite_coordinator, invite_to_member
from storage.members import find_members, list_members
from storage.status import wave_status

ALL = Appointment(0, Role.COORDINATOR, None)
OF_ARGENTINA = Appointment(0, Role.COORDINATOR, None, ("AR",))


def member(world: World, name: str) -> Member:
    """Find a member, retired or not."""
    with world.writer.database.reading() as tx:
        return next(one.member for one in list_members(tx, retired=True) if one.member.name == name)


def letters(chat: Chat) -> list[str]:
    """List what was sent beside the cards."""
    return [bubble.text for bubble in chat.bubbles if bubble.text.startswith("📎")]


def rows_of(world: World, table: Table) -> int:
    """Count the rows of a table."""
    with world.writer.database.reading() as tx:
        return int(tx.connection.execute(select(func.count()).select_from(table)).scalar_one())


def denials(world: World) -> int:
    """Tell how many reaches for what is not theirs were counted."""
    with world.writer.database.reading() as tx:
        c = t.counter.c
        return sum(tx.connection.execute(select(c.count).where(c.name == "denials")).scalars())


def denied(world: World) -> list[tuple[int, int]]:
    """List the denials that are in the audit: who was denied, and whom the entry is about."""
    with world.writer.database.reading() as tx:
        a = t.audit.c
        rows = tx.connection.execute(select(a.person_id, a.object_id).where(a.action == "denied").order_by(a.id))
        return [tuple(row) for row in rows]


# --- inviting ---


def test_a_focal_point_is_invited_by_typing_a_name(world: World) -> None:
    """Home, one typed name, one tap: the message is ordered; the typed post goes with it."""
    chat = celia(world)
    with counted(chat, taps=2, typed=1):
        chat.tap("Invitar")
        chat.send("montevideo")
        chat.tap("Mensaje para reenviar")
    number = member(world, "Montevideo").id
    assert [f"📎 invitation m{number}"] == letters(chat)
    chat.send("Directora de Desarrollo Social")
    chat.tap("Mensaje para reenviar")
    assert f"📎 invitation m{number} = Directora de Desarrollo Social" == letters(chat)[-1]


def test_an_order_is_read_as_it_was_written() -> None:
    """Member or countries, picture, replacement and post survive the outbox, whatever the post has in it."""
    for order in (
        InvitationOrder(12),
        InvitationOrder(12, picture=True, replacing=True, post="Jefa = de qr new área"),
        InvitationOrder(0, ("AR", "CL"), picture=True),
        InvitationOrder(0),
    ):
        assert order == InvitationOrder.read(order.write())


def test_a_code_after_the_message_replaces_its_link_and_says_so(world: World) -> None:
    """Since no token is kept, the picture has a new link: the one that went out before is taken back."""
    chat = celia(world)
    number = member(world, "Montevideo").id
    chat.press(Open(DeskView.INVITE, str(number)))
    chat.tap("Mensaje con código QR")
    assert f"📎 invitation m{number} qr" == letters(chat)[-1]
    chat.tap("Mensaje con código QR")
    assert f"📎 invitation m{number} qr new" == letters(chat)[-1]
    assert "el del mensaje anterior ya no vale" in chat.card.text


def test_a_link_is_made_for_who_asks_and_only_its_hash_is_kept(world: World, tmp_path: Path) -> None:
    """The link works for whoever gets it; no byte of the database has its token."""
    chat = celia(world)
    invited = make(world, person_of(world), "Montevideo", post="Directora")
    token = invited.link.partition("start=")[2]
    assert invited.link.startswith("https://t.me/solidaria_bot?start=")
    guest = Chat(world, 901, "Inés", Language.ES)
    guest.start(token)
    assert "Montevideo" in guest.card.text
    chat.press(Open(DeskView.INVITE, str(member(world, "Montevideo").id)))
    assert token.encode() not in everything(tmp_path / "golden.db")


def person_of(world: World, *, role: Role = Role.COORDINATOR) -> int:
    """Give the id of the latest person with a role."""
    with world.writer.database.reading() as tx:
        a = t.appointment.c
        latest = select(a.person_id).where(a.role == role.value).order_by(a.id.desc())
        return int(tx.connection.execute(latest).scalars().first() or 0)


def make(world: World, person: int, name: str, scope: Appointment = ALL, **more: str | bool) -> Invited:
    """Make an invitation as the errand does."""
    post, replacing = str(more.get("post", "")), bool(more.get("replacing", False))
    made = world.writer.run_now(
        invite_to_member, scope, person, member(world, name).id, world.now, post=post, replacing=replacing
    )
    assert made is not None
    return made


def test_a_replacement_takes_back_only_the_latest_link_of_the_same_coordinator(world: World) -> None:
    """Two people may be invited for one member; a link of somebody else's is left alone."""
    celia(world)
    person = person_of(world)
    first, second = make(world, person, "Montevideo"), make(world, person, "Montevideo")
    third = make(world, person, "Montevideo", replacing=True)
    assert third.replaced
    assert {first.made.id, third.made.id} == open_ids(world, "Montevideo")
    assert second.made.id not in open_ids(world, "Montevideo")


def open_ids(world: World, name: str) -> set[int]:
    """List the open invitations of a member."""
    with world.writer.database.reading() as tx:
        i = t.invitation.c
        wanted = select(i.id).where(i.member_id == member(world, name).id, i.used_at.is_(None), i.revoked_at.is_(None))
        return set(tx.connection.execute(wanted).scalars())


def test_links_are_marked_as_forwarded_and_taken_back(world: World) -> None:
    """The list of those who never opened marks who was written to today; taking back ends every open link."""
    chat = celia(world)
    make(world, person_of(world), "Montevideo")
    chat.tap("Invitar")
    chat.tap("Nunca abrieron")
    chat.press(Open(DeskView.INVITE, str(member(world, "Montevideo").id)))
    chat.tap("Reenviado")
    assert "Reenviado el 2 de marzo" in chat.card.text
    chat.press(Open(DeskView.INVITE, "n.4"))
    chat.press(Open(DeskView.INVITE, "n.9"))
    assert "✓ Montevideo" in chat.card.labels
    world.wait(days=2)
    chat.press(Open(DeskView.INVITE, "n.9"))
    assert "✓ Montevideo" not in chat.card.labels
    chat.tap("Montevideo")
    chat.tap("Anular enlaces")
    assert set() == open_ids(world, "Montevideo")


def test_a_name_that_is_nobody_and_a_post_too_long_are_said(world: World) -> None:
    """Nothing is guessed, and nothing that was typed is lost in silence."""
    chat = celia(world)
    chat.tap("Invitar")
    chat.send("Atlantis del Sur")
    assert "No encontré «Atlantis del Sur»" in chat.card.text
    chat.press(Open(DeskView.INVITE, str(member(world, "Montevideo").id)))
    chat.send("x" * 121)
    assert "hasta 120 letras" in chat.card.text


def test_a_coordinator_is_invited_for_countries_within_the_own_scope(world: World) -> None:
    """Countries are tapped or typed; those outside are refused and counted; all of them only by who has all."""
    chat = celia(world, "AR", "CL")
    chat.press(Open(DeskView.INVITE, "c"))
    assert not chat.has("Toda la red")
    chat.press(Do(Deed.INVITE, "c"))
    assert "Elija primero los países" in chat.card.text
    chat.tap("AR")
    chat.tap("CL")
    chat.tap("Mensaje")
    assert "📎 invitation cAR,CL" == letters(chat)[-1]
    chat.send("br")
    assert "no es un código" in chat.card.text
    before = denials(world)
    chat.press(Do(Deed.PICK_COUNTRY, "BR"))
    chat.press(Do(Deed.PICK_COUNTRY, "*"))
    assert before + 2 == denials(world)
    everywhere = celia_of_all(world)
    everywhere.press(Open(DeskView.INVITE, "c"))
    everywhere.tap("Toda la red")
    everywhere.tap("Con código QR")
    assert "📎 invitation c qr" == letters(everywhere)[-1]


def celia_of_all(world: World) -> Chat:
    """Give a second coordinator, of the whole network."""
    chat = coordinator(world, Language.ES, telegram_id=910, name="Olga")
    chat.after = whole
    return chat


@pytest.mark.parametrize("countries", [(), ("BR",), ("AR", "BR"), ("AR",)])
def test_the_errand_looks_at_the_scope_again(world: World, countries: tuple[str, ...]) -> None:
    """Whatever was ordered: an invitation outside the scope of the moment is not made; it is counted and entered."""
    celia(world)
    person, before = person_of(world), denials(world)
    made = world.writer.run_now(invite_coordinator, OF_ARGENTINA, person, countries, world.now)
    assert (countries == ("AR",)) == (made is not None)
    assert before + (made is None) == denials(world)
    for scope in (OF_ARGENTINA, None):
        outside = member(world, "Montevideo").id
        assert None is world.writer.run_now(
            invite_to_member, scope, person, outside, world.now, post="", replacing=False
        )
    assert before + (made is None) + 2 == denials(world)
    assert [(person, person)] * (2 + (made is None)) == denied(world)


# --- people ---


def test_access_ends_in_two_taps_and_at_the_next_tap_of_the_person(world: World) -> None:
    """A focal point's appointment ends; their next press says so; their member's answers stay."""
    chat, ana = celia(world), focal_point(world, "Rosario", 1)
    chat.press(Open(DeskView.PEOPLE, f"m{member(world, 'Rosario').id}"))
    chat.tap("Ana")
    with counted(chat, taps=2):
        chat.tap("Retirar el acceso")
        chat.tap("Sí, retirar")
    assert "El acceso de Ana terminó" in chat.card.text
    ana.tap("3 · ")
    assert ana.spoken.courtesy is not None
    assert 1 == rows_of(world, t.assessment)


def test_a_coordinator_who_is_ended_takes_the_unused_links_along(world: World) -> None:
    """What they made and nobody has used leads nowhere; they see nothing any more at their next tap."""
    chat, other = celia(world), coordinator(world, Language.ES, "AR", telegram_id=911, name="Bruno")
    link = make(world, person_of(world), "Rosario")
    chat.press(Open(DeskView.PEOPLE))
    chat.tap("Bruno")
    assert "Argentina" in chat.card.text
    chat.tap("Retirar el acceso")
    chat.tap("Sí, retirar")
    assert link.made.id not in open_ids(world, "Rosario")
    other.press(Open(DeskView.MEMBERS))
    assert other.spoken.courtesy is not None


def test_the_second_tap_alone_ends_nothing(world: World) -> None:
    """A button that confirms works only on the card that has just asked."""
    chat = celia(world)
    focal_point(world, "Rosario", 1)
    with world.writer.database.reading() as tx:
        a = t.appointment.c
        number = tx.connection.execute(select(a.id).where(a.member_id.is_not(None))).scalar_one()
    chat.press(Do(Deed.END_ACCESS, str(number)))
    assert "¿Retirar el acceso" in chat.card.text
    rosario = member(world, "Rosario").id
    chat.press(Do(Deed.RETIRE_MEMBER, str(rosario)))
    assert "¿Retirar a" in chat.card.text
    assert not retired(world, "Rosario")


# --- members ---


def retired(world: World, name: str) -> bool:
    """Tell whether a member is retired."""
    with world.writer.database.reading() as tx:
        return next(one.retired for one in list_members(tx, retired=True) if one.member.name == name)


def test_a_member_is_renamed_and_given_aliases_a_zone_and_a_region(world: World) -> None:
    """Each is one tap and one typed text; what cannot be is refused and said."""
    chat = celia(world)
    number = member(world, "Tapachula").id
    chat.tap("Miembros")
    chat.tap("MX")
    chat.tap("Tapachula")
    chat.tap("Nombre")
    chat.send("Tijuana")
    assert "Ya hay un miembro que se llama Tijuana" in chat.card.text
    chat.send("Tapachula de Córdova")
    assert "✓ Cambiado" in chat.card.text
    chat.tap("Otros nombres")
    chat.send("Tapachula, TAP; Soconusco")
    chat.tap("Zona horaria")
    chat.send("Marte")
    assert "No conozco esa zona" in chat.card.text
    chat.send("america/mexico_city")
    chat.tap("Zona horaria")
    chat.tap("Cancún")
    assert "America/Cancun" in chat.card.text
    chat.tap("Región")
    chat.send("Chiapas")
    assert "hasta tres letras" in chat.card.text
    chat.send("MX-CHP")
    assert "MX-CHP" in chat.card.text
    with world.writer.database.reading() as tx:
        one = next(one for one in list_members(tx) if one.member.id == number)
    assert ("Tapachula de Córdova", "America/Cancun", "CHP") == (one.member.name, one.member.timezone, one.region)
    assert {"Tapachula", "TAP", "Soconusco"} == set(one.aliases)


def test_a_retired_member_is_in_no_list_and_comes_back_whole(world: World) -> None:
    """Two taps retire it: lists, names, status, its people's post and its links are gone; its answers are not."""
    chat, ana = celia(world), focal_point(world, "Rosario", 1)
    ana.tap("3 · ")
    number = str(member(world, "Rosario").id)
    make(world, person_of(world), "Rosario")
    chat.press(Open(DeskView.MEMBER, number))
    with counted(chat, taps=2):
        chat.tap("Retirar de la red")
        chat.tap("Sí, retirar")
    database = world.writer.database
    with database.reading() as tx:
        assert "Rosario" not in {one.member.name for one in list_members(tx)}
        assert () == find_members(tx, "Rosario")
        assert "Rosario" not in {one.member.name for one in wave_status(tx, 1)}
    assert set() == open_ids(world, "Rosario")
    ana.tap("2 · ")
    assert ana.spoken.courtesy is not None
    assert 1 == rows_of(world, t.response)
    chat.press(Open(DeskView.INVITE, number))
    assert "Retirado" in chat.card.text
    chat.press(Open(DeskView.MEMBERS, "r"))
    chat.tap("Rosario")
    chat.tap("Volver a incluir")
    ana.send("2")
    assert "3/44" in ana.card.text


def test_a_member_is_added_with_a_zone_that_is_proposed_and_confirmed(world: World) -> None:
    """Name typed, kind and country tapped, the zone of its country proposed; an unsure one says so."""
    chat = celia(world)
    with counted(chat, taps=5, typed=1):
        chat.tap("Miembros")
        chat.tap("Agregar un miembro")
        chat.send("Barranquilla")
        chat.tap("Ciudad")
        chat.tap("CO")
        assert "America/Bogota" in chat.card.text
        chat.tap("Confirmar y agregar")
    assert "Barranquilla" in chat.card.text
    assert "America/Bogota" == member(world, "Barranquilla").timezone
    chat.press(Open(DeskView.NEW_MEMBER))
    chat.send("Cobija del Norte")
    chat.tap("Ciudad")
    chat.tap("BR")
    assert "confírmela" in chat.card.text
    chat.tap("Otra zona horaria")
    chat.tap("Recife")
    chat.tap("Confirmar y agregar")
    assert "America/Recife" == member(world, "Cobija del Norte").timezone


def test_a_member_that_is_there_is_not_added_twice(world: World) -> None:
    """The same name, kind and country is refused, accents and capitals aside."""
    chat = celia(world, "AR")
    chat.press(Open(DeskView.NEW_MEMBER))
    chat.send("ROSÁRIO")
    chat.tap("Ciudad")
    chat.tap("Confirmar y agregar")
    assert "Ya hay un miembro" in chat.card.text


# --- scope ---


def acts(world: World) -> list[Open | Do]:
    """List everything that one can try with what is not in one's countries."""
    outside = member(world, "Montevideo").id
    with world.writer.database.reading() as tx:
        a = t.appointment.c
        appointments = tx.connection.execute(
            select(a.id).where((a.member_id == outside) | (a.countries == "")).order_by(a.id)
        ).scalars()
        tries: list[Open | Do] = [Do(Deed.END_ACCESS, str(number)) for number in appointments]
    views = (DeskView.INVITE, DeskView.MEMBER)
    tries += [Open(view, str(outside)) for view in views]
    tries += [Open(DeskView.MEMBER, f"{outside}.{part}") for part in ("name", "aliases", "zone", "region", "retire")]
    tries += [Open(DeskView.PEOPLE, f"m{outside}"), Open(DeskView.PEOPLE, "i999"), Open(DeskView.PEOPLE, "999")]
    deeds = (Deed.INVITE, Deed.FORWARDED, Deed.REVOKE_LINKS)
    tries += [Do(deed, f"m{outside}") for deed in deeds]
    tries += [Do(deed, str(outside)) for deed in (Deed.RETIRE_MEMBER, Deed.RESTORE_MEMBER)]
    return [*tries, Do(Deed.INVITE, "m999"), Do(Deed.NEW_COUNTRY, "UY"), Do(Deed.PICK_COUNTRY, "UY")]


def test_nothing_outside_the_scope_is_shown_or_done_and_every_try_is_counted(world: World) -> None:
    """A coordinator of Argentina meets Uruguay in no way: the card goes home, and the counter goes up by one."""
    olga, chat = celia_of_all(world), celia(world, "AR")
    focal_point(world, "Montevideo", 2, name="Lucía")
    before = snapshot(world)
    tries = acts(world)
    assert len(tries) > 15
    for number, act in enumerate(tries, 1):
        sent = len(letters(chat))
        chat.press(act)
        assert "no corresponde a sus países" in chat.card.text, act
        assert "Montevideo" not in chat.card.text
        assert "Lucía" not in chat.card.text
        assert number == denials(world), act
        assert sent == len(letters(chat)), act
    assert before == snapshot(world)
    assert olga.card.rows


def snapshot(world: World) -> list[object]:
    """Give the rows that these acts could change."""
    with world.writer.database.reading() as tx:
        every = (t.member, t.member_alias, t.appointment, t.invitation)
        return [tuple(row) for table in every for row in tx.connection.execute(select(table))]


def test_lists_have_only_what_is_in_scope(world: World) -> None:
    """Countries, members, people who never opened, retired ones and other coordinators: those of the scope."""
    chat = celia(world, "AR")
    coordinator(world, Language.ES, "AR", "CL", telegram_id=912, name="Dora")
    coordinator(world, Language.ES, "AR", telegram_id=913, name="Elio")
    chat.press(Open(DeskView.MEMBERS))
    assert "Argentina" in chat.card.text
    chat.press(Open(DeskView.MEMBERS, "UY"))
    assert not chat.has("Montevideo")
    chat.press(Open(DeskView.INVITE, "n.0"))
    names = set(chat.card.labels)
    chat.press(Open(DeskView.INVITE, "n.1"))
    names |= set(chat.card.labels)
    assert {"Rosario", "Salta"} <= names
    assert not any("Montevideo" in name for name in names)
    chat.press(Open(DeskView.PEOPLE))
    assert chat.has("Elio")
    assert not chat.has("Dora")


@pytest.mark.parametrize("language", Language)
def test_every_card_is_whole_in_every_language(world: World, language: Language) -> None:
    """At 360 by 640 no card of people and members needs scrolling, with every member's longest name."""
    chat = celia(world, language=language)
    coordinator(world, Language.ES, telegram_id=912, name="Dora")
    focal_point(world, "ANAM", 7)
    number = member(world, "ANAM (Asociación Nacional de Municipalidades)").id
    make(world, person_of(world), "ANAM (Asociación Nacional de Municipalidades)")
    chat.press(Do(Deed.FORWARDED, f"m{number}"))
    for target in ("", "c", "n.0", "n.1", "all", str(number)):
        chat.press(Open(DeskView.INVITE, target))
    chat.press(Do(Deed.INVITE, f"m{number}"))
    chat.press(Do(Deed.INVITE, f"m{number}q"))
    for target in ("", "GT", "GT.1", "r"):
        chat.press(Open(DeskView.MEMBERS, target))
    for part in ("", ".name", ".aliases", ".zone", ".region", ".retire"):
        chat.press(Open(DeskView.MEMBER, f"{number}{part}"))
    for target in ("", f"m{number}", "1", "2", "r2", "i1", "i2"):
        chat.press(Open(DeskView.PEOPLE, target))


def test_an_invitation_lasts_its_term(world: World) -> None:
    """An expired link is no open link: it is not counted, not marked, and not among those taken back."""
    celia(world)
    make(world, person_of(world), "Montevideo")
    world.wait(days=61)
    chat = celia_of_all(world)
    chat.press(Open(DeskView.INVITE, str(member(world, "Montevideo").id)))
    assert "sin usar" not in chat.card.text
    assert timedelta(days=60) < timedelta(days=61)
    assert appoint(world)
