"""Retention: what is past the term of its class goes, a few rows at a time.

Decides which rows those are and how each goes; the terms are `conversations.retention`'s. Something personal goes in
the last night before its term is over, so that it is never older; whoever has had no post for a year is forgotten as
by their own wish, and their municipality's answers stay. Never touched: anybody with a post, answers, history.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, delete, func, or_, select, update

from conversations.retention import DataClass, holding
from storage import tables as t
from storage.audit_terms import expire_audit, expired
from storage.audit_words import Kind
from storage.database import Transaction
from storage.erasure import forget_person
from storage.expunging import owe_expunging
from storage.inbox import TROUBLED, given_up
from storage.person_writer import end_visit
from storage.tables.talk import UpdateState
from storage.vouching import vouch

AHEAD: Final = timedelta(hours=25)
"""What is personal and would be past its term before the next night goes now."""
BATCH: Final = 50
"""How many go in one transaction: nobody's turn waits long."""
_p, _a, _m, _v, _i, _o = (x.c for x in (t.person, t.appointment, t.member, t.visit, t.invitation, t.outbox))
_q, _r, _u, _c = (x.c for x in (t.question, t.reminder, t.inbox, t.counter))


@dataclass(frozen=True, slots=True)
class Sweep:
    """How a class goes: what began before an instant, by a key, and what is done with those."""

    past: Callable[[datetime], Select[Any]]
    remove: Callable[[Transaction, Sequence[Any], datetime], None]


def past_term(tx: Transaction, data: DataClass, now: datetime) -> int:
    """Count what is past its term at ``now``: 0, unless the bot was off."""
    return _count(tx, SWEEPS[data].past(holding(data).term.before(now)))


def goes_now(tx: Transaction, data: DataClass, now: datetime) -> int:
    """Count what a run at ``now`` takes away."""
    return _count(tx, SWEEPS[data].past(_limit(data, now)))


def all_that_goes(tx: Transaction, now: datetime) -> dict[DataClass, int]:
    """Count what a run at ``now`` takes away, by class, in the order in which they go; nothing is not named."""
    counts = {data: goes_now(tx, data, now) for data in SWEEPS}
    return {data: count for data, count in counts.items() if count}


def sweep(tx: Transaction, data: DataClass, now: datetime, most: int = BATCH) -> int:
    """Take away up to ``most`` of a class; return how many went. What is personal is to be expunged then."""
    keys = tx.connection.execute(SWEEPS[data].past(_limit(data, now)).limit(most)).scalars().all()
    if keys:
        SWEEPS[data].remove(tx, keys, now)
        if holding(data).personal:
            owe_expunging(tx, now)
    return len(keys)


def _limit(data: DataClass, now: datetime) -> datetime:
    declared = holding(data)
    return declared.term.before(now) + (AHEAD if declared.personal else timedelta())


def _count(tx: Transaction, wanted: Select[Any]) -> int:
    return int(tx.connection.execute(select(func.count()).select_from(wanted.subquery())).scalar_one())


def _reminders(before: datetime) -> Select[Any]:
    return select(_r.person_id).where(_r.due_at < before)


def _forget_reminders(tx: Transaction, people: Sequence[int], now: datetime) -> None:
    tx.connection.execute(delete(t.reminder).where(_r.person_id.in_(people)))


def _visitors(before: datetime) -> Select[Any]:
    return select(_v.person_id).where(_v.began_at < before).order_by(_v.began_at)


def _end_visits(tx: Transaction, people: Iterable[int], now: datetime) -> None:
    for person in people:
        end_visit(tx, person)


def _invitations(before: datetime) -> Select[Any]:
    """Find the links that nobody used; one that somebody used goes by its person."""
    looked_at = select(_v.person_id).where(_v.invitation_id == _i.id).exists()
    over = func.coalesce(_i.revoked_at, _i.expires_at) < before
    return select(_i.id).where(_i.used_at.is_(None), over, ~looked_at)


def _forget_invitations(tx: Transaction, invitations: Sequence[int], now: datetime) -> None:
    vouch(tx, now, Kind.INVITATION, *invitations)
    tx.connection.execute(delete(t.invitation).where(_i.id.in_(invitations)))


def _people(before: datetime) -> Select[Any]:
    """Find whoever has had no post since ``before``; a retired member's posts ended with it, a rehearsal is none."""
    ended = func.coalesce(_a.until, _m.retired_at)
    of_late = (
        select(_a.id)
        .join_from(t.appointment, t.member, _a.member_id == _m.id, isouter=True)
        .where(_a.person_id == _p.id, _m.rehearsal_for.is_(None), or_(ended.is_(None), ended >= before))
    )
    invited_again = select(_v.person_id).where(_v.person_id == _p.id)
    known = (_p.identity.is_not(None), _p.consented_at < before)
    return select(_p.id).where(*known, ~of_late.exists(), ~invited_again.exists())


def _forget_people(tx: Transaction, people: Sequence[int], now: datetime) -> None:
    rows = tx.connection.execute(select(_p.id, _p.identity, _p.telegram_hash).where(_p.id.in_(people))).all()
    for row in rows:
        identity = tx.keyring.open_identity(row.identity, row.telegram_hash)
        forget_person(tx, row.id, identity.telegram_id, now)


def _letters(before: datetime) -> Select[Any]:
    """Find settled letters, but not those that tell of a question which nobody has answered yet."""
    waiting = select(_q.id).where(_q.answer.is_(None))
    return select(_o.id).where(_o.settled_at < before, or_(_o.question_id.is_(None), _o.question_id.not_in(waiting)))


def _forget_letters(tx: Transaction, letters: Sequence[int], now: datetime) -> None:
    tx.connection.execute(delete(t.outbox).where(_o.id.in_(letters)))


def _updates(before: datetime) -> Select[Any]:
    return select(_u.id).where(_u.state.in_(TROUBLED), _u.received_at < before)


def _empty_updates(tx: Transaction, updates: Sequence[int], now: datetime) -> None:
    tx.connection.execute(update(t.inbox).where(_u.id.in_(updates)).values(**given_up(now)))


def _numbers(before: datetime) -> Select[Any]:
    return select(_u.id).where(_u.state == UpdateState.APPLIED.value, _u.applied_at < before)


def _forget_numbers(tx: Transaction, updates: Sequence[int], now: datetime) -> None:
    tx.connection.execute(delete(t.inbox).where(_u.id.in_(updates)))


def _days(before: datetime) -> Select[Any]:
    return select(_c.day).where(_c.day < before.date()).distinct()


def _forget_days(tx: Transaction, days: Sequence[Any], now: datetime) -> None:
    tx.connection.execute(delete(t.counter).where(_c.day.in_(days)))


def _entries(before: datetime) -> Select[Any]:
    return expired(before)


def _expire_entries(tx: Transaction, entries: Sequence[int], now: datetime) -> None:
    """Drop the beginning of the chain, at once: what a batch names of it says only that there is one."""
    expire_audit(tx, _limit(DataClass.AUDIT, now), now)


SWEEPS: Mapping[DataClass, Sweep] = {
    DataClass.REMINDERS: Sweep(_reminders, _forget_reminders),
    DataClass.VISITORS: Sweep(_visitors, _end_visits),
    DataClass.INVITATIONS: Sweep(_invitations, _forget_invitations),
    DataClass.PEOPLE: Sweep(_people, _forget_people),
    DataClass.LETTERS: Sweep(_letters, _forget_letters),
    DataClass.UPDATES: Sweep(_updates, _empty_updates),
    DataClass.NUMBERS: Sweep(_numbers, _forget_numbers),
    DataClass.COUNTERS: Sweep(_days, _forget_days),
    DataClass.AUDIT: Sweep(_entries, _expire_entries),
}
"""The classes that a run goes through, in this order: who is forgotten takes chats, questions and wishes along."""
