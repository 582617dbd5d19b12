"""What ``solidaria check`` says of what keeps the bot in order: backups, the pause, the time zones."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.backups import folder_of
from bot.cli.finding import Finding
from bot.cli.setting import keyring
from bot.settings import Settings
from bot.time_zones import are_pinned, pinned_version
from storage.backup_folder import Kept
from storage.check import DatabaseFacts
from storage.proof import BackupUnproven, verify

LATE = 2
"""So many times its interval after the last backup, one is missed."""


def look_at_time_zones() -> Finding:
    """Tell which time zones the program goes by."""
    pinned = pinned_version()
    if pinned is None:
        return Finding("time zones", ok=False, words="the package tzdata is missing: install the program again")
    return Finding("time zones", ok=are_pinned(), words=f"tzdata {pinned}, not the system's")


def look_at_backups(settings: Settings, database: Path, trouble: str | None, now: datetime) -> Iterator[Finding]:
    """Tell how the scheduled backups are, and what else lies about."""
    folder = folder_of(settings, database)
    if folder is None:
        yield Finding("backups", ok=True, words="not scheduled: SOLIDARIA_BACKUP_DIR is not set")
    else:
        try:
            kept = folder.kept()
        except OSError as error:
            yield Finding("backups", ok=False, words=f"{folder.folder} cannot be read: {error.strerror}")
        else:
            yield _newest(kept, folder.every, settings, now)
    if trouble is not None:
        yield Finding("last backup", ok=False, words=f"failed at {trouble}")
    if aside := _older_copies(settings, database):
        words = f"{len(aside)} that do not rotate, the oldest {aside[0]}: delete what is not needed any more"
        yield Finding("older copies", ok=True, words=words)


def look_at_pause(facts: DatabaseFacts) -> Iterator[Finding]:
    """Tell whether the bot pauses."""
    if facts.paused_since is not None:
        words = f"since {facts.paused_since:%Y-%m-%d %H:%M} UTC: `solidaria resume` ends it"
        yield Finding("pause", ok=True, words=words)


def _older_copies(settings: Settings, database: Path) -> list[Path]:
    """Find what `restore`, `upgrade` and `key rotate` have put aside, the oldest first."""
    places = {database.parent} if settings.backup_dir is None else {database.parent, settings.backup_dir.absolute()}
    patterns = (f"{database.name}.before-*", f"{database.name}.replaced-*")
    found: list[tuple[float, Path]] = []
    for place in places:
        with suppress(OSError):  # what keeps a folder from being read has its own finding
            files = [file for pattern in patterns for file in place.glob(pattern)]
            found += [(file.stat().st_mtime, file) for file in files if not file.name.endswith((".sha256", "-wal"))]
    return [file for _, file in sorted(found)]


def _newest(kept: tuple[Kept, ...], every: timedelta, settings: Settings, now: datetime) -> Finding:
    if not kept:
        return Finding("backups", ok=False, words=f"none in {settings.backup_dir} yet: the running bot makes them")
    newest = kept[0]
    try:
        proof = verify(newest.path)
    except (BackupUnproven, OSError) as error:
        return Finding("backups", ok=False, words=str(error))
    keys = keyring(settings)
    fits = keys is None or proof.key_fingerprint in (None, keys.fingerprint)
    age = now - newest.made_at
    words = f"{len(kept)} in {settings.backup_dir}, the newest of {newest.made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if age > every * LATE:
        return Finding("backups", ok=False, words=f"{words}: the next one is missing, does the bot run?")
    needs = "" if fits else f", which needs the former key ({proof.key_fingerprint})"
    return Finding("backups", ok=True, words=f"{words}, verified{needs}")
