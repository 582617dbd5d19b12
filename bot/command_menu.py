"""Tells Telegram about the bot, in each language: its commands, and what it is; coordinators have a menu of their own.

A coordinator's menu is set for their chat, in the language that they chose, and taken away when they are none any
more. Which menus stand is only remembered while running: setting one again changes nothing.
"""

import asyncio

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError, TelegramRetryAfter
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from conversations.instrument import Language
from locales.notices import describe_bot
from locales.questions import coordinator_commands
from locales.vocabulary import commands
from storage.database import Database
from storage.people_reader import Coordinating, coordinators

log = structlog.get_logger(__name__)

FALLBACK = Language.ES
"""What people see whose Telegram is in none of our languages."""


async def register_commands(bot: Bot) -> None:
    """Register commands and descriptions; without them everything works, so a refusal is only noted."""
    scope = BotCommandScopeAllPrivateChats()
    try:
        for language in (None, *Language):
            await bot.set_my_commands(
                _menu(commands(language or FALLBACK)), scope=scope, language_code=language and language.value
            )
            description, about = describe_bot(language or FALLBACK)
            code = language and language.value
            await bot.set_my_description(description, language_code=code)
            await bot.set_my_short_description(about, language_code=code)
    except TelegramAPIError as error:
        log.warning("the bot could not be described", error=type(error).__name__)


class CoordinatorMenus:
    """Keeps the menus of coordinators' chats as they should be."""

    def __init__(self, bot: Bot, database: Database) -> None:
        self._bot = bot
        self._database = database
        self._standing: dict[int, tuple[int, Language, bool]] = {}

    async def refresh(self) -> None:
        """Set the menus that are new or in another language now, and take away those of who coordinates no more."""
        present = await asyncio.to_thread(self._coordinators)
        for one in present:
            language = one.sender.language or FALLBACK
            wanted = (one.sender.telegram_id, language, one.also)
            if self._standing.get(one.person) != wanted and await self._set(wanted):
                self._standing[one.person] = wanted
        for person in self._standing.keys() - {one.person for one in present}:
            if await self._take_away(self._standing[person][0]):
                del self._standing[person]

    def _coordinators(self) -> tuple[Coordinating, ...]:
        with self._database.reading() as tx:
            return coordinators(tx)

    async def _set(self, wanted: tuple[int, Language, bool]) -> bool:
        chat, language, also = wanted
        listed = dict(coordinator_commands(language)) | (dict(commands(language)) if also else {})
        scope = BotCommandScopeChat(chat_id=chat)
        try:
            await self._bot.set_my_commands(_menu(tuple(listed.items())), scope=scope)
        except TelegramAPIError as error:
            return _noted(error)
        return True

    async def _take_away(self, chat: int) -> bool:
        try:
            await self._bot.delete_my_commands(scope=BotCommandScopeChat(chat_id=chat))
        except TelegramAPIError as error:
            return _noted(error)
        return True


def _noted(error: TelegramAPIError) -> bool:
    """Note a refusal; tell whether it is no use to try again."""
    passing = isinstance(error, TelegramNetworkError | TelegramRetryAfter)
    log.warning("a coordinator's menu could not be set", error=type(error).__name__)
    return not passing


def _menu(listed: tuple[tuple[str, str], ...]) -> list[BotCommand]:
    return [BotCommand(command=name, description=text) for name, text in listed]
