"""Letters: messages that are sent once, from the moment they are wished for until it is known what became of them.

Decides who may send a letter, when its text goes, and what a letter does to the card above it. Payloads are opaque, and
sealed where they lie.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, null, or_, select, update

from storage import tables as t
from storage.database import AnyRow, Transaction
from storage.screen_rows import read_screens, write_screens
from storage.screens import Wish, arrange, bury, drawings, live_card
from storage.sealed_texts import insert_sealed, open_text, reseal
from storage.tables.talk import LetterKind, LetterState


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that is sent once."""

    id: int
    kind: LetterKind
    payload: str


@dataclass(frozen=True, slots=True)
class Addressed:
    """A letter, the person whom it is for, and their private chat. ``timezone``: where their member is, if any."""

    person: int
    chat_id: int
    letter: Letter
    timezone: str | None = None


_o, _p = t.outbox.c, t.person.c
_LETTERS = (
    select(_o.id, _o.kind, _o.payload)
    .where(_o.person_id == bindparam("person"), _o.state == LetterState.PENDING.value)
    .order_by(_o.id)
)
_ZONE = (
    select(func.max(t.member.c.timezone))
    .join_from(t.appointment, t.member, t.appointment.c.member_id == t.member.c.id)
    .where(t.appointment.c.person_id == _p.id, t.appointment.c.until.is_(None))
    .scalar_subquery()
    .label("timezone")
)
_IN_HAND = select(_o.id, _o.person_id, _o.kind, _o.payload).where(
    _o.id == bindparam("letter"), _o.state == LetterState.SENDING.value
)
_HAS_ADDRESS = select(_p.id).where(_p.id == bindparam("person"), _p.address.is_not(None))


def write_letters(
    tx: Transaction,
    person: int,
    kind: LetterKind,
    payloads: Iterable[str],
    now: datetime,
    *,
    question: int | None = None,
) -> tuple[Letter, ...]:
    """Put letters in the outbox; return them. ``question`` is the one that a notice tells of."""
    letters = []
    for payload in payloads:
        row: dict[str, object] = {
            "kind": kind.value,
            "state": LetterState.PENDING.value,
            "created_at": now,
            "question_id": question,
        }
        letters.append(Letter(insert_sealed(tx, t.outbox, person, row, payload), kind, payload))
    return tuple(letters)


def read_letters(tx: Transaction, person: int) -> tuple[Letter, ...]:
    """Return the letters that wait for a person, oldest first."""
    rows = tx.connection.execute(_LETTERS, {"person": person})
    return tuple(_letter(tx, person, row) for row in rows)


def waiting_notices(tx: Transaction) -> tuple[Addressed, ...]:
    """Return the notices that wait for people who can be reached, oldest first."""
    waiting = (
        select(_o.id, _o.kind, _o.payload, _o.person_id, _p.telegram_hash, _p.identity, _p.address, _ZONE)
        .join_from(t.outbox, t.person, _o.person_id == _p.id)
        .where(_o.kind == LetterKind.NOTICE.value, _o.state == LetterState.PENDING.value, _p.unreachable_at.is_(None))
        .where(or_(_p.identity.is_not(None), _p.address.is_not(None)))
        .order_by(_o.id)
    )
    return tuple(
        Addressed(row.person_id, chat_of(tx, row), _letter(tx, row.person_id, row), row.timezone)
        for row in tx.connection.execute(waiting)
    )


def _letter(tx: Transaction, person: int, row: AnyRow) -> Letter:
    return Letter(row.id, LetterKind(row.kind), open_text(tx.keyring, t.outbox, row.id, person, row.payload))


def chat_of(tx: Transaction, row: AnyRow) -> int:
    """Give the private chat of a person by a row with the telegram_hash, identity and address, one of the two set."""
    if row.identity is not None:
        return tx.keyring.open_identity(row.identity, row.telegram_hash).telegram_id
    return tx.keyring.open_address(row.address, row.telegram_hash)


def claim_letter(tx: Transaction, letter: int, now: datetime) -> bool:
    """Take a letter in hand before it is sent; ``False`` when it is not waiting any more: do not send it."""
    claim = update(t.outbox).where(_o.id == letter, _o.state == LetterState.PENDING.value)
    if tx.connection.execute(claim.values(state=LetterState.SENDING.value)).rowcount != 1:
        return False
    row = tx.connection.execute(select(_o.person_id, _o.kind).where(_o.id == letter)).one()
    screens = read_screens(tx, row.person_id, receipts=False)
    card = live_card(screens)
    if card is not None and card.message_id is not None and not card.buried:
        reply = row.kind == LetterKind.REPLY.value
        after = arrange(screens, Wish(letters=True), now) if reply else bury(screens)
        write_screens(tx, row.person_id, screens, after)
    return True


def read_in_hand(tx: Transaction, letter: int) -> str | None:
    """Return the payload of a letter in hand, as it is now; ``None`` for one that is not in hand."""
    row = tx.connection.execute(_IN_HAND, {"letter": letter}).one_or_none()
    return None if row is None else _letter(tx, row.person_id, row).payload


def note_in_hand(tx: Transaction, letter: int, payload: str) -> None:
    """Put another payload into a letter in hand: whoever sends it again after a crash has that one."""
    row = tx.connection.execute(_IN_HAND, {"letter": letter}).one()
    reseal(tx, t.outbox, letter, row.person_id, payload)


def settle_letter(
    tx: Transaction, letter: int, state: LetterState, now: datetime, message_id: int | None = None, error: str = ""
) -> None:
    """Note what became of a letter in hand; PENDING puts it back. Its payload goes when it is settled."""
    values: dict[str, object] = {"state": state.value, "message_id": message_id, "error": error or None}
    if state not in (LetterState.PENDING, LetterState.SENDING):
        values |= {"payload": None, "settled_at": now}
    in_hand = update(t.outbox).where(_o.id == letter, _o.state == LetterState.SENDING.value)
    tx.connection.execute(in_hand.values(**values))
    person = tx.connection.execute(select(_o.person_id).where(_o.id == letter)).scalar_one_or_none()
    if person is not None:
        forget_address(tx, int(person))


def forget_address(tx: Transaction, person: int) -> None:
    """Forget the chat of somebody without consent, unless something is still owed to them."""
    if tx.connection.execute(_HAS_ADDRESS, {"person": person}).first() is None:
        return
    if not read_letters(tx, person) and not drawings(read_screens(tx, person, receipts=False)):
        tx.connection.execute(update(t.person).where(_p.id == person).values(address=null()))
