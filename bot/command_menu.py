"""Registers the commands that Telegram offers when somebody types a slash, in each language."""

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats

from conversations.instrument import Language
from locales.vocabulary import commands

log = structlog.get_logger(__name__)

FALLBACK = Language.ES
"""What people see whose Telegram is in none of our languages."""


async def register_commands(bot: Bot) -> None:
    """Register the commands; without them everything works, so a refusal is only noted."""
    scope = BotCommandScopeAllPrivateChats()
    try:
        for language in (None, *Language):
            menu = [BotCommand(command=name, description=text) for name, text in commands(language or FALLBACK)]
            await bot.set_my_commands(menu, scope=scope, language_code=language and language.value)
    except TelegramAPIError as error:
        log.warning("the commands could not be registered", error=type(error).__name__)
