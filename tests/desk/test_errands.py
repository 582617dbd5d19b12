"""What a coordinator orders is sent as it is to be passed on, and looked at again in the moment of doing it."""

import json

import pytest
from kit.chat import World
from kit.courier import START, Courier
from kit.golden import label
from kit.own_list import LIST, coordinator_id
from kit.submitting import submitted
from kit.whole_cards import celia
from kit.workbooks import rows_of, workbook
from sqlalchemy import select

from conversations.desk.deeds import Deed
from conversations.desk.inviting import InvitationOrder
from conversations.desk.place import DeskView
from conversations.events import Do, Event, FileRead, Open, Redraw
from conversations.instrument import Language
from conversations.replies import Enclosure
from conversations.workbook import FileProblem, WorkbookRead
from storage import tables as t
from storage.members import list_members
from storage.outbox import claim_letter, write_letters
from storage.tables.talk import LetterKind


@pytest.mark.parametrize(
    ("countries", "language", "words"),
    [
        ((), Language.ES, "Argentina"),
        (("BR",), Language.ES, "Brasil"),
        (("AR", "CL"), Language.EN, "Argentina y Chile"),
    ],
    ids=["everywhere", "one", "two"],
)
def test_a_coordinator_is_invited_in_the_language_of_the_country(
    world: World, countries: tuple[str, ...], language: Language, words: str
) -> None:
    """The message to forward has the link, the countries and a day; it names nobody, and goes by WhatsApp as well."""
    celia(world, language=language)
    courier = Courier()
    order = InvitationOrder(0, countries).write()
    text, whatsapp = courier.run(world, Enclosure.INVITATION, coordinator_id(world), order, language)
    assert START.search(text) is not None
    assert bool(countries) == (words in text)
    assert "Celia" not in text
    assert ("Olá" in text) == (countries == ("BR",))
    assert "https://wa.me/?text=" in whatsapp
    assert courier.notebook.contents == []


def test_an_invitation_with_a_code_is_a_picture(world: World) -> None:
    """For a poster: the same words stand below a QR code."""
    celia(world)
    courier = Courier()
    order = InvitationOrder(0, ("AR",), picture=True).write()
    picture, _ = courier.run(world, Enclosure.INVITATION, coordinator_id(world), order)
    assert picture.startswith("🖼 qr.png")
    assert courier.notebook.contents[0].startswith(b"\x89PNG")


def good_links(world: World) -> list[str]:
    """List the posts of the links that are good, in the order in which they were made."""
    i = t.invitation.c
    good = select(i.post).where(i.used_at.is_(None), i.revoked_at.is_(None), i.created_by.is_not(None)).order_by(i.id)
    with world.writer.database.reading() as tx:
        return list(tx.connection.execute(good).scalars())


@pytest.mark.parametrize("replacing", [False, True], ids=["beside the one before", "instead of it"])
def test_a_message_that_is_sent_again_leaves_one_link(world: World, *, replacing: bool) -> None:
    """After a crash nobody knows whether it arrived: only the link sent last is good, and no other is touched."""
    celia(world)
    courier, person = Courier(), coordinator_id(world)
    member = world.writer.run_now(list_members)[0].member.id
    for post in ("Otra", "De antes"):
        courier.run(world, Enclosure.INVITATION, person, InvitationOrder(member, post=post).write())
    order = InvitationOrder(member, picture=True, replacing=replacing, post="Nueva").write()
    asked = json.dumps({"enclosure": Enclosure.INVITATION, "target": order})
    (letter,) = world.writer.run_now(write_letters, person, LetterKind.REPLY, (asked,), world.now)
    assert world.writer.run_now(claim_letter, letter.id, world.now)
    for _ in range(3):
        assert courier.run(world, Enclosure.INVITATION, person, order, letter=letter.id)
        assert ["Otra", *([] if replacing else ["De antes"]), "Nueva"] == good_links(world)


def test_an_order_beyond_the_scope_of_the_moment_sends_nothing(world: World) -> None:
    """Who may invite in Chile only, by now, gets no link for Brazil: the card is drawn again."""
    celia(world, "CL")
    befalling: list[Event] = []
    order = InvitationOrder(0, ("BR",)).write()
    done = Courier().run(world, Enclosure.INVITATION, coordinator_id(world), order, befalling=befalling)
    assert ([], [Redraw()]) == (done, befalling)


def test_what_was_ordered_before_a_rehearsal_is_sent_during_it(world: World) -> None:
    """A coordinator who tries the questionnaire meanwhile coordinates all the same, and no more than before."""
    chat = celia(world, "AR")
    chat.press(Open(DeskView.WAVE))
    chat.tap(label(Language.ES, "waves.rehearse"))
    person, befalling = coordinator_id(world), list[Event]()
    own, beyond = (InvitationOrder(0, (country,)).write() for country in ("AR", "BR"))
    assert Courier().run(world, Enclosure.INVITATION, person, own, befalling=befalling)
    assert [] == befalling
    assert [] == Courier().run(world, Enclosure.INVITATION, person, beyond, befalling=befalling)
    assert [Redraw()] == befalling


@pytest.mark.parametrize("content", [b"no workbook", workbook([["nothing", "of", "ours"]])], ids=["other", "no list"])
def test_a_list_that_is_not_there_any_more_is_said(world: World, content: bytes) -> None:
    """Between looking at a list and inviting from it its file has become another: she is asked for it again."""
    celia(world)
    courier, befalling = Courier(), list[Event]()
    courier.notebook.files["f"] = content
    assert [] == courier.run(world, Enclosure.OWN_LIST, coordinator_id(world), "xlsx:f:red.xlsx", befalling=befalling)
    assert [FileRead(WorkbookRead("f", unusable=FileProblem.GONE))] == befalling


def test_a_list_comes_back_with_its_links(world: World) -> None:
    """The same file goes back under its name, with a link for each row that needs one."""
    chat = celia(world)
    chat.attach("red.xlsx")
    courier = Courier()
    courier.notebook.files["f"] = workbook(LIST)
    done = courier.run(world, Enclosure.OWN_LIST, coordinator_id(world), "xlsx:f:red.xlsx")
    assert any(one.startswith("📄 ") for one in done)
    assert courier.notebook.contents[-1].startswith(b"PK")


def test_frozen_figures_go_out_as_pictures_and_a_workbook(world: World) -> None:
    """Each picture has a caption and a name of its own wave; the workbook is one that opens; nobody is named."""
    submitted(world, "Rosario", 101, 3)
    celia(world).press(Do(Deed.FREEZE, "0"))
    courier, person = Courier(), coordinator_id(world)
    pictures = courier.run(world, Enclosure.CUT_OFF_PICTURES, person, "1")
    assert pictures
    assert all(one.startswith("🖼 ") and ".png\n" in one for one in pictures)
    assert all(one.startswith(b"\x89PNG") for one in courier.notebook.contents)
    (book,) = courier.run(world, Enclosure.CUT_OFF_BOOK, person, "1")
    assert book.startswith("📄 ")
    assert rows_of(courier.notebook.contents[-1])
