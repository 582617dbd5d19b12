"""How long a class of data may be kept, at a moment."""

from datetime import timedelta

import pytest
from kit.scenario import NOON

from conversations.retention import HOLDINGS, Holding


@pytest.mark.parametrize("held", HOLDINGS, ids=lambda held: held.data.value)
def test_a_term_gives_the_moment_since_when_it_may_be_kept_or_says_that_it_has_no_end(held: Holding) -> None:
    """So many days before now; a class without an end is an error, never a moment."""
    if held.term.days is None:
        with pytest.raises(ValueError, match=f"^{held.term.since}$"):
            held.term.before(NOON)
    else:
        assert NOON - timedelta(days=held.term.days) == held.term.before(NOON)
