"""The machine of ``test_anything`` is worth something: each bug planted here is caught by it."""

import pytest
from hypothesis.stateful import run_state_machine_as_test
from kit.bad_engine import PLANTED, Quarrel
from kit.teeth import FOUND, MODEST, Patch


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_a_planted_bug_is_caught(plant: Patch, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the bug in place the machine fails within 300 examples."""
    plant(monkeypatch)
    with pytest.raises(FOUND):
        run_state_machine_as_test(Quarrel, settings=MODEST)
