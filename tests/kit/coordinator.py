"""A coordinator's chat: invited, with consent given, standing at home. And focal points, as they come in."""

from collections.abc import Iterator
from contextlib import contextmanager

from kit.chat import Chat, World
from kit.golden import come_in, invite, label

from conversations.instrument import Language
from conversations.people import Role
from storage.invitations import create_invitation


def appoint(world: World, *countries: str) -> str:
    """Make an invitation to coordinate countries, all of them without any; gives its token."""
    with world.writer.database.writing() as tx:
        return create_invitation(tx, Role.COORDINATOR, None, world.now, countries=countries).token


def coordinator(
    world: World, language: Language = Language.ES, *countries: str, telegram_id: int = 900, name: str = "Celia"
) -> Chat:
    """Give the chat of a coordinator who stands at home; no taps are counted yet."""
    chat = Chat(world, telegram_id, name, language)
    chat.start(appoint(world, *countries))
    for key in ("button.yes", "button.accept"):
        chat.tap(label(language, key))
    chat.taps = chat.words = 0
    return chat


def focal_point(
    world: World, member: str, telegram_id: int, language: Language = Language.ES, name: str = "Ana"
) -> Chat:
    """Give the chat of a member's focal point who stands at the first question."""
    chat = Chat(world, telegram_id, name, language)
    come_in(chat, invite(world, member), language)
    return chat


@contextmanager
def counted(chat: Chat, *, taps: int, typed: int = 0) -> Iterator[None]:
    """Hold what happens inside to a budget of taps and typed texts."""
    taps_before, texts_before = chat.taps, _typed(chat)
    yield
    used = (chat.taps - taps_before, _typed(chat) - texts_before)
    assert used[0] <= taps, f"{used[0]} taps, at most {taps}"
    assert used[1] <= typed, f"{used[1]} typed texts, at most {typed}"


def _typed(chat: Chat) -> int:
    return sum(line.startswith("▶ ") and line[2:3] not in ("[", "/") for line in chat.transcript)
