"""A ready text about a criterion, for somebody who is not on Telegram: to be forwarded, filled in and sent back.

It is plain and survives being copied. No line of it is an answer: `locales.listed` reads what is written into it.
It must not know whom it is forwarded to.
"""

from conversations.assessment import Assessment
from conversations.instrument import Criterion, Item, Language, Nonresponse
from locales.catalogue import plain
from locales.naming import nonresponse_mark, place_name


def render_consultation(assessment: Assessment, criterion_id: str, language: Language) -> str:
    """Word the questions of a criterion that are open or not known (all if there is none such), without markup.

    At most 4096 characters with the default instrument; KeyError when there is no criterion of that id.
    """
    instrument, member = assessment.instrument, assessment.member
    criterion = instrument.criterion(criterion_id)
    asked = asked_items(assessment, criterion)
    legend = [f"{one.value} · {one.label.in_(language)}" for one in instrument.levels]
    legend += [
        f"{nonresponse_mark(one.code, language)} · {one.label.in_(language)}"
        for one in instrument.nonresponses
        if one.code is not Nonresponse.NOT_APPLICABLE or any(item.allows_not_applicable for _, item in asked)
    ]
    parts = (
        (
            plain(language, "consultation.asks", member=member.name, place=place_name(member, language)),
            instrument.disclaimer.in_(language),
        ),
        (criterion.name.in_(language), *(f"{number}. {item.text.in_(language)}" for number, item in asked)),
        (plain(language, "consultation.how"), *(f"• {one}" for one in legend)),
        (
            instrument.privacy_note.in_(language),
            plain(language, "consultation.like"),
        ),
        (
            *(f"{number}: " for number, _ in asked),
            f"{plain(language, 'consultation.area')}: ",
            f"#{criterion.id}",
        ),
    )
    return "\n\n".join("\n".join(lines) for lines in parts)


def asked_items(assessment: Assessment, criterion: Criterion) -> list[tuple[int, Item]]:
    """List what is asked about, numbered from 1 within the criterion: the open and unknown items, else all."""
    numbered = list(enumerate(criterion.items, start=1))
    unsettled = (None, Nonresponse.LATER, Nonresponse.DONT_KNOW)
    return [(number, item) for number, item in numbered if assessment.answer(item.id) in unsettled] or numbered
