"""The screens of a person as rows: read into values, and written back where they differ; what they show is sealed.

Decides nothing: what becomes of a screen, `storage.screens` decides.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update

from storage import tables as t
from storage.database import AnyRow, Transaction
from storage.screens import Screen
from storage.sealed_texts import insert_sealed, open_text, seal_text
from storage.tables.talk import Purpose

_s = t.screen.c
_COLUMNS = (
    _s.id, _s.purpose, _s.payload, _s.wanted, _s.drawn, _s.assessment_id, _s.criterion, _s.message_id, _s.sent_at,
    _s.buried,
)  # fmt: skip
_SCREENS = select(*_COLUMNS).where(_s.person_id == bindparam("person")).order_by(_s.id)
_RESTLESS = _SCREENS.where(or_(_s.purpose != Purpose.RECEIPT.value, _s.wanted > _s.drawn))
_BY_ID = select(*_COLUMNS, _s.person_id).where(_s.id == bindparam("screen"))
_CARD = select(_s.sent_at, _s.edited_at, _s.wanted, _s.drawn).where(_s.live_for == bindparam("person"))
_CHANGE_SCREEN = update(t.screen).where(_s.id == bindparam("this"))
_PURPOSES = {one.value: one for one in Purpose}


def read_screens(tx: Transaction, person: int, *, receipts: bool = True) -> tuple[Screen, ...]:
    """Return the messages of ours that are kept true for a person; receipts at rest only if they are asked for."""
    rows = tx.connection.execute(_SCREENS if receipts else _RESTLESS, {"person": person})
    return tuple(_screen(tx, person, row) for row in rows)


def find_screen(tx: Transaction, screen: int) -> tuple[int, Screen] | None:
    """Return the person whose screen it is, and the screen; ``None`` when it went away."""
    row = tx.connection.execute(_BY_ID, {"screen": screen}).one_or_none()
    return None if row is None else (int(row.person_id), _screen(tx, row.person_id, row[:-1]))


def _screen(tx: Transaction, person: int, row: AnyRow) -> Screen:
    screen, purpose, payload, *rest = row
    return Screen(screen, _PURPOSES[purpose], open_text(tx.keyring, t.screen, screen, person, payload), *rest)


def write_screens(
    tx: Transaction, person: int, before: tuple[Screen, ...], after: tuple[Screen, ...]
) -> tuple[Screen, ...]:
    """Store what differs between two arrangements; return the second one with the ids of its new screens."""
    known = {screen.id: screen for screen in before}
    for screen in after:
        if screen.id and screen != known[screen.id]:
            values = _values(person, screen)
            if screen.payload != known[screen.id].payload:
                values["payload"] = seal_text(tx.keyring, t.screen, screen.id, person, screen.payload)
            tx.connection.execute(_CHANGE_SCREEN, {"this": screen.id, **values})
    stored = []
    for screen in after:
        if not screen.id:
            number = insert_sealed(tx, t.screen, person, _values(person, screen), screen.payload)
            stored.append(replace(screen, id=number))
        else:
            stored.append(screen)
    return tuple(stored)


def _values(person: int, screen: Screen) -> dict[str, object]:
    return {
        "purpose": screen.purpose.value,
        "live_for": person if screen.purpose is Purpose.CARD else None,
        "wanted": screen.wanted,
        "drawn": screen.drawn,
        "assessment_id": screen.assessment,
        "criterion": screen.criterion,
        "message_id": screen.message_id,
        "sent_at": screen.sent_at,
        "buried": screen.buried,
    }


def shown_at(tx: Transaction, person: int, last_turn: datetime, now: datetime) -> datetime | None:
    """Tell when what is on the live card came up: with the last turn, when it was drawn, or (``now``) not yet.

    The bot may have been away, or Telegram slow, between the turn and the drawing: an earlier card stood there then.
    """
    card = tx.connection.execute(_CARD, {"person": person}).one_or_none()
    if card is None:
        return None
    if card.sent_at is None or card.drawn < card.wanted:
        return now
    drawn: datetime = card.edited_at or card.sent_at
    return max(drawn, last_turn)
