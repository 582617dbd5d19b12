"""A person's chat without a network: every turn goes through the engine, the catalogues and a real database.

The state is written out and read back between all turns. What the talker would call is applied to a list of
messages, as Telegram would show them.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kit.enclosed import enclosed

from bot.buttons import decode
from bot.incoming import Incoming, Said, start_token
from bot.screens import Rows, read_sheet
from bot.turns import Spoken, Turn
from conversations.assessment import Evidence
from conversations.events import Attached, Event, Start
from conversations.instrument import Language
from locales import lengths
from storage.inbox import UpdateKey, store_updates
from storage.tables.talk import LetterState
from storage.talk import Drawn, Work, claim_letter, mark_drawn, settle_letter, work_of
from storage.turn import apply
from storage.world_reader import Inquiry, Sender
from storage.writer import Writer

TAG = re.compile(r"<[^>]+>")
QUOTATION = re.compile(r"(<blockquote expandable>.*?</blockquote>)", re.DOTALL)
BOT = 7_000_000_001


def visible(text: str) -> str:
    """Give the words of a message without markup."""
    return html.unescape(TAG.sub("", text))


def words(text: str) -> int:
    """Count the words that somebody reads; what is folded away is not read."""
    return lengths.words(QUOTATION.sub("", text))


@dataclass
class Bubble:
    """A message of the bot, as it stands in the chat."""

    id: int
    text: str
    rows: Rows = ()

    @property
    def labels(self) -> list[str]:
        return [label for row in self.rows for label, _ in row]


@dataclass
class World:
    """What the chats of a test share: the database's writer, a clock that only moves when told, a contact."""

    writer: Writer
    now: datetime
    contact: str = "red@example.org"
    updates: int = 0
    reading: float = 20
    """Seconds that a person looks at a question before typing."""

    def wait(self, **duration: float) -> None:
        """Let time pass."""
        self.now += timedelta(**duration)

    def take(self, key: UpdateKey, incoming: Incoming) -> tuple[Spoken, Work | None]:
        """Take a turn, and nothing besides; give what was said beside it, and what is owed to the person."""
        turn = Turn(incoming.event, self.now, self.contact)
        applied = self.writer.run_now(apply, key, incoming.sender, incoming.inquiry, turn.decide, self.now)
        assert not applied.duplicate
        return turn.spoken, applied.work


@dataclass
class Chat:
    """One person's private chat with the bot."""

    world: World
    telegram_id: int
    name: str
    language: Language | None = None
    bubbles: list[Bubble] = field(default_factory=list)
    transcript: list[str] = field(default_factory=list)
    taps: int = 0
    words: int = 0
    spoken: Spoken = field(default_factory=Spoken)
    messages: int = 0
    unfolded: set[str] = field(default_factory=set)
    after: Callable[["Chat"], None] | None = None
    """Looks at the chat after every turn."""
    carry: Callable[["Chat", str], tuple[str, ...] | None] | None = None
    """Does the errand of a letter for real and gives the texts of what it sends; ``None`` for what is no errand."""
    befalling: list[Event] = field(default_factory=list)
    """What happens to the person next without their doing, such as a file of theirs having been read."""

    def start(self, token: str = "") -> None:
        """Open the bot by a link, or press START again."""
        self.taps += 1
        self._log(f"▶ /start {'…' if token else ''}".rstrip())
        self._message()
        self._turn(Start(token), Inquiry(token=token))

    def send(self, text: str, reply_to: int | None = None) -> int:
        """Type a message; gives its id."""
        token = start_token(text)
        self._log(f"▶ {text.replace(token, '…') if token else text}")
        message = self._message()
        if token is not None:
            self._turn(Start(token), Inquiry(token=token))
        else:
            self.world.wait(seconds=self.world.reading)
            said = Said(text, message, reply_to, at=self.world.now)
            self._turn(said, Inquiry(message=reply_to, typed=True))
        return message

    def edit(self, message: int, text: str) -> None:
        """Edit one's own earlier message."""
        self._log(f"▶ edit: {text}")
        self._turn(Said(text, message, None, edited=True), Inquiry(message=message))

    def attach(self, name: str, caption: str = "") -> None:
        """Send a document."""
        self._log(f"▶ 📎 {name} {caption}".rstrip())
        message = self._message()
        self._turn(Attached(Evidence("document", f"file-{name}", name, name, 9_000), caption, message), Inquiry())

    def tap(self, label: str) -> None:
        """Tap the button that reads ``label`` or has it in it, on the newest message that has one."""
        for bubble in reversed(self.bubbles):
            for exact in (True, False):
                for row in bubble.rows:
                    for text, data in row:
                        if text == label or (not exact and label in text):
                            self.taps += 1
                            self._log(f"▶ [{text}]")
                            self._turn(decode(data), Inquiry())
                            return
        raise AssertionError(f"no button {label!r} among {self.bubbles[-1].labels if self.bubbles else []}")

    def press(self, event: Event) -> None:
        """Press a button that may not be there any more."""
        self._log(f"▶ {event}")
        self._turn(event, Inquiry())

    def receive(self, text: str, rows: Rows = ()) -> int:
        """Get a message that was not asked for; gives its id."""
        message = self._message()
        self._bubble(Bubble(message, text, rows))
        return message

    def heading(self, text: str) -> None:
        """Write a heading into the transcript."""
        self._log(f"\n## {text}")

    @property
    def card(self) -> Bubble:
        """The newest message with buttons."""
        return next(bubble for bubble in reversed(self.bubbles) if bubble.rows)

    def has(self, label: str) -> bool:
        """Tell whether the card has a button with ``label`` in it."""
        return any(label in text for text in self.card.labels)

    def _turn(self, event: Event | Said, inquiry: Inquiry, *, duplicate: bool = False) -> None:
        world = self.world
        world.updates += 1
        key = UpdateKey(BOT, world.updates)
        world.writer.run_now(store_updates, BOT, [(world.updates, b"{}")], world.now)
        sender = Sender(self.telegram_id, self.name, self.language)
        self.spoken, work = world.take(key, Incoming(sender, event, inquiry))
        if self.spoken.toast:
            self._log(f"  ({self.spoken.toast})")
        if self.spoken.courtesy:
            self._bubble(Bubble(self._message(), self.spoken.courtesy))
        if work:
            self.show(work)
        if self.after:
            self.after(self)

    def show(self, work: Work) -> None:
        """Do what the talker would do with ``work``."""
        for letter in work.letters:
            self.world.writer.run_now(claim_letter, letter.id, self.world.now)
            message, texts = None, self.carry(self, letter.payload) if self.carry else None
            if texts is None:
                texts = self.world.writer.run_now(enclosed, letter.payload, self.world.now)
            for text in texts:
                message = self._message()
                self._bubble(Bubble(message, text))
            self.world.writer.run_now(settle_letter, letter.id, LetterState.SENT, self.world.now, message)
        if work.letters:
            again = self.world.writer.run_now(work_of, work.person)
            work = again or work
        unsent = [drawing for drawing in work.drawings if drawing.message_id is None and not drawing.strip]
        rest = [drawing for drawing in work.drawings if drawing not in unsent]
        drawn = []
        for drawing in sorted(unsent, key=lambda one: one.screen):
            sheet = read_sheet(drawing.payload)
            message = self._message()
            self._bubble(Bubble(message, sheet.text, sheet.rows))
            drawn.append(Drawn(drawing.screen, drawing.wanted, message, self.world.now))
        for drawing in rest:
            bubble = next((one for one in self.bubbles if one.id == drawing.message_id), None)
            if bubble is not None and drawing.strip:
                bubble.rows = ()
                self._log(f"└ no buttons any more: {visible(bubble.text).splitlines()[0]}")
            elif bubble is not None:
                sheet = read_sheet(drawing.payload)
                bubble.text, bubble.rows = sheet.text, sheet.rows
                self._shown(bubble, edited=True)
            drawn.append(Drawn(drawing.screen, drawing.wanted, drawing.message_id))
        if drawn:
            self.world.writer.run_now(mark_drawn, drawn, self.world.now)
        while self.befalling:
            self._turn(self.befalling.pop(0), Inquiry())

    def _message(self) -> int:
        self.messages += 1
        return self.messages

    def _bubble(self, bubble: Bubble) -> None:
        self.bubbles.append(bubble)
        self._shown(bubble, edited=False)

    def _shown(self, bubble: Bubble, *, edited: bool) -> None:
        self.words += words(bubble.text)
        self._log(f"┌ {'edited' if edited else 'new'}")
        for part in QUOTATION.split(bubble.text):
            if part.startswith("<blockquote expandable>"):
                self._fold(visible(part).splitlines())
            else:
                for line in visible(part).strip("\n").splitlines():
                    self._log(f"│ {line}".rstrip())
        for row in bubble.rows:
            self._log("│ " + " ".join(f"[{label}]" for label, _ in row))

    def _fold(self, lines: list[str]) -> None:
        """Write what a tap unfolds; what was written before is left out."""
        known = [line in self.unfolded for line in lines]
        for line, before in zip(lines, known, strict=True):
            if not before:
                self._log(f"│ ▾ {line}")
        if any(known):
            self._log("│ ▾ …")
        self.unfolded.update(lines)

    def _log(self, line: str) -> None:
        self.transcript.append(line)
