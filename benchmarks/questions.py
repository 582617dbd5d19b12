"""The questions as the twins ask them: every step of the default instrument, worded and with its buttons, as data.

They are worded once, beforehand, so the twins have less to do than the bot, which words every card anew.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.screens import read_sheet, write_screen
from conversations.assessment import Assessment, Wave, steps
from conversations.instrument import Language
from conversations.people import Member, MemberKind, Person
from conversations.place import Place, View
from locales.cards import render_card
from storage.instrument_document import default_instrument


def write_questions(path: Path) -> None:
    """Write the questions as a JSON list of ``{"text", "rows"}``; a row is a list of ``[label, data]``."""
    now = datetime.now(UTC)
    instrument = default_instrument()
    member = Member(1, "Municipio 000", MemberKind.CITY, "CO", "America/Bogota")
    assessment = Assessment(1, member, Wave(1, "Ronda", now), instrument)
    person = Person(1, Language.ES, consented=True)
    place = Place(1, Language.ES, View.STEP, oriented=True)
    questions = []
    for step in steps(instrument):
        here = replace(place, target=step, cursor=step)
        sheet = read_sheet(write_screen(render_card(here, assessment, person, (), now, "")))
        questions.append({"text": sheet.text, "rows": sheet.rows})
    path.write_text(json.dumps(questions, ensure_ascii=False), encoding="utf-8")
