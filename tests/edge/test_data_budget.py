"""What an answer costs of somebody's mobile data."""

from pathlib import Path

import pytest
from kit.edge import asks
from kit.golden import STEPS, label, option
from kit.phone import Phone
from kit.service import service

from bot.local import Person
from conversations.instrument import Language

BUDGET = 5 * 1024
OFFICIAL = 5_550_001_234


@pytest.mark.parametrize("language", Language)
async def test_an_answer_costs_at_most_five_kilobytes(tmp_path: Path, language: Language) -> None:
    """Presses, cards, receipts and toasts of a whole assessment, as a phone gets them, within 5 KB an answer."""
    person = Person(OFFICIAL, "Ana", language.value)
    async with (
        service(tmp_path, [person], chat_refill_seconds=0.001) as bot,
        Phone(bot.server.base_url, OFFICIAL) as phone,
    ):
        await phone.start(bot.invite())
        for key in ("button.yes", "button.accept", "button.begin"):
            await phone.tap(label(language, key))
        await phone.until(lambda _: asks(phone, 1), "question 1")
        before = phone.bytes
        for step in STEPS:
            seen = phone.card().text
            await phone.tap(option(language, step, 3))
            await phone.until(lambda _, seen=seen: phone.card().text != seen, f"what follows {step}")  # type: ignore[misc]  # a default binds the loop's value
        spent = (phone.bytes - before) / len(STEPS)
    assert spent <= BUDGET, f"{spent:.0f} bytes an answer"
    assert spent > 500, "nothing was measured"
