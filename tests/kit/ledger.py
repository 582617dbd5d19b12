"""A tiny stand-in for storage: remembers facts and places in plain values, while `kit.shelves` reads a world back.

It must not decide anything about a conversation.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from kit.history import Entry
from kit.shelves import Row, Shelves

from conversations.assessment import Assessment
from conversations.facts import (
    AppointmentChosen,
    AssessmentBegun,
    AssessmentFact,
    Fact,
    InvitationAccepted,
    InvitationRequested,
    LanguageChosen,
    PersonForgotten,
    PostChanged,
    QuestionAnswered,
    QuestionAsked,
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
from conversations.people import Appointment
from conversations.place import Place
from conversations.world import Question


@dataclass
class Ledger(Shelves):
    """What is remembered, and how a fact changes it."""

    def fork(self) -> "Ledger":
        """Copy everything, to try out what could happen next."""
        dicts = {name: dict(value) for name, value in vars(self).items() if isinstance(value, dict)}
        return replace(self, **dicts)  # type: ignore[arg-type]  # the values are what they were

    def move(self, place: Place, assessment: int) -> None:
        """Keep a place."""
        kept = (place.language.value, place.view.value, place.target, place.cursor, place.pending)
        self.places[place.person, assessment] = (*kept, place.pending_message, place.oriented)

    def write(self, key: str, fact: Fact, assessment: Assessment | None, now: datetime) -> None:
        """Keep a fact about the person ``key`` or about the assessment that they work on."""
        if isinstance(fact, AssessmentFact):
            self._write_answer(self.people[key].id, fact, assessment, now)
            return
        row = self.people.get(key)
        match fact:
            case StrangerMet():
                self._count("strangers")
            case VisitBegan(invitation, language):
                row = row or Row(self._count("people"), language.value)
                self.people[key] = replace(row, visiting=invitation, visit="post")
            case VisitMoved(view):
                self.people[key] = replace(self.people[key], visit=view.value)
            case VisitEnded():
                self.people[key] = replace(self.people[key], visiting=None)
                if not self.people[key].consented:
                    del self.people[key]
            case InvitationAccepted(invitation):
                self._accept(key, invitation, now)
            case LanguageChosen(language):
                self.people[key] = replace(self.people[key], language=language.value)
            case AppointmentChosen(appointment):
                assert self.appointments[appointment][0] == self.people[key].id
                self.people[key] = replace(self.people[key], active=appointment)
            case PersonForgotten():
                gone = self.people.pop(key).id
                self.appointments = {n: post for n, post in self.appointments.items() if post[0] != gone}
                self.places = {at: place for at, place in self.places.items() if at[0] != gone}
                self.left = {number: post for number, post in self.left.items() if post[0] != gone}
            case ReminderAsked(at):
                self.people[key] = replace(self.people[key], reminder=at)
            case ReminderShown():
                assert self.people[key].reminder is not None
                self.people[key] = replace(self.people[key], reminder=None)
            case PostChanged(post):
                self.people[key] = replace(self.people[key], post=post)
            case RemindersTaken():
                assert assessment is not None
                self.reminded[assessment.member.id] = self.people[key].id
            case InvitationRequested(number):
                token = next(token for token, one in self.invitations.items() if one.id == number)
                assert not self.invitations[token].requested
                self.invitations[token] = replace(self.invitations[token], requested=True)
            case QuestionAnswered(number):
                assert not self.questions[number].answered
                self.questions[number] = replace(self.questions[number], answered=True)
            case Snoozed(until):
                self._attend(key, snoozed_until=until)
            case Muted(wave):
                self._attend(key, muted_wave=wave)
            case HourChosen(minute):
                self._attend(key, minute=minute)
            case PostConfirmed(number, wave):
                holder, held = self.appointments[number]
                assert holder == self.people[key].id
                self.appointments[number] = (holder, replace(held, confirmed_wave=wave))
            case PostLeft(number):
                holder, held = self.appointments.pop(number)
                assert holder == self.people[key].id
                self.left[number] = (holder, held, now)
            case PostTakenBack(number):
                holder, held, _ = self.left.pop(number)
                assert holder == self.people[key].id
                self.appointments[number] = (holder, held)
            case WaveAwaited():
                self._count(f"waiting {key}")

    def _attend(self, key: str, **wish: int | datetime | None) -> None:
        row = self.people[key]
        self.people[key] = replace(row, attention=replace(row.attention, **wish))  # type: ignore[arg-type]  # a wish each

    def _count(self, name: str) -> int:
        self.counters[name] = self.counters.get(name, 0) + 1
        return self.counters[name]

    def _accept(self, key: str, number: int, now: datetime) -> None:
        token, invitation = next((t, one) for t, one in self.invitations.items() if one.id == number)
        assert invitation.used_by is None
        assert not invitation.revoked
        assert now < invitation.expires_at
        row = self.people[key]
        self.invitations[token] = replace(invitation, used_by=row.id)
        post = max((*self.appointments, *self.left), default=0) + 1
        made = Appointment(post, invitation.role, invitation.member, invitation.countries, since=now)
        self.appointments[post] = (row.id, made)
        self.people[key] = replace(row, consented=True, active=post, visiting=None)

    def _write_answer(self, person: int, fact: AssessmentFact, assessment: Assessment | None, now: datetime) -> None:
        assert assessment is not None
        if isinstance(fact, AssessmentBegun):
            self._begin(assessment)
            return
        assert assessment.id
        if isinstance(fact, QuestionAsked):
            number = self._count("questions")
            question = Question(number, assessment.member, fact.target, fact.text, person, answered=False)
            self.questions[number] = question
            return
        self.history[assessment.id] = (*self.history[assessment.id], Entry(fact, person, now))

    def _begin(self, assessment: Assessment) -> None:
        key = (assessment.member, assessment.wave.id)
        if key not in self.begun.values():
            number = len(self.begun) + 1
            self.begun[number] = key
            self.history[number] = ()
