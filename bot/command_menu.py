"""Tells Telegram about the bot, in each language: its commands, and what it is."""

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats

from conversations.instrument import Language
from locales.notices import describe_bot
from locales.vocabulary import commands

log = structlog.get_logger(__name__)

FALLBACK = Language.ES
"""What people see whose Telegram is in none of our languages."""


async def register_commands(bot: Bot) -> None:
    """Register commands and descriptions; without them everything works, so a refusal is only noted."""
    scope = BotCommandScopeAllPrivateChats()
    try:
        for language in (None, *Language):
            menu = [BotCommand(command=name, description=text) for name, text in commands(language or FALLBACK)]
            await bot.set_my_commands(menu, scope=scope, language_code=language and language.value)
            description, about = describe_bot(language or FALLBACK)
            code = language and language.value
            await bot.set_my_description(description, language_code=code)
            await bot.set_my_short_description(about, language_code=code)
    except TelegramAPIError as error:
        log.warning("the bot could not be described", error=type(error).__name__)
