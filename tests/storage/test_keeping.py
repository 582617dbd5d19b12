"""Over time: outages are noticed and made up for once, old things are forgotten, backups are whole, checks tell."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from kit.store import ANA, BRUNO, NOW, Store
from sqlalchemy import func, select, update

from conversations.facts import ResponseChanged
from storage import schema
from storage import tables as t
from storage.backup import BackupExists, back_up, inspect_backup, restore
from storage.check import gather_facts
from storage.database import Database
from storage.inbox import UpdateKey, quarantine
from storage.outage import ANSWERING, NOTED_EVERY, PRESS_LIVES, Outage, outage_before, people_cut_off
from storage.proof import BackupUnproven, Proof, hash_file, write_proof
from storage.runner_state import Memo, last_poll, note_poll, recall, remember
from storage.schema import SchemaOutdated
from storage.secrets import Keyring, SecretKeyWrong, new_secret_key
from storage.soundness import DatabaseDamaged
from storage.talk import mark_unreachable
from storage.turn import Decision, apply
from storage.world_reader import Inquiry, Sender


def cut_off(store: Store, since_turn: timedelta) -> tuple[Sender, ...]:
    """Tell who is picked up after an outage that began that long after the last turns."""
    with store.database.reading() as tx:
        return people_cut_off(tx, Outage(store.now + since_turn, store.now + since_turn + PRESS_LIVES))


def test_a_gap_is_an_outage_when_presses_were_lost(store: Store) -> None:
    """A gap must count only if it is longer than Telegram keeps a press; before the first poll there is none."""
    with store.database.writing() as tx:
        assert outage_before(tx, NOW) is None
        note_poll(tx, NOW)
        assert last_poll(tx) == NOW
        assert outage_before(tx, NOW + PRESS_LIVES) is None
        end = NOW + PRESS_LIVES + timedelta(seconds=1)
        assert outage_before(tx, end) == Outage(NOW, end)


@pytest.mark.parametrize(
    ("since_turn", "expected"),
    [
        (timedelta(), (ANA,)),
        (ANSWERING, (ANA,)),
        (ANSWERING + timedelta(seconds=1), ()),
        (-NOTED_EVERY, (ANA,)),
        (-NOTED_EVERY - timedelta(seconds=1), ()),
    ],
)
def test_who_was_answering_is_picked_up(store: Store, since_turn: timedelta, expected: tuple[Sender, ...]) -> None:
    """Whoever took a turn in the half hour before the outage must be listed, and nobody else."""
    store.enter(ANA)
    assert cut_off(store, since_turn) == expected


def test_each_is_picked_up_once(store: Store) -> None:
    """After their turn for the outage a person must not be listed again, and it must not count as a turn of theirs."""
    store.enter(ANA)
    store.enter(BRUNO)
    with store.database.writing() as tx:
        mark_unreachable(tx, 2, NOW)
    began, ended = store.now + timedelta(minutes=1), store.now + timedelta(hours=1)
    outage = Outage(began, ended)
    for expected in ((ANA,), ()):
        with store.database.writing() as tx:
            people = people_cut_off(tx, outage)
            assert people == expected
            for sender in people:
                work = apply(tx, None, sender, Inquiry(), lambda _: Decision(card="back", anew=True), ended).work
                assert work is not None
                assert work.drawings[0].payload == "back"
    with store.database.reading() as tx:
        assert tx.connection.execute(select(func.max(t.person.c.last_turn_at))).scalar_one() == NOW


def test_an_outage_right_after_another_is_made_up_for_as_well(store: Store) -> None:
    """Whoever was picked up as the last poll was noted, and is cut off again, is picked up again."""
    store.enter(ANA)
    with store.database.writing() as tx:
        apply(tx, None, ANA, Inquiry(), lambda _: Decision(card="back", anew=True), NOW + timedelta(seconds=1))
        assert (ANA,) == people_cut_off(tx, Outage(NOW, NOW + timedelta(minutes=10)))


def test_instants_of_a_clock_that_was_ahead_leave_nobody_out(store: Store) -> None:
    """A turn, or an outage told of, a year after the outage tells nothing about it."""
    store.enter(ANA)
    ahead = NOW + timedelta(days=365)
    with store.database.writing() as tx:
        tx.connection.execute(update(t.person).values(last_turn_at=ahead, outage_told_at=ahead))
        assert (ANA,) == people_cut_off(tx, Outage(NOW, NOW + timedelta(minutes=10)))


def test_after_an_outage_of_more_than_a_day_all_who_take_part_are_picked_up(store: Store) -> None:
    """Something that was written in it may be lost: two weeks count instead of half an hour."""
    store.enter(ANA)
    began = NOW + timedelta(days=13)
    with store.database.reading() as tx:
        assert () == people_cut_off(tx, Outage(began, began + timedelta(days=1)))
        assert (ANA,) == people_cut_off(tx, Outage(began, began + timedelta(days=1, seconds=1)))
        late = began + timedelta(days=2)
        assert () == people_cut_off(tx, Outage(late, late + timedelta(days=2)))


def test_a_backup_is_the_whole_database(store: Store, tmp_path: Path) -> None:
    """A backup taken in use must be one private, verified file with every row, and never overwrite another."""
    store.enter(ANA)
    target = tmp_path / "backup.db"
    made = back_up(store.database, target)
    assert (made, target.stat().st_mode & 0o777) == (inspect_backup(target), 0o600)
    assert (made.rows["person"], made.rows["member"], made.key_fingerprint) == (1, 3, fingerprint(store))
    with pytest.raises(BackupExists):
        back_up(store.database, target)
    assert not [name for name in tmp_path.iterdir() if name.name.endswith(".part")]


def fingerprint(store: Store) -> str:
    """Give the fingerprint of the store's key."""
    assert store.database.keyring is not None
    return store.database.keyring.fingerprint


def test_a_restore_brings_back_and_keeps_what_it_replaces(store: Store, tmp_path: Path) -> None:
    """After a restore the database must be the backup's, and the replaced one be whole beside it."""
    store.enter(ANA)
    target = tmp_path / "backup.db"
    made = back_up(store.database, target)
    store.facts(ANA, ResponseChanged("c01q1", None, 3))
    store.database.close()
    done = restore(store.database, target, NOW)
    assert done.rows == made.rows
    assert done.replaced is not None
    assert inspect_backup(done.replaced).rows["response"] == 1
    assessment = store.world(ANA).assessment
    assert assessment is not None
    assert assessment.responses == {}
    store.facts(ANA, ResponseChanged("c01q1", None, 2))


def test_a_restore_into_nothing(store: Store, tmp_path: Path) -> None:
    """On a new machine a restore must work without a database to replace."""
    target = tmp_path / "backup.db"
    back_up(store.database, target)
    new = Database(f"sqlite:///{tmp_path / 'new.db'}", store.database.keyring)
    assert restore(new, target, NOW).replaced is None
    with new.reading() as tx:
        assert schema.is_current(tx)


def test_a_backup_of_another_key_is_refused(store: Store, tmp_path: Path) -> None:
    """A backup whose identities this key cannot read must not replace anything."""
    target = tmp_path / "backup.db"
    back_up(store.database, target)
    store.database.close()
    before = store.database.path.read_bytes()
    with pytest.raises(SecretKeyWrong):
        restore(Database(store.database.url, Keyring(new_secret_key())), target, NOW)
    assert store.database.path.read_bytes() == before


@pytest.mark.parametrize("harm", ["cut", "flip", "other"])
def test_a_damaged_backup_is_refused(store: Store, tmp_path: Path, harm: str) -> None:
    """A backup that is cut off, has a broken reference, or is no database of ours must not replace anything."""
    target = tmp_path / "backup.db"
    store.enter(ANA)
    back_up(store.database, target)
    if harm == "cut":
        target.write_bytes(target.read_bytes()[: target.stat().st_size // 2 // 4096 * 4096])
    elif harm == "flip":
        with sqlite3.connect(target) as connection:
            connection.execute("UPDATE appointment SET member_id = 4000, reminded_for = NULL")
        connection.close()
    else:
        with sqlite3.connect(tmp_path / "other.db") as connection:
            connection.execute("CREATE TABLE other (x)")
        connection.close()
        target = tmp_path / "other.db"
    store.database.close()
    with pytest.raises(BackupUnproven):
        restore(store.database, target, NOW)
    write_proof(target, Proof(hash_file(target)))
    with pytest.raises(SchemaOutdated if harm == "other" else DatabaseDamaged):
        restore(store.database, target, NOW)
    with store.database.reading() as tx:
        assert tx.connection.execute(select(func.count()).select_from(t.person)).scalar_one() == 1


def test_the_check_tells_what_matters(store: Store) -> None:
    """The facts must be those of this database: schema, key, clock, wave, members, troubled updates."""
    store.enter(ANA)
    store.key()
    with store.database.writing() as tx:
        quarantine(tx, UpdateKey(77, store.updates), "x")
    facts = gather_facts(store.database, NOW - timedelta(seconds=1))
    assert (facts.schema, facts.schema_wanted, facts.findings, facts.key_fits) == (schema.HEAD, schema.HEAD, (), True)
    assert (facts.journal_mode, facts.last_turn_at, facts.clock_behind) == ("wal", NOW, True)
    assert (facts.open_wave, facts.members, facts.instruments, facts.pending, len(facts.troubled)) == (
        "2026",
        3,
        1,
        0,
        1,
    )
    assert facts.sqlite_needs_lock == (sqlite3.sqlite_version_info < (3, 51, 3))


def test_the_check_works_on_an_old_schema(store: Store) -> None:
    """With another schema the check must say so instead of breaking."""
    with store.database.writing() as tx:
        tx.connection.execute(update(schema.revision).values(version_num="0001"))
    facts = gather_facts(store.database, NOW)
    assert (facts.schema, facts.key_fits, facts.open_wave) == ("0001", None, None)


def test_the_bot_remembers_its_name(store: Store) -> None:
    """What is remembered must be there for the next command, and be replaced by a newer value."""
    for name in ("one_bot", "two_bot"):
        with store.database.writing() as tx:
            remember(tx, Memo.BOT_USERNAME, name)
    with store.database.reading() as tx:
        assert recall(tx, Memo.BOT_USERNAME) == "two_bot"
