"""Before a member submits, nothing that a coordinator's command reads depends on what it answered.

Two databases differ only in contents (levels, notes, files, areas, questions), not in counts: whoever must not see
contents must get the same from both.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from kit.store import ANA, BRUNO, NOW, Store, accept, begin_visit, new_store

import storage
from conversations.assessment import Evidence, Sharing
from conversations.campaigns import Candidates
from conversations.desk.answers import SharedAnswers
from conversations.desk.campaigning import (
    BlankSought,
    CampaignSought,
    CampaignsSought,
    Deliveries,
    Meetings,
    MeetingSought,
    Recipients,
    StepsHad,
)
from conversations.desk.digest import DigestWish
from conversations.desk.figures import CutOffs, CutOffSought
from conversations.desk.instruments import Instruments, Summary
from conversations.desk.pictures import SharersSought
from conversations.desk.sought import Sought
from conversations.desk.waves import Awaiting, Unfinished, Waves
from conversations.earlier import Earlier
from conversations.facts import (
    EvidenceAdded,
    NoteChanged,
    PriorityChanged,
    QuestionAsked,
    ResponseChanged,
    Submitted,
)
from conversations.instrument import Language
from conversations.member_file import MemberFile
from conversations.membership import (
    AboutAppointment,
    AboutMember,
    Coordinators,
    NameTaken,
    NeverOpened,
    RetiredMembers,
    ZoneOf,
    Zones,
)
from conversations.people import Appointment, MemberKind, Role
from conversations.roll import Names, Roll
from conversations.workbook import Fates, ListedRow
from storage.appointments import list_appointments
from storage.campaign_reader import meetings_in, read_pending
from storage.candidates import read_candidates, read_members
from storage.check import gather_facts
from storage.database import Database, Transaction
from storage.digests import coordinating
from storage.export import aggregate_rows, answer_rows, counted_in, named_in, sharing_in
from storage.figures import read_cut_off
from storage.finding import FINDERS, find
from storage.heat_map import counted_assessments, named_assessments
from storage.inbox import count_pending, list_troubled
from storage.instruments import list_instruments
from storage.invitations import create_invitation, list_invitations, was_requested
from storage.measured import seconds_per_answer
from storage.members import find_members, list_members
from storage.membership import member_in_scope, never_opened, open_links
from storage.notices import Notice
from storage.outage import Outage, people_cut_off
from storage.posts_kept import list_posts
from storage.reminders import due_reminders
from storage.roll import current_wave
from storage.status import member_status, wave_status
from storage.surroundings import coordinators_of, read_surroundings
from storage.talk import LetterState, claim_letter, pending_work, settle_letter
from storage.turn import Decision
from storage.waves import closing_told, list_waves, open_now, people_unfinished, people_waiting, wave_instrument
from storage.workbook import fates
from storage.world_reader import Inquiry, Sender, read_world
from storage.zones import propose_zone

WAVE = 1
ABROAD = Sender(5550003456, "Abroad Planted", Language.ES)
"""A coordinator of another country than the member's."""
LETTER = 900
EVERYWHERE = Appointment(1, Role.COORDINATOR, None)
Read = Callable[[Store, Transaction], object]

SEEN: dict[str, Read] = {
    "appointments.list_appointments": lambda _, tx: list_appointments(tx),
    "check.gather_facts": lambda store, _: gather_facts(store.database, NOW),
    "export.aggregate_rows": lambda _, tx: tuple(aggregate_rows(tx, WAVE)),
    "export.answer_rows": lambda _, tx: tuple(answer_rows(tx, WAVE)),
    "export.counted_in": lambda _, tx: tuple(counted_in(tx, WAVE)),
    "export.named_in": lambda _, tx: tuple(named_in(tx, WAVE)),
    "export.sharing_in": lambda _, tx: sharing_in(tx, WAVE),
    "heat_map.counted_assessments": lambda _, tx: counted_assessments(tx, EVERYWHERE),
    "heat_map.named_assessments": lambda _, tx: named_assessments(tx, EVERYWHERE),
    "inbox.count_pending": lambda _, tx: count_pending(tx),
    "inbox.list_troubled": lambda _, tx: list_troubled(tx),
    "instruments.list_instruments": lambda _, tx: list_instruments(tx),
    "invitations.list_invitations": lambda _, tx: list_invitations(tx),
    "invitations.was_requested": lambda _, tx: was_requested(tx, 1),
    "members.find_members": lambda _, tx: find_members(tx, "Rosario"),
    "members.list_members": lambda _, tx: list_members(tx),
    "measured.seconds_per_answer": lambda _, tx: seconds_per_answer(tx),
    "membership.member_in_scope": lambda store, tx: member_in_scope(tx, store.members["Rosario"].id, EVERYWHERE),
    "membership.never_opened": lambda _, tx: never_opened(tx, EVERYWHERE, NOW),
    "membership.open_links": lambda _, tx: open_links(tx, NOW),
    "outage.people_cut_off": lambda _, tx: people_cut_off(tx, Outage(NOW, NOW)),
    "reminders.due_reminders": lambda _, tx: due_reminders(tx, NOW),
    "roll.current_wave": lambda _, tx: current_wave(tx),
    "status.member_status": lambda store, tx: member_status(tx, WAVE, store.members["Rosario"].id),
    "status.wave_status": lambda _, tx: wave_status(tx, WAVE),
    "surroundings.coordinators_of": lambda _, tx: coordinators_of(tx, 1, None),
    "surroundings.read_surroundings": lambda store, tx: read_surroundings(tx, 1, store.members["Rosario"]),
    "campaign_reader.meetings_in": lambda _, tx: meetings_in(tx, EVERYWHERE, NOW),
    "campaign_reader.read_pending": lambda _, tx: read_pending(tx, NOW, timedelta(days=9), timedelta()),
    "candidates.read_candidates": lambda _, tx: read_candidates(tx, (), NOW),
    "candidates.read_members": lambda _, tx: read_members(tx, ()),
    "digests.coordinating": lambda _, tx: coordinating(tx, 1, NOW),
    "figures.read_cut_off": lambda _, tx: read_cut_off(tx, 1, EVERYWHERE),
    "finding.find": lambda _, tx: [find(tx, sought, EVERYWHERE, NOW) for sought in SOUGHT],
    "posts_kept.list_posts": lambda _, tx: list_posts(tx),
    "waves.closing_told": lambda _, tx: closing_told(tx, WAVE),
    "waves.list_waves": lambda _, tx: list_waves(tx),
    "waves.people_unfinished": lambda _, tx: people_unfinished(tx, WAVE),
    "waves.people_waiting": lambda _, tx: people_waiting(tx),
    "waves.open_now": lambda _, tx: open_now(tx),
    "waves.wave_instrument": lambda _, tx: wave_instrument(tx, WAVE),
    "workbook.fates": lambda _, tx: fates(tx, (ListedRow(2, "Rosario"),), EVERYWHERE, NOW),
    "world_reader.read_world": lambda _, tx: (
        read_world(tx, BRUNO, Inquiry(), NOW)[0],
        read_world(tx, ABROAD, Inquiry(message=LETTER), NOW)[0],
    ),
    "zones.propose_zone": lambda _, tx: propose_zone(tx, ZoneOf("Rosario", MemberKind.CITY, "AR")),
}
"""What commands and turns of coordinators read, called as they call it."""

SOUGHT: tuple[Sought[object], ...] = (
    Roll(), Names(), SharersSought(), MemberFile(1), SharedAnswers(1), Candidates(), Meetings(), MeetingSought(1),
    CampaignsSought(), CampaignSought(1), Deliveries(1), Recipients(1), BlankSought(1), StepsHad(1), AboutMember(1),
    AboutAppointment(1), Coordinators(), RetiredMembers(), NeverOpened(), NameTaken("Rosario", MemberKind.CITY, "AR"),
    Zones("AR"), ZoneOf("Rosario", MemberKind.CITY, "AR"), Fates((ListedRow(2, "Rosario"),)), Waves(), Awaiting(),
    Unfinished(WAVE), Instruments(), Summary("x"), CutOffs(), CutOffSought(1), DigestWish(),
)  # fmt: skip
"""One of everything that a coordinator's turn may ask for."""

NOT_THEIRS = {
    "the member's own people": {
        *("assessment_in_view", "assessment_reader", "given", "hands", "my_data", "own_work", "posts_reader"),
        "same_person",
    },
    "the talker, which sends each person their own": {
        *("outbox", "screen_rows", "sealed_texts", "talk", "questions"),
        *("deliveries", "opportunities", "reminder_cards"),
    },
    "the bot's own doing": {
        *(
            "answer_writer",
            "audit",
            "audit_facts",
            "audit_reads",
            "audit_terms",
            "erasure",
            "expunging",
            "fact_writer",
            "notices",
            "person_writer",
            "redaction",
            "retention",
            "retention_runs",
            "still_shown",
            "vouched_rows",
            "vouching",
        ),
        *("desk", "desk_writer", "pausing", "people_reader", "places", "runner_state", "schema", "turn"),
    },
    "whoever keeps the machine": {
        *(
            "agenda",
            "audit_answers",
            "audit_check",
            "audit_reader",
            "audit_restored",
            "audit_rows",
            "backup",
            "key_rotation",
        ),
        "upgradable",
        "upgrading",
    },
}
"""The modules that no command or turn of a coordinator reads from, by whose they are."""

WRITES = {
    "appointments": {"begin_appointment", "end_appointment", "resume_appointment", "take_reminders"},
    "campaign_rows": {"read_meeting"},
    "campaigns": {"add_planned", "cancel_planned", "complete_campaigns", "make_campaign", "move_planned",
                  "retry_deliveries", "stop_campaign"},
    "counters": {"count"},
    "digests": {"write_due_digests"},
    "figures": {"make_cut_off"},
    "inbox": {"store_updates", "next_updates", "mark_applied", "count_attempt", "mark_failed", "quarantine", "retry",
              "dismiss", "empty_naming", "oldest_pending", "pending_updates"},
    "instruments": {"import_instrument", "install_default", "find_instrument", "export_instrument"},
    "invitations": {"create_invitation", "revoke_invitation", "revoke_open", "request_invitation"},
    "inviting": {"invite_to_member", "invite_coordinator", "invite_rows"},
    "meetings": {"cancel_meeting", "save_meeting"},
    "members": {"import_members", "write_aliases"},
    "outage": {"outage_before"},
    "overflow": {"count_refused", "refused_on", "see_that_there_is_room", "show_below", "whom_we_know"},
    "posts_kept": {"revoke_post"},
    "reminders": {"ask_reminder"},
    "waves": {"open_wave", "close_wave", "begin_wave", "end_wave", "reopen_wave", "set_term"},
    "world_reader": {"sender_of"},
}  # fmt: skip
"""Functions of the other modules that read nothing of an assessment."""


def public_functions() -> set[tuple[str, str]]:
    """Find every public function of storage that takes a transaction or a database."""
    functions = set()
    for module in pkgutil.iter_modules(storage.__path__):
        if module.ispkg:
            continue
        loaded = importlib.import_module(f"storage.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            parameters = list(inspect.signature(function).parameters.values())
            if function.__module__ != loaded.__name__ or name.startswith("_") or not parameters:
                continue
            if parameters[0].annotation in (Transaction, Database):
                functions.add((module.name, name))
    return functions


def made(folder: Path, variant: int) -> Store:
    """Make a member's unsubmitted assessment with the contents of a variant, and two coordinators."""
    folder.mkdir()
    store = new_store(folder)
    for sender, countries in ((BRUNO, ()), (ABROAD, ("EC",))):
        with store.database.writing() as tx:
            token = create_invitation(
                tx, Role.COORDINATOR, None, NOW, countries=countries, make_token=lambda: f"token-{store.updates}"
            ).token
        store.draw(store.turn(sender, begin_visit, Inquiry(token=token)).work)
        store.draw(store.turn(sender, accept).work)
    store.enter(ANA)
    question = Notice(dict.fromkeys(Language, "?"), member=store.members["Rosario"].id, about_question=True)
    facts = (
        ResponseChanged("c01q1", None, variant, consulted=f"area {variant}"),
        PriorityChanged("c01", None, variant + 1),
        NoteChanged("c01", None, f"note {variant}"),
        EvidenceAdded("c01", Evidence("photo", f"file {variant}", f"u{variant}", f"name {variant}", variant), 7),
        QuestionAsked("c01q2", f"question {variant}"),
    )
    assert store.turn(ANA, lambda _: Decision(facts, notices=(question,))).notified == 1
    with store.database.writing() as tx:
        for work in pending_work(tx):
            for letter in work.letters:
                claim_letter(tx, letter.id, NOW)
                settle_letter(tx, letter.id, LetterState.SENT, NOW, LETTER)
    return store


def read(store: Store, name: str) -> object:
    """Read as a coordinator's command does."""
    with store.database.reading() as tx:
        return SEEN[name](store, tx)


@pytest.fixture
def stores(tmp_path: Path) -> tuple[Store, Store]:
    """Two databases that differ in contents only."""
    return made(tmp_path / "one", 0), made(tmp_path / "two", 3)


def test_every_function_of_storage_is_placed() -> None:
    """A new function must be said to be seen by coordinators, and be tried here, or whose else it is."""
    others = set().union(*NOT_THEIRS.values())
    placed = {tuple(name.split(".")) for name in SEEN}
    placed |= {(module, name) for module, names in WRITES.items() for name in names}
    assert {one for one in public_functions() if one[0] not in others} == placed


def test_everything_that_can_be_sought_is_tried() -> None:
    """A new kind of thing that coordinators may ask for must be tried here; `Earlier` is the member's own."""
    assert FINDERS.keys() - {Earlier} == {type(sought) for sought in SOUGHT}


def test_nothing_seen_depends_on_contents(stores: tuple[Store, Store]) -> None:
    """Before submission each query and export must give the same whatever the member answered, wrote or asked."""
    one, two = stores
    assert [name for name in SEEN if read(one, name) != read(two, name)] == []
    assert one.world(ANA).assessment != two.world(ANA).assessment


def test_the_comparison_sees_contents(stores: tuple[Store, Store]) -> None:
    """After submission by name answers must differ between the two, or the comparison would prove nothing."""
    for store in stores:
        store.facts(ANA, Submitted(Sharing.NAMED, late=False))
    one, two = stores
    differing = {name for name in SEEN if read(one, name) != read(two, name)}
    assert differing == {
        *("export.answer_rows", "export.aggregate_rows", "export.counted_in", "export.named_in"),
        *("heat_map.counted_assessments", "heat_map.named_assessments"),
        "finding.find",
    }


def test_aggregates_of_one_tell_nothing(stores: tuple[Store, Store]) -> None:
    """A single member that shares only in aggregates must stay as unseen as before submission."""
    for store in stores:
        store.facts(ANA, Submitted(Sharing.AGGREGATE, late=False))
    one, two = stores
    assert [name for name in SEEN if read(one, name) != read(two, name)] == []


def test_only_the_coordinator_who_was_asked_meets_the_question(stores: tuple[Store, Store]) -> None:
    """The text of a question must reach the coordinator who replies to its letter, and no other person's world."""
    one, _ = stores
    asked = one.world(BRUNO, Inquiry(message=LETTER)).question
    assert asked is not None
    assert asked.text == "question 0"
    for sender in (ABROAD, ANA, Sender(1, "x", Language.ES)):
        assert one.world(sender, Inquiry(message=LETTER)).question is None


def test_the_area_consulted_leaves_with_the_answer(stores: tuple[Store, Store]) -> None:
    """After submission by name each answer must name the area that knew it, and others none."""
    one, _ = stores
    one.facts(ANA, Submitted(Sharing.NAMED, late=False))
    with one.database.reading() as tx:
        areas = {row.item or row.criterion: row.consulted for row in answer_rows(tx, WAVE)}
    assert (areas["c01q1"], areas["c01q2"], areas["c01"]) == ("area 0", "", "")
