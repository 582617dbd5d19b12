"""Digests: who wants one and how often, and writing those that are due, each once.

Decides that what a digest said, and when, is noted in the transaction that puts it in the outbox: after a restart, or
a long stop, one is made and not several. What it says, the caller words.
"""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from conversations.desk.digest import DigestChosen, DigestWish
from conversations.desk.sought import Sought
from conversations.digests import Digest, Every, digest_of, due
from conversations.facts import DeskFact
from conversations.instrument import Language
from conversations.people import Appointment, Role
from conversations.roll import MemberStatus, Progress
from storage import tables as t
from storage.audit import note, read_head
from storage.audit_entry import of_person
from storage.audit_words import Action, Kind
from storage.campaign_reader import meetings_in
from storage.database import Transaction
from storage.outbox import write_letters
from storage.status import wave_status
from storage.tables.talk import LetterKind
from storage.waves import open_now
from storage.world_reader import countries_of

AHEAD = timedelta(days=7)
"""A digest that is said to be so far ahead was made under a clock that has been set back: they go on from now."""
_g, _p, _a = t.digest.c, t.person.c, t.appointment.c


@dataclass(frozen=True, slots=True)
class DigestLetters:
    """The payloads of a digest: the notice, and what goes with it."""

    notice: str
    enclosure: str


def coordinating(tx: Transaction, person: int, now: datetime) -> Appointment | None:
    """Return what a person coordinates at ``now``, whatever post they work under; ``None``: nothing."""
    held = select(_a.id, _a.countries).where(_a.person_id == person, _a.role == Role.COORDINATOR.value)
    held = held.where(_a.since <= now, _a.until.is_(None)).order_by(_a.id)
    rows = tx.connection.execute(held).all()
    if not rows:
        return None
    scopes = [countries_of(row.countries) for row in rows]
    together = () if () in scopes else tuple(sorted({one for scope in scopes for one in scope}))
    return Appointment(rows[0].id, Role.COORDINATOR, None, together)


def write_due_digests(
    tx: Transaction, now: datetime, word: Callable[[int, Digest, Language], DigestLetters]
) -> tuple[int, ...]:
    """Write the digests that are due at ``now``; return to whom. Without an open wave there is nothing to tell."""
    wave = open_now(tx)
    wanted = select(_g.person_id, _g.every, _g.last_at, _g.last, _p.language)
    wanted = wanted.join_from(t.digest, t.person, _g.person_id == _p.id).where(
        _p.identity.is_not(None), _p.unreachable_at.is_(None)
    )
    told = []
    for row in tx.connection.execute(wanted.order_by(_g.person_id)).all():
        scope = coordinating(tx, row.person_id, now)
        if scope is None or wave is None:
            continue
        since = row.last_at or wave.opened_at
        if since > now + AHEAD:
            tx.connection.execute(update(t.digest).where(_g.person_id == row.person_id).values(last_at=now))
            continue
        comes, meeting = due(Every(row.every), meetings_in(tx, scope, now), since, now)
        if not comes:
            continue
        roll = wave_status(tx, wave.id, scope.countries)
        before = _before(row.last, wave.id)
        note(tx, of_person(row.person_id, Action.DIGEST_SENT, now, Kind.NETWORK, detail=",".join(scope.countries)))
        digest = digest_of(wave, roll, before, _unreachable(tx), since, now, meeting)
        digest = replace(digest, head=read_head(tx))
        letters = word(row.person_id, digest, Language(row.language))
        write_letters(tx, row.person_id, LetterKind.NOTICE, (letters.notice,), now)
        write_letters(tx, row.person_id, LetterKind.REPLY, (letters.enclosure,), now)
        said = {"last_at": now, "last": _snapshot(wave.id, roll)}
        tx.connection.execute(update(t.digest).where(_g.person_id == row.person_id).values(**said))
        told.append(row.person_id)
    return tuple(told)


def _snapshot(wave: int, roll: Collection[MemberStatus]) -> str:
    return json.dumps({"wave": wave, "states": {str(one.member.id): one.progress.value for one in roll}})


def _before(last: str, wave: int) -> dict[int, Progress]:
    """Read where members stood at the last digest; in another wave they all begin anew."""
    raw = json.loads(last) if last else {}
    states = raw["states"] if raw.get("wave") == wave else {}
    return {int(member): Progress(state) for member, state in states.items()}


def _unreachable(tx: Transaction) -> frozenset[int]:
    """Find the members all of whose focal points are unreachable."""
    held = select(_a.member_id, _p.unreachable_at).join_from(t.appointment, t.person, _a.person_id == _p.id)
    held = held.where(_a.until.is_(None), _a.role == Role.FOCAL_POINT.value)
    reached: dict[int, bool] = {}
    for member, gone in tx.connection.execute(held):
        reached[member] = reached.get(member, False) or gone is None
    return frozenset(member for member, found in reached.items() if not found)


def _wish(tx: Transaction, sought: DigestWish, scope: Appointment, now: datetime) -> Every | None:
    own = select(_a.person_id).where(_a.id == scope.id).scalar_subquery()
    every = tx.connection.execute(select(_g.every).where(_g.person_id == own)).scalar_one_or_none()
    return None if every is None else Every(every)


def _chosen(tx: Transaction, fact: DigestChosen, person: int, now: datetime) -> None:
    tx.connection.execute(delete(t.digest).where(_g.person_id == person))
    if fact.every is None:
        return
    wave, scope = open_now(tx), coordinating(tx, person, now)
    last = "" if wave is None or scope is None else _snapshot(wave.id, wave_status(tx, wave.id, scope.countries))
    row = {"person_id": person, "every": fact.every.value, "last_at": now, "last": last}
    tx.connection.execute(insert(t.digest), row)


FINDERS: dict[type[Sought[object]], Callable[[Transaction, Any, Appointment, datetime], object]] = {DigestWish: _wish}
WRITERS: dict[type[DeskFact], Callable[[Transaction, Any, int, datetime], None]] = {DigestChosen: _chosen}
