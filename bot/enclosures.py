"""What is sent beside the card: the summary's picture, its PDF, practices; made at the moment of sending."""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime

from aiogram import Bot
from aiogram.types import BufferedInputFile, LinkPreviewOptions

from bot.reports.renderer import render_pdf, render_picture
from conversations.assessment import Assessment
from conversations.diagnosis import Diagnosis
from conversations.instrument import Language
from conversations.replies import Enclosure
from locales.figures import diagnosis_of
from locales.report import word_report
from locales.splitting import split_text
from locales.summary import file_name, render_caption, render_practices

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Enclosures:
    """Makes and sends enclosures. ``load`` reads an assessment as it is now."""

    def __init__(self, bot: Bot, load: Callable[[int], Assessment], now: Callable[[], datetime]) -> None:
        self._bot = bot
        self._load = load
        self._now = now

    async def send(self, chat_id: int, payload: str) -> int:
        """Send what a letter's payload asks for; gives the id of the (last) message. Raises aiogram's exceptions."""
        letter = json.loads(payload)
        if "text" in letter:
            return await self._text(chat_id, letter["text"])
        language = Language(letter["language"])
        assessment = await asyncio.to_thread(self._load, letter["assessment"])
        diagnosis = diagnosis_of(assessment)
        match Enclosure(letter["enclosure"]):
            case Enclosure.PICTURE:
                return await self._picture(chat_id, assessment, diagnosis, language)
            case Enclosure.PDF:
                return await self._pdf(chat_id, assessment, diagnosis, language)
            case Enclosure.PRACTICES:
                return await self._text(chat_id, render_practices(assessment, diagnosis, language))

    async def _picture(self, chat_id: int, assessment: Assessment, diagnosis: Diagnosis, language: Language) -> int:
        now = self._now()
        report = word_report(assessment, diagnosis, language, now)
        picture = await asyncio.to_thread(render_picture, report)
        file = BufferedInputFile(picture, file_name(assessment, language, "png"))
        caption = render_caption(assessment, diagnosis, language, now)
        message = await self._bot.send_photo(chat_id, file, caption=caption, parse_mode="HTML")
        return message.message_id

    async def _pdf(self, chat_id: int, assessment: Assessment, diagnosis: Diagnosis, language: Language) -> int:
        report = word_report(assessment, diagnosis, language, self._now())
        pdf = await asyncio.to_thread(render_pdf, report)
        file = BufferedInputFile(pdf, file_name(assessment, language, "pdf"))
        message = await self._bot.send_document(chat_id, file)
        return message.message_id

    async def _text(self, chat_id: int, text: str) -> int:
        message_id = 0
        for part in split_text(text):
            message = await self._bot.send_message(chat_id, part, parse_mode="HTML", link_preview_options=NO_PREVIEW)
            message_id = message.message_id
        return message_id
