"""The door of the bot: people who come with links, each a raw update that is read as the bot does.

A hundred may come at once: their turns wait for the one writer. No network, and no card is drawn.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from aiogram.types import CallbackQuery, Message
from kit.chat import BOT
from kit.hostile import press, private
from kit.two_sides import dump

from bot.buttons import encode
from bot.incoming import Incoming, from_message, from_press
from bot.turns import Spoken, Turn
from conversations.events import Choice
from conversations.people import Role
from storage.inbox import UpdateKey, store_updates
from storage.invitations import create_invitation
from storage.members import find_members
from storage.turn import Applied, apply
from storage.writer import Writer


@dataclass
class Door:
    """A bot's engine and database, to which people come with links."""

    path: Path
    writer: Writer
    now: datetime
    number: int = 0
    people: int = 10_000_000
    tokens: list[str] = field(default_factory=list)

    def newcomers(self, count: int) -> list[int]:
        """Give the numbers of people who have never been here."""
        self.people += count
        return list(range(self.people - count, self.people))

    async def start(self, who: int, text: str) -> tuple[Spoken, Applied]:
        """Have somebody send a text, such as what a link sends."""
        incoming = from_message(Message.model_validate(private(who, text=text)))
        assert incoming is not None
        return await self._take(incoming)

    async def choose(self, who: int, choice: Choice) -> tuple[Spoken, Applied]:
        """Have somebody press a button."""
        pressed = press(who, encode(choice), private(who))
        return await self._take(from_press(CallbackQuery.model_validate(pressed)))

    async def _take(self, incoming: Incoming) -> tuple[Spoken, Applied]:
        self.number += 1
        key = UpdateKey(BOT, self.number)
        await self.writer.run(store_updates, BOT, [(key.update_id, b"{}")], self.now)
        made = Turn(incoming.event, self.now, "red@example.org")
        applied = await self.writer.run(apply, key, incoming.sender, incoming.inquiry, made.decide, self.now)
        return made.spoken, applied

    async def invite(self) -> tuple[int, str]:
        """Make a link; gives the invitation's id and the token."""

        def make(tx: Any) -> Any:  # noqa: ANN401 - a transaction, a new invitation
            return create_invitation(tx, Role.FOCAL_POINT, find_members(tx, "Rosario")[0], self.now)

        made = await self.writer.run(make)
        self.tokens.append(made.token)
        return made.id, made.token

    def inside(self) -> int:
        """Count the posts that somebody has come to."""
        return len(dump(self.path).rows["appointment"])

    def known(self) -> int:
        """Count the people of whom anything is kept."""
        return len(dump(self.path).rows["person"])
