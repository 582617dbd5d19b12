"""Fixtures of the command line: operators in folders of their own."""

from pathlib import Path

import pytest
from kit.cli import Operator


@pytest.fixture
def fresh(tmp_path: Path) -> Operator:
    """An operator who has done nothing yet."""
    return Operator(tmp_path)


@pytest.fixture
def operator(fresh: Operator) -> Operator:
    """An operator with a key and the members."""
    fresh("init").done()
    fresh("members", "import", "--known").done()
    return fresh
