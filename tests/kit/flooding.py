"""Somebody who sends far more than anybody can by hand, of every kind; and people who answer beside them.

Decides what a flood is made of. It must not know how much is too much.
"""

import asyncio
import random
import time
from dataclasses import dataclass, field
from string import ascii_letters
from typing import Any

from kit.scripted import picture

from bot.incoming import TOKEN_LENGTH
from bot.local import Person
from bot.local.calls import Upload
from bot.local.people import Phones
from bot.local.state import Chat, Telegram

SAVED = "guardado"
KINDS = ("press", "text", "edit", "photo", "album", "poll", "sticker")


@dataclass
class Flooder:
    """One of them. ``acts`` counts what was sent."""

    telegram: Telegram
    person: Person
    dice: random.Random
    acts: int = 0
    answered: list[dict[str, Any]] = field(default_factory=list)
    """What the bot said to presses."""

    def __post_init__(self) -> None:
        self.phones = Phones(self.telegram)
        self.chat: Chat = self.telegram.private_chat(self.telegram.home, self.person)
        self.chat.watchers.append(self._hear)

    def act(self, kind: str = "") -> None:
        """Send one thing, of any kind unless one is given."""
        self.acts += 1
        home, person, chat = self.telegram.home, self.person, self.chat
        match kind or self.dice.choice(KINDS):
            case "press":
                card = max(chat.messages, default=1)
                data = self.dice.choice(("1a:c01q1:3", "1c:go", "1s:menu", "9z", "x" * 64))
                self.phones.press(home, person, chat, card, data, forged=True)
            case "text":
                self.phones.write(home, person, chat, self.dice.choice(("2", "hola", "no sé", "¿?", "a" * 4096)))
            case "link":
                letters = "".join(self.dice.choices(ascii_letters, k=TOKEN_LENGTH))
                self.phones.write(home, person, chat, f"/start {letters}")
            case "edit":
                mine = [one for one in chat.messages.values() if one.person is person and not one.has_media]
                if mine:
                    self.phones.edit(home, person, chat, self.dice.choice(mine).id, f"{self.acts}")
                else:
                    self.phones.write(home, person, chat, "hola")
            case "photo":
                self.phones.upload(home, person, chat, Upload("a.png", "image/png", picture(4, 4)), as_photo=True)
            case "album":
                group = {"media_group_id": "77", "photo": [_file("p")], "caption": "álbum"}
                for _ in range(10):
                    self._inject(group)
            case "poll":
                options = [{"text": str(n), "voter_count": 0} for n in range(10)]
                self._inject({"poll": {"id": "1", "question": "¿?" * 100, "options": options}})
            case _:
                self._inject({"sticker": _file("s"), "caption_entities": [{"type": "bold"}] * 50})

    def said(self, text: str) -> int:
        """Count the messages of the bot in which something is said."""
        return sum(text in one.text for one in self.chat.messages.values() if one.person is not self.person)

    def _inject(self, what: dict[str, Any]) -> None:
        now = int(self.telegram.clock.timestamp())
        sender = {"id": self.person.id, "is_bot": False, "first_name": self.person.first_name, "language_code": "es"}
        chat = {"id": self.person.id, "type": "private", "first_name": self.person.first_name}
        message = {"message_id": 100_000 + self.telegram.count(), "date": now, "from": sender, "chat": chat}
        self.telegram.home.queue.inject({"message": {**message, **what}})

    def _hear(self, event: dict[str, Any]) -> None:
        if event["type"] == "answer":
            self.answered.append(event)


def _file(name: str) -> dict[str, Any]:
    return {"file_id": name, "file_unique_id": name, "width": 4000, "height": 4000, "file_size": 19_000_000}


@dataclass
class Calm:
    """Somebody who answers as people do, and remembers what they were shown as saved, and how long that took."""

    telegram: Telegram
    person: Person
    dice: random.Random
    given: dict[str, str] = field(default_factory=dict)
    saved: dict[str, str] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    """Seconds from each press until it was shown as saved."""
    refused: int = 0
    """Presses that were answered with something else, or with nothing."""

    def __post_init__(self) -> None:
        self.phones = Phones(self.telegram)
        self.chat: Chat = self.telegram.private_chat(self.telegram.home, self.person)
        self.chat.watchers.append(self._hear)
        self._news = asyncio.Event()
        self._pressed: dict[str, tuple[str, str, float]] = {}
        self._passed = set[str]()

    async def answer(self, patience: float) -> bool:
        """Answer what the card asks, and wait until it is said to be saved; tell whether it was.

        Raises TimeoutError when nothing is asked.
        """
        async with asyncio.timeout(patience):
            while not (asked := self._asked())[1]:
                self._news.clear()
                await self._news.wait()
        message, options = asked
        data = self.dice.choice(options)
        _, item, level = data.split(":")
        query = self.phones.press(self.telegram.home, self.person, self.chat, message, data)
        self.given[item] = level
        self._pressed[query.id] = item, level, time.monotonic()
        try:
            async with asyncio.timeout(patience):
                while query.id in self._pressed:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return False
        return self.saved.get(item) == level

    def _asked(self) -> tuple[int, list[str]]:
        """Find the card, and the levels with which it can be answered that was not answered yet; passes priorities."""
        for message in sorted(self.chat.messages.values(), key=lambda one: one.id, reverse=True):
            rows = (message.markup or {}).get("inline_keyboard", [])
            data = [button.get("callback_data", "") for row in rows for button in row]
            if not rows:
                continue
            steps = [one.split(":") for one in data if one.startswith("1a:")]
            levels = [":".join(one) for one in steps if "q" in one[1] and one[2].isdigit() and one[1] not in self.given]
            priorities = [":".join(one) for one in steps if "q" not in one[1]]
            if not levels and priorities and priorities[0] not in self._passed:
                self._passed.add(priorities[0])
                self.phones.press(self.telegram.home, self.person, self.chat, message.id, priorities[0])
            return message.id, levels
        return 0, []

    def _hear(self, event: dict[str, Any]) -> None:
        if event["type"] == "answer" and event["query_id"] in self._pressed:
            item, level, began = self._pressed.pop(event["query_id"])
            if event["text"] and SAVED in event["text"].lower():
                self.saved[item] = level
                self.waits.append(time.monotonic() - began)
            else:
                self.refused += 1
        self._news.set()
