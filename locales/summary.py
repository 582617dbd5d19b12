"""What is said beside the summary's picture: the same to who cannot see it, and what other cities do.

It decides what gives way when there is too much to say; it must not know how the picture looks.
"""

import re
import unicodedata
from datetime import datetime
from typing import Final

from conversations.assessment import Assessment
from conversations.diagnosis import CriterionDiagnosis, Diagnosis
from conversations.instrument import Language, Practice
from locales.cards.drawing import paragraph
from locales.cards.outcome import overall_line, state_line
from locales.catalogue import Html, escaped, plain, plain_n, say, say_n
from locales.figures import change_line
from locales.formats import country, day, listing
from locales.lengths import units, visible
from locales.naming import fitting, priority_label, result_label, short_name

LONGEST: Final = 1024
"""UTF-16 units that Telegram takes in a caption, markup not counted."""
_SHORTEST_STEP: Final = 40
_STEP_LENGTHS: Final = (400, 160, 120, 90, 60, _SHORTEST_STEP)
_NAMED: Final = (6, 3, 1, 0)


def render_caption(
    assessment: Assessment,
    diagnosis: Diagnosis,
    language: Language,
    now: datetime,
    earlier: Assessment | None = None,
) -> str:
    """Word the summary as Telegram HTML of at most 1024 visible units.

    The overall band, its change since the wave of ``earlier``, three strengths, three priorities with their next step,
    pending data, the note on the nature of the instrument, draft or submitted. Pending items are named as far as there
    is room, long next steps are cut.
    """
    changed = change_line(diagnosis, earlier, language)
    for named in _NAMED:
        for step in _STEP_LENGTHS[: 2 if named > 1 else None]:
            text = _caption(assessment, diagnosis, language, now, changed, named, step)
            if units(visible(text)) <= LONGEST:
                return text
    return _caption(assessment, diagnosis, language, now, changed, 0, _SHORTEST_STEP)


def _caption(
    assessment: Assessment,
    diagnosis: Diagnosis,
    language: Language,
    now: datetime,
    changed: str | None,
    named: int,
    step: int,
) -> Html:
    member = assessment.member
    state = state_line(assessment, language)
    heading = f"<b>{escaped(fitting(member.name, 80))}</b> · {escaped(fitting(assessment.wave.name, 60))}"
    return paragraph(
        (
            Html(heading),
            state if assessment.submission else Html(f"{state} · {day(language, now, member.timezone)}"),
            overall_line(diagnosis, language),
            escaped(changed) if changed else None,
            _strengths(diagnosis, language),
            *_priorities(diagnosis, language, step),
            _pending(diagnosis, language, named),
            say_n(language, "count.open", len(diagnosis.count.open)) if diagnosis.count.open else None,
            Html(f"<i>{escaped(diagnosis.instrument.disclaimer.in_(language))}</i>"),
        )
    )


def _strengths(diagnosis: Diagnosis, language: Language) -> Html | None:
    if not diagnosis.strengths:
        return None
    criteria = listing(language, [_scored(one, language) for one in diagnosis.strengths])
    return say(language, "caption.furthest" if diagnosis.furthest_along else "caption.strengths", criteria=criteria)


def _scored(one: CriterionDiagnosis, language: Language) -> str:
    name = one.criterion.short.in_(language)
    return plain(language, "caption.scored", criterion=name, percent=result_label(one, language))


def _priorities(diagnosis: Diagnosis, language: Language, step: int) -> list[Html]:
    if not diagnosis.priorities:
        return []
    return [
        say(language, "caption.priorities"),
        *(
            say(
                language,
                "caption.priority",
                place=place,
                criterion=one.criterion.short.in_(language),
                percent=result_label(one, language),
                step=fitting(one.next_steps[0].in_(language), step),
            )
            for place, one in enumerate(diagnosis.priorities, start=1)
        ),
    ]


def _pending(diagnosis: Diagnosis, language: Language, named: int) -> Html | None:
    items = diagnosis.count.pending
    if not items:
        return None
    count = say_n(language, "count.pending", len(items))
    if not named:
        return count
    names = [diagnosis.instrument.item(one).short.in_(language) for one in items[:named]]
    rest = len(items) - len(names)
    names += [plain_n(language, "count.more", rest)] if rest else []
    return say(language, "caption.named", count=count, items=listing(language, names))


def render_practices(assessment: Assessment, diagnosis: Diagnosis, language: Language) -> str:
    """Word what other places do about the member's priorities, as Telegram HTML; it may need more than one message."""
    parts: list[Html] = [Html(f"<b>{say(language, 'practices.heading', member=assessment.member.name)}</b>")]
    for one in diagnosis.priorities:
        if not one.criterion.practices:
            continue
        detail = f"{result_label(one, language)} · {priority_label(one, diagnosis.instrument, language)}"
        parts.append(Html(f"<b>{escaped(one.criterion.name.in_(language))}</b> · {escaped(detail)}"))
        parts += [_practice(practice, language) for practice in one.criterion.practices]
    if len(parts) == 1:
        parts.append(say(language, "priorities.none"))
    return "\n\n".join(parts)


def _practice(practice: Practice, language: Language) -> Html:
    where = country(language, practice.country)
    named = say(
        language,
        "practices.same" if practice.place == where else "practices.one",
        place=practice.place,
        country=where,
        text=practice.text.in_(language),
    )
    return paragraph((named, Html(f"<i>{say(language, 'practices.source', source=practice.source)}</i>")))


def file_name(assessment: Assessment, language: Language, extension: str, title: str = "") -> str:
    """Name a file in plain letters, of the summary or of what ``title`` says: ``autodiagnostico-montevideo.pdf``."""
    title = title or plain(language, "report.title")
    letters = (
        unicodedata.normalize("NFKD", f"{title} {short_name(assessment.member)}").encode("ascii", "ignore").decode()
    )
    return f"{re.sub('[^a-z0-9]+', '-', letters.lower()).strip('-')}.{extension}"
