"""Redaction: a note and its files go from the tables, from history and from the files; who and when stay."""

import pytest
from kit.stolen import everything
from kit.store import ANA, BRUNO, Store, count
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from conversations.assessment import Evidence
from conversations.evolve import evolve
from conversations.facts import EvidenceAdded, NoteChanged, Redacted, ResponseChanged
from storage import tables as t
from storage.database import Database
from storage.writer import Writer

PLANTED = ("planted-text-one", "planted-text-two", "planted-file", "planted-unique", "planted-name.pdf")
FILE = Evidence("document", *PLANTED[2:], 10)


def furnish(store: Store) -> int:
    """Have somebody write and correct a note on an item and back it with a file; return the person's id."""
    person = store.enter(ANA)
    store.facts(
        ANA,
        NoteChanged("c01q1", None, PLANTED[0], 41),
        NoteChanged("c01q1", PLANTED[0], PLANTED[1]),
        EvidenceAdded("c01q1", FILE, 42),
        NoteChanged("c01", None, "kept text"),
        ResponseChanged("c01q1", None, 3),
    )
    return person


def leaked(store: Store) -> list[str]:
    """Tell which planted texts are anywhere in the database's files."""
    data = everything(store.database.path)
    return [planted for planted in PLANTED if planted.encode() in data]


def test_the_content_goes_and_the_deed_stays(store: Store) -> None:
    """History must keep that there was a note and a file, by whom and when, and who redacted it; the texts must go."""
    ana = furnish(store)
    bruno = store.enter(BRUNO)
    written = store.now
    store.pass_time(store.now - store.now.replace(hour=1))
    store.facts(BRUNO, Redacted("c01q1"))
    h = t.response_history.c
    with store.database.reading() as tx:
        rows = tx.connection.execute(select(h.subject, h.target, h.before, h.after, h.person_id, h.at)).all()
    assert [tuple(row) for row in rows] == [
        ("note", "c01q1", None, "", ana, written),
        ("note", "c01q1", "", "", ana, written),
        ("evidence", "c01q1", None, "", ana, written),
        ("note", "c01", None, "kept text", ana, written),
        ("response", "c01q1", None, "3", ana, written),
        ("redaction", "c01q1", None, "", bruno, store.now),
    ]
    assert (count(store, "note"), count(store, "evidence")) == (1, 0)


def test_a_redaction_reads_back_as_the_engine_applied_it(store: Store) -> None:
    """The assessment read afterwards must be the one that the engine evolved, and a new note can be written."""
    person = furnish(store)
    before = store.world(ANA).assessment
    assert before is not None
    facts = (Redacted("c01q1"), NoteChanged("c01q1", None, "a new one", 43))
    store.facts(ANA, *facts)
    assert evolve(before, facts, person, store.now) == store.world(ANA).assessment


def test_nothing_is_left_in_the_files(store: Store) -> None:
    """After the redaction and the expunging no byte of the texts may be in the database, its log or its free pages."""
    furnish(store)
    assert leaked(store) == list(PLANTED)
    assert store.facts(ANA, Redacted("c01q1")).forgotten
    assert leaked(store) == list(PLANTED), "the scan sees what the log still has"
    assert Writer(store.database).expunge_now()
    assert leaked(store) == []


def test_an_expunging_is_owed_until_it_is_done(store: Store) -> None:
    """A crash between commit and expunging must only delay it: whoever starts next finds that it is owed."""
    furnish(store)
    store.facts(ANA, Redacted("c01q1"))
    writer = Writer(store.database)
    reader = Database(store.database.url)
    with reader.reading() as tx:
        tx.connection.execute(text("SELECT count(*) FROM person")).scalar_one()
        assert not writer.expunge_now(), "somebody still reads the older state"
    assert leaked(store) != []
    store.database.close()
    restarted = Writer(Database(store.database.url, store.database.keyring))
    assert restarted.expunge_now()
    assert leaked(store) == []
    assert restarted.expunge_now(), "nothing is owed any more"
    restarted.close_now()


def test_the_colleagues_to_show_again_are_named(store: Store) -> None:
    """Who stands in the same assessment may see the text on a card: they must be named, the one who redacts not."""
    furnish(store)
    store.enter(BRUNO)
    assert store.facts(ANA, Redacted("c01q1")).show_again == (BRUNO,)


FORBIDDEN = {
    "another subject": "SET \"after\" = '' WHERE subject = 'response'",
    "another target": "SET \"after\" = '' WHERE subject = 'note' AND target = 'c01'",
    "another text": "SET \"after\" = 'forged' WHERE subject = 'note' AND target = 'c01q1'",
    "one of two texts": "SET \"before\" = '' WHERE \"before\" IS NOT NULL AND subject = 'note'",
    "a text where none was": "SET \"before\" = '', \"after\" = '' WHERE subject = 'evidence'",
    "the author too": "SET \"after\" = '', person_id = 2 WHERE subject = 'evidence'",
    "the instant too": "SET \"after\" = '', at = '2020' WHERE subject = 'evidence'",
    "the target too": "SET \"after\" = '', target = 'c02q1' WHERE subject = 'evidence'",
    "the update too": "SET \"after\" = '', bot_id = 1, update_id = 1 WHERE subject = 'evidence'",
    "the redaction itself": "SET \"after\" = 'x' WHERE subject = 'redaction'",
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_history_allows_nothing_but_the_emptying(store: Store, name: str) -> None:
    """Below a redaction a text may be emptied whole; anything more, less or elsewhere must be refused."""
    furnish(store)
    store.enter(BRUNO)
    with store.database.writing() as tx:
        redaction = "INSERT INTO response_history (assessment_id, subject, target, after, person_id, at) VALUES "
        tx.connection.execute(text(redaction + "(1, 'redaction', 'c01q1', '', 1, '2026-03-02 15:00:00.000000+00:00')"))
    with pytest.raises(IntegrityError, match="append-only"), store.database.writing() as tx:
        tx.connection.execute(text(f"UPDATE response_history {FORBIDDEN[name]}"))
    with store.database.writing() as tx:
        allowed = "UPDATE response_history SET \"after\" = '' WHERE subject = 'evidence'"
        assert tx.connection.execute(text(allowed)).rowcount == 1


def test_without_a_redaction_nothing_is_emptied(store: Store) -> None:
    """A text must not be emptied before the history tells who had it emptied."""
    furnish(store)
    emptied = text("UPDATE response_history SET \"after\" = '' WHERE subject = 'evidence'")
    with pytest.raises(IntegrityError, match="append-only"), store.database.writing() as tx:
        tx.connection.execute(emptied)


def test_what_came_after_a_redaction_is_not_emptied_by_it(store: Store) -> None:
    """A note written after a redaction must be as safe as any other."""
    furnish(store)
    store.facts(ANA, Redacted("c01q1"))
    store.facts(ANA, NoteChanged("c01q1", None, "later"))
    emptied = text("UPDATE response_history SET \"after\" = '' WHERE \"after\" = 'later'")
    with pytest.raises(IntegrityError, match="append-only"), store.database.writing() as tx:
        tx.connection.execute(emptied)
