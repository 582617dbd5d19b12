"""aiogram's side of the chat: a handler reads what came, hands it on, and answers with what the turn gave back."""

from aiogram import Dispatcher, F, Router
from aiogram.enums import ChatType
from aiogram.fsm.storage.memory import DisabledEventIsolation
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from bot.applier import TurnTaker
from bot.incoming import from_message, from_press
from bot.speaker import Applied

PRIVATE = F.chat.type == ChatType.PRIVATE


async def on_message(message: Message, take: TurnTaker) -> Applied | None:
    return await take.turn(from_message(message))


async def on_edited(message: Message, take: TurnTaker) -> Applied | None:
    return await take.turn(from_message(message, edited=True))


async def on_press(callback: CallbackQuery, take: TurnTaker) -> Applied | None:
    if callback.message is not None and callback.message.chat.type != ChatType.PRIVATE:
        return take.nothing()
    return await take.turn(from_press(callback))


async def on_membership(event: ChatMemberUpdated, take: TurnTaker) -> Applied | None:
    return take.nothing()


async def on_group(message: Message, take: TurnTaker) -> Applied | None:
    """Groups and channels get one polite line; only a private chat is anybody's own."""
    return take.group(message.chat.id)


def make_dispatcher() -> Dispatcher:
    """Put the handlers together. aiogram's state machine is off: the place is in the database."""
    router = Router()
    router.message.register(on_message, PRIVATE)
    router.edited_message.register(on_edited, PRIVATE)
    router.callback_query.register(on_press)
    router.my_chat_member.register(on_membership)
    router.message.register(on_group)
    router.channel_post.register(on_group)
    dispatcher = Dispatcher(disable_fsm=True, events_isolation=DisabledEventIsolation())
    dispatcher.include_router(router)
    return dispatcher
