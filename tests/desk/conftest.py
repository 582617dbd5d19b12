"""Fixtures of the tests of a coordinator's side."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kit.chat import World
from kit.golden import network

from storage.runner_state import Memo, remember


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A network with the shipped members, an open wave and a bot that has a name."""
    with network(tmp_path) as made:
        made.writer.run_now(remember, Memo.BOT_USERNAME, "solidaria_bot")
        yield made
