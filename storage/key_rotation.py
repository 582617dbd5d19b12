"""A new secret key: everything that the old one encrypted or hashed is made anew with it, in one transaction.

Decides the order of safety: alone on the database, a backup, one transaction, everything opened again with the new key
before it is committed, then the files rewritten, so that nothing of the old key's is left in them. What holds
afterwards: the old key opens nothing in the database, its log or its free pages. The backup made before, and every
older one, still opens with the old key: if that has leaked, delete them.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update

from storage import tables as t
from storage.audit import change_key, note
from storage.audit_entry import of_operator
from storage.audit_words import Action, Kind
from storage.backup import back_up
from storage.database import AnyRow, Database, DatabaseUnavailable, Transaction
from storage.expunging import expunge, owe_expunging
from storage.inbox import context_of
from storage.locks import RunnerLock
from storage.person_writer import end_visit
from storage.runner_state import Memo, claim_key, recall, remember
from storage.sealed_texts import count_texts, renew_texts
from storage.secrets import Keyring, SecretKeyWrong
from storage.vouching import settle, vouch

_p, _i = t.person.c, t.inbox.c
_PEOPLE = select(_p.id, _p.telegram_hash, _p.identity, _p.address, t.visit.c.person_id.label("visiting")).join_from(
    t.person, t.visit, t.visit.c.person_id == _p.id, isouter=True
)
_BODIES = select(_i.id, _i.bot_id, _i.update_id, _i.body).where(_i.body.is_not(None))


class KeyUnchanged(ValueError):
    """The new key is the present one."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did: people and updates encrypted anew, and visitors forgotten because nobody knows their id.

    ``expunged``: nothing of the old key's is left in the files; if not, that is owed and `Writer.expunge` does it.
    """

    people: int
    updates: int
    visitors_forgotten: int
    fingerprint: str
    backup: Path
    expunged: bool


def rotate_key(database: Database, new: Keyring, now: datetime) -> Rotated:
    """Make ``new`` the database's key; ``database`` has it afterwards. Write the new key down before.

    Raises RunnerAlreadyThere while the bot runs, SecretKeyWrong when ``database`` has not the present key,
    KeyUnchanged, DatabaseUnavailable; nothing is changed then. Whatever else it raises may come after the change:
    ask `has_key` before the new key is thrown away.
    """
    with RunnerLock(database.path):
        with database.writing() as tx:
            claim_key(tx)
            if tx.keyring.fingerprint == new.fingerprint:
                raise KeyUnchanged(new.fingerprint)
        saved = database.path.with_name(f"{database.path.name}.before-key-{new.fingerprint}-{now:%Y%m%dT%H%M%S}")
        back_up(database, saved)
        with database.writing() as tx:
            people, forgotten = _rotate_people(tx, new, now)
            updates, texts = _rotate_inbox(tx, new), renew_texts(tx, new)
            remember(tx, Memo.KEY_FINGERPRINT, new.fingerprint)
            owe_expunging(tx, now)
            _rotate_audit(tx, new, now)
            _verify(Transaction(tx.connection, tx.instruments, new), people, updates, texts)
        database.keyring = new
        try:
            expunged = expunge(database)
        except DatabaseUnavailable:
            expunged = False
        return Rotated(people, updates, forgotten, new.fingerprint, saved, expunged)


def has_key(database: Database, keyring: Keyring) -> bool:
    """Tell whether ``keyring`` is what the file is encrypted with. Raises DatabaseUnavailable."""
    with database.reading() as tx:
        return recall(tx, Memo.KEY_FINGERPRINT) == keyring.fingerprint


def _rotate_people(tx: Transaction, new: Keyring, now: datetime) -> tuple[int, int]:
    """Return how many have the new key's hash, and how many were forgotten."""
    rotated = forgotten = 0
    people = tx.connection.execute(_PEOPLE).all()
    vouch(tx, now, Kind.PERSON, *(row.id for row in people))
    for row in people:
        values = _with_key(tx.keyring, new, row)
        if values is not None:
            tx.connection.execute(update(t.person).where(_p.id == row.id).values(**values))
            rotated += 1
        elif row.visiting is not None:
            end_visit(tx, row.id)
            forgotten += 1
    return rotated, forgotten


def _with_key(old: Keyring, new: Keyring, row: AnyRow) -> dict[str, object] | None:
    """Return the new columns of a person; ``None`` for somebody whose Telegram id is nowhere."""
    if row.identity is not None:
        identity = old.open_identity(row.identity, row.telegram_hash)
        return {"telegram_hash": new.telegram_hash(identity.telegram_id), "identity": new.seal_identity(identity)}
    if row.address is not None:
        chat_id = old.open_address(row.address, row.telegram_hash)
        hashed = new.telegram_hash(chat_id)
        return {"telegram_hash": hashed, "address": new.seal_address(chat_id, hashed)}
    return None


def _rotate_inbox(tx: Transaction, new: Keyring) -> int:
    rows = tx.connection.execute(_BODIES).all()
    for row in rows:
        context = context_of(row.bot_id, row.update_id)
        body = new.encrypt(tx.keyring.decrypt(row.body, context), context)
        tx.connection.execute(update(t.inbox).where(_i.id == row.id).values(body=body))
    return len(rows)


def _rotate_audit(tx: Transaction, new: Keyring, now: datetime) -> None:
    """End the audit's segment with this rotation, and begin one with another key; what is sealed stays as it is."""
    detail = f"{tx.keyring.fingerprint} {new.fingerprint}"
    note(tx, of_operator(Action.KEY_ROTATED, now, Kind.DATABASE, None, detail))
    settle(tx)
    change_key(tx, new, now)


def _verify(tx: Transaction, people: int, updates: int, texts: int) -> None:
    """Open everything with the new key; raise SecretKeyWrong when something does not open or is missing."""
    opened = 0
    for row in tx.connection.execute(_PEOPLE):
        values = _with_key(tx.keyring, tx.keyring, row)
        opened += values is not None
        if values is not None and values["telegram_hash"] != row.telegram_hash:
            raise SecretKeyWrong("telegram hash")
    bodies = [
        tx.keyring.decrypt(row.body, context_of(row.bot_id, row.update_id)) for row in tx.connection.execute(_BODIES)
    ]
    if (opened, len(bodies), count_texts(tx)) != (people, updates, texts):
        raise SecretKeyWrong("people, updates or texts")
