"""Fixtures of the storage tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kit.store import Store, new_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A database with members and an open wave, closed at the end."""
    made = new_store(tmp_path)
    yield made
    made.database.close()
