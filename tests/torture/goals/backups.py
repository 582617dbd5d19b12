"""R10: a backup that is made while answers come in is whole, of one moment, and comes back; a damaged one never does.

Decides what happens meanwhile and what is done to a backup afterwards.
"""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from kit.damage import DAMAGES
from kit.load import Load, answers_of, new_load
from kit.store import NOW

import storage.backup
from storage.backup import Backup, back_up, inspect_backup, restore
from storage.database import Database
from storage.proof import BackupUnproven, Proof, hash_file, proof_path
from storage.schema import SchemaOutdated
from storage.secrets import Keyring, SecretKeyMissing, SecretKeyWrong, new_secret_key
from storage.soundness import DatabaseDamaged
from torture.goal import Bug, Goal, Tier, Trial

BACKUPS_OF_A_STORE = 100
REFUSED = (BackupUnproven, DatabaseDamaged, SecretKeyWrong, SecretKeyMissing, SchemaOutdated)
DAMAGES_OF_A_BACKUP = 3

PARTLY = "backups that were not whole or not of one moment"
MISSED = "answers saved before a backup began that were not in it"
OTHER = "restored databases that were not what was backed up"
TAKEN = "damaged backups that were restored"

Copy = Callable[[Path, Path], dict[str, int]]


@dataclass
class _Tally:
    """What was met so far."""

    meanwhile: int = 0
    damages: Counter[str] = field(default_factory=Counter)


async def run(trial: Trial) -> None:
    """Make a backup a round, restore it, then damage copies of it."""
    tally, load = _Tally(), None
    with pytest.MonkeyPatch.context() as patch:
        for number in trial.numbers():
            if load is None:
                load = _new_load(trial)
                _plant(patch, trial.bug, load)
            folder = trial.folder / f"backup-{number}"
            folder.mkdir()
            _round(trial, number, load, folder, tally)
            shutil.rmtree(folder)
            if trial.done % BACKUPS_OF_A_STORE == BACKUPS_OF_A_STORE - 1:
                load.store.database.close()
                load = None
    if load is not None:
        load.store.database.close()
    trial.facts |= {
        "answers saved while backups were made": f"{tally.meanwhile:,}",
        "damages": ", ".join(f"{count:,} {name}" for name, count in sorted(tally.damages.items())),
    }


def _new_load(trial: Trial) -> Load:
    folder = trial.folder / f"store-{trial.done}"
    folder.mkdir()
    return new_load(folder, trial.dice(-1 - trial.done))


def _round(trial: Trial, number: int, load: Load, folder: Path, tally: _Tally) -> None:
    dice = trial.dice(number)
    with load.going_on():
        before = load.saved
        try:
            made = back_up(load.store.database, folder / "backup.db")
        except (DatabaseDamaged, SchemaOutdated) as error:
            trial.found(PARTLY, f"it could not be made: {error}", number)
            return
        after = load.saved + 1  # one may be committed that is not counted yet
    tally.meanwhile += load.saved - before
    _compare(trial, number, load, made, before, after)
    _bring_back(trial, number, load, made)
    for name in dice.sample(sorted(DAMAGES), DAMAGES_OF_A_BACKUP):
        _refuse(trial, number, load, made, name, dice)
        tally.damages[name] += 1
    _refuse_keys(trial, number, load, made)


def _compare(trial: Trial, number: int, load: Load, made: Backup, before: int, after: int) -> None:
    """See that the backup is the database after one of the answers that were saved while it was made."""
    history, answers = answers_of(made.path)
    whole, _ = answers_of(load.store.database.path)
    trial.expect(MISSED, len(history) >= before, f"{before - len(history)} of {before}", number)
    trial.expect(PARTLY, len(history) <= after, f"{len(history)} answers of {after}", number)
    trial.expect(PARTLY, history == whole[: len(history)], "other answers than in the database", number)
    told = {(assessment, item): level for assessment, item, level in history}
    trial.expect(PARTLY, answers == told, "answers and their history differ", number)
    try:
        inspected = inspect_backup(made.path)
    except (DatabaseDamaged, SchemaOutdated) as error:
        trial.found(PARTLY, str(error), number)
        return
    trial.expect(PARTLY, inspected.rows == made.rows, "other rows than were counted", number)


def _bring_back(trial: Trial, number: int, load: Load, made: Backup) -> None:
    """Restore into an empty place, then, twice in one second, over what a bot leaves that was killed."""
    target, kept = _target(made), dict[Path, str]()
    for what in ("into an empty place", "over a database with a log", "over another one in the same second"):
        other = Database(f"sqlite:///{target}", load.store.database.keyring)
        try:
            done = restore(other, made.path, NOW + timedelta(seconds=number))
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody would stand there without a database
            trial.found(OTHER, f"{what}: {type(error).__name__}: {error}", number)
            return
        finally:
            other.close()
        trial.expect(OTHER, done.rows == made.rows, f"{what}: other rows", number)
        trial.expect(OTHER, answers_of(target) == answers_of(made.path), f"{what}: other answers", number)
        trial.expect(OTHER, hash_file(target) == hash_file(made.path), f"{what}: another file", number)
        if done.replaced is not None:
            trial.expect(OTHER, done.replaced not in kept, f"{what}: one replaced database over another", number)
            kept[done.replaced] = hash_file(done.replaced)
        whole = all(hash_file(path) == hashed for path, hashed in kept.items())
        trial.expect(OTHER, whole, f"{what}: a replaced database was changed", number)
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{load.store.database.path}{suffix}", f"{target}{suffix}")


def _refuse(trial: Trial, number: int, load: Load, made: Backup, name: str, dice: Random) -> None:
    """Damage a copy and see that it is refused, and the database there not touched."""
    copy = made.path.with_name("damaged.db")
    for source, target in ((made.path, copy), (proof_path(made.path), proof_path(copy))):
        shutil.copyfile(source, target)
    DAMAGES[name](copy, dice)
    _expect_refusal(trial, number, Database(f"sqlite:///{_target(made)}", load.store.database.keyring), copy, name)


def _refuse_keys(trial: Trial, number: int, load: Load, made: Backup) -> None:
    """See that another key does not open a whole backup, and none does not either."""
    url = f"sqlite:///{_target(made)}"
    _expect_refusal(trial, number, Database(url, Keyring(new_secret_key())), made.path, "another key")
    _expect_refusal(trial, number, Database(url), made.path, "no key")


def _target(made: Backup) -> Path:
    return made.path.with_name("new.db")


def _expect_refusal(trial: Trial, number: int, database: Database, source: Path, what: str) -> None:
    """See that a restore refuses; the instant is the same for all that are tried on a database."""
    before = hash_file(database.path)
    try:
        restore(database, source, NOW - timedelta(days=1))
    except REFUSED:
        trial.expect(TAKEN, hash_file(database.path) == before, f"{what}: refused, but the database changed", number)
    except Exception as error:  # noqa: BLE001 - a traceback is no refusal
        trial.found(TAKEN, f"{what}: {type(error).__name__}: {error}", number)
    else:
        trial.found(TAKEN, what, number)
    database.close()


def _plant(patch: pytest.MonkeyPatch, bug: str, load: Load) -> None:
    match bug:
        case "copies-the-file":
            patch.setattr(storage.backup, "_copy", _copy_the_file)
        case "copies-later":
            patch.setattr(storage.backup, "_copy", _copy_later(storage.backup._copy, load))
        case "believes-any-file":
            patch.setattr(storage.backup, "verify", lambda source: Proof(hash_file(source)))
        case "leaves-the-log":
            patch.setattr(storage.backup, "_set_aside", lambda path, _: path.unlink(missing_ok=True))
        case "one-name-a-second":
            patch.setattr(storage.backup, "_free_name", _one_name)


def _copy_the_file(source: Path, part: Path) -> dict[str, int]:
    """Copy the live file; what came since the last checkpoint is in its log."""
    shutil.copyfile(source, part)
    with closing(sqlite3.connect(part)) as opened:
        opened.execute("PRAGMA journal_mode = DELETE")
    return inspect_backup(part).rows


def _copy_later(honest: Copy, load: Load) -> Copy:
    """Copy the answers some answers after everything else."""

    def copy(source: Path, part: Path) -> dict[str, int]:
        expected = honest(source, part)
        load.wait_for(load.saved + 3)
        with closing(sqlite3.connect(part)) as opened:
            opened.execute("ATTACH ? AS live", (str(source),))
            opened.execute("DELETE FROM response")
            opened.execute("INSERT INTO response SELECT * FROM live.response")
            opened.commit()
            (expected["response"],) = opened.execute("SELECT count(*) FROM response").fetchone()
        return expected

    return copy


def _one_name(path: Path, now: datetime) -> Path:
    """Give what was replaced the name of whatever was replaced in that second."""
    kept = path.with_name(f"{path.name}.replaced-{now:%Y%m%dT%H%M%S}")
    kept.unlink(missing_ok=True)
    return kept


GOALS = (
    Goal(
        id="R10",
        title="A backup that is made while answers come in is whole, of one moment, has every answer saved before it"
        " began and can be restored; one that was damaged, or needs another key, is refused.",
        unit="backups",
        zeros=(PARTLY, MISSED, OTHER, TAKEN),
        rounds={Tier.CI: 12, Tier.NIGHT: 1_200, Tier.RELEASE: 12_000},
        run=run,
        bugs=(
            Bug("copies-later", "The answers are copied a moment after the rest.", PARTLY, 10),
            Bug("copies-the-file", "The file is copied as it is, instead of through SQLite.", MISSED, 10),
            Bug("leaves-the-log", "A restore leaves the log of the database that it replaces.", OTHER, 5),
            Bug(
                "one-name-a-second",
                "A second restore takes the name of what the first one kept.",
                OTHER,
                3,
                "same second",
            ),
            Bug(
                *("believes-any-file", "A restore takes whatever file there is for the one that was backed up.", TAKEN),
                *(20, "^(?!.*Error)"),
            ),
        ),
        note="Each backup is restored three times, twice in one second; three damaged copies of it and two with other"
        " keys must be refused. Not measured: a loss of 60 s at most (that is the schedule, a setting), a restore of"
        " 10,000 cities in 60 s.",
    ),
)
