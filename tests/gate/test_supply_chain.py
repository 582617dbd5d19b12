"""What is installed is what was tried: pinned by version and hash, above every known flaw, and nothing besides."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from release import pins
from release.audit import Floor, below_floors, read_advisories
from release.pins import NotAPin, Pin

ROOT = Path(__file__).parents[2]
KNOWN = read_advisories()
REGISTRY = re.compile(r"pypi\.(org|python)|pythonhosted\.|(extra-)?index-url|find-links|trusted-host")
TEXT = {".cfg", ".html", ".in", ".ini", ".js", ".md", ".mako", ".py", ".service", ".toml", ".txt", ".yaml", ".yml", ""}
BUILT = ("build", "dist")


def all_pins() -> dict[str, Pin]:
    """Every pin of every file."""
    return {name: pin for file in pins.FILES for name, pin in pins.read(file).items()}


def requested() -> list[Requirement]:
    """Whatever ``pyproject.toml`` asks for, for any purpose."""
    return pins.requirements(extras=["dev"], groups=["build", "release"])


def test_every_pin_is_above_the_known_flaws() -> None:
    """No pin is one that the copy of advisories speaks against."""
    assert [] == below_floors(all_pins(), KNOWN)


@pytest.mark.parametrize("floor", KNOWN.floors, ids=lambda floor: floor.package)
def test_a_pin_below_its_floor_is_seen(floor: Floor) -> None:
    """A pin just below the floor, and one that is too new, are named with the reason; the floor itself is not."""
    low = f"{floor.at_least}.dev0"
    assert [] == below_floors({floor.package: pin(floor.package, str(floor.at_least))}, KNOWN)
    for wrong in (low, *([str(floor.below)] if floor.below else ())):
        (said,) = below_floors({floor.package: pin(floor.package, wrong)}, KNOWN)
        assert floor.why in said


def test_what_must_not_be_there_is_seen() -> None:
    """A package that is not to be installed at all is named, whatever its version."""
    (said,) = below_floors({"aiosqlite": pin("aiosqlite", "0.22.1")}, KNOWN)
    assert said.startswith("aiosqlite must not be installed")


@pytest.mark.parametrize("floor", KNOWN.floors, ids=lambda floor: floor.package)
def test_the_ranges_of_the_project_hold_the_floors(floor: Floor) -> None:
    """Where the project names a package with a floor, its range lets in nothing below the floor and nothing too new."""
    for requirement in requested():
        if canonicalize_name(requirement.name) == floor.package:
            bounds = {each.operator: Version(each.version) for each in requirement.specifier}
            assert bounds[">="] >= floor.at_least
            assert floor.below is None or bounds["<"] <= floor.below


def test_the_floors_of_what_the_bot_stands_on_are_known() -> None:
    """The three floors that faults were met at are there, none lower than it was."""
    least = {"aiohttp": "3.14.3", "h11": "0.16", "apscheduler": "3.11.2"}
    assert least.keys() <= {floor.package for floor in KNOWN.floors}
    assert all(floor.at_least >= Version(least.get(floor.package, "0")) for floor in KNOWN.floors)


@pytest.mark.parametrize("file", pins.FILES)
def test_every_pin_has_its_hashes(file: str) -> None:
    """Each line is one version with the hash of at least one file, and pip is told to take nothing that is built."""
    assert all(each.hashes for each in pins.read(file).values())
    assert "--only-binary :all:" in (ROOT / file).read_text().splitlines()


def test_nothing_is_pinned_twice() -> None:
    """Each file has only what the ones before it have not, so no two can disagree."""
    names = [name for file in pins.FILES for name in pins.read(file)]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize(
    "line",
    [
        "aiohttp>=3.14.3",
        "aiohttp==3.14.5",
        "aiohttp==3.14.5 --hash=md5:0123456789abcdef0123456789abcdef",
        "aiohttp==3.14.5 --hash=sha256:0123",
        "--index-url somewhere",
        "https://example.org/aiohttp.whl",
        "-r other.txt",
    ],
)
def test_a_line_that_is_no_pin_is_refused(tmp_path: Path, line: str) -> None:
    """A range, a pin without a whole SHA-256, an address or an option is not read over."""
    (tmp_path / "constraints.txt").write_text(f"{line}\n")
    with pytest.raises(NotAPin):
        pins.read("constraints.txt", tmp_path)


def test_the_pins_are_all_that_is_needed_and_nothing_else() -> None:
    """What is installed here to run, to build and to test is pinned, in that version, and no pin is without need."""
    files: tuple[str, ...] = ()
    for file, asked in (
        (pins.RUNNING, pins.requirements()),
        (pins.BUILDING, pins.requirements(groups=["build"])),
        (pins.TESTING, pins.requirements(groups=["build"], extras=["dev"])),
    ):
        files = (*files, file)
        pinned = {name: each.version for one in files for name, each in pins.read(one).items()}
        assert pinned == pins.closure(asked)


def test_the_build_is_pinned() -> None:
    """What builds the wheel is what ``[build-system]`` names, and is installed by its hash."""
    written = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert set(written["build-system"]["requires"]) <= set(written["dependency-groups"]["build"])
    assert "hatchling" in pins.read(pins.BUILDING)


def test_nothing_is_installed_without_a_hash() -> None:
    """Each ``pip install`` of the Makefile, the guides and CI has ``--require-hashes``, or installs our own alone."""
    lines = [
        line
        for name in ("Makefile", "README.md", "CONTRIBUTING.md", "docs/running.md", ".ci/run")
        if (ROOT / name).exists()
        for line in (ROOT / name).read_text().splitlines()
        if re.search(r"(pip|python) install |/\$\(INSTALL\)", line) and not line.startswith("INSTALL :=")
    ]
    assert lines
    assert [] == [line for line in lines if "--require-hashes" not in line and "--no-deps" not in line]


def test_no_file_names_a_registry() -> None:
    """Where packages come from is the machine's matter: no file has an index's address."""
    tops = [path for path in ROOT.iterdir() if path.name == ".ci" or (path.name[0] != "." and path.name not in BUILT)]
    named = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for top in tops
        for path in (top, *top.rglob("*"))
        if path.suffix in TEXT and path != Path(__file__) and path.is_file()
        if (found := REGISTRY.search(path.read_text("utf-8", errors="replace")))
    ]
    assert [] == named


def pin(name: str, version: str) -> Pin:
    """A pin of a version."""
    return Pin(name, Version(version), frozenset({"0" * 64}))
