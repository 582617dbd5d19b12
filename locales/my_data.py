"""The file of everything that is kept about a person, to be read by them.

It decides headings and dates; it must not know where any of it is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from conversations.instrument import Language
from locales.cards.aside import OWN_NAMES
from locales.catalogue import plain
from locales.formats import stamp


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that is kept: what it is, in words, and when it came to be (aware), if that is known."""

    what: str
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class MyData:
    """All that is kept about a person. Instants are aware; dates are written in ``timezone``. Empty texts are "".

    ``answers`` and ``notes`` are those that the person gave (``"Acogida · Información accesible: 3 · ..."``),
    ``questions`` theirs and the answers to them, ``notices`` what was sent to them, ``others`` whatever else there is.
    """

    timezone: str
    telegram: str
    name: str
    handle: str
    language: Language
    met: datetime | None = None
    last_turn: datetime | None = None
    unreachable: datetime | None = None
    awaiting: datetime | None = None
    outage: datetime | None = None
    consented: datetime | None = None
    consent_version: str = ""
    reminder: datetime | None = None
    posts: tuple[Record, ...] = ()
    answers: tuple[Record, ...] = ()
    notes: tuple[Record, ...] = ()
    files: tuple[Record, ...] = ()
    questions: tuple[Record, ...] = ()
    notices: tuple[Record, ...] = ()
    others: tuple[Record, ...] = ()


def kept_name(kind: str, language: Language) -> str:
    """Name what a row is that belongs to no other heading, by its table."""
    return plain(language, f"ownrow.{kind}")


def file_kind(kind: str, language: Language) -> str:
    """Name a file that came without a name, by its kind: photo or document."""
    return plain(language, "ownfile.photo" if kind == "photo" else "ownfile.document")


def until(what: str, end: datetime, language: Language, timezone: str) -> str:
    """Say until when something was."""
    return plain(language, "mydata.until", what=what, day=stamp(language, end, timezone))


def invitation_words(what: str, language: Language, *, used: bool) -> str:
    """Name an invitation that the person used, or is looking at."""
    return plain(language, "mydata.invited" if used else "mydata.opened", what=what)


def place_words(what: str, pending: str, language: Language) -> str:
    """Say where the person stands, and the text of theirs that waits there."""
    stands = plain(language, "mydata.place", what=what)
    return plain(language, "mydata.pending", what=stands, text=pending) if pending else stands


def counted(language: Language, *, changes: int, screens: int, letters: int, entries: int) -> tuple[str, ...]:
    """Say how many rows there are of what is counted and not shown; nothing of what there is none of."""
    said = (
        (plain(language, "mydata.changes", number=changes), changes),
        (plain(language, "mydata.screens", number=screens), screens),
        (plain(language, "mydata.letters", number=letters), letters),
        (plain(language, "mydata.entries", number=entries), entries),
    )
    return tuple(words for words, number in said if number)


def render_my_data(data: MyData, language: Language, now: datetime) -> str:
    """Word everything as a plain text file, made at ``now`` (aware)."""
    heading = plain(language, "mydata.heading")
    made = plain(language, "mydata.made", day=stamp(language, now, data.timezone))
    sections = [
        (plain(language, "mydata.identity"), list(_identity(data, language))),
        (plain(language, "mydata.posts"), _listed(data.posts, data, language)),
        (plain(language, "mydata.answers"), _listed(data.answers, data, language)),
        (plain(language, "mydata.notes"), _listed(data.notes, data, language)),
        (plain(language, "mydata.files"), _listed(data.files, data, language)),
        (plain(language, "mydata.questions"), _listed(data.questions, data, language)),
        (plain(language, "mydata.notices"), _listed(data.notices, data, language)),
    ]
    if data.others:
        sections.append((plain(language, "mydata.others"), _listed(data.others, data, language)))
    nothing = [plain(language, "mydata.nothing")]
    parts = [
        [heading, "=" * len(heading), made, plain(language, "mydata.about")],
        *([title, "-" * len(title), *(lines or nothing)] for title, lines in sections),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _identity(data: MyData, language: Language) -> Iterator[str]:
    yield f"{plain(language, 'mydata.name')}: {data.name or '–'}"
    yield f"{plain(language, 'mydata.handle')}: {f'@{data.handle}' if data.handle else '–'}"
    yield f"{plain(language, 'mydata.number')}: {data.telegram or '–'}"
    yield f"{plain(language, 'mydata.language')}: {OWN_NAMES[data.language]}"
    if data.met:
        yield f"{plain(language, 'mydata.since')}: {stamp(language, data.met, data.timezone)}"
    if data.consented:
        given = stamp(language, data.consented, data.timezone)
        consented = plain(language, "mydata.consented", day=given, version=data.consent_version)
        yield f"{plain(language, 'mydata.consent')}: {consented}"
    for named, at in (
        (plain(language, "mydata.last_turn"), data.last_turn),
        (plain(language, "mydata.unreachable"), data.unreachable),
        (plain(language, "mydata.awaiting"), data.awaiting),
        (plain(language, "mydata.outage"), data.outage),
    ):
        if at:
            yield f"{named}: {stamp(language, at, data.timezone)}"
    if data.reminder:
        yield f"{plain(language, 'mydata.reminder')}: {stamp(language, data.reminder, data.timezone)}"


def _listed(records: tuple[Record, ...], data: MyData, language: Language) -> list[str]:
    """Give a line a record; what goes over several lines is indented."""
    lines = []
    for one in records:
        what = "\n  ".join(one.what.splitlines()) or "–"
        if one.when:
            what = plain(language, "mydata.entry", day=stamp(language, one.when, data.timezone), what=what)
        lines.append(f"- {what}")
    return lines
