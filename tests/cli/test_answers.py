"""What commands answer to programs, and the findings of `check` that are about the data."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError

import pytest
from kit.cli import Operator
from kit.service import TOKEN
from kit.store import ANA, SECRET_KEY
from kit.traces import fresh_store

from bot import time_zones
from conversations.people import Role
from storage.database import Database
from storage.invitations import create_invitation
from storage.members import find_members
from storage.migrations import upgrade
from storage.schema import HEAD
from storage.secrets import Keyring

OLD = "0005"


def write(operator: Operator, statement: str, *values: object) -> None:
    """Change the operator's database behind their back."""
    with closing(sqlite3.connect(operator.folder / "solidaria.db")) as connection, connection:
        connection.execute(statement, values)


def findings(operator: Operator, **settings: str) -> dict[str, tuple[bool, str]]:
    """Run `check`; gives each finding's verdict and words."""
    answer = operator("check", "--json", api_url="http://127.0.0.1:1", **settings)
    return {one["subject"]: (one["ok"], one["words"]) for one in json.loads(answer.out)}


def test_an_import_tells_a_program_what_it_changed(fresh: Operator) -> None:
    """`members import --json` names what was added, and the same again as unchanged."""
    fresh("init").done()
    first = fresh("members", "import", "--known", "--json").json()
    again = fresh("members", "import", "--known", "--json").json()
    assert "Rosario" in first["added"]
    assert ([], [], len(first["added"])) == (again["added"], again["changed"], again["unchanged"])


def test_invitations_are_listed_for_a_program_without_their_links(operator: Operator) -> None:
    """`invitations list --json` has member, role and term of each, and nothing that opens the door."""
    token = invite(operator)
    told = operator("invitations", "list", "--json")
    (one,) = told.json()
    assert "Rosario" in json.dumps(one)
    assert "focal_point" in json.dumps(one)
    assert token not in told.out
    assert not [key for key in one["invitation"] if "hash" in key or "token" in key]


def invite(operator: Operator) -> str:
    """Invite somebody as the bot does; gives the token."""
    key = (operator.folder / ".env").read_text("utf-8").strip().partition("=")[2]
    database = Database(f"sqlite:///{operator.folder / 'solidaria.db'}", Keyring(key))
    with database.writing() as tx:
        made = create_invitation(tx, Role.FOCAL_POINT, find_members(tx, "Rosario")[0], datetime.now(UTC))
    database.close()
    return made.token


def test_a_folder_is_no_file_to_write_to(operator: Operator) -> None:
    """`backup` and `export` with a folder's name, or in a folder that is not there, end in one line."""
    (operator.folder / "kept").mkdir()
    assert "is a folder" in operator("backup", "kept").mistake()
    assert "there is no folder" in operator("backup", "nowhere/x.db").mistake()


def test_the_bot_does_not_run_without_its_key(operator: Operator) -> None:
    """With a token and no key nobody's identity could be kept: `run` says which setting is missing."""
    (operator.folder / ".env").unlink()
    assert "SOLIDARIA_SECRET_KEY is not set" in operator("run", bot_token=TOKEN).mistake()


def test_a_clock_that_is_behind_is_found(fresh: Operator) -> None:
    """A machine whose clock stands before the last turn would put what happens in the wrong order."""
    store = fresh_store(fresh.folder / "store")
    ours = {"database_url": store.database.url, "secret_key": SECRET_KEY}
    assert "clock" not in findings(fresh, **ours)
    store.now += timedelta(days=36_500)
    store.enter(ANA)
    ok, words = findings(fresh, **ours)["clock"]
    assert not ok
    assert "is behind the last turn" in words


def test_an_old_schema_is_brought_up_and_entered(fresh: Operator) -> None:
    """`db upgrade` brings an old database up with a copy from before, enters that, and does nothing to a new one."""
    fresh("init").done()
    key = (fresh.folder / ".env").read_text("utf-8").strip().partition("=")[2]
    database = Database(f"sqlite:///{fresh.folder / 'solidaria.db'}", Keyring(key))
    upgrade(database, datetime.now(UTC), OLD)
    database.close()
    found = findings(fresh)
    assert (False, False, False) == (found["schema"][0], "audit" in found, "retention" in found)
    said = fresh("db", "upgrade").done()
    assert f"schema {OLD} -> {HEAD}; before that: " in said
    assert "upgraded" in [one["action"] for one in fresh("audit", "list", "--json").json()]
    assert f"schema {HEAD} -> {HEAD}\n" == fresh("db", "upgrade").done()


def test_what_was_refused_today_is_told(operator: Operator) -> None:
    """Updates over somebody's limit are no fault, and the operator sees how many there were today."""
    assert "limits" not in findings(operator)
    write(operator, "INSERT INTO counter (name, day, count) VALUES ('refused', ?, 7)", f"{datetime.now(UTC):%Y-%m-%d}")
    ok, words = findings(operator)["limits"]
    assert ok
    assert words.startswith("7 updates")


def test_a_missing_package_of_time_zones_is_found(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it hours would be those of UTC: the operator is told to install the program again."""

    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(time_zones, "version", missing)
    assert (False, "the package tzdata is missing: install the program again") == findings(operator)["time zones"]


def test_what_is_checked_without_a_key(operator: Operator) -> None:
    """Without the key the database is examined all the same, but for what only the key opens."""
    (operator.folder / ".env").unlink()
    found = findings(operator)
    assert (False, True) == (found["key"][0], found["database"][0])
    assert "audit" not in found
