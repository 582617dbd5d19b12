"""The card of a criterion as it was answered in an earlier wave: every answer that one tap would keep.

It decides what is listed and offered; which answers can be kept, `conversations.earlier` decides.
"""

from conversations.assessment import Answer
from conversations.earlier import offer
from conversations.events import Show
from conversations.instrument import Criterion, Nonresponse
from conversations.place import View
from conversations.wishes import Keep
from locales.cards.drawing import LINE, LONGEST_LABEL, Drawing, paragraph
from locales.catalogue import Html, escaped, plain
from locales.lengths import visible
from locales.naming import answer_label, fitting
from locales.screen import Screen

LONGEST_WAVE = 14
"""Characters of the name of a wave."""


def before_card(drawing: Drawing) -> Screen:
    """List the earlier answers; one tap keeps them all, another asks one by one."""
    criterion = drawing.instrument.criterion(drawing.place.target)
    earlier = drawing.extras.earlier
    answers = offer(drawing.assessment, earlier, criterion) if earlier else ()
    wave = fitting(earlier.wave.name, LONGEST_WAVE) if earlier else ""
    text = paragraph(
        (
            *drawing.opening,
            _heading(drawing, criterion),
            drawing.say("before.heading", wave=wave),
            *(_listed(drawing, criterion, step, answer) for step, answer in answers),
        )
    )
    keep = drawing.button("before.keep", Keep(criterion.id, earlier.id if earlier else 0), wave=wave)
    assert len(keep.label) <= LONGEST_LABEL
    one_by_one = drawing.button("before.each", Show(View.STEP, criterion.items[0].id))
    return Screen(text, ((keep,), (one_by_one,), (drawing.button("nav.overview", Show(View.REVIEW)),)))


def _heading(drawing: Drawing, criterion: Criterion) -> Html:
    if not drawing.saved:
        return drawing.title(drawing.of(criterion.short))
    name, saved = criterion.short.in_(drawing.language), drawing.saving
    member = fitting(drawing.member, LINE - len(name) - len(saved) - 6)
    return Html(f"<b>{escaped(name)}</b> · {escaped(member)} · {saved}")


def _listed(drawing: Drawing, criterion: Criterion, step: str, answer: Answer) -> Html:
    if step == criterion.id:
        place, name = len(criterion.items) + 1, plain(drawing.language, "criterion.priority_open")
    else:
        item = drawing.instrument.item(step)
        place, name = drawing.instrument.position(step).item + 1, item.short.in_(drawing.language)
    brief = str(answer)
    if isinstance(answer, Nonresponse):
        brief = answer_label(drawing.instrument, step, answer, drawing.language, brief=True).lower()
    taken = len(visible(drawing.say("batch.item", item="", place=place, answer=brief)))
    return drawing.say("batch.item", item=fitting(name, LINE - taken), place=place, answer=brief)
