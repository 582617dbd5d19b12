"""Backups: nobody waits for one, what cannot be verified is never restored, the folder keeps what it should."""

import errno
import sqlite3
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from kit.small_copies import no_room_for_a_copy
from kit.store import ANA, NOW, Store
from sqlalchemy import Connection, func, select, update

import storage.backup
from conversations.facts import ResponseChanged
from storage import schema
from storage import tables as t
from storage.backup import back_up, inspect_backup
from storage.backup_folder import BackupFolder
from storage.database import DatabaseUnavailable
from storage.proof import Proof, hash_file, proof_path, read_proof
from storage.soundness import DatabaseDamaged, count_rows

DAY = timedelta(days=1)


def responses(database: Path) -> int:
    """Count the answers in a file."""
    return inspect_backup(database).rows["response"]


# --- nobody waits ---


def test_a_backup_does_not_wait_for_a_writer(store: Store, tmp_path: Path) -> None:
    """While a turn is being written, a backup must be made all the same, of what was committed before."""
    store.enter(ANA)
    with store.database.writing() as tx:
        tx.connection.execute(update(t.person).values(post="not committed"))
        made = back_up(store.database, tmp_path / "backup.db")
    assert made.rows["person"] == 1
    assert b"not committed" not in made.path.read_bytes()


def test_a_writer_does_not_wait_for_a_backup(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns must go on in the middle of a backup, which is of the moment when it began."""
    store.enter(ANA)
    begun, go_on = threading.Event(), threading.Event()

    def count_and_wait(connection: Connection) -> dict[str, int]:
        counted = count_rows(connection)
        begun.set()
        assert go_on.wait(20)
        return counted

    monkeypatch.setattr(storage.backup, "count_rows", count_and_wait)
    made: list[object] = []
    thread = threading.Thread(target=lambda: made.append(back_up(store.database, tmp_path / "backup.db")))
    thread.start()
    assert begun.wait(20)
    store.facts(ANA, ResponseChanged("c01q1", None, 3))
    go_on.set()
    thread.join(20)
    assert len(made) == 1
    assert responses(tmp_path / "backup.db") == 0
    with store.database.reading() as tx:
        assert tx.connection.execute(select(func.count()).select_from(t.response)).scalar_one() == 1


def test_a_backup_is_one_private_file_and_its_proof(store: Store, tmp_path: Path) -> None:
    """There must be no log or half file beside a backup; `sha256sum -c` must accept it; only its owner may read it."""
    (tmp_path / "kept").mkdir()
    made = back_up(store.database, tmp_path / "kept" / "backup.db")
    inspect_backup(made.path)
    assert {"backup.db", "backup.db.sha256"} == {file.name for file in (tmp_path / "kept").iterdir()}
    assert {0o600} == {file.stat().st_mode & 0o777 for file in (tmp_path / "kept").iterdir()}
    checked = subprocess.run(["sha256sum", "-c", "backup.db.sha256"], cwd=tmp_path / "kept", check=False)
    assert checked.returncode == 0
    assert read_proof(made.path) == Proof(
        hash_file(made.path), schema.HEAD, made.key_fingerprint, sum(made.rows.values())
    )


def test_a_copy_that_lost_a_row_is_no_backup(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the copy has other rows than the database, it must be removed and the fault be said."""
    store.enter(ANA)
    monkeypatch.setattr(storage.backup, "count_rows", lambda connection: {**count_rows(connection), "person": 2})
    with pytest.raises(DatabaseDamaged, match="other rows"):
        back_up(store.database, tmp_path / "backup.db")
    assert not list(tmp_path.glob("backup.db*"))


def test_a_full_disk_leaves_no_half_backup(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the copy cannot be written, nothing may be left of it, and the fault must be the copy's file's."""
    no_room_for_a_copy(monkeypatch)
    with pytest.raises(OSError, match="backup") as caught:
        back_up(store.database, tmp_path / "backup.db")
    assert (errno.ENOSPC, str(tmp_path / "backup.db")) == (caught.value.errno, caught.value.filename)
    assert not list(tmp_path.glob("backup.db*"))


def test_a_database_that_cannot_be_read_is_not_taken_for_a_full_copy(store: Store, tmp_path: Path) -> None:
    """What keeps the database from being read must be said of the database."""
    store.database.close()
    store.database.path.unlink()
    store.database.path.mkdir()
    with pytest.raises(DatabaseUnavailable):
        back_up(store.database, tmp_path / "backup.db")
    assert not list(tmp_path.glob("backup.db*"))


# --- the folder ---


@pytest.fixture
def folder(store: Store, tmp_path: Path) -> BackupFolder:
    """A folder that keeps three, one a day, not there yet."""
    return BackupFolder(tmp_path / "kept", store.database.path, keep=3, every=DAY)


def names(folder: BackupFolder) -> set[str]:
    """List what is in the folder."""
    return {file.name for file in folder.folder.iterdir()}


def test_the_newest_are_kept_and_nothing_else_is_touched(store: Store, folder: BackupFolder) -> None:
    """After five days the last three backups must be there with their proofs, and every foreign file."""
    assert folder.is_due(NOW, None)
    folder.folder.mkdir()
    foreign = {"other-20200101T000000Z.db", "solidaria.db", "solidaria-2020.db", "solidaria-20209999T000000Z.db", "x"}
    for name in foreign:
        (folder.folder / name).write_text("mine")
    made = [folder.make(store.database, NOW + day * DAY).path for day in range(5)]
    assert {*foreign, *(path.name for path in made[2:]), *(proof_path(path).name for path in made[2:])} == names(folder)
    assert [path.name for path in reversed(made[2:])] == [one.path.name for one in folder.kept()]


def test_after_weeks_without_the_bot_what_is_past_its_term_goes(store: Store, folder: BackupFolder) -> None:
    """The new one and the one before it stay, whatever the clock says of its age; that one goes with the next."""
    for day in range(3):
        folder.make(store.database, NOW + day * DAY)
    ahead = [folder.make(store.database, NOW + day * DAY).path for day in (30, 31)]
    assert [*reversed(ahead)] == [one.path for one in folder.kept()]


def test_a_backup_lasts_as_many_turns_as_are_kept(store: Store, folder: BackupFolder) -> None:
    """One that is made up to its whole term late deletes none before its time."""
    made = [folder.make(store.database, NOW + late).path for late in (timedelta(), 2 * DAY, 3 * DAY)]
    assert [*reversed(made)] == [one.path for one in folder.kept()]


def test_a_backup_is_due_when_the_newest_is_too_old(store: Store, folder: BackupFolder) -> None:
    """A backup must be due after its time and not before, whatever stands in the folder from a clock that was ahead."""
    folder.make(store.database, NOW)
    assert [folder.is_due(NOW + passed, None) for passed in (timedelta(), DAY - timedelta(seconds=1), DAY)] == [
        *(False, False, True)
    ]
    folder.make(store.database, NOW + 400 * DAY)
    assert folder.is_due(NOW + DAY, None)
    assert not folder.is_due(NOW + timedelta(hours=1), None)
    folder.make(store.database, NOW + DAY)
    assert not folder.is_due(NOW + DAY, None)


def test_a_new_key_or_a_lost_proof_makes_a_backup_due(store: Store, folder: BackupFolder) -> None:
    """After `key rotate` the newest backup needs the former key, so one with the present key must be made at once."""
    keyring = store.database.keyring
    assert keyring is not None
    made = folder.make(store.database, NOW)
    assert not folder.is_due(NOW, keyring.fingerprint)
    assert folder.is_due(NOW, "another")
    proof_path(made.path).unlink()
    assert folder.is_due(NOW, keyring.fingerprint)


def test_a_failed_backup_deletes_nothing(store: Store, folder: BackupFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the new one cannot be made, the old ones must all stay."""
    for day in range(3):
        folder.make(store.database, NOW + day * DAY)
    before = names(folder)

    def full(_source: Path, _part: Path) -> dict[str, int]:
        raise DatabaseUnavailable("SQLITE_FULL")

    monkeypatch.setattr(storage.backup, "_copy", full)
    with pytest.raises(DatabaseUnavailable):
        folder.make(store.database, NOW + 3 * DAY)
    assert before == names(folder)


def test_what_a_kill_left_is_swept_up(store: Store, folder: BackupFolder) -> None:
    """Half a copy and a proof of nothing go with the next backup; others' files of such names stay."""
    folder.folder.mkdir()
    left = [f"solidaria-20260101T000000Z.db{end}" for end in (".part", ".sha256", ".sha256.part")]
    for name in (*left, "mine.db.part", "mine.db.sha256"):
        (folder.folder / name).write_text("x")
    made = folder.make(store.database, NOW)
    assert {made.path.name, proof_path(made.path).name, "mine.db.part", "mine.db.sha256"} == names(folder)


def test_instants_are_written_in_utc(store: Store, folder: BackupFolder) -> None:
    """A backup's name must be the instant in UTC, whatever zone the caller's clock has."""
    at = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    folder.make(store.database, at.astimezone())
    assert [at] == [one.made_at for one in folder.kept()]


def test_a_folder_that_cannot_be_written_is_said(store: Store, folder: BackupFolder) -> None:
    """What stands in the folder's place and is none is an OSError that names it; root may write anywhere else."""
    folder.folder.write_text("no folder")
    with pytest.raises(OSError, match="kept"):
        folder.make(store.database, NOW)


def test_what_is_left_of_deleted_rows_is_not_in_a_backup(store: Store, tmp_path: Path) -> None:
    """A rebuilt page may keep a copy of what was deleted: it must not come along."""
    store.database.close()
    careless = sqlite3.connect(store.database.path)
    careless.execute("PRAGMA secure_delete = OFF")
    careless.execute("INSERT INTO runner_state VALUES ('x', ?)", ("planted remains " * 20,))
    careless.commit()
    careless.execute("DELETE FROM runner_state WHERE key = 'x'")
    careless.commit()
    careless.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    careless.close()
    assert b"planted remains" in store.database.path.read_bytes()
    assert b"planted remains" not in back_up(store.database, tmp_path / "backup.db").path.read_bytes()
