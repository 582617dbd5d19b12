"""How long the state machine looks for a planted bug, and what tells that it found one."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, settings

Patch = Callable[[pytest.MonkeyPatch], None]

FOUND = (AssertionError, StopIteration, KeyError)

MODEST = settings(
    max_examples=300,
    stateful_step_count=40,
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    database=None,
    report_multiple_bugs=False,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)
