"""A disk that knows what a loss of power would leave: what was synced is there, all later writes are a matter of luck.

Decides that each write since the last sync may be there, be missing, or be torn at a sector, whatever became of the
others; and that a deletion may not have happened. As SQLite assumes of a disk, bytes beside a write stay as they are.
Must not know what is in the files.
"""

import random
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kit.vfs import DONE, PASS, Disk

SECTOR = 512


@dataclass(frozen=True, slots=True)
class Wrote:
    """Bytes were written at a place."""

    data: bytes
    at: int


@dataclass(frozen=True, slots=True)
class Cut:
    """A file was made so long."""

    size: int


@dataclass(frozen=True, slots=True)
class Gone:
    """A file was deleted; ``sync``: for good."""

    sync: bool


@dataclass(frozen=True, slots=True)
class Synced:
    """All that was done to a file is on the disk now."""


Act = Wrote | Cut | Gone | Synced


@dataclass(slots=True)
class _Kept:
    """A file: what is on the disk for sure (None: it is not there), and what was done to it since."""

    sure: bytes | None = None
    since: list[Act] = field(default_factory=list)

    def take(self, act: Act) -> None:
        match act:
            case Synced():
                self.sure, self.since = _after(self.sure, self.since), []
            case Gone(sync=True):
                self.sure, self.since = None, []
            case _:
                self.since.append(act)

    def left(self, dice: random.Random) -> bytes | None:
        """Give what a loss of power leaves; None if the file is not there."""
        before, then = self.sure, self.since
        gone = max((at for at, act in enumerate(then) if isinstance(act, Gone)), default=None)
        if gone is not None:
            if dice.random() < 0.5:  # neither it nor anything after it has happened
                then = [act for act in then[:gone] if not isinstance(act, Gone)]
            else:
                before, then = None, then[gone + 1 :]
        if before is None and (not then or dice.random() < 0.3):
            return None
        return _after(before, _by_luck(then, dice)) or b""


class PowerDisk(Disk):
    """Keeps the files beside ``database`` (all whose names begin with its name) from now on."""

    def __init__(self, database: Path) -> None:
        self._name = str(database)
        self._files = {str(file): _Kept(file.read_bytes()) for file in database.parent.glob(f"{database.name}*")}
        self._acts: list[tuple[str, Act]] = []
        self._folded = 0
        self._lock = threading.Lock()

    @property
    def now(self) -> int:
        """Count what was done so far: an instant of which an image can be made."""
        with self._lock:
            return self._folded + len(self._acts)

    def forget_before(self, instant: int) -> None:
        """Make images of no earlier instant any more."""
        with self._lock:
            earlier, self._acts = self._acts[: instant - self._folded], self._acts[instant - self._folded :]
            self._folded = instant
        _take(self._files, earlier)

    def image(self, instant: int, dice: random.Random, folder: Path) -> Path:
        """Write what a loss of power at an instant leaves into an empty folder; gives the database there."""
        with self._lock:
            acts = self._acts[: instant - self._folded]
        files = {name: _Kept(kept.sure, list(kept.since)) for name, kept in self._files.items()}
        _take(files, acts)
        for name, kept in files.items():
            left = kept.left(dice)
            if left is not None:
                (folder / Path(name).name).write_bytes(left)
        return folder / Path(self._name).name

    def write(self, file: str, data: bytes, at: int, write_part: Callable[[bytes], object]) -> int:
        """Remember it."""
        return self._note(file, Wrote(data, at))

    def truncate(self, file: str, size: int) -> int:
        """Remember it."""
        return self._note(file, Cut(size))

    def sync(self, file: str) -> int:
        """Remember it; the real disk need not be waited for."""
        self._note(file, Synced())
        return DONE

    def delete(self, file: str, *, sync: bool) -> int:
        """Remember it."""
        return self._note(file, Gone(sync))

    def _note(self, file: str, act: Act) -> int:
        if file.startswith(self._name):
            with self._lock:
                self._acts.append((file, act))
        return PASS


def _take(files: dict[str, _Kept], acts: Iterable[tuple[str, Act]]) -> None:
    for name, act in acts:
        files.setdefault(name, _Kept()).take(act)


def _after(before: bytes | None, acts: Iterable[Act]) -> bytes | None:
    """Carry acts out."""
    content = None if before is None else bytearray(before)
    for act in acts:
        match act:
            case Wrote(data, at):
                content = bytearray() if content is None else content
                content.extend(bytes(max(0, at - len(content))))
                content[at : at + len(data)] = data
            case Cut(size) if content is not None:
                content = content[:size] + bytes(max(0, size - len(content)))
            case Gone():
                content = None
            case _:
                pass
    return None if content is None else bytes(content)


def _by_luck(acts: Iterable[Act], dice: random.Random) -> list[Act]:
    """Give what happened of acts that were not synced: every one by itself, writes also in part."""
    share, torn = dice.choice((0.0, 0.1, 0.5, 0.9)), dice.random() < 0.5
    left: list[Act] = []
    for act in acts:
        if isinstance(act, Wrote) and torn:
            left += [one for one in _sectors(act, dice) if dice.random() < share]
        elif dice.random() < share:
            left.append(act)
    return left


def _sectors(wrote: Wrote, dice: random.Random) -> list[Act]:
    """Cut a write at the sectors' edges; in one of a few there is rubbish."""
    parts: list[Act] = []
    at, end = wrote.at, wrote.at + len(wrote.data)
    while at < end:
        to = min((at // SECTOR + 1) * SECTOR, end)
        data = wrote.data[at - wrote.at : to - wrote.at]
        parts.append(Wrote(dice.randbytes(len(data)) if dice.random() < 0.1 else data, at))
        at = to
    return parts
