"""Invitations: making one, taking one back, listing.

Decides how long a link lasts and that its token is shown once and never kept. Who may invite whom is not its matter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, insert, select, update

from conversations.people import Invitation, Member, Role
from storage import tables as t
from storage.audit import note
from storage.audit_entry import by
from storage.audit_words import Action, Kind
from storage.database import Transaction
from storage.invitation_token import new_token, token_hash
from storage.vouching import vouch, vouch_new
from storage.world_reader import INVITATION, invitation_of

TERM = timedelta(days=60)
_i = t.invitation.c


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation just made; ``token`` goes into the link and cannot be had again."""

    id: int
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ListedInvitation:
    """An invitation with when it was made and the post that it is meant for."""

    invitation: Invitation
    created_at: datetime
    post: str


def create_invitation(
    tx: Transaction,
    role: Role,
    member: Member | None,
    now: datetime,
    *,
    countries: tuple[str, ...] = (),
    post: str = "",
    created_by: int | None = None,
    make_token: Callable[[], str] = new_token,
) -> NewInvitation:
    """Make a one-time invitation: to a member, or (``member`` None) to coordinate ``countries``, all when empty.

    ``created_by`` is the coordinator who makes it, ``None`` at the command line.
    Raises ValueError when role and scope do not go together.
    """
    if (role is Role.COORDINATOR) != (member is None) or (countries and member is not None):
        message = "a coordinator is appointed to countries, everybody else to a member"
        raise ValueError(message)
    token, expires_at = make_token(), now + TERM
    values: dict[str, object] = {
        "token_hash": token_hash(token),
        "role": role.value,
        "member_id": None if member is None else member.id,
        "countries": ",".join(sorted(set(countries))),
        "post": post or None,
        "created_at": now,
        "expires_at": expires_at,
        "created_by": created_by,
    }
    made = tx.insert(insert(t.invitation), values)
    vouch_new(tx, now, Kind.INVITATION, made)
    detail = role.value if member is None else f"{role.value} member {member.id}"
    note(tx, by(created_by, Action.INVITATION_MADE, now, Kind.INVITATION, made, detail))
    return NewInvitation(made, token, expires_at)


def revoke_invitation(tx: Transaction, invitation: int, now: datetime, person: int | None = None) -> bool:
    """Take an unused invitation back; ``False`` when it was used, taken back before, or is not there.

    ``person`` is who does so, ``None`` at the command line.
    """
    vouch(tx, now, Kind.INVITATION, invitation)
    unused = update(t.invitation).where(_i.id == invitation, _i.used_at.is_(None), _i.revoked_at.is_(None))
    if tx.connection.execute(unused.values(revoked_at=now)).rowcount != 1:
        return False
    note(tx, by(person, Action.INVITATION_REVOKED, now, Kind.INVITATION, invitation))
    return True


def revoke_open(tx: Transaction, which: ColumnElement[bool], now: datetime) -> int:
    """Take all unused invitations back that ``which`` says; give how many."""
    open_ones = (which, _i.used_at.is_(None), _i.revoked_at.is_(None))
    vouch(tx, now, Kind.INVITATION, *tx.connection.execute(select(_i.id).where(*open_ones)).scalars().all())
    return tx.connection.execute(update(t.invitation).where(*open_ones).values(revoked_at=now)).rowcount


def was_requested(tx: Transaction, invitation: int) -> bool:
    """Tell whether the holder of an invitation has asked for another one."""
    requested = select(_i.requested_at).where(_i.id == invitation)
    return tx.connection.execute(requested).scalar_one() is not None


def request_invitation(tx: Transaction, invitation: int, now: datetime) -> None:
    """Note that its holder asks for another one; the first time counts."""
    first = update(t.invitation).where(_i.id == invitation, _i.requested_at.is_(None))
    tx.connection.execute(first.values(requested_at=now))


def list_invitations(tx: Transaction) -> tuple[ListedInvitation, ...]:
    """List all invitations, the latest first, without their tokens."""
    rows = tx.connection.execute(INVITATION.add_columns(_i.created_at, _i.post).order_by(_i.id.desc()))
    return tuple(ListedInvitation(invitation_of(row), row.created_at, row.post or "") for row in rows)
