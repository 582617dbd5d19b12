"""Is anything that we install known to be vulnerable? An audit that cannot pass by skipping.

pip-audit says "No known vulnerabilities found", and ends with 0, when it could not look anything up. So: a version
that is known to be vulnerable must be reported first; then each of our pins must have been looked up. The floors of
``advisories.toml`` are held without a network. Decides what passes; must not know how pins come about.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import Version

from release import pins
from release.pins import Pin

ADVISORIES = Path(__file__).with_name("advisories.toml")
PIP_AUDIT = (sys.executable, "-m", "pip_audit", "--strict", "--disable-pip", "--progress-spinner=off", "--format=json")


@dataclass(frozen=True, slots=True)
class Floor:
    """A package's first version without a known flaw, and the one that is too new, if any."""

    package: str
    at_least: Version
    why: str
    of: tuple[str, ...]
    below: Version | None = None

    @property
    def range(self) -> str:
        """The versions to use, in words."""
        return f"{self.at_least} or newer" + (f" below {self.below}" if self.below else "")

    def holds(self, version: Version) -> bool:
        """Tell whether a version is one to use."""
        return self.at_least <= version and (self.below is None or version < self.below)


@dataclass(frozen=True, slots=True)
class Advisories:
    """The copy by hand: what was known on ``read_on``."""

    read_on: date
    stale_after_days: int
    floors: tuple[Floor, ...]
    absent: Mapping[str, str]
    canary: tuple[str, Version]


@dataclass(frozen=True, slots=True)
class Answer:
    """How pip-audit ended, and what it printed."""

    status: int
    out: str
    err: str


Ask = Callable[[Iterable[str]], Answer]
"""Asks pip-audit, with these arguments after those it always has."""


def read_advisories(path: Path = ADVISORIES) -> Advisories:
    """Read ``advisories.toml``."""
    written = tomllib.loads(path.read_text())
    return Advisories(
        written["read_on"],
        written["stale_after_days"],
        tuple(
            Floor(
                each["package"],
                Version(each["at_least"]),
                each["why"],
                tuple(each["of"]),
                Version(each["below"]) if "below" in each else None,
            )
            for each in written["floor"]
        ),
        {each["package"]: each["why"] for each in written["absent"]},
        (written["canary"]["package"], Version(written["canary"]["version"])),
    )


def below_floors(pinned: Mapping[str, Pin], known: Advisories) -> list[str]:
    """Name every pin that the copy by hand speaks against."""
    low = [
        f"{pin.name} {pin.version} is not {floor.range}: {floor.why}"
        for floor in known.floors
        if (pin := pinned.get(floor.package)) and not floor.holds(pin.version)
    ]
    return low + [f"{name} must not be installed: {why}" for name, why in known.absent.items() if name in pinned]


def age(known: Advisories, today: date) -> str | None:
    """Say that the copy by hand has grown old, if it has."""
    days = (today - known.read_on).days
    return f"WARNING: release/advisories.toml is {days} days old" if days > known.stale_after_days else None


def looked_up(answer: Answer, wanted: Mapping[str, Version]) -> tuple[list[str], list[str]]:
    """Tell what pip-audit reports of ``wanted``, and what of it it did not look up (all, if it cannot be read)."""
    try:
        listed: list[dict[str, Any]] = json.loads(answer.out)["dependencies"]
        seen = {
            (canonicalize_name(each["name"]), Version(each["version"])): each["vulns"]
            for each in listed
            if "vulns" in each
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        last = (answer.err.strip().splitlines() or ["it said nothing"])[-1]
        return [], [f"no advisories could be read, so nothing is known: {last}"]
    found = [
        f"{name} {version}: {each.get('id')}, fixed in {', '.join(each.get('fix_versions', ())) or 'no version'}"
        for (name, version), vulnerabilities in seen.items()
        for each in vulnerabilities
    ]
    skipped = [f"{name} {version} was not looked up" for name, version in wanted.items() if (name, version) not in seen]
    if answer.status not in (0, 1) or (answer.status == 1 and not found and not skipped):
        skipped.append(f"pip-audit ended with status {answer.status}")
    return found, skipped


def audit(ask: Ask, known: Advisories, root: Path = pins.ROOT) -> list[str]:
    """Hold all pins against the copy by hand and the advisory service; returns what is wrong, if anything is."""
    pinned = {name: pin for file in pins.FILES for name, pin in pins.read(file, root).items()}
    wrong = below_floors(pinned, known)
    name, version = known.canary
    with TemporaryDirectory() as folder:
        canary = Path(folder) / "canary.txt"
        canary.write_text(f"{name}=={version}\n")
        found, skipped = looked_up(ask(("--no-deps", "--requirement", str(canary))), {name: version})
    if skipped:
        return wrong + skipped
    if not found:
        silent = f"the advisory service does not know that {name} {version} is vulnerable: its silence proves nothing"
        return [*wrong, silent]
    files = [part for file in pins.FILES for part in ("--requirement", str(root / file))]
    found, skipped = looked_up(ask(("--require-hashes", *files)), {name: pin.version for name, pin in pinned.items()})
    return wrong + found + skipped


def pip_audit(arguments: Iterable[str]) -> Answer:
    """Run pip-audit."""
    done = subprocess.run([*PIP_AUDIT, *arguments], capture_output=True, text=True, check=False, timeout=600)
    return Answer(done.returncode, done.stdout, done.stderr)


def main() -> int:
    """Print what is wrong, one line each; 0 only if every pin was looked up and nothing is known against it."""
    known = read_advisories()
    if warning := age(known, datetime.now(UTC).date()):
        print(warning, file=sys.stderr)
    wrong = audit(pip_audit, known)
    for line in wrong:
        print(line, file=sys.stderr)
    print("audit FAILED" if wrong else "audit passed: every pin was looked up, and nothing is known against it")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
