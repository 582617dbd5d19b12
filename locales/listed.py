"""Several answers in one text: a line for a criterion (``3 2 ns 1 4``), or a consulted colleague's numbered reply.

What is not understood is ``None``, to be asked about, and never guessed; a text that may be an ordinary note is
neither. Of a reply that quotes the questions only the lines with answers count. It must not know the criterion.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from conversations.assessment import Answer
from conversations.instrument import Instrument
from conversations.intents import Batch, Pasted
from locales.words.reading import same

LONGEST_LINE = 120
LONGEST_REPLY = 8000
LONGEST_AREA = 80
LONGEST_PHRASE = 4
"""Words of the longest way to say an answer in a line."""
SURELY_QUOTED = 5
"""So many words of a question, one after the other, are quoted from it."""
FEW = 3
"""So many numbered answers are a list, however they are separated."""

_NO_LINE = re.compile(r"[\n:=()\[\]#]|\d\.")
_STRAY = re.compile(r"(?<![^\s,;])[5-9](?![^\s,;])")
_DECIMAL = re.compile(r"\d+,\d+")
_BLANK = re.compile(r"[-–—_?*.…]{1,3}")
_QUOTE = re.compile(r"^(?:\s*>)+\s?|^\[[^\]\n]*\d:\d\d[^\]\n]*\][^:\n]{1,60}:\s")
_REFERENCE = re.compile(r"#(c\d{1,3})\b", re.IGNORECASE)
_AREA = re.compile(r"(?:^|(?<=\s))[áa]rea\s*:", re.IGNORECASE)
_SURE = r"\s*[.)\]]?\s*[:=]\s*|\s*[)\]]\s*-?\s+|\s*\.\s*-\s+"
_LOOSE = r"\s*\.\s+|\s*[-–]\s+"
_GLUED = r"[.)\]–-]"
_MARK = re.compile(rf"(?:^|(?<=[\s,;]))(?P<number>\d{{1,2}})(?P<by>{_SURE}|{_LOOSE}|{_GLUED}(?=\w))(?!\d\d)")
_UNSURE = re.compile(r"[−+?¿%$€]|-\s*\d|\d\s*-|\d[/.,:]\d")


def listed_answers(text: str, answers: Mapping[str, Answer]) -> Batch | None:
    """Read a line of at least two answers, by spaces, commas or semicolons; ``None`` if it is anything else.

    ``answers`` maps reduced words to what they mean. A sign that leaves a place open (``-``, ``?``) and a digit that
    is no level are ``None`` in the batch.
    """
    text = text.strip().removesuffix(".")
    if len(text) > LONGEST_LINE or _NO_LINE.search(text) or _DECIMAL.fullmatch(text):
        return None
    parts = re.split(r"[,;]", text) if re.search("[,;]", text) else [text]
    found: list[Answer | None] = []
    for part in parts:
        read = _tokens(part.split(), answers)
        if read is None:
            return None
        found += read
    if len(_STRAY.findall(text)) > 1:
        return None
    understood = sum(answer is not None for answer in found)
    return Batch(tuple(found)) if understood > 1 and understood * 2 > len(found) else None


def _tokens(tokens: list[str], answers: Mapping[str, Answer]) -> list[Answer | None] | None:
    """Read words from the left, the longest way to say an answer first; ``None`` if there is anything else."""
    found: list[Answer | None] = []
    while tokens:
        for size in range(min(LONGEST_PHRASE, len(tokens)), 0, -1):
            answer = _answer(" ".join(tokens[:size]), answers)
            if answer is not None:
                found.append(answer)
                break
        else:
            size = 1
            if not (_BLANK.fullmatch(tokens[0]) or re.fullmatch("[0-9]", tokens[0])):
                return None
            found.append(None)
        tokens = tokens[size:]
    return found or None


def _answer(text: str, answers: Mapping[str, Answer]) -> Answer | None:
    """Read one answer by itself; signs, fractions and questions are none."""
    return None if _UNSURE.search(text) else answers.get(same(text))


def pasted_answers(
    text: str, answers: Mapping[str, Answer], questions: frozenset[str], instrument: Instrument
) -> Pasted | None:
    """Read a colleague's reply: ``1: 3``, ``2) no sé``, a line each or in one; ``None`` if it is anything else.

    With the reference of a criterion (``#c06``) other words may stand around. Without one the whole text is answers,
    the area, and the (reduced) ``questions``. Two different answers to one number are ``None``.
    """
    if len(text) > LONGEST_REPLY or not any(map(str.isdigit, text)):
        return None
    text = unicodedata.normalize("NFC", text)
    references = {found[1].lower() for found in _REFERENCE.finditer(text)}
    if len(references) > 1:
        return None
    reference = next((one for one in references if instrument.has_criterion(one)), "")
    areas: list[str] = []
    found: list[_Numbered] = []
    for line in text.splitlines():
        rest, area = _without_area(_REFERENCE.sub(" ", _QUOTE.sub("", line)))
        areas += [area] if area and area not in areas else []
        read = _numbered(rest, answers, questions)
        if read is None and rest and not reference:
            return None
        found += read or []
    most = max(len(criterion.items) for criterion in instrument.criteria)
    plausible = _plausible(found, most) or (reference and any(one.answer is not None for one in found))
    return Pasted(_merged(found), reference, ", ".join(areas)) if plausible else None


@dataclass(frozen=True, slots=True)
class _Numbered:
    """An answer by number, ``None`` if it was not understood; ``plainly`` if nothing else can be meant by its mark."""

    number: int
    answer: Answer | None
    plainly: bool


def _without_area(line: str) -> tuple[str, str]:
    """Part a line in the area that it names, "" if it names none, and what else it says."""
    found = _AREA.search(line)
    if not found:
        return line.strip(), ""
    named = line[found.end() :]
    mark = _MARK.search(named)
    area, rest = (named[: mark.start()], named[mark.start() :]) if mark else (named, "")
    return f"{line[: found.start()]} {rest}".strip(), " ".join(area.strip(" \t_.,;").split())[:LONGEST_AREA]


def _numbered(line: str, answers: Mapping[str, Answer], questions: frozenset[str]) -> list[_Numbered] | None:
    """Read the numbered answers of a line; ``None`` for a line that is neither such nor one of the questions."""
    if _is_question(line, questions):
        return []
    marks: list[re.Match[str]] = []
    for mark in _MARK.finditer(line):
        if not (marks and marks[-1].end() == mark.start() and not _is_plain(mark)):  # "1: 3. 2: 4": 3 is an answer
            marks.append(mark)
    if not marks or line[: marks[0].start()].strip(" ,;"):
        return None
    ends = [*(mark.start() for mark in marks[1:]), len(line)]
    said = [(mark, line[mark.end() : end].strip(" \t,;._…")) for mark, end in zip(marks, ends, strict=True)]
    return [_Numbered(int(mark["number"]), _answer(one, answers), _is_plain(mark)) for mark, one in said if one]


def _is_plain(mark: re.Match[str]) -> bool:
    return re.fullmatch(_SURE, mark["by"]) is not None


def _is_question(line: str, questions: frozenset[str]) -> bool:
    """Tell whether a line is one of the questions, or a part of one as a mail program breaks it."""
    bare = same(re.sub(r"^\s*\d{1,2}\s*[.)]\s", "", line))
    parts = len(bare.split())
    if parts < SURELY_QUOTED:
        return parts > 1 and any(question.startswith(f"{bare} ") for question in questions)
    return any(bare in question for question in questions)


def _plausible(found: list[_Numbered], most: int) -> bool:
    """Tell whether numbered answers without a reference are a reply: rising numbers of items, nearly all understood."""
    numbers = [one.number for one in found]
    if not numbers or numbers != sorted(set(numbers)) or not all(1 <= number <= most for number in numbers):
        return False
    unclear = sum(one.answer is None for one in found)
    if len(found) < FEW:
        return not unclear and all(one.plainly for one in found)
    return unclear * 2 < len(found) and all(one.plainly for one in found if one.answer is None)


def _merged(found: list[_Numbered]) -> tuple[tuple[int, Answer | None], ...]:
    merged: dict[int, Answer | None] = {}
    for one in found:
        merged[one.number] = one.answer if merged.get(one.number, one.answer) == one.answer else None
    return tuple(sorted(merged.items()))
