"""``audit verify|list|head``: who did what to which object, and whether that record is whole."""

from collections.abc import Iterator
from typing import Annotated

import typer

from bot.cli.audited import enter
from bot.cli.finding import Finding
from bot.cli.members import one_member
from bot.cli.mistakes import Mistake
from bot.cli.setting import Json, print_json, print_table, ready_database
from conversations.audit import Head, HeadUnreadable
from conversations.audit import read_head as read_written
from storage.audit import read_head
from storage.audit_answers import verify_audit
from storage.audit_check import Verdict
from storage.audit_reader import AuditLine, list_entries
from storage.audit_words import Action, Kind
from storage.database import Database

audit = typer.Typer(help="The audit: who did what to which object.", no_args_is_help=True)


@audit.command("verify")
def verify_all(
    head: Annotated[str, typer.Option(help='A head from a digest, such as "1234 3f2a 9c01 77b0 12de".')] = "",
    *,
    as_json: Json = False,
) -> None:
    """Verify that no entry, answer, post, link, member or wave was changed, put in or removed; exit status 1 if so."""
    noted = _noted(head)
    with ready_database() as database, database.reading() as tx:
        verdict = verify_audit(tx, noted)
    if as_json:
        trouble = verdict.trouble
        print_json(
            {
                "whole": trouble is None,
                "entries": verdict.entries,
                "first": verdict.first,
                "head": _written(verdict.head),
                "trouble": None if trouble is None else {"position": trouble.position, "what": trouble.what},
            }
        )
    elif verdict.trouble is None:
        typer.echo(_whole(verdict))
    else:
        raise Mistake(_broken(verdict))
    if verdict.trouble is not None:
        raise typer.Exit(1)


@audit.command("list")
def list_all(
    member: Annotated[str, typer.Option("--member", help="Only what is about this member.")] = "",
    last: Annotated[int, typer.Option("--last", min=1, help="How many, the latest first.")] = 50,
    *,
    rows: Annotated[
        bool, typer.Option("--rows", help="Also row_vouched: seals of the rows that were changed.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List the last entries. People are numbers: `people list --json` tells whose, where the secret key is."""
    with ready_database() as database:
        with database.writing() as tx:
            about = one_member(tx, member).id if member else None
            enter(tx, Action.AUDIT_READ, Kind.AUDIT if about is None else Kind.MEMBER, about, f"{last} entries")
        with database.reading() as tx:
            entries = list_entries(tx, last, about, rows=rows)
    if as_json:
        print_json(entries)
        return
    table: list[tuple[object, ...]] = [
        (one.position, f"{one.at:%Y-%m-%d %H:%M:%S}", _who(one), one.action, _what(one), one.detail) for one in entries
    ]
    print_table(("position", "at (UTC)", "who", "did", "to", ""), table)


@audit.command("head")
def show_head(*, as_json: Json = False) -> None:
    """Print the head: note it elsewhere, and `audit verify --head` shows when the end was cut off."""
    with ready_database() as database, database.reading() as tx:
        head = read_head(tx)
    if as_json:
        print_json(_written(head))
    else:
        typer.echo("nothing has been entered yet" if head is None else str(head))


def look_at_audit(database: Database) -> Iterator[Finding]:
    """Tell in `solidaria check` whether the audit is whole; ``database`` has its key."""
    with database.reading() as tx:
        verdict = verify_audit(tx, None)
    words = _whole(verdict) if verdict.trouble is None else f"{_broken(verdict)}: `solidaria audit verify`"
    yield Finding("audit", ok=verdict.trouble is None, words=words)


def _noted(text: str) -> Head | None:
    if not text:
        return None
    try:
        return read_written(text)
    except HeadUnreadable:
        raise Mistake(f'"{text}" is no head: a position and 16 digits, such as "1234 3f2a 9c01 77b0 12de"') from None


def _whole(verdict: Verdict) -> str:
    if verdict.head is None:
        return "whole: nothing has been entered yet"
    since = f" from {verdict.first}" if verdict.first > 1 else ""
    return f"whole: {verdict.entries} entries{since}, head {verdict.head}"


def _broken(verdict: Verdict) -> str:
    trouble = verdict.trouble
    assert trouble is not None
    return f"entry {trouble.position} {trouble.what}" if trouble.position else trouble.what


def _written(head: Head | None) -> dict[str, object] | None:
    return None if head is None else {"position": head.position, "mac": head.groups}


def _who(one: AuditLine) -> str:
    return one.actor if one.person is None else f"{one.actor} {one.person}"


def _what(one: AuditLine) -> str:
    return one.kind if one.object is None else f"{one.kind} {one.object}"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(audit, name="audit")
