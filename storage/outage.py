"""Outages: how long we did not hear from Telegram, and who was answering when it began.

Decides when a gap counts as an outage and who is picked up afterwards, once. A button press lives 150 seconds at
Telegram: whoever pressed one in a longer gap would wait for ever.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from conversations.people import Role
from storage import tables as t
from storage.database import Transaction
from storage.runner_state import last_poll
from storage.tables.talk import Purpose
from storage.world_reader import Sender, sender_of

PRESS_LIVES = timedelta(seconds=150)
ANSWERING = timedelta(minutes=30)
TEXT_LIVES = timedelta(days=1)
"""For so long Telegram keeps what is written to us."""
TAKING_PART = timedelta(days=14)
"""Whoever took a turn so long before a longer outage is told of it: they may have written."""
NOTED_EVERY = timedelta(minutes=1)
"""How often the last successful poll is written down: an outage may begin that much later than noted."""
_p, _s, _a = t.person.c, t.screen.c, t.appointment.c


@dataclass(frozen=True, slots=True)
class Outage:
    """A gap in which we did not reach Telegram: the last poll noted before it, and when it was over."""

    since: datetime
    until: datetime

    @property
    def lossy(self) -> bool:
        """Tell whether something that was written may be lost."""
        return self.until - self.since > TEXT_LIVES


def outage_before(tx: Transaction, now: datetime) -> Outage | None:
    """Tell the outage that ends ``now``, if the last successful poll is that long ago."""
    since = last_poll(tx)
    return Outage(since, now) if since is not None and now - since > PRESS_LIVES else None


def people_cut_off(tx: Transaction, outage: Outage) -> tuple[Sender, ...]:
    """List who was answering when the outage began, has a card, and was not picked up yet.

    After a lossy one these are all who were taking part, and the coordinators. Instants after the outage are of a clock
    that was ahead and has been set back; they tell nothing.

    Each is to be sent one turn without an update (`apply` with key None), which notes that it was done.
    """
    span = outage.since - ANSWERING, outage.since + NOTED_EVERY
    if outage.lossy:
        span = outage.since - TAKING_PART, outage.until
    of_this_one = outage.since + PRESS_LIVES  # what was told earlier was of another
    coordinators = select(_a.person_id).where(_a.role == Role.COORDINATOR.value, _a.until.is_(None))
    others = [_p.id.in_(coordinators)] if outage.lossy else []
    cut_off = (
        select(_p.telegram_hash, _p.identity, _p.language)
        .join_from(t.person, t.screen, _s.person_id == _p.id)
        .where(
            _s.purpose == Purpose.CARD.value,
            _p.identity.is_not(None),
            _p.unreachable_at.is_(None),
            or_(_p.last_turn_at.between(*span), _p.last_turn_at > outage.until, *others),
            or_(_p.outage_told_at.is_(None), _p.outage_told_at < of_this_one, _p.outage_told_at > outage.until),
        )
        .order_by(_p.last_turn_at.desc())
    )
    return tuple(sender_of(tx, row) for row in tx.connection.execute(cut_off))
