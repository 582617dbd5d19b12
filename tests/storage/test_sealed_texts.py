"""What our messages say lies sealed: nothing of it in the files, nothing of before left clear, nothing moved about."""

from collections.abc import Callable

import pytest
from kit.kept import kept_letters
from kit.stolen import everything
from kit.store import ANA, BRUNO, NOW, SECRET_KEY, Store
from sqlalchemy import select, text, update

from storage import key_rotation, schema
from storage import tables as t
from storage.database import Database, Transaction
from storage.key_rotation import rotate_key
from storage.migrations import upgrade
from storage.screen_rows import read_screens
from storage.sealed_texts import open_text, seal_what_is_clear
from storage.secrets import Keyring, SecretKeyWrong, new_secret_key
from storage.talk import LetterKind, write_letters
from storage.talk import read_screens as screens_of
from storage.turn import Decision
from storage.upgrading import renew
from storage.writer import Writer

CARD, LETTER = "Planted card of Fulana", "Planted letter on Fulana"
OF_BEFORE = (
    "INSERT INTO member (id, name, kind, country, timezone) VALUES (1, 'Rosario', 'city', 'AR', 'America/Lima')",
    "INSERT INTO person (id, telegram_hash, language, last_turn_at) VALUES (1, printf('%064d', 1), 'es', :now)",
    """INSERT INTO screen (id, person_id, purpose, live_for, payload, wanted, drawn, buried)
    VALUES (5, 1, 'card', 1, :card, 1, 0, 0), (6, 1, 'retired', NULL, '', 2, 1, 0)""",
    """INSERT INTO outbox (id, person_id, kind, state, payload, created_at, settled_at)
    VALUES (7, 1, 'notice', 'pending', :letter, :now, NULL), (8, 1, 'notice', 'failed', NULL, :now, :now)""",
)


def furnish(store: Store) -> int:
    """Have Ana get a card and a letter; return her id."""
    person = store.enter(ANA)
    store.draw(store.turn(ANA, lambda _: Decision(card=CARD)).work)
    with store.database.writing() as tx:
        write_letters(tx, person, LetterKind.NOTICE, (LETTER,), NOW)
    return person


@pytest.fixture
def old(store: Store) -> Database:
    """A database of the schema before sealing, with two cards, a letter, and one that is settled."""
    path = store.database.path.with_name("old.db")
    path.touch()
    database = Database(f"sqlite:///{path}", Keyring(SECRET_KEY))
    upgrade(database, NOW, "0008")
    with database.writing() as tx:
        for statement in OF_BEFORE:
            named = {"now": str(NOW), "card": CARD, "letter": LETTER}
            used = {name: value for name, value in named.items() if f":{name}" in statement}
            tx.connection.execute(text(statement), used)
    database.close()
    return database


def said(tx: Transaction, person: int = 1) -> tuple[list[str], list[str | None]]:
    """Read what cards and letters say."""
    return [one.payload for one in read_screens(tx, person)], [one.text for one in kept_letters(tx)]


def test_nothing_that_we_say_is_in_the_files(store: Store) -> None:
    """A card and a waiting letter must be in no file in clear, and be read as they were written."""
    person = furnish(store)
    data = everything(store.database.path)
    assert (False, False) == (CARD.encode() in data, LETTER.encode() in data)
    with store.database.reading() as tx:
        cards, letters = said(tx, person)
    assert (CARD in cards, letters) == (True, [LETTER])


@pytest.mark.parametrize("table", [t.screen, t.outbox], ids=["card", "letter"])
@pytest.mark.parametrize("moved", ["to another row", "to another person", "to another table"])
def test_a_text_opens_only_where_it_was_written(store: Store, table: object, moved: str) -> None:
    """A sealed text that is moved must not open, so that nobody is shown what another was."""
    assert table in (t.screen, t.outbox)
    person, other = furnish(store), store.enter(BRUNO)
    here = t.screen if table is t.screen else t.outbox
    there = t.outbox if here is t.screen else t.screen
    with store.database.reading() as tx:
        wanted = select(here.c.id, here.c.payload).where(here.c.person_id == person).order_by(here.c.id.desc())
        row = tx.connection.execute(wanted).first()
        assert row is not None
        assert open_text(tx.keyring, here, row.id, person, row.payload) in (CARD, LETTER)
        place = {
            "to another row": (here, row.id + 1, person),
            "to another person": (here, row.id, other),
            "to another table": (there, row.id, person),
        }[moved]
        with pytest.raises(SecretKeyWrong):
            open_text(tx.keyring, *place, row.payload)


def test_what_is_clear_is_not_read(store: Store) -> None:
    """A text that somebody put there without the key must not be shown to anybody."""
    person = furnish(store)
    with store.database.writing() as tx:
        tx.connection.execute(update(t.screen).values(payload=b'{"text":"planted"}'))
    with store.database.reading() as tx, pytest.raises(SecretKeyWrong):
        screens_of(tx, person)


def _start(database: Database) -> None:
    upgrade(Database(database.url), NOW)
    schema.prepare(database)


WAYS: dict[str, Callable[[Database], object]] = {
    "an upgrade with the key": lambda old: renew(old, None, NOW).backup.path.unlink(),
    "a start after an upgrade without it": _start,
}


@pytest.mark.parametrize("way", WAYS)
def test_what_was_clear_before_is_sealed_in_one_go(old: Database, way: str) -> None:
    """Texts from before there was sealing must say the same afterwards, and be nowhere in clear once it is expunged."""
    assert CARD.encode() in everything(old.path)
    WAYS[way](old)
    with old.writing() as tx:
        assert seal_what_is_clear(tx) == 0
        assert said(tx) == ([CARD, ""], [LETTER, None])
    assert Writer(old).expunge_now()
    old.close()
    data = old.path.read_bytes()
    assert (False, False) == (CARD.encode() in data, LETTER.encode() in data)


def test_a_migration_without_the_key_changes_no_text(old: Database) -> None:
    """The step itself knows no key: it must keep the texts byte by byte, for who has the key to seal them."""
    upgrade(Database(old.url), NOW)
    with old.reading() as tx:
        found = [tx.connection.execute(select(table.c.payload)).scalars().all() for table in (t.screen, t.outbox)]
    assert found == [[CARD.encode(), b""], [LETTER.encode(), None]]


def test_a_sealing_that_breaks_off_is_done_at_the_next_start(old: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """If it fails in the middle nothing must be half sealed, and the next start must do it."""
    upgrade(Database(old.url), NOW)
    keyring, left = Keyring(SECRET_KEY), iter((True, True))
    encrypt = Keyring.encrypt
    monkeypatch.setattr(Keyring, "encrypt", lambda self, *given: next(left) and encrypt(self, *given))
    with pytest.raises(StopIteration), Database(old.url, keyring).writing() as tx:
        seal_what_is_clear(tx)
    monkeypatch.undo()
    schema.prepare(old)
    with old.reading() as tx:
        assert said(tx) == ([CARD, ""], [LETTER, None])


def test_a_new_key_opens_every_text_and_the_old_one_none(store: Store) -> None:
    """A rotation with letters waiting must leave what they say, under the new key."""
    person, new = furnish(store), Keyring(new_secret_key())
    rotate_key(store.database, new, NOW)
    with store.database.reading() as tx:
        cards, letters = said(tx, person)
        assert (CARD in cards, letters) == (True, [LETTER])
    with Database(store.database.url, Keyring(SECRET_KEY)).reading() as tx:
        for read in (read_screens, lambda tx, _: kept_letters(tx)):
            with pytest.raises(SecretKeyWrong):
                read(tx, person)


def test_a_rotation_that_forgets_the_texts_is_undone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a text does not open with the new key before the commit, all must stay as it was, with the old key."""
    person = furnish(store)
    monkeypatch.setattr(key_rotation, "renew_texts", lambda *_: 2)
    with pytest.raises(SecretKeyWrong):
        rotate_key(store.database, Keyring(new_secret_key()), NOW)
    with store.database.reading() as tx:
        assert said(tx, person)[1] == [LETTER]
