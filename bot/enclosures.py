"""What is sent beside the card: pictures, PDFs, ready texts, files; made at the moment of sending."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from aiogram import Bot
from aiogram.types import BufferedInputFile

from bot.calls import SendText
from bot.errand_table import ERRANDS
from bot.errands import Errand
from bot.own_data import own_data
from bot.reports.renderer import render_pdf, render_picture, render_questionnaire
from conversations.assessment import Assessment
from conversations.events import Event
from conversations.instrument import Language
from conversations.replies import Enclosure
from locales.consultation import render_consultation
from locales.figures import diagnosis_of
from locales.my_data import render_my_data
from locales.questionnaire import word_questionnaire
from locales.report import word_report
from locales.splitting import split_text
from locales.summary import file_name, render_caption, render_practices
from storage.assessment_reader import read_assessment, read_earlier
from storage.instrument_document import default_instrument
from storage.my_data import read_my_data
from storage.writer import Writer

Happen = Callable[[int, Event], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter's payload asks for; ids are 0 where there is none."""

    enclosure: Enclosure
    language: Language
    assessment: int
    person: int
    target: str


class Enclosures:
    """Makes and sends enclosures, from the database as it is now."""

    def __init__(self, bot: Bot, writer: Writer, now: Callable[[], datetime], happen: Happen) -> None:
        self._bot = bot
        self._writer = writer
        self._database = writer.database
        self._now = now
        self._happen = happen

    async def send(self, chat_id: int, payload: str, number: int = 0) -> int | None:
        """Send what a letter's payload asks for; gives the id of the (last) message. ``number`` is the letter's.

        Raises aiogram's exceptions.
        """
        raw = json.loads(payload)
        letter = Letter(
            Enclosure(raw["enclosure"]),
            Language(raw["language"]),
            raw["assessment"],
            raw.get("person", 0),
            raw.get("target", ""),
        )
        if letter.enclosure is Enclosure.MY_DATA:
            return await self._my_data(chat_id, letter)
        if letter.enclosure in ERRANDS:
            return await ERRANDS[letter.enclosure](self._errand(chat_id, letter, number))
        assessment = await asyncio.to_thread(self._assessment, letter.assessment)
        assert assessment is not None
        return await self._about(chat_id, letter, assessment)

    async def _about(self, chat_id: int, letter: Letter, assessment: Assessment) -> int:
        language = letter.language
        match letter.enclosure:
            case Enclosure.PICTURE:
                return await self._picture(chat_id, assessment, language)
            case Enclosure.PDF:
                earlier = await asyncio.to_thread(self._earlier, assessment)
                report = word_report(assessment, diagnosis_of(assessment), language, self._now(), earlier)
                pdf = await asyncio.to_thread(render_pdf, report)
                return await self._file(chat_id, pdf, file_name(assessment, language, "pdf"))
            case Enclosure.BLANK | Enclosure.ANSWERS:
                filled = letter.enclosure is Enclosure.ANSWERS
                words = word_questionnaire(assessment, language, self._now(), filled=filled)
                pdf = await asyncio.to_thread(render_questionnaire, words)
                return await self._file(chat_id, pdf, file_name(assessment, language, "pdf", words.title))
            case Enclosure.PRACTICES:
                return await self._text(chat_id, render_practices(assessment, diagnosis_of(assessment), language))
            case Enclosure.CONSULTATION:
                return await self._text(chat_id, render_consultation(assessment, letter.target, language), mode=None)
            case _:
                raise ValueError(letter.enclosure)

    async def _picture(self, chat_id: int, assessment: Assessment, language: Language) -> int:
        now, diagnosis = self._now(), diagnosis_of(assessment)
        earlier = await asyncio.to_thread(self._earlier, assessment)
        report = word_report(assessment, diagnosis, language, now, earlier)
        picture = await asyncio.to_thread(render_picture, report)
        file = BufferedInputFile(picture, file_name(assessment, language, "png"))
        caption = render_caption(assessment, diagnosis, language, now, earlier)
        message = await self._bot.send_photo(chat_id, file, caption=caption, parse_mode="HTML")
        return message.message_id

    def _errand(self, chat_id: int, letter: Letter, number: int) -> Errand:
        return Errand(
            self._bot,
            self._database,
            self._writer,
            self._now(),
            chat_id,
            letter.person,
            letter.language,
            letter.target,
            number,
            self._happen,
        )

    async def _my_data(self, chat_id: int, letter: Letter) -> int:
        text = await asyncio.to_thread(self._own_data, letter)
        return await self._file(chat_id, text.encode("utf-8-sig"), "solidaria.txt")

    def _own_data(self, letter: Letter) -> str:
        assessment = self._assessment(letter.assessment)
        with self._database.reading() as tx:
            held = read_my_data(tx, letter.person)
        instrument = assessment.instrument if assessment else default_instrument()
        timezone = assessment.member.timezone if assessment else "UTC"
        return render_my_data(own_data(held, instrument, letter.language, timezone), letter.language, self._now())

    async def _file(self, chat_id: int, content: bytes, name: str) -> int:
        message = await self._bot.send_document(chat_id, BufferedInputFile(content, name))
        return message.message_id

    async def _text(self, chat_id: int, text: str, mode: str | None = "HTML") -> int:
        message_id = 0
        for part in split_text(text):
            sent = await self._bot(SendText(chat_id=chat_id, text=part, parse_mode=mode))
            message_id = int(sent["message_id"])
        return message_id

    def _earlier(self, assessment: Assessment) -> Assessment | None:
        with self._database.reading() as tx:
            return read_earlier(tx, assessment)

    def _assessment(self, assessment: int) -> Assessment | None:
        with self._database.reading() as tx:
            return read_assessment(tx, assessment)
