"""S6: hostile texts through every place that takes one, and out through every message and every file.

Decides what is looked for in what comes out, and which bugs show that it is seen. Which texts there are, `kit` decides.
"""

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from html import unescape
from string import Formatter

from kit.chat import World
from kit.golden import network
from kit.hostile_bugs import PLANTED
from kit.hostile_days import Written, live
from kit.hostile_life import HostileLife
from kit.hostile_texts import hostiles
from kit.hostile_ways import (
    CONTROLS,
    at_the_door,
    book_cells,
    csv_cells,
    csv_runs,
    plain_cell,
    refusal,
    seen,
    told,
    turned,
)
from sqlalchemy import select

from bot import incoming
from bot.exports import read_export, write_export
from bot.reports.renderer import render_pdf, render_picture, render_questionnaire
from conversations.instrument import Language
from locales.catalogue import catalogue, say, say_n
from locales.figures import diagnosis_of
from locales.questionnaire import word_questionnaire
from locales.report import word_report
from locales.splitting import split_text
from storage import tables as t
from storage.runner_state import Memo, remember
from torture.goal import Bug, Goal, Tier, Trial

REFUSED, CHANGED, RUNS, NOT_MADE, TURNED = (
    "a message refused",
    "a text changed",
    "a formula in a file",
    "a file not made",
    "a line turned around",
)
WORDED = 3_400
"""Texts of a round that are put into sentences of the catalogues, beside those of its life."""
IN_SENTENCES = {"markup-kept": REFUSED, "not-isolated": TURNED}
TAG = re.compile(r"<[^>]+>")


async def run(trial: Trial) -> None:
    """Try them."""
    await asyncio.to_thread(_run, trial)


def _run(trial: Trial) -> None:
    texts = messages = 0
    for number in trial.numbers():
        folder = trial.folder / str(number)
        folder.mkdir()
        with ExitStack() as stack, network(folder) as world:
            world.writer.run_now(remember, Memo.BOT_USERNAME, "solidaria_bot")
            stack.enter_context(PLANTED.get(trial.bug, ExitStack)())
            if not trial.bug or trial.bug in IN_SENTENCES:
                messages += _words(trial, number)
                if trial.bug:
                    continue
            life = _life(trial, world, number)
            texts += WORDED + len(life.texts)
            messages += life.shown
    trial.facts |= {"texts": f"{texts:,}", "messages": f"{messages:,}"}


def _words(trial: Trial, number: int) -> int:
    """Put each text into a sentence of the catalogues, in one language; gives how many messages there were."""
    dice, made = trial.dice(number), 0
    for text in map(at_the_door, hostiles(dice, WORDED)):
        if trial.bug and trial.zeros[IN_SENTENCES[trial.bug]]:
            break
        key, plural = dice.choice(_sentences())
        language = dice.choice(tuple(Language))
        messages = catalogue(language)
        pattern = messages.plural(key, 2) if plural else messages.message(key)
        names = {name for _, name, _, _ in Formatter().parse(pattern) if name and name != "number"}
        given = dict.fromkeys(names, text)
        said = say_n(language, key, 2, **given) if plural else say(language, key, number=2, **given)
        made += 1
        expected = unescape(TAG.sub("", pattern)).format_map({**given, "number": 2})
        _look_at(trial, number, f"{language} {key}", said, expected, text)
    return made


def _look_at(trial: Trial, number: int, what: str, said: str, expected: str, text: str) -> None:
    parts = split_text(said)
    for part in parts:
        if part.strip() and (why := refusal(part)):
            trial.found(REFUSED, f"{what}: {why}: {text[:60]!a}", number)
            return
    shown = "".join(seen(part) for part in parts if part.strip())
    if _bare(shown) != _bare(expected):
        trial.found(CHANGED, f"{what}: {text[:80]!a}", number)
    if len(parts) == 1 and parts[0].strip() and (line := turned(seen(parts[0]), told([text]))):
        trial.found(TURNED, f"{what}: {line[:120]!a}", number)


def _bare(text: str) -> str:
    return "".join(CONTROLS.sub("", text).split())


@cache
def _sentences() -> tuple[tuple[str, bool], ...]:
    """List the entries of the catalogues that somebody's text may be in, and whether they have a plural."""
    found = catalogue(Language.ES)
    messages = [(key, False) for key, text in found.messages.items() if _takes_text(text)]
    return (*messages, *((key, True) for key, forms in found.plurals.items() if _takes_text(forms[1])))


def _takes_text(pattern: str) -> bool:
    fields = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(pattern) if name]
    plain = all(not spec and not conversion and name.isidentifier() for name, spec, conversion in fields)
    return plain and any(name != "number" for name, _, _ in fields) and '="{' not in pattern


def _life(trial: Trial, world: World, number: int) -> HostileLife:
    language = tuple(Language)[number % 3]

    def tell(zero: str) -> Callable[[str], None]:
        return lambda what: trial.found(zero, what, number)

    life = HostileLife(
        world,
        trial.dice(number),
        language,
        tell(REFUSED),
        tell(TURNED),
        tell(CHANGED),
        lambda text: incoming.storable(text),
    )
    life.brief = bool(trial.bug)
    written, _, _ = live(life)
    _kept(trial, life, written, number)
    _exported(trial, life, written, number)
    _printed(trial, life, number)
    return life


def _kept(trial: Trial, life: HostileLife, written: Written, number: int) -> None:
    """Look whether all that was written is in the database as it came."""
    assessment = life.assessment(1)
    found = {item: note.text for item, note in assessment.notes.items()}
    areas = {item: one.consulted for item, one in assessment.responses.items() if one.consulted}
    for what, expected, kept in (
        *((f"note {item}", text, found.get(item)) for item, text in written.notes.items()),
        *((f"area {item}", text, areas.get(item)) for item, text in written.consulted.items()),
    ):
        trial.expect(CHANGED, expected == kept, f"{what}: {expected[:80]!a} is {(kept or '')[:80]!a}", number)
    questions = [(row.text, row.answer) for row in life.rows(select(t.question.c.text, t.question.c.answer))]
    if written.asked[0]:
        trial.expect(CHANGED, written.asked in questions, f"question {written.asked!a}", number)
    everything = "\0".join(str(row.texts) for row in life.rows(select(t.campaign.c.texts)))
    for text in written.notices:
        trial.expect(CHANGED, json.dumps(text, ensure_ascii=False) in everything, f"notice {text[:80]!a}", number)
    names = {row.name for row in life.rows(select(t.member.c.name))}
    trial.expect(CHANGED, set(written.members) <= names, f"members {written.members!a}", number)


def _exported(trial: Trial, life: HostileLife, written: Written, number: int) -> None:
    """Take the data along in every format, and look for what runs and for what is not there as it was written."""
    with life.world.writer.database.reading() as tx:
        data = read_export(tx, written.wave)
    if data is None:
        trial.found(NOT_MADE, f"no wave {written.wave!a}", number)
        return
    notes = [one.text for one in life.assessment(1).notes.values()]
    for ending in ("xlsx", "csv", "json"):
        file = trial.folder / f"{number}.{ending}"
        try:
            write_export(data, file, life.language)
            content = file.read_bytes()
            if ending == "xlsx":
                cells = [plain_cell(cell) for cell in book_cells(content)]
                wanted = [plain_cell(note) for note in notes]
            elif ending == "csv":
                for one in trial.folder.glob(f"{number}*.csv"):
                    for cell in csv_runs(one.read_bytes()):
                        trial.found(RUNS, f"{one.suffixes}: {cell[:80]!a}", number)
                cells = [cell.replace("'", "") for cell in csv_cells(content)]
                wanted = [note.replace("'", "") for note in notes]
            else:
                cells = [str(one["note"]) for one in json.loads(content)["answers"]]
                wanted = notes
        except ValueError as error:
            trial.found(RUNS, f"{ending}: {error}", number)
            continue
        except Exception as error:  # noqa: BLE001 - whatever it is, there is no file
            trial.found(NOT_MADE, f"{ending}: {error!r}", number)
            continue
        for note in wanted:
            trial.expect(CHANGED, note in cells, f"{ending}: {note[:80]!a}", number)


def _printed(trial: Trial, life: HostileLife, number: int) -> None:
    """Print the report in every round, its picture and the questionnaire in some: they are slow."""
    assessment, now = life.assessment(1), life.world.now
    report = word_report(assessment, diagnosis_of(assessment), life.language, now)
    makers: tuple[Callable[[], bytes], ...] = (
        lambda: render_pdf(report),
        lambda: render_picture(report),
        lambda: render_questionnaire(word_questionnaire(assessment, life.language, now, filled=True)),
    )
    for at, make in enumerate(makers):
        if at == 0 or at == number % 3:
            try:
                content = make()
            except Exception as error:  # noqa: BLE001 - whatever it is, there is no file
                trial.found(NOT_MADE, f"{('report', 'picture', 'questionnaire')[at]}: {str(error)[:200]}", number)
            else:
                trial.expect(NOT_MADE, len(content) > 2_000, "an empty file", number)


GOALS = (
    Goal(
        id="S6",
        title="Whatever somebody writes is kept as it came, never refused when it is sent on, run by no spreadsheet, "
        "and turns nothing around beside it",
        unit="rounds of 3,400 texts in sentences and some 80 in a life",
        zeros=(REFUSED, CHANGED, RUNS, NOT_MADE, TURNED),
        rounds={Tier.CI: 3, Tier.NIGHT: 300, Tier.RELEASE: 3_000},
        run=run,
        bugs=(
            Bug("markup-kept", "what somebody wrote is put into a message as it is", REFUSED, 1),
            Bug("composed-at-the-door", "the door puts letters and their accents together", CHANGED, 2),
            Bug("beginnings-only", "only the beginning of a cell is looked at, not what follows a semicolon", RUNS, 2),
            Bug("cells-run", "a workbook takes for a formula what looks like one", RUNS, 2),
            Bug("notes-compiled", "notes are set as markup", NOT_MADE, 2),
            Bug("not-isolated", "what runs from the right turns around what stands beside it", TURNED, 1),
        ),
        note="The door takes out NUL and halves of characters. How a line looks is worked out by UAX #9, not seen.",
    ),
)
