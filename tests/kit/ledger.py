"""A tiny stand-in for storage: remembers facts and places in plain values, and reads a world back from them.

It folds history in its own words, so that the engine's ``evolve`` is checked against a second opinion. It must not
decide anything about a conversation.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from conversations.assessment import Assessment, Evidence, Note, Priority, Response, Submission, Wave
from conversations.facts import (
    AppointmentChosen,
    AssessmentBegun,
    AssessmentFact,
    EvidenceAdded,
    Fact,
    InvitationAccepted,
    LanguageChosen,
    NoteChanged,
    PersonForgotten,
    PriorityChanged,
    Recalled,
    ResponseChanged,
    StrangerMet,
    Submitted,
    VisitBegan,
    VisitEnded,
    VisitMoved,
    WaveAwaited,
)
from conversations.instrument import Instrument, Language
from conversations.people import Appointment, Invitation, Member, Person
from conversations.place import Place, View
from conversations.world import Origin, Traced, World


@dataclass(frozen=True)
class Row:
    """A person as storage keeps one."""

    id: int
    language: str
    consented: bool = False
    active: int | None = None
    visiting: int | None = None
    visit: str = "post"


@dataclass(frozen=True)
class Entry:
    """A line of an assessment's history."""

    fact: AssessmentFact
    person: int
    at: datetime


@dataclass
class Ledger:
    """All that is remembered. Values are immutable, so that a copy of the dictionaries is a copy of everything."""

    instrument: Instrument
    people: dict[str, Row] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    appointments: dict[int, tuple[int, Appointment]] = field(default_factory=dict)
    waves: dict[int, Wave] = field(default_factory=dict)
    begun: dict[int, tuple[Member, int]] = field(default_factory=dict)
    history: dict[int, tuple[Entry, ...]] = field(default_factory=dict)
    places: dict[tuple[int, int], tuple[str | int | bool | None, ...]] = field(default_factory=dict)
    receipts: dict[tuple[int, int, str], int] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)

    def fork(self) -> "Ledger":
        """Copy everything, to try out what could happen next."""
        dicts = {name: dict(value) for name, value in vars(self).items() if isinstance(value, dict)}
        return replace(self, **dicts)  # type: ignore[arg-type]  # the values are what they were

    def open_wave(self) -> Wave | None:
        """Return the open wave."""
        return next((wave for wave in self.waves.values() if wave.closed_at is None), None)

    def person(self, key: str) -> Person | None:
        """Return somebody with their appointments, as the engine knows them."""
        row = self.people.get(key)
        if row is None:
            return None
        own = tuple(post for person, post in self.appointments.values() if person == row.id)
        return Person(row.id, Language(row.language), row.consented, own if row.consented else (), row.active)

    def world(self, key: str, language: Language, token: str = "", message: int | None = None) -> World:
        """Read the world that an event of ``key`` meets; ``message`` is the one edited or replied to."""
        invitation = self.invitations.get(token) if token else None
        person, row, wave = self.person(key), self.people.get(key), self.open_wave()
        if person is None or row is None:
            return World(language, invitation=invitation, wave=wave)
        visiting = next((one for one in self.invitations.values() if one.id == row.visiting), None)
        assessment = self._assessment_of(person, wave)
        place, traced = None, None
        if assessment is not None and assessment.id:
            place = self.place(person.id, assessment.id)
            traced = self._traced(person.id, assessment, message)
        visit = View(row.visit)
        return World(person.language, person, invitation, visiting, visit, wave, assessment, place, traced)

    def place(self, person: int, assessment: int) -> Place | None:
        """Read a place back from plain values."""
        kept = self.places.get((person, assessment))
        if kept is None:
            return None
        language, view, target, cursor, pending, message, oriented = kept
        assert message is None or isinstance(message, int)
        texts = (str(target), str(cursor), str(pending))
        return Place(person, Language(str(language)), View(str(view)), *texts, message, bool(oriented))

    def move(self, place: Place, assessment: int) -> None:
        """Keep a place."""
        kept = (place.language.value, place.view.value, place.target, place.cursor, place.pending)
        self.places[place.person, assessment] = (*kept, place.pending_message, place.oriented)

    def assessment(self, number: int) -> Assessment:
        """Rebuild an assessment from its history."""
        member, wave = self.begun[number]
        return fold(Assessment(number, member, self.waves[wave], self.instrument), self.history[number])

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
            case WaveAwaited():
                self._count(f"waiting {key}")

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
        post = max(self.appointments, default=0) + 1
        made = Appointment(post, invitation.role, invitation.member, invitation.countries)
        self.appointments[post] = (row.id, made)
        self.people[key] = replace(row, consented=True, active=post, visiting=None)

    def _write_answer(self, person: int, fact: AssessmentFact, assessment: Assessment | None, now: datetime) -> None:
        assert assessment is not None
        if isinstance(fact, AssessmentBegun):
            self._begin(assessment)
            return
        assert assessment.id
        self.history[assessment.id] = (*self.history[assessment.id], Entry(fact, person, now))

    def _begin(self, assessment: Assessment) -> None:
        key = (assessment.member, assessment.wave.id)
        if key not in self.begun.values():
            number = len(self.begun) + 1
            self.begun[number] = key
            self.history[number] = ()

    def _assessment_of(self, person: Person, wave: Wave | None) -> Assessment | None:
        post = person.appointment
        if post is None or post.member is None:
            return None
        own = [number for number, (member, _) in self.begun.items() if member == post.member]
        if wave is None:
            return self.assessment(own[-1]) if own else None
        of_wave = [number for number in own if self.begun[number][1] == wave.id]
        return self.assessment(of_wave[0]) if of_wave else Assessment(0, post.member, wave, self.instrument)

    def _traced(self, person: int, assessment: Assessment, message: int | None) -> Traced | None:
        if message is None:
            return None
        for item, response in assessment.responses.items():
            if (response.author, response.message) == (person, message):
                return Traced(Origin.RESPONSE, item)
        for target, note in assessment.notes.items():
            if (note.author, note.message) == (person, message):
                return Traced(Origin.NOTE, target)
        for (owner, number, criterion), receipt in self.receipts.items():
            if (owner, number, receipt) == (person, assessment.id, message):
                return Traced(Origin.RECEIPT, criterion)
        return None


def fold(empty: Assessment, history: tuple[Entry, ...]) -> Assessment:
    """Rebuild an assessment from its history; every ``before`` must be what stood there."""
    responses: dict[str, Response] = {}
    priorities: dict[str, Priority] = {}
    notes: dict[str, Note] = {}
    evidence: dict[str, tuple[Evidence, ...]] = {}
    submission: Submission | None = None
    for entry in history:
        fact, by, at = entry.fact, entry.person, entry.at
        if isinstance(fact, ResponseChanged):
            assert fact.before == (responses[fact.item].answer if fact.item in responses else None)
            responses[fact.item] = Response(fact.after, by, at, fact.message)
        elif isinstance(fact, PriorityChanged):
            assert fact.before == (priorities[fact.criterion].value if fact.criterion in priorities else None)
            priorities[fact.criterion] = Priority(fact.after, by, at)
        elif isinstance(fact, NoteChanged):
            assert fact.before == (notes[fact.target].text if fact.target in notes else None)
            notes[fact.target] = Note(fact.after, by, at, fact.message)
        elif isinstance(fact, EvidenceAdded):
            assert all(one.unique != fact.evidence.unique for one in evidence.get(fact.target, ()))
            evidence[fact.target] = (*evidence.get(fact.target, ()), fact.evidence)
        elif isinstance(fact, Submitted):
            submission = Submission(at, by, fact.sharing, fact.late)
        elif isinstance(fact, Recalled):
            assert submission is not None
            submission = None
    tables = {"responses": responses, "priorities": priorities, "notes": notes, "evidence": evidence}
    return replace(empty, submission=submission, **tables)  # type: ignore[arg-type]  # tables have their own types
