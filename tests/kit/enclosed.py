"""What comes beside a card, in the words that stand for it to whoever cannot see pictures."""

import json
from datetime import datetime
from typing import Any

from bot.errand_table import ERRANDS
from bot.own_data import own_data
from conversations.instrument import Language
from conversations.replies import Enclosure
from locales.consultation import render_consultation
from locales.figures import diagnosis_of
from locales.my_data import render_my_data
from locales.questionnaire import word_questionnaire
from locales.splitting import split_text
from locales.summary import file_name, render_caption, render_practices
from storage.assessment_reader import read_assessment
from storage.database import Transaction
from storage.my_data import read_my_data


def enclosed(tx: Transaction, payload: str, now: datetime) -> tuple[str, ...]:
    """Word a letter's payload: the texts of the messages that it becomes."""
    letter: dict[str, Any] = json.loads(payload)
    if "enclosure" not in letter:
        return (letter["text"],)
    enclosure, language = Enclosure(letter["enclosure"]), Language(letter["language"])
    assessment = read_assessment(tx, letter["assessment"])
    if enclosure in ERRANDS:
        return (f"📎 {enclosure.value} {letter['target']}".rstrip(),)
    assert assessment is not None
    match enclosure:
        case Enclosure.PICTURE:
            caption = render_caption(assessment, diagnosis_of(assessment), language, now)
            return (f"🖼 {file_name(assessment, language, 'png')}\n{caption}",)
        case Enclosure.PDF:
            return (f"📄 {file_name(assessment, language, 'pdf')}",)
        case Enclosure.BLANK | Enclosure.ANSWERS as kind:
            words = word_questionnaire(assessment, language, now, filled=kind is Enclosure.ANSWERS)
            return (f"📄 {file_name(assessment, language, 'pdf', words.title)}",)
        case Enclosure.PRACTICES:
            return split_text(render_practices(assessment, diagnosis_of(assessment), language))
        case Enclosure.CONSULTATION:
            return split_text(render_consultation(assessment, letter["target"], language))
        case Enclosure.MY_DATA:
            held = read_my_data(tx, letter["person"])
            data = own_data(held, assessment.instrument, language, assessment.member.timezone)
            return (f"📄 solidaria.txt\n{render_my_data(data, language, now)}",)
        case other:
            raise ValueError(other)
