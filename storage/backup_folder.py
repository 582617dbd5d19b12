"""The folder of scheduled backups: which are there, whether the next one is due, and which have had their time.

Decides by names and proofs: what is called after the database and an instant is a backup of it, and nothing else in
the folder is touched. One from the future (the clock was moved) is no reason to wait. Knows nobody's settings.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.backup import Backup, back_up, remove
from storage.database import Database
from storage.proof import SUFFIX, BackupUnproven, Proof, read_proof

_STAMP = "%Y%m%dT%H%M%SZ"
CLOCKS_DIFFER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup in the folder; ``proof`` is None when there is none that can be read."""

    path: Path
    made_at: datetime
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class BackupFolder:
    """The backups of one database in ``folder``: one ``every`` so often, of which the newest ``keep`` are kept."""

    folder: Path
    database: Path
    keep: int
    every: timedelta

    @property
    def term(self) -> timedelta:
        """How long a backup is kept at most, once the bot makes them: that they are few is no reason to keep it."""
        return self.keep * self.every

    def kept(self) -> tuple[Kept, ...]:
        """List the backups, the newest first; raises OSError when the folder cannot be read."""
        if not self.folder.exists():
            return ()
        found = [Kept(file, at, _proof(file)) for file in self.folder.iterdir() if (at := self._made_at(file.name))]
        return tuple(sorted(found, key=lambda one: one.made_at, reverse=True))

    def is_due(self, now: datetime, key_fingerprint: str | None) -> bool:
        """Tell whether a backup is to be made: none is young enough, or the newest needs another key than ours."""
        past = [one for one in self.kept() if one.made_at <= now + CLOCKS_DIFFER]
        if not past or now - past[0].made_at >= self.every or past[0].proof is None:
            return True
        return key_fingerprint is not None and past[0].proof.key_fingerprint not in (None, key_fingerprint)

    def make(self, database: Database, now: datetime) -> Backup:
        """Make a verified backup and delete those that have had their time.

        The one before it has another turn, however old it is: a clock may be wrong. Raises what `back_up` raises, and
        OSError; nothing is deleted then.
        """
        self.folder.mkdir(mode=0o700, exist_ok=True)
        made = back_up(database, self.folder / f"{self.database.stem}-{now.astimezone(UTC):{_STAMP}}.db")
        others = [one for one in self.kept() if one.path != made.path]
        for place, one in enumerate(others, start=1):
            if place >= self.keep or (place > 1 and now - one.made_at > self.term):
                remove(one.path)
        self._sweep()
        return made

    def _sweep(self) -> None:
        """Delete what a kill in the middle of a backup left: half a copy, or a proof of nothing."""
        for file in self.folder.iterdir():
            name = file.name.removesuffix(".part")
            half = name != file.name and self._made_at(name.removesuffix(SUFFIX)) is not None
            whole = file.with_name(name.removesuffix(SUFFIX))
            lonely = name.endswith(SUFFIX) and self._made_at(whole.name) is not None and not whole.exists()
            if half or lonely:
                file.unlink(missing_ok=True)

    def _made_at(self, name: str) -> datetime | None:
        found = re.fullmatch(rf"{re.escape(self.database.stem)}-(\d{{8}}T\d{{6}}Z)\.db", name)
        try:
            return datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC) if found else None
        except ValueError:
            return None


def _proof(backup: Path) -> Proof | None:
    try:
        return read_proof(backup)
    except (BackupUnproven, OSError):
        return None
