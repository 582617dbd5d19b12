"""Cards that ask before something is kept: an answer that may be meant for another question, several, personal data.

They show exactly what would be kept; they must not know why it is asked about.
"""

from conversations.answering import answer_of
from conversations.assessment import Answer
from conversations.batching import read_pending
from conversations.doubt import PHOTO, read_doubt
from conversations.events import Choice, Overwrite, Show
from conversations.instrument import Nonresponse
from conversations.personal_data import PersonalData
from conversations.place import View
from conversations.replies import Line, Say
from locales.cards.drawing import LINE, Drawing, folded, paragraph
from locales.cards.waiting import LONGEST_QUOTE, about
from locales.catalogue import Html, escaped, plain
from locales.formats import listing
from locales.lengths import visible
from locales.naming import answer_label, fitting, nonresponse_mark
from locales.remarks import word_line
from locales.screen import Button, Screen


def sure_card(drawing: Drawing) -> Screen:
    """Ask whether a typed answer is meant for this question too, which may not have been seen yet."""
    step, instrument = drawing.place.target, drawing.instrument
    pending = answer_of(drawing.place.pending)
    asked = instrument.priority_text if instrument.has_criterion(step) else instrument.item(step).text
    text = paragraph(
        (
            *(word_line(one, drawing.assessment, drawing.language) for one in drawing.lines if one.say not in _SAID),
            *about(drawing, step),
            drawing.of(asked),
            word_line(Line(Say.SURE, step, pending), drawing.assessment, drawing.language),
        )
    )
    brief = answer_label(instrument, step, pending, drawing.language, brief=True)
    yes = drawing.button("sure.yes", Overwrite(step, pending), answer=brief)
    return Screen(text, ((yes,), (drawing.button("button.no", Show(View.STEP, step)),)))


_SAID = frozenset({Say.SURE, Say.SAVED})
"""What the card says by itself: the question, and "saved" in its heading."""


def batch_card(drawing: Drawing) -> Screen:
    """List several answers as they were understood, each with the different one that is recorded, if any."""
    criterion = drawing.instrument.criterion(drawing.place.target)
    answers, area = read_pending(drawing.place.pending)
    text = paragraph(
        (
            *drawing.opening,
            drawing.title(drawing.of(criterion.short)),
            *(_understood(drawing, step, answer) for step, answer in answers),
            drawing.say("consultation.consulted", area=fitting(area, LINE - 14)) if area else None,
            drawing.say("batch.ask"),
        )
    )
    return Screen(text, ((drawing.button("batch.keep", Choice.KEEP_BATCH), _drop(drawing)),))


def _understood(drawing: Drawing, step: str, answer: Answer) -> Html:
    instrument, before = drawing.instrument, drawing.assessment.answer(step)
    if instrument.has_criterion(step):
        place, name = len(instrument.criterion(step).items) + 1, plain(drawing.language, "criterion.priority_open")
    else:
        place, name = instrument.position(step).item + 1, instrument.item(step).short.in_(drawing.language)
    said: dict[str, object] = {"place": place, "answer": _brief(drawing, step, answer)}
    if before in (None, Nonresponse.LATER, answer):
        key = "batch.item"
    else:
        key, said["before"] = "batch.changed", _mark(drawing, before)
    taken = len(visible(drawing.say(key, item="", **said)))
    return drawing.say(key, item=fitting(name, LINE - taken), **said)


def _brief(drawing: Drawing, step: str, answer: Answer) -> str:
    """Say an answer in a digit or two words: ``3``, ``no sé``."""
    if isinstance(answer, Nonresponse):
        return answer_label(drawing.instrument, step, answer, drawing.language, brief=True).lower()
    return str(answer)


def _mark(drawing: Drawing, answer: Answer | None) -> str:
    return nonresponse_mark(answer, drawing.language) if isinstance(answer, Nonresponse) else str(answer)


def personal_card(drawing: Drawing) -> Screen:
    """Say what a text or file may show of somebody, and why that is better not kept."""
    step = drawing.place.target
    doubt = read_doubt(drawing.place.pending)
    text = paragraph(
        (
            *drawing.opening,
            about(drawing, step)[-1],
            *_found(drawing, doubt.kinds),
            drawing.say("personal.why"),
            folded((escaped(fitting(doubt.text, LONGEST_QUOTE)),)) if doubt.text else None,
        )
    )
    keep = drawing.button("personal.send" if doubt.asks else "personal.keep", Choice.KEEP_ANYWAY)
    return Screen(text, ((_drop(drawing),), (keep,)))


def _found(drawing: Drawing, kinds: tuple[str, ...]) -> list[Html]:
    words = {
        PersonalData.EMAIL: drawing.say("personal.email"),
        PersonalData.TELEPHONE: drawing.say("personal.telephone"),
        PersonalData.DOCUMENT: drawing.say("personal.document"),
    }
    named = [word for kind, word in words.items() if kind in kinds]
    found = [drawing.say("personal.found", kinds=listing(drawing.language, named))] if named else []
    return [*found, drawing.say("personal.photo")] if PHOTO in kinds else found


def _drop(drawing: Drawing) -> Button:
    return drawing.button("text.drop", Choice.DROP_TEXT)
