"""What the running bot remembers about itself: its key's fingerprint, its username, its last successful poll,
until when it must not speak first, whether its files are to be rewritten, whether it pauses, what became of its backup,
when what was past its term last went.

Decides how these few values are written down as text. Knows nobody.
"""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import bindparam, delete, insert, select, update

from storage import tables as t
from storage.database import Transaction
from storage.secrets import SecretKeyWrong


class Memo(StrEnum):
    """What can be remembered."""

    KEY_FINGERPRINT = "key_fingerprint"
    BOT_USERNAME = "bot_username"
    BOT_KNOWN = "bot_known"  # whose that username is: a bot's id, a space, and the username again
    LAST_POLL = "last_poll"
    EXPUNGING = "expunging"
    SPEECH_RESTS = "speech_rests"  # until when Telegram told us to say nothing unasked
    PAUSED = "paused"  # since when an operator has us apply and start nothing
    BACKUP_TROUBLE = "backup_trouble"  # when and why the last scheduled backup failed
    RETENTION = "retention"  # when what was past its term last went, and how much


_READ = select(t.runner_state.c.value).where(t.runner_state.c.key == bindparam("memo"))
_WRITE = update(t.runner_state).where(t.runner_state.c.key == bindparam("memo")).values(value=bindparam("text"))
_ADD = insert(t.runner_state).values(key=bindparam("memo"), value=bindparam("text"))


def recall(tx: Transaction, memo: Memo) -> str | None:
    """Return what was remembered, ``None`` if nothing."""
    return tx.connection.execute(_READ, {"memo": memo.value}).scalar_one_or_none()


def remember(tx: Transaction, memo: Memo, text: str) -> None:
    """Write a value down in the place of the former one."""
    values = {"memo": memo.value, "text": text}
    if tx.connection.execute(_WRITE, values).rowcount == 0:
        tx.connection.execute(_ADD, values)


def forget(tx: Transaction, memo: Memo, text: str) -> None:
    """Forget a value, unless another one was written down meanwhile."""
    kept = t.runner_state.c
    tx.connection.execute(delete(t.runner_state).where(kept.key == memo.value, kept.value == text))


def claim_key(tx: Transaction) -> None:
    """Note the key's fingerprint in a database that has none; raise SecretKeyWrong if it has another one."""
    fingerprint = tx.keyring.fingerprint
    noted = recall(tx, Memo.KEY_FINGERPRINT)
    if noted is None:
        remember(tx, Memo.KEY_FINGERPRINT, fingerprint)
    elif noted != fingerprint:
        raise SecretKeyWrong("key fingerprint", noted)


def paused_since(tx: Transaction) -> datetime | None:
    """Return since when an operator has us pause; ``None`` when nobody does."""
    noted = recall(tx, Memo.PAUSED)
    return None if noted is None else datetime.fromisoformat(noted)


def last_poll(tx: Transaction) -> datetime | None:
    """Return when Telegram was last reached."""
    text = recall(tx, Memo.LAST_POLL)
    return datetime.fromisoformat(text) if text else None


def note_poll(tx: Transaction, at: datetime) -> None:
    """Note that Telegram was reached at ``at`` (aware)."""
    remember(tx, Memo.LAST_POLL, at.astimezone(UTC).isoformat())
