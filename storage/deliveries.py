"""Deliveries: what becomes of each notice of a campaign, from the moment that it is due. The truth is in the rows.

Decides that a delivery is committed as SENDING before the call, checked again in that transaction, by one sender only;
that an outcome which nobody knows is UNCONFIRMED and never sent again by itself; and that of what one person has due,
one goes out. Words nothing: what is sent, the caller makes of the opportunity. Payloads are opaque.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select, update

from conversations.assessment import Assessment
from conversations.campaigns import CampaignKind, Cut, DeliveryState, LeftOut
from conversations.desk.sought import Sought
from conversations.due import Waiting, sift
from conversations.place import Place
from conversations.reminders import NotNow, Opportunity
from storage import tables as t
from storage.database import AnyRow, Transaction
from storage.finding import find
from storage.opportunities import Moment, read_moment
from storage.reminder_cards import Seen, bury_card, look, take_over
from storage.talk import Work, mark_unreachable

MOST_SOUGHT = 4
"""How many things the wording of one may have looked up."""


@dataclass(frozen=True, slots=True)
class Worded:
    """What is sent. ``place`` (in ``assessment``): the message becomes the person's live card, and they stand there."""

    payload: str
    place: Place | None = None
    assessment: Assessment | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery in the hand of its one sender, committed as SENDING. ``seen`` is how the person's chat stood."""

    delivery: int
    person: int
    chat_id: int
    worded: Worded
    seen: Seen


@dataclass(frozen=True, slots=True)
class _Over:
    """It is not sent any more."""

    state: DeliveryState
    reason: str = ""


Word = Callable[[Opportunity], Worded | NotNow | LeftOut | Sought[object]]

_d, _c = t.delivery.c, t.campaign.c
_PLANNED, _SENDING = DeliveryState.PLANNED.value, DeliveryState.SENDING.value


def due_deliveries(tx: Transaction, now: datetime) -> tuple[int, ...]:
    """Return the deliveries to send now, in order, and settle those whose time is over or which a later one replaces.

    A correction replaces nothing and nothing replaces it: it goes to exactly those who got what it corrects.
    """
    waiting = (
        select(_d.id, _d.person_id, _d.due_at, _d.expires_at, _c.kind)
        .join_from(t.delivery, t.campaign, _d.campaign_id == _c.id)
        .where(_d.state == _PLANNED, _d.due_at <= now, _c.undo_until <= now)
        .order_by(_d.due_at, _d.id)
    )
    called_off = _d.campaign_id.in_(select(_c.id).where(_c.cancelled_at.is_not(None)))
    cancelled = {"state": DeliveryState.CANCELLED.value, "settled_at": now}
    tx.connection.execute(update(t.delivery).where(_d.state == _PLANNED, called_off).values(**cancelled))
    corrections: list[Waiting] = []
    others: list[Waiting] = []
    for row in tx.connection.execute(waiting):
        one = Waiting(row.id, row.person_id, row.due_at, row.expires_at)
        (corrections if row.kind == CampaignKind.CORRECTION.value else others).append(one)
    sifted = sift(others, now)
    over = [one.delivery for one in corrections if one.expires_at is not None and one.expires_at <= now]
    _settle_all(tx, (*sifted.expired, *over), DeliveryState.EXPIRED, now, LeftOut.TOO_LATE)
    _settle_all(tx, sifted.superseded, DeliveryState.LEFT_OUT, now, LeftOut.REMINDED_TODAY)
    return (*(one.delivery for one in corrections if one.delivery not in over), *sifted.send)


def claim(tx: Transaction, delivery: int, now: datetime, word: Word) -> Claimed | None:
    """Take a delivery in hand if it is still to be sent; ``None``: do not send it, its row says why or until when.

    Everything is looked at again in this transaction. Whoever gets ``Claimed`` sends it and settles it.
    """
    moment = read_moment(tx, delivery, now)
    row = moment.row
    if row.state != _PLANNED or row.due_at > now:
        return None
    said = _still_to_send(tx, moment, now, word)
    match said:
        case None:
            return None
        case _Over(state, reason):
            _settle_all(tx, (delivery,), state, now, reason)
            return None
        case NotNow(until):
            _put_off(tx, row, until)
            return None
    this = (_d.id == delivery, _d.state == _PLANNED)
    taken = update(t.delivery).where(*this).values(state=_SENDING, claimed_at=now)
    if tx.connection.execute(taken).rowcount != 1:
        return None
    assert moment.chat_id is not None
    bury_card(tx, row.person_id)
    return Claimed(delivery, row.person_id, moment.chat_id, said, look(tx, row.person_id))


def _still_to_send(tx: Transaction, moment: Moment, now: datetime, word: Word) -> "Worded | NotNow | _Over | None":
    row = moment.row
    if row.cancelled_at is not None:
        return _Over(DeliveryState.CANCELLED)
    if row.undo_until > now:
        return None
    if row.expires_at is not None and row.expires_at <= now:
        return _Over(DeliveryState.EXPIRED, LeftOut.TOO_LATE)
    if moment.opportunity is None:
        return _Over(DeliveryState.LEFT_OUT, Cut.FORGOTTEN)
    said = _worded(tx, moment.opportunity, now, word)
    return _Over(DeliveryState.LEFT_OUT, said) if isinstance(said, LeftOut) else said


def _worded(tx: Transaction, opportunity: Opportunity, now: datetime, word: Word) -> Worded | NotNow | LeftOut:
    """Have it worded, finding first what that asks for."""
    for _ in range(MOST_SOUGHT):
        said = word(opportunity)
        if not isinstance(said, Sought):
            return said
        world = opportunity.world
        assert world.person is not None
        assert world.person.appointment is not None
        found = {**world.found, said: find(tx, said, world.person.appointment, now)}
        opportunity = replace(opportunity, world=replace(world, found=found))
    message = "a reminder that never has enough"
    raise RuntimeError(message)


def release(tx: Transaction, claimed: Claimed, until: datetime) -> None:
    """Put a delivery back that was surely not sent, to be looked at again from ``until`` on."""
    this = (_d.id == claimed.delivery, _d.state == _SENDING)
    row = tx.connection.execute(select(_d.id, _d.expires_at).where(*this)).one_or_none()
    if row is not None:
        back = update(t.delivery).where(*this).values(state=_PLANNED, claimed_at=None, due_at=_within(row, until))
        tx.connection.execute(back)


def settle(
    tx: Transaction,
    claimed: Claimed,
    state: DeliveryState,
    now: datetime,
    message_id: int | None = None,
    reason: str = "",
) -> Work | None:
    """Note what became of a delivery in hand; return what is to be drawn then, such as a card that loses its buttons.

    BLOCKED: the person is unreachable until they write again. A delivery that is not in hand any more stays as it is.
    """
    in_hand = update(t.delivery).where(_d.id == claimed.delivery, _d.state == _SENDING)
    values = {"state": state.value, "settled_at": now, "message_id": message_id, "reason": reason}
    if tx.connection.execute(in_hand.values(**values)).rowcount != 1:
        return None
    if state is DeliveryState.BLOCKED:
        mark_unreachable(tx, claimed.person, now)
    if state is not DeliveryState.SENT or message_id is None or claimed.worded.place is None:
        return None
    place, assessment = claimed.worded.place, claimed.worded.assessment
    assert assessment is not None
    return take_over(tx, claimed.seen, claimed.worded.payload, message_id, place, assessment, now)


def give_up(tx: Transaction, delivery: int, now: datetime, reason: str) -> None:
    """Note that a planned delivery cannot even be worded, so that the others go on."""
    this = update(t.delivery).where(_d.id == delivery, _d.state == _PLANNED)
    tx.connection.execute(this.values(state=DeliveryState.FAILED.value, settled_at=now, reason=reason))


def recover(tx: Transaction, now: datetime) -> int:
    """Settle, at start, what the last run left in hand: nobody knows whether it arrived. Return how many those are."""
    lost = {"state": DeliveryState.UNCONFIRMED.value, "settled_at": now, "reason": Cut.INTERRUPTED.value}
    return int(tx.connection.execute(update(t.delivery).where(_d.state == _SENDING).values(**lost)).rowcount)


def _settle_all(tx: Transaction, deliveries: Iterable[int], state: DeliveryState, now: datetime, reason: str) -> None:
    ended = [{"this": delivery} for delivery in deliveries]
    if ended:
        values = {"state": state.value, "settled_at": now, "reason": str(reason)}
        this = (_d.id == bindparam("this"), _d.state == _PLANNED)
        tx.connection.execute(update(t.delivery).where(*this).values(**values), ended)


def _put_off(tx: Transaction, row: AnyRow, until: datetime) -> None:
    tx.connection.execute(update(t.delivery).where(_d.id == row.id).values(due_at=_within(row, until)))


def _within(row: AnyRow, until: datetime) -> datetime:
    """Keep a new moment inside the delivery's time: at its end it will have expired."""
    return until if row.expires_at is None else min(until, row.expires_at)
