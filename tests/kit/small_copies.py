"""A disk without room for the copy that a backup makes; the database's own file is on a healthy one."""

import sqlite3

import pytest

import storage.backup

PAGES = 3
"""What there is room for: less than any database takes."""


def no_room_for_a_copy(patch: pytest.MonkeyPatch) -> None:
    """Have SQLite find the disk full when it writes half a copy."""
    connect = sqlite3.connect

    def small(path: object, **options: object) -> sqlite3.Connection:
        made: sqlite3.Connection = connect(path, **options)  # type: ignore[call-overload]  # passed on as it came
        if str(path).endswith(".part"):
            made.execute(f"PRAGMA max_page_count = {PAGES}")
        return made

    patch.setattr(storage.backup.sqlite3, "connect", small)  # type: ignore[attr-defined]  # the module that it imports
