"""What `check` has to find: whatever stops `run`, in the same words, and never one thing instead of all others."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from kit.cli import Operator
from kit.operator_keys import KEPT, NAME, key_in

from storage.secrets import Keyring, new_secret_key

DATABASE = "solidaria.db"
FILES = "database files"


def found(operator: Operator, **settings: str) -> dict[str, tuple[bool, str]]:
    """Run `check`; gives each finding's verdict and words."""
    answer = operator("check", "--json", **{"api_url": "http://127.0.0.1:1", **settings})
    assert "" == answer.err
    return {one["subject"]: (one["ok"], one["words"]) for one in json.loads(answer.out)}


def change(operator: Operator, statement: str) -> None:
    """Change the database behind the program's back."""
    with closing(sqlite3.connect(operator.folder / DATABASE)) as connection, connection:
        connection.execute(statement)


# --- places ---


def test_a_backup_folder_that_is_closed_hides_nothing(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """With backups where this user may not look, that is one finding, and all others are there as without it."""
    closed, look = operator.folder / "closed", os.stat
    before = found(operator)

    def refused(path: Any, *arguments: Any, **named: Any) -> os.stat_result:  # noqa: ANN401 - whatever os.stat takes
        if not isinstance(path, int) and Path(os.fsdecode(path)).parent == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return look(path, *arguments, **named)

    monkeypatch.setattr(os, "stat", refused)
    after = found(operator, backup_dir=str(closed / "x"))
    assert (False, f"{closed / 'x'} cannot be read: Permission denied") == after.pop("backups")
    before.pop("backups")
    assert before == after


def test_older_copies_are_told_with_the_oldest(operator: Operator) -> None:
    """The oldest of what was put aside is named, whatever its name; proofs and logs are no copies."""
    for age, name in enumerate(("before-9.db", "replaced-1.db", "before-1.db.sha256", "replaced-1.db-wal")):
        file = operator.folder / f"{DATABASE}.{name}"
        file.touch()
        os.utime(file, (1_000 - age, 1_000 - age))
    oldest = operator.folder / f"{DATABASE}.replaced-1.db"
    words = f"2 that do not rotate, the oldest {oldest}: delete what is not needed any more"
    assert (True, words) == found(operator)["older copies"]


# --- what may be read and not written ---


@pytest.mark.parametrize("ending", ["write.lock", "run.lock"])
def test_a_lock_that_is_not_ours_is_found(operator: Operator, ending: str) -> None:
    """A lock that `run` could not take is found before, in the words that a command has for it."""
    lock = operator.folder / f"{DATABASE}.{ending}"
    assert FILES not in found(operator)
    lock.unlink(missing_ok=True)
    lock.mkdir()
    after = found(operator)
    words = f"{lock} cannot be used, it is {lock.owner()}'s: give it to the bot's user with `sudo chown`"
    assert (False, words) == after[FILES]
    assert (True, "sound") == after["database"]


@pytest.mark.parametrize(
    ("ending", "words"), [("", "SQLITE_READONLY"), ("-wal", "SQLITE_CANTOPEN"), (".write.lock", "`sudo chown`")]
)
def test_a_file_that_cannot_be_written_is_found(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, ending: str, words: str
) -> None:
    """A database with mode 400, or a file beside it that is somebody else's, can be read; `run` would refuse it."""
    file = operator.folder / f"{DATABASE}{ending}"
    file.touch()
    monkeypatch.setattr(os, "access", lambda path, mode: path != file or not mode & os.W_OK)
    after = found(operator)
    ok, said = after[FILES]
    assert (False, True, True) == (ok, said.startswith(f"{file} cannot be "), words in said)
    assert (True, "sound") == after["database"]


def test_a_folder_where_nothing_can_be_made_is_found(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that is not there has to be made, and a database as well: the folder decides, or that there is none."""
    monkeypatch.setattr(os, "access", lambda path, _mode: path != operator.folder)
    lock = operator.folder / f"{DATABASE}.write.lock"
    lock.unlink()
    assert f"{lock} cannot be made, its folder is {operator.folder.owner()}'s" in found(operator)[FILES][1]
    monkeypatch.undo()
    after = found(operator, database_url=f"sqlite:///{operator.folder}/no/x.db")
    words = f"there is no folder {operator.folder}/no: is this the folder that has .env?"
    assert ((False, words), True) == (after[FILES], "database" not in after)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o602])
def test_secrets_that_others_can_read_are_found(operator: Operator, mode: int) -> None:
    """`.env` is its owner's alone: whoever reads it writes as the bot."""
    assert ".env" not in found(operator)
    (operator.folder / ".env").chmod(mode)
    assert (False, "others can read it: chmod 600 .env") == found(operator)[".env"]


# --- the key ---


def test_the_key_of_a_killed_rotation_is_found(operator: Operator) -> None:
    """After a rotation that was killed at its commit `check` says what all commands say: where the key is."""
    env, kept = operator.folder / ".env", operator.folder / KEPT
    old = env.read_text("utf-8")
    operator("key", "rotate").done()
    kept.write_text(f"{NAME}={key_in(env)}\n", "utf-8")
    env.write_text(old, "utf-8")
    said = operator("members", "list").mistake()
    assert (False, said) == found(operator)["database key"]
    assert f"that is in {kept}, from a rotation: `solidaria key rotate` puts it in its place" in said
    operator("key", "rotate").done()
    assert (True, "fits the key") == found(operator)["database key"]


def test_another_key_is_named_by_its_fingerprint(operator: Operator) -> None:
    """Where no rotation left the right key, its fingerprint tells which copy to bring."""
    right = Keyring(key_in(operator.folder / ".env")).fingerprint
    ok, said = found(operator, secret_key=new_secret_key())["database key"]
    assert (False, True) == (ok, f"(fingerprint {right}): set that one" in said)


# --- the schema ---


@pytest.mark.parametrize("table", ["audit", "inbox", "screen"])
def test_a_table_that_is_missing_is_found(operator: Operator, table: str) -> None:
    """Whoever dropped a table gets its name in a line, and still hears of the backups to go back to."""
    change(operator, f"DROP TABLE {table}")
    after = found(operator)
    ok, said = after["database"]
    assert (False, True) == (ok, said.startswith(f"the database is damaged: missing: table {table}"))
    assert "backups" in after


@pytest.mark.parametrize("trigger", ["audit_no_update", "response_history_no_delete"])
def test_a_trigger_that_is_missing_is_found(operator: Operator, trigger: str) -> None:
    """What keeps the audit and the history append-only is part of the schema: without it the database is not sound."""
    change(operator, f"DROP TRIGGER {trigger}")
    after = found(operator)
    assert (False, f"missing: trigger {trigger}") == after["database"]
    assert after["audit"][0]
