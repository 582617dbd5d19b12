"""The running bot has what is past its term go: after each night, whenever it is there, and whatever goes wrong."""

from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from kit.edge import eventually
from kit.hand_clock import HandClock
from kit.service import service
from kit.stolen import everything, found
from kit.store import ANA, BRUNO, NOW, Store, count, new_store
from structlog.testing import capture_logs

from bot import upkeep
from bot.local import Person
from bot.retention import AGAIN_AFTER, Retention
from conversations.facts import VisitEnded
from conversations.retention import DataClass
from storage import retention
from storage.database import DatabaseUnavailable
from storage.retention_runs import last_run
from storage.writer import Writer

DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A visitor of a week ago, and updates of then."""
    made = new_store(tmp_path)
    made.visit(BRUNO)
    made.pass_time(7 * DAY)
    return made


def ran_at(store: Store) -> datetime | None:
    """Tell when a run went through."""
    with store.database.reading() as tx:
        run = last_run(tx)
    return None if run is None else run.at


async def test_it_runs_once_a_night(store: Store) -> None:
    """At the first look, then not before the next night; the log has counts and nobody's name or number."""
    clock = HandClock(store.now)
    job = Retention(Writer(store.database), clock)
    with capture_logs() as logs:
        await job.look()
        assert (ran_at(store), count(store, "person")) == (clock.at, 0)
        first = clock.at
        clock.at += timedelta(hours=2)
        await job.look()
        assert ran_at(store) == first
        clock.at += DAY
        await job.look()
        assert ran_at(store) == clock.at
    assert logs[0]["visitors"] == 1
    assert BRUNO.name not in str(logs)
    assert str(BRUNO.telegram_id) not in str(logs)
    assert found(everything(store.database.path), BRUNO) == set()


async def test_a_class_that_fails_does_not_keep_the_others(store: Store) -> None:
    """The others have theirs, the fault is one line without its text, and the run is tried again after a while."""
    clock = HandClock(store.now)
    job = Retention(Writer(store.database), clock)
    broken = {**retention.SWEEPS, DataClass.VISITORS: retention.Sweep(retention.SWEEPS[DataClass.VISITORS].past, _boom)}
    with patch.object(retention, "SWEEPS", broken), capture_logs() as logs:
        store.pass_time(timedelta(seconds=1))
        clock.at = store.now
        await job.look()
    assert (ran_at(store), count(store, "person"), count(store, "inbox")) == (None, 1, 0)
    assert [(one["log_level"], one["reason"]) for one in logs] == [("error", "visitors: ZeroDivisionError")]
    await job.look()
    assert count(store, "person") == 1, "not again at once"
    clock.at += timedelta(seconds=AGAIN_AFTER)
    await job.look()
    assert (ran_at(store), count(store, "person")) == (clock.at, 0)


def _boom(*_: object) -> None:
    raise ZeroDivisionError("Bruno")


async def test_a_database_that_is_away_is_waited_for(store: Store) -> None:
    """A full or locked disk ends nothing: the run is tried again."""
    clock = HandClock(store.now)
    writer = Writer(store.database, pauses=())
    job = Retention(writer, clock)
    with patch.object(type(store.database), "writing", side_effect=DatabaseUnavailable("SQLITE_FULL")):
        await job.look()
    assert ran_at(store) is None
    clock.at += timedelta(seconds=AGAIN_AFTER)
    await job.look()
    assert ran_at(store) == clock.at


async def test_the_running_bot_does_it_soon_after_a_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot that is only started now and then does it as well: it looks at short intervals from the start."""
    monkeypatch.setattr(upkeep, "LOOK_FOR_RETENTION", 0.05)
    async with service(tmp_path, [Person(5_550_001_234, "Ana", "es")]) as made:
        database = made.open()

        def ran() -> bool:
            with database.reading() as tx:
                return last_run(tx) is not None

        await eventually(ran, "a run")
        database.close()


def test_who_says_no_at_the_door_leaves_nothing(tmp_path: Path) -> None:
    """We say that nothing is kept: not even the keyed hash may stay in the log or the free pages."""
    store = new_store(tmp_path)
    store.draw(store.visit(ANA).work)
    store.facts(ANA, VisitEnded())
    assert Writer(store.database).expunge_now()
    assert found(everything(store.database.path), ANA) == set()
    assert store.now == NOW
