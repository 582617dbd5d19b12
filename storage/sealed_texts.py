"""The texts of our own messages as they lie in the database: sealed, because a card or a letter may name people.

Decides what a sealed text is bound to (its row and whom it is for: moved elsewhere it does not open), and what becomes
of texts from before there was sealing: whoever starts with the key seals them in one go. Reads nothing that is clear.
"""

from typing import Final

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, insert, or_, select, update

from storage import tables as t
from storage.database import Transaction
from storage.runner_state import Memo, remember
from storage.secrets import SEALED, Keyring

_TABLES: Final = (t.screen, t.outbox)
_ADD: Final = {table: insert(table) for table in _TABLES}
_WRITE: Final = {
    table: update(table).where(table.c.id == bindparam("this")).values(payload=bindparam("sealed")) for table in _TABLES
}
UNSEALED_YET: Final = b""
"""What stands in a new row until its number, to which its text is bound, is known."""


def seal_text(keyring: Keyring, table: Table, row: int, person: int, text: str) -> bytes:
    """Encrypt what the message in a row of ``table`` says to ``person``."""
    return keyring.encrypt(text.encode(), _context(table, row, person))


def open_text(keyring: Keyring, table: Table, row: int, person: int, sealed: bytes) -> str:
    """Decrypt it; raise SecretKeyWrong for another key, row or person, and for what is not sealed."""
    return keyring.decrypt(sealed, _context(table, row, person)).decode()


def insert_sealed(tx: Transaction, table: Table, person: int, values: dict[str, object], text: str) -> int:
    """Add a row for ``person`` with a sealed text; return its id."""
    row = tx.insert(_ADD[table], {**values, "person_id": person, "payload": UNSEALED_YET})
    _write(tx, table, row, seal_text(tx.keyring, table, row, person, text))
    return row


def reseal(tx: Transaction, table: Table, row: int, person: int, text: str) -> None:
    """Put another text in the place of a row's."""
    _write(tx, table, row, seal_text(tx.keyring, table, row, person, text))


def seal_what_is_clear(tx: Transaction) -> int:
    """Seal the texts from before there was sealing; return how many. Nothing of them is to stay in the files then."""
    sealed = 0
    for table in _TABLES:
        text = table.c.payload
        clear = or_(func.length(text) == 0, func.substr(text, 1, len(SEALED)) != SEALED)
        for row in tx.connection.execute(_texts(table, clear)).all():
            _write(tx, table, row.id, seal_text(tx.keyring, table, row.id, row.person_id, row.payload.decode()))
            sealed += 1
    if sealed:
        remember(tx, Memo.EXPUNGING, "texts sealed")
    return sealed


def renew_texts(tx: Transaction, new: Keyring) -> int:
    """Encrypt every text anew with another key; return how many there are. Raises SecretKeyWrong."""
    renewed = 0
    for table in _TABLES:
        for row in tx.connection.execute(_texts(table)).all():
            text = open_text(tx.keyring, table, row.id, row.person_id, row.payload)
            _write(tx, table, row.id, seal_text(new, table, row.id, row.person_id, text))
            renewed += 1
    return renewed


def count_texts(tx: Transaction) -> int:
    """Open every text with the transaction's key; return how many there are. Raises SecretKeyWrong."""
    opened = 0
    for table in _TABLES:
        for row in tx.connection.execute(_texts(table)):
            open_text(tx.keyring, table, row.id, row.person_id, row.payload)
            opened += 1
    return opened


def _context(table: Table, row: int, person: int) -> str:
    return f"{table.name}:{row}:{person}"


def _texts(table: Table, *conditions: ColumnElement[bool]) -> Select[tuple[int, int, bytes]]:
    c = table.c
    return select(c.id, c.person_id, c.payload).where(c.payload.is_not(None), *conditions).order_by(c.id)


def _write(tx: Transaction, table: Table, row: int, sealed: bytes) -> None:
    tx.connection.execute(_WRITE[table], {"this": row, "sealed": sealed})
