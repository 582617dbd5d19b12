"""Would the tests notice? Breaks the modules that must not be wrong, one small change at a time, with mutmut.

``make mutation`` for all, ``make mutation ARGS="conversations/diagnosis.py"`` for one. Decides which modules and which
tests; a mutant that no test notices needs a reason in ``survivors.toml``. Must not know what the modules do.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORK = ROOT / "build" / "mutation"
REASONS = Path(__file__).with_name("survivors.toml")
PAGE = ROOT / "docs" / "mutation.md"
PACKAGES = ("bot", "conversations", "locales", "storage")
BESIDE = ("tests", "benchmarks", "deployment", "docs", "README.md", "SECURITY.md", "CHANGELOG.md", "Makefile")
LEAST = 0.90
NOTICED = {"killed", "timeout", "caught by type check"}
MISSED = {"survived", "no tests", "suspicious"}
PARTS: dict[str, dict[str, tuple[str, ...]]] = {
    "authorisation": {
        "conversations/authorisation.py": ("tests/conversation/test_authorisation.py",),
        "conversations/rights.py": ("tests/conversation/test_rights.py", "tests/conversation/test_posts.py"),
    },
    "scoring": {
        "conversations/diagnosis.py": ("tests/diagnosis/test_diagnosis.py", "tests/diagnosis/test_properties.py"),
        "conversations/figures.py": ("tests/diagnosis/test_figures_of_a_wave.py",),
    },
    "inbox": {
        "storage/inbox.py": ("tests/storage/test_inbox.py",),
        "bot/intake.py": ("tests/edge/test_intake.py",),
        "bot/polling.py": ("tests/edge/test_poller.py",),
    },
    "delivery": {
        "storage/deliveries.py": (
            "tests/campaign/test_delivery_rows.py",
            "tests/campaign/test_deliveries.py",
            "tests/campaign/test_sending.py",
        ),
        "bot/outgoing.py": ("tests/campaign/test_outgoing.py",),
        "bot/campaigns.py": (
            "tests/campaign/test_on_their_way.py",
            "tests/campaign/test_deliveries.py",
            "tests/campaign/test_sending.py",
        ),
    },
}
"""The modules of each part, and the tests that answer for them."""

Change = tuple[str, str, str]
"""Function, the lines as they are, the lines as they became."""


@dataclass(frozen=True, slots=True)
class Score:
    """How the tests did on one module."""

    part: str
    module: str
    mutants: int
    noticed: int
    missed: tuple[Change, ...]


def main(arguments: list[str] | None = None) -> int:
    """Run mutmut over the modules asked for, print the scores; 1 if one is too low or a survivor has no reason."""
    parser = argparse.ArgumentParser(prog="make mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", help="all, if none is given")
    parser.add_argument("--write", action="store_true", help="write docs/mutation.md from the last run of each module")
    asked = parser.parse_args(arguments)
    known = {module: (part, tests) for part, modules in PARTS.items() for module, tests in modules.items()}
    if strange := set(asked.modules) - set(known):
        sys.exit(f"not among the modules of release/mutation.py: {', '.join(sorted(strange))}")
    for module in asked.modules or (() if asked.write else known):
        part, tests = known[module]
        keep(run(part, module, tests))
    scores = [
        score
        for module in known
        if (score := kept(module)) and (asked.write or module in asked.modules or not asked.modules)
    ]
    reasons = read_reasons()
    for score in scores:
        print(f"{score.noticed / score.mutants:6.1%}  {score.noticed:4} of {score.mutants:4}  {score.module}")
    bare = [
        (score.module, change) for score in scores for change in score.missed if (score.module, *change) not in reasons
    ]
    for module, (function, was, became) in bare:
        print(f"\nno test notices, and no reason is given: {module}, {function}\n- {was}\n+ {became}")
    if asked.write:
        PAGE.write_text(page(scores, reasons))
    low = [score for score in scores if score.noticed < LEAST * score.mutants]
    return 1 if bare or low else 0


def run(part: str, module: str, tests: tuple[str, ...]) -> Score:
    """Copy the tree, have mutmut break ``module`` there, and count what the tests noticed."""
    place = WORK / module.removesuffix(".py").replace("/", ".")
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name in (*PACKAGES, *BESIDE):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, place / name)
    (place / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text() + settings(module, tests))
    done = subprocess.run(
        [sys.executable, "-m", "mutmut", "run"], cwd=place, capture_output=True, text=True, check=False
    )
    found = json.loads((place / "mutants" / f"{module}.meta").read_text())["exit_code_by_key"]
    statuses = dict(results(place))
    if set(statuses.values()) - NOTICED - MISSED or len(statuses) != len(found):
        sys.exit(f"mutmut did not finish with {module}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    missed = tuple(sorted(change(place, name) for name, status in statuses.items() if status in MISSED))
    return Score(part, module, len(statuses), len(statuses) - len(missed), missed)


def settings(module: str, tests: tuple[str, ...]) -> str:
    """Write mutmut's part of ``pyproject.toml``; a fixed seed, so that a run can be repeated."""
    return "\n[tool.mutmut]\n" + "".join(
        f"{key} = {json.dumps(value)}\n"
        for key, value in {
            "source_paths": PACKAGES,
            "only_mutate": [module],
            "also_copy": BESIDE,
            "pytest_add_cli_args": ["--hypothesis-seed=0", "-p", "no:cacheprovider"],
            "pytest_add_cli_args_test_selection": tests,
        }.items()
    )


def results(place: Path) -> Iterator[tuple[str, str]]:
    """Read what became of every mutant."""
    for line in mutmut(place, "results", "--all", "true").splitlines():
        name, _, status = line.strip().rpartition(": ")
        if "__mutmut_" in name:
            yield name, status


def change(place: Path, name: str) -> Change:
    """Read what a mutant changes: its function, the lines before and after."""
    lines = mutmut(place, "show", name).splitlines()
    was = "\n".join(line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("---"))
    became = "\n".join(line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++"))
    function = (
        name.rpartition("__mutmut_")[0].rpartition(".")[2].removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
    )
    return function, was, became


def mutmut(place: Path, *command: str) -> str:
    """Ask mutmut about a finished run."""
    return subprocess.run(
        [sys.executable, "-m", "mutmut", *command], cwd=place, capture_output=True, text=True, check=True
    ).stdout


def keep(score: Score) -> None:
    """Note a module's score for the page."""
    (WORK / f"{score.module.replace('/', '.')}.json").write_text(json.dumps(asdict(score), indent=1))


def kept(module: str) -> Score | None:
    """Read a module's last score, if it was ever run."""
    path = WORK / f"{module.replace('/', '.')}.json"
    if not path.exists():
        return None
    noted = json.loads(path.read_text())
    return Score(**{**noted, "missed": tuple((function, was, became) for function, was, became in noted["missed"])})


def read_reasons() -> dict[tuple[str, str, str, str], str]:
    """Read why a survivor is no gap, by module, function, and lines before and after."""
    entries = tomllib.loads(REASONS.read_text()).get("survivor", [])
    return {(each["module"], each["function"], each["was"], each["became"]): each["reason"] for each in entries}


def page(scores: list[Score], reasons: dict[tuple[str, str, str, str], str]) -> str:
    """Write docs/mutation.md."""
    rows = "".join(
        f"| {each.part} | `{each.module}` | {each.mutants} | {each.noticed} | {each.noticed / each.mutants:.1%} |\n"
        for each in scores
    )
    survivors = "".join(
        f"| `{score.module}` {function} | {code(was)} | {code(became)} | "
        f"{reasons.get((score.module, function, was, became), '**none yet**')} |\n"
        for score in scores
        for function, was, became in sorted(set(score.missed))
    )
    return (
        "# Would the tests notice?\n\n"
        "Made by `make mutation` and `make mutation ARGS=--write`. mutmut changes one thing at a time in the modules\n"
        "that must not be wrong, and runs the tests that answer for them. At least 90 % of the changes must make a\n"
        "test fail; each of the others has its reason here, from `release/survivors.toml`.\n\n"
        f"| part | module | changes | noticed | |\n|---|---|---|---|---|\n{rows}\n"
        f"## Not noticed, and why that is no gap\n\n| where | is | became | why |\n|---|---|---|---|\n{survivors}"
    )


def code(lines: str) -> str:
    """Show lines of code in a cell."""
    return "<br>".join(f"`{line}`" for line in lines.replace("|", "¦").splitlines()) or "–"


if __name__ == "__main__":
    sys.exit(main())
