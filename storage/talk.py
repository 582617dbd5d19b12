"""What is still to be shown and sent: the talker's side of the database.

Decides what is owed to each person, and what is done about it after a restart: a card or a reply may be repeated, a
notice never. Payloads are opaque.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, delete, exists, or_, select, update

from storage import tables as t
from storage.database import Transaction
from storage.outbox import Letter, chat_of, claim_letter, forget_address, read_letters, settle_letter, write_letters
from storage.screen_rows import find_screen, read_screens, write_screens
from storage.screens import Drawing, Screen, Wish, arrange, drawings
from storage.tables.talk import LetterKind, LetterState, Purpose

__all__ = [
    "Drawn", "Letter", "LetterKind", "LetterState", "Purpose", "Work", "claim_letter", "mark_drawn", "mark_unreachable",
    "pending_work", "read_screens", "recover", "settle_letter", "work_of", "write_letters",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Work:
    """Everything owed to one person, in the order to send it: letters first. ``chat_id`` is the private chat."""

    person: int
    chat_id: int
    letters: tuple[Letter, ...]
    drawings: tuple[Drawing, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What became of a drawing: ``revision`` is its ``wanted``; ``sent_at`` is set when it was sent, not edited.

    ``gone``: the message cannot be edited any more, so what it showed must be sent anew.
    """

    screen: int
    revision: int
    message_id: int | None
    sent_at: datetime | None = None
    gone: bool = False


_s, _o, _p = t.screen.c, t.outbox.c, t.person.c
_ADDRESS = select(_p.telegram_hash, _p.identity, _p.address, _p.unreachable_at).where(_p.id == bindparam("person"))

_DROP_UNSENT = delete(t.screen).where(
    _s.person_id == bindparam("person"),
    _s.purpose == Purpose.RETIRED.value,
    _s.message_id.is_(None),
    _s.id < bindparam("screen"),
)
_EDITED = (
    update(t.screen)
    .where(_s.id == bindparam("screen"), _s.drawn < bindparam("revision"), _s.wanted >= bindparam("revision"))
    .values(drawn=bindparam("revision"), edited_at=bindparam("now"))
)
_STRIPPED = delete(t.screen).where(
    _s.id.in_(bindparam("screens", expanding=True)), _s.purpose == Purpose.RETIRED.value, _s.drawn >= _s.wanted
)
_undrawn = t.screen.alias("undrawn")
_OF_EDITED = select(
    _p.id,
    _p.address,
    exists()
    .where(
        _undrawn.c.person_id == _p.id,
        _undrawn.c.wanted > _undrawn.c.drawn,
        or_(_undrawn.c.purpose != Purpose.RETIRED.value, _undrawn.c.message_id.is_not(None)),
    )
    .label("owed"),
).where(_p.id.in_(select(_s.person_id).where(_s.id.in_(bindparam("screens", expanding=True)))))


def work_of(tx: Transaction, person: int) -> Work | None:
    """Return what is owed to a person now; ``None`` if nothing is, or they cannot be reached."""
    row = tx.connection.execute(_ADDRESS, {"person": person}).one_or_none()
    if row is None or row.unreachable_at is not None:
        return None
    letters, owed = read_letters(tx, person), drawings(read_screens(tx, person, receipts=False))
    if not letters and not owed:
        return None
    if row.identity is None and row.address is None:
        return None
    return Work(person, chat_of(tx, row), letters, owed)


def pending_work(tx: Transaction) -> tuple[Work, ...]:
    """Return what is owed to everybody: after a restart, or now and then."""
    waiting = select(_o.person_id).where(_o.state == LetterState.PENDING.value)
    undrawn = select(_s.person_id).where(
        _s.wanted > _s.drawn, or_(_s.purpose != Purpose.RETIRED.value, _s.message_id.is_not(None))
    )
    people = tx.connection.execute(waiting.union(undrawn)).scalars().all()
    return tuple(work for person in sorted(people) if (work := work_of(tx, person)) is not None)


def recover(tx: Transaction, now: datetime) -> None:
    """Settle, at start, what the last run left in flight: replies are sent again, notices become unconfirmed."""
    sending = _o.state == LetterState.SENDING.value
    replies = update(t.outbox).where(sending, _o.kind == LetterKind.REPLY.value)
    tx.connection.execute(replies.values(state=LetterState.PENDING.value))
    lost = {"state": LetterState.UNCONFIRMED.value, "payload": None, "error": "interrupted", "settled_at": now}
    tx.connection.execute(update(t.outbox).where(sending).values(**lost))
    tx.connection.execute(delete(t.screen).where(_s.purpose == Purpose.RETIRED.value, _s.message_id.is_(None)))


def mark_drawn(tx: Transaction, drawn: Iterable[Drawn], now: datetime) -> tuple[int, ...]:
    """Note what was drawn; return the people to whom something is owed again. Screens that went away are ignored."""
    people: dict[int, tuple[Screen, ...]] = {}
    marks = tuple(drawn)
    edited = _mark_edited(tx, [one for one in marks if one.sent_at is None and not one.gone], now)
    for one in marks:
        if one.sent_at is None and not one.gone:
            continue
        found = find_screen(tx, one.screen)
        if found is None:
            continue
        person, screen = found
        before = read_screens(tx, person, receipts=screen.purpose is Purpose.RECEIPT)
        if screen.purpose is Purpose.RETIRED and (one.gone or one.revision >= screen.wanted):
            tx.connection.execute(delete(t.screen).where(_s.id == screen.id))
            people[person] = tuple(other for other in before if other.id != screen.id)
            continue
        after = tuple(_after(other, one) if other.id == screen.id else other for other in before)
        if one.gone and screen.purpose is Purpose.RECEIPT:
            after = arrange(after, Wish(letters=True), now)
        people[person] = write_screens(tx, person, before, after)
        if screen.purpose is Purpose.CARD and not one.gone:
            tx.connection.execute(_DROP_UNSENT, {"person": person, "screen": screen.id})
    owed = {person for person, screens in people.items() if drawings(screens)}
    for person in people.keys() - owed:
        forget_address(tx, person)
    return tuple(sorted(owed | edited))


def _mark_edited(tx: Transaction, drawn: Sequence[Drawn], now: datetime) -> set[int]:
    """Note edits, which most drawings are, in few statements; return the people to whom something is still owed."""
    if not drawn:
        return set()
    tx.connection.execute(_EDITED, [{"screen": one.screen, "revision": one.revision, "now": now} for one in drawn])
    screens = [one.screen for one in drawn]
    rows = tx.connection.execute(_OF_EDITED, {"screens": screens}).all()
    tx.connection.execute(_STRIPPED, {"screens": screens})
    for row in rows:
        if row.address is not None:
            forget_address(tx, row.id)
    return {int(row.id) for row in rows if row.owed}


def _after(screen: Screen, drawn: Drawn) -> Screen:
    if drawn.gone:
        return replace(screen, drawn=0, message_id=None, sent_at=None, buried=False)
    revision = max(screen.drawn, min(drawn.revision, screen.wanted))
    if drawn.sent_at is None:
        return replace(screen, drawn=revision)
    return replace(screen, drawn=revision, message_id=drawn.message_id, sent_at=drawn.sent_at)


def is_ours(tx: Transaction, person: int, message_id: int) -> bool:
    """Tell whether a message of a person's chat is one that is kept true; one sent twice is there only once."""
    known = select(_s.id).where(_s.person_id == person, _s.message_id == message_id)
    return tx.connection.execute(known).first() is not None


def mark_unreachable(tx: Transaction, person: int, now: datetime) -> None:
    """Note that a person blocked us or is gone: nothing is tried any more until they write again."""
    tx.connection.execute(update(t.person).where(_p.id == person).values(unreachable_at=now))
    waiting = (LetterState.PENDING.value, LetterState.SENDING.value)
    lost = {"state": LetterState.FAILED.value, "payload": None, "error": "unreachable", "settled_at": now}
    tx.connection.execute(update(t.outbox).where(_o.person_id == person, _o.state.in_(waiting)).values(**lost))
