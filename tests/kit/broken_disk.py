"""A disk that fails as disks do: full, unreadable, read-only, unable to sync; once, or until it is mended.

Decides which call fails and how. Must not know what is in the files.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from kit.vfs import PASS, Disk

_FAULTS: dict[str, dict[str, int]] = {
    "disk full": {"write": sqlite3.SQLITE_FULL},
    "write error": {"write": sqlite3.SQLITE_IOERR_WRITE},
    "sync error": {"sync": sqlite3.SQLITE_IOERR_FSYNC},
    "read error": {"read": sqlite3.SQLITE_IOERR_READ},
    "dying disk": {
        "write": sqlite3.SQLITE_IOERR_WRITE,
        "sync": sqlite3.SQLITE_IOERR_FSYNC,
        "read": sqlite3.SQLITE_IOERR_READ,
        "truncate": sqlite3.SQLITE_IOERR_TRUNCATE,
    },
    "read-only": {
        "write": sqlite3.SQLITE_READONLY,
        "sync": sqlite3.SQLITE_IOERR_FSYNC,
        "truncate": sqlite3.SQLITE_READONLY,
        "open": sqlite3.SQLITE_CANTOPEN,
    },
    "cannot be opened": {"open": sqlite3.SQLITE_CANTOPEN},
}
KINDS = tuple(_FAULTS)
LATEST = 60
"""Within so many calls of its kind a fault begins."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The ``nth`` call of a kind that it concerns fails, and all after it if it is ``lasting``.

    ``part`` is how much of a write still gets through.
    """

    kind: str
    nth: int
    lasting: bool
    part: float = 0.0

    @property
    def codes(self) -> dict[str, int]:
        """Give what each call fails with."""
        return _FAULTS[self.kind]


def draw_fault(dice: Random) -> Fault:
    """Draw a fault; those that seldom meet a call begin early."""
    kind = dice.choice(KINDS)
    latest = 4 if kind == "cannot be opened" else 12 if kind == "sync error" else LATEST
    return Fault(kind, dice.randint(1, latest), dice.random() < 0.5, dice.choice((0.0, 0.0, 0.5, 0.99)))


class BrokenDisk(Disk):
    """Breaks when it is told to. ``hits`` counts the calls that failed; ``hit`` is called at each, on any thread."""

    def __init__(self, database: Path) -> None:
        self.hits = 0
        self.hit: Callable[[], object] = lambda: None
        self._name = str(database)
        self._fault: Fault | None = None
        self._seen = 0
        self._spared: set[int] = set()

    def break_by(self, fault: Fault) -> None:
        """Break from now on."""
        self._seen = self.hits = 0
        self._fault = fault

    def mend(self) -> None:
        """Be a good disk."""
        self._fault = None

    @contextmanager
    def spared(self) -> Iterator[None]:
        """Have this thread meet no fault: it looks from outside."""
        self._spared.add(threading.get_ident())
        try:
            yield
        finally:
            self._spared.discard(threading.get_ident())

    def open(self, file: str, *, to_write: bool) -> int:
        """Open, or fail to write: a read-only disk lets itself be read."""
        fault = self._fault
        readable = fault is not None and fault.kind == "read-only" and not to_write
        return PASS if readable else self._meet("open", file)

    def read(self, file: str) -> int:
        """Read, or fail."""
        return self._meet("read", file)

    def write(self, file: str, data: bytes, at: int, write_part: Callable[[bytes], object]) -> int:
        """Write, or fail with nothing or a part written."""
        fault = self._fault
        code = self._meet("write", file)
        if code != PASS and fault is not None and fault.part:
            write_part(data[: int(len(data) * fault.part)])
        return code

    def truncate(self, file: str, size: int) -> int:
        """Truncate, or fail."""
        return self._meet("truncate", file)

    def sync(self, file: str) -> int:
        """Sync, or fail."""
        return self._meet("sync", file)

    def delete(self, file: str, *, sync: bool) -> int:
        """Delete."""
        return PASS

    def _meet(self, call: str, file: str) -> int:
        fault = self._fault
        if fault is None or call not in fault.codes or not file.startswith(self._name):
            return PASS
        if threading.get_ident() in self._spared:
            return PASS
        self._seen += 1
        if self._seen < fault.nth or (self.hits and not fault.lasting):
            return PASS
        self.hits += 1
        self.hit()
        return fault.codes[call]
