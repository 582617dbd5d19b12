"""The assessment of the wave before: the last one that the member has submitted."""

from datetime import timedelta

from kit.store import ANA, Store

from conversations.assessment import Sharing
from conversations.facts import AssessmentBegun, ResponseChanged, Submitted
from storage.assessment_reader import read_assessment, read_earlier
from storage.database import Transaction
from storage.waves import close_wave, open_wave


def next_wave(store: Store, name: str) -> None:
    """Close the open wave and open another."""
    store.pass_time(timedelta(days=1))
    with store.database.writing() as tx:
        close_wave(tx, store.now)
        open_wave(tx, name, store.now, lambda language: "{}")


def earlier_wave(tx: Transaction, assessment: int) -> str | None:
    """Give the name of the wave before that of an assessment."""
    present = read_assessment(tx, assessment)
    assert present is not None
    earlier = read_earlier(tx, present)
    return earlier.wave.name if earlier else None


def test_only_what_was_submitted_before_counts(store: Store) -> None:
    """A wave that was begun and not submitted is passed over, and so is the present one."""
    store.enter(ANA)
    store.facts(ANA, AssessmentBegun(), ResponseChanged("c01q1", None, 3), Submitted(Sharing.NAMED, late=False))
    next_wave(store, "2027")
    store.facts(ANA, AssessmentBegun(), ResponseChanged("c01q1", None, 2))
    next_wave(store, "2028")
    store.facts(ANA, AssessmentBegun(), ResponseChanged("c01q1", None, 1))
    with store.database.reading() as tx:
        assert [None, "2026", "2026"] == [earlier_wave(tx, assessment) for assessment in (1, 2, 3)]
