"""``retention``: what is past its term, and having it go now; and what ``solidaria check`` says of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from bot.cli.finding import Finding
from bot.cli.setting import Json, now, print_json, print_table, ready_database
from bot.retention import run_now
from conversations.retention import HOLDINGS, DataClass, Since
from storage.check import DatabaseFacts
from storage.retention_runs import last_run, states

LATE = timedelta(days=2)
COUNTED_FROM: Mapping[Since, str] = {
    Since.POST_ENDED: "after the last post ended",
    Since.OPENED: "after the link was opened",
    Since.LINK_ENDED: "after the link ended",
    Since.DUE: "after its date",
    Since.SETTLED: "after it was sent; a question's, once answered",
    Since.RECEIVED: "after it came, put aside",
    Since.APPLIED: "after it was applied",
    Since.WRITTEN: "after it was written",
    Since.COUNTED: "after that day",
    Since.MADE: "by SOLIDARIA_BACKUP_KEEP",
    Since.JOURNAL: "as the system's journal is set",
    Since.INSTITUTION: "kept",
}


@dataclass(frozen=True, slots=True)
class Line:
    """How a class stands. ``past``, ``goes`` and ``gone`` are None for what no run goes through by itself."""

    data: DataClass
    personal: bool
    term_days: int | None
    term: str
    past: int | None
    goes: int | None
    gone: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """How all classes stand, and when a run last went through."""

    last_run_at: datetime | None
    ran_now: bool
    classes: tuple[Line, ...]


def retention(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what is past its term.")] = False,
    as_json: Json = False,
) -> None:
    """Have what is past its term go now, as the running bot does every night; names and answers are not shown."""
    with ready_database() as database:
        at = now()
        with database.reading() as tx:
            before, ran = states(tx, at), last_run(tx)
        gone: Mapping[DataClass, int] = {} if ran is None else ran.gone
        if not dry_run:
            ran = run_now(database, _Now())
            gone = ran.gone
    known = {one.data: one for one in before}
    lines = tuple(
        Line(
            one.data,
            one.personal,
            one.term.days,
            f"{one.term.days} days {COUNTED_FROM[one.term.since]}" if _is_ours(one.term.since, one.term.days) else
            COUNTED_FROM[one.term.since],
            known[one.data].past if one.data in known else None,
            known[one.data].goes if one.data in known else None,
            gone.get(one.data, 0) if one.data in known else None,
        )
        for one in HOLDINGS
    )  # fmt: skip
    report = Report(None if ran is None else ran.at, not dry_run, lines)
    if as_json:
        print_json(report)
    else:
        _print(report)


def _is_ours(since: Since, days: int | None) -> bool:
    return days is not None and since is not Since.MADE


class _Now:
    """The clock of this machine."""

    def now(self) -> datetime:
        return now()

    def monotonic(self) -> float:
        return now().timestamp()


def _print(report: Report) -> None:
    last = "gone now" if report.ran_now else "gone last time"
    headings = ("class", "personal", "term", "past it", "would go", last)
    print_table(
        headings,
        [(one.data.value, "yes" if one.personal else "", one.term, one.past, one.goes, one.gone)
         for one in report.classes],
    )  # fmt: skip
    ran = "never" if report.last_run_at is None else f"{report.last_run_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    typer.echo(f"last run: {ran}")


def look_at_retention(facts: DatabaseFacts, at: datetime) -> Iterator[Finding]:
    """Tell whether what is past its term goes."""
    if facts.personal_past_term is None:
        return
    ran = facts.retention_at
    since = "it has not run yet" if ran is None else f"last run {ran.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    late = ran is None or at - ran > LATE
    if facts.personal_past_term and late:
        words = f"{since}, {facts.personal_past_term} past their term: start the bot, or run `solidaria retention`"
        yield Finding("retention", ok=False, words=words)
    else:
        yield Finding("retention", ok=True, words=f"{since}, {facts.personal_past_term} past their term")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(retention)
