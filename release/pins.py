"""What exactly is installed: reads the pins of ``constraints*.txt`` and the closure that they must be.

``make pins`` writes those files. Must not know what is vulnerable (``audit.py``) nor who installs when (``Makefile``).
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
RUNNING = "constraints.txt"
BUILDING = "constraints-build.txt"
TESTING = "constraints-dev.txt"
RELEASING = "constraints-release.txt"
FILES = (RUNNING, BUILDING, TESTING, RELEASING)
"""Each has only what the ones before it have not."""

LINE = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)")
HASH = re.compile(r"--hash=sha256:(?P<hash>[0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Pin:
    """One distribution, one version, and the SHA-256 of each file it may come as."""

    name: str
    version: Version
    hashes: frozenset[str]


class NotAPin(ValueError):
    """A line that would install something that is not pinned by version and hash."""


def read(file: str, root: Path = ROOT) -> dict[str, Pin]:
    """Read the pins of one file by name; raises ``NotAPin`` for any other line but a comment or ``--only-binary``."""
    pins: dict[str, Pin] = {}
    for entry in (root / file).read_text().replace("\\\n", " ").splitlines():
        if not entry.strip() or entry.startswith("#") or entry == "--only-binary :all:":
            continue
        first, *rest = entry.split()
        match, hashes = LINE.fullmatch(first), [HASH.fullmatch(each) for each in rest]
        if match is None or not hashes or None in hashes:
            raise NotAPin(f"{file}: {entry[:80]}")
        name = canonicalize_name(match["name"])
        pins[name] = Pin(name, Version(match["version"]), frozenset(each["hash"] for each in hashes if each))
    return pins


def requirements(*, extras: Iterable[str] = (), groups: Iterable[str] = (), root: Path = ROOT) -> list[Requirement]:
    """Read what ``pyproject.toml`` asks for to run, and with the given extras and dependency groups."""
    written = tomllib.loads((root / "pyproject.toml").read_text())
    project = written["project"]
    lines = [
        *project["dependencies"],
        *(line for extra in extras for line in project["optional-dependencies"][extra]),
        *(line for group in groups for line in written["dependency-groups"][group]),
    ]
    return [Requirement(line) for line in lines]


def closure(asked: Iterable[Requirement]) -> dict[str, Version | None]:
    """Follow what is installed here from ``asked`` on: versions by name, none for what is missing."""
    found: dict[str, Version | None] = {}
    done: set[tuple[str, str]] = set()
    waiting = list(asked)
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        for extra in ("", *sorted(requirement.extras)):
            if (name, extra) in done:
                continue
            done.add((name, extra))
            try:
                installed = distribution(name)
            except PackageNotFoundError:
                found[name] = None
                continue
            found[name] = Version(installed.version)
            further = (Requirement(line) for line in installed.requires or ())
            waiting += [each for each in further if each.marker is None or each.marker.evaluate({"extra": extra})]
    return found
