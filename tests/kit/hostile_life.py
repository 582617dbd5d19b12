"""A life in which every text that somebody may write is a hostile one, in a chat without a network.

Decides who is there, how a text comes in, and what is looked at in every chat. What they do all day is in
`kit.hostile_days`, what may have come of a text in `kit.hostile_ways`.
"""

import csv
import io
import json
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kit.chat import Chat, World
from kit.golden import come_in, label
from kit.hostile_texts import hostile
from kit.hostile_ways import at_the_door, refusal, seen, told, turned
from kit.kept import kept_letters
from sqlalchemy import Select

from bot.notice_payloads import wave_opened
from conversations.assessment import Assessment
from conversations.events import Event
from conversations.instrument import Language
from storage.assessment_reader import read_assessment
from storage.members import find_members, import_members
from storage.members_document import MembersInvalid, parse_members
from storage.waves import WaveNameUnusable, close_wave, open_wave

Report = Callable[[str], None]
MEMBERS = 3
FIRST_NAME = LAST_NAME = 64
"""Characters that Telegram takes."""


@dataclass
class HostileLife:
    """One network, its people, and all that was written in it. ``refused`` and ``turned`` hear what was found."""

    world: World
    dice: random.Random
    language: Language
    refused: Report
    turned: Report
    changed: Report
    door: Callable[[str], str]
    """The bot's own, which makes a text storable."""
    brief: bool = False
    """Whether nobody looks at the cards that nothing is written on."""
    texts: list[str] = field(default_factory=list)
    """All that was written, as it has to be kept."""
    shown: int = 0
    _pieces: str = ""
    _seen: dict[int, int] = field(default_factory=dict)

    def text(self, most: int = 4_096, among: Sequence[str] | None = None) -> str:
        """Draw a text, of those if there are some, as it comes through the door."""
        drawn = kept = ""
        while not kept.strip():
            drawn = hostile(self.dice, most) if among is None else self.dice.choice(among)
            kept = at_the_door(drawn)
        self.texts.append(kept)
        self.wrote(kept)
        came = self.door(drawn)
        if came != kept:
            self.changed(f"{drawn[:60]!a} came in as {came[:60]!a}")
        return came

    def wrote(self, text: str) -> str:
        """Take note of a text that is put together of others; gives it."""
        self._pieces += "\0" + told([text])
        return text

    def look(self, chat: Chat) -> None:
        """Look at what is new in a chat, and at its card."""
        known = self._seen.get(chat.telegram_id, 0)
        new = [one for one in chat.bubbles if one.id > known or one.rows]
        self._seen[chat.telegram_id] = chat.bubbles[-1].id if chat.bubbles else 0
        for one in new:
            self.read(one.text)
            if one.rows and (why := refusal(one.text, one.rows)):
                self.refused(f"{why}: {ascii(one.labels)[:200]}")
            for reads in one.labels:
                self._directions(reads)
        if len(chat.spoken.toast or "") > 200:
            self.refused(f"a toast of {len(chat.spoken.toast or '')}")
        self._directions(chat.spoken.toast or "")

    def read(self, text: str, mode: str = "HTML") -> None:
        """Look at one message; what stands for a file is only looked at for directions."""
        self.shown += 1
        if text.startswith("📄"):
            self._directions(text)
            return
        if why := refusal(text, (), mode):
            self.refused(f"{why}: {text[:160]!a}")
        else:
            self._directions(seen(text) if mode else text)

    def _directions(self, text: str) -> None:
        if line := turned(text, self._pieces):
            self.turned(ascii(line[:160]))

    def person(self, number: int, token: str, *, enters: bool = True) -> Chat:
        """Give somebody whose Telegram name is hostile."""
        name = self.wrote(f"{self.text(FIRST_NAME)} {self.text(LAST_NAME)}")
        chat = Chat(self.world, number, name, self.language, after=self.look)
        if enters:
            come_in(chat, token, self.language)
        return chat

    def tap(self, chat: Chat, *keys: str) -> None:
        """Tap buttons by their entries."""
        for key in keys:
            chat.tap(label(self.language, key))

    def visit(self, chat: Chat, events: Iterable[Event]) -> None:
        """Look at cards."""
        for event in events:
            chat.press(event)

    def name_members(self) -> list[str]:
        """Import members with hostile names and aliases; gives the names that the import took."""
        taken: list[str] = []
        found: list[str] = []
        while len(found) < MEMBERS:
            file = io.StringIO()
            cells = (self.text(80), "city", "AR", "America/Argentina/Salta", self.text(80), self.text(600))
            csv.writer(file).writerows((("name", "kind", "country", "timezone", "aliases", "source"), cells))
            try:
                rows = parse_members(file.getvalue())
            except MembersInvalid:
                continue
            with self.world.writer.database.writing() as tx:
                import_members(tx, rows, self.world.now)
                taken.append(rows[0].name)
                found = [name for name in taken if len(find_members(tx, name)) == 1]
        return found

    def rename_wave(self) -> str:
        """Close the wave and open one with a hostile name that is taken."""
        while True:
            name = self.text(40)
            with self.world.writer.database.writing() as tx:
                close_wave(tx, self.world.now)
                try:
                    open_wave(tx, name, self.world.now, wave_opened)
                except WaveNameUnusable:
                    open_wave(tx, "2027", self.world.now, wave_opened)
                    return "2027"
                return name

    def assessment(self, number: int) -> Assessment:
        """Read an assessment."""
        with self.world.writer.database.reading() as tx:
            found = read_assessment(tx, number)
        assert found is not None
        return found

    def rows(self, wanted: Select[Any]) -> Sequence[Any]:
        """Read rows."""
        with self.world.writer.database.reading() as tx:
            return tx.connection.execute(wanted).all()

    def letters(self) -> list[str]:
        """Read the texts of what waits to be sent."""
        with self.world.writer.database.reading() as tx:
            waiting = [json.loads(one.text) for one in kept_letters(tx) if one.text is not None]
        return [text for letter in waiting if (text := letter.get("text"))]
