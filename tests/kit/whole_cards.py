"""Holds every card of a chat to what a small phone shows: nine lines, six rows, toasts of 200 characters."""

from kit.chat import Chat, World
from kit.coordinator import coordinator

from conversations.instrument import Language
from locales.lengths import lines

MOST_LINES, MOST_ROWS, LONGEST_TOAST = 9, 6, 200


def whole(chat: Chat) -> None:
    """Assert it of the newest message with buttons; to be called after every turn (`Chat.after`)."""
    card = chat.card
    assert lines(card.text) <= MOST_LINES, card.text
    assert len(card.rows) <= MOST_ROWS, card.labels
    assert "{" not in card.text, card.text
    assert len(chat.spoken.toast or "") <= LONGEST_TOAST


def celia(world: World, *countries: str, language: Language = Language.ES) -> Chat:
    """Give the chat of a coordinator who stands at home, looked at after every turn."""
    chat = coordinator(world, language, *countries)
    chat.after = whole
    return chat
