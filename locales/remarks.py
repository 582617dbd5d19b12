"""The lines that a card opens with: what was just saved, refused or not understood, in one short line each.

It decides how a line is worded; it must not know when it is said.
"""

from conversations.assessment import Assessment
from conversations.instrument import Language
from conversations.replies import Line, Say
from locales.catalogue import Html, say


def line_key(line: Line, assessment: Assessment | None) -> str:
    """Find the entry of a line. What is locked is so by a submission, or by the person's role."""
    if line.say is Say.LOCKED and (assessment is None or assessment.submission is None):
        return "line.not_yours"
    return f"line.{line.say}"


def word_line(line: Line, assessment: Assessment | None, language: Language) -> Html:
    """Word a line for a card."""
    return say(language, line_key(line, assessment), number=line.number)
