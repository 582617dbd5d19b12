"""A coordinator's invitations, made at the moment of sending: the scope is looked at again, the token goes out once.

Every refusal is counted and entered in the audit. What is said with a link, and how it is sent, is not its matter.
"""

from dataclasses import dataclass
from datetime import datetime

from conversations.people import Appointment, Member, Role
from conversations.workbook import Fate, ListedRow, RowFate
from storage import tables as t
from storage.audit import note
from storage.audit_entry import of_person
from storage.audit_words import Action, Kind
from storage.counters import DENIALS, count
from storage.database import Transaction
from storage.invitations import NewInvitation, create_invitation, revoke_open
from storage.membership import member_in_scope, open_links, within
from storage.runner_state import Memo, recall
from storage.workbook import fates

_i = t.invitation.c


@dataclass(frozen=True, slots=True)
class Invited:
    """A link just made: for a member (``None``: to coordinate ``countries``), and whether it replaces another."""

    link: str
    made: NewInvitation
    member: Member | None
    countries: tuple[str, ...] = ()
    post: str = ""
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class InvitedRow:
    """A row of a list, what became of it, and its link if it got one."""

    fate: RowFate
    invited: Invited | None


def invite_to_member(
    tx: Transaction, scope: Appointment | None, person: int, member: int, now: datetime, *, post: str, replacing: bool
) -> Invited | None:
    """Invite a focal point of a member in scope; ``replacing`` takes back the latest link that ``person`` made for it.

    ``None``, counted as a denial, for a member that is not in scope, or retired.
    """
    found = None if scope is None else member_in_scope(tx, member, scope)
    if found is None or found.retired:
        _deny(tx, person, now)
        return None
    replaced = False
    if replacing and (links := open_links(tx, now, member)):
        replaced = bool(revoke_open(tx, (_i.id == links[0][1].id) & (_i.created_by == person), now))
        if replaced:
            note(tx, of_person(person, Action.INVITATION_REVOKED, now, Kind.INVITATION, links[0][1].id))
    made = create_invitation(tx, Role.FOCAL_POINT, found.member, now, post=post, created_by=person)
    return Invited(_link(tx, made), made, found.member, post=post, replaced=replaced)


def invite_coordinator(
    tx: Transaction, scope: Appointment | None, person: int, countries: tuple[str, ...], now: datetime
) -> Invited | None:
    """Invite a coordinator of countries that are all in scope (all: none named); ``None``, counted, otherwise."""
    if scope is None or not within(countries, scope):
        _deny(tx, person, now)
        return None
    made = create_invitation(tx, Role.COORDINATOR, None, now, countries=countries, created_by=person)
    return Invited(_link(tx, made), made, None, countries)


def invite_rows(
    tx: Transaction, scope: Appointment | None, person: int, rows: tuple[ListedRow, ...], now: datetime
) -> tuple[InvitedRow, ...]:
    """Invite a focal point of each known member among ``rows`` that has none; its unused links are taken back.

    Empty, counted, for somebody who coordinates nothing any more.
    """
    if scope is None:
        _deny(tx, person, now)
        return ()
    invited = []
    for fate in fates(tx, rows, scope, now):
        one = None
        if fate.fate is Fate.KNOWN and not fate.staffed:
            revoked = revoke_open(tx, _i.member_id == fate.member, now)
            if revoked:
                note(tx, of_person(person, Action.LINKS_REVOKED, now, Kind.MEMBER, fate.member, f"{revoked} links"))
            one = invite_to_member(tx, scope, person, fate.member, now, post=fate.row.post, replacing=False)
            assert one is not None, "it was found in scope"
            one = Invited(one.link, one.made, one.member, post=one.post, replaced=bool(revoked))
        invited.append(InvitedRow(fate, one))
    return tuple(invited)


def _deny(tx: Transaction, person: int, now: datetime) -> None:
    """Count a denial, and enter it as the person's: as one in a turn is."""
    count(tx, DENIALS, now)
    note(tx, of_person(person, Action.DENIED, now, Kind.PERSON, person))


def _link(tx: Transaction, made: NewInvitation) -> str:
    return f"https://t.me/{recall(tx, Memo.BOT_USERNAME) or ''}?start={made.token}"
