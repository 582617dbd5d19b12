"""Which trouble of a database may pass by itself: locked, full, failing; not a wrong place, nor one that is not ours.

Also which of its files keeps one who may read it from writing. Decides by looking at the files, since SQLite's codes
are the same for both. Opens nothing.
"""

import os
from pathlib import Path

BESIDE = ("", "-wal", "-shm", ".write.lock")
"""What the names of a database's own files end with; those that are there have to be ours to write."""


_TAKEN_IN_TURN = (".write.lock", "", "-wal", "-shm", ".run.lock")
"""The endings again, with the lock of `run`, in the order in which a start needs the files."""


def not_to_be_written(database: Path) -> Path | None:
    """Return the first file of a database that a start can neither use nor make; ``None`` when there is none.

    Raises PermissionError when the folder is not open to us.
    """
    may_make = os.access(database.parent, os.W_OK | os.X_OK)
    for file in (database.with_name(f"{database.name}{ending}") for ending in _TAKEN_IN_TURN):
        ours = file.is_file() and os.access(file, os.R_OK | os.W_OK)
        if not ours and (file.exists() or not may_make):
            return file
    return None


def may_pass(database: Path) -> bool:
    """Tell whether a database that is not available now may be later, without anybody setting its place right."""
    files = [database.with_name(f"{database.name}{ending}") for ending in BESIDE]
    try:
        if not database.exists() or not all(file.is_file() for file in files if file.exists()):
            return False
        if os.statvfs(database).f_flag & os.ST_RDONLY:  # as a file system is made whose disk fails
            return True
        ours = all(os.access(file, os.R_OK | os.W_OK) for file in files if file.exists())
        return ours and os.access(database.parent, os.W_OK | os.X_OK)
    except PermissionError:
        return False
