"""What is planned next, for whoever watches time pass: the demo's clock moves there."""

from datetime import datetime

from sqlalchemy import func, select

from conversations.campaigns import DeliveryState
from storage import tables as t
from storage.database import Transaction

_d, _r = t.delivery.c, t.reminder.c


def next_due(tx: Transaction, now: datetime) -> datetime | None:
    """Return the next instant after ``now`` at which a delivery or somebody's own reminder is due."""
    deliveries = select(func.min(_d.due_at)).where(_d.state == DeliveryState.PLANNED.value, _d.due_at > now)
    reminders = select(func.min(_r.due_at)).where(_r.due_at > now)
    found = [tx.connection.execute(one).scalar_one() for one in (deliveries, reminders)]
    return min((one for one in found if one is not None), default=None)
