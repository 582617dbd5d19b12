"""How long an answer really takes people, measured in the history of the open wave's instrument.

Decides what counts as one answer after the other: given by one person in one sitting. Knows no answer's content.
"""

from statistics import median

from sqlalchemy import func, select

from storage import tables as t
from storage.database import Transaction

LATEST = 2_000
"""How many of the latest answers are looked at."""
FEWEST = 50
"""With fewer pauses between answers than this nothing is said."""
SHORTEST, LONGEST = 1.0, 600.0
"""Seconds: quicker was a list of answers at once, slower was something else in between."""

_h, _a, _w = t.response_history.c, t.assessment.c, t.wave.c


def seconds_per_answer(tx: Transaction) -> float | None:
    """Return the median of the seconds between two answers of a person; ``None`` without a wave or enough of them."""
    instrument = select(_w.instrument_id).where(_w.open_mark == 1).scalar_subquery()
    given = (
        select(_h.id, _h.assessment_id, _h.person_id, _h.at)
        .join_from(t.response_history, t.assessment, _h.assessment_id == _a.id)
        .where(_h.subject.in_(("response", "priority")), _h.before.is_(None), _a.instrument_id == instrument)
        .where(_a.wave_id.in_(select(_w.id).where(_w.rehearsal.is_(False))))
        .order_by(_h.id.desc())
        .limit(LATEST)
        .subquery()
    )
    before = func.lag(given.c.at, type_=given.c.at.type).over(
        partition_by=(given.c.assessment_id, given.c.person_id), order_by=given.c.id
    )
    pauses = [
        (at - earlier).total_seconds()
        for at, earlier in tx.connection.execute(select(given.c.at, before))
        if earlier is not None
    ]
    taken = [pause for pause in pauses if SHORTEST <= pause <= LONGEST]
    return median(taken) if len(taken) >= FEWEST else None
