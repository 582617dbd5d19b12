"""The wrong folder, the wrong user, the wrong file: each is one line that says where to go, and nothing is changed."""

import json
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from kit.cli import Operator

from bot.cli import owner
from storage.database import Database
from storage.migrations import upgrade
from storage.proof import Proof, write_proof
from storage.runner_state import Memo, remember
from storage.secrets import Keyring, new_secret_key

DATABASE = "solidaria.db"
OLD = "0005"
KEY = "SOLIDARIA_SECRET_KEY"


def state(operator: Operator) -> list[str]:
    """Give everything that is in the operator's database."""
    with closing(sqlite3.connect(operator.folder / DATABASE)) as connection:
        return list(connection.iterdump())


def found(operator: Operator) -> dict[str, tuple[bool, str]]:
    """Run `check`; gives each finding's verdict and words."""
    answer = operator("check", "--json", api_url="http://127.0.0.1:1")
    return {one["subject"]: (one["ok"], one["words"]) for one in json.loads(answer.out)}


# --- whose the files are ---


def test_root_is_sent_to_the_folders_owner(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that root makes in the bot's folder stop the bot: the line has the command that root wants instead."""
    there, another = state(operator), operator.folder.stat().st_uid + 1
    monkeypatch.setattr(owner, "ROOT", another)
    monkeypatch.setattr(os, "geteuid", lambda: another)
    theirs = f"use `sudo -u {operator.folder.owner()} solidaria ...`"
    for command in (("wave", "open", "2026"), ("check",), ("backup", "x.db"), ("init",)):
        assert theirs in operator(*command).mistake()
    assert there == state(operator)
    assert not (operator.folder / "x.db").exists()
    operator("wave", "open", "--help").done()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("file", [".env", DATABASE, "."])
def test_root_is_sent_to_the_owner_of_each_file(operator: Operator, file: str) -> None:
    """The folder, `.env` or the database: one of them is enough; a user without a name is a number."""
    os.chown(operator.folder / file, 54321, -1)
    assert "use `sudo -u #54321 solidaria ...`" in operator("members", "list").mistake()


@pytest.mark.parametrize("command", ["upgrade", "db upgrade", "key rotate", "restore copy.db", "run"])
def test_a_lock_that_cannot_be_had_is_one_line(operator: Operator, command: str) -> None:
    """Another user's lock file stops what has to be alone: the line has the file, and whose it is."""
    operator("backup", "copy.db").done()
    lock = operator.folder / f"{DATABASE}.run.lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()
    answer = operator(*command.split(), bot_token="1234567:x")
    (said,) = (line for line in answer.err.splitlines() if line.startswith("solidaria: "))
    assert (1, True) == (answer.code, f"{lock} cannot be used, it is {lock.owner()}'s" in said)
    assert "Traceback" not in answer.err


def test_a_write_lock_that_cannot_be_had_is_named_too(operator: Operator) -> None:
    """The lock of a single write is looked at in the same way, and is not called a full disk."""
    lock = operator.folder / f"{DATABASE}.write.lock"
    lock.unlink()
    lock.mkdir()
    assert f"{lock} cannot be used, it is {lock.owner()}'s" in operator("wave", "open", "2026").mistake()


# --- the folder ---


@pytest.mark.parametrize(
    "command",
    [
        *("audit verify", "audit list", "audit head", "people list", "people revoke 1", "inbox list", "inbox retry"),
        *("inbox dismiss 1 --yes", "members list", "retention", "retention --dry-run", "pause", "resume", "wave list"),
        *("wave close 2026", "invite --coordinator", "invitations list", "invitations revoke 1", "export x.json"),
        *("backup x.db", "instrument list", "instrument export x.yaml --instrument a@1", "db upgrade"),
    ],
)
@pytest.mark.parametrize("left", ["nothing", "an empty file"])
def test_where_there_is_no_database_none_is_made(fresh: Operator, command: str, left: str) -> None:
    """In the wrong folder nothing looks well: all but the first commands say that there is no database."""
    fresh("init").done()
    if left != "nothing":
        (fresh.folder / DATABASE).touch()
    before = {file.name: file.stat().st_size for file in fresh.folder.iterdir()}
    said = fresh(*command.split()).mistake()
    assert f"there is no database {fresh.folder / DATABASE}: is this the folder that has .env?" == said
    assert before == {file.name: file.stat().st_size for file in fresh.folder.iterdir()}


@pytest.mark.parametrize("command", ["members import --known", "wave open 2026"])
def test_the_first_commands_make_the_database_with_a_key(fresh: Operator, command: str) -> None:
    """What begins a network makes its database, and nothing in a folder that has no key."""
    assert f"{KEY} is not set" in fresh(*command.split()).mistake()
    assert [] == list(fresh.folder.iterdir())
    fresh("init").done()
    fresh(*command.split()).done()
    assert (fresh.folder / DATABASE).stat().st_size


def test_check_tells_an_empty_database_from_none(fresh: Operator) -> None:
    """No database is where everybody begins; an empty file is one that was lost."""
    fresh("init").done()
    assert found(fresh)["database"][0]
    (fresh.folder / DATABASE).touch()
    ok, words = found(fresh)["database"]
    assert (False, True) == (ok, "is empty: `solidaria restore`" in words)


def test_check_sends_to_the_newer_program(operator: Operator) -> None:
    """A database of a newer program is not to be upgraded: the program is."""
    for schema, words in (("9999", "install the newer version"), ("0001", "run `solidaria upgrade`")):
        with closing(sqlite3.connect(operator.folder / DATABASE)) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (schema,))
        ok, said = found(operator)["schema"]
        assert (False, True) == (ok, words in said)


# --- the key ---


def test_a_key_that_is_lost_is_not_made_anew(operator: Operator) -> None:
    """Beside a database with a key no command recommends a new one, and `init` makes none."""
    env = operator.folder / ".env"
    key = Keyring(env.read_text("utf-8").strip().partition("=")[2])
    env.unlink()
    bring = f"fingerprint {key.fingerprint}"
    for command in ("init", "wave open 2026", "key rotate"):
        said = operator(*command.split()).mistake()
        assert bring in said
        assert "bring back its .env" in said
        assert "`solidaria init` makes one" not in said
    assert not env.exists()
    assert bring in found(operator)["key"][1]


@pytest.mark.parametrize("line", ["export {}", "\ufeff{}", "\ufeffexport {}", "  {}"], ids=ascii)
def test_a_key_is_seen_however_it_is_written(fresh: Operator, line: str) -> None:
    """With `export` before it or a mark of UTF-8 a key is a key: `init` puts no other behind it, and it is used."""
    key = new_secret_key()
    env = fresh.folder / ".env"
    env.write_text(line.format(f"{KEY}={key}\n"), "utf-8")
    before = env.read_text("utf-8")
    assert "not replaced" in fresh("init").mistake()
    assert before == env.read_text("utf-8")
    fresh("members", "import", "--known").done()
    assert f"fingerprint {Keyring(key).fingerprint}" == found(fresh)["key"][1]
    fresh("key", "rotate").done()
    assert key not in env.read_text("utf-8")
    assert (True, "fits the key") == found(fresh)["database key"]


@pytest.mark.parametrize("key", [None, new_secret_key()], ids=["no key", "another key"])
@pytest.mark.parametrize("command", ["db upgrade", "upgrade"])
def test_the_schema_stays_without_the_right_key(fresh: Operator, command: str, key: str | None) -> None:
    """With another key or none an upgrade changes nothing: it would begin an audit that the right one cannot read."""
    database = Database(f"sqlite:///{fresh.folder / DATABASE}")
    upgrade(database, datetime.now(UTC), OLD)
    right = Keyring(new_secret_key()).fingerprint
    with database.writing() as tx:
        remember(tx, Memo.KEY_FINGERPRINT, right)
    database.close()
    before = state(fresh)
    assert right in fresh(*command.split(), **({"secret_key": key} if key else {})).mistake()
    assert before == state(fresh)
    assert [] == list(fresh.folder.glob("*.before-*"))


# --- backups ---


def test_what_is_no_backup_is_told_apart(operator: Operator) -> None:
    """A folder, an empty file and another program's database each get their own line; nothing is restored."""
    (operator.folder / "kept").mkdir()
    (operator.folder / "empty").touch()
    with closing(sqlite3.connect(operator.folder / "foreign")) as connection:
        connection.execute("CREATE TABLE x (y)")
    content = (operator.folder / "foreign").read_bytes()
    write_proof(operator.folder / "foreign", Proof(sha256(content).hexdigest()))
    before = state(operator)
    assert "is a folder: name one of the backups" in operator("restore", "kept").mistake()
    assert "empty is empty" in operator("restore", "empty").mistake()
    assert "is no database of Solidaria's" in operator("restore", "foreign").mistake()
    assert "none of them is Solidaria's" in operator("members", "list", database_url="sqlite:///foreign").mistake()
    assert before == state(operator)


def test_restore_names_the_key_that_a_backup_needs(operator: Operator) -> None:
    """After a rotation the last backup needs the former key: `restore` says which, with a wrong one and with none."""
    env = operator.folder / ".env"
    former = env.read_text("utf-8")
    needs = f"fingerprint {Keyring(former.strip().partition('=')[2]).fingerprint}"
    operator("backup", "copy.db").done()
    operator("key", "rotate").done()
    said = operator("restore", "copy.db").mistake()
    assert needs in said
    assert "`solidaria key rotate`" in said
    present = env.read_text("utf-8")
    env.unlink()
    assert needs in operator("restore", "copy.db").mistake()
    env.write_text(former, "utf-8")
    operator("restore", "copy.db").done()
    operator("key", "rotate").done()
    assert present != env.read_text("utf-8")
