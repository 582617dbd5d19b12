"""An upgrade in one step: a verified backup, the migration, a check of what came out, or back to before.

Decides when an upgraded database is good (whole, of this schema, of this key, every questionnaire and every name in
it readable by this program) and that otherwise the one from before is put back. Knows nobody's settings.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.appointments import list_appointments
from storage.backup import Backup, back_up, inspect_backup, put_back
from storage.database import Database
from storage.instrument_document import parse_instrument
from storage.instruments import export_instrument, list_instruments
from storage.locks import RunnerLock
from storage.migrations import migrate
from storage.runner_state import claim_key
from storage.schema import HEAD, SchemaOutdated, current
from storage.sealed_texts import seal_what_is_clear
from storage.soundness import DatabaseDamaged, examine
from storage.upgradable import upgradable_from
from storage.upgrade_endings import NothingToUpgrade, UpgradeStranded, UpgradeUndone
from storage.vouching import begin_vouching


@dataclass(frozen=True, slots=True)
class Renewed:
    """What an upgrade did: the schemas, equal when there was nothing to migrate, and the backup from before."""

    before: str
    after: str
    backup: Backup


def renew(database: Database, folder: Path | None, now: datetime) -> Renewed:
    """Bring a database to this program's schema, or leave it as it is. Close ``database`` for other uses before.

    The backup goes to ``folder``, or beside the database. Raises RunnerAlreadyThere while the bot runs, and before
    anything is changed NothingToUpgrade, SchemaOutdated, SecretKeyMissing, SecretKeyWrong, DatabaseDamaged,
    DatabaseUnavailable; after that UpgradeUndone or UpgradeStranded.
    """
    path = database.path
    if not path.exists():
        raise NothingToUpgrade
    with RunnerLock(path):
        before = upgradable_from(database)
        if folder is not None:
            folder.mkdir(mode=0o700, exist_ok=True)
        beside = folder or path.parent
        backup = back_up(database, beside / f"{path.name}.before-upgrade-{now:%Y%m%dT%H%M%S}")
        try:
            if before != HEAD:
                migrate(database)
            _check(database, now)
        except BaseException as error:
            reason = f"{type(error).__name__}: {error}".split("\n", 1)[0]
            _go_back(database, backup, before, reason, now)
            raise UpgradeUndone(reason, before, backup.path) from error
        return Renewed(before, HEAD, backup)


def _check(database: Database, now: datetime) -> None:
    """See that this program can work with what came out; seal what is clear, vouch for what nothing vouches for."""
    with database.reading() as tx:
        examine(tx.connection).insist()
        found = current(tx)
        if found != HEAD:
            raise SchemaOutdated(found)
        for one in list_instruments(tx):
            parse_instrument(export_instrument(tx, one.reference))
        if database.keyring is not None:
            list_appointments(tx)
    if database.keyring is not None:
        with database.writing() as tx:
            claim_key(tx)
            seal_what_is_clear(tx)
            begin_vouching(tx, now)
    database.close()


def _go_back(database: Database, backup: Backup, before: str, reason: str, now: datetime) -> None:
    """Put the database from before back, unless the migration has undone itself."""
    try:
        database.close()
        if before == HEAD or _as_before(database.path, before):
            return
        put_back(database, backup.path, now)
        database.close()
    except Exception as error:
        raise UpgradeStranded(f"{reason}; then {type(error).__name__}", backup.path) from error


def _as_before(path: Path, before: str) -> bool:
    try:
        return inspect_backup(path).schema == before
    except (DatabaseDamaged, SchemaOutdated):
        return False
