"""The JSON objects of the Bot API, and what a phone is shown of the same message.

It decides field names and which fields exist. It must not know how messages come about.
"""

from typing import Any

from bot.local.formatting import to_html
from bot.local.state import Bot, CallbackQuery, Chat, ChatType, Message, Person, Shape, StoredFile, Telegram


def bot_shape(bot: Bot, *, full: bool = False) -> Shape:
    """Return the bot as a User; `full` with what only getMe tells."""
    shape: Shape = {"id": bot.id, "is_bot": True, "first_name": bot.first_name, "username": bot.username}
    if full:
        shape |= {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }
    return shape


def person_shape(person: Person) -> Shape:
    """Return a person as a User."""
    shape: Shape = {"id": person.id, "is_bot": False, "first_name": person.first_name}
    if person.last_name:
        shape["last_name"] = person.last_name
    if person.username:
        shape["username"] = person.username
    if person.language_code:
        shape["language_code"] = person.language_code
    return shape


def chat_shape(chat: Chat) -> Shape:
    """Return a chat as a Chat."""
    if chat.person is not None and chat.type is ChatType.PRIVATE:
        shape: Shape = {"id": chat.id, "type": "private", "first_name": chat.person.first_name}
        if chat.person.last_name:
            shape["last_name"] = chat.person.last_name
        if chat.person.username:
            shape["username"] = chat.person.username
        return shape
    shape = {"id": chat.id, "type": str(chat.type), "title": chat.title}
    if chat.username:
        shape["username"] = chat.username
    return shape


def message_shape(bot: Bot, message: Message, *, quoted: bool = False) -> Shape:
    """Return a message as a Message; a `quoted` one without what it replies to."""
    shape: Shape = {"message_id": message.id}
    if message.chat.type is ChatType.CHANNEL:
        shape["sender_chat"] = chat_shape(message.chat)
    else:
        shape["from"] = bot_shape(bot) if message.person is None else person_shape(message.person)
    shape["chat"] = chat_shape(message.chat)
    shape["date"] = message.date
    if message.edit_date:
        shape["edit_date"] = message.edit_date
    if message.reply_to and not quoted:
        original = message.chat.messages.get(message.reply_to)
        if original is not None:
            shape["reply_to_message"] = message_shape(bot, original, quoted=True)
    if message.photo is not None:
        shape["photo"] = [photo_shape(message.photo)]
    if message.document is not None:
        shape["document"] = document_shape(message.document)
    text, entities = ("caption", "caption_entities") if message.has_media else ("text", "entities")
    if message.text:
        shape[text] = message.text
        if message.entities:
            shape[entities] = message.entities
    if message.markup is not None and "inline_keyboard" in message.markup:
        shape["reply_markup"] = message.markup
    return shape


def file_shape(stored: StoredFile) -> Shape:
    """Return what every file object has."""
    return {"file_id": stored.id, "file_unique_id": stored.unique_id, "file_size": len(stored.content)}


def photo_shape(stored: StoredFile) -> Shape:
    """Return a PhotoSize."""
    return file_shape(stored) | {"width": stored.width, "height": stored.height}


def document_shape(stored: StoredFile) -> Shape:
    """Return a Document."""
    return file_shape(stored) | {"file_name": stored.name, "mime_type": stored.mime}


def query_shape(bot: Bot, query: CallbackQuery) -> Shape:
    """Return a press as a CallbackQuery, with the message as it is now."""
    message = query.chat.messages.get(query.message_id)
    return {
        "id": query.id,
        "from": person_shape(query.person),
        "message": message_shape(bot, message)
        if message is not None
        else {"chat": chat_shape(query.chat), "message_id": query.message_id, "date": 0},
        "chat_instance": str(query.chat.id),
        "data": query.data,
    }


def message_view(message: Message) -> dict[str, Any]:
    """Return what a phone shows of a message; `html` is safe to put into a page."""
    view: dict[str, Any] = {
        "id": message.id,
        "mine": message.person is not None,
        "sender": message.person.first_name if message.person is not None else "",
        "text": message.text,
        "html": to_html(message.text, message.entities),
        "date": message.date,
        "edited": bool(message.edit_date),
        "silent": message.silent,
        "keyboard": (message.markup or {}).get("inline_keyboard", []),
        "reply_to": None,
    }
    if message.photo is not None:
        photo = message.photo
        view["photo"] = {"url": file_address(photo), "width": photo.width, "height": photo.height, "name": photo.name}
    if message.document is not None:
        document = message.document
        size = len(document.content)
        view["document"] = {"url": file_address(document), "name": document.name, "size": size, "mime": document.mime}
    original = message.chat.messages.get(message.reply_to) if message.reply_to else None
    if original is not None:
        view["reply_to"] = {"id": original.id, "text": original.text[:120]}
    return view


def file_address(stored: StoredFile) -> str:
    """Return the address of a file for the page."""
    return f"/phone/files/{stored.id}"


def commands_for(bot: Bot, chat: Chat) -> list[Shape]:
    """Return the commands that a person sees in a chat: the nearest scope first, then the nearest language."""
    wide = "all_private_chats" if chat.type is ChatType.PRIVATE else "all_group_chats"
    language = (chat.person.language_code if chat.person is not None else "").partition("-")[0]
    for scope in (f"chat:{chat.id}", wide, "default"):
        for spoken in (language, ""):
            if (scope, spoken) in bot.commands:
                return bot.commands[scope, spoken]
    return []


def chat_view(telegram: Telegram, bot: Bot, chat: Chat) -> dict[str, Any]:
    """Return everything that a phone shows of a chat."""
    return {
        "chat_id": chat.id,
        "type": str(chat.type),
        "title": chat.title or bot.first_name,
        "bot": {"id": bot.id, "username": bot.username, "name": bot.first_name},
        "opened": chat.opened,
        "blocked": chat.blocked,
        "typing": chat.typing_until > telegram.clock.timestamp(),
        "description": description_for(bot, chat),
        "commands": commands_for(bot, chat),
        "reply_keyboard": chat.reply_keyboard,
        "messages": [message_view(message) for message in chat.messages.values()],
        "now": telegram.clock.timestamp(),
    }


def description_for(bot: Bot, chat: Chat) -> str:
    """Return what the empty chat says about the bot, in the person's language if there is one."""
    language = (chat.person.language_code if chat.person is not None else "").partition("-")[0]
    return bot.descriptions.get(("description", language)) or bot.descriptions.get(("description", ""), "")
