"""A post that changes hands: confirmed, left, taken back, and what an invitation that succeeds an appointment does.

Decides that an appointment ends at once when it is left or taken over; that of several links to the same succession
only one is ever used; and that who comes with a link which they made themselves goes on as the same person: in the
same language, at the same places, with the same wishes. Says nothing to anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from conversations.hands import TAKEN_BACK_WITHIN
from conversations.own_facts import HourChosen, Muted, OwnFact, PostConfirmed, PostLeft, PostTakenBack, Snoozed
from conversations.people import Member, Role
from storage import tables as t
from storage.appointments import end_appointment, resume_appointment, take_reminders
from storage.assessment_reader import MEMBER, member_of
from storage.audit import note
from storage.audit_entry import of_person
from storage.audit_words import Action, Kind
from storage.database import Transaction
from storage.invitation_token import new_token
from storage.invitations import NewInvitation, create_invitation, revoke_open
from storage.same_person import attend, go_on_as

_a, _i = t.appointment.c, t.invitation.c


@dataclass(frozen=True, slots=True)
class Link:
    """A new invitation for who follows; the token is in it and nowhere else."""

    made: NewInvitation
    member: Member
    role: Role


def write_own_fact(tx: Transaction, fact: OwnFact, person: int, now: datetime) -> None:
    """Write a fact about when a person is written to, or whose post it is. Raises ValueError if it cannot be."""
    match fact:
        case Snoozed(until):
            attend(tx, person, snoozed_until=until)
        case Muted(wave):
            attend(tx, person, muted_wave_id=wave)
        case HourChosen(minute):
            attend(tx, person, minute=minute)
        case PostConfirmed(appointment, wave):
            _own(tx, appointment, person)
            tx.connection.execute(update(t.appointment).where(_a.id == appointment).values(confirmed_wave_id=wave))
        case PostLeft(appointment):
            _own(tx, appointment, person)
            if not end_appointment(tx, appointment, now):  # which has it vouched for
                message = "left before"
                raise ValueError(message)
            tx.connection.execute(update(t.appointment).where(_a.id == appointment).values(left_at=now))
        case PostTakenBack(appointment):
            _take_back(tx, appointment, person, now)


def _own(tx: Transaction, appointment: int, person: int) -> None:
    holder = tx.connection.execute(select(_a.person_id).where(_a.id == appointment)).scalar_one_or_none()
    if holder != person:
        message = "no appointment of this person"
        raise ValueError(message)


def _take_back(tx: Transaction, appointment: int, person: int, now: datetime) -> None:
    _own(tx, appointment, person)
    left = select(_a.id).where(_a.id == appointment, _a.left_at > now - TAKEN_BACK_WITHIN)
    taken = select(_i.id).where(_i.succeeds == appointment, _i.used_at.is_not(None))
    if tx.connection.execute(left).first() is None or tx.connection.execute(taken).first() is not None:
        message = "cannot be taken back"
        raise ValueError(message)
    _revoke_others(tx, appointment, now)
    resume_appointment(tx, appointment, now)


def _revoke_others(tx: Transaction, appointment: int, now: datetime) -> int:
    """Take back every link to a succession that is not used; give how many."""
    return revoke_open(tx, _i.succeeds == appointment, now)


def make_link(
    tx: Transaction, appointment: int, person: int, now: datetime, make_token: Callable[[], str] = new_token
) -> Link | None:
    """Make a link for who follows on a person's appointment, in force or just left; ``None`` if it is not theirs.

    The links made before are taken back: of a link that was sent twice, the last one counts.
    """
    wanted = select(_a.role, _a.until, _a.left_at, *MEMBER).join_from(
        t.appointment, t.member, _a.member_id == t.member.c.id
    )
    row = tx.connection.execute(wanted.where(_a.id == appointment, _a.person_id == person)).one_or_none()
    if row is None or (row.until is not None and (row.left_at is None or row.left_at <= now - TAKEN_BACK_WITHIN)):
        return None
    if revoked := _revoke_others(tx, appointment, now):
        note(tx, of_person(person, Action.LINKS_REVOKED, now, Kind.APPOINTMENT, appointment, f"{revoked} links"))
    member, role = member_of(row), Role(row.role)
    made = create_invitation(tx, role, member, now, created_by=person, make_token=make_token)
    tx.connection.execute(update(t.invitation).where(_i.id == made.id).values(succeeds=appointment))
    return Link(made, member, role)


def succeed(tx: Transaction, invitation: int, person: int, appointment: int, now: datetime) -> None:
    """Have ``appointment``, which ``person`` has just been given by ``invitation``, take over from the one before."""
    wanted = select(
        _i.succeeds, _i.created_by, _a.person_id, _a.member_id, _a.until, _a.reminded_for, _a.confirmed_wave_id
    ).join_from(t.invitation, t.appointment, _i.succeeds == _a.id)
    row = tx.connection.execute(wanted.where(_i.id == invitation)).one_or_none()
    if row is None or row.succeeds == appointment:
        return
    _revoke_others(tx, row.succeeds, now)
    if row.until is not None:
        return
    end_appointment(tx, row.succeeds, now)
    note(tx, of_person(person, Action.ACCESS_ENDED, now, Kind.APPOINTMENT, row.succeeds, "succeeded"))
    if row.reminded_for is not None:
        take_reminders(tx, person)
    if row.created_by == row.person_id and row.person_id != person:
        go_on_as(tx, row.person_id, person, row.member_id)
        tx.connection.execute(
            update(t.appointment).where(_a.id == appointment).values(confirmed_wave_id=row.confirmed_wave_id)
        )
