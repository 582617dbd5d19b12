"""Sentences about mistakes for which the machine has to be looked at: whose a file is, which key a database needs."""

import stat
from pathlib import Path
from pwd import getpwuid

from bot.cli.env_file import KEPT, KEY, key_in
from bot.settings import SettingsInvalid, read_settings
from storage.database import Database, DatabaseUrlUnusable
from storage.secrets import Keyring, SecretKeyUnusable
from storage.upgradable import noted_key


def missing_key(needed: str | None, whose: str = "the database") -> str:
    """Say what to do without a secret key; ``needed`` is the fingerprint of the one that ``whose`` data needs."""
    needed = needed or _noted_here()
    if needed is None:
        return f"{KEY} is not set: `solidaria init` makes one"
    return (
        f"{KEY} is not set, and {whose} needs the one with fingerprint {needed}:"
        f" bring back its .env, or put the copy of that key into .env"
    )


def wrong_key(needed: str | None) -> str:
    """Say what to do with a secret key that is not the database's."""
    wrong = f"{KEY} is not the key that this database was made with"
    if needed is None:
        return f"{wrong}: set the right one"
    if fingerprint(key_in(KEPT)) == needed:
        return f"{wrong}: that is in {KEPT.resolve()}, from a rotation: `solidaria key rotate` puts it in its place"
    return f"{wrong} (fingerprint {needed}): set that one"


def fingerprint(key: str | None) -> str | None:
    """Give a key's fingerprint; ``None`` for what is no key."""
    try:
        return None if key is None else Keyring(key).fingerprint
    except SecretKeyUnusable:
        return None


def unusable_lock(file: Path) -> str:
    """Say of a lock's file that cannot be made or opened what to do."""
    try:
        if file.exists():
            return f"{file} cannot be used, it is {owner_name(file)}'s: give it to the bot's user with `sudo chown`"
        if not file.parent.is_dir():
            return f"there is no folder {file.parent}: is this the folder that has .env?"
        owner = owner_name(file.parent)
    except PermissionError:
        return f"{file} cannot be used: its folder is not open to this user"
    return f"{file} cannot be made, its folder is {owner}'s: use `sudo -u {owner} solidaria ...`, or make room on disk"


def others_read(file: Path) -> str | None:
    """Say what to do about a file with secrets that is not its owner's alone; ``None`` when it is."""
    shared = file.exists() and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    return f"others can read it: chmod 600 {file}" if shared else None


def owner_name(file: Path) -> str:
    """Give the name of a file's owner as `sudo -u` takes it. Raises OSError."""
    user = file.stat().st_uid
    try:
        return getpwuid(user).pw_name
    except KeyError:
        return f"#{user}"


def _noted_here() -> str | None:
    try:
        return noted_key(Database(read_settings().database_url))
    except (SettingsInvalid, DatabaseUrlUnusable):
        return None
