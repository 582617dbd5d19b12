"""The audit: every change and every look at others has an entry, and no change of the chain goes unseen."""

import asyncio
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any, get_args

import pytest
from kit import falsifying, tampering
from kit.store import ANA, BRUNO, NOW, SECRET_KEY, Store, new_store
from kit.tampering import Loot, unlock, write_back
from kit.victim import victim
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from conversations.assessment import Evidence, Sharing
from conversations.audit import Head
from conversations.desk.sought import Sought
from conversations.facts import (
    AssessmentFact,
    Denied,
    DeskFact,
    EvidenceAdded,
    NoteChanged,
    PersonFact,
    PersonForgotten,
    PriorityChanged,
    QuestionAsked,
    Recalled,
    Redacted,
    ResponseChanged,
    StrangerMet,
    Submitted,
    VisitBegan,
)
from conversations.instrument import Language
from conversations.own_facts import OwnFact
from conversations.people import Role
from conversations.replies import Enclosure
from storage import desk_writer, finding
from storage import tables as t
from storage.answer_writer import ACTIONS
from storage.audit import note, read_head
from storage.audit_answers import verify_audit
from storage.audit_check import Trouble, Verdict
from storage.audit_entry import LONGEST_DETAIL, codes, of_bot, of_operator
from storage.audit_facts import BY_HISTORY, NOTHING_TO_TELL, TOLD
from storage.audit_reader import list_entries
from storage.audit_reads import NOT_OTHERS, NOTHING_OF_OTHERS, SENT, SOUGHT
from storage.audit_seal import COLUMNS
from storage.audit_terms import AUDIT_KEPT, expire_audit, expired
from storage.audit_words import Action, Kind
from storage.database import Database, Transaction
from storage.invitations import create_invitation, list_invitations
from storage.key_rotation import rotate_key
from storage.schema import prepare
from storage.secrets import Keyring, SecretKeyMissing, new_secret_key
from storage.waves import close_wave
from storage.writer import Writer

OTHER_KEY = new_secret_key()
BEGINNING = ["segment_begun", "vouching_begun"]
"""What every network's audit begins with."""
LAST = 27
"""The position of the last entry of what has been ``told``: 17 things that were done, and 10 rows."""


def look(store: Store, noted: Head | None = None) -> Verdict:
    """Verify everything."""
    with store.database.reading() as tx:
        return verify_audit(tx, noted)


def trouble(store: Store, noted: Head | None = None) -> Trouble:
    """Give what is wrong; something must be."""
    found = look(store, noted).trouble
    assert found is not None
    return found


def head(store: Store) -> Head:
    """Give the head."""
    with store.database.reading() as tx:
        found = read_head(tx)
    assert found is not None
    return found


def actions(store: Store) -> list[str]:
    """List the actions from the first to the last, without what vouches for rows."""
    with store.database.reading() as tx:
        return [one.action for one in reversed(list_entries(tx, 999))]


def answer(store: Store, times: int, item: str = "c01q1") -> None:
    """Have Ana answer an item again and again, a minute between."""
    for level in range(times):
        store.pass_time(timedelta(minutes=1))
        store.facts(ANA, ResponseChanged(item, level or None, level % 5))


@pytest.fixture
def told(store: Store) -> Store:
    """A database in which some things have happened: an invitation, consent, answers, a note, a submission."""
    store.enter(ANA)
    answer(store, 5)
    store.facts(ANA, NoteChanged("c01", None, "planted note"), PriorityChanged("c01", None, 2))
    store.facts(ANA, EvidenceAdded("c01", Evidence("photo", "f", "planted-file", "planted.jpg", 10), 73))
    store.facts(ANA, Submitted(Sharing.NAMED, late=False))
    store.facts(ANA, Recalled())
    store.facts(ANA, ResponseChanged("c02q1", None, 1))
    return store


def steal(store: Store, change: Callable[[Loot], object]) -> None:
    """Do something to the audit's tables as somebody who has the file and not the key."""
    store.database.close()
    with closing(sqlite3.connect(store.database.path)) as connection:
        unlock(connection)
        loot = Loot(
            [[*row] for row in connection.execute(tampering.READ)],
            [[*row] for row in connection.execute(tampering.READ_SEGMENTS)],
        )
        change(loot)
        write_back(connection, loot)
        connection.commit()


def run_sql(store: Store, statement: str) -> None:
    """Run a statement past triggers, rules and references."""
    store.database.close()
    with closing(sqlite3.connect(store.database.path)) as connection:
        unlock(connection)
        connection.execute(statement)
        connection.commit()


# --- what is entered ---


def test_every_kind_of_fact_is_told_or_has_a_reason_not_to_be() -> None:
    """Whatever a turn can make so must be in exactly one table: told, told by its line of history, nothing to tell."""
    kinds = {*get_args(AssessmentFact), *get_args(PersonFact), *get_args(OwnFact), *DeskFact.__subclasses__()}
    assert kinds >= desk_writer.WRITERS.keys()
    tables = (TOLD.keys(), BY_HISTORY.keys(), NOTHING_TO_TELL.keys())
    assert {kind.__name__: 1 for kind in kinds} == {
        kind.__name__: sum(kind in table for table in tables) for kind in set().union(*tables)
    }


def test_every_line_of_history_is_told() -> None:
    """Each subject that history has must have its action, the one that its facts are listed with."""
    (rule,) = (one for one in t.response_history.constraints if str(one.name).endswith("_subject"))
    assert all(f"'{subject}'" in str(rule.sqltext) for subject in ACTIONS)  # type: ignore[attr-defined] # it is a CHECK
    assert str(rule.sqltext).count("'") == 2 * len(ACTIONS)  # type: ignore[attr-defined] # it is a CHECK
    assert set(BY_HISTORY.values()) == set(ACTIONS.values())


def test_everything_that_can_be_looked_up_is_told_or_is_not_about_others() -> None:
    """Whatever storage can be asked for must be in exactly one table, and so must every enclosure."""
    kinds = {kind.__name__ for kind in Sought.__subclasses__()}
    assert SOUGHT.keys() | NOT_OTHERS.keys() == finding.FINDERS.keys()
    assert (kinds, set()) == ({kind.__name__ for kind in finding.FINDERS}, SOUGHT.keys() & NOT_OTHERS.keys())
    assert (set(Enclosure), set()) == (SENT.keys() | NOTHING_OF_OTHERS.keys(), SENT.keys() & NOTHING_OF_OTHERS.keys())


def test_each_change_is_one_entry(told: Store) -> None:
    """What happened must be there in its order, each change once, after the entry that begins the chain."""
    assert actions(told) == [
        *(*BEGINNING, "invitation_made", "visit_begun", "invitation_accepted", "assessment_begun"),
        *(["response_changed"] * 5),
        *("note_changed", "priority_changed", "evidence_added", "submission_changed", "submission_changed"),
        "response_changed",
    ]
    assert look(told) == Verdict(LAST, 1, head(told), None)


def test_an_entry_says_who_what_when_and_to_what(told: Store) -> None:
    """An answer's entry must name its person by number, its line of history, its assessment and its item."""
    with told.database.reading() as tx:
        (last,) = list_entries(tx, 1)
    assert (last.actor, last.person, last.action, last.kind, last.object, last.detail, last.at) == (
        *("person", 1, "response_changed", "line", 11, "1 c02q1"),
        told.now,
    )


def test_what_was_written_before_is_no_change(told: Store) -> None:
    """The same file twice is one change, and so one entry; a duplicate update is none."""
    before = head(told)
    told.facts(ANA, EvidenceAdded("c01", Evidence("photo", "f", "planted-file", "planted.jpg", 10), 73))
    assert head(told) == before


def test_strangers_cannot_fill_the_audit(store: Store) -> None:
    """What somebody without an invitation does, or is denied, is counted and leaves no entry."""
    store.facts(BRUNO, StrangerMet(), Denied())
    assert actions(store) == BEGINNING
    store.enter(ANA)
    store.facts(ANA, Denied())
    assert actions(store)[-1] == "denied"


def test_somebody_forgotten_stays_a_number(told: Store) -> None:
    """Being forgotten is entered; the entries stay, whole, and the answers are still vouched for."""
    told.facts(ANA, QuestionAsked("c01q2", "planted question"), PersonForgotten())
    assert actions(told)[-2:] == ["question_asked", "person_forgotten"]
    assert look(told).trouble is None


def test_there_is_no_word_of_anybodys_in_it(told: Store) -> None:
    """No name, Telegram id, note, file name or question may be in the tables of the audit."""
    told.facts(ANA, QuestionAsked("c01q2", "planted question"), Redacted("c01"))
    with told.database.reading() as tx:
        everything = repr([list(tx.connection.execute(table.select())) for table in (t.audit, t.audit_segment)])
    words = ("planted", "Ana", "Pérez", str(ANA.telegram_id), told.database.keyring and "Rosario")
    assert [] == [word for word in words if word and word in everything]


def test_a_detail_is_codes_only() -> None:
    """Whatever is not a plain sign is left out, and what is long is cut."""
    assert codes("1 c01q1") == "1 c01q1"
    assert codes("Año <b>«Pérez»</b>\n\0'; DROP") == "Ao bPrezb DROP"
    assert len(codes("x" * 1_000)) == LONGEST_DETAIL


# --- in the transaction that it tells of ---


def test_nothing_is_entered_of_what_was_rolled_back(told: Store) -> None:
    """A turn that fails must leave no entry, and the chain whole."""
    invitation = told.invite().id
    before = head(told)
    with pytest.raises(ValueError, match="without an assessment"):
        told.facts(BRUNO, VisitBegan(invitation, Language.ES), ResponseChanged("c01q1", None, 1))
    assert (head(told), look(told).trouble) == (before, None)


def test_writes_that_share_a_commit_are_chained_in_their_order(told: Store) -> None:
    """Many writes at once, one of which fails: each other has its entry, without a gap."""

    def enter(tx: Transaction, number: int) -> None:
        note(tx, of_bot(Action.OLD_FORGOTTEN, NOW, Kind.DATABASE, number))
        if number == 7:
            raise ValueError(number)

    async def all_at_once() -> list[BaseException | None]:
        writer = Writer(told.database)
        found = await asyncio.gather(*(writer.run(enter, number) for number in range(40)), return_exceptions=True)
        writer._thread.shutdown(wait=True)
        return found

    before = head(told).position
    failed = [one for one in asyncio.run(all_at_once()) if one is not None]
    with told.database.reading() as tx:
        entered = [one.object for one in reversed(list_entries(tx, 39))]
    assert [str(one) for one in failed] == ["7"]
    assert entered == [number for number in range(40) if number != 7]
    assert look(told) == Verdict(before + 39, 1, head(told), None)


def test_without_the_key_nothing_is_changed_that_belongs_into_it(told: Store) -> None:
    """A change without the secret key must be refused, not made unseen."""
    keyless = Database(told.database.url)
    with pytest.raises(SecretKeyMissing), keyless.writing() as tx:
        create_invitation(tx, Role.COORDINATOR, None, NOW)
    keyless.close()
    with told.database.reading() as tx:
        assert len(list_invitations(tx)) == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET detail = 'x'", "DELETE FROM audit", "DELETE FROM audit WHERE id = 3"]
)
def test_it_is_append_only(told: Store, statement: str) -> None:
    """The audit must refuse to be changed or deleted, by whatever statement."""
    with pytest.raises(IntegrityError, match="append-only"), told.database.writing() as tx:
        tx.connection.execute(text(statement))


# --- tampering ---


@pytest.mark.parametrize("column", COLUMNS)
def test_a_change_of_any_column_is_found_where_it_is(told: Store, column: str) -> None:
    """One value of the ninth entry changed: it is the first that is wrong."""
    place = COLUMNS.index(column)
    values: dict[str, Any] = {"id": 900, "segment": 2, "person_id": 2, "object_id": 9}

    def change(loot: Loot) -> None:
        loot.rows[8][place] = values.get(column, "0" * 64)

    steal(told, change)
    assert trouble(told).position == 9


def _without(*places: int) -> Callable[[Loot], None]:
    def change(loot: Loot) -> None:
        loot.rows = [row for place, row in enumerate(loot.rows, 1) if place not in places]

    return change


def _swapped(loot: Loot) -> None:
    loot.rows[4], loot.rows[5] = loot.rows[5], loot.rows[4]
    loot.number()


def _copied(loot: Loot) -> None:
    loot.rows.append([loot.rows[-1][0] + 1, *loot.rows[-1][1:]])


def _copied_and_pretended(loot: Loot) -> None:
    _copied(loot)
    loot.segments[0][tampering.LAST] += 1


def _cut_and_pretended(loot: Loot) -> None:
    del loot.rows[10:]
    loot.segments[0][tampering.LAST] = 10


@pytest.mark.parametrize(
    ("change", "position"),
    [
        (_without(1), 1),
        (_without(7), 7),
        (_without(LAST), LAST),
        (_without(*range(11, LAST + 1)), 11),
        (_without(*range(1, LAST + 1)), 1),
        (_swapped, 5),
        (_copied, LAST + 1),
        (_copied_and_pretended, LAST + 1),
        (_cut_and_pretended, 10),
        (lambda loot: loot.segments.clear(), 1),
        (lambda loot: loot.segments.append([2, *loot.segments[0][1:]]), LAST + 1),
    ],
)
def test_what_is_removed_moved_or_put_in_is_found(told: Store, change: Callable[[Loot], object], position: int) -> None:
    """Deleted at any place, swapped, copied, cut off: the first position that is wrong is named."""
    steal(told, change)
    assert trouble(told).position == position


def test_random_tampering_is_found(told: Store) -> None:
    """Whatever an insider throws at the tables is found, and the bot goes on writing."""
    noted = head(told)
    with victim(told.database) as once:
        thrown = [once(random.Random(seed), noted) for seed in range(150)]  # noqa: S311 - dice
    assert [] == [one.told for one in thrown if one.verdict.trouble is None]
    assert [] == [one.refused for one in thrown if one.refused]


def test_the_bot_goes_on_after_tampering_and_hides_nothing(told: Store) -> None:
    """Cut off, broken or without its key, the chain must not keep an answer from being saved, nor be mended by it."""
    changes = (_without(LAST), lambda loot: loot.segments[-1].__setitem__(1, b"x"), _copied)
    for number, change in enumerate(changes, 3):
        steal(told, change)
        before = len(actions(told))
        answer(told, 1, f"c0{number}q1")
        assert len(actions(told)) == before + 2
        assert trouble(told).position == LAST
    with told.database.reading() as tx:
        begun = [one.detail for one in list_entries(tx, 99) if one.action == "segment_begun"]
    assert begun == ["broken", "broken", "broken", "first"]


def test_what_nobody_could_read_does_not_stop_the_bot(told: Store) -> None:
    """Bytes that are no text in the last entry are found, and the next answer is saved."""
    run_sql(told, "UPDATE audit SET mac = CAST(x'ff00fe' AS TEXT) WHERE id = (SELECT max(id) FROM audit)")
    assert trouble(told).position == LAST
    told.facts(ANA, ResponseChanged("c04q1", None, 2))
    assert trouble(told).position == LAST


def test_only_a_head_shows_that_all_was_put_back(told: Store, tmp_path: Path) -> None:
    """The whole database as it was before is whole; a head noted since then is not in it."""
    told.database.close()
    copyfile(told.database.path, tmp_path / "earlier.db")
    answer(told, 2, "c03q1")
    noted = head(told)
    told.database.close()
    copyfile(tmp_path / "earlier.db", told.database.path)
    assert look(told).trouble is None
    assert trouble(told, noted).position == LAST + 1
    answer(told, 3, "c03q1")
    assert trouble(told, noted).position == noted.position


def test_a_noted_head_is_found_again_later(told: Store) -> None:
    """A head from a digest must fit for ever, also by its first digits only; one digit off does not."""
    noted = Head(head(told).position, head(told).mac[:16])
    answer(told, 3, "c03q1")
    assert look(told, noted).trouble is None
    other = noted.mac[:15] + ("0" if noted.mac[15] != "0" else "1")
    assert trouble(told, Head(noted.position, other)).position == noted.position


def test_an_emptied_audit_is_no_new_one(told: Store) -> None:
    """Answers without any entry must be said to be."""
    run_sql(told, "DELETE FROM audit")
    assert trouble(told).position == 1
    run_sql(told, "DELETE FROM audit_segment")
    assert "no entry at all" in trouble(told).what


def test_a_new_database_is_whole(tmp_path: Path) -> None:
    """Before anything has happened there is no trouble, and no head."""
    made = Store(Database(f"sqlite:///{tmp_path / 'new.db'}", Keyring(SECRET_KEY)))
    prepare(made.database)
    assert look(made) == Verdict(0, 0, None, None)
    made.database.close()


# --- answers ---


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE response SET level = 0 WHERE item = 'c02q1'", "the response c02q1 of assessment 1"),
        ("UPDATE response SET level = NULL, nonresponse = 'dk' WHERE item = 'c02q1'", "the response c02q1"),
        ("DELETE FROM response WHERE item = 'c01q1'", "the response c01q1"),
        ("INSERT INTO response SELECT 1, 'c09q1', 4, NULL, 1, at, NULL, '' FROM response LIMIT 1", "response c09q1"),
        ("UPDATE priority SET value = 3", "the priority c01"),
        ("UPDATE assessment SET sharing = 'named', submitted_by = 1, submitted_at = begun_at", "the submission"),
        ("UPDATE note SET text = 'another note'", "the note c01 of assessment 1"),
        ("DELETE FROM note", "the note c01 of assessment 1"),
        ("INSERT INTO note SELECT assessment_id, 'c05q1', text, author, at, NULL FROM note", "the note c05q1"),
        ("DELETE FROM evidence", "the evidence of c01 of assessment 1"),
        ("UPDATE evidence SET unique_file = 'another-file'", "the evidence of c01 of assessment 1"),
        ("UPDATE evidence SET target = 'c02'", "the evidence of c01 of assessment 1"),
        ("UPDATE response_history SET after = '4' WHERE id = 2", "line 2 of history, which was changed"),
        ("UPDATE response_history SET after = 'x' WHERE subject = 'note'", "line 6 of history, which was changed"),
        ("UPDATE response_history SET after = '' WHERE subject = 'note'", "line 6 of history, which was changed"),
        ("UPDATE response_history SET person_id = 2 WHERE id = 3", "line 3 of history, which was changed"),
        ("UPDATE response_history SET at = '2026-01-01 00:00:00.000000+00:00' WHERE id = 3", "line 3"),
        ("DELETE FROM response_history WHERE id = 4", "line 4 of history, which is gone"),
        (falsifying.COPY.replace("?", "1"), "line 99999 of history was not written by the bot"),
    ],
)
def test_a_changed_answer_is_found(told: Store, statement: str, words: str) -> None:
    """An answer, its history, a priority, a note, a file or a submission changed past the bot: said, and which."""
    run_sql(told, statement)
    assert words in trouble(told).what


def test_a_redaction_is_no_tampering(told: Store) -> None:
    """A note taken out by the bot is whole; the emptied line brought to life again, or moved, is not."""
    told.facts(ANA, Redacted("c01"))
    assert look(told).trouble is None
    told.facts(ANA, NoteChanged("c01", None, "a new one"))
    told.facts(ANA, EvidenceAdded("c01", Evidence("photo", "f", "planted-file", "planted.jpg", 10), 74))
    assert look(told).trouble is None
    run_sql(told, "UPDATE response_history SET target = 'c02' WHERE subject = 'note'")
    assert "line 6 of history" in trouble(told).what


# --- the key ---


def test_a_new_key_begins_a_segment_and_heads_stay_good(told: Store) -> None:
    """After a rotation the chain is whole with the new key, a head from before fits, and the old key opens nothing."""
    noted = head(told)
    told.database.close()
    rotate_key(told.database, Keyring(OTHER_KEY), told.now)
    answer(told, 2, "c03q1")
    assert actions(told)[17:19] == ["key_rotated", "segment_begun"]
    assert look(told, noted) == Verdict(LAST + 5, 1, head(told), None)
    told.database.close()
    told.database.keyring = Keyring(SECRET_KEY)
    assert "key of segment 1 does not open" in trouble(told).what


def test_the_former_segment_is_bound_by_the_next(told: Store) -> None:
    """Who has the former key cannot seal the former segment anew: the next one goes on from its end."""
    told.database.close()
    rotate_key(told.database, Keyring(OTHER_KEY), told.now)
    answer(told, 1, "c03q1")
    steal(told, lambda loot: loot.rows[LAST].__setitem__(tampering.MAC, "0" * 64))
    assert trouble(told).position == LAST + 1


def test_what_followed_a_closed_segment_is_missed(told: Store) -> None:
    """Cut off exactly where the former segment ends, without a head: found, though nothing but looks was lost."""
    told.database.close()
    rotate_key(told.database, Keyring(OTHER_KEY), told.now)

    def cut(loot: Loot) -> None:
        del loot.rows[LAST + 2 :], loot.segments[1:]

    steal(told, cut)
    assert trouble(told).position == LAST + 2


# --- terms ---


def test_the_beginning_expires_and_the_rest_is_whole(told: Store) -> None:
    """What is older than the term goes, again and again; what is kept verifies, answers too."""
    for number in range(3, 6):
        told.pass_time(AUDIT_KEPT + timedelta(days=1))
        last = head(told).position
        answer(told, 4, f"c0{number}q1")
        with told.database.writing() as tx:
            assert expire_audit(tx, told.now - AUDIT_KEPT, told.now) > 0
        verdict = look(told)
        assert (verdict.trouble, verdict.first) == (None, last + 1)
    with told.database.writing() as tx:
        assert expire_audit(tx, told.now - AUDIT_KEPT, told.now) == 0


def test_what_has_expired_is_the_beginning_only(told: Store) -> None:
    """An entry that a wrong clock dated back must not take along what came before it."""
    with told.database.writing() as tx:
        note(tx, of_bot(Action.OLD_FORGOTTEN, NOW - timedelta(days=9_999), Kind.DATABASE))
    with told.database.reading() as tx:
        assert list(tx.connection.execute(expired(NOW - AUDIT_KEPT))) == []


def test_more_than_has_expired_cannot_be_deleted(told: Store) -> None:
    """The trigger lets go what the newest entry says has expired; a kept entry deleted past it is missed."""
    told.pass_time(AUDIT_KEPT)
    answer(told, 3, "c03q1")
    with told.database.writing() as tx:
        gone = expire_audit(tx, told.now - AUDIT_KEPT, told.now)
    with pytest.raises(IntegrityError, match="append-only"), told.database.writing() as tx:
        tx.connection.execute(text("DELETE FROM audit"))
    steal(told, _without(1))
    assert trouble(told).position == gone + 1


def test_a_head_that_has_expired_cannot_be_compared(told: Store) -> None:
    """It must be said that the position is gone by its term, not that the chain was cut."""
    noted = Head(3, "0" * 16)
    told.pass_time(AUDIT_KEPT + timedelta(days=1))
    with told.database.writing() as tx:
        expire_audit(tx, told.now - AUDIT_KEPT, told.now)
    assert "has expired" in trouble(told, noted).what


# --- what is listed ---


def test_entries_about_a_member_are_found_by_whatever_they_hang_on(told: Store) -> None:
    """Its invitation, its assessment and its answers are about a member; another member's and a wave are not."""
    told.enter(BRUNO, "Quito")
    told.facts(BRUNO, ResponseChanged("c01q1", None, 3))
    with told.database.writing() as tx:
        close_wave(tx, told.now)
        note(tx, of_operator(Action.WAVE_CLOSED, told.now, Kind.WAVE, 1))
    with told.database.reading() as tx:
        theirs = list_entries(tx, 99, told.members["Quito"].id)
    assert [one.action for one in reversed(theirs)] == [
        *("invitation_made", "visit_begun", "invitation_accepted", "assessment_begun", "response_changed"),
    ]


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Store]:
    """A database with more entries than are read at once."""
    made = new_store(tmp_path)
    with made.database.writing() as tx:
        note(tx, *(of_bot(Action.DENIED, NOW, Kind.NETWORK, number) for number in range(2_500)))
    yield made
    made.database.close()


def test_a_long_chain_is_read_to_its_end(many: Store) -> None:
    """A chain of several readings is whole; one value changed in the last of them is found."""
    assert look(many).entries == 2_507
    steal(many, lambda loot: loot.rows[2_400].__setitem__(COLUMNS.index("object_id"), 1))
    assert trouble(many).position == 2_401


def test_a_foreign_entry_with_a_right_shape_is_refused(told: Store) -> None:
    """Who can write to the database and has no key cannot add an entry."""
    with told.database.writing() as tx:
        values = (LAST + 1, 1, NOW, "bot", None, "paused", "database", None, "", None, "0" * 64)
        row = dict(zip(COLUMNS, values, strict=True))
        tx.connection.execute(insert(t.audit), row)
    assert trouble(told).position == LAST + 1
