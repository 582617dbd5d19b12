"""Simulated people on the phones of the local Telegram: they tap, type, go back, correct, lose patience.

Decides what a person does next, from what is on the screen alone, and remembers every answer given and every
confirmation seen. Must not know the database.
"""

import asyncio
import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from benchmarks.cards import Card
from benchmarks.certainty import Certainty, Face
from bot.local import Person
from bot.local.people import PhoneError, Phones
from bot.local.state import Telegram

SAVED: Mapping[str, str] = {"es": "✓ guardado", "pt": "✓ salvo", "en": "✓ saved"}
"""How a card or toast begins to say that an answer is saved."""
DONT_KNOW: Mapping[str, str] = {"es": "no sé", "pt": "não sei", "en": "don't know"}
TYPABLE = ("0", "1", "2", "3", "4", "dk")
FORWARD = ("1c:me", "1c:yes", "1c:go")
"""Presses that lead through the door."""
TRIES = (5.0, 5.0, 60.0)
"""Presses with which a card has to change, and seconds until the next: the last one comes on a machine that stalls."""
IMPATIENCE = 2.0  # seconds until the impatient press once more
HASTE = (0.0, 0.3)  # seconds until somebody acts on a new card
THOUGHT = (3.1, 4.0)  # the same for who reads it first; the bot takes what is typed then for an answer without asking


@dataclass(slots=True)
class Attempt:
    """An answer that somebody gave to a step; ``saved`` once they were shown that it is kept."""

    step: str
    answer: str
    saved: bool = False


@dataclass
class Respondent:
    """One person. ``attempts`` are in the order in which they were made."""

    telegram: Telegram
    person: Person
    token: str
    chance: random.Random
    doubling: float = 0.1
    """How often an act arrives under two update ids, as when a phone reconnects."""
    attempts: list[Attempt] = field(default_factory=list)
    acts: int = 0
    _messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    _queries: dict[str, tuple[int, Attempt | None]] = field(default_factory=dict)
    """Presses that are not answered yet: which act each was, and the answer that it gave."""
    _waiting: Attempt | None = None
    _typed: int = 0
    """Which act ``_waiting`` was; 0 if a card that comes may as well be the answer to something before it."""
    _certainty: Certainty = field(default_factory=Certainty)
    _acted_on: str = ""
    """What the last card asked that something was done with; typed words answer only what was asked since."""
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Pick up the phone: about half are impatient, and the fidgety sometimes press two options at once."""
        self._phones = Phones(self.telegram)
        self._bot = self.telegram.home
        self._chat = self.telegram.private_chat(self._bot, self.person)
        self._chat.watchers.append(self.hear)
        self.impatient, self.fidgety = self.chance.random() < 0.5, self.chance.random() < 0.3

    @property
    def card(self) -> Card | None:
        """Give what can be pressed now."""
        for view in reversed(self._messages.values()):
            if view["keyboard"] and not view["mine"]:
                buttons = tuple(b["callback_data"] for row in view["keyboard"] for b in row if "callback_data" in b)
                return Card(view["id"], view["text"], buttons)
        return None

    def hear(self, event: dict[str, Any]) -> None:
        """See what the bot shows."""
        match event["type"]:
            case "message":
                self._messages[event["message"]["id"]] = event["message"]
                self._look(event["message"]["id"])
            case "deleted":
                self._messages.pop(event["message_id"], None)
            case "answer":
                number, attempt = self._queries.pop(event["query_id"])
                self._certainty.answered(number, self._face)
                if attempt and self._says_saved(event["text"]):
                    attempt.saved = True
            case _:
                return
        self._news.set()

    def _look(self, message: int) -> None:
        """See what became of a message: if it is the card and asks something else, what was typed is answered."""
        card, waiting = self.card, self._waiting
        if card is None or card.id != message or waiting is None or card.asks == waiting.step:
            return
        if self._typed:
            waiting.saved = self._says_saved(card.text)
            self._certainty.answered(self._typed, card.face)
        self._waiting = None

    @property
    def _face(self) -> Face | None:
        return None if self.card is None else self.card.face

    def _says_saved(self, text: str) -> bool:
        return SAVED[self.person.language_code] in text.lower()

    async def live(self) -> None:
        """Open the invitation and go on answering until cancelled."""
        self._write(f"/start {self.token}")
        seen = self.card
        while True:
            self._news.clear()
            card = self.card
            if card is None or card == seen:
                if not await self._patience():
                    self._try_again(card)
                continue
            thinks = self._may_type(card) and self.chance.random() < 0.2
            await asyncio.sleep(self.chance.uniform(*(THOUGHT if thinks else HASTE)))
            seen = self.card
            if seen is not None:
                self.act(seen, thinks=thinks)

    def _try_again(self, card: Card | None) -> None:
        """Do something about a bot that does not answer: START again, or, if impatient, press again or type instead."""
        if card is None:
            self._write(f"/start {self.token}")
        elif self.impatient and self._waiting is None and not (self.chance.random() < 0.3 and self._type(card)):
            self._press(card, self.chance.choice(card.options or card.others or [card.buttons[0]]))

    async def _patience(self) -> bool:
        try:
            await asyncio.wait_for(self._news.wait(), IMPATIENCE)
        except TimeoutError:
            return False
        return True

    def _may_type(self, card: Card) -> bool:
        return card.asks not in ("", self._acted_on) and not self.fidgety and self._waiting is None

    def act(self, card: Card, *, thinks: bool = False) -> None:
        """Do the next thing with a card; who has thought about it types."""
        if self.chance.random() < self.doubling:
            self._bot.queue.double_next = 1
        types = self._may_type(card) and (thinks or self.chance.random() < 0.2)
        self._acted_on = card.asks
        others, forward = card.others, [data for data in card.buttons if data in FORWARD]
        if forward:
            self._press(card, forward[0])
        elif not card.options and not others:
            self._write("/start")
        elif not card.options or (others and self.chance.random() < 0.12):
            self._press(card, self.chance.choice(others))
        elif not types or not self._type(card):
            self._press(card, self.chance.choice(card.options))
            if self.fidgety and self.chance.random() < 0.2:
                self._press(card, self.chance.choice(card.options))

    async def is_served(self) -> bool:
        """Tell whether pressing what is on the card changes it; one button may lead to where one is."""
        for patience in TRIES:
            if await self._changes(patience):
                return True
        return False

    async def _changes(self, patience: float) -> bool:
        card = self.card
        if card is None:
            return False
        self._news.clear()
        self.act(card)
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while self.card == card:
                    await self._news.wait()
                    self._news.clear()
        return self.card != card

    def _press(self, card: Card, data: str) -> None:
        first = self._bot.queue.next_id
        try:
            query = self._phones.press(self._bot, self.person, self._chat, card.id, data)
        except PhoneError:
            return  # the card has just changed under the finger
        self._waiting = None  # from here on a confirmation may be of this press
        self._acted_on = card.asks  # also when pressed out of impatience: what is typed next could not be told apart
        number = self._acted(first)
        kind, _, rest = data.partition(":")
        step, _, answer = rest.partition(":")
        attempt = Attempt(step, answer) if kind in ("1a", "1o") and answer else None
        if attempt:
            self.attempts.append(attempt)
        self._queries[query.id] = number, attempt

    def _type(self, card: Card) -> bool:
        """Type an answer never given to this question, so that it changes something; ``False`` if none is left."""
        given = {attempt.answer for attempt in self.attempts if attempt.step == card.asks}
        typable = [data.rpartition(":")[2] for data in card.options if data.startswith("1a:")]
        left = [answer for answer in typable if answer in TYPABLE and answer not in given]
        if not left:
            return False
        answer = self.chance.choice(left)
        self._waiting = Attempt(card.asks, answer)
        self.attempts.append(self._waiting)
        told_apart = self._certainty.complete
        number = self._write(DONT_KNOW[self.person.language_code] if answer == "dk" else answer)
        self._typed = number if told_apart else 0
        return True

    def _write(self, text: str) -> int:
        first = self._bot.queue.next_id
        self._phones.write(self._bot, self.person, self._chat, text)
        return self._acted(first)

    def _acted(self, first: int) -> int:
        """Note an act whose updates begin with ``first``; gives its number."""
        self.acts += 1
        return self._certainty.act(self._face, self._bot.queue.next_id - first)
