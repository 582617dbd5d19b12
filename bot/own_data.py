"""Everything that is kept about a person, from the rows of the database to the file that they read."""

from conversations.answering import answer_of
from conversations.instrument import Instrument, Language
from locales.my_data import MyData, Record, kept_name
from locales.naming import answer_label, role_name
from storage.given import Given
from storage.my_data import Exchanged, HeldAppointment
from storage.my_data import MyData as Held

UTC = "UTC"


def own_data(held: Held, instrument: Instrument, language: Language, timezone: str = UTC) -> MyData:
    """Put what is held into the words of ``language``; items of another instrument go by their ids."""
    identity = held.identity
    given = {subject: tuple(one for one in held.given if one.subject == subject) for subject in SUBJECTS}
    answers = (*given["response"], *given["priority"])
    return MyData(
        timezone=timezone,
        telegram=str(identity.telegram_id) if identity else "",
        name=identity.name if identity else "",
        handle="",
        language=held.language,
        consented=held.consented_at,
        consent_version=held.consent_version,
        reminder=held.reminder.due_at if held.reminder else None,
        posts=tuple(Record(" · ".join(_post(one, held.post, language)), one.since) for one in held.appointments),
        answers=tuple(Record(_answer(one, instrument, language), one.at) for one in answers),
        notes=tuple(Record(_about(one, instrument, language), one.at) for one in given["note"]),
        files=tuple(Record(_about(one, instrument, language), one.at) for one in given["evidence"]),
        questions=tuple(_question(one) for one in held.exchanged),
        others=(
            *(Record(f"{one.wave}: {one.value}", one.at) for one in given["submission"]),
            *(Record(": ".join(filter(None, (kept_name(one.kind, language), one.text))), one.at) for one in held.kept),
        ),
    )


SUBJECTS = ("response", "priority", "note", "evidence", "submission")


def _post(one: HeldAppointment, post: str, language: Language) -> list[str]:
    parts = (role_name(one.role, language), one.member, ", ".join(one.countries), post)
    return [part for part in parts if part]


def _subject(given: Given, instrument: Instrument, language: Language) -> str:
    if instrument.has_item(given.target):
        criterion = instrument.criterion_of(given.target).short.in_(language)
        return f"{given.member} · {criterion} · {instrument.item(given.target).short.in_(language)}"
    if instrument.has_criterion(given.target):
        return f"{given.member} · {instrument.criterion(given.target).short.in_(language)}"
    return f"{given.member} · {given.target}"


def _answer(given: Given, instrument: Instrument, language: Language) -> str:
    known = instrument.has_item(given.target) or instrument.has_criterion(given.target)
    value = answer_label(instrument, given.target, answer_of(given.value), language) if known else given.value
    consulted = f" ({given.consulted})" if given.consulted else ""
    return f"{_subject(given, instrument, language)}: {value}{consulted}"


def _about(given: Given, instrument: Instrument, language: Language) -> str:
    return f"{_subject(given, instrument, language)}: {given.value}"


def _question(one: Exchanged) -> Record:
    answered = f" → {one.answer}" if one.answer else ""
    return Record(f"{one.member}: {one.text}{answered}", one.asked_at)
