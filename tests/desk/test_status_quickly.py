"""A coordinator's answers stay quick: what they cost grows slower than the network, and its past waves cost nothing."""

from pathlib import Path

from benchmarks.status import measure
from benchmarks.waves_past import Network


def test_past_waves_are_not_read(tmp_path: Path) -> None:
    """Each kind of question is answered in a network with a past; what is printed has a row for each."""
    rows = measure(tmp_path, 1, (Network(20, 0), Network(21, 2)))
    assert ["a name", "a name with a typo", "who is missing", "who is missing in a country"] == [
        row.question for row in rows
    ]
    assert all(row.small_p50 > 0 and row.large_p50 > 0 for row in rows)
