"""The lines that a card opens with: what was just saved, refused or not understood, in one short line each.

It decides how a line is worded; it must not know when it is said.
"""

from conversations.assessment import Assessment
from conversations.instrument import Language
from conversations.replies import Line, Say
from locales.catalogue import Html, escaped, plain
from locales.formats import moment
from locales.naming import answer_label


def said(line: Line, assessment: Assessment | None) -> str:
    """Find the entry of a line. What is locked is so by a submission, or by the person's role."""
    if line.say is Say.LOCKED and (assessment is None or assessment.submission is None):
        return "not_yours"
    return line.say.value


def plain_line(line: Line, assessment: Assessment | None, language: Language, contact: str = "") -> str:
    """Word a line without markup; ``contact`` is named where there is nobody else to ask."""
    text = plain(
        language,
        f"line.{said(line, assessment)}",
        number=line.number,
        item=_subject(line.step, assessment, language),
        answer=_answer(line, assessment, language),
        day=moment(language, line.at, assessment.member.timezone if assessment else "UTC") if line.at else "",
    )
    if line.say is Say.NO_COORDINATOR and contact:
        return f"{text} {plain(language, 'line.contact', contact=contact)}"
    return text


def word_line(line: Line, assessment: Assessment | None, language: Language, contact: str = "") -> Html:
    """Word a line for a card."""
    return escaped(plain_line(line, assessment, language, contact))


def _subject(step: str, assessment: Assessment | None, language: Language) -> str:
    if assessment is None:
        return ""
    instrument = assessment.instrument
    if instrument.has_criterion(step):
        return instrument.criterion(step).short.in_(language)
    return instrument.item(step).short.in_(language) if instrument.has_item(step) else ""


def _answer(line: Line, assessment: Assessment | None, language: Language) -> str:
    if assessment is None or line.answer is None:
        return ""
    return answer_label(assessment.instrument, line.step, line.answer, language, brief=True)
