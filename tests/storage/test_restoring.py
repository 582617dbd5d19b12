"""Restoring: what cannot be verified is refused, what was there before is kept whole and private."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from kit.store import ANA, NOW, Store
from sqlalchemy import update

import storage.backup
from conversations.facts import ResponseChanged
from storage import schema
from storage.backup import back_up, inspect_backup, restore
from storage.database import Database
from storage.proof import BackupUnproven, Proof, hash_file, proof_path, write_proof
from storage.schema import SchemaOutdated
from storage.secrets import SecretKeyMissing
from storage.soundness import DatabaseDamaged


def test_a_backup_without_its_proof_is_refused_until_the_operator_vouches(store: Store, tmp_path: Path) -> None:
    """Without the hash file nobody knows whether a backup is whole; `sha256sum`, as the refusal says, makes one."""
    made = back_up(store.database, tmp_path / "backup.db")
    proof_path(made.path).unlink()
    store.database.close()
    with pytest.raises(BackupUnproven, match=r"sha256sum backup\.db > backup\.db\.sha256"):
        restore(store.database, made.path, NOW)
    with proof_path(made.path).open("wb") as proof:
        subprocess.run(["sha256sum", "backup.db"], cwd=tmp_path, stdout=proof, check=True)
    assert restore(store.database, made.path, NOW).rows == made.rows


@pytest.mark.parametrize("proof", ["", "nonsense", "\xff", "0" * 64, "0" * 64 + "  a\n" + "1" * 64 + "  b\n"])
def test_a_proof_that_says_nothing_proves_nothing(store: Store, tmp_path: Path, proof: str) -> None:
    """An empty, odd or ambiguous hash file must refuse the backup."""
    made = back_up(store.database, tmp_path / "backup.db")
    proof_path(made.path).write_bytes(proof.encode("latin-1"))
    store.database.close()
    with pytest.raises(BackupUnproven):
        restore(store.database, made.path, NOW)


def test_one_changed_byte_is_found(store: Store, tmp_path: Path) -> None:
    """A byte that rotted where SQLite does not look must refuse the backup, and the database stay as it is."""
    store.enter(ANA)
    made = back_up(store.database, tmp_path / "backup.db")
    data = bytearray(made.path.read_bytes())
    data[70] ^= 1  # in the part of the header that is "reserved for expansion"
    made.path.write_bytes(bytes(data))
    assert inspect_backup(made.path).rows == made.rows, "SQLite finds nothing"
    store.database.close()
    before = store.database.path.read_bytes()
    with pytest.raises(BackupUnproven, match="not the file"):
        restore(store.database, made.path, NOW)
    assert store.database.path.read_bytes() == before


def test_a_backup_of_a_newer_program_is_refused(store: Store, tmp_path: Path) -> None:
    """What a newer program made must not be put in the place of the database."""
    with store.database.writing() as tx:
        tx.connection.execute(update(schema.revision).values(version_num="9999"))
    newer = tmp_path / "newer.db"
    shutil.copyfile(store.database.path, newer)
    store.database.compact()
    shutil.copyfile(store.database.path, newer)
    write_proof(newer, Proof(hash_file(newer)))
    store.database.close()
    with pytest.raises(SchemaOutdated) as caught:
        restore(store.database, newer, NOW)
    assert caught.value.newer


def test_without_a_key_a_backup_that_needs_one_is_refused(store: Store, tmp_path: Path) -> None:
    """On a machine without the key nobody can tell whether the backup fits: the key comes first."""
    made = back_up(store.database, tmp_path / "backup.db")
    with pytest.raises(SecretKeyMissing):
        restore(Database(f"sqlite:///{tmp_path / 'new.db'}"), made.path, NOW)
    assert not (tmp_path / "new.db").exists()


def test_a_database_beyond_repair_is_replaced(store: Store, tmp_path: Path) -> None:
    """Restoring must work when it is needed most: the database is garbage. The garbage is kept."""
    store.enter(ANA)
    made = back_up(store.database, tmp_path / "backup.db")
    store.database.close()
    store.database.path.write_bytes(b"no database any more " * 500)
    done = restore(store.database, made.path, NOW)
    assert done.rows == made.rows
    assert done.replaced is not None
    assert done.replaced.read_bytes().startswith(b"no database any more")


def test_what_was_there_is_kept_with_its_latest_turns_while_somebody_reads(store: Store, tmp_path: Path) -> None:
    """Beside a check or an export that still reads, the replaced database must keep what is only in its log."""
    store.enter(ANA)
    made = back_up(store.database, tmp_path / "backup.db")
    with closing(sqlite3.connect(store.database.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM response").fetchone()
        store.facts(ANA, ResponseChanged("c01q1", None, 3))
        store.database.close()
        done = restore(store.database, made.path, NOW)
    assert done.replaced is not None
    assert 1 == inspect_backup(done.replaced).rows["response"]


def test_the_log_of_a_database_beyond_repair_is_kept_too(store: Store, tmp_path: Path) -> None:
    """What is in the log of a broken file may be all that can be saved of it."""
    made = back_up(store.database, tmp_path / "backup.db")
    store.database.close()
    path = store.database.path
    path.write_bytes(b"no database any more " * 500)
    log = path.with_name(f"{path.name}-wal")
    log.write_bytes(b"pages that were not checkpointed")
    log.chmod(0o600)
    done = restore(store.database, made.path, NOW)
    assert done.replaced is not None
    kept = done.replaced.with_name(f"{done.replaced.name}-wal")
    assert (b"pages that were not checkpointed", 0o600) == (kept.read_bytes(), kept.stat().st_mode & 0o777)
    assert not log.exists(), "it would be read as the log of what was restored"


def test_what_is_being_restored_is_private_from_its_first_byte(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup is as secret as the database: others must not read the copy while it is made."""
    made = back_up(store.database, tmp_path / "backup.db")
    store.database.close()
    copy, modes = shutil.copyfile, []

    def look(source: Path, target: Path) -> None:
        copy(source, target)
        modes.append(target.stat().st_mode & 0o777)

    monkeypatch.setattr(storage.backup.shutil, "copyfile", look)  # type: ignore[attr-defined]  # the module that it imports
    before = os.umask(0)
    try:
        restore(store.database, made.path, NOW)
    finally:
        os.umask(before)
    assert [0o600] == modes


def test_a_copy_that_came_over_changed_is_not_put_in_place(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a byte is lost between the backup and the copy, the database must stay and nothing be left beside it."""
    made = back_up(store.database, tmp_path / "backup.db")
    store.enter(ANA)
    store.database.close()
    before = hash_file(store.database.path)

    def bad_disk(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:-1] + b"?")

    monkeypatch.setattr(storage.backup.shutil, "copyfile", bad_disk)  # type: ignore[attr-defined]  # the module that it imports
    with pytest.raises(DatabaseDamaged, match="came over changed"):
        restore(store.database, made.path, NOW)
    assert before == hash_file(store.database.path)
    assert [] == list(tmp_path.glob("*.restoring"))


def test_a_disk_that_is_full_leaves_no_half_copy(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A restore that cannot be finished must leave the database as it is and no copy of anybody's data."""
    made = back_up(store.database, tmp_path / "backup.db")
    store.database.close()
    before = hash_file(store.database.path)

    def full(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:100])
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(storage.backup.shutil, "copyfile", full)  # type: ignore[attr-defined]  # the module that it imports
    with pytest.raises(OSError, match="No space"):
        restore(store.database, made.path, NOW)
    assert before == hash_file(store.database.path)
    assert [] == list(tmp_path.glob("*.restoring"))


@pytest.mark.parametrize("content", [b"no database at all " * 300, b""], ids=["garbage", "empty"])
def test_a_file_that_is_no_database_is_no_backup(store: Store, tmp_path: Path, content: bytes) -> None:
    """An operator who vouches for the wrong file must be told, and keep the database."""
    wrong = tmp_path / "wrong.db"
    wrong.write_bytes(content)
    write_proof(wrong, Proof(hash_file(wrong)))
    store.database.close()
    before = hash_file(store.database.path)
    with pytest.raises((DatabaseDamaged, SchemaOutdated)):
        restore(store.database, wrong, NOW)
    assert before == hash_file(store.database.path)


def test_a_backup_from_before_there_was_a_key_is_restored(store: Store, tmp_path: Path) -> None:
    """A database that has noted no key fits any, also none."""
    with store.database.writing() as tx:
        tx.connection.exec_driver_sql("DELETE FROM runner_state WHERE key = 'key_fingerprint'")
    made = back_up(store.database, tmp_path / "backup.db")
    store.database.close()
    assert made.rows == restore(Database(f"sqlite:///{tmp_path / 'new.db'}"), made.path, NOW).rows


def test_a_broken_database_gives_no_backup(store: Store, tmp_path: Path) -> None:
    """A file that SQLite cannot read must be said to be damaged, and no copy be left."""
    store.database.close()
    store.database.path.write_bytes(b"no database any more " * 500)
    with pytest.raises(DatabaseDamaged):
        back_up(store.database, tmp_path / "backup.db")
    assert [] == list(tmp_path.glob("backup.db*"))


def test_two_restores_within_a_second_keep_both_databases(store: Store, tmp_path: Path) -> None:
    """Whoever restores again at once must get on, and lose neither database that was replaced, nor its log."""
    made = back_up(store.database, tmp_path / "backup.db")
    kept = list[Path]()
    for content in (b"the first one ", b"the second one ", b"the third one "):
        store.database.path.write_bytes(content * 500)
        store.database.path.with_name(f"{store.database.path.name}-wal").write_bytes(content)
        done = restore(store.database, made.path, NOW)
        assert done.rows == made.rows
        assert done.replaced is not None
        kept.append(done.replaced)
    found = [(one.read_bytes()[:9], one.with_name(f"{one.name}-wal").read_bytes()[:9]) for one in kept]
    assert found == [(b"the first", b"the first"), (b"the secon", b"the secon"), (b"the third", b"the third")]
