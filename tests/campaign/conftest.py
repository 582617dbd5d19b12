"""Fixtures of the tests of campaigns."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kit.chat import World
from kit.golden import network


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A network with the shipped members and an open wave."""
    with network(tmp_path) as made:
        yield made
