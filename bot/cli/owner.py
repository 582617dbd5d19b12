"""Refuses root where everything belongs to another user: what root makes there, the bot cannot open any more."""

import os
from pathlib import Path

from bot.cli.env_file import ENV
from bot.cli.mistakes import Mistake, mistake_of
from bot.cli.words import owner_name
from bot.settings import read_settings
from storage.database import database_path

ROOT = 0


def refuse_root() -> None:
    """Raise ``Mistake`` when root is about to work in another user's folder, or with their ``.env`` or database."""
    if os.geteuid() != ROOT:
        return
    for place in (Path.cwd(), ENV, *_database()):
        try:
            theirs, owner = place.stat().st_uid != ROOT, owner_name(place)
        except OSError:
            continue
        if theirs:
            raise Mistake(
                f"{place} is {owner}'s, and what root makes here the bot cannot open:"
                f" use `sudo -u {owner} solidaria ...`"
            )


def _database() -> tuple[Path, ...]:
    try:
        return (database_path(read_settings().database_url),)
    except Exception as error:
        if mistake_of(error) is None:
            raise
        return ()  # the command says what is wrong with it
