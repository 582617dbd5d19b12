"""Files that an operator names: a full disk, a bad backup, a proof in its place, a file of somebody else's."""

import errno
import gc
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from kit.cli import Operator
from kit.small_copies import no_room_for_a_copy

from bot.cli.mistakes import mistake_of
from bot.spreadsheets import Sheet, write_book
from storage.proof import Proof, hash_file, write_proof
from storage.schema import HEAD

FULL = os.strerror(errno.ENOSPC)


# --- the disk ---


def test_a_restore_without_room_says_so(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that does not fit is about the disk of the database, and not about the backup, which is fine."""
    operator("backup", "copy.db").done()

    def full(source: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, FULL, str(source), None, str(target))

    monkeypatch.setattr(shutil, "copyfile", full)
    half = operator.folder / "solidaria.db.restoring"
    expected = f"{half} could not be written ({FULL}): make room on the disk, then do it again"
    assert expected == operator("restore", "copy.db").mistake()


def test_a_backup_without_room_names_its_own_file(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk under the copy is no fault of the database: the line has the copy's name."""
    no_room_for_a_copy(monkeypatch)
    expected = f"copy.db could not be written ({FULL}): make room on the disk, then do it again"
    assert expected == operator("backup", "copy.db").mistake()


def test_a_disk_that_cannot_be_written_to_is_not_called_full() -> None:
    """No room helps on a disk that is read-only, whether or not it is known which file it is about."""
    said = [mistake_of(OSError(errno.EROFS, "Read-only", *name)) for name in (("x",), ())]
    assert said == [
        "this file cannot be used: x (Read-only)",
        "it could not be written (Read-only): let the disk be written to, then do it again",
    ]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the device that is always full is Linux's")
def test_a_workbook_that_does_not_fit_leaves_nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left of a workbook must not complain a second time when it is swept up."""
    complaints = list[object]()
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    with pytest.raises(OSError, match=FULL):
        write_book([Sheet("one", ("heading",), (("text",),))], Path("/dev/full"))
    gc.collect()
    assert [] == complaints


# --- backups ---


def test_a_damaged_backup_is_not_called_the_database(operator: Operator) -> None:
    """A part of a file with a proof of its own is a bad backup, and the line names it."""
    operator("backup", "copy.db").done()
    part = operator.folder / "part.db"
    part.write_bytes((operator.folder / "copy.db").read_bytes()[:40_960])
    write_proof(part, Proof(hash_file(part)))
    assert (
        "part.db: the backup is damaged: database disk image is malformed" == operator("restore", "part.db").mistake()
    )


def test_a_newer_backup_is_not_called_the_database(operator: Operator) -> None:
    """A backup of a newer program wants that program, and the line names the backup."""
    operator("backup", "copy.db").done()
    copy = operator.folder / "copy.db"
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    write_proof(copy, Proof(hash_file(copy)))
    expected = f"copy.db: the backup has schema 9999, this program needs {HEAD}: install the newer version of solidaria"
    assert expected == operator("restore", "copy.db").mistake()


@pytest.mark.parametrize("name", ["copy.db", "kept/copy.db", "kept here/a copy.db"])
def test_the_command_that_makes_a_proof_works_as_written(operator: Operator, name: str) -> None:
    """Where the backup has no proof, what the line says can be pasted, and the restore then goes through."""
    backup = operator.folder / name
    backup.parent.mkdir(exist_ok=True)
    operator("backup", name).done()
    proof = backup.with_name(f"{backup.name}.sha256")
    proof.unlink()
    command = operator("restore", name).mistake().split("`")[1]
    subprocess.run(command, shell=True, cwd=operator.folder, check=True)  # noqa: S602 - our own words, as a person would
    assert proof.exists()
    operator("restore", name).done()


def test_a_proof_in_the_place_of_its_backup_is_told_apart(operator: Operator) -> None:
    """Nobody is told to make a proof of a proof: the line names the backup."""
    (operator.folder / "kept").mkdir()
    operator("backup", "kept/copy.db").done()
    said = operator("restore", "kept/copy.db.sha256").mistake()
    assert "kept/copy.db.sha256 is a proof, name the backup: kept/copy.db" == said


# --- files of somebody else's ---


@pytest.mark.parametrize("command", ["restore", "members import"])
def test_a_file_that_may_not_be_read_is_one_line(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Another user's file is one line with its name and status 1, as every mistake is, and no box of usage."""
    operator("backup", "theirs").done()
    theirs, may, opened = "theirs", os.access, Path.open

    def access(path: object, *how: object, **more: object) -> bool:
        return str(path) != theirs and may(path, *how, **more)  # type: ignore[arg-type]  # passed on as it came

    def refuse(path: Path, *how: object, **more: object) -> object:
        if path.name == theirs:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return opened(path, *how, **more)  # type: ignore[call-overload]  # passed on as it came

    monkeypatch.setattr(os, "access", access)
    monkeypatch.setattr(Path, "open", refuse)
    assert "this file cannot be used: theirs (Permission denied)" == operator(*command.split(), theirs).mistake()


@pytest.mark.parametrize("command", ["export", "backup"])
def test_a_file_in_the_way_need_not_be_readable(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """What is to be written is not asked whether it can be read: an export takes its place, a backup never does."""
    operator("wave", "open", "2026").done()
    (operator.folder / "x.json").write_text("before")
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, *how: str(path) != "x.json" and may(path, *how))
    answer = operator(command, "x.json")
    expected = {"export": (0, ""), "backup": (1, "solidaria: x.json is there already: give another name\n")}[command]
    assert expected == (answer.code, answer.err)
