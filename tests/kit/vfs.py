"""A disk that tests can break: a SQLite VFS in front of the real one, in the very library that `sqlite3` uses.

Decides how SQLite's calls reach a `Disk`, which may let them pass, carry them out itself, or fail them. While it is
put in front, every new connection of the process goes through it; nothing in the program changes. Must not know what
a fault is, nor what is in the files.
"""

import _sqlite3
import ctypes
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

PASS = 0
"""What a disk answers to let a call go on to the real file."""
DONE = -1
"""What it answers when there is nothing left to do: the call succeeds and the real file does not hear of it."""

_OK, _IOERR, _OPEN_READWRITE = 0, 10, 0x2
_P = ctypes.c_void_p
_Open = ctypes.CFUNCTYPE(ctypes.c_int, _P, _P, _P, ctypes.c_int, _P)  # SQLite keeps the name's address
_Delete = ctypes.CFUNCTYPE(ctypes.c_int, _P, ctypes.c_char_p, ctypes.c_int)
_Move = ctypes.CFUNCTYPE(ctypes.c_int, _P, _P, ctypes.c_int, ctypes.c_int64)
_Truncate = ctypes.CFUNCTYPE(ctypes.c_int, _P, ctypes.c_int64)
_Sync = ctypes.CFUNCTYPE(ctypes.c_int, _P, ctypes.c_int)


class _Vfs(ctypes.Structure):
    """``sqlite3_vfs``, version 3."""

    _fields_ = [
        ("iVersion", ctypes.c_int),
        ("szOsFile", ctypes.c_int),
        ("mxPathname", ctypes.c_int),
        ("pNext", _P),
        ("zName", ctypes.c_char_p),
        ("pAppData", _P),
        ("xOpen", _P),
        ("xDelete", _P),
        *((name, _P) for name in ("xAccess", "xFullPathname", "xDlOpen", "xDlError", "xDlSym", "xDlClose")),
        *((name, _P) for name in ("xRandomness", "xSleep", "xCurrentTime", "xGetLastError", "xCurrentTimeInt64")),
        *((name, _P) for name in ("xSetSystemCall", "xGetSystemCall", "xNextSystemCall")),
    ]


class _Methods(ctypes.Structure):
    """``sqlite3_io_methods``, version 3."""

    _fields_ = [
        ("iVersion", ctypes.c_int),
        *((name, _P) for name in ("xClose", "xRead", "xWrite", "xTruncate", "xSync", "xFileSize", "xLock", "xUnlock")),
        *((name, _P) for name in ("xCheckReservedLock", "xFileControl", "xSectorSize", "xDeviceCharacteristics")),
        *((name, _P) for name in ("xShmMap", "xShmLock", "xShmBarrier", "xShmUnmap", "xFetch", "xUnfetch")),
    ]


class DiskOutOfReach(RuntimeError):
    """This Python's `sqlite3` does not let its SQLite be found: no VFS can be put in front."""


class Disk:
    """What stands between SQLite and the files; each call may come on any thread.

    Each gives PASS, DONE or the code of a SQLite error. ``file`` is a path, "" for a temporary file. A write may be
    carried out in part by giving a shorter ``head`` to `write_part`, for a disk that is full in the middle.
    """

    def open(self, file: str, *, to_write: bool) -> int:
        """Open a file; DONE is no answer to that."""
        return PASS

    def read(self, file: str) -> int:
        """Read; DONE is no answer to that."""
        return PASS

    def write(self, file: str, data: bytes, at: int, write_part: Callable[[bytes], object]) -> int:
        """Write ``data`` at a place."""
        return PASS

    def truncate(self, file: str, size: int) -> int:
        """Make a file shorter."""
        return PASS

    def sync(self, file: str) -> int:
        """Have the disk keep what was written."""
        return PASS

    def delete(self, file: str, *, sync: bool) -> int:
        """Delete a file; ``sync``: have the disk keep that it is gone."""
        return PASS


class _Front:
    """The VFS in front of the real one, for the life of the process: connections may outlive a test."""

    def __init__(self) -> None:
        self.disk: Disk | None = None
        self.slips: list[BaseException] = []
        self._names: dict[int, str] = {}
        self._tables: dict[int, _Methods] = {}
        self._alive: list[Any] = []
        try:
            self._library = ctypes.CDLL(_sqlite3.__file__)
            find, self._register = self._library.sqlite3_vfs_find, self._library.sqlite3_vfs_register
        except (AttributeError, OSError) as error:
            raise DiskOutOfReach(f"no sqlite3_vfs_find in {getattr(_sqlite3, '__file__', 'this Python')}") from error
        find.restype, find.argtypes = ctypes.POINTER(_Vfs), [ctypes.c_char_p]
        self._register.argtypes = [_P, ctypes.c_int]
        self._real = find(None)
        self._vfs = _Vfs.from_buffer_copy(self._real.contents)
        self._vfs.zName, self._vfs.pNext = b"solidaria-torture", None
        self._open = _Open(self._vfs.xOpen)
        self._delete = _Delete(self._vfs.xDelete)
        self._vfs.xOpen = self._kept(_Open, self._x_open)
        self._vfs.xDelete = self._kept(_Delete, self._x_delete)

    def put(self, disk: Disk | None) -> None:
        """Put a disk in front of all connections to come, or none."""
        self.disk = disk
        first = ctypes.addressof(self._vfs) if disk is not None else ctypes.cast(self._real, _P)
        self._register(first, 1)

    def _kept(self, kind: Any, function: Callable[..., int]) -> Any:  # noqa: ANN401 - ctypes has no better types
        """Make a callback and keep it alive; what goes wrong in a test's disk is an I/O error, and is kept."""

        def guarded(*given: Any) -> int:  # noqa: ANN401 - as above
            try:
                return function(*given)
            except BaseException as error:  # noqa: BLE001 - it cannot go through SQLite
                self.slips.append(error)
                return _IOERR

        made = kind(guarded)
        self._alive.append(made)
        return ctypes.cast(made, _P).value

    def _asked(self, ask: Callable[[Disk], int]) -> int:
        return PASS if self.disk is None else ask(self.disk)

    def _x_open(self, vfs: int, name: int | None, file: int, flags: int, out: int) -> int:
        path = os.fsdecode(ctypes.string_at(name)) if name else ""
        answer = self._asked(lambda disk: disk.open(path, to_write=bool(flags & _OPEN_READWRITE)))
        if answer > 0:
            _P.from_address(file).value = None  # SQLite must not close what is not open
            return answer
        code: int = self._open(vfs, name, file, flags, out)
        methods = _P.from_address(file).value
        if code == _OK and methods:
            self._names[file] = path
            _P.from_address(file).value = ctypes.addressof(self._wrapped(methods))
        return code

    def _x_delete(self, vfs: int, name: bytes, sync: int) -> int:
        answer = self._asked(lambda disk: disk.delete(os.fsdecode(name), sync=bool(sync)))
        return _done(answer) if answer else self._delete(vfs, name, sync)

    def _wrapped(self, address: int) -> _Methods:
        """Give the method table in front of a real one."""
        if address in self._tables:
            return self._tables[address]
        made = _Methods.from_buffer_copy(_Methods.from_address(address))
        read, write, truncate, sync = (
            _Move(made.xRead),
            _Move(made.xWrite),
            _Truncate(made.xTruncate),
            _Sync(made.xSync),
        )

        def x_read(file: int, buffer: int, size: int, at: int) -> int:
            return self._asked(lambda disk: disk.read(self._names[file])) or read(file, buffer, size, at)

        def x_write(file: int, buffer: int, size: int, at: int) -> int:
            def part(head: bytes) -> object:
                return write(file, buffer, len(head), at)

            data = ctypes.string_at(buffer, size)
            answer = self._asked(lambda disk: disk.write(self._names[file], data, at, part))
            return _done(answer) if answer else write(file, buffer, size, at)

        def x_truncate(file: int, size: int) -> int:
            answer = self._asked(lambda disk: disk.truncate(self._names[file], size))
            return _done(answer) if answer else truncate(file, size)

        def x_sync(file: int, flags: int) -> int:
            answer = self._asked(lambda disk: disk.sync(self._names[file]))
            return _done(answer) if answer else sync(file, flags)

        made.xRead, made.xWrite = self._kept(_Move, x_read), self._kept(_Move, x_write)
        made.xTruncate, made.xSync = self._kept(_Truncate, x_truncate), self._kept(_Sync, x_sync)
        self._tables[address] = made
        return made


def _done(answer: int) -> int:
    return _OK if answer == DONE else answer


_fronts: list[_Front] = []


@contextmanager
def in_front(disk: Disk) -> Iterator[Disk]:
    """Put a disk in front of the database's files: of every connection that is opened meanwhile, until it is over.

    Raises DiskOutOfReach where SQLite cannot be found, and afterwards whatever went wrong in the disk itself.
    """
    if not _fronts:
        _fronts.append(_Front())
    (front,) = _fronts
    front.slips.clear()
    front.put(disk)
    try:
        yield disk
    finally:
        front.put(None)
    if front.slips:
        raise front.slips[0]
