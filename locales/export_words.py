"""The words of an export: names of tables, headings, states. It must not know any row."""

from collections.abc import Mapping
from dataclasses import dataclass

from conversations.instrument import Language, Nonresponse
from conversations.people import MemberKind
from locales.catalogue import plain


@dataclass(frozen=True, slots=True)
class ExportWords:
    """``aggregates_headings`` are those before and after the columns of the levels."""

    overview: str
    overview_headings: tuple[str, ...]
    answers: str
    answers_headings: tuple[str, ...]
    aggregates: str
    aggregates_headings: tuple[tuple[str, ...], tuple[str, ...]]
    codebook: str
    codebook_headings: tuple[str, ...]
    kinds: Mapping[str, str]
    states: Mapping[str, str]
    nonresponses: Mapping[str, str]
    priority: str
    level: str
    criterion: str
    yes: str


def word_warning(language: Language) -> str:
    """Word what goes with an export into the chat: it is for internal use."""
    return plain(language, "exporting.internal")


def word_export(language: Language) -> ExportWords:
    """Word an export."""
    who = (plain(language, "export.member"), plain(language, "export.kind"), plain(language, "export.country"))
    dates = (plain(language, "export.submitted"), plain(language, "export.late"))
    asked = (
        plain(language, "export.criterion"),
        plain(language, "export.code"),
        plain(language, "export.item"),
    )
    unscored = (plain(language, "export.dont_know"), plain(language, "export.not_applicable"))
    return ExportWords(
        overview=plain(language, "export.overview"),
        overview_headings=(
            *who,
            plain(language, "export.state"),
            plain(language, "export.answered"),
            *unscored,
            plain(language, "export.open"),
            plain(language, "export.people"),
            plain(language, "export.last_activity"),
            *dates,
        ),
        answers=plain(language, "export.answers"),
        answers_headings=(
            *who,
            *asked,
            plain(language, "export.level"),
            plain(language, "export.without_level"),
            plain(language, "export.priority"),
            plain(language, "export.note"),
            plain(language, "export.evidence"),
            *dates,
            plain(language, "export.instrument"),
        ),
        aggregates=plain(language, "export.aggregates"),
        aggregates_headings=((*asked, plain(language, "export.members")), unscored),
        codebook=plain(language, "export.codebook"),
        codebook_headings=(
            plain(language, "export.code"),
            plain(language, "export.part"),
            plain(language, "export.name"),
            plain(language, "export.text"),
        ),
        kinds={
            MemberKind.CITY: plain(language, "kind.city"),
            MemberKind.PROVINCE: plain(language, "kind.province"),
            MemberKind.ASSOCIATION: plain(language, "kind.association"),
        },
        states={
            "never_opened": plain(language, "export.never_opened"),
            "opened": plain(language, "export.opened"),
            "answering": plain(language, "export.answering"),
            "submitted": plain(language, "export.submitted_state"),
        },
        nonresponses={
            Nonresponse.DONT_KNOW: plain(language, "export.dont_know"),
            Nonresponse.NOT_APPLICABLE: plain(language, "export.not_applicable"),
            Nonresponse.LATER: plain(language, "export.later"),
        },
        priority=plain(language, "export.priority"),
        level=plain(language, "export.level"),
        criterion=plain(language, "export.criterion"),
        yes=plain(language, "export.yes"),
    )
