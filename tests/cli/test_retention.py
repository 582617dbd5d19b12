"""An operator sees what is past its term, has it go, and gets the papers of privacy."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from kit.cli import Operator
from kit.store import ANA, Store, begin_visit

from bot.cli.retention import COUNTED_FROM
from conversations.instrument import Language
from conversations.people import Role
from conversations.retention import HOLDINGS, DataClass, Since
from locales.catalogue import plain
from storage.database import Database
from storage.invitations import create_invitation
from storage.members import find_members
from storage.people_reader import read_sender
from storage.secrets import Keyring
from storage.world_reader import Inquiry

LONG_AGO = datetime.now(UTC) - timedelta(days=40)


def visitor(operator: Operator) -> None:
    """Have somebody open an invitation long ago, and nobody run the bot since."""
    key = (operator.folder / ".env").read_text("utf-8").partition("=")[2].splitlines()[0]
    database = Database(f"sqlite:///{operator.folder / 'solidaria.db'}", Keyring(key))
    store = Store(database, LONG_AGO)
    with database.writing() as tx:
        token = create_invitation(tx, Role.FOCAL_POINT, find_members(tx, "Rosario")[0], LONG_AGO).token
    store.turn(ANA, begin_visit, Inquiry(token=token))
    with database.reading() as tx:
        assert read_sender(tx, 1) is None, "nobody has consented"
    database.close()


def people(operator: Operator) -> int:
    """Count who is in the database."""
    connection = sqlite3.connect(operator.folder / "solidaria.db")
    (count,) = connection.execute("SELECT count(*) FROM person").fetchone()
    connection.close()
    return int(count)


def lines(operator: Operator, *arguments: str) -> dict[str, dict[str, object]]:
    """Run ``retention`` for a program; give its classes by name."""
    said = operator("retention", *arguments, "--json").json()
    return {one["data"]: one for one in said["classes"]}


def test_a_dry_run_shows_and_takes_nothing(operator: Operator) -> None:
    """Every class with its term, how many are past it, and that nothing ever ran; nobody goes."""
    visitor(operator)
    shown = lines(operator, "--dry-run")
    assert list(shown) == [one.data.value for one in HOLDINGS]
    assert (shown["visitors"]["past"], shown["visitors"]["goes"], shown["visitors"]["term_days"]) == (1, 1, 7)
    assert (shown["answers"]["past"], shown["answers"]["term_days"]) == (None, None)
    assert operator("retention", "--dry-run", "--json").json()["last_run_at"] is None
    assert people(operator) == 1
    said = operator("retention", "--dry-run").done()
    assert "7 days after the link was opened" in said
    assert said.endswith("last run: never\n")
    assert ANA.name not in said


def test_a_run_takes_what_is_past_its_term(operator: Operator) -> None:
    """It goes now, is counted, and the next look says when that was."""
    visitor(operator)
    assert lines(operator)["visitors"]["gone"] == 1
    assert people(operator) == 0
    again = operator("retention", "--dry-run", "--json").json()
    assert datetime.now(UTC) - datetime.fromisoformat(again["last_run_at"]) < timedelta(minutes=5)
    assert [one["past"] for one in again["classes"] if one["data"] == "visitors"] == [0]


def test_check_tells_when_it_did_not_run(operator: Operator) -> None:
    """What is past its term and nobody takes away is to be mended; after a run all is well."""
    found = {one["subject"]: one for one in checked(operator)}
    assert found["retention"]["ok"]
    visitor(operator)
    found = {one["subject"]: one for one in checked(operator)}
    assert (found["retention"]["ok"], "solidaria retention" in found["retention"]["words"]) == (False, True)
    operator("retention").done()
    found = {one["subject"]: one for one in checked(operator)}
    assert (found["retention"]["ok"], "0 past their term" in found["retention"]["words"]) == (True, True)


def checked(operator: Operator) -> list[dict[str, Any]]:
    """Run ``check`` for a program."""
    found: list[dict[str, Any]] = json.loads(operator("check", "--json", api_url="http://127.0.0.1:9").out)
    return found


def test_every_beginning_of_a_term_is_worded() -> None:
    """An operator reads from what on the days are counted, whatever is declared."""
    assert set(Since) == set(COUNTED_FROM)


# --- the papers ---


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("paper", ["record", "breach"])
def test_a_paper_is_written_or_printed(operator: Operator, paper: str, language: Language) -> None:
    """With the operator's contact in it, in the language asked for, the same in a file and on the screen."""
    asked = ("privacy", paper, "--language", language.value)
    printed = operator(*asked, contact="datos@example.org").done()
    assert "datos@example.org" in printed
    assert plain(language, f"held.{DataClass.PEOPLE}") in printed
    said = operator("privacy", paper, "paper.md", "--language", language.value, contact="datos@example.org").done()
    assert said == "written to paper.md\n"
    assert (operator.folder / "paper.md").read_text("utf-8") == printed


def test_what_was_filled_in_by_hand_is_not_overwritten(operator: Operator) -> None:
    """A file that is there stays; a folder that is not is said in a line."""
    Path(operator.folder / "record.md").write_text("filled in", encoding="utf-8")
    assert "give another name" in operator("privacy", "record", "record.md").mistake()
    assert (operator.folder / "record.md").read_text("utf-8") == "filled in"
    assert "there is no folder" in operator("privacy", "record", "nowhere/record.md").mistake()


def test_the_record_says_how_long_backups_are_kept(operator: Operator) -> None:
    """As they are set: a number, a number times an interval, or none at all; and where the database stands."""
    assert "the bot makes none" in operator("privacy", "record", "--language", "en").done()
    said = operator("privacy", "record", "--language", "en", backup_dir="kept").done()
    assert "14 days; then a newer one" in said
    assert str(operator.folder / "solidaria.db") in said
    twice = operator("privacy", "record", "--language", "en", backup_dir="kept", backup_every_hours="12").done()
    assert "7 days; then a newer one" in twice
