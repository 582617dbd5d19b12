"""The card of a question: an item with its five levels, or the priority of a criterion. Whole on a small phone.

It decides what the card shows; it must not know what an answer leads to.
"""

from typing import Final

from conversations.assessment import previous_step
from conversations.events import Give, Show
from conversations.instrument import Criterion, Item, Nonresponse
from conversations.people import MemberKind
from conversations.place import View
from locales.cards.drawing import LINE, Drawing, folded, paragraph
from locales.catalogue import Html, escaped
from locales.lengths import lines
from locales.naming import answer_label, fitting
from locales.screen import Button, Row, Screen

MOST_LINES: Final = 9
RECORDED: Final = "● "
"""Marks the recorded answer among the options."""


def step_card(drawing: Drawing) -> Screen:
    """Draw the question in view."""
    target = drawing.place.target
    if drawing.instrument.has_criterion(target):
        return priority_card(drawing, drawing.instrument.criterion(target))
    return item_card(drawing, drawing.instrument.item(target))


def item_card(drawing: Drawing, item: Item) -> Screen:
    """Draw an item."""
    body = [heading(drawing, item.id), subject(drawing, item.id), drawing.of(item.text)]
    options = tuple((_option(drawing, item.id, level.value),) for level in drawing.instrument.levels)
    return Screen(_fitted(drawing, item.id, body, explanation(drawing, item)), (*options, _nav(drawing, item)))


def priority_card(drawing: Drawing, criterion: Criterion) -> Screen:
    """Draw the priority question of a criterion."""
    instrument = drawing.instrument
    body = [heading(drawing, criterion.id), subject(drawing, criterion.id), drawing.of(instrument.priority_text)]
    options = tuple((_option(drawing, criterion.id, one.value),) for one in instrument.priority_options)
    return Screen(_fitted(drawing, criterion.id, body, None), (*options, _nav(drawing, None)))


def heading(drawing: Drawing, step: str) -> Html:
    """Say where one is: criterion, place in it, place overall; and that the answer before was saved."""
    instrument = drawing.instrument
    if instrument.has_criterion(step):
        where = f"<b>{drawing.of(instrument.criterion(step).short)}</b> · {drawing.say('card.priority')}"
    else:
        criterion, place = instrument.criterion_of(step), instrument.position(step)
        inside, overall = f"{place.item + 1}/{len(criterion.items)}", f"{place.overall + 1}/{len(instrument.items)}"
        where = f"<b>{drawing.of(criterion.short)}</b> {inside} · {overall}"
    return Html(f"{where} · {drawing.saving}" if drawing.saved else where)


def subject(drawing: Drawing, step: str) -> Html:
    """Name what is asked about, and for which member."""
    instrument = drawing.instrument
    if instrument.has_criterion(step):
        name = instrument.criterion(step).name.in_(drawing.language)
        room = LINE - len(name) % LINE - 3
    else:
        name = instrument.item(step).short.in_(drawing.language)
        room = LINE - len(name) - 3
    return Html(f"<b>{escaped(name)}</b> · {escaped(fitting(drawing.member, room))}")


def explanation(drawing: Drawing, item: Item) -> Html:
    """Fold what helps to choose: who is meant (once), what this item is about, the levels, the rule for ties.

    The lines that show without a tap are the item's own, once its reader knows who is meant.
    """
    instrument = drawing.instrument
    note = drawing.assessment.notes.get(item.id)
    city = drawing.assessment.member.kind is MemberKind.CITY
    return folded(
        (
            None if drawing.place.oriented else drawing.of(instrument.population_note),
            None if drawing.place.oriented or city else drawing.say("card.read_as"),
            drawing.of(item.help) if item.help else None,
            drawing.of(instrument.level_prompt),
            *(Html(f"<b>{one.value}</b> {drawing.of(one.description)}") for one in instrument.levels),
            drawing.of(instrument.tie_rule),
            *(
                Html(f"<b>{drawing.of(one.label)}</b>: {drawing.of(one.description)}")
                for one in instrument.nonresponses
                if one.code is not Nonresponse.NOT_APPLICABLE or item.allows_not_applicable
            ),
            drawing.say("card.evidence", evidence=drawing.of(item.evidence)) if item.evidence else None,
            drawing.say("note.current", note=note.text) if note else None,
        )
    )


def _fitted(drawing: Drawing, step: str, body: list[Html], fold: Html | None) -> Html:
    """Put the card together; the earlier answer, marked among the options too, gives way if there is no room."""
    assessment, instrument = drawing.assessment, drawing.instrument
    opening = drawing.opening
    recorded = assessment.answer(step)
    if recorded is not None:
        label = answer_label(instrument, step, recorded, drawing.language)
        whole = paragraph((*opening, *body, drawing.say("card.answer", answer=label), fold))
        if lines(whole, LINE) <= MOST_LINES:
            return whole
    return paragraph((*opening, *body, fold))


def _option(drawing: Drawing, step: str, value: int) -> Button:
    label = answer_label(drawing.instrument, step, value, drawing.language)
    recorded = drawing.assessment.answer(step)
    return Button(f"{RECORDED}{label}" if recorded == value else label, Give(step, value))


def _nav(drawing: Drawing, item: Item | None) -> Row:
    place = drawing.place
    previous = previous_step(drawing.instrument, place.target)
    row = [drawing.button("nav.back", Show(View.STEP, previous))] if previous else []
    if item:
        row.append(drawing.button("nav.dont_know", Give(item.id, Nonresponse.DONT_KNOW)))
    if place.cursor and place.cursor != place.target:
        row.append(drawing.button("nav.go_on", Show(View.STEP, place.cursor)))
    elif not drawing.assessment.settled(place.target):
        row.append(drawing.button("nav.later", Give(place.target, Nonresponse.LATER)))
    if item and item.allows_not_applicable:
        row.append(drawing.button("nav.not_applicable", Give(item.id, Nonresponse.NOT_APPLICABLE)))
    row.append(drawing.button("nav.overview", Show(View.REVIEW)))
    return tuple(row)
