"""What a flood needs of the database: whom of the senders we know, how much waits, a card that stands lowest again.

Decides how many updates may wait in all. Whether somebody sends too much is decided at the edge.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from conversations.instrument import Language
from storage import tables as t
from storage.counters import count
from storage.database import Transaction
from storage.screen_rows import read_screens, write_screens
from storage.screens import Wish, arrange
from storage.tables.talk import UpdateState
from storage.talk import Work, work_of

MOST_WAITING = 20_000
"""Updates that may wait in the inbox; beyond that they stay with Telegram."""
REFUSED = "refused"
"""Updates that were over somebody's limit and are not kept."""

_p, _i = t.person.c, t.inbox.c


class InboxFull(Exception):
    """As many updates wait as may: nothing is kept, and what came has to come again."""


def see_that_there_is_room(tx: Transaction, more: int) -> None:
    """Raise InboxFull unless so many updates more may wait; an empty inbox takes any number."""
    pending = select(_i.id).where(_i.state == UpdateState.PENDING.value).limit(MOST_WAITING).subquery()
    waiting = tx.connection.execute(select(func.count()).select_from(pending)).scalar_one()
    if waiting and waiting + more > MOST_WAITING:
        raise InboxFull


def whom_we_know(tx: Transaction, telegram_ids: Collection[int]) -> frozenset[int]:
    """Tell which of these on Telegram have or had something to do with us: an invitation, a post."""
    hashes = {tx.keyring.telegram_hash(one): one for one in telegram_ids}
    known = select(_p.telegram_hash).where(_p.telegram_hash.in_(list(hashes)))
    return frozenset(hashes[one] for one in tx.connection.execute(known).scalars())


def show_below(tx: Transaction, telegram_id: int, now: datetime) -> tuple[Language, Work | None] | None:
    """Have somebody's live card come anew, below all that was written since; return their language and what is owed.

    ``None`` for whoever we do not know.
    """
    known = select(_p.id, _p.language).where(_p.telegram_hash == tx.keyring.telegram_hash(telegram_id))
    row = tx.connection.execute(known).one_or_none()
    if row is None:
        return None
    screens = read_screens(tx, row.id, receipts=False)
    write_screens(tx, row.id, screens, arrange(screens, Wish(letters=True), now))
    return Language(row.language), work_of(tx, row.id)


def count_refused(tx: Transaction, refused: int, now: datetime) -> None:
    """Count updates that were not kept on the day of ``now``."""
    count(tx, REFUSED, now, refused)


def refused_on(tx: Transaction, now: datetime) -> int:
    """Return how many updates were not kept on the day of ``now``, in UTC."""
    c = t.counter.c
    found: int | None = tx.connection.execute(
        select(c.count).where(c.name == REFUSED, c.day == now.date())
    ).scalar_one_or_none()
    return found or 0
