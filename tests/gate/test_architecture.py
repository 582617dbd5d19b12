"""The arrows of the design hold: what may import what, how long a module may be, how it may be called."""

import ast
import sys
from importlib import import_module
from pathlib import Path

import grimp
import pytest

PACKAGES = ("bot", "conversations", "locales", "storage")
LONGEST_MODULE = 250
BANNED_NAMES = {"utils", "helpers", "services", "common", "manager", "util", "helper", "misc"}
ONLY_IN = {
    "telegram": {"bot.speech"},
    "apscheduler": {"bot.ticker"},
    "holidays": {"bot.calendars"},
}
REASONED = ("# type: ignore", "# noqa")


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


def sources() -> list[Path]:
    """Every module of the product, wherever it is installed."""
    roots = [Path(str(import_module(name).__file__)).parent for name in PACKAGES]
    return sorted(path for root in roots for path in root.rglob("*.py"))


def test_conversations_need_the_standard_library_only(graph: grimp.ImportGraph) -> None:
    """The engine imports nothing but itself and Python's own library."""
    inside = {name for name in graph.modules if name.split(".")[0] == "conversations"}
    foreign = {
        imported
        for name in inside
        for imported in graph.find_modules_directly_imported_by(name)
        if imported.split(".")[0] not in sys.stdlib_module_names and imported.split(".")[0] != "conversations"
    }
    assert set() == foreign


@pytest.mark.parametrize(("library", "homes"), ONLY_IN.items())
def test_a_library_stays_in_its_module(graph: grimp.ImportGraph, library: str, homes: set[str]) -> None:
    """python-telegram-bot, APScheduler and holidays are each known to a single module."""
    importers = graph.find_modules_that_directly_import(library) if library in graph.modules else set()
    assert homes == importers


def test_modules_stay_short() -> None:
    """No module has more than 250 lines."""
    long = {path.name: n for path in sources() if (n := len(path.read_text().splitlines())) > LONGEST_MODULE}
    assert {} == long


def test_modules_say_what_they_decide() -> None:
    """Every module with code begins with a docstring."""
    silent = [
        str(path) for path in sources() if (tree := ast.parse(path.read_text())).body and not ast.get_docstring(tree)
    ]
    assert [] == silent


def test_modules_are_named_after_what_they_are() -> None:
    """No module is called by a name that says nothing."""
    assert [] == [path for path in sources() if path.stem in BANNED_NAMES]


def test_every_exception_to_a_rule_has_its_reason() -> None:
    """An ignore carries its reason on the line."""
    bare = [
        f"{path}:{number}"
        for path in sources()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        for mark in REASONED
        if mark in line and " - " not in line.split(mark, 1)[1] and "#" not in line.split(mark, 1)[1]
    ]
    assert [] == bare
