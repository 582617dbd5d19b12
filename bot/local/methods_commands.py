"""What a bot says about itself: its name, commands by scope and language, descriptions, menu button.

It decides which settings Telegram takes. It must not know messages.
"""

import re

from bot.local.calls import Call
from bot.local.methods_messages import known_chat
from bot.local.refusals import (
    COMMAND_DESCRIPTION_INVALID,
    COMMAND_INVALID,
    INVALID_LANGUAGE,
    UNPARSABLE_COMMANDS,
    Refused,
    bad_request,
)
from bot.local.shapes import bot_shape, chat_shape, commands_for, description_for
from bot.local.state import Bot, ChatType, Shape, Telegram

_COMMAND = re.compile(r"/?[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_MOST_COMMANDS = 100
_LONGEST_DESCRIPTION = 256
_LONGEST = {"description": 512, "short_description": 120}
_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
_CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})


def get_me(telegram: Telegram, bot: Bot, call: Call) -> object:
    """GetMe."""
    del telegram, call
    return bot_shape(bot, full=True)


def get_chat(telegram: Telegram, bot: Bot, call: Call) -> object:
    """GetChat."""
    chat = known_chat(telegram, bot, call)
    shape = chat_shape(chat) | {"accent_color_id": 0, "max_reaction_count": 11}
    rights = dict.fromkeys(("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), True)
    return shape | {"accepted_gift_types": rights | {"gifts_from_channels": True}}


def set_my_commands(telegram: Telegram, bot: Bot, call: Call) -> object:
    """SetMyCommands for a scope and a language."""
    told = call.json("commands", UNPARSABLE_COMMANDS)
    if not isinstance(told, list) or len(told) > _MOST_COMMANDS:
        raise Refused(UNPARSABLE_COMMANDS)
    commands: list[Shape] = []
    for each in told:
        if not isinstance(each, dict):
            raise Refused(bad_request("can't parse BotCommand: expected an Object"))
        name, description = str(each.get("command", "")), str(each.get("description", ""))
        if _COMMAND.fullmatch(name) is None:
            raise Refused(COMMAND_INVALID)
        if not 1 <= len(description.strip()) <= _LONGEST_DESCRIPTION:
            raise Refused(COMMAND_DESCRIPTION_INVALID)
        commands.append({"command": name.removeprefix("/"), "description": description.strip()})
    key = (_scope(call), _language(call))
    if commands:
        bot.commands[key] = commands
    else:
        bot.commands.pop(key, None)
    _tell(bot)
    return True


def get_my_commands(telegram: Telegram, bot: Bot, call: Call) -> object:
    """GetMyCommands of a scope and a language."""
    del telegram
    return bot.commands.get((_scope(call), _language(call)), [])


def delete_my_commands(telegram: Telegram, bot: Bot, call: Call) -> object:
    """DeleteMyCommands of a scope and a language."""
    del telegram
    bot.commands.pop((_scope(call), _language(call)), None)
    _tell(bot)
    return True


def set_my_description(telegram: Telegram, bot: Bot, call: Call) -> object:
    """SetMyDescription: what an empty chat shows."""
    return _describe(bot, call, "description")


def set_my_short_description(telegram: Telegram, bot: Bot, call: Call) -> object:
    """SetMyShortDescription: what the bot's profile shows."""
    return _describe(bot, call, "short_description")


def get_my_description(telegram: Telegram, bot: Bot, call: Call) -> object:
    """GetMyDescription."""
    del telegram
    return {"description": bot.descriptions.get(("description", _language(call)), "")}


def get_my_short_description(telegram: Telegram, bot: Bot, call: Call) -> object:
    """GetMyShortDescription."""
    del telegram
    return {"short_description": bot.descriptions.get(("short_description", _language(call)), "")}


def set_chat_menu_button(telegram: Telegram, bot: Bot, call: Call) -> object:
    """SetChatMenuButton, for one private chat or for all."""
    told = call.json("menu_button", bad_request("can't parse menu button JSON object")) or {"type": "default"}
    if not isinstance(told, dict):
        raise Refused(bad_request("can't parse menu button JSON object"))
    if told.get("type") not in ("commands", "default", "web_app"):
        raise Refused(bad_request("unsupported menu button type"))
    if call.chat_id:
        known_chat(telegram, bot, call).menu_button = told
    else:
        bot.menu_button = told
    return True


def get_chat_menu_button(telegram: Telegram, bot: Bot, call: Call) -> object:
    """GetChatMenuButton."""
    own = known_chat(telegram, bot, call).menu_button if call.chat_id else None
    return own or bot.menu_button or {"type": "commands"}


def _describe(bot: Bot, call: Call, kind: str) -> bool:
    text = call.string(kind)
    if len(text) > _LONGEST[kind]:
        raise Refused(bad_request(f"bot {kind.replace('_', ' ')} is too long"))
    bot.descriptions[kind, _language(call)] = text
    _tell(bot)
    return True


def _language(call: Call) -> str:
    language = call.string("language_code")
    if language and _LANGUAGE.fullmatch(language) is None:
        raise Refused(INVALID_LANGUAGE)
    return language


def _scope(call: Call) -> str:
    told = call.json("scope", bad_request("can't parse BotCommandScope JSON object"))
    if told is None:
        return "default"
    kind = told.get("type") if isinstance(told, dict) else None
    if kind in _SCOPES:
        return str(kind)
    if isinstance(told, dict) and kind in _CHAT_SCOPES:
        user = f":{told['user_id']}" if "user_id" in told else ""
        return f"{kind}:{told.get('chat_id', '')}{user}"
    raise Refused(bad_request("can't parse BotCommandScope: unsupported type specified"))


def _tell(bot: Bot) -> None:
    for chat in bot.chats.values():
        if chat.type is ChatType.PRIVATE and chat.watchers:
            event = {"type": "profile", "commands": commands_for(bot, chat), "description": description_for(bot, chat)}
            chat.tell(event.copy)
