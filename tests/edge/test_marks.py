"""Marks of what was drawn, and what is owed again once they are written."""

from pathlib import Path

from kit.store import ANA, new_store

from bot.clock import SystemClock
from bot.marks import Marks
from storage.talk import Drawn, Work
from storage.turn import Decision
from storage.writer import Writer


async def test_a_card_sent_while_another_replaced_it_loses_its_buttons_at_once(tmp_path: Path) -> None:
    """Where the replaced card is becomes known with its mark: from then on its buttons are to be taken off."""
    store = new_store(tmp_path)
    store.visit(ANA)
    flying = store.turn(ANA, lambda _: Decision(card="one")).work
    store.turn(ANA, lambda _: Decision(card="two", anew=True))
    assert flying is not None
    wished: list[Work] = []
    writer = Writer(store.database)
    marks = Marks(writer, SystemClock(), wished.append)
    for one in flying.drawings:
        marks.add(Drawn(one.screen, one.wanted, 900, store.now))
    await marks.flush()
    await writer.close()
    assert [900] == [drawing.message_id for work in wished for drawing in work.drawings if drawing.strip]
