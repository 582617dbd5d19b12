"""`key rotate`: the new key is where it is said to be, and no way out of a rotation loses the key that holds."""

import sqlite3
from contextlib import closing, suppress

import pytest
from kit.cli import Operator
from kit.operator_keys import KEPT, NAME, key_in, opens

from bot.cli import keys
from storage import key_rotation
from storage.database import Database, DatabaseUnavailable
from storage.secrets import Keyring
from storage.soundness import DatabaseDamaged


def test_the_new_key_takes_the_place_of_the_old_one(operator: Operator) -> None:
    """With the key in `.env` nothing more is to be done, and what else stands there stays."""
    env = operator.folder / ".env"
    old = key_in(env)
    env.write_text(f"# mine\n{env.read_text('utf-8')}SOLIDARIA_CONTACT=red@example.org\n", "utf-8")
    said = operator("key", "rotate").done()
    new = key_in(env)
    assert (False, True) == (opens(operator, old), opens(operator, new))
    assert Keyring(new).fingerprint in said
    assert new not in said
    assert "# mine" in env.read_text("utf-8")
    assert "SOLIDARIA_CONTACT=red@example.org" in env.read_text("utf-8")
    assert 0o600 == env.stat().st_mode & 0o777
    assert not (operator.folder / KEPT).exists()


@pytest.mark.parametrize("where", ["environment", "nowhere in .env"])
def test_a_key_that_is_set_elsewhere_is_left_in_a_file(operator: Operator, where: str) -> None:
    """Where we cannot put the key it waits in a file of the owner's, and the operator is told what to do with it."""
    env = operator.folder / ".env"
    old = key_in(env)
    if where == "environment":
        operator.settings["secret_key"] = old
    else:
        env.rename(operator.folder / "service.env")
        operator.settings["secret_key"] = old
    said = operator("key", "rotate").done()
    kept = operator.folder / KEPT
    assert str(kept) in said
    assert "delete that file" in said
    assert 0o600 == kept.stat().st_mode & 0o777
    assert (False, True) == (opens(operator, old), opens(operator, key_in(kept)))
    first = operator.settings["secret_key"] = key_in(kept)
    assert "for another one" in operator("key", "rotate").done()
    operator("key", "rotate").done()
    assert first != key_in(kept)


def test_without_a_key_there_is_nothing_to_rotate(fresh: Operator) -> None:
    """On a new machine no key is written down that fits nothing."""
    assert f"{NAME} is not set" in fresh("key", "rotate").mistake()
    assert [] == list(fresh.folder.iterdir())


def test_without_a_database_there_is_nothing_to_rotate(fresh: Operator) -> None:
    """With a key and no database nothing is made, and the key stays."""
    fresh("init").done()
    before = key_in(fresh.folder / ".env")
    assert "nothing to rotate" in fresh("key", "rotate").mistake()
    assert before == key_in(fresh.folder / ".env")
    assert [".env"] == [file.name for file in fresh.folder.iterdir()]


def test_a_rotation_beside_somebody_who_reads_says_what_is_left(operator: Operator) -> None:
    """Until the files could be written anew the operator knows that the old key still opens something in them."""
    with closing(sqlite3.connect(operator.folder / "solidaria.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM member").fetchone()
        assert "the bot clears it" in operator("key", "rotate").done()
    assert opens(operator, key_in(operator.folder / ".env"))


def test_a_rotation_that_changes_nothing_leaves_the_old_key(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When nothing could be encrypted anew the old key holds, and no other lies about."""
    old = key_in(operator.folder / ".env")

    def full(*_: object) -> None:
        raise DatabaseUnavailable("SQLITE_FULL")

    monkeypatch.setattr(key_rotation, "_rotate_inbox", full)
    assert "is the disk full" in operator("key", "rotate").mistake()
    assert old == key_in(operator.folder / ".env")
    assert opens(operator, old)
    assert not (operator.folder / KEPT).exists()


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), DatabaseDamaged(("page 7",)), OSError(5, "Input/output error")])
def test_what_fails_after_everything_is_encrypted_anew_does_not_lose_the_key(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    """Ctrl-C while the files are rewritten, or a bad disk: the new key already holds, and is put in its place."""

    def fail(_: Database) -> None:
        raise fault

    monkeypatch.setattr(key_rotation, "expunge", fail)
    with suppress(KeyboardInterrupt, OSError):  # a fault that no operator can mend stays a traceback
        assert 0 != operator("key", "rotate").code
    monkeypatch.undo()
    assert opens(operator, key_in(operator.folder / ".env"))


def test_a_database_that_cannot_be_asked_keeps_both_keys(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """When nobody can tell which key holds, the old one stays where it is and the new one in its file."""
    old = key_in(operator.folder / ".env")

    def gone(*_: object) -> None:
        raise DatabaseUnavailable("SQLITE_IOERR")

    monkeypatch.setattr(keys, "rotate_key", gone)
    monkeypatch.setattr(keys, "has_key", gone)
    answer = operator("key", "rotate")
    assert 1 == answer.code
    assert KEPT in answer.out
    assert old == key_in(operator.folder / ".env")
    assert old != key_in(operator.folder / KEPT)
