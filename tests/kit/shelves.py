"""The plain values that the stand-in for storage keeps, and the world that is read back from them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from kit.history import Entry, fold

from conversations.assessment import Assessment, Wave
from conversations.attention import Attention
from conversations.authorisation import in_scope
from conversations.desk.place import Desk
from conversations.desk.sought import Sought
from conversations.earlier import Earlier
from conversations.instrument import Instrument, Language
from conversations.people import Appointment, Invitation, Member, Person, Role
from conversations.place import Place, View
from conversations.world import Origin, Question, Traced, World

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """A person as storage keeps one."""

    id: int
    language: str
    consented: bool = False
    active: int | None = None
    visiting: int | None = None
    visit: str = "post"
    post: str = ""
    reminder: datetime | None = None
    attention: Attention = field(default_factory=Attention)


@dataclass
class Shelves:
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
    questions: dict[int, Question] = field(default_factory=dict)
    letters: dict[tuple[int, int], int] = field(default_factory=dict)
    """The question that a message in a coordinator's chat told of."""
    reminded: dict[int, int] = field(default_factory=dict)
    """Who gets the reminders of a member."""
    shown: dict[str, datetime] = field(default_factory=dict)
    """When somebody's card came up."""
    left: dict[int, tuple[int, Appointment, datetime]] = field(default_factory=dict)
    """Posts that were left: by whom, which, when."""
    now: datetime = NOON
    desks: dict[str, Desk] = field(default_factory=dict)

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
        question = self._question(person, message)
        if question is not None:
            traced = Traced(Origin.QUESTION, str(question.id))
        member = person.appointment.member if person.appointment else None
        return World(
            *(
                person.language,
                person,
                invitation,
                visiting,
                View(row.visit),
                wave,
                assessment,
                place,
                traced,
                question,
            ),
            coordinated=member is not None and bool(self.coordinators(member)),
            reminded=member is None or self.reminded.get(member.id, person.id) == person.id,
            reminder=row.reminder,
            post=row.post,
            shown_at=self.shown.get(key),
            attention=row.attention,
            left=self._left(person) if row.consented else None,
            earlier=self.earlier_of(assessment),
            posts=self._posts(assessment, place),
        )

    def earlier_of(self, assessment: Assessment | None) -> int:
        """Tell which assessment of the member came before: the last submitted, else the last."""
        if assessment is None:
            return 0
        before = [
            number
            for number, (member, wave) in self.begun.items()
            if member == assessment.member and wave < assessment.wave.id and assessment.id
        ]
        submitted = [number for number in before if self.assessment(number).submission]
        return max(submitted or before, default=0)

    def find(self, sought: Sought[object]) -> object:
        """Find what a decision asks for; a coordinator has an empty network."""
        if isinstance(sought, Earlier):
            return self.assessment(sought.assessment) if sought.assessment in self.begun else None
        return ()

    def _left(self, person: Person) -> Appointment | None:
        lately = [
            post for holder, post, at in self.left.values() if holder == person.id and self.now < at + timedelta(days=7)
        ]
        held = [(post.member, post.role) for post in person.appointments]
        return lately[-1] if lately and (lately[-1].member, lately[-1].role) not in held else None

    def _posts(self, assessment: Assessment | None, place: Place | None) -> dict[int, str]:
        if assessment is None or (place is not None and place.view not in (View.STILL, View.HANDOVER)):
            return {}
        authors = {response.author for response in assessment.responses.values()}
        return {row.id: row.post for row in self.people.values() if row.id in authors}

    def coordinators(self, member: Member) -> list[int]:
        """List who coordinates a member."""
        posts = [(person, post) for person, post in self.appointments.values() if post.role is Role.COORDINATOR]
        return [person for person, post in posts if in_scope(post, member)]

    def _question(self, person: Person, message: int | None) -> Question | None:
        number = self.letters.get((person.id, message or 0))
        question = self.questions.get(number or 0)
        in_office = question is not None and person.id in self.coordinators(question.member)
        return question if in_office else None

    def place(self, person: int, assessment: int) -> Place | None:
        """Read a place back from plain values."""
        kept = self.places.get((person, assessment))
        if kept is None:
            return None
        language, view, target, cursor, pending, message, oriented = kept
        assert message is None or isinstance(message, int)
        texts = (str(target), str(cursor), str(pending))
        return Place(person, Language(str(language)), View(str(view)), *texts, message, bool(oriented))

    def assessment(self, number: int) -> Assessment:
        """Rebuild an assessment from its history."""
        member, wave = self.begun[number]
        return fold(Assessment(number, member, self.waves[wave], self.instrument), self.history[number])

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
