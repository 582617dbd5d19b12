"""Rows that say who belongs where are vouched for: each change past the bot is found, and none of the bot's own is."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from kit.one_of_each import one_of_each
from kit.store import ANA, BRUNO, NOW, Store, accept, begin_visit, new_store, row
from kit.tampering import unlock
from kit.trespassing import TABLES, TRESPASSES
from sqlalchemy import event

from bot.opening import pick_up
from conversations.campaigns import Campaign, CampaignKind, DryRun, Meeting, Segment
from conversations.desk.campaigning import CampaignMade, CampaignStopped, MeetingCancelled, MeetingSaved
from conversations.desk.figures import CutOffMade
from conversations.facts import AssessmentBegun, PersonForgotten, QuestionAsked, ResponseChanged, VisitEnded
from conversations.instrument import Language
from conversations.membership import MemberEdited, MemberPart
from conversations.own_facts import PostLeft
from conversations.people import Appointment, Role
from conversations.plans import Step
from conversations.retention import DataClass
from conversations.workbook import ListedRow, MembersImported
from storage import vouching
from storage.appointments import end_appointment
from storage.audit import note, read_head
from storage.audit_answers import verify_audit
from storage.audit_check import Trouble
from storage.audit_entry import of_bot
from storage.audit_reader import AuditLine, list_entries
from storage.audit_seal import seal_row
from storage.audit_terms import AUDIT_KEPT, expire_audit
from storage.audit_words import Action, Kind
from storage.backup import back_up, restore
from storage.campaign_rows import read_meeting
from storage.hands import make_link
from storage.invitation_token import token_hash
from storage.invitations import create_invitation, revoke_invitation
from storage.inviting import invite_rows
from storage.key_rotation import rotate_key
from storage.members import import_members
from storage.posts_kept import revoke_post
from storage.retention import sweep
from storage.secrets import Identity, Keyring, new_secret_key
from storage.upgrading import renew
from storage.vouched_rows import VOUCHED, read_rows
from storage.vouching import begun_at, last_entries, segment_keys
from storage.waves import close_wave, open_wave
from storage.world_reader import Inquiry, Sender
from storage.writer import Writer

CELIA = Sender(5550009999, "Celia Planted")
DAY = timedelta(days=1)


def found(store: Store) -> Trouble | None:
    """Verify everything."""
    with store.database.reading() as tx:
        return verify_audit(tx, None).trouble


def trouble(store: Store) -> Trouble:
    """Give what is wrong; something must be."""
    one = found(store)
    assert one is not None
    return one


def run_sql(store: Store, *statements: str) -> None:
    """Run statements past triggers, rules and references, as somebody who has the file and not the key."""
    store.database.close()
    with closing(sqlite3.connect(store.database.path)) as connection:
        unlock(connection)
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def come(store: Store, sender: Sender, token: str) -> None:
    """Accept an invitation."""
    store.draw(store.turn(sender, begin_visit, Inquiry(token=token)).work)
    store.draw(store.turn(sender, accept).work)


def entered(store: Store, kind: Kind) -> list[int | None]:
    """List the rows of a kind that were vouched for, from the first entry to the last."""
    with store.database.reading() as tx:
        lines = reversed(list_entries(tx, 999, rows=True))
        return [one.object for one in lines if (one.action, one.kind) == ("row_vouched", kind.value)]


@pytest.fixture
def network(store: Store) -> Store:
    """A focal point of Rosario who answers, a coordinator of Argentina, and an open link to Quito."""
    store.enter(ANA)
    store.facts(ANA, ResponseChanged("c01q1", None, 3))
    with store.database.writing() as tx:
        token = create_invitation(tx, Role.COORDINATOR, None, store.now, countries=("AR",)).token
    come(store, CELIA, token)
    store.invite("Quito")
    return store


# --- what is vouched for ---


@pytest.mark.parametrize("kind", VOUCHED)
def test_every_column_is_vouched_for_or_left_out(kind: Kind) -> None:
    """A new column must be in one of the two lists: whether it gives somebody a right is to be asked."""
    declared = VOUCHED[kind]
    listed = ("id", *declared.columns, *declared.left_out)
    assert sorted(one.name for one in declared.table.columns) == sorted(listed)
    assert declared.table.name == kind.value
    assert kind.value in TABLES


def test_no_change_goes_through_the_whole_audit(network: Store) -> None:
    """The last entry for a row, and where vouching began, are found by an index, however long the audit is."""
    asked: list[tuple[str, tuple[object, ...]]] = []

    def hear(_conn: object, _cursor: object, statement: str, parameters: tuple[object, ...], *_rest: object) -> None:
        if statement.startswith("SELECT") and "FROM audit " in f"{statement} ":
            asked.append((statement, parameters))

    with network.database.writing() as tx:
        event.listen(tx.connection, "before_cursor_execute", hear)
        close_wave(tx, network.now)
    with network.database.reading() as tx:
        explained = [(f"EXPLAIN QUERY PLAN {query}", values) for query, values in asked]
        plans = [step[-1] for one in explained for step in tx.connection.exec_driver_sql(*one)]
    assert [] == [step for step in plans if step.startswith("SCAN audit")]
    assert [step for step in plans if "ix_audit_action_object_kind_object_id" in step]


def test_an_answer_costs_one_entry_and_a_beginning_one_row(store: Store) -> None:
    """Nothing is vouched for when somebody answers, and only the assessment when it begins."""
    store.enter(ANA)
    assert [1] == entered(store, Kind.ASSESSMENT)
    with store.database.reading() as tx:
        before = read_head(tx)
    store.facts(ANA, ResponseChanged("c01q1", None, 3))
    with store.database.reading() as tx:
        after = read_head(tx)
    assert (before and before.position + 1) == (after and after.position)


def test_a_row_touched_twice_has_one_entry(network: Store) -> None:
    """However often a transaction touches a row, it is vouched for once, as it was left."""
    before = entered(network, Kind.MEMBER)
    names = [MemberEdited(1, MemberPart.NAME, f"planted {number}") for number in range(3)]
    network.facts(CELIA, *names, MemberEdited(1, MemberPart.ZONE, "UTC"))
    assert [*before, 1] == entered(network, Kind.MEMBER)
    assert found(network) is None


def test_what_changes_nothing_has_no_entry(network: Store) -> None:
    """The same name again, or a link that cannot be taken back any more: no row is different, none is entered."""
    before = entered(network, Kind.MEMBER), entered(network, Kind.INVITATION)
    network.facts(CELIA, MemberEdited(1, MemberPart.NAME, "Rosario"))
    with network.database.writing() as tx:
        assert not revoke_invitation(tx, 1, network.now)
    assert before == (entered(network, Kind.MEMBER), entered(network, Kind.INVITATION))


def test_rows_are_listed_only_when_asked_for(network: Store) -> None:
    """Who reads the audit reads what was done; what vouches for rows is there on demand."""
    with network.database.reading() as tx:
        shown, all_of_them = list_entries(tx, 999), list_entries(tx, 999, rows=True)
    assert {"row_vouched"} == {one.action for one in set(all_of_them) - set(shown)}
    assert "row_vouched" not in {one.action for one in shown}


def test_another_name_on_telegram_is_vouched_for(network: Store) -> None:
    """Who somebody is lies encrypted beside their account: with another name both are vouched for anew."""
    before = entered(network, Kind.PERSON)
    network.facts(replace(ANA, name="Ana Planted"), ResponseChanged("c01q2", None, 1))
    network.facts(replace(ANA, name="Ana Planted"), ResponseChanged("c01q3", None, 1))
    assert [*before, 1] == entered(network, Kind.PERSON)
    assert found(network) is None


def test_who_was_forgotten_cannot_be_guessed_from_what_stays(network: Store) -> None:
    """Who has the key could try all accounts there are: what vouched for the row is bound to something random, gone."""
    with network.database.reading() as tx:
        before = read_rows(tx, Kind.PERSON)[1]
        assert isinstance(before, tuple)
        identity = VOUCHED[Kind.PERSON].columns.index("identity")
        keys = segment_keys(tx)
        kept = {one.content for (kind, _), one in last_entries(tx, begun_at(tx) or 0).items() if kind is Kind.PERSON}
    assert seal_row(keys[1], "person", 1, before) in kept
    keyring = network.database.keyring
    assert keyring is not None
    sealed = keyring.seal_identity(Identity(ANA.telegram_id, ANA.name))
    for guess in (None, b"", sealed):
        guessed = (*before[:identity], guess, *before[identity + 1 :])
        assert seal_row(keys[1], "person", 1, guessed) not in kept
    network.facts(ANA, PersonForgotten())
    with network.database.reading() as tx:
        after = read_rows(tx, Kind.PERSON)[1]
    assert isinstance(after, tuple)
    assert not set(before[: identity + 1]) & set(after)


# --- changed past the bot ---

FORGED_POST = """INSERT INTO appointment (person_id, countries, role, since)
    SELECT 1, '', 'coordinator', since FROM appointment WHERE id = 1"""
FORGED_LINK = """INSERT INTO invitation (token_hash, role, countries, created_at, expires_at)
    SELECT ?, 'coordinator', '', created_at, expires_at FROM invitation WHERE id = 1"""
FORGED_PERSON = """INSERT INTO person (telegram_hash, identity, language, consented_at, consent_version, last_turn_at)
    SELECT lower(hex(randomblob(32))), identity, language, consented_at, '1', last_turn_at FROM person WHERE id = 1"""
TOKEN = "forged-token-forged-token-forged"
TAMPERINGS = (
    ("UPDATE appointment SET countries = 'AR,BR' WHERE id = 2", "vouches for appointment 2, which was changed since"),
    ("UPDATE appointment SET countries = '' WHERE id = 2", "appointment 2, which was changed"),
    ("UPDATE appointment SET countries = CAST(countries AS BLOB) WHERE id = 2", "appointment 2, which was changed"),
    ("UPDATE appointment SET countries = CAST(x'ff' AS TEXT) WHERE id = 2", "appointment 2, which was changed"),
    ("UPDATE appointment SET role = 'coordinator', member_id = NULL WHERE id = 1", "appointment 1, which was changed"),
    ("UPDATE appointment SET role = 'reviewer' WHERE id = 1", "appointment 1, which was changed"),
    ("UPDATE appointment SET member_id = 2 WHERE id = 1", "appointment 1, which was changed"),
    ("UPDATE appointment SET person_id = 1 WHERE id = 2", "appointment 2, which was changed"),
    ("UPDATE appointment SET until = since WHERE id = 1", "appointment 1, which was changed"),
    ("UPDATE appointment SET until = since, left_at = since WHERE id = 1", "appointment 1, which was changed"),
    ("DELETE FROM appointment WHERE id = 1", "vouches for appointment 1, which is gone"),
    (
        FORGED_POST,
        "appointment 3 was not written by the bot: no entry vouches for it",
    ),
    ("UPDATE invitation SET used_at = NULL, used_by = NULL WHERE id = 2", "invitation 2, which was changed"),
    ("UPDATE invitation SET used_by = 1 WHERE id = 2", "invitation 2, which was changed"),
    ("UPDATE invitation SET expires_at = '2099-01-01 00:00:00.000000+00:00' WHERE id = 3", "invitation 3, which was"),
    ("UPDATE invitation SET role = 'coordinator', member_id = NULL WHERE id = 3", "invitation 3, which was changed"),
    ("UPDATE invitation SET countries = '' WHERE id = 2", "invitation 2, which was changed"),
    ("UPDATE invitation SET member_id = 1 WHERE id = 3", "invitation 3, which was changed"),
    ("UPDATE invitation SET token_hash = lower(hex(randomblob(32))) WHERE id = 3", "invitation 3, which was changed"),
    ("UPDATE invitation SET succeeds = 1 WHERE id = 3", "invitation 3, which was changed"),
    ("DELETE FROM invitation WHERE id = 3", "invitation 3, which is gone"),
    (
        FORGED_LINK.replace("?", "lower(hex(randomblob(32)))"),
        "invitation 4 was not written by the bot",
    ),
    ("UPDATE person SET telegram_hash = lower(hex(randomblob(32))) WHERE id = 2", "person 2, which was changed"),
    ("UPDATE person SET consented_at = NULL, consent_version = NULL WHERE id = 2", "person 2, which was changed"),
    ("DELETE FROM person WHERE id = 2", "person 2, which is gone"),
    (
        FORGED_PERSON,
        "person 3 was not written by the bot",
    ),
    ("UPDATE assessment SET member_id = 2", "assessment 1, which was changed"),
    ("UPDATE assessment SET wave_id = 2", "assessment 1, which was changed"),
    ("UPDATE assessment SET instrument_id = 2", "assessment 1, which was changed"),
    ("INSERT INTO assessment SELECT 2, 2, 1, 1, begun_at, NULL, NULL, NULL, 0 FROM assessment", "assessment 2 was not"),
    ("UPDATE wave SET name = '2025'", "wave 1, which was changed"),
    ("UPDATE wave SET closed_at = opened_at, open_mark = NULL", "wave 1, which was changed"),
    ("UPDATE wave SET instrument_id = 2", "wave 1, which was changed"),
    ("UPDATE wave SET closes_on = '2020-01-01'", "wave 1, which was changed"),
    ("UPDATE member SET name = 'Santa Fe' WHERE id = 1", "member 1, which was changed"),
    ("UPDATE member SET country = 'BR' WHERE id = 1", "member 1, which was changed"),
    ("UPDATE member SET rehearsal_for = 1 WHERE id = 1", "member 1, which was changed"),
    ("UPDATE member SET retired_at = '2026-01-01 00:00:00.000000+00:00' WHERE id = 2", "member 2, which was changed"),
    ("DELETE FROM member WHERE id = 3", "member 3, which is gone"),
    (
        "INSERT INTO member (name, kind, country, timezone) VALUES ('X', 'city', 'AR', 'UTC')",
        "member 4 was not written",
    ),
    ("UPDATE instrument SET document = document || '#'", "instrument 1, which was changed"),
)


@pytest.mark.parametrize(("statement", "words"), TAMPERINGS)
def test_a_row_that_was_changed_past_the_bot_is_found(network: Store, statement: str, words: str) -> None:
    """Rights widened, links brought to life, accounts swapped, assessments moved: said, and which row."""
    run_sql(network, statement)
    one = trouble(network)
    assert words in one.what
    assert (one.position == 0) == ("was not" in words)


def _plan(meeting: Meeting, *days: int) -> MeetingSaved:
    steps = tuple(Step(before, meeting.respond_by - before * DAY, DryRun((), ())) for before in days)
    return MeetingSaved(meeting, steps, NOW, 1)


@pytest.fixture
def programme(network: Store) -> Store:
    """A meeting with a plan of two steps, a notice, and a cut-off."""
    day = (network.now + 60 * DAY).date()
    notice = Campaign(0, CampaignKind.NOTICE, Segment(), NOW, NOW, texts={Language.ES: "Aviso"})
    plan = _plan(Meeting(0, "planted", "planted", day, day, "UTC", day), 30, 15)
    network.facts(CELIA, plan, CampaignMade(notice, DryRun((), ()), 1), CutOffMade(1, ("AR",)))
    return network


@pytest.mark.parametrize(
    ("rows", "statement"), [one for one in TRESPASSES if one[0] in ("meeting", "campaign", "cut_off")]
)
def test_what_is_told_to_whom_is_vouched_for(programme: Store, rows: str, statement: str) -> None:
    """Another text in a notice, another day of a meeting, other figures in a cut-off: found, each in the last row."""
    with programme.database.reading() as tx:
        last = max(read_rows(tx, Kind(rows)))
    run_sql(programme, statement.replace("?", str(last)))
    one = trouble(programme)
    assert f"{rows} {last}, which" in one.what


def test_a_plan_that_changes_is_vouched_for_anew(programme: Store) -> None:
    """A step that goes, one that comes, another day, the meeting cancelled: none of it is trouble."""
    with programme.database.reading() as tx:
        meeting = read_meeting(tx, 1)
    assert meeting is not None
    later = replace(meeting, respond_by=meeting.respond_by - DAY, countries=("AR",))
    for fact in (_plan(later, 15, 3), MeetingCancelled(1), CampaignStopped(3)):
        programme.facts(CELIA, fact)
        assert found(programme) is None
    assert [1, 2, 3, 2, 4, 1, 2, 4, 3] == entered(programme, Kind.CAMPAIGN)


def test_an_assessment_that_is_gone_is_found(network: Store) -> None:
    """Nobody has answered in it, so no history misses it: its row is missed."""
    network.enter(BRUNO, "Quito")
    run_sql(network, "DELETE FROM assessment WHERE id = 2")
    assert "vouches for assessment 2, which is gone" in trouble(network).what


def test_two_accounts_that_were_swapped_are_found(network: Store) -> None:
    """Who puts their own account in the place of a coordinator's, encrypted name and all, is found."""
    run_sql(
        network,
        "CREATE TEMP TABLE was AS SELECT id, telegram_hash, identity FROM person",
        "UPDATE person SET telegram_hash = 'x' || id",
        "UPDATE person SET telegram_hash = (SELECT telegram_hash FROM was WHERE was.id = 3 - person.id),"
        " identity = (SELECT identity FROM was WHERE was.id = 3 - person.id)",
    )
    assert "person 1, which was changed since" in trouble(network).what


def test_the_position_is_of_the_last_entry(network: Store) -> None:
    """The entry that is named is the one after which the row was changed."""
    network.facts(CELIA, MemberEdited(1, MemberPart.NAME, "planted"))
    with network.database.reading() as tx:
        head = read_head(tx)
    network.facts(ANA, ResponseChanged("c01q2", None, 1))
    run_sql(network, "UPDATE member SET name = 'Rosario' WHERE id = 1")
    assert (head and head.position) == trouble(network).position


# --- and then changed by the bot ---


def test_a_forged_link_stays_found_after_it_was_used(network: Store) -> None:
    """Who puts a link in and enters by it has a post of the bot's own making; the link is still not of its making."""
    run_sql(network, FORGED_LINK.replace("?", f"'{token_hash(TOKEN)}'"))
    come(network, BRUNO, TOKEN)
    assert "invitation 4 was not written by the bot" in trouble(network).what


def test_a_used_link_that_was_used_again_stays_found(network: Store) -> None:
    """Unused again, with another token: the bot lets that person in, and what it entered before does not fit."""
    change = "UPDATE invitation SET used_at = NULL, used_by = NULL, token_hash = ? WHERE id = 2"
    run_sql(network, change.replace("?", f"'{token_hash(TOKEN)}'"))
    come(network, BRUNO, TOKEN)
    assert "invitation 2, which was changed since" in trouble(network).what


def test_a_changed_row_is_not_vouched_for_by_its_next_change(network: Store) -> None:
    """A coordinator's widened countries stay found when the post ends; so does a member's name when it is retired."""
    run_sql(network, "UPDATE appointment SET countries = '' WHERE id = 2")
    with network.database.writing() as tx:
        assert end_appointment(tx, 2, network.now)
    assert "appointment 2, which was changed since" in trouble(network).what


def test_a_deleted_row_whose_number_is_taken_again_stays_found(network: Store) -> None:
    """Whoever has the number of a deleted row given again does not hide that the row is gone."""
    run_sql(
        network,
        "DELETE FROM invitation WHERE id = 3",
        "UPDATE sqlite_sequence SET seq = 2 WHERE name = 'invitation'",
    )
    network.invite("Quito")
    assert "invitation 3, which was changed since" in trouble(network).what


def test_what_nobody_can_read_keeps_nothing_from_being_written(network: Store) -> None:
    """Bytes that are no text in rows that a command changes: it goes through, and they are found."""
    run_sql(
        network,
        "UPDATE invitation SET token_hash = CAST(x'ff' AS TEXT) WHERE id = 3",
        "UPDATE appointment SET role = CAST(x'ff' AS TEXT) WHERE id = 1",
    )
    with network.database.writing() as tx:
        assert revoke_invitation(tx, 3, network.now)
        assert end_appointment(tx, 1, network.now)
        close_wave(tx, network.now)
    assert "appointment 1, which was changed since" in trouble(network).what
    assert 1 == entered(network, Kind.WAVE)[-1]


# --- changed by the bot ---


def test_everything_that_is_done_once_leaves_no_trouble(store: Store) -> None:
    """Whatever a turn, a look or a night may do: after each, every row is as it is vouched for."""
    for step in one_of_each(store):
        step.do()
        assert found(store) is None, step.name


def _hand_over(store: Store) -> None:
    """Ask for a link to one's own post twice, and come by it with another account."""
    with store.database.writing() as tx:
        made = make_link(tx, 1, 1, store.now)
        assert made is not None
        again = make_link(tx, 1, 1, store.now)
    assert again is not None
    come(store, BRUNO, again.made.token)


def _leave_and_follow(store: Store) -> None:
    store.facts(ANA, PostLeft(1))
    _hand_over(store)


def _invite_rows(store: Store) -> None:
    rows = (ListedRow(2, "Quito"), ListedRow(3, "Boa Vista"), ListedRow(4, "Rosario"))
    scope = Appointment(2, Role.COORDINATOR, None)
    with store.database.writing() as tx:
        assert [False, False, True] == [one.invited is None for one in invite_rows(tx, scope, 2, rows, store.now)]


def _revoke(store: Store) -> None:
    with store.database.writing() as tx:
        assert revoke_post(tx, 2, store.now)
        assert revoke_invitation(tx, 3, store.now)


def _import(store: Store) -> None:
    rows = (row("Rosario", "AR", "America/Lima"), row("Chuí", "BR", "America/Sao_Paulo"))
    with store.database.writing() as tx:
        import_members(tx, rows, store.now)
    listed = ListedRow(2, "Salta", timezone="UTC"), ListedRow(3, "Rosario", timezone="UTC")
    store.facts(CELIA, MembersImported(listed))
    assert [1, 4, 5, 1] == entered(store, Kind.MEMBER)[-4:]


def _visit_and_go(store: Store) -> None:
    store.visit(BRUNO)
    store.facts(BRUNO, VisitEnded())
    store.visit(BRUNO)
    assert [1, 2] == entered(store, Kind.PERSON)


def _forget(store: Store) -> None:
    store.facts(ANA, QuestionAsked("c01q2", "planted"), PersonForgotten())
    store.enter(ANA)


def _next_wave(store: Store) -> None:
    with store.database.writing() as tx:
        close_wave(tx, store.now)
        open_wave(tx, "2027", store.now, lambda _: "opened")
    store.facts(ANA, AssessmentBegun())
    assert [1, 2] == entered(store, Kind.ASSESSMENT)


def _nights(store: Store) -> None:
    with store.database.writing() as tx:
        assert end_appointment(tx, 1, store.now)
    store.pass_time(800 * DAY)
    with store.database.writing() as tx:
        assert [1, 1] == [sweep(tx, data, store.now) for data in (DataClass.INVITATIONS, DataClass.PEOPLE)]
    store.invite("Quito")


def _two_keys(store: Store) -> None:
    store.visit(BRUNO)
    for _ in range(2):
        store.database.close()
        rotate_key(store.database, Keyring(new_secret_key()), store.now)
        store.pass_time(DAY)
    store.facts(CELIA, MemberEdited(1, MemberPart.NAME, "planted"))
    store.facts(ANA, PostLeft(1))


def _back(store: Store) -> None:
    saved = store.database.path.with_name("saved.db")
    back_up(store.database, saved)
    store.facts(ANA, PersonForgotten())
    store.invite("Quito")
    store.database.close()
    restore(store.database, saved, store.now)
    store.invite("Boa Vista")
    store.facts(ANA, PostLeft(1))


HONEST = (
    *(_hand_over, _leave_and_follow, _invite_rows, _revoke, _import, _visit_and_go, _forget, _next_wave, _nights),
    *(_two_keys, _back),
)


@pytest.mark.parametrize("do", HONEST)
def test_what_the_bot_changes_is_no_trouble(network: Store, do: Callable[[Store], None]) -> None:
    """Each way in which rows change honestly leaves every row as it is vouched for."""
    do(network)
    assert found(network) is None


def test_the_entries_of_a_row_fail_when_one_writer_forgets(network: Store) -> None:
    """A writer that does not vouch for what it changed is found by whoever verifies: the tests above have teeth."""
    with patch("storage.waves.vouch", lambda *_: None), network.database.writing() as tx:
        close_wave(tx, network.now)
    assert "wave 1, which was changed since" in trouble(network).what


# --- from before ---


@pytest.fixture
def former(tmp_path: Path) -> Iterator[Store]:
    """A network from before there was vouching: its audit is whole and tells of no row."""
    with patch.object(vouching, "settle", lambda _: None):
        made = new_store(tmp_path)
        made.enter(ANA)
        made.invite("Quito")
    yield made
    made.database.close()


def test_before_it_began_no_row_is_held_against_anything(former: Store) -> None:
    """A database of a former version is whole as it is."""
    run_sql(former, "UPDATE member SET country = 'BR' WHERE id = 1")
    assert found(former) is None


def _first_change(store: Store) -> None:
    with store.database.writing() as tx:
        assert revoke_invitation(tx, 2, store.now)


async def _start(store: Store) -> None:
    writer = Writer(store.database)
    await pick_up(writer, "x_bot", store.now)
    writer._thread.shutdown(wait=True)


def _upgrade(store: Store) -> None:
    store.database.close()
    renew(store.database, None, store.now)


@pytest.mark.parametrize("how", ["first change", "start", "upgrade"])
async def test_a_former_database_is_taken_as_it_is_once(former: Store, how: str) -> None:
    """With the first change, a start or an upgrade every row is vouched for, and it is said that this began."""
    for _ in range(2):
        if how == "start":
            await _start(former)
        elif how == "upgrade":
            _upgrade(former)
            former.pass_time(DAY)
        elif Action.VOUCHING_BEGUN.value not in [one.action for one in _lines(former)]:
            _first_change(former)
    begun = [one.detail for one in _lines(former) if one.action == "vouching_begun"]
    assert ["10 rows"] == begun
    assert found(former) is None
    assert [1, 2] == entered(former, Kind.INVITATION)
    run_sql(former, "UPDATE invitation SET used_at = NULL, used_by = NULL WHERE id = 1")
    assert "invitation 1, which was changed since" in trouble(former).what


def _lines(store: Store) -> list[AuditLine]:
    with store.database.reading() as tx:
        return list(list_entries(tx, 999, rows=True))


def test_the_beginning_cannot_be_taken_away(network: Store) -> None:
    """Who deletes the entry that says that it began breaks the chain."""
    run_sql(network, "DELETE FROM audit WHERE action = 'vouching_begun'", "UPDATE member SET country = 'BR'")
    assert "is missing" in trouble(network).what


def test_an_emptied_audit_is_no_new_one(store: Store) -> None:
    """Before anybody has answered, members without any entry are enough to tell that it was emptied."""
    run_sql(store, "DELETE FROM audit", "DELETE FROM audit_segment")
    assert "no entry at all, though there are members" in trouble(store).what


# --- terms ---


def expire(store: Store, before: timedelta) -> None:
    """Have the beginning of the chain expire up to so long ago."""
    with store.database.writing() as tx:
        note(tx, of_bot(Action.PAUSED, store.now, Kind.DATABASE))
    with store.database.writing() as tx:
        assert expire_audit(tx, store.now - before, store.now) > 0


def test_rows_outlive_their_entries(network: Store) -> None:
    """When the entries expire, again and again, rows that are right are vouched for anew; then a change is found."""
    for _ in range(3):
        network.pass_time(AUDIT_KEPT + DAY)
        expire(network, AUDIT_KEPT)
        assert found(network) is None
    network.invite("Boa Vista")
    assert found(network) is None
    run_sql(network, "UPDATE person SET telegram_hash = lower(hex(randomblob(32))) WHERE id = 1")
    assert "person 1, which was changed since" in trouble(network).what


def test_night_after_night_only_what_expires_is_vouched_for_anew(network: Store) -> None:
    """A row changed later keeps its entry until that expires; the others of that night get one."""
    with network.database.writing() as tx:
        close_wave(tx, network.now)
    network.pass_time(10 * DAY)
    network.facts(CELIA, MemberEdited(1, MemberPart.NAME, "planted"))
    expire(network, 5 * DAY)
    begun = [one.position for one in _lines(network) if one.action == "vouching_begun"]
    network.pass_time(20 * DAY)
    network.facts(CELIA, MemberEdited(2, MemberPart.NAME, "planted too"))
    before = len(_lines(network))
    with network.database.writing() as tx:
        gone = expire_audit(tx, network.now - 5 * DAY, network.now)
    assert (1, True) == (len(begun), before - gone < len(_lines(network)))
    assert found(network) is None


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE appointment SET countries = '' WHERE id = 2", "appointment 2, which was changed since"),
        ("DELETE FROM appointment WHERE id = 2", "appointment 2, which is gone"),
        (FORGED_POST, "appointment 3 was not written by the bot"),
    ],
)
@pytest.mark.parametrize("new_key", [False, True])
def test_what_was_changed_past_the_bot_outlives_its_entry(
    network: Store, statement: str, words: str, new_key: bool
) -> None:
    """Five years, ten and a new key later it is still found: what is not right is never vouched for."""
    run_sql(network, statement)
    if new_key:
        network.database.close()
        rotate_key(network.database, Keyring(new_secret_key()), network.now)
    for _ in range(2):
        network.pass_time(AUDIT_KEPT + DAY)
        expire(network, AUDIT_KEPT)
        assert words in trouble(network).what


def test_what_is_gone_need_not_be_told_for_ever(network: Store) -> None:
    """A link that retention took away has an entry until that expires, and none after it."""
    network.pass_time(800 * DAY)
    with network.database.writing() as tx:
        assert sweep(tx, DataClass.INVITATIONS, network.now) == 1
    assert found(network) is None
    network.pass_time(AUDIT_KEPT + DAY)
    expire(network, AUDIT_KEPT)
    assert 3 not in entered(network, Kind.INVITATION)
    assert found(network) is None
