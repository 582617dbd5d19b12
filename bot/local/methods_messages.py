"""Sending, editing and deleting messages.

It decides what becomes of a message and what Telegram refuses about it. It must not know HTTP, nor files.
"""

from bot.local.calls import Call
from bot.local.characters import units
from bot.local.formatting import read_text
from bot.local.markup import read_markup
from bot.local.refusals import (
    BLOCKED,
    CANNOT_DELETE,
    CANNOT_EDIT,
    CANNOT_INITIATE,
    CAPTION_TOO_LONG,
    CHAT_ID_EMPTY,
    CHAT_NOT_FOUND,
    DEACTIVATED,
    DELETED_NOT_FOUND,
    EDITED_CAPTION_TOO_LONG,
    EDITED_NOT_FOUND,
    EDITED_TEXT_TOO_LONG,
    KICKED,
    MESSAGE_ID_MISSING,
    NO_CAPTION_TO_EDIT,
    NO_TEXT_TO_EDIT,
    NOT_MODIFIED,
    REPLIED_NOT_FOUND,
    TEXT_EMPTY,
    TEXT_TOO_LONG,
    UNPARSABLE_ENTITIES,
    UNPARSABLE_MARKUP,
    Refusal,
    Refused,
    bad_request,
)
from bot.local.shapes import message_shape, message_view
from bot.local.state import Bot, Chat, ChatType, Message, Shape, Telegram

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
DELETABLE_SECONDS = 48 * 3600


def send_message(telegram: Telegram, bot: Bot, call: Call) -> object:
    """SendMessage."""
    text, entities = message_text(call, TEXT_TOO_LONG)
    markup = read_markup(call.json("reply_markup", UNPARSABLE_MARKUP))
    chat = writable_chat(telegram, bot, call)
    silent = call.flag("disable_notification")
    message = Message(0, chat, None, 0, text, entities, markup=markup, reply_to=replied_to(chat, call), silent=silent)
    return message_shape(bot, post(telegram, bot, message))


def edit_message_text(telegram: Telegram, bot: Bot, call: Call) -> object:
    """EditMessageText."""
    text, entities = message_text(call, EDITED_TEXT_TOO_LONG)
    markup = read_markup(call.json("reply_markup", UNPARSABLE_MARKUP), inline_only=True)
    message = editable(telegram, bot, call)
    if message.has_media:
        raise Refused(NO_TEXT_TO_EDIT)
    if (text, entities, markup) == (message.text, message.entities, message.markup):
        raise Refused(NOT_MODIFIED)
    message.text, message.entities, message.markup = text, entities, markup
    return message_shape(bot, redraw(telegram, message))


def edit_message_caption(telegram: Telegram, bot: Bot, call: Call) -> object:
    """EditMessageCaption."""
    text, entities = caption(call, EDITED_CAPTION_TOO_LONG)
    markup = read_markup(call.json("reply_markup", UNPARSABLE_MARKUP), inline_only=True)
    message = editable(telegram, bot, call)
    if not message.has_media:
        raise Refused(NO_CAPTION_TO_EDIT)
    if (text, entities, markup) == (message.text, message.entities, message.markup):
        raise Refused(NOT_MODIFIED)
    message.text, message.entities, message.markup = text, entities, markup
    return message_shape(bot, redraw(telegram, message))


def edit_message_reply_markup(telegram: Telegram, bot: Bot, call: Call) -> object:
    """EditMessageReplyMarkup; as at Telegram the message is not marked as edited for the person."""
    markup = read_markup(call.json("reply_markup", UNPARSABLE_MARKUP), inline_only=True)
    message = editable(telegram, bot, call)
    if markup == message.markup:
        raise Refused(NOT_MODIFIED)
    message.markup = markup
    message.chat.tell(lambda: {"type": "message", "message": message_view(message)})
    return message_shape(bot, message)


def delete_message(telegram: Telegram, bot: Bot, call: Call) -> object:
    """DeleteMessage: the bot's own, or in a private chat the person's, for 48 hours."""
    chat = known_chat(telegram, bot, call)
    message = chat.messages.get(message_id(call))
    if message is None:
        raise Refused(DELETED_NOT_FOUND)
    if telegram.clock.timestamp() - message.date >= DELETABLE_SECONDS:
        raise Refused(CANNOT_DELETE)
    if message.person is not None and chat.type is not ChatType.PRIVATE:
        raise Refused(bad_request("message can't be deleted"))
    del chat.messages[message.id]
    chat.tell(lambda: {"type": "deleted", "message_id": message.id})
    return True


def message_text(call: Call, too_long: Refusal) -> tuple[str, list[Shape]]:
    """Return the text and entities of a call; Refused when empty, unreadable or too long after parsing."""
    raw = call.string("text")
    if not raw:
        raise Refused(TEXT_EMPTY)
    given = call.json("entities", UNPARSABLE_ENTITIES)
    text, entities = read_text(raw, call.string("parse_mode"), given)
    if len(text) > LONGEST_TEXT or units(text) > LONGEST_TEXT:
        raise Refused(too_long)
    return text, entities


def caption(call: Call, too_long: Refusal = CAPTION_TOO_LONG) -> tuple[str, list[Shape]]:
    """Return the caption and its entities; Refused when unreadable or too long after parsing."""
    given = call.json("caption_entities", UNPARSABLE_ENTITIES)
    text, entities = read_text(call.string("caption"), call.string("parse_mode"), given, may_be_empty=True)
    if units(text) > LONGEST_CAPTION:
        raise Refused(too_long)
    return text, entities


def known_chat(telegram: Telegram, bot: Bot, call: Call) -> Chat:
    """Return the chat of a call; Refused when there is none."""
    wanted = call.string("chat_id").strip()
    if not wanted:
        raise Refused(CHAT_ID_EMPTY)
    if wanted.startswith("@"):
        named = (chat for chat in bot.chats.values() if chat.username.lower() == wanted[1:].lower() != "")
        chat = next((chat for chat in named if chat.type is not ChatType.PRIVATE), None)
    else:
        number = int(wanted) if wanted.lstrip("-").isdecimal() else 0
        chat = bot.chats.get(number)
        if chat is None and number in telegram.people:
            raise Refused(CANNOT_INITIATE)
    if chat is None:
        raise Refused(CHAT_NOT_FOUND)
    return chat


def writable_chat(telegram: Telegram, bot: Bot, call: Call) -> Chat:
    """Return the chat of a call if the bot may write there; Refused otherwise."""
    chat = known_chat(telegram, bot, call)
    private = chat.type is ChatType.PRIVATE
    if chat.person is not None and chat.person.deactivated:
        raise Refused(DEACTIVATED)
    if chat.blocked:
        raise Refused(BLOCKED if private else KICKED)
    if not chat.opened:
        raise Refused(CANNOT_INITIATE)
    return chat


def message_id(call: Call) -> int:
    """Return the message_id of a call; Refused when it is missing."""
    identity = call.integer("message_id")
    if identity <= 0:
        raise Refused(MESSAGE_ID_MISSING)
    return identity


def editable(telegram: Telegram, bot: Bot, call: Call) -> Message:
    """Return the message that a call edits; Refused when unknown or somebody else's."""
    chat = known_chat(telegram, bot, call)
    message = chat.messages.get(message_id(call))
    if message is None:
        raise Refused(EDITED_NOT_FOUND)
    if message.person is not None:
        raise Refused(CANNOT_EDIT)
    if chat.blocked:
        raise Refused(BLOCKED if chat.type is ChatType.PRIVATE else KICKED)
    return message


def replied_to(chat: Chat, call: Call) -> int:
    """Return the message that a call replies to, 0 for none; Refused when it is not there and must be."""
    told = call.json("reply_parameters", bad_request("can't parse reply parameters JSON object"))
    if isinstance(told, dict):
        wanted, may_lack = told.get("message_id", 0), bool(told.get("allow_sending_without_reply"))
    else:
        wanted, may_lack = call.integer("reply_to_message_id"), call.flag("allow_sending_without_reply")
    if not wanted:
        return 0
    if wanted in chat.messages:
        return int(wanted)
    if may_lack:
        return 0
    raise Refused(REPLIED_NOT_FOUND)


def post(telegram: Telegram, bot: Bot, message: Message) -> Message:
    """Put a new message of the bot into its chat and show it."""
    chat = message.chat
    bot.last_message_id += 1
    message.id = bot.last_message_id
    message.date = int(telegram.clock.timestamp())
    if message.markup is not None and "inline_keyboard" not in message.markup:
        chat.reply_keyboard = message.markup if "keyboard" in message.markup else None
        chat.tell(lambda: {"type": "reply_keyboard", "reply_keyboard": chat.reply_keyboard})
        message.markup = None
    chat.messages[message.id] = message
    chat.typing_until = 0.0
    chat.tell(lambda: {"type": "message", "message": message_view(message)})
    return message


def redraw(telegram: Telegram, message: Message) -> Message:
    """Mark a message as edited and show it."""
    message.edit_date = int(telegram.clock.timestamp())
    message.chat.tell(lambda: {"type": "message", "message": message_view(message)})
    return message
