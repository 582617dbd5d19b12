"""One turn: an update is applied, whole or not at all, in one transaction.

Decides the order: seen? who? load, decide, write the facts and the place, arrange screens, letters and notices, empty
the inbox row. What is decided comes from `decide`; nothing here waits for anything.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import bindparam, update

from conversations.desk.place import Desk
from conversations.desk.sought import Sought
from conversations.facts import (
    Fact,
    InvitationAccepted,
    PersonForgotten,
    ReminderShown,
)
from conversations.place import Place
from conversations.replies import Send
from conversations.world import World
from storage import tables as t
from storage.audit_reads import note_reads, note_sending
from storage.audit_words import Kind
from storage.database import Transaction
from storage.desk import write_desk
from storage.fact_writer import write_facts
from storage.finding import find
from storage.inbox import UpdateKey, mark_applied
from storage.notices import Notice, write_notices
from storage.outbox import read_letters, write_letters
from storage.places import write_place
from storage.screen_rows import read_screens, write_screens
from storage.screens import Screen, Wish, arrange, drawings
from storage.secrets import Identity
from storage.tables.talk import LetterKind
from storage.talk import Work
from storage.vouching import vouch
from storage.world_reader import Inquiry, Known, Sender, read_world

MOST_SOUGHT = 12
"""How many things one decision may have looked up."""
MOST_LOOKS = 4
"""How often one turn may look at the world: each look but the last changed what it shows."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a turn brings about. Payloads are opaque texts that the talker understands.

    ``notices`` go to other people. They are not written when the turn only asks for what was asked for before.
    ``then`` decides once more, in the same transaction, on the world that the facts made; what is said then counts.
    ``desk`` is where a coordinator now stands. ``seek``: nothing is decided before that is found. ``sends`` is what the
    letters ask for, as the audit tells it. ``looks``: nobody did anything, and a card that says the same stays.
    """

    facts: tuple[Fact, ...] = ()
    place: Place | None = None
    card: str | None = None
    anew: bool = False
    receipts: Mapping[str, str] = field(default_factory=dict)
    letters: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    then: "Decide | None" = None
    desk: Desk | None = None
    seek: Sought[object] | None = None
    sends: tuple[Send, ...] = ()
    looks: bool = False


Decide = Callable[[World], Decision]


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of it: ``duplicate`` updates change nothing; ``work`` is all that is owed to the person now.

    ``notified`` counts the letters to other people. ``forgotten``: something must go from the files as well, have
    `Writer.expunge` do it. ``show_again`` are the people whose cards may show what was redacted or who was forgotten.
    """

    duplicate: bool
    work: Work | None = None
    notified: int = 0
    forgotten: bool = False
    show_again: tuple[Sender, ...] = ()


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
    look, applied = decide, Applied(duplicate=False)
    for _ in range(MOST_LOOKS):
        world, known = read_world(tx, sender, inquiry, now)
        decision, found = _decide(tx, look, world, now)
        receipts = bool(decision.receipts) or _has(decision, PersonForgotten)
        screens = () if known is None else read_screens(tx, known.id, receipts=receipts)
        written = write_facts(tx, decision.facts, world, sender, key, now)
        person, assessment = written.person, written.assessment
        if found and world.person is not None:
            note_reads(tx, found, world.person.id, now)
        notices = decision.notices if written.news else ()
        applied = replace(
            applied,
            notified=applied.notified + write_notices(tx, notices, person, written.question, now),
            forgotten=applied.forgotten or written.forgotten,
            show_again=applied.show_again + written.show_again,
        )
        if decision.desk is not None:
            write_desk(tx, decision.desk)
        if decision.then is not None:
            look, inquiry = decision.then, Inquiry()
            continue
        if person is None:
            return replace(applied, work=_farewell(decision, known, screens, sender))
        if decision.place is not None and assessment and decision.place != world.place:
            write_place(tx, decision.place, person, assessment)
        _note_turn(tx, person, known, sender, key, now, reminded=_has(decision, ReminderShown))
        consented = _has(decision, InvitationAccepted) or (known is not None and known.identity is not None)
        work = _show(tx, person, assessment, screens, decision, sender, now)
        if work is not None and not consented:
            address = tx.keyring.seal_address(sender.telegram_id, tx.keyring.telegram_hash(sender.telegram_id))
            tx.connection.execute(_REACH, {"person": person, "new_address": address})
        return replace(applied, work=work)
    message = "a turn that never comes to rest"
    raise RuntimeError(message)


def _decide(tx: Transaction, look: Decide, world: World, now: datetime) -> tuple[Decision, Collection[Sought[object]]]:
    """Decide, finding first what the decision asks for, one thing after the other; give what was sought, too."""
    for _ in range(MOST_SOUGHT):
        decision = look(world)
        if decision.seek is None:
            return decision, world.found.keys()
        assert world.person is not None
        assert world.person.appointment is not None
        found = find(tx, decision.seek, world.person.appointment, now)
        world = replace(world, found={**world.found, decision.seek: found})
    message = "a turn that never has enough"
    raise RuntimeError(message)


def _has(decision: Decision, kind: type) -> bool:
    return any(isinstance(fact, kind) for fact in decision.facts)


def _note_turn(
    tx: Transaction,
    person: int,
    known: Known | None,
    sender: Sender,
    key: UpdateKey | None,
    now: datetime,
    *,
    reminded: bool,
) -> None:
    if key is None:
        if not reminded:
            tx.connection.execute(_TOLD, {"person": person, "now": now})
        return
    tx.connection.execute(_SEEN, {"person": person, "now": now})
    if known is not None and known.identity is not None:
        kept = tx.keyring.open_identity(known.identity, known.telegram_hash)
        if kept.name != sender.name:
            renamed = tx.keyring.seal_identity(Identity(kept.telegram_id, sender.name))
            vouch(tx, now, Kind.PERSON, person)
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
    receipts, replies = decision.receipts, bool(decision.letters)
    wish = Wish(decision.card, decision.anew, receipts, assessment or None, replies, decision.looks)
    screens = write_screens(tx, person, before, arrange(before, wish, now))
    write_letters(tx, person, LetterKind.REPLY, decision.letters, now)
    for one in decision.sends:
        note_sending(tx, one.enclosure, one.target, person, now)
    letters, owed = read_letters(tx, person), drawings(screens)
    return Work(person, sender.telegram_id, letters, owed) if letters or owed else None


def _farewell(decision: Decision, known: Known | None, screens: tuple[Screen, ...], sender: Sender) -> Work | None:
    """Take the buttons off the card of somebody whose row is gone; it is tried once, nothing is kept for it."""
    if decision.card is not None or decision.receipts or decision.letters:
        message = "nothing is kept for somebody unknown: answer them without a card"
        raise ValueError(message)
    sent = [screen.retired() for screen in screens if screen.message_id]
    return Work(known.id, sender.telegram_id, (), drawings(sent)) if known is not None and sent else None
