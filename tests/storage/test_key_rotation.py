"""A new secret key: everybody is who they were, the old key opens nothing, and a failure changes nothing."""

import json
from datetime import datetime, timedelta

import pytest
from kit.stolen import everything, found
from kit.store import ANA, BOT, BRUNO, NOW, SECRET_KEY, Store, count
from sqlalchemy import select, update

from conversations.facts import PersonForgotten, ResponseChanged
from conversations.instrument import Language
from storage import key_rotation, schema
from storage import tables as t
from storage.appointments import list_appointments
from storage.backup import restore
from storage.database import Database, Transaction
from storage.inbox import next_updates, store_updates
from storage.key_rotation import KeyUnchanged, rotate_key
from storage.locks import RunnerAlreadyThere, RunnerLock
from storage.secrets import Keyring, SecretKeyWrong, new_secret_key
from storage.talk import pending_work
from storage.world_reader import Sender
from storage.writer import Writer

NEW = Keyring(new_secret_key())
DRAWN = Sender(5550007777, "Drawn Visitor", Language.ES)
OWED = Sender(5550008888, "Owed Visitor", Language.ES)
BODY = json.dumps({"message": {"from": {"id": 1}}}).encode()


def furnish(store: Store) -> None:
    """Have a person, a forgotten one, a visitor whose chat is known and one whose chat is not, and an update."""
    store.enter(ANA)
    store.facts(ANA, ResponseChanged("c01q1", None, 3))
    store.enter(BRUNO)
    store.facts(BRUNO, PersonForgotten())
    Writer(store.database).expunge_now()
    store.draw(store.visit(DRAWN).work)
    store.visit(OWED)
    with store.database.writing() as tx:
        store_updates(tx, BOT, [(1, BODY)], store.now)


def sealed(store: Store) -> list[bytes]:
    """Read everything encrypted or hashed with the present key, but for tombstones."""
    p, i = t.person.c, t.inbox.c
    with store.database.reading() as tx:
        people = tx.connection.execute(select(p.telegram_hash, p.identity, p.address)).all()
        bodies = tx.connection.execute(select(i.body).where(i.body.is_not(None))).scalars().all()
    led = [row for row in people if row.identity is not None or row.address is not None]
    hashes = [row.telegram_hash.encode() for row in led]
    return [*hashes, *(row.identity or row.address for row in led), *bodies]


def test_everybody_is_who_they_were(store: Store) -> None:
    """With the new key the same people must be met at the same places, owed the same, and updates wait as before."""
    furnish(store)
    world = store.world(ANA)
    with store.database.reading() as tx:
        owed, updates = pending_work(tx), next_updates(tx, 10)
    done = rotate_key(store.database, NEW, NOW)
    assert (done.people, done.updates, done.visitors_forgotten, done.fingerprint, done.expunged) == (
        2,
        1,
        1,
        NEW.fingerprint,
        True,
    )
    assert store.world(ANA) == world
    assert store.world(OWED).visiting is not None
    assert store.world(DRAWN).person is None
    with store.database.reading() as tx:
        assert (pending_work(tx), next_updates(tx, 10)) == (owed, updates)
        assert [one.name for one in list_appointments(tx)] == [ANA.name]
    assert count(store, "person") == 3
    store.facts(ANA, ResponseChanged("c01q1", 3, 2))


def test_the_old_key_opens_nothing(store: Store) -> None:
    """The old key must be refused at start, and nothing that it encrypted or hashed be left in the files."""
    furnish(store)
    old = sealed(store)
    assert len(old) == 5
    data = everything(store.database.path)
    assert [one in data for one in old] == [True] * 5
    done = rotate_key(store.database, NEW, NOW)
    with pytest.raises(SecretKeyWrong):
        schema.prepare(Database(store.database.url, Keyring(SECRET_KEY)))
    schema.prepare(store.database)
    backup = done.backup.read_bytes()
    assert [one in backup for one in old] == [True] * 5, "the backup opens with the old key, and is said to"
    done.backup.unlink()
    data = everything(store.database.path)
    assert [one in data for one in old] == [False] * 5
    assert found(data, ANA) == set()


def test_what_somebody_still_reads_is_cleared_later(store: Store) -> None:
    """A reader of the former state must not undo a rotation: what is left in the files is owed, and goes afterwards."""
    furnish(store)
    old = sealed(store)
    with Database(store.database.url, Keyring(SECRET_KEY)).reading() as tx:
        tx.connection.execute(select(t.person.c.id)).all()
        done = rotate_key(store.database, NEW, NOW)
    assert not done.expunged
    assert Writer(store.database).expunge_now()
    done.backup.unlink()
    data = everything(store.database.path)
    assert [one in data for one in old] == [False] * 5


def test_the_way_back_is_the_backup(store: Store) -> None:
    """The backup made before must restore with the old key."""
    furnish(store)
    before = store.world(ANA)
    done = rotate_key(store.database, NEW, NOW)
    store.database.close()
    old = Database(store.database.url, Keyring(SECRET_KEY))
    restore(old, done.backup, NOW + timedelta(minutes=1))
    store.database = old
    assert store.world(ANA) == before


def test_a_wrong_or_equal_key_changes_nothing(store: Store) -> None:
    """A rotation from a key that is not the present one, or to the present one, must be refused."""
    furnish(store)
    before = sealed(store)
    with pytest.raises(SecretKeyWrong):
        rotate_key(Database(store.database.url, Keyring(new_secret_key())), NEW, NOW)
    with pytest.raises(KeyUnchanged):
        rotate_key(store.database, Keyring(SECRET_KEY), NOW)
    assert sealed(store) == before


def test_it_needs_to_be_alone(store: Store) -> None:
    """While the bot runs the key must not change under it."""
    with RunnerLock(store.database.path), pytest.raises(RunnerAlreadyThere):
        rotate_key(store.database, NEW, NOW)


HARMS = ("forget to rotate the inbox", "rotate nobody", "keep the old hashes", "lose somebody")


@pytest.mark.parametrize("harm", HARMS)
def test_what_does_not_open_undoes_it(store: Store, monkeypatch: pytest.MonkeyPatch, harm: str) -> None:
    """If anything does not open with the new key before the commit, all must stay as it was, with the old key."""
    furnish(store)
    before = sealed(store)
    rotate_people = key_rotation._rotate_people

    def lose_one(tx: Transaction, new: Keyring, now: datetime) -> tuple[int, int]:
        rotated, forgotten = rotate_people(tx, new, now)
        return rotated + 1, forgotten

    def keep_hashes(tx: Transaction, new: Keyring, now: datetime) -> tuple[int, int]:
        p = t.person.c
        hashes = {row.id: row.telegram_hash for row in tx.connection.execute(select(p.id, p.telegram_hash))}
        done = rotate_people(tx, new, now)
        for person, old in hashes.items():
            tx.connection.execute(update(t.person).where(p.id == person).values(telegram_hash=old))
        return done

    match harm:
        case "rotate nobody":
            monkeypatch.setattr(key_rotation, "_rotate_people", lambda *_: (2, 0))
        case "keep the old hashes":
            monkeypatch.setattr(key_rotation, "_rotate_people", keep_hashes)
        case "lose somebody":
            monkeypatch.setattr(key_rotation, "_rotate_people", lose_one)
        case _:
            monkeypatch.setattr(key_rotation, "_rotate_inbox", _rotate_nothing)
    with pytest.raises(SecretKeyWrong):
        rotate_key(store.database, NEW, NOW)
    assert sealed(store) == before
    schema.prepare(Database(store.database.url, Keyring(SECRET_KEY)))


def _rotate_nothing(tx: Transaction, _: Keyring) -> int:
    return len(next_updates(tx, 10))
