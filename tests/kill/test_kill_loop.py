"""The bot as a process that is killed, stopped, and given the same updates again; R1 does it much more often."""

import asyncio
import shutil
from pathlib import Path

import pytest

from benchmarks.killing import Plan, kill_loop, living, town
from storage.database import database_path

pytestmark = pytest.mark.slow

NOTHING_WRONG = {"lost": 0, "changed": 0, "doubled": 0, "stranded": 0, "damaged": 0}
ANSWERING = 1.5  # seconds for which people answer before something is done to the bot


async def test_nothing_shown_as_saved_is_lost_when_the_bot_is_killed(tmp_path: Path) -> None:
    """Killed at random moments while thirty people answer, the bot loses, changes and doubles nothing they gave."""
    report = await kill_loop(tmp_path, Plan(kills=4, people=30, seed=7, at_work=1.0, shortest=0.5))
    assert NOTHING_WRONG == report.verdict.counts, report.verdict
    assert report.kills == 4
    assert report.shown_as_saved > 20


async def test_a_clean_stop_loses_nothing_and_duplicates_change_nothing(tmp_path: Path) -> None:
    """Stopped while people answer, the bot exits within 10 s; everything delivered again then changes nothing.

    Half of all acts arrive under two update ids besides. An answer that is taken out of the database is missed.
    """
    async with town(tmp_path, Plan(people=20, seed=3, doubling=0.5)) as built:
        async with living(built.people):
            for _ in range(2):
                polls = built.server.until_polled()
                await built.start_bot()
                await polls
                await asyncio.sleep(ANSWERING)
                async with asyncio.timeout(10):
                    assert await built.bots.stop() == 0
                assert NOTHING_WRONG == built.oracle.after_a_kill().counts
                built.redeliver(len(built.made))
        await built.start_bot()
        assert await built.until_quiet()
        await built.bots.stop()
        shutil.copy(tmp_path / "before.db", tmp_path / "empty.db")
        verdict = built.oracle.in_the_end(built.made)
        assert NOTHING_WRONG == verdict.counts, verdict
        assert built.shown_as_saved > 20
        shutil.copy(tmp_path / "empty.db", database_path(built.stage.url))
        assert len(built.oracle.after_a_kill().lost) > 10
