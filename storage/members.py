"""The members of the initiative: importing the list, listing, finding one by name.

Decides what an import changes: it adds and updates, all or nothing, and never removes a member, which may have
answers. How a list is read from a file, `storage.members_document` decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from conversations.people import Member, MemberKind
from conversations.spelling import same_name
from storage import tables as t
from storage.audit_words import Kind
from storage.database import Transaction
from storage.listed import within
from storage.members_document import MemberRow
from storage.vouching import vouch, vouch_new

_m, _al, _ap = t.member.c, t.member_alias.c, t.appointment.c


@dataclass(frozen=True, slots=True)
class MemberChange:
    """A member that an import changes, and the names of the columns that differ."""

    name: str
    country: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MemberChanges:
    """What an import does, or would do. ``absent`` members are in the database and not in the list; they stay.

    ``retired`` ones are in the list and stay retired.
    """

    added: tuple[str, ...]
    changed: tuple[MemberChange, ...]
    unchanged: int
    absent: tuple[str, ...]
    retired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedMember:
    """A member with its other names and how many people are appointed to it."""

    member: Member
    aliases: tuple[str, ...]
    source: str
    people: int
    region: str = ""
    retired: bool = False


def import_members(
    tx: Transaction, rows: Iterable[MemberRow], now: datetime, *, dry_run: bool = False
) -> MemberChanges:
    """Add new members and update known ones (same name, kind and country); ``dry_run`` only tells."""
    known = {_key_of(one.member): one for one in list_members(tx, retired=True)}
    added, changed, retired, unchanged = [], [], [], 0
    seen = set()
    for row in rows:
        key = (row.name, row.kind.value, row.country)
        seen.add(key)
        present = known.get(key)
        if present is None:
            added.append(row.name)
            if not dry_run:
                _add(tx, row, now)
            continue
        if present.retired:
            retired.append(row.name)
        columns = _differing(present, row)
        if not columns:
            unchanged += 1
            continue
        changed.append(MemberChange(row.name, row.country, columns))
        if not dry_run:
            values = {"timezone": row.timezone, "source": row.source or None, "region": row.region or present.region}
            vouch(tx, now, Kind.MEMBER, present.member.id)
            tx.connection.execute(update(t.member).where(_m.id == present.member.id).values(**values))
            write_aliases(tx, present.member.id, row.aliases)
    absent = tuple(one.member.name for key, one in known.items() if key not in seen and not one.retired)
    return MemberChanges(tuple(added), tuple(changed), unchanged, absent, tuple(retired))


def list_members(
    tx: Transaction, countries: tuple[str, ...] = (), *, retired: bool = False, member: int | None = None
) -> tuple[ListedMember, ...]:
    """List the members, those of some countries or all, by country and name; the retired ones only if asked for.

    ``member``: only that one, if it is among them. What a coordinator rehearses with is no member.
    """
    called = select(_al.member_id, _al.alias).order_by(_al.alias)
    counted = select(_ap.member_id, func.count(_ap.person_id.distinct())).where(_ap.until.is_(None))
    if member is not None:
        called, counted = called.where(_al.member_id == member), counted.where(_ap.member_id == member)
    aliases: dict[int, list[str]] = {}
    for member_id, alias in tx.connection.execute(called):
        aliases.setdefault(member_id, []).append(alias)
    people: dict[int, int] = dict(iter(tx.connection.execute(counted.group_by(_ap.member_id))))
    wanted = select(_m.id, _m.name, _m.kind, _m.country, _m.timezone, _m.source, _m.region, _m.retired_at)
    wanted = wanted.where(_m.rehearsal_for.is_(None)).order_by(_m.country, _m.name, _m.id)
    if not retired:
        wanted = wanted.where(_m.retired_at.is_(None))
    if member is not None:
        wanted = wanted.where(_m.id == member)
    wanted = wanted.where(within(countries))
    return tuple(
        ListedMember(
            Member(row.id, row.name, MemberKind(row.kind), row.country, row.timezone),
            tuple(aliases.get(row.id, ())),
            row.source or "",
            people.get(row.id, 0),
            row.region,
            row.retired_at is not None,
        )
        for row in tx.connection.execute(wanted)
    )


def find_members(tx: Transaction, name: str) -> tuple[Member, ...]:
    """Find the members that are called like that, by name or alias; accents and capitals do not count."""
    wanted = same_name(name)
    return tuple(
        one.member
        for one in list_members(tx)
        if wanted in (same_name(one.member.name), *(same_name(alias) for alias in one.aliases))
    )


def _key_of(member: Member) -> tuple[str, str, str]:
    return (member.name, member.kind.value, member.country)


def _differing(present: ListedMember, row: MemberRow) -> tuple[str, ...]:
    pairs = {
        "timezone": (present.member.timezone, row.timezone),
        "aliases": (frozenset(present.aliases), frozenset(row.aliases)),
        "source": (present.source, row.source),
        "region": (present.region, row.region or present.region),
    }
    return tuple(column for column, (before, after) in pairs.items() if before != after)


def _add(tx: Transaction, row: MemberRow, now: datetime) -> None:
    values: dict[str, object] = {
        "name": row.name,
        "kind": row.kind.value,
        "country": row.country,
        "timezone": row.timezone,
        "source": row.source or None,
        "region": row.region,
    }
    member = tx.insert(insert(t.member), values)
    vouch_new(tx, now, Kind.MEMBER, member)
    write_aliases(tx, member, row.aliases)


def write_aliases(tx: Transaction, member: int, aliases: Iterable[str]) -> None:
    """Give a member these other names, in the place of those it had."""
    tx.connection.execute(delete(t.member_alias).where(_al.member_id == member))
    rows = [{"member_id": member, "alias": alias} for alias in dict.fromkeys(aliases)]
    if rows:
        tx.connection.execute(insert(t.member_alias), rows)
