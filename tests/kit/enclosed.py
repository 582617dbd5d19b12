"""What comes beside a card, in the words that stand for it to whoever cannot see pictures."""

import json
from datetime import datetime

from conversations.instrument import Language
from conversations.replies import Enclosure
from locales.figures import diagnosis_of
from locales.splitting import split_text
from locales.summary import file_name, render_caption, render_practices
from storage.assessment_reader import read_assessment
from storage.database import Transaction


def enclosed(tx: Transaction, payload: str, now: datetime) -> tuple[str, ...]:
    """Word a letter's payload: the texts of the messages that it becomes."""
    letter = json.loads(payload)
    if "text" in letter:
        return (letter["text"],)
    assessment, language = read_assessment(tx, letter["assessment"]), Language(letter["language"])
    assert assessment is not None
    diagnosis = diagnosis_of(assessment)
    match Enclosure(letter["enclosure"]):
        case Enclosure.PICTURE:
            caption = render_caption(assessment, diagnosis, language, now)
            return (f"🖼 {file_name(assessment, language, 'png')}\n{caption}",)
        case Enclosure.PDF:
            return (f"📄 {file_name(assessment, language, 'pdf')}",)
        case Enclosure.PRACTICES:
            return split_text(render_practices(assessment, diagnosis, language))
