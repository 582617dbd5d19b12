"""Slips of an operator's and of the machine's: a misspelt setting, a full disk, a poor terminal, an early Ctrl-C."""

import errno
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing, nullcontext
from datetime import UTC, datetime
from email.utils import format_datetime
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace

import pytest
from kit.cli import Operator, ended
from xlsxwriter import workbook  # type: ignore[import-untyped]

from bot.__main__ import main
from bot.cli import diagnosis
from bot.cli import version as its_version
from storage.database import Database
from storage.inbox import UpdateKey, quarantine, store_updates
from storage.runner_state import Memo, recall, remember
from storage.secrets import Keyring

BY_CTRL_C = 130


def opened(operator: Operator) -> Database:
    """Open the operator's database with their key."""
    key = (operator.folder / ".env").read_text("utf-8").strip().partition("=")[2]
    return Database(f"sqlite:///{operator.folder / 'solidaria.db'}", Keyring(key))


def findings(operator: Operator, **settings: str) -> list[tuple[str, bool, str]]:
    """Run `check`; gives subject, verdict and words of each finding."""
    found = json.loads(operator("check", "--json", **{"api_url": "http://127.0.0.1:1", **settings}).out)
    return [(one["subject"], one["ok"], one["words"]) for one in found]


# --- settings ---


def test_a_misspelt_setting_is_named(operator: Operator) -> None:
    """Nobody reads it, so its owner believes in backups that are not made: `check` mends and `run` warns."""
    assert "settings" not in [subject for subject, *_ in findings(operator)]
    with (operator.folder / ".env").open("a") as env:
        env.write("SOLIDARIA_BAKUP_DIR=/srv\nSOLIDARIA_CONTACT=red@example.org\nOTHER=1\n")
    lines = (
        "SOLIDARIA_BAKUP_DIR is no setting and is ignored: is SOLIDARIA_BACKUP_DIR meant?",
        "SOLIDARIA_QQ is no setting and is ignored: take it out",
    )
    assert [("settings", False, line) for line in lines] == [
        one for one in findings(operator, qq="x") if one[0] == "settings"
    ]
    said = operator("run", qq="x").err
    assert all(line in said for line in lines)
    assert "OTHER" not in said
    operator("members", "list").done()


@pytest.mark.parametrize(
    ("setting", "value"), [("backup_every_hours", "1e12"), ("backup_every_hours", "inf"), ("api_url", "nonsense")]
)
def test_a_setting_that_nothing_can_go_by_is_one_line(operator: Operator, setting: str, value: str) -> None:
    """An interval longer than calendars, an address that is none: named before anything is done with it."""
    assert f"SOLIDARIA_{setting.upper()}: " in operator("retention", "--dry-run", **{setting: value}).mistake()


@pytest.mark.parametrize("port", ["99999", "0", "-1"])
def test_a_port_that_is_none_is_refused(fresh: Operator, port: str) -> None:
    """`demo` takes a port that there is."""
    answer = fresh("demo", "--port", port)
    assert (2, "") == (answer.code, answer.out)
    assert "--port" in answer.err
    assert "Traceback" not in answer.err


# --- the version ---


def test_the_program_says_its_version(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--version` and `check` have it, for whoever asks for help; nothing is made."""
    said = operator("--version").done().strip()
    assert said.startswith("solidaria ")
    assert ("program", True, said) in findings(operator)

    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(its_version, "installed", missing)
    assert "from its sources" in operator("--version").done()


# --- the clock ---


@pytest.mark.parametrize("date", ["yesterday", "", "99"])
def test_a_date_that_cannot_be_read_is_passed_over(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, date: str
) -> None:
    """Some proxy's `Date:` says nothing about this machine's clock, and hides nothing else."""
    monkeypatch.setattr(diagnosis, "urlopen", lambda *_, **__: nullcontext(SimpleNamespace(headers={"Date": date})))
    subjects = [subject for subject, *_ in findings(operator)]
    assert ("clock" in subjects, "database" in subjects) == (False, True)


def test_a_date_without_a_zone_is_universal_time(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ends in -0000 is compared like any other."""
    date = format_datetime(datetime.now(UTC).replace(tzinfo=None))
    assert date.endswith("-0000")
    monkeypatch.setattr(diagnosis, "urlopen", lambda *_, **__: nullcontext(SimpleNamespace(headers={"Date": date})))
    assert [True] == [ok for subject, ok, _ in findings(operator) if subject == "clock"]


# --- the terminal ---


def test_ctrl_c_while_the_program_is_loaded_is_no_traceback() -> None:
    """The first second goes into imports: Ctrl-C in it ends the program like at any other time."""
    early = (
        "import sys\n"
        "class Early:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'sqlalchemy':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Early())\n"
        "from bot.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", early], capture_output=True, text=True, check=False)
    assert (BY_CTRL_C, "", "") == (done.returncode, done.stdout, done.stderr)


def test_ctrl_c_later_is_none_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """What no command catches ends with the same status."""

    def pressed() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.cli.app.main", pressed)
    with pytest.raises(SystemExit) as end:
        main()
    assert BY_CTRL_C == end.value.code


def test_a_terminal_without_the_letters_shows_others(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a Latin-1 terminal, or one of ASCII alone, names are shown as far as they go."""
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    answer = ended(operator.process("members", "list"))
    assert (0, True) == (answer.code, "Maip?" in answer.out), answer.err
    assert "Rosario" in answer.out


# --- the disk ---


def test_a_full_disk_leaves_no_half_file(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """A questionnaire, a paper or an export that does not fit is one line, and what was there before stays."""
    operator("wave", "open", "2026").done()
    (operator.folder / "x.json").write_text("before")

    def full(file: Path, *_: object, **__: object) -> None:
        file.write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", full)
    before = sorted(operator.folder.iterdir())
    for command in ("instrument export x.yaml", "privacy record x.md", "export x.json"):
        assert "make room on the disk" in operator(*command.split()).mistake()
    assert before == sorted(operator.folder.iterdir())
    assert b"before" == (operator.folder / "x.json").read_bytes()


@pytest.mark.parametrize(
    ("code", "words"), [(errno.EACCES, "x.xlsx (Permission denied)"), (errno.ENOSPC, "make room on the disk")]
)
def test_a_workbook_that_cannot_be_written_is_one_line(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    """Where no file can be made, or none fits, the line is about the file that was asked for."""
    operator("wave", "open", "2026").done()

    def refuse(name: str, *_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code), *([name] if code == errno.EACCES else []))

    monkeypatch.setattr(workbook, "ZipFile", refuse)
    assert words in operator("export", "x.xlsx").mistake()
    assert [] == [file.name for file in operator.folder.iterdir() if "xlsx" in file.name]


def test_an_export_takes_its_place_with_all_its_files(operator: Operator) -> None:
    """What is written beside goes to where it was asked for, the overview too, and nothing else is left."""
    operator("wave", "open", "2026").done()
    before = {file.name for file in operator.folder.iterdir()}
    operator("export", "x.csv").done()
    assert {"x.csv", "x.overview.csv"} == {file.name for file in operator.folder.iterdir()} - before


# --- what is settled by hand ---


def test_a_good_backup_by_hand_ends_the_complaint(operator: Operator) -> None:
    """`check` says that the last backup failed until one was made among the scheduled ones, by whomever."""
    database = opened(operator)
    with database.writing() as tx:
        remember(tx, Memo.BACKUP_TROUBLE, "2026-11-22 03:00 UTC: No space left on device")
    kept = {"backup_dir": "kept"}
    operator("backup", "elsewhere.db").done()
    assert "last backup" in [subject for subject, *_ in findings(operator, **kept)]
    operator("backup", **kept).done()
    assert "last backup" not in [subject for subject, *_ in findings(operator, **kept)]
    with database.reading() as tx:
        assert recall(tx, Memo.BACKUP_TROUBLE) is None
    database.close()


def test_an_update_is_given_up_for_good(operator: Operator) -> None:
    """`inbox dismiss` asks for --yes, empties what is put aside and nothing else, and is no mistake of `check` more."""
    database = opened(operator)
    with database.writing() as tx:
        store_updates(tx, 7, [(900, b"{"), (901, b"{"), (902, b"{}")], datetime.now(UTC))
        quarantine(tx, UpdateKey(7, 900), "unreadable")
        quarantine(tx, UpdateKey(7, 901), "unreadable")
    database.close()
    assert "add --yes" in operator("inbox", "dismiss", "900").mistake()
    assert [900, 901] == [one["key"]["update_id"] for one in operator("inbox", "list", "--json").json()]
    operator("inbox", "dismiss", "900", "--yes").done()
    assert [901] == [one["key"]["update_id"] for one in operator("inbox", "list", "--json").json()]
    with closing(sqlite3.connect(operator.folder / "solidaria.db")) as connection:
        rows = connection.execute("SELECT update_id, state, body IS NULL FROM inbox ORDER BY id").fetchall()
    assert [(900, "applied", 1), (901, "quarantined", 0), (902, "pending", 0)] == rows
    for other in ("900", "902", "5"):
        assert "not among the failed" in operator("inbox", "dismiss", other, "--yes").mistake()
    assert "updates_dismissed" in operator("audit", "list").done()
