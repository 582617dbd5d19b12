"""Everything that is kept about a person, from the rows of the database to the file that they read."""

from collections.abc import Iterable

from conversations.answering import answer_of
from conversations.instrument import Instrument, Language
from locales.cards.aside import OWN_NAMES
from locales.isolating import isolated
from locales.my_data import MyData, Record, counted, file_kind, invitation_words, kept_name, place_words, until
from locales.naming import answer_label, role_name
from storage.given import Given
from storage.my_data import Exchanged, HeldAppointment, MetInvitation, Stood
from storage.my_data import MyData as Held
from storage.own_work import Kept

UTC = "UTC"


def own_data(held: Held, instrument: Instrument, language: Language, timezone: str = UTC) -> MyData:
    """Put what is held into the words of ``language``; items of another instrument go by their ids."""
    identity = held.identity
    given = {subject: tuple(one for one in held.given if one.subject == subject) for subject in SUBJECTS}
    answers = (*given["response"], *given["priority"])
    return MyData(
        timezone=timezone,
        telegram=str(identity.telegram_id) if identity else "",
        name=isolated(identity.name) if identity else "",
        handle="",
        language=held.language,
        last_turn=held.last_turn_at,
        unreachable=held.unreachable_at,
        awaiting=held.awaiting_wave_since,
        outage=held.outage_told_at,
        consented=held.consented_at,
        consent_version=held.consent_version,
        reminder=held.reminder.due_at if held.reminder else None,
        posts=tuple(Record(_post(one, held.post, language, timezone), one.since) for one in held.appointments),
        answers=tuple(Record(_answer(one, instrument, language), one.at) for one in answers),
        notes=tuple(Record(_about(one, instrument, language), one.at) for one in given["note"]),
        files=tuple(Record(_file(one, instrument, language), one.at) for one in given["evidence"]),
        questions=tuple(_question(one) for one in held.exchanged),
        others=(
            *(Record(f"{isolated(one.wave)}: {one.value}", one.at) for one in given["submission"]),
            *(Record(_kept(one, language), one.at) for one in held.kept),
            *(_invitation(one, language) for one in held.invitations),
            *(_place(one, language) for one in held.places),
            *map(Record, _counts(held, language)),
        ),
    )


SUBJECTS = ("response", "priority", "note", "evidence", "submission")


def _post(one: HeldAppointment, post: str, language: Language, timezone: str) -> str:
    what = _joined((role_name(one.role, language), one.member, ", ".join(one.countries), post))
    return until(what, one.until, language, timezone) if one.until else what


def _kept(one: Kept, language: Language) -> str:
    return ": ".join(filter(None, (kept_name(one.kind, language), isolated(one.text))))


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(isolated(part) for part in parts if part)


def _invitation(one: MetInvitation, language: Language) -> Record:
    what = _joined((role_name(one.role, language), one.member, one.post))
    return Record(invitation_words(what, language, used=one.used_at is not None), one.used_at or one.began_at)


def _place(one: Stood, language: Language) -> Record:
    what = _joined((one.wave, one.member, one.target, OWN_NAMES[one.language]))
    return Record(place_words(what, one.pending, language))


def _counts(held: Held, language: Language) -> tuple[str, ...]:
    letters = held.replies + held.notices
    return counted(language, changes=held.changes, screens=held.screens, letters=letters, entries=held.entries)


def _subject(given: Given, instrument: Instrument, language: Language) -> str:
    if instrument.has_item(given.target):
        criterion = instrument.criterion_of(given.target).short.in_(language)
        return _joined((given.member, criterion, instrument.item(given.target).short.in_(language)))
    if instrument.has_criterion(given.target):
        return _joined((given.member, instrument.criterion(given.target).short.in_(language)))
    return _joined((given.member, given.target))


def _answer(given: Given, instrument: Instrument, language: Language) -> str:
    known = instrument.has_item(given.target) or instrument.has_criterion(given.target)
    value = answer_label(instrument, given.target, answer_of(given.value), language) if known else given.value
    consulted = f" ({isolated(given.consulted)})" if given.consulted else ""
    return f"{_subject(given, instrument, language)}: {value}{consulted}"


def _about(given: Given, instrument: Instrument, language: Language) -> str:
    return f"{_subject(given, instrument, language)}: {isolated(given.value)}"


def _file(given: Given, instrument: Instrument, language: Language) -> str:
    kind, _, name = given.value.partition(" ")
    return f"{_subject(given, instrument, language)}: {isolated(name) or file_kind(kind, language)}"


def _question(one: Exchanged) -> Record:
    answered = f" → {isolated(one.answer)}" if one.answer else ""
    return Record(f"{isolated(one.member)}: {isolated(one.text)}{answered}", one.asked_at)
