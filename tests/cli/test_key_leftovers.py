"""`key rotate` after one that was killed, or on a full disk: no key is lost, and none that opens nothing stays."""

import errno
import os
from pathlib import Path

import pytest
from kit.cli import Operator
from kit.operator_keys import KEPT, NAME, key_in, opens

from bot.cli import keys
from bot.cli.env_file import write_private
from storage import key_rotation
from storage.database import Database
from storage.expunging import expunge
from storage.secrets import Keyring, new_secret_key


def leave(operator: Operator, key: str) -> Path:
    """Leave a key as a rotation does that was killed."""
    kept = operator.folder / KEPT
    kept.write_text(f"{NAME}={key}\n", "utf-8")
    return kept


@pytest.mark.parametrize("left", ["a key", "nothing"])
def test_a_key_that_was_never_used_goes(operator: Operator, left: str) -> None:
    """A rotation that was killed before its commit left a key that opens nothing: the next one deletes it."""
    kept = leave(operator, new_secret_key())
    if left == "nothing":
        kept.write_text("")
    old = key_in(operator.folder / ".env")
    said = operator("key", "rotate").done()
    assert "deleted" in said
    assert not kept.exists()
    assert (False, True) == (opens(operator, old), opens(operator, key_in(operator.folder / ".env")))


def test_a_rotation_that_only_left_its_file_is_over(operator: Operator) -> None:
    """Killed when `.env` had the new key already: no other key is made, or a backup would need one nobody ever saw."""
    operator("key", "rotate").done()
    new = key_in(operator.folder / ".env")
    kept = leave(operator, new)
    said = operator("key", "rotate").done()
    assert "An earlier rotation took place" in said
    assert (new, False) == (key_in(operator.folder / ".env"), kept.exists())


def test_the_key_that_older_backups_need_is_named(operator: Operator) -> None:
    """The former key leaves `.env`: its fingerprint is said, so that its copy can be told from others."""
    former = key_in(operator.folder / ".env")
    assert f"(fingerprint {Keyring(former or '').fingerprint})" in operator("key", "rotate").done().splitlines()[-1]


@pytest.mark.parametrize("where", [".env", "environment"])
def test_a_key_that_was_used_is_handed_over(operator: Operator, where: str) -> None:
    """A rotation that was killed after its commit left the key that holds: the next one puts it in its place."""
    env = operator.folder / ".env"
    old = env.read_text("utf-8")
    operator("key", "rotate").done()
    new = key_in(env)
    env.write_text(old, "utf-8")
    kept = leave(operator, new)
    assert f"that is in {kept}" in operator("members", "list").mistake()
    if where == "environment":
        operator.settings["secret_key"] = key_in(env)
    said = operator("key", "rotate").done()
    assert "An earlier rotation took place" in said
    assert Keyring(new).fingerprint in said
    assert (where == "environment", True) == (kept.exists(), opens(operator, new))
    assert (new if where == ".env" else old.strip().partition("=")[2]) == key_in(env)
    operator.settings.clear()
    assert 1 == len(list(operator.folder.glob("*.before-key-*.sha256"))), "nothing was rotated again"


def test_a_key_that_fits_nothing_changes_nothing(operator: Operator) -> None:
    """With a wrong key set and another one left, the line names the key that the database has."""
    right = Keyring(key_in(operator.folder / ".env")).fingerprint
    kept = leave(operator, new_secret_key())
    assert right in operator("key", "rotate", secret_key=new_secret_key()).mistake()
    assert kept.exists()


def test_a_key_that_backups_need_is_not_deleted(operator: Operator) -> None:
    """After an older backup was restored, the key of the later ones may be nowhere but in that file."""
    env = operator.folder / ".env"
    old = env.read_text("utf-8")
    operator("backup", "before.db").done()
    operator("key", "rotate").done()
    operator("backup", "after.db").done()
    kept = leave(operator, key_in(env))
    env.write_text(old, "utf-8")
    operator("restore", "before.db").done()
    assert "backups need the key in" in operator("key", "rotate").mistake()
    assert kept.exists()


def test_a_full_disk_leaves_no_empty_key(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the new key cannot even be written down, nothing is begun: one line, and no file that stops the next try."""
    old = key_in(operator.folder / ".env")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert "make room on the disk" in operator("key", "rotate").mistake()
    monkeypatch.undo()
    assert not (operator.folder / KEPT).exists()
    assert opens(operator, old)
    operator("key", "rotate").done()


def test_a_key_that_cannot_be_put_in_its_place_stays_in_the_file(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a full disk after the commit the operator is told where the key is; the next rotation puts it in place."""
    env = operator.folder / ".env"
    old = key_in(env)

    def full(_: str) -> bool:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(keys, "replace_key", full)
    said = operator("key", "rotate").done()
    assert ".env could not be written (No space left on device)." in said
    assert str(operator.folder / KEPT) in said
    monkeypatch.undo()
    assert old == key_in(env)
    operator("key", "rotate").done()
    assert opens(operator, key_in(env))
    assert not (operator.folder / KEPT).exists()


def test_a_key_is_never_only_in_memory(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever deletes the file while everything is encrypted anew gets it again, since nothing else has the key."""
    operator.settings["secret_key"] = key_in(operator.folder / ".env")
    kept = operator.folder / KEPT

    def deleted(database: Database) -> bool:
        kept.unlink()
        return expunge(database)

    monkeypatch.setattr(key_rotation, "expunge", deleted)
    operator("key", "rotate").done()
    assert opens(operator, key_in(kept))


def test_half_a_file_of_secrets_does_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be written to the end is taken away: half a `.env.part` helps nobody."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_private(tmp_path / ".env.part", "SOLIDARIA_CONTACT=x")
    assert [] == list(tmp_path.iterdir())
