"""What the mutation score rests on: the modules and tests that it names exist, no reason is empty or left behind."""

import tomllib
from pathlib import Path

from release.mutation import PARTS, REASONS, read_reasons

ROOT = Path(__file__).parents[2]
MODULES = {module: tests for modules in PARTS.values() for module, tests in modules.items()}


def test_the_modules_and_their_tests_exist() -> None:
    """A module that was moved takes its place in the list with it."""
    assert [] == [path for module, tests in MODULES.items() for path in (module, *tests) if not (ROOT / path).exists()]


def test_every_reason_says_something_about_code_that_is_there() -> None:
    """A reason names one of the modules, lines that are still in it, and why the change is no gap."""
    listed = tomllib.loads(REASONS.read_text()).get("survivor", [])
    reasons = read_reasons()
    assert len(listed) == len(reasons), "the same change twice"
    stale = [
        f"{module}, {function}: {line}"
        for (module, function, was, _), reason in reasons.items()
        for line in was.splitlines()
        if module not in MODULES or len(reason) < 20 or line not in (ROOT / module).read_text()
    ]
    assert [] == stale
