"""Writes the facts about a person: visits, consent, appointments, language, post, reminders, being forgotten.

Decides what is kept of somebody before and after consent, and that an invitation is used once even if two people
hold it at the same moment. Says nothing to anybody.
"""

from datetime import datetime
from typing import assert_never

from sqlalchemy import delete, insert, select, update

from conversations.facts import (
    AppointmentChosen,
    InvitationAccepted,
    InvitationRequested,
    LanguageChosen,
    PersonFact,
    PersonForgotten,
    PostChanged,
    QuestionAnswered,
    ReminderAsked,
    ReminderShown,
    RemindersTaken,
    StrangerMet,
    VisitBegan,
    VisitEnded,
    VisitMoved,
    WaveAwaited,
)
from conversations.own_facts import HourChosen, Muted, PostConfirmed, PostLeft, PostTakenBack, Snoozed
from conversations.people import Role
from conversations.place import View
from storage import tables as t
from storage.appointments import begin_appointment, take_reminders
from storage.audit_words import Kind
from storage.counters import count
from storage.database import Transaction
from storage.erasure import forget_person
from storage.expunging import owe_expunging
from storage.hands import succeed, write_own_fact
from storage.invitations import request_invitation
from storage.questions import answer_question
from storage.reminders import ask_reminder
from storage.secrets import Identity
from storage.vouching import vouch
from storage.world_reader import Sender

STRANGERS = "strangers"


class InvitationGone(RuntimeError):
    """The invitation was used, revoked or expired in the meantime; the turn is to be taken anew."""


def write_person_fact(
    tx: Transaction, fact: PersonFact, person: int | None, sender: Sender, now: datetime
) -> int | None:
    """Write one fact about the sender; return the id of their row afterwards, ``None`` if there is none."""
    match fact:
        case StrangerMet():
            count(tx, STRANGERS, now)
            return person
        case InvitationRequested(invitation):
            request_invitation(tx, invitation, now)
            return person
        case VisitBegan():
            return _begin_visit(tx, fact, person, sender, now)
        case _ if person is None:
            message = f"{type(fact).__name__} about nobody"
            raise ValueError(message)
        case VisitMoved(view):
            tx.connection.execute(update(t.visit).where(t.visit.c.person_id == person).values(view=view.value))
        case VisitEnded():
            left = end_visit(tx, person)
            if left is None:
                owe_expunging(tx, now)  # we said that nothing is kept
            return left
        case InvitationAccepted():
            _accept(tx, fact, person, sender, now)
        case LanguageChosen(language):
            _update_person(tx, person, language=language.value)
        case AppointmentChosen(appointment):
            _choose(tx, person, appointment)
        case WaveAwaited():
            waiting = update(t.person).where(t.person.c.id == person, t.person.c.awaiting_wave_since.is_(None))
            tx.connection.execute(waiting.values(awaiting_wave_since=now))
        case PostChanged(post):
            _update_person(tx, person, post=post or None)
        case ReminderAsked(at):
            ask_reminder(tx, person, at, now)
        case ReminderShown():
            ask_reminder(tx, person, None, now)
        case Snoozed() | Muted() | HourChosen() | PostConfirmed() | PostLeft() | PostTakenBack():
            write_own_fact(tx, fact, person, now)
        case RemindersTaken():
            take_reminders(tx, person)
        case QuestionAnswered():
            answer_question(tx, fact, person, now)
        case PersonForgotten():
            forget_person(tx, person, sender.telegram_id, now)
            return None
        case _:
            assert_never(fact)
    return person


def end_visit(tx: Transaction, person: int) -> int | None:
    """Forget a visit, and with it everything about somebody without consent; return the id if a row remains."""
    tx.connection.execute(delete(t.visit).where(t.visit.c.person_id == person))
    consented = select(t.person.c.consented_at).where(t.person.c.id == person)
    if tx.connection.execute(consented).scalar_one() is not None:
        return person
    tx.connection.execute(delete(t.screen).where(t.screen.c.person_id == person))
    tx.connection.execute(delete(t.outbox).where(t.outbox.c.person_id == person))
    tx.connection.execute(delete(t.person).where(t.person.c.id == person))
    return None


def _begin_visit(tx: Transaction, fact: VisitBegan, person: int | None, sender: Sender, now: datetime) -> int:
    if person is None:
        somebody = insert(t.person).values(
            telegram_hash=tx.keyring.telegram_hash(sender.telegram_id), language=fact.language.value, last_turn_at=now
        )
        person = tx.insert(somebody)
    tx.connection.execute(delete(t.visit).where(t.visit.c.person_id == person))
    began = insert(t.visit).values(person_id=person, invitation_id=fact.invitation, view=View.POST.value, began_at=now)
    tx.connection.execute(began)
    return person


def _accept(tx: Transaction, fact: InvitationAccepted, person: int, sender: Sender, now: datetime) -> None:
    i = t.invitation.c
    vouch(tx, now, Kind.INVITATION, fact.invitation)
    vouch(tx, now, Kind.PERSON, person)
    valid = (i.id == fact.invitation, i.used_by.is_(None), i.revoked_at.is_(None), i.expires_at > now)
    if tx.connection.execute(update(t.invitation).where(*valid).values(used_by=person, used_at=now)).rowcount != 1:
        raise InvitationGone
    row = tx.connection.execute(select(i.member_id, i.role, i.countries, i.post).where(i.id == fact.invitation)).one()
    tx.connection.execute(delete(t.visit).where(t.visit.c.person_id == person))
    _update_person(
        tx,
        person,
        identity=tx.keyring.seal_identity(Identity(sender.telegram_id, sender.name)),
        address=None,
        consented_at=now,
        consent_version=fact.consent_version,
        **({} if row.post is None else {"post": row.post}),
    )
    appointment = begin_appointment(tx, person, row.member_id, Role(row.role), row.countries, now)
    _choose(tx, person, appointment)
    succeed(tx, fact.invitation, person, appointment, now)


def _choose(tx: Transaction, person: int, appointment: int) -> None:
    a = t.appointment.c
    tx.connection.execute(update(t.appointment).where(a.chosen_by == person).values(chosen_by=None))
    chosen = update(t.appointment).where(a.id == appointment, a.person_id == person).values(chosen_by=person)
    if tx.connection.execute(chosen).rowcount != 1:
        message = "no appointment of this person"
        raise ValueError(message)


def _update_person(tx: Transaction, person: int, **values: object) -> None:
    tx.connection.execute(update(t.person).where(t.person.c.id == person).values(**values))
