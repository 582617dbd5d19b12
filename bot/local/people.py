"""What people do on their phones: write, press, upload, edit, block; each becomes an update for the bot.

It decides which update an act makes. It must not know HTTP, nor how the bot fetches it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.local.calls import Upload
from bot.local.formatting import detect
from bot.local.images import size_of
from bot.local.shapes import bot_shape, chat_shape, message_shape, message_view, person_shape, query_shape
from bot.local.state import Bot, CallbackQuery, Chat, ChatType, Message, Person, Shape, Telegram
from bot.local.updates import MESSAGE_KEPT, PRESS_KEPT


class PhoneError(Exception):
    """Something that a phone could not do, in plain words."""


@dataclass(slots=True)
class Phones:
    """The people's side of a Telegram; every act takes the bot, the person and the chat it happens in."""

    telegram: Telegram

    def chat(self, bot: Bot, person: Person, chat_id: int = 0) -> Chat:
        """Return the person's private chat with the bot, or a group or channel by its id; PhoneError if unknown."""
        if chat_id in (0, person.id):
            return self.telegram.private_chat(bot, person)
        chat = bot.chats.get(chat_id)
        if chat is None or chat.type is ChatType.PRIVATE:
            message = f"there is no group or channel {chat_id}"
            raise PhoneError(message)
        return chat

    def start(self, bot: Bot, person: Person, payload: str = "") -> Message:
        """Press START, perhaps through an invitation link."""
        return self.write(bot, person, self.chat(bot, person), f"/start {payload}".strip())

    def write(self, bot: Bot, person: Person, chat: Chat, text: str, reply_to: int = 0) -> Message:
        """Send a text; PhoneError when it is blank, longer than Telegram's 4096, or the bot is blocked."""
        text = text.strip()
        if not text:
            message = "a message needs a text"
            raise PhoneError(message)
        return self._deliver(bot, self._message(bot, person, chat, text, reply_to))

    def upload(
        self, bot: Bot, person: Person, chat: Chat, file: Upload, *, caption: str = "", as_photo: bool = False
    ) -> Message:
        """Send a file, as a photo if asked and it is a picture."""
        size = size_of(file.content) or (0, 0)
        is_photo = as_photo and size != (0, 0)
        message = self._message(bot, person, chat, caption.strip(), 0)
        stored = self.telegram.keep_file(file.name, file.mime, file.content, size if is_photo else (0, 0))
        if is_photo:
            message.photo = stored
        else:
            message.document = stored
        return self._deliver(bot, message)

    def edit(self, bot: Bot, person: Person, chat: Chat, message_id: int, text: str) -> Message:
        """Edit one's own text; PhoneError for somebody else's message."""
        message = chat.messages.get(message_id)
        if message is None or message.person is not person or message.has_media or not text.strip():
            reason = f"message {message_id} is not a text of this person"
            raise PhoneError(reason)
        message.text = text.strip()
        message.entities = detect(message.text, [])
        message.edit_date = int(self.telegram.clock.timestamp())
        chat.tell(lambda: {"type": "message", "message": message_view(message)})
        kind = "edited_channel_post" if chat.type is ChatType.CHANNEL else "edited_message"
        bot.queue.add(kind, message_shape(bot, message), MESSAGE_KEPT, chat.id)
        return message

    def press(
        self,
        bot: Bot,
        person: Person,
        chat: Chat,
        message_id: int,
        data: str,
        *,
        forged: bool = False,
        when_answered: Callable[[Shape], None] | None = None,
    ) -> CallbackQuery:
        """Press a button; PhoneError when the message has none with this data, unless the press is forged."""
        message = chat.messages.get(message_id)
        rows = (message.markup or {}).get("inline_keyboard", []) if message is not None else []
        if not forged and not any(button.get("callback_data") == data for row in rows for button in row):
            reason = f"message {message_id} has no such button any more"
            raise PhoneError(reason)
        if chat.blocked:
            raise PhoneError(_BLOCKED)
        clock = self.telegram.clock
        query = CallbackQuery(
            str(4_300_000_000_000_000 + self.telegram.count()), chat, message_id, person, data, clock.timestamp()
        )
        if when_answered is not None:
            query.when_answered.append(when_answered)
        bot.queries[query.id] = query
        bot.queue.add("callback_query", query_shape(bot, query), PRESS_KEPT, chat.id)
        return query

    def block(self, bot: Bot, person: Person, *, blocked: bool) -> None:
        """Block or unblock the bot; it is told, as Telegram does, by a my_chat_member update."""
        chat = self.chat(bot, person)
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        chat.tell(lambda: {"type": "blocked", "blocked": blocked})
        self._membership(bot, person, chat, "member" if blocked else "kicked", "kicked" if blocked else "member")

    def add_group(self, bot: Bot, person: Person, chat: Chat) -> Chat:
        """Put the bot into a group or channel; the person is the one who adds it."""
        bot.chats[chat.id] = chat
        chat.opened = True
        status = "administrator" if chat.type is ChatType.CHANNEL else "member"
        self._membership(bot, person, chat, "left", status)
        return chat

    def _membership(self, bot: Bot, person: Person, chat: Chat, before: str, after: str) -> None:
        def member(status: str) -> dict[str, Any]:
            shape: dict[str, Any] = {"user": bot_shape(bot), "status": status}
            match status:
                case "kicked":
                    shape["until_date"] = 0
                case "administrator":
                    shape |= dict.fromkeys(_ADMINISTRATOR_RIGHTS, True) | {"can_be_edited": False}
                case _:
                    pass
            return shape

        shape = {
            "chat": chat_shape(chat),
            "from": person_shape(person),
            "date": int(self.telegram.clock.timestamp()),
            "old_chat_member": member(before),
            "new_chat_member": member(after),
        }
        bot.queue.add("my_chat_member", shape, MESSAGE_KEPT, chat.id)

    def _message(self, bot: Bot, person: Person, chat: Chat, text: str, reply_to: int) -> Message:
        if chat.blocked:
            raise PhoneError(_BLOCKED)
        if len(text.encode("utf-16-le", "surrogatepass")) // 2 > _LONGEST:
            reason = f"a message has at most {_LONGEST} characters"
            raise PhoneError(reason)
        bot.last_message_id += 1
        date = int(self.telegram.clock.timestamp())
        found = detect(text, [])
        return Message(bot.last_message_id, chat, person, date, text, found, reply_to=reply_to)

    def _deliver(self, bot: Bot, message: Message) -> Message:
        chat = message.chat
        chat.messages[message.id] = message
        if chat.type is ChatType.PRIVATE:
            chat.opened = True
        chat.tell(lambda: {"type": "message", "message": message_view(message)})
        if chat.type is ChatType.CHANNEL:
            bot.queue.add("channel_post", message_shape(bot, message), MESSAGE_KEPT, chat.id)
        elif chat.type is ChatType.PRIVATE or self._for_bot(bot, message):
            bot.queue.add("message", message_shape(bot, message), MESSAGE_KEPT, chat.id)
        return message

    @staticmethod
    def _for_bot(bot: Bot, message: Message) -> bool:
        """In a group a bot sees, as by default at Telegram, only commands, mentions of it and replies to it."""
        original = message.chat.messages.get(message.reply_to)
        replied = original is not None and original.person is None
        return message.text.startswith("/") or f"@{bot.username}".lower() in message.text.lower() or replied


_LONGEST = 4096
_BLOCKED = "the bot is blocked"
_ADMINISTRATOR_RIGHTS = (
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
