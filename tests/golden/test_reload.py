"""Whatever is pressed and typed: what is read back is what was decided, and the chat shows what is stored."""

import tempfile
from dataclasses import astuple, replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from kit.chat import Bubble, Chat
from kit.golden import INSTRUMENT, MEMBERS, come_in, invite, network
from kit.phrases import PHRASES

from bot.buttons import STALE, decode, encode
from bot.incoming import Said
from bot.turns import understood
from conversations.assessment import Assessment
from conversations.events import Event, Give
from conversations.instrument import Language
from conversations.turn import take_turn
from locales.receipt import render_receipt
from storage.assessment_reader import read_assessment
from storage.world_reader import Inquiry, Sender, read_world

WORDS = sorted({str(text) for said in PHRASES.values() for text in astuple(said)} | {"0", "5", "?", "x" * 600})
FIRST = 1
"""The id of the only assessment."""


class Watched(Chat):
    """A chat that foresees, from a connection of its own, what each turn decides, and compares it with what is kept."""

    def _turn(self, event: Event | Said, inquiry: Inquiry, *, duplicate: bool = False) -> None:
        reading = self.world.writer.database.reading
        sender = Sender(self.telegram_id, self.name, self.language)
        with reading() as tx:
            before, _ = read_world(tx, sender, inquiry, self.world.now)
        foreseen = take_turn(before, understood(event, before, self.world.now), self.world.now)
        super()._turn(event, inquiry, duplicate=duplicate)
        if foreseen.assessment is None or foreseen.then is not None:
            return
        with reading() as tx:
            kept = read_assessment(tx, FIRST)
            after, _ = read_world(tx, sender, Inquiry(), self.world.now)
        assert kept is not None
        assert replace(foreseen.assessment, id=FIRST) == kept
        assert foreseen.place == after.place
        check_chat(self, kept)


def check_chat(chat: Chat, kept: Assessment) -> None:
    """One live card, receipts that show what is kept, one a criterion, and buttons that can be read."""
    receipts = [bubble for bubble in chat.bubbles if bubble.rows and is_receipt(bubble)]
    (card,) = (bubble for bubble in chat.bubbles if bubble.rows and bubble not in receipts)
    shown = [criterion_of(bubble, kept) for bubble in receipts]
    assert {one.id for one in INSTRUMENT.criteria if kept.complete(one)} == set(shown)
    assert len(set(shown)) == len(shown)
    for bubble in (card, *receipts):
        assert all(decode(data) != STALE or data == encode(STALE) for row in bubble.rows for _, data in row)


def is_receipt(bubble: Bubble) -> bool:
    """Tell a receipt by its first line."""
    return any(
        bubble.text.startswith(f"<b>✓ {one.short.in_(lang)}</b>") for one in INSTRUMENT.criteria for lang in Language
    )


def criterion_of(bubble: Bubble, kept: Assessment) -> str:
    """Find the criterion whose receipt, as it would be drawn now, is this message; fails when there is none."""
    return next(
        one.id
        for one in INSTRUMENT.criteria
        for lang in Language
        if kept.complete(one) and bubble.text == render_receipt(kept, one.id, lang).text
    )


def options(chat: Chat) -> list[str]:
    """List the labels of the card that answer."""
    return [label for row in chat.card.rows for label, data in row if isinstance(decode(data), Give)]


TAPS = st.tuples(st.just("tap"), st.integers(0, 30))
ANSWERS = st.tuples(st.just("answer"), st.sampled_from((1, 5, 12)))
TYPED = st.tuples(st.just("type"), st.sampled_from(WORDS))
EDITS = st.tuples(st.just("edit"), st.sampled_from(("0", "4", "7", *WORDS)))
REPLIES = st.tuples(st.just("reply"), st.sampled_from(("2", "?")))
FILES = st.tuples(st.just("attach"), st.sampled_from(("a.pdf", "b.pdf")))
WAITS = st.tuples(st.just("wait"), st.sampled_from((1, 30, 800)))
DEEDS = st.one_of(ANSWERS, TAPS, ANSWERS, TAPS, ANSWERS, TYPED, EDITS, REPLIES, FILES, WAITS)


def act(chat: Chat, own: list[int], deed: str, what: int | str) -> None:
    """Do one thing."""
    match deed, what:
        case "tap", int(number):
            labels = [(bubble, label) for bubble in chat.bubbles for label in bubble.labels]
            bubble, label = labels[-1 - number % len(labels)]
            chat.press(decode(next(data for row in bubble.rows for text, data in row if text == label)))
        case "answer", int(number):
            for turn in range(number):
                if chosen := options(chat):
                    chat.tap(chosen[turn % len(chosen)])
        case "type", str(text):
            own.append(chat.send(text))
        case "edit", str(text) if own:
            chat.edit(own[len(text) % len(own)], text)
        case "reply", str(text):
            own.append(chat.send(text, reply_to=next((one.id for one in chat.bubbles if is_receipt(one)), 1)))
        case "attach", str(name):
            chat.attach(name)
        case "wait", int(hours):
            chat.world.wait(hours=hours)


@settings(max_examples=25)
@given(st.sampled_from(Language), st.sampled_from((0, 6, 11, 54)), st.lists(DEEDS, min_size=4, max_size=20))
def test_what_is_read_back_is_what_was_decided(
    language: Language, answers: int, deeds: list[tuple[str, int | str]]
) -> None:
    """After every turn a second connection reads what the engine decided, and the chat shows it."""
    with tempfile.TemporaryDirectory() as folder, network(Path(folder)) as world:
        chat = Watched(world, 1001, "Ana", language)
        come_in(chat, invite(world, MEMBERS[language]), language)
        own: list[int] = []
        act(chat, own, "answer", answers)
        for deed, what in deeds:
            act(chat, own, deed, what)
