"""P3: who somebody is can be read with the key only, and a new key loses nobody, whatever is under way.

Decides what is there when the key changes: people, visitors, forgotten ones, updates that wait, somebody who reads,
and a fault in the middle. What a thief finds is in `kit.stolen`.
"""

import asyncio
import json
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Final
from unittest.mock import patch

from kit.stolen import everything, spellings
from kit.store import BOT, SECRET_KEY, Store
from kit.taking import forget, look_after, taking
from kit.traces import fresh_store, somebody
from sqlalchemy import delete, select
from structlog.testing import capture_logs

from conversations.facts import ResponseChanged
from conversations.people import Role
from storage import key_rotation, schema
from storage import tables as t
from storage.database import Database, Transaction
from storage.inbox import StoredUpdate, pending_updates, store_updates
from storage.key_rotation import rotate_key
from storage.secrets import Identity, Keyring, SecretKeyWrong, new_secret_key
from storage.world_reader import Sender
from storage.writer import Writer
from torture.goal import Bug, Goal, Tier, Trial

READABLE, LEFT, LOST = "readable without the key", "left of the old key", "lost by a change of key"
MEMBERS: Final = ("Rosario", "Quito", "Boa Vista")
FAULTY: Final = 0.4  # in how many rounds a first try fails in the middle


@dataclass(frozen=True, slots=True)
class Kept:
    """What must be the same with the new key: who is who, and the updates that wait."""

    identities: dict[int, Identity]
    updates: tuple[StoredUpdate, ...]


async def keys(trial: Trial) -> None:
    """Fill a database, look for people in its bytes, change the key, and look again."""
    people = updates = 0
    for number in trial.numbers():
        dice = trial.dice(number)
        store = fresh_store(trial.folder / str(number))
        with _planted(trial.bug), capture_logs():
            met = await asyncio.to_thread(_fill, store, dice)
            _scan(trial, number, store, met, SECRET_KEY)
            before, sealed = _kept(store), _sealed(store)
            await asyncio.to_thread(_rotate, trial, number, store, dice)
            trial.expect(LOST, _same(before, store), "another person or update than before", number)
            data = everything(store.database.path)
            for one in sealed:
                trial.expect(LEFT, one not in data, "a hash or ciphertext", number)
            _go_on(trial, number, store, met)
        people += len(before.identities)
        updates += len(before.updates)
        store.database.close()
    trial.facts["people and waiting updates under a new key"] = f"{people:,} and {updates:,}"


def _fill(store: Store, dice: random.Random) -> list[Sender]:
    """Have people with posts, one of them forgotten now and then, visitors, and updates of theirs that wait."""
    inside = [somebody(dice) for _ in range(dice.randint(2, len(MEMBERS)))]  # one of them may go
    for who, member in zip(inside, MEMBERS, strict=False):
        store.enter(who, member)
        store.facts(who, ResponseChanged("c01q1", None, dice.randint(0, 4)))
    visitors = [somebody(dice) for _ in range(dice.randint(0, 2))]
    for who in visitors:
        store.visit(who, dice.choice(MEMBERS))
    if dice.random() < FAULTY:
        with taking(store) as world:
            forget(world, inside.pop())
    bodies = []
    for number in range(dice.randint(0, 40)):
        who = dice.choice([*inside, *visitors]) if inside or visitors else somebody(dice)
        body = {"update_id": number, "message": {"from": {"id": who.telegram_id, "first_name": who.name}}}
        bodies.append((9_000_000 + number, json.dumps(body).encode()))
    with store.database.writing() as tx:
        store_updates(tx, BOT, bodies, store.now)
    return [*inside, *visitors]


def _scan(trial: Trial, number: int, store: Store, met: list[Sender], key: str) -> None:
    data = everything(store.database.path)
    for who in met:
        seen = [name for name, spelt in spellings(who).items() if not name.startswith("hash") and spelt in data]
        trial.expect(READABLE, not seen, f"{seen}", number)
    trial.expect(READABLE, key.encode() not in data, "the key itself", number)


def _kept(store: Store) -> Kept:
    p = t.person.c
    with store.database.reading() as tx:
        rows = tx.connection.execute(select(p.id, p.identity, p.telegram_hash).where(p.identity.is_not(None))).all()
        opened = {row.id: tx.keyring.open_identity(row.identity, row.telegram_hash) for row in rows}
        return Kept(opened, pending_updates(tx, 10_000))


def _same(before: Kept, store: Store) -> bool:
    try:
        return before == _kept(store)
    except SecretKeyWrong:
        return False


def _sealed(store: Store) -> list[bytes]:
    """Read what the old key made of everybody who can be met again, and of the updates."""
    p, i = t.person.c, t.inbox.c
    with store.database.reading() as tx:
        people = tx.connection.execute(select(p.telegram_hash, p.identity).where(p.identity.is_not(None))).all()
        bodies = tx.connection.execute(select(i.body).where(i.body.is_not(None))).scalars().all()
    return [*(row.telegram_hash.encode() for row in people), *(row.identity for row in people), *bodies]


def _rotate(trial: Trial, number: int, store: Store, dice: random.Random) -> None:
    """Change the key, perhaps with a fault first, or while somebody reads; the backup that it makes is taken away."""
    before = _kept(store)
    if before.identities and dice.random() < FAULTY:
        failing = _Failing(new_secret_key(), dice.randint(0, 2 * len(before.identities) + len(before.updates)))
        try:
            done = rotate_key(store.database, failing, store.now)
        except _Fault:
            store.database.keyring = Keyring(SECRET_KEY)
            trial.expect(LOST, _same(before, store), "by a fault in the middle", number)
        else:
            done.backup.unlink()
        for copy in store.database.path.parent.glob("*.before-key-*"):
            copy.unlink()
    with _somebody_reads(store) if number % 2 else nullcontext():
        done = rotate_key(store.database, Keyring(new_secret_key()), store.now)
    trial.expect(LEFT, done.expunged or number % 2, "the files were not rewritten", number)
    if not done.expunged:
        look_after(store)
    for copy in store.database.path.parent.glob("*.before-key-*"):
        copy.unlink()
    old = Database(store.database.url, Keyring(SECRET_KEY))
    try:
        schema.prepare(old)
    except SecretKeyWrong:
        return
    finally:
        old.close()
    trial.found(LEFT, "the old key still opens the database", number)


@contextmanager
def _somebody_reads(store: Store) -> Iterator[None]:
    """Hold an older view of the database, as an export does that takes long."""
    other = Database(store.database.url)
    with other.reading() as tx:
        tx.connection.execute(select(t.person.c.id)).all()
        yield
    other.close()


def _go_on(trial: Trial, number: int, store: Store, met: list[Sender]) -> None:
    """Have whoever has a post answer once more, under the new key."""
    for who in met:
        person = store.world(who).person
        if person is None or not person.consented or not person.appointments:
            continue
        trial.expect(LOST, person.appointments[0].role is Role.FOCAL_POINT, "a post", number)
        store.facts(who, ResponseChanged("c01q2", None, 2))


class _Fault(RuntimeError):
    """What goes wrong in the middle."""


class _Failing(Keyring):
    """A key that fails after so many encryptions."""

    def __init__(self, secret_key: str, after: int) -> None:
        super().__init__(secret_key)
        self._left = after

    def encrypt(self, plain: bytes, context: str) -> bytes:
        """Encrypt, or fail."""
        self._left -= 1
        if self._left < 0:
            raise _Fault
        return super().encrypt(plain, context)


# --- planted bugs ---


def _in_clear(_: Keyring, plain: bytes, context: str) -> bytes:
    return context.encode() + b"\x00" + plain


def _from_clear(keyring: Keyring, sealed: bytes, context: str) -> bytes:
    bound, _, plain = sealed.partition(b"\x00")
    if bound != context.encode():
        return _DECRYPT(keyring, sealed, context)  # what is from before the bug was planted; or it is not for this key
    return plain


_DECRYPT = Keyring.decrypt


def _drop_one(tx: Transaction, new: Keyring) -> int:
    waiting = pending_updates(tx, 1)
    if waiting:
        tx.connection.execute(delete(t.inbox).where(t.inbox.c.id == waiting[0].id))
    return _ROTATE_INBOX(tx, new)


_ROTATE_INBOX = key_rotation._rotate_inbox
BUGS: dict[str, Callable[[], AbstractContextManager[object]]] = {
    "identity-in-clear": lambda: patch.multiple(Keyring, encrypt=_in_clear, decrypt=_from_clear),
    "an-update-dropped": lambda: patch.object(key_rotation, "_rotate_inbox", _drop_one),
    "files-not-rewritten": lambda: patch.object(Database, "compact", lambda _: None),
    "rotation-leaves-the-files": lambda: patch.object(key_rotation, "expunge", lambda _: True),
    "what-was-read-stays": lambda: patch.object(Writer, "expunge_now", lambda _: False),
}


def _planted(bug: str) -> AbstractContextManager[Any]:
    return BUGS[bug]() if bug else nullcontext()


GOALS: tuple[Goal, ...] = (
    Goal(
        "P3",
        "Names, Telegram ids and waiting updates are unreadable without the key, which is not in the database; a new "
        "key, with updates waiting, somebody reading or a fault in the middle, loses nobody and leaves nothing of the "
        "old one",
        "databases",
        (READABLE, LEFT, LOST),
        {Tier.CI: 12, Tier.NIGHT: 1_200, Tier.RELEASE: 12_000},
        keys,
        (
            Bug("identity-in-clear", "Identities are written as they are.", READABLE, 2),
            Bug("an-update-dropped", "A rotation drops an update that waits.", LOST, 4),
            Bug("files-not-rewritten", "The old pages stay in the files that are rewritten.", LEFT, 4),
            Bug("rotation-leaves-the-files", "A rotation does not have the files rewritten.", LEFT, 4),
            Bug("what-was-read-stays", "The bot does not clear what a reader kept from being cleared.", LEFT, 4),
        ),
        "The bot is stopped for a change of key, as the command insists; what arrived before waits in the inbox. In"
        " every second round somebody reads meanwhile, and the bot's own job clears the files later.",
    ),
)
