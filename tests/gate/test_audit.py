"""The audit passes only if every pin was looked up: pip-audit's silence, skips and failures do not pass."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

from release import audit, pins, sbom
from release.audit import Answer

KNOWN = audit.read_advisories()
HASH = f"--hash=sha256:{'0' * 64}"
VULNERABLE = {"id": "GHSA-1", "fix_versions": ["0.16.0"]}
SKIPPED = "ERROR:pip_audit._cli:h11: Dependency not found and could not be audited: h11 (0.14.0)"
CANARY = {"name": "h11", "version": "0.14.0", "vulns": [VULNERABLE]}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with two pins."""
    for file in pins.FILES:
        (tmp_path / file).write_text("")
    (tmp_path / pins.RUNNING).write_text(f"typing-extensions==4.16.0 \\\n    {HASH}\n")
    (tmp_path / pins.RELEASING).write_text(f"ruff==0.17.6 \\\n    {HASH}\n")
    return tmp_path


def listed(*dependencies: dict[str, Any], status: int = 0) -> Answer:
    """What pip-audit prints about some dependencies."""
    return Answer(status, json.dumps({"dependencies": dependencies, "fixes": []}), "")


def clean(name: str, version: str) -> dict[str, Any]:
    """A dependency that was looked up, with nothing known against it."""
    return {"name": name, "version": version, "vulns": []}


WELL = (clean("typing_extensions", "4.16"), clean("Ruff", "0.17.6"))


def audited(root: Path, canary: Answer, answer: Answer = listed(*WELL)) -> list[str]:  # noqa: B008 - it is immutable
    """Audit with an answer about the canary and one about the pins."""

    def ask(arguments: Iterable[str]) -> Answer:
        return answer if "--require-hashes" in arguments else canary

    return audit.audit(ask, KNOWN, root)


def test_it_passes_when_everything_was_looked_up(root: Path) -> None:
    """The canary is reported, each pin was looked up, and nothing is known against one: nothing is wrong."""
    assert [] == audited(root, listed(CANARY, status=1))


def test_a_vulnerable_pin_is_named(root: Path) -> None:
    """A pin with an advisory is one line with its version and the version to go to."""
    bad = {"name": "ruff", "version": "0.17.6", "vulns": [VULNERABLE]}
    assert ["ruff 0.17.6: GHSA-1, fixed in 0.16.0"] == audited(
        root, listed(CANARY, status=1), listed(WELL[0], bad, status=1)
    )


@pytest.mark.parametrize(
    ("canary", "said"),
    [
        (Answer(1, "", SKIPPED), "no advisories could be read"),
        (Answer(0, "No known vulnerabilities found", ""), "no advisories could be read"),
        (Answer(0, "[]", ""), "no advisories could be read"),
        (Answer(127, "", ""), "no advisories could be read"),
        (listed({"name": "h11", "skip_reason": "Dependency not found"}), "h11 0.14.0 was not looked up"),
        (listed(), "h11 0.14.0 was not looked up"),
        (listed(clean("h11", "0.14.0")), "its silence proves nothing"),
    ],
    ids=["strict", "chatter", "odd", "missing", "skipped", "nothing", "silent"],
)
def test_it_does_not_pass_without_advisories(root: Path, canary: Answer, said: str) -> None:
    """Whatever keeps pip-audit from knowing the canary fails the audit with one line, without asking further."""
    (line,) = audited(root, canary)
    assert said in line


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (listed(WELL[0]), "ruff 0.17.6 was not looked up"),
        (listed(WELL[0], {"name": "ruff", "skip_reason": "no such project"}), "ruff 0.17.6 was not looked up"),
        (listed(WELL[0], clean("ruff", "0.17.5")), "ruff 0.17.6 was not looked up"),
        (Answer(1, "", "ERROR: hashes"), "no advisories could be read, so nothing is known: ERROR: hashes"),
        (listed(*WELL, status=1), "pip-audit ended with status 1"),
        (listed(*WELL, status=2), "pip-audit ended with status 2"),
    ],
    ids=["left-out", "skipped", "another-version", "unread", "failed", "failed-otherwise"],
)
def test_a_pin_that_was_not_looked_up_does_not_pass(root: Path, answer: Answer, said: str) -> None:
    """A pin that is left out, skipped or answered for in another version fails the audit."""
    assert [said] == audited(root, listed(CANARY, status=1), answer)


def test_the_floors_are_held_without_a_network(root: Path) -> None:
    """A pin below a floor is named even if nothing can be looked up."""
    (root / pins.TESTING).write_text(f"aiohttp==3.14.2 {HASH}\n")
    low, unread = audited(root, Answer(1, "", SKIPPED))
    assert low.startswith("aiohttp 3.14.2 is not 3.14.3 or newer")
    assert "no advisories could be read" in unread


def test_pip_audit_is_asked_strictly_for_every_file(root: Path) -> None:
    """It is run with --strict, without pip, and over each file of pins."""
    asked: list[list[str]] = []

    def ask(arguments: Iterable[str]) -> Answer:
        asked.append(list(arguments))
        return listed(CANARY, status=1) if len(asked) == 1 else listed(*WELL)

    audit.audit(ask, KNOWN, root)
    assert {"--strict", "--disable-pip"} <= set(audit.PIP_AUDIT)
    assert [str(root / file) for file in pins.FILES] == [each for each in asked[1] if each.endswith(".txt")]


def test_an_old_copy_of_advisories_is_said() -> None:
    """On the last day the copy is still good; the day after, it is said how old it is."""
    last = KNOWN.read_on + timedelta(days=KNOWN.stale_after_days)
    assert audit.age(KNOWN, last) is None
    assert f"{KNOWN.stale_after_days + 1} days old" in (audit.age(KNOWN, last + timedelta(days=1)) or "")


@pytest.mark.parametrize("passes", [True, False])
def test_the_program_ends_with_what_it_found(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], passes: bool
) -> None:
    """Run with a stand-in for pip-audit: status 0 only if all was looked up; a line on stderr for what was not."""
    program = root / "pip-audit"
    program.write_text(knowing() if passes else silent())
    program.chmod(0o755)
    monkeypatch.setattr(audit, "PIP_AUDIT", (str(program),))
    monkeypatch.setattr(audit, "read_advisories", lambda: replace(KNOWN, read_on=date(2020, 1, 1)))
    assert (0 if passes else 1) == audit.main()
    out, err = capsys.readouterr()
    assert "WARNING: release/advisories.toml is" in err
    assert ("audit passed" if passes else "audit FAILED") in out
    assert passes != (SKIPPED in err)


def knowing() -> str:
    """A stand-in for pip-audit that knows the canary, and nothing against the project's own pins."""
    own = [clean(name, str(each.version)) for file in pins.FILES for name, each in pins.read(file).items()]
    pins_known, canary_known = (f"echo '{listed(*each).out}'" for each in (own, [CANARY]))
    return f"#!/bin/sh\ncase $* in *require-hashes*) {pins_known};; *) {canary_known}; exit 1;; esac"


def silent() -> str:
    """What the true one does without a network and without --strict: it is content, and ends with 0."""
    return f"#!/bin/sh\necho 'No known vulnerabilities found'; echo '{SKIPPED}' >&2"


# --- the bill of materials ---


def test_a_bill_of_all_that_runs_and_no_more_is_right() -> None:
    """Each pin once, in its version, with its package URL, and the bot itself beside them."""
    bill = {"components": [component("Typing_Extensions", "4.16.0"), {"name": "solidaria"}]}
    assert [] == sbom.faults(bill, {"typing-extensions": pin("typing-extensions")})


def test_a_wrong_bill_is_told() -> None:
    """What is missing, too much, of another version or without a package URL is named."""
    bill = {"components": [component("a", "1"), component("tool", "1"), {"name": "b", "version": "4.16.0"}]}
    assert [
        "c is missing",
        "tool is not needed to run",
        "a is 1, pinned is 4.16.0",
        "b has no package URL",
    ] == sbom.faults(bill, {name: pin(name) for name in "abc"})


def component(name: str, version: str) -> dict[str, str]:
    """A component of a bill."""
    return {"name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}"}


def pin(name: str) -> pins.Pin:
    """A pin."""
    return pins.Pin(name, Version("4.16.0"), frozenset({"0" * 64}))
