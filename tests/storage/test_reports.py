"""What may be seen of whom: counts at any time, answers only as the member chose, persons never."""

import pytest
from kit.store import ANA, BRUNO, Store, row

from conversations.assessment import Evidence, Sharing
from conversations.facts import EvidenceAdded, NoteChanged, PriorityChanged, ResponseChanged, Submitted
from conversations.instrument import Language, Nonresponse
from conversations.roll import Progress
from storage.export import ENOUGH_TO_HIDE, aggregate_rows, answer_rows
from storage.members import import_members, list_members
from storage.status import wave_status
from storage.world_reader import Sender

WAVE = 1
SECRET = ("nota secreta", "archivo-secreto")


def answer(store: Store, sender: Sender, member: str, sharing: Sharing | None) -> None:
    """Have somebody answer a little for a member and, maybe, submit."""
    store.enter(sender, member)
    store.facts(
        sender,
        ResponseChanged("c01q1", None, 3),
        ResponseChanged("c01q2", None, Nonresponse.DONT_KNOW),
        ResponseChanged("c01q3", None, Nonresponse.LATER),
        ResponseChanged("c01q4", None, Nonresponse.NOT_APPLICABLE),
        PriorityChanged("c01", None, 2),
        NoteChanged("c01q1", None, SECRET[0]),
        EvidenceAdded("c01", Evidence("photo", SECRET[1], "u", "", 1), 1),
    )
    if sharing is not None:
        store.facts(sender, Submitted(sharing, late=False))


def status_of(store: Store) -> dict[str, tuple[Progress, int, int, int, int]]:
    """Read the status: progress, answered, not applicable, don't know, open."""
    with store.database.reading() as tx:
        return {
            one.member.name: (one.progress, one.answered, one.not_applicable, one.dont_know, one.open)
            for one in wave_status(tx, WAVE)
        }


def test_the_status_counts(store: Store) -> None:
    """Each member must stand at its own step, with counts that add up to all items."""
    answer(store, ANA, "Rosario", None)
    store.enter(BRUNO, "Quito")
    assert status_of(store) == {
        "Rosario": (Progress.ANSWERING, 1, 1, 1, 41),
        "Quito": (Progress.OPENED, 0, 0, 0, 44),
        "Boa Vista": (Progress.NEVER_OPENED, 0, 0, 0, 44),
    }
    store.facts(ANA, Submitted(Sharing.AGGREGATE, late=True))
    with store.database.reading() as tx:
        rosario = next(one for one in wave_status(tx, WAVE, ("AR",)))
    assert (rosario.progress, rosario.submitted_at, rosario.late, rosario.people, rosario.last_activity) == (
        Progress.SUBMITTED,
        store.now,
        True,
        1,
        store.now,
    )


@pytest.mark.parametrize(("sharing", "seen"), [(None, set()), (Sharing.AGGREGATE, set()), (Sharing.NAMED, {"Rosario"})])
def test_answers_leave_as_the_member_chose(store: Store, sharing: Sharing | None, seen: set[str]) -> None:
    """Levels and notes must leave under a member's name only after it submitted and chose to share by name."""
    answer(store, ANA, "Rosario", sharing)
    with store.database.reading() as tx:
        rows = tuple(answer_rows(tx, WAVE))
        aggregates = tuple(aggregate_rows(tx, WAVE))
    assert {one.member for one in rows} == seen
    assert (SECRET[0] in repr(rows)) == bool(seen)
    assert {one.members for one in aggregates} == ({1} if seen else set())
    for kept_in in (*SECRET[1:], ANA.name, str(ANA.telegram_id)):
        assert kept_in not in repr((rows, aggregates))


def test_the_answers_in_long_form(store: Store) -> None:
    """There must be a row for each item and each priority, with level, nonresponse, note and number of files."""
    answer(store, ANA, "Rosario", Sharing.NAMED)
    with store.database.reading() as tx:
        rows = {(one.criterion, one.item): one for one in answer_rows(tx, WAVE)}
    assert len(rows) == 54
    first, unknown, priority = rows["c01", "c01q1"], rows["c01", "c01q2"], rows["c01", ""]
    assert (first.level, first.nonresponse, first.note) == (3, None, SECRET[0])
    assert (unknown.level, unknown.nonresponse) == (None, "dk")
    assert (priority.priority, priority.level, priority.evidence) == (2, None, 1)


def test_few_hidden_members_stay_hidden(store: Store) -> None:
    """Members that share only in aggregates must be counted in only when there are enough of them."""
    with store.database.writing() as tx:
        many = [row(f"M{number}", "AR", "America/Lima") for number in range(ENOUGH_TO_HIDE)]
        import_members(tx, many, store.now)
        store.members |= {one.member.name: one.member for one in list_members(tx)}
    answer(store, ANA, "Rosario", Sharing.NAMED)
    counted = []
    for number in range(ENOUGH_TO_HIDE):
        answer(store, Sender(100 + number, "x", Language.ES), f"M{number}", Sharing.AGGREGATE)
        with store.database.reading() as tx:
            first = next(aggregate_rows(tx, WAVE))
        counted.append((first.members, first.levels))
    few, all_of_them = (1, (0, 0, 0, 1, 0)), (1 + ENOUGH_TO_HIDE, (0, 0, 0, 1 + ENOUGH_TO_HIDE, 0))
    assert counted == [few] * (ENOUGH_TO_HIDE - 1) + [all_of_them]


def test_a_country_is_not_seen_from_another(store: Store) -> None:
    """Asked for some countries, no row may be about another."""
    answer(store, ANA, "Rosario", Sharing.NAMED)
    with store.database.reading() as tx:
        assert tuple(answer_rows(tx, WAVE, ("EC",))) == ()
        assert tuple(aggregate_rows(tx, WAVE, ("EC",))) == ()
        assert [one.member.name for one in wave_status(tx, WAVE, ("EC", "BR"))] == ["Boa Vista", "Quito"]
