"""How long an answer takes people is measured, not guessed; with few answers nothing is said."""

from pathlib import Path

from kit.coordinator import focal_point
from kit.golden import STEPS, network, option

from conversations.instrument import Language
from storage.measured import FEWEST, seconds_per_answer


async def test_the_median_pause_between_answers_is_what_one_takes(tmp_path: Path) -> None:
    """A night's sleep and a list of answers at once do not count; too few answers say nothing."""
    with network(tmp_path) as world:
        ana = focal_point(world, "Rosario", 100)
        for number, step in enumerate(STEPS):
            ana.tap(option(Language.ES, step, 2))
            if number == 20:
                with world.writer.database.reading() as tx:
                    assert seconds_per_answer(tx) is None
                world.wait(hours=12)
            else:
                world.wait(seconds=37 if number % 10 else 90)
        assert len(STEPS) - 2 >= FEWEST
        with world.writer.database.reading() as tx:
            assert 37.0 == seconds_per_answer(tx)
