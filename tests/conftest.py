"""Settings of Hypothesis: modest for every run, thorough by hand (``pytest --hypothesis-profile thorough``).

Also the option that rewrites the golden transcripts.
"""

import pytest
from hypothesis import settings

settings.register_profile("modest", max_examples=50, stateful_step_count=40, deadline=None, print_blob=True)
settings.register_profile("thorough", max_examples=2000, stateful_step_count=80, deadline=None, print_blob=True)
settings.load_profile("modest")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden files be written instead of compared."""
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden/*.txt")
