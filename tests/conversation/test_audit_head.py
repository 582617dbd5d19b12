"""The head of the audit, as people copy it."""

import pytest

from conversations.audit import Head, HeadUnreadable, read_head

HEAD = Head(17, "3f2a9c0177b012de")


def test_a_head_is_told_in_groups() -> None:
    """Sixteen digits in a row cannot be compared by eye."""
    assert "17 · 3f2a 9c01 77b0 12de" == str(HEAD)


@pytest.mark.parametrize(
    "typed", [str(HEAD), "17 3F2A 9C01 77B0 12DE", "17·3f2a9c0177b012de", "17: 3f2a-9c01-77b0-12de."]
)
def test_a_head_is_read_however_it_was_copied(typed: str) -> None:
    """Case, spaces and points are of no weight."""
    assert HEAD == read_head(typed)


@pytest.mark.parametrize("typed", ["", "17", "3f2a 9c01", "17 · 3f2a 9c01 77b0 12d", "17 · 3f2a 9c01 77b0 12dg"])
def test_what_is_no_head_is_refused(typed: str) -> None:
    """A head that is too short, or has another letter, is not compared with anything."""
    with pytest.raises(HeadUnreadable):
        read_head(typed)
