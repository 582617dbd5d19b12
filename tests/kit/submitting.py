"""Members that have answered everything and submitted, each in one turn."""

from kit.chat import BOT, Chat, World
from kit.coordinator import focal_point
from kit.golden import INSTRUMENT

from conversations.assessment import Sharing
from conversations.facts import Fact, PriorityChanged, ResponseChanged, Submitted
from storage.inbox import UpdateKey, store_updates
from storage.turn import Decision, apply
from storage.world_reader import Inquiry, Sender

NAMED = ("Rosario", "Montevideo", "Quito", "Mendoza", "Foz do Iguaçu")
"""Five members of four countries: enough for figures."""


def submitted(world: World, member: str, number: int, level: int = 2, sharing: Sharing = Sharing.NAMED) -> Chat:
    """Have a member answer every item with a level and submit; gives the focal point's chat."""
    chat = focal_point(world, member, number)
    happen(chat, *answers(level), Submitted(sharing, late=False))
    return chat


def answers(level: int) -> tuple[Fact, ...]:
    """Give every item a level and every criterion the priority 2."""
    items = (ResponseChanged(item.id, None, level) for item in INSTRUMENT.items)
    return (*items, *(PriorityChanged(one.id, None, 2) for one in INSTRUMENT.criteria))


def happen(chat: Chat, *facts: Fact) -> None:
    """Bring facts about in one turn of a chat; its card is not drawn again."""
    world = chat.world
    world.updates += 1
    world.writer.run_now(store_updates, BOT, [(world.updates, b"{}")], world.now)
    sender = Sender(chat.telegram_id, chat.name, chat.language)
    key = UpdateKey(BOT, world.updates)
    world.writer.run_now(apply, key, sender, Inquiry(), lambda _: Decision(facts), world.now)
