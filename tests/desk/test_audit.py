"""A coordinator's looks and deeds are in the audit, and each digest ends with its head."""

import random
from pathlib import Path

import pytest
from kit.audited import watched_network
from kit.chat import Chat, World
from kit.coordinator import coordinator, focal_point
from kit.kept import kept_letters
from kit.submitting import submitted
from sqlalchemy import select

from bot.digests import word_letters
from bot.screens import read_sheet
from conversations.assessment import Sharing
from conversations.audit import read_head
from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.events import Do, Event, Open
from conversations.instrument import Language
from locales.lengths import visible
from storage import tables as t
from storage.audit import read_head as head_of
from storage.audit_answers import verify_audit
from storage.digests import write_due_digests
from storage.members import find_members


def entries(world: World, after: int = 0) -> list[tuple[str, str, int | None, str]]:
    """List action, kind, object and detail of the entries after a position."""
    a = t.audit.c
    wanted = select(a.action, a.object_kind, a.object_id, a.detail).where(a.id > after).order_by(a.id)
    with world.writer.database.reading() as tx:
        return [tuple(row) for row in tx.connection.execute(wanted)]


def position(world: World) -> int:
    """Tell where the chain ends."""
    with world.writer.database.reading() as tx:
        head = head_of(tx)
    assert head is not None
    return head.position


def member(world: World, name: str) -> int:
    """Find a member's id."""
    with world.writer.database.reading() as tx:
        return find_members(tx, name)[0].id


def press(chat: Chat, event: Event) -> list[tuple[str, str, int | None, str]]:
    """Press something; give the entries that it left."""
    before = position(chat.world)
    chat.press(event)
    return entries(chat.world, before)


def test_each_look_says_at_whom(world: World) -> None:
    """Status, answers, people, who is missing: an entry with the member, and none for what is the coordinator's own."""
    submitted(world, "Rosario", 1)
    rosario, celia = member(world, "Rosario"), coordinator(world)
    for view, target, expected in (
        (DeskView.STATUS, f"{rosario}", ("member_file_read", "member", rosario, "")),
        (DeskView.ANSWERS, f"{rosario}.c01", ("answers_read", "member", rosario, "")),
        (DeskView.MEMBER, f"{rosario}", ("people_read", "member", rosario, "")),
        (DeskView.PEOPLE, "", ("people_read", "network", None, "coordinators")),
        (DeskView.MISSING, "AR", ("statuses_read", "network", None, "AR")),
    ):
        assert expected in press(celia, Open(view, target))
    assert press(celia, Open(DeskView.DIGEST)) == []


def test_a_look_at_what_is_out_of_reach_is_entered_too(world: World) -> None:
    """Who asks for another country's member gets nothing, and is in the audit with what they asked for."""
    celia, rosario = coordinator(world, Language.ES, "CL"), member(world, "Rosario")
    assert ("member_file_read", "member", rosario, "") in press(celia, Open(DeskView.STATUS, f"{rosario}"))


def test_deeds_are_entered_with_their_object(world: World) -> None:
    """Retired, restored, exported, frozen: what, and to which."""
    focal_point(world, "Quito", 2)
    quito, celia = member(world, "Quito"), coordinator(world)
    press(celia, Do(Deed.RETIRE_MEMBER, f"{quito}"))
    assert ("member_retired", "member", quito, "") in press(celia, Do(Deed.RETIRE_MEMBER, f"{quito}"))
    assert ("member_restored", "member", quito, "") in press(celia, Do(Deed.RESTORE_MEMBER, f"{quito}"))
    assert ("exported", "network", None, "xlsx") in press(celia, Do(Deed.EXPORT, "xlsx.es"))
    assert ("digest_chosen", "person", 2, "week") in press(celia, Do(Deed.DIGEST, "week"))


def test_a_question_is_a_look_of_each_coordinator(world: World) -> None:
    """Whoever is written a respondent's question has an entry, and so has the question."""
    coordinator(world), coordinator(world, telegram_id=901, name="Dora")
    ana, before = focal_point(world, "Rosario", 1), position(world)
    ana.send("¿esto incluye a la provincia?")
    ana.tap("coordina")
    told = [one[:3] for one in entries(world, before)]
    assert [one[0] for one in told].count("question_asked") == 1
    assert told.count(("notice_written", "question", 1)) == 2


@pytest.mark.parametrize("language", Language)
def test_a_digest_ends_with_the_head(world: World, language: Language) -> None:
    """The last line has position and digits; typed back as it reads, it fits the chain, later on as well."""
    celia = coordinator(world, language)
    celia.press(Do(Deed.DIGEST, "week"))
    world.wait(days=8)
    assert len(world.writer.run_now(write_due_digests, world.now, word_letters)) == 1
    with world.writer.database.reading() as tx:
        payload = [one.text for one in kept_letters(tx) if one.kind == "notice"][-1]
    assert payload is not None
    *_, last = visible(read_sheet(payload).text).splitlines()
    said, _, written = last.partition(": ")
    assert said == {"es": "Registro de accesos", "pt": "Registro de acessos", "en": "Access record"}[language.value]
    assert (entries(world)[-1][0], read_head(written).position) == ("digest_sent", position(world))
    submitted(world, "Rosario", 1, sharing=Sharing.NAMED)
    with world.writer.database.reading() as tx:
        assert verify_audit(tx, read_head(written)).trouble is None


def test_nothing_goes_unentered_in_a_lively_network(tmp_path: Path) -> None:
    """Whatever was changed or looked at by a second opinion has its entry, and no word of anybody's is among them."""
    with watched_network(tmp_path / "lively", random.Random(7)) as (_, watch):  # noqa: S311 - dice
        assert (watch.unseen, watch.unread, watch.words()) == ([], [], set())
        assert watch.changes > 20
        assert watch.looks > 20
        lines, vouched = watch.lines()
        assert lines == vouched
