"""An operator's upkeep: upgrades, scheduled copies by hand, time zones, and documents that tell the truth."""

import json
import re
import sqlite3
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from kit.cli import Operator
from typer.main import get_command

from bot.cli.app import app
from bot.settings import Settings
from bot.time_zones import are_pinned, go_by_the_pinned_ones, pinned_version
from storage.schema import HEAD

ROOT = Path(__file__).parents[2]
GUIDES = ("SECURITY.md", "docs/running.md", "deployment/solidaria.service")


# --- upgrade ---


def test_an_upgrade_says_what_it_did_and_what_comes_next(operator: Operator) -> None:
    """With nothing to migrate there is still a verified copy and a check; then the bot is to be started."""
    said = operator("upgrade").done().splitlines()
    assert f"schema {HEAD} as before" in said[0]
    copy = Path(said[0].rpartition(" is ")[2])
    assert copy.parent == operator.folder
    assert "Start the bot now" in said[1]
    operator("restore", str(copy)).done()
    said = operator("upgrade", backup_dir="kept").done().splitlines()
    assert Path(said[0].rpartition(" is ")[2]).parent == Path("kept")


def test_an_upgrade_that_fails_is_one_line_and_leaves_everything(operator: Operator) -> None:
    """A questionnaire that this program cannot read: one line with the way out, status 1, the data as they were."""
    path = operator.folder / "solidaria.db"
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO instrument VALUES (9, 'x', '1', 'no: [', '2026-01-01 00:00:00.000000+00:00')")
    connection.commit()
    before = list(connection.iterdump())
    said = operator("upgrade").mistake()
    assert "as it was before" in said
    assert "former version" in said
    assert before == list(connection.iterdump())
    connection.close()


def test_without_a_database_there_is_nothing_to_upgrade(fresh: Operator) -> None:
    """On a new machine `upgrade` makes nothing."""
    fresh("init").done()
    assert "nothing to upgrade" in fresh("upgrade").mistake()
    assert [".env"] == [file.name for file in fresh.folder.iterdir()]


@pytest.mark.parametrize(("version", "words"), [("0001", "run `solidaria upgrade`"), ("9999", "newer version")])
def test_another_schema_says_what_to_do(operator: Operator, version: str, words: str) -> None:
    """An older database asks for `solidaria upgrade`, a newer one for a newer program."""
    connection = sqlite3.connect(operator.folder / "solidaria.db")
    connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.commit()
    connection.close()
    assert words in operator("members", "list").mistake()


# --- backups by hand ---


def test_a_backup_without_a_name_goes_among_the_scheduled_ones(operator: Operator) -> None:
    """`backup` alone needs SOLIDARIA_BACKUP_DIR, and counts as one of those that are kept."""
    assert "SOLIDARIA_BACKUP_DIR" in operator("backup").mistake()
    said = operator("backup", backup_dir="kept").done()
    (made,) = (operator.folder / "kept").glob("solidaria-*.db")
    assert made.name in said
    operator("restore", f"kept/{made.name}").done()


def test_a_backup_that_was_tampered_with_is_refused(operator: Operator) -> None:
    """One changed byte, or no proof at all: one line, status 1, nothing restored."""
    operator("backup", "copy.db").done()
    copy = operator.folder / "copy.db"
    copy.write_bytes(copy.read_bytes()[:-1] + b"x")
    assert "is not the file" in operator("restore", "copy.db").mistake()
    (operator.folder / "copy.db.sha256").unlink()
    assert "sha256sum copy.db > copy.db.sha256" in operator("restore", "copy.db").mistake()
    assert [] == list(operator.folder.glob("*.replaced-*"))


def test_without_the_key_nothing_is_restored(operator: Operator) -> None:
    """On a new machine the key comes before the backup."""
    operator("backup", "copy.db").done()
    (operator.folder / ".env").unlink()
    assert "SOLIDARIA_SECRET_KEY is not set" in operator("restore", "copy.db").mistake()


# --- time zones ---


@pytest.fixture
def systems() -> Iterator[None]:
    """Go by the system's time zones, as Python does by itself, and back."""
    zoneinfo.reset_tzpath()
    yield
    go_by_the_pinned_ones()


@pytest.mark.usefixtures("systems")
def test_the_pinned_time_zones_win(operator: Operator, tmp_path: Path) -> None:
    """A system whose zones are wrong changes nothing: with any command they are those of the package."""
    wrong = tmp_path / "zones" / "America" / "Santiago"
    wrong.parent.mkdir(parents=True)
    wrong.write_bytes(files("tzdata").joinpath("zoneinfo", "UTC").read_bytes())
    zoneinfo.reset_tzpath(to=[str(tmp_path / "zones")])
    assert not are_pinned()
    winter = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert timedelta() == in_santiago(winter).utcoffset(), "the system's zone, which is wrong"
    found = {one["subject"]: one for one in json.loads(operator("check", "--json").out)}
    assert found["time zones"]["ok"]
    assert f"tzdata {pinned_version()}" in found["time zones"]["words"]
    assert timedelta(hours=-4) == in_santiago(winter).utcoffset()


def in_santiago(at: datetime) -> datetime:
    """Tell the time in Santiago by the zones that are in force now, whatever was asked for before."""
    return at.astimezone(zoneinfo.ZoneInfo.no_cache("America/Santiago"))


# --- what the guides say ---


def commands() -> set[str]:
    """List every command, groups with their verbs."""
    found = set()
    for name, command in getattr(get_command(app), "commands", {}).items():
        below = getattr(command, "commands", None)
        found |= {f"{name} {verb}" for verb in below} if below else {name}
    return found


@pytest.mark.skipif(not (ROOT / "SECURITY.md").exists(), reason="the built wheel is tested away from the sources")
@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_and_setting_of_a_guide_exists(guide: str) -> None:
    """What an operator reads there can be typed as it stands."""
    text = (ROOT / guide).read_text("utf-8")
    typed = re.findall(r"(?:`|^ {4}|/|-u solidaria |\.db )solidaria ((?:[a-z]+ ?){1,2})", text, re.MULTILINE)
    assert typed
    known = commands()
    unknown = [one for one in typed if one.strip() not in known and one.split()[0] not in known]
    assert [] == unknown
    settings = {f"SOLIDARIA_{name.upper()}" for name in Settings.model_fields}
    assert set() == set(re.findall(r"SOLIDARIA_[A-Z_]+", text)) - settings


@pytest.mark.skipif(not (ROOT / "SECURITY.md").exists(), reason="the built wheel is tested away from the sources")
def test_the_guides_name_every_command_that_an_operator_needs_in_trouble() -> None:
    """Backup, restore, upgrade, pause, revoking people and links, rotating the key: each is in a guide."""
    text = "".join((ROOT / guide).read_text("utf-8") for guide in GUIDES)
    needed = {"backup", "restore", "upgrade", "pause", "resume", "people revoke", "invitations revoke", "key rotate"}
    assert set() == {one for one in needed if f"solidaria {one}" not in text}
