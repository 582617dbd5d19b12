"""The papers of privacy: the record of processing and the notice of a breach, as Markdown, from the declaration.

It decides headings, their order, and where a blank is to be filled in by hand. What is kept and for how long,
`conversations.retention` declares; it must not know where in the tables any of it stands.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from conversations.instrument import Language
from conversations.retention import HOLDINGS, DataClass, Holding, Term, holding
from locales.catalogue import plain
from locales.formats import day, length, listing

BLANK = "____"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the declaration cannot know. Empty texts become blanks. ``at`` is aware, dates are written in UTC.

    ``backup_days`` is how long a backup is kept before a newer one takes its place; None: the bot makes none.
    """

    at: datetime
    contact: str = ""
    database: str = ""
    backup_days: int | None = None


def term_words(language: Language, term: Term) -> str:
    """Word a term."""
    said = "" if term.days is None else length(language, term.days)
    return plain(language, f"since.{term.since}", term=said)


def render_record(facts: Circumstances, language: Language) -> str:
    """Word the record of processing."""
    made = day(language, facts.at, "UTC")
    parts = [
        f"# {plain(language, 'record.title')}",
        plain(language, "record.made", day=made),
        *_section(plain(language, "record.responsible"), _responsible(facts, language)),
        f"## {plain(language, 'record.aim')}",
        plain(language, "record.aim_text"),
        f"## {plain(language, 'record.kept')}",
        plain(language, "record.nightly"),
        *(part for one in HOLDINGS for part in _class(one, facts, language)),
        f"## {plain(language, 'record.third')}",
        plain(language, "record.third_sees"),
        plain(language, "record.third_gets"),
        f"## {plain(language, 'record.recipients')}",
        plain(language, "record.recipients_text"),
        f"## {plain(language, 'record.security')}",
        "\n".join(f"- {measure}" for measure in _measures(language)),
        f"## {plain(language, 'record.rights')}",
        plain(language, "record.rights_text", **_buttons(language)),
    ]
    return "\n\n".join(parts) + "\n"


def render_breach(facts: Circumstances, language: Language) -> str:
    """Word the template of a notice of a breach: to the persons, and to the authority."""
    contact = (plain(language, "record.contact"), facts.contact)
    personal = [f"- [ ] {_name(one.data, language)}" for one in HOLDINGS if one.personal]
    answers = f"- [ ] {_name(DataClass.ANSWERS, language)}"
    which = "\n".join((*personal, answers))
    to_authority = (
        *((plain(language, key), "") for key in ("record.controller", "record.officer")),
        contact,
        (plain(language, "breach.when"), ""),
        (plain(language, "breach.nature"), ""),
        (plain(language, "breach.people"), ""),
        (plain(language, "breach.records"), ""),
        (plain(language, "breach.risk"), ""),
        (plain(language, "breach.measures"), ""),
        (plain(language, "breach.told"), ""),
        (plain(language, "breach.late"), ""),
    )
    parts = [
        f"# {plain(language, 'breach.title')}",
        plain(language, "breach.made", day=day(language, facts.at, "UTC")),
        f"## {plain(language, 'breach.to_people')}",
        plain(language, "breach.dear"),
        *_asked(plain(language, "breach.what")),
        *_asked(plain(language, "breach.when")),
        f"### {plain(language, 'breach.which')}",
        which,
        plain(language, "breach.sealed"),
        *_asked(plain(language, "breach.did")),
        f"### {plain(language, 'breach.can')}",
        plain(language, "breach.can_text", **_buttons(language)),
        _lines((contact,)),
        *_section(plain(language, "breach.to_authority"), to_authority),
        which,
        plain(language, "breach.enclosed"),
    ]
    return "\n\n".join(parts) + "\n"


def _responsible(facts: Circumstances, language: Language) -> Iterator[tuple[str, str]]:
    yield plain(language, "record.controller"), ""
    yield plain(language, "record.contact"), facts.contact
    yield plain(language, "record.officer"), ""
    yield plain(language, "record.keeper"), ""
    yield plain(language, "record.database"), facts.database


def _class(one: Holding, facts: Circumstances, language: Language) -> Iterator[str]:
    personal = plain(language, "record.personal") if one.personal else plain(language, "record.impersonal")
    yield f"### {_name(one.data, language)} ({personal})"
    term = _term(one, facts, language)
    if one.leaves_number:
        term = f"{term}. {plain(language, 'record.leaves_number')}"
    yield _lines(
        (
            (plain(language, "record.whose"), plain(language, f"whose.{one.whose}")),
            (plain(language, "record.why"), plain(language, f"purpose.{one.purpose}")),
            (plain(language, "record.ground"), plain(language, f"ground.{one.ground}")),
            (plain(language, "record.term"), term),
            (plain(language, "record.where"), plain(language, f"heldat.{one.place}")),
            (
                plain(language, "record.seen"),
                listing(language, (plain(language, f"seer.{seer}") for seer in one.seen_by)),
            ),
        )
    )


def _term(one: Holding, facts: Circumstances, language: Language) -> str:
    if one.data is not DataClass.BACKUPS:
        return term_words(language, one.term)
    if facts.backup_days is None:
        return plain(language, "record.no_backups")
    return term_words(language, Term(facts.backup_days, holding(DataClass.BACKUPS).term.since))


def _measures(language: Language) -> Iterator[str]:
    yield plain(language, "record.sealed")
    yield plain(language, "record.admitted")
    yield plain(language, "record.copied")
    yield plain(language, "record.quiet")
    yield plain(language, "record.disk")


def _name(data: DataClass, language: Language) -> str:
    return plain(language, f"held.{data}")


def _buttons(language: Language) -> dict[str, str]:
    return {"see": plain(language, "button.my_data"), "forget": plain(language, "button.forget")}


def _section(heading: str, lines: Iterable[tuple[str, str]]) -> tuple[str, str]:
    return f"## {heading}", _lines(lines)


def _asked(heading: str) -> tuple[str, str]:
    return f"### {heading}", BLANK


def _lines(lines: Iterable[tuple[str, str]]) -> str:
    """Give a line a pair; an empty value is a blank."""
    return "\n".join(f"- {name}: {value or BLANK}" for name, value in lines)
