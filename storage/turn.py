"""One turn: an update is applied, whole or not at all, in one transaction.

Decides the order: seen? who? load, decide, write the facts and the place, arrange screens and letters, empty the
inbox row. What is decided comes from `decide`; nothing here waits for anything.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, insert, update

from conversations.facts import AppointmentChosen, AssessmentBegun, AssessmentFact, Fact, InvitationAccepted
from conversations.place import Place
from conversations.world import World
from storage import tables as t
from storage.answer_writer import Author, begin_assessment, write_answer_fact
from storage.database import Transaction
from storage.inbox import UpdateKey, mark_applied
from storage.outbox import read_letters, write_letters
from storage.person_writer import write_person_fact
from storage.screen_rows import read_screens, write_screens
from storage.screens import Screen, Wish, arrange, drawings
from storage.secrets import Identity
from storage.tables.talk import LetterKind
from storage.talk import Work
from storage.world_reader import Inquiry, Known, Sender, read_world

MOST_LOOKS = 4
"""How often one turn may look at the world: each look but the last changed what it shows."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a turn brings about. Payloads are opaque texts that the talker understands.

    ``then`` decides once more, in the same transaction, on the world that the facts made; what is said then counts.
    """

    facts: tuple[Fact, ...] = ()
    place: Place | None = None
    card: str | None = None
    anew: bool = False
    receipts: Mapping[str, str] = field(default_factory=dict)
    letters: tuple[str, ...] = ()
    then: "Decide | None" = None


Decide = Callable[[World], Decision]


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of it: ``duplicate`` updates change nothing; ``work`` is all that is owed to the person now."""

    duplicate: bool
    work: Work | None = None


_pl = t.place.c
_FIELDS = ("language", "view", "target", "cursor", "pending", "pending_message", "oriented")
_MOVE = (
    update(t.place)
    .where(_pl.person_id == bindparam("person"), _pl.assessment_id == bindparam("assessment"))
    .values({name: bindparam(f"new_{name}") for name in _FIELDS})
)
_SEEN = (
    update(t.person)
    .where(t.person.c.id == bindparam("person"))
    .values(last_turn_at=bindparam("now"), unreachable_at=None)
)
_RENAME = update(t.person).where(t.person.c.id == bindparam("person")).values(identity=bindparam("new_identity"))
_REACH = update(t.person).where(t.person.c.id == bindparam("person")).values(address=bindparam("new_address"))
_TOLD = update(t.person).where(t.person.c.id == bindparam("person")).values(outage_told_at=bindparam("now"))


def apply(
    tx: Transaction,
    key: UpdateKey | None,
    sender: Sender,
    inquiry: Inquiry,
    decide: Decide,
    now: datetime,
) -> Applied:
    """Apply one update of ``sender``; ``key`` is ``None`` for what nobody sent (the end of an outage).

    Raises UpdateUnknown for an update that is not in the inbox, and whatever ``decide`` raises: nothing is written
    then. ``decide`` may be called again when the transaction is tried again.
    """
    if key is not None and not mark_applied(tx, key, now):
        return Applied(duplicate=True)
    look = decide
    for _ in range(MOST_LOOKS):
        world, known = read_world(tx, sender, inquiry, now)
        decision = look(world)
        screens = () if known is None else read_screens(tx, known.id, receipts=bool(decision.receipts))
        person, assessment = _write_facts(tx, decision.facts, world, sender, key, now)
        if decision.then is not None:
            look, inquiry = decision.then, Inquiry()
            continue
        if person is None:
            return Applied(duplicate=False, work=_farewell(decision, known, screens, sender))
        if decision.place is not None and assessment and decision.place != world.place:
            _write_place(tx, decision.place, person, assessment)
        _note_turn(tx, person, known, sender, key, now)
        consented = any(isinstance(fact, InvitationAccepted) for fact in decision.facts) or (
            known is not None and known.identity is not None
        )
        work = _show(tx, person, assessment, screens, decision, sender, now)
        if work is not None and not consented:
            address = tx.keyring.seal_address(sender.telegram_id, tx.keyring.telegram_hash(sender.telegram_id))
            tx.connection.execute(_REACH, {"person": person, "new_address": address})
        return Applied(duplicate=False, work=work)
    message = "a turn that never comes to rest"
    raise RuntimeError(message)


def _write_facts(
    tx: Transaction, facts: tuple[Fact, ...], world: World, sender: Sender, key: UpdateKey | None, now: datetime
) -> tuple[int | None, int]:
    """Write facts in their order; return the person's id and the id of the assessment they stand in (0: none)."""
    person = None if world.person is None else world.person.id
    assessment = 0 if world.assessment is None else world.assessment.id
    for fact in facts:
        if not isinstance(fact, AssessmentFact):
            person = write_person_fact(tx, fact, person, sender, now)
            if isinstance(fact, AppointmentChosen | InvitationAccepted):
                assessment = 0
            continue
        if isinstance(fact, AssessmentBegun):
            assessment = begin_assessment(tx, *_beginning(world), now)
        if person is None or not assessment:
            message = f"{type(fact).__name__} without an assessment"
            raise ValueError(message)
        write_answer_fact(tx, fact, Author(person, assessment, now, key))
    return person, assessment


def _beginning(world: World) -> tuple[int, int]:
    if world.assessment is None or world.wave is None:
        message = "an assessment begins in an open wave"
        raise ValueError(message)
    return world.assessment.member.id, world.wave.id


def _write_place(tx: Transaction, place: Place, person: int, assessment: int) -> None:
    values = {name: getattr(place, name) for name in _FIELDS}
    values |= {"language": place.language.value, "view": place.view.value}
    moved = {f"new_{name}": value for name, value in values.items()}
    if tx.connection.execute(_MOVE, {"person": person, "assessment": assessment, **moved}).rowcount == 0:
        tx.connection.execute(insert(t.place), {"person_id": person, "assessment_id": assessment, **values})


def _note_turn(
    tx: Transaction, person: int, known: Known | None, sender: Sender, key: UpdateKey | None, now: datetime
) -> None:
    if key is None:
        tx.connection.execute(_TOLD, {"person": person, "now": now})
        return
    tx.connection.execute(_SEEN, {"person": person, "now": now})
    if known is not None and known.identity is not None:
        kept = tx.keyring.open_identity(known.identity, known.telegram_hash)
        if kept.name != sender.name:
            renamed = tx.keyring.seal_identity(Identity(kept.telegram_id, sender.name))
            tx.connection.execute(_RENAME, {"person": person, "new_identity": renamed})


def _show(
    tx: Transaction,
    person: int,
    assessment: int,
    before: tuple[Screen, ...],
    decision: Decision,
    sender: Sender,
    now: datetime,
) -> Work | None:
    wish = Wish(decision.card, decision.anew, decision.receipts, assessment or None, bool(decision.letters))
    screens = write_screens(tx, person, before, arrange(before, wish, now))
    write_letters(tx, person, LetterKind.REPLY, decision.letters, now)
    letters, owed = read_letters(tx, person), drawings(screens)
    return Work(person, sender.telegram_id, letters, owed) if letters or owed else None


def _farewell(decision: Decision, known: Known | None, screens: tuple[Screen, ...], sender: Sender) -> Work | None:
    """Take the buttons off the card of somebody whose row is gone; it is tried once, nothing is kept for it."""
    if decision.card is not None or decision.receipts or decision.letters:
        message = "nothing is kept for somebody unknown: answer them without a card"
        raise ValueError(message)
    sent = [screen.retired() for screen in screens if screen.message_id]
    return Work(known.id, sender.telegram_id, (), drawings(sent)) if known is not None and sent else None
