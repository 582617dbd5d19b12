"""The questionnaire on paper: every word of the instrument, on A4 and Letter, ticked and open in black and white."""

from dataclasses import replace
from functools import cache

import pytest
from kit.paper import Printed, grey, pages, printed, squeezed
from kit.showcase import LONGEST, NOW, answered, blank, half

from bot.reports.renderer import render_questionnaire
from conversations.assessment import Assessment, Note
from conversations.instrument import Language
from conversations.intents import Batch
from locales.questionnaire import QCriterion, QItem, Questionnaire, word_questionnaire
from locales.vocabulary import understand
from storage.instrument_document import default_instrument

INSTRUMENT = default_instrument()
LETTER_CENTRED = (43, 842 - 43)
"""A4 printed in the middle of a Letter sheet loses 25 points at both ends, and printers leave 18 at the edge."""
LETTER_FROM_THE_TOP = 792 - 18
WIDTH = 595
SHEETS: dict[str, Assessment] = {"blank": blank(), "half": half(LONGEST), "answered": answered()}


@cache
def worded(language: Language = Language.ES, sheet: str = "half") -> Questionnaire:
    """Word one of the sheets."""
    return word_questionnaire(SHEETS[sheet], language, NOW, filled=sheet != "blank")


@cache
def drawn(language: Language = Language.ES, sheet: str = "half") -> bytes:
    """Draw one of the sheets."""
    return render_questionnaire(worded(language, sheet))


def with_items(paper: Questionnaire, **fields: str) -> Questionnaire:
    """Return the paper with `fields` in each of its items."""
    criteria = tuple(
        replace(one, items=tuple(replace(item, **fields) for item in one.items))  # type: ignore[arg-type]  # str fields
        for one in paper.criteria
    )
    return replace(paper, criteria=criteria)


def talkative(language: Language = Language.ES) -> Questionnaire:
    """Return a paper with a note as long as the instrument allows at every question."""
    longest = "Ordenanza 271 de 2008 y anexos. " * INSTRUMENT.evidence_max_chars
    note = longest[: INSTRUMENT.evidence_max_chars]
    return with_items(worded(language, "answered"), note=note, consulted="Consultado: Salud", files="2 archivos")


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("language", Language)
def test_everything_that_is_asked_is_on_paper(language: Language, sheet: str) -> None:
    """Every question with its help and evidence, every level, the priority question and the notes are printed."""
    text = "".join(pages(drawn(language, sheet)))
    texts = [
        *(each for one in INSTRUMENT.items for each in (one.text, one.help, one.evidence) if each),
        *(each for one in INSTRUMENT.criteria for each in (one.name, one.description)),
        *(each for one in INSTRUMENT.levels for each in (one.label, one.description)),
        *(each for one in INSTRUMENT.nonresponses for each in (one.label, one.description)),
        *(one.label for one in INSTRUMENT.priority_options),
        INSTRUMENT.intro, INSTRUMENT.population_note, INSTRUMENT.disclaimer, INSTRUMENT.privacy_note,
        INSTRUMENT.priority_text, INSTRUMENT.level_prompt, INSTRUMENT.tie_rule,
    ]  # fmt: skip
    assert [one.in_(language) for one in texts if squeezed(one.in_(language)) not in text] == []
    if sheet != "blank":
        notes = [note.text for note in SHEETS[sheet].notes.values()]
        assert [note for note in notes if squeezed(note) not in text] == []


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("language", Language)
def test_a_criterion_has_a_page_with_all_it_needs(language: Language, sheet: str) -> None:
    """After page one each criterion has its own page, with its priority question and what to type into the chat."""
    paper = worded(language, sheet)
    found = pages(drawn(language, sheet))
    assert len(found) == 1 + len(paper.criteria)
    for criterion, page in zip(paper.criteria, found[1:], strict=True):
        asked = [item.question for item in criterion.items]
        wanted = (criterion.name, *asked, paper.priority_question, paper.area_word, paper.typing, criterion.example)
        assert [one for one in wanted if squeezed(one) not in page] == []
        assert read_off(criterion) in page


def read_off(criterion: QCriterion) -> str:
    """Return what the row at the end of a criterion reads."""
    return squeezed("".join(item.mark for item in criterion.items) + criterion.priority_mark)


@pytest.mark.parametrize("language", Language)
def test_the_printed_example_is_understood(language: Language) -> None:
    """The line that the paper shows at the end of a criterion is read, in the chat, as all its answers and priority."""
    for criterion in worded(language, "blank").criteria:
        intent = understand(criterion.example, language, INSTRUMENT)
        assert isinstance(intent, Batch)
        assert len(criterion.items) + 1 == len(intent.answers)
        assert None not in intent.answers


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("language", Language)
def test_the_foot_of_each_page_explains_it(language: Language, sheet: str) -> None:
    """On each page stand the legend of the marks, the disclaimer, and which page of how many it is."""
    paper = worded(language, sheet)
    found = pages(drawn(language, sheet))
    legend = "·".join(squeezed(f"{one.mark}{one.label}") for one in (*paper.levels, *paper.nonresponses))
    for number, page in enumerate(found, start=1):
        assert [True] * 3 == [part in page for part in (legend, squeezed(paper.disclaimer), f"{number}/{len(found)}")]
        assert squeezed(f"{paper.member} · {paper.wave}") in page


def test_page_one_has_room_for_the_date_and_the_areas() -> None:
    """What is written by hand once has its place on page one."""
    for language in Language:
        paper = worded(language, "blank")
        first = pages(drawn(language, "blank"))[0]
        wanted = (paper.date_word, paper.area_word, paper.post_word)
        assert [word for word in wanted if squeezed(word) not in first] == []


@pytest.mark.parametrize("sheet", [*SHEETS, "talkative"])
@pytest.mark.parametrize("language", Language)
def test_it_prints_on_letter_and_fits_a_poor_connection(language: Language, sheet: str) -> None:
    """No word lies where a printer with US Letter in it, centred or from the top, cuts; at most 300 KB."""
    pdf = render_questionnaire(talkative(language)) if sheet == "talkative" else drawn(language, sheet)
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) <= 300_000
    for page in printed(pdf):
        assert min(word.top for word in page) >= LETTER_CENTRED[0]
        assert max(word.bottom for word in page) <= min(LETTER_CENTRED[1], LETTER_FROM_THE_TOP)
        assert min(word.left for word in page) >= 36
        assert max(word.right for word in page) <= WIDTH - 36


def test_a_question_is_never_split() -> None:
    """However long the notes, a question, its help, its answer and its note stand on one page."""
    paper = talkative()
    found = pages(render_questionnaire(paper))
    assert len(found) > 1 + len(paper.criteria)
    for item in (item for criterion in paper.criteria for item in criterion.items):
        wanted = [squeezed(one) for one in (item.question, item.help, item.evidence, item.answer, item.note)]
        assert any(all(one in page for one in wanted) for page in found)


def test_what_is_ticked_is_black_and_what_is_open_is_white() -> None:
    """Of a question's circles the answer's alone is black, of an open one none; so is the number of what is done."""
    paper = worded(sheet="half")
    for at, criterion in enumerate(paper.criteria, start=2):
        words, rows = printed(drawn(sheet="half"))[at - 1], grey(drawn(sheet="half"), at)
        for item in criterion.items:
            number = next(word for word in words if word.text == f"{item.number}/{len(criterion.items)}")
            assert black(rows, number) == (item.mark != "")
            marks = circles(paper, item, words, number)
            assert [mark for mark, word in marks.items() if black(rows, word)] == [item.mark] * (item.mark != "")


def circles(paper: Questionnaire, item: QItem, words: list[Printed], number: Printed) -> dict[str, Printed]:
    """Find the circles of an item: the first of each mark below its number, left of the answer in words."""
    offered = [*paper.levels, paper.nonresponses[0], *paper.nonresponses[1:] * item.not_applicable_allowed]
    below = [word for word in words if word.top > number.bottom and word.left > number.right]
    first = next(word for word in below if word.text == offered[0].mark)
    row = [word for word in below if abs(word.top - first.top) < 6]
    return {one.mark: next(word for word in row if word.text == one.mark) for one in offered}


def black(rows: list[bytes], word: Printed) -> bool:
    """Tell whether a word stands on black: the point between its left edge and its frame."""
    return rows[round((word.top + word.bottom) / 2)][round(word.left) - 2] < 80


def test_not_applicable_is_offered_only_where_it_is_allowed() -> None:
    """The words "no aplica" stand beside a question if the instrument allows it, and else only in the legend."""
    paper = worded(sheet="blank")
    for criterion, page in zip(paper.criteria, pages(drawn(sheet="blank"))[1:], strict=True):
        allowed = sum(item.not_applicable_allowed for item in criterion.items)
        assert page.count(squeezed(paper.nonresponses[1].label)) == allowed + 1


HOSTILE = [
    "#panic(1)",
    "#let x = 1",
    "$x",
    "@ref",
    "<a>",
    "\\",
    '"',
    "`",
    "[",
    "= a",
    "//",
    "~",
    "*a*",
    "_a_",
    "- a",
    "+ a",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_words_are_never_markup(text: str) -> None:
    """What would be code, an error or a style in Typst is printed as it is written, everywhere."""
    paper = with_items(worded(sheet="answered"), question=text, help=text, note=text, answer=text, consulted=text)
    criteria = tuple(replace(one, name=text, description=text, note=text) for one in paper.criteria[:2])
    pdf = render_questionnaire(
        replace(paper, member=text, wave=text, criteria=criteria, footer=text, how_to=(text,), intro=text, state=text)
    )
    found = pages(pdf)
    items = sum(len(criterion.items) for criterion in criteria)
    assert sum(page.count(squeezed(text)) for page in found) >= 5 * items + 3 * len(criteria) + 4 * len(found)


@pytest.mark.parametrize(
    "text", ["M" * 400, "Ñ" * 2_000, "a\u0301" * 40, "城市" * 20, "🌎" * 9, "Ro\u202esa\x07ri\ud800o"]
)
def test_a_long_or_strange_text_stays_on_the_paper(text: str) -> None:
    """A name, area or note of any length or kind is drawn inside the margins."""
    paper = with_items(worded(sheet="answered"), note=text, consulted=text)
    pdf = render_questionnaire(replace(paper, member=text, wave=text, criteria=paper.criteria[:2]))
    for page in printed(pdf):
        assert max(word.right for word in page) <= WIDTH - 36
        assert max(word.bottom for word in page) <= LETTER_FROM_THE_TOP


def test_a_small_instrument_shares_pages() -> None:
    """Criteria of one question stand together on a page; a criterion that is longer than a page goes on on the next."""
    paper = worded(sheet="blank")
    short = tuple(replace(one, items=one.items[:1]) for one in paper.criteria)
    assert len(pages(render_questionnaire(replace(paper, criteria=short)))) < 1 + len(short)
    long = replace(
        paper.criteria[0], items=tuple(replace(paper.criteria[0].items[0], number=at) for at in range(1, 10))
    )
    assert len(pages(render_questionnaire(replace(paper, criteria=(long,))))) == 1 + 2


def test_the_same_paper_gives_the_same_bytes() -> None:
    """Neither the clock nor what was drawn before changes a file."""
    assert drawn(sheet="blank") == render_questionnaire(worded(sheet="blank"))


def test_a_note_outlives_an_open_question() -> None:
    """A note on a question that is still open is printed, with lines to write on."""
    open_ = replace(half(), notes={"c09q1": Note("Falta el dato de vivienda.", 7, NOW)})
    paper = word_questionnaire(open_, Language.ES, NOW, filled=True)
    assert squeezed("Falta el dato de vivienda.") in pages(render_questionnaire(paper))[9]
