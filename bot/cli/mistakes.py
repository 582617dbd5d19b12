"""What an operator can mend, said in a line or a line for each; everything else is a fault and stays a traceback."""

import errno
from pathlib import Path

from bot.cli import words
from bot.endings import HealthListenUnusable, Stuck
from bot.settings import SettingsInvalid
from storage.backup import BackupExists
from storage.database import DatabaseUnavailable, DatabaseUrlUnusable
from storage.instruments import InstrumentUnknown, InstrumentVersionTaken
from storage.locks import LockFileUnusable, RunnerAlreadyThere
from storage.problems import DocumentInvalid
from storage.proof import BackupUnproven
from storage.schema import SchemaOutdated
from storage.secrets import SecretKeyMissing, SecretKeyUnusable, SecretKeyWrong
from storage.soundness import DatabaseDamaged
from storage.upgrade_endings import UpgradeStranded, UpgradeUndone
from storage.waves import NoWaveOpen, WaveNameTaken, WaveNameUnusable, WaveStillOpen

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Mistake(Exception):
    """A command that cannot be done as it was asked; the message says what to do."""


def mistake_of(error: Exception) -> str | None:
    """Say a mistake; ``None`` for what no operator can mend."""
    match error:
        case Mistake() | SettingsInvalid() | DatabaseUrlUnusable() | RunnerAlreadyThere() | DatabaseDamaged():
            return str(error)
        case BackupUnproven() | UpgradeUndone() | UpgradeStranded() | Stuck() | HealthListenUnusable():
            return str(error)
        case WaveStillOpen() | WaveNameTaken() | WaveNameUnusable() | InstrumentVersionTaken():
            return str(error)
        case BackupExists():
            return f"{error.args[0]} is there already: give another name"
        case DocumentInvalid():
            return "\n".join(str(problem) for problem in error.problems)
        case InstrumentUnknown():
            return f"there is no instrument {error.reference}: `solidaria instrument list` shows those that are there"
        case NoWaveOpen():
            return 'no wave is open: `solidaria wave open "NAME"` opens one'
        case DatabaseUnavailable(__cause__=LockFileUnusable() as lock):
            return words.unusable_lock(Path(str(lock)))
        case LockFileUnusable():
            return words.unusable_lock(Path(str(error)))
        case DatabaseUnavailable():
            return f"{error}: is the disk full, or the file read-only or in use?"
        case SecretKeyMissing():
            return words.missing_key(error.needed)
        case SecretKeyUnusable():
            return f"SOLIDARIA_SECRET_KEY cannot be used ({error}): set the one that `solidaria init` made"
        case SecretKeyWrong():
            return words.wrong_key(error.needed)
        case SchemaOutdated(newer=True):
            return f"{error}: install the newer version of solidaria"
        case SchemaOutdated(found=None):
            return "the database has tables and none of them is Solidaria's: is SOLIDARIA_DATABASE_URL right?"
        case SchemaOutdated():
            return f"{error}: run `solidaria upgrade`"
        case FileNotFoundError():
            return f"no such file: {error.filename}"
        case OSError() if error.errno in NO_ROOM:
            full = error.filename2 or error.filename or "it"  # of a copy the second is what was written
            return f"{full} could not be written ({error.strerror}): make room on the disk, then do it again"
        case OSError(filename=str() | Path() as name):
            return f"this file cannot be used: {name} ({error.strerror})"
        case OSError(errno=errno.EROFS):
            return f"it could not be written ({error.strerror}): let the disk be written to, then do it again"
        case UnicodeDecodeError():
            return 'this file is not UTF-8 text: save it as UTF-8, in a spreadsheet as "CSV UTF-8"'
        case _:
            return None
