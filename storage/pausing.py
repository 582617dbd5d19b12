"""A pause: what arrives is kept and not applied, nothing is begun by us, until an operator resumes.

Decides that a pause is a note in the database, so that a command can make one beside the running bot and a restart
does not end it; and to whom it has been told. Applies and sends nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from conversations.instrument import Language
from storage import tables as t
from storage.database import Transaction
from storage.inbox import pending_updates, store_updates
from storage.overflow import see_that_there_is_room
from storage.runner_state import Memo, forget, paused_since, recall, remember

MOST_TOLD = 20_000
"""Updates that are looked at after a restart for who has been told."""


def pause(tx: Transaction, now: datetime) -> datetime:
    """Begin a pause, if there is none; return since when there is one."""
    since = paused_since(tx)
    if since is None:
        remember(tx, Memo.PAUSED, now.isoformat())
    return since or now


def resume(tx: Transaction) -> datetime | None:
    """End the pause; return since when there was one, ``None`` if there was none."""
    noted = recall(tx, Memo.PAUSED)
    if noted is None:
        return None
    forget(tx, Memo.PAUSED, noted)
    return datetime.fromisoformat(noted)


def take_in(
    tx: Transaction, bot_id: int, updates: Sequence[tuple[int, bytes]], now: datetime
) -> tuple[tuple[bytes, ...], datetime | None]:
    """Keep raw updates as `store_updates` does; in a pause, return the bodies of those that are new, and since when.

    Raises InboxFull when too many wait: nothing is kept then.
    """
    see_that_there_is_room(tx, len(updates))
    since = paused_since(tx)
    if since is None:
        store_updates(tx, bot_id, updates, now)
        return (), None
    return tuple(body for number, body in updates if store_updates(tx, bot_id, [(number, body)], now)), since


def kept_between(tx: Transaction, since: datetime, until: datetime) -> tuple[bytes, ...]:
    """Return the bodies of the updates that came in a pause before ``until``, as `take_in` got them."""
    waiting = pending_updates(tx, MOST_TOLD)
    return tuple(update.body for update in waiting if since <= update.received_at < until)


def language_of(tx: Transaction, telegram_id: int) -> Language | None:
    """Return the language that somebody on Telegram has with us; ``None`` for whoever we do not know."""
    person = t.person.c
    known = select(person.language).where(person.telegram_hash == tx.keyring.telegram_hash(telegram_id))
    language = tx.connection.execute(known).scalar_one_or_none()
    return None if language is None else Language(language)
