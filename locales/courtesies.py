"""What is said without a card: the toast that answers a press, one line to somebody who has no card.

It must not know who is answered; nothing about a stranger is named.
"""

from typing import Final

from conversations.assessment import Assessment
from conversations.instrument import Language
from conversations.replies import Courtesy, Line, Say
from locales.catalogue import plain, say
from locales.naming import answer_label, fitting
from locales.remarks import plain_line, word_line

LONGEST_TOAST: Final = 200
"""Characters that Telegram shows in the answer to a press."""

WITH_CONTACT = frozenset(
    {
        Say.STRANGER,
        Say.INVITATION_UNKNOWN,
        Say.INVITATION_USED,
        Say.INVITATION_EXPIRED,
        Say.INVITATION_REVOKED,
        Say.CONSENT_DECLINED,
        Say.APPOINTMENT_ENDED,
        Say.FORGOTTEN,
    }
)
"""Lines after which somebody may want to write to a human."""


def render_toast(line: Line, assessment: Assessment | None, language: Language, contact: str = "") -> str:
    """Word the answer to a press, without markup, in at most 200 characters."""
    if line.say is Say.SAVED and assessment and line.answer is not None:
        answer = answer_label(assessment.instrument, line.step, line.answer, language)
        return fitting(plain(language, "toast.saved", answer=answer), LONGEST_TOAST)
    return fitting(plain_line(line, assessment, language, contact), LONGEST_TOAST)


def render_courtesy(courtesy: Courtesy, contact: str) -> str:
    """Word a line to somebody without a card, as Telegram HTML, with whom to write to where that helps."""
    text = word_line(courtesy.line, None, courtesy.language)
    if courtesy.line.say in WITH_CONTACT and contact:
        return f"{text}\n{say(courtesy.language, 'line.contact', contact=contact)}"
    return text


def render_again_button(language: Language) -> str:
    """Label the button with which whoever holds an expired link asks for another one."""
    return plain(language, "button.again")
