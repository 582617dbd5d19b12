"""What becomes of the rows of a coordinator's own list, and the import of those that can be used.

Decides which member a row is about (its name or another name of it, in its country, of its kind), and what is wrong
with a row that is about none or about several. Rows outside the coordinator's countries are refused, not looked up.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from conversations.desk.sought import Sought
from conversations.facts import DeskFact
from conversations.membership import ZoneOf
from conversations.people import Appointment, MemberKind, Role
from conversations.spelling import same_name
from conversations.workbook import Fate, Fates, ListedRow, MembersImported, RowFate, RowProblem
from storage import tables as t
from storage.audit_words import Kind
from storage.database import Transaction
from storage.members import ListedMember, list_members, write_aliases
from storage.members_document import known_zones
from storage.membership import open_links
from storage.people_reader import read_scope
from storage.vouching import vouch, vouch_new
from storage.zones import propose_zone

_a, _m = t.appointment.c, t.member.c


@dataclass(frozen=True, slots=True)
class _Known:
    """What rows are compared with: the members in scope by each of their names, who has people, who has links."""

    by_name: dict[str, list[ListedMember]]
    staffed: frozenset[int]
    linked: frozenset[int | None]


def fates(tx: Transaction, rows: tuple[ListedRow, ...], scope: Appointment, now: datetime) -> tuple[RowFate, ...]:
    """Tell what becomes of each row."""
    known = _known(tx, scope, now)
    seen: set[tuple[object, ...]] = set()
    found = []
    for row in rows:
        fate = _fate(tx, row, scope, known)
        same = (fate.member,) if fate.member else (same_name(row.name), fate.kind, fate.country)
        if fate.fate is not Fate.OUT and same in seen:
            fate = replace(fate, fate=Fate.OUT, problem=RowProblem.TWICE)
        seen.add(same)
        found.append(fate)
    return tuple(found)


def _known(tx: Transaction, scope: Appointment, now: datetime) -> _Known:
    by_name: dict[str, list[ListedMember]] = {}
    for one in list_members(tx, scope.countries, retired=True):
        for name in {same_name(one.member.name), *map(same_name, one.aliases)}:
            by_name.setdefault(name, []).append(one)
    in_force = select(_a.member_id).where(_a.until.is_(None), _a.role == Role.FOCAL_POINT.value)
    staffed = frozenset(tx.connection.execute(in_force).scalars())
    return _Known(by_name, staffed, frozenset(member for member, _ in open_links(tx, now)))


def _fate(tx: Transaction, row: ListedRow, scope: Appointment, known: _Known) -> RowFate:
    if row.timezone and row.timezone not in known_zones():
        return RowFate(row, Fate.OUT, RowProblem.ZONE_UNKNOWN, country=row.country)
    country = row.country
    if country and scope.countries and country not in scope.countries:
        return RowFate(row, Fate.OUT, RowProblem.OUT_OF_SCOPE, country=country)
    called = [
        one
        for one in known.by_name.get(same_name(row.name), ())
        if country in ("", one.member.country) and row.kind in (None, one.member.kind)
    ]
    exact = [one for one in called if same_name(one.member.name) == same_name(row.name)]
    if len(exact) == 1:
        called = exact
    if len(called) > 1:
        return RowFate(row, Fate.OUT, RowProblem.SEVERAL, country=country)
    if called:
        return _of_known(row, called[0], known)
    if not country and len(scope.countries) == 1:
        country = scope.countries[0]
    if not country:
        return RowFate(row, Fate.OUT, RowProblem.NO_COUNTRY)
    kind = row.kind or MemberKind.CITY
    if row.timezone:
        return RowFate(row, Fate.NEW, kind=kind, country=country, zone=row.timezone)
    proposal = propose_zone(tx, ZoneOf(row.name, kind, country))
    problem = None if proposal.zone else RowProblem.ZONE_UNKNOWN
    fate = Fate.NEW if proposal.zone else Fate.OUT
    return RowFate(row, fate, problem, kind=kind, country=country, zone=proposal.zone, sure=proposal.sure)


def _of_known(row: ListedRow, one: ListedMember, known: _Known) -> RowFate:
    member = one.member
    return RowFate(
        row,
        Fate.OUT if one.retired else Fate.KNOWN,
        RowProblem.RETIRED if one.retired else None,
        member.id,
        member.kind,
        member.country,
        row.timezone or member.timezone,
        staffed=member.id in known.staffed,
        linked=member.id in known.linked,
    )


def _find(tx: Transaction, sought: Fates, scope: Appointment, now: datetime) -> tuple[RowFate, ...]:
    return fates(tx, sought.rows, scope, now)


def _import(tx: Transaction, fact: MembersImported, person: int, now: datetime) -> None:
    scope = read_scope(tx, person, now)
    assert scope is not None, "the turn was a coordinator's"
    present = {one.member.id: one for one in list_members(tx, scope.countries)}
    for fate in fates(tx, fact.rows, scope, now):
        match fate.fate:
            case Fate.NEW:
                values: dict[str, object] = {"name": fate.row.name, "kind": fate.kind.value}
                values |= {"country": fate.country, "timezone": fate.zone}
                member = tx.insert(insert(t.member), values)
                vouch_new(tx, now, Kind.MEMBER, member)
                write_aliases(tx, member, fate.row.aliases)
            case Fate.KNOWN:
                before = present[fate.member]
                if fate.zone != before.member.timezone:
                    vouch(tx, now, Kind.MEMBER, fate.member)
                    tx.connection.execute(update(t.member).where(_m.id == fate.member).values(timezone=fate.zone))
                if more := [one for one in fate.row.aliases if one not in before.aliases]:
                    write_aliases(tx, fate.member, (*before.aliases, *more))
            case Fate.OUT:
                continue


FINDERS: dict[type[Sought[object]], Callable[[Transaction, Any, Appointment, datetime], object]] = {Fates: _find}
WRITERS: dict[type[DeskFact], Callable[[Transaction, Any, int, datetime], None]] = {MembersImported: _import}
