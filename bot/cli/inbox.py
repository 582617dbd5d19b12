"""``inbox list|retry|dismiss``: updates that could not be applied."""

from typing import Annotated

import typer

from bot.cli.audited import enter
from bot.cli.mistakes import Mistake
from bot.cli.setting import Json, now, print_json, print_table, ready_database
from storage.audit_words import Action, Kind
from storage.inbox import dismiss, list_troubled, retry

inbox = typer.Typer(help="Updates that could not be applied.", no_args_is_help=True)


@inbox.command("list")
def list_all(*, as_json: Json = False) -> None:
    """List updates that failed or could not be read; what is in them is not shown."""
    with ready_database() as database, database.reading() as tx:
        troubled = list_troubled(tx)
    if as_json:
        print_json(troubled)
        return
    rows: list[tuple[object, ...]] = [
        (one.key.update_id, one.state.value, one.attempts, one.error, f"{one.received_at:%Y-%m-%d %H:%M} UTC")
        for one in troubled
    ]
    print_table(("update", "state", "tries", "error", "received"), rows)


@inbox.command("retry")
def retry_one(
    update: Annotated[int | None, typer.Argument(help="The update's number; all of them if not given.")] = None,
) -> None:
    """Bring failed updates back; a running bot applies them within seconds."""
    with ready_database() as database, database.writing() as tx:
        keys = [one.key for one in list_troubled(tx) if update in (None, one.key.update_id)]
        brought = sum(retry(tx, key) for key in keys)
        if brought:
            enter(tx, Action.UPDATES_RETRIED, Kind.DATABASE, detail=f"{brought} updates")
    if update is not None and not brought:
        raise Mistake(f"update {update} is not among the failed ones: `solidaria inbox list` shows them")
    typer.echo(f"{brought} brought back")


@inbox.command("dismiss")
def dismiss_one(
    update: Annotated[int, typer.Argument(help="The update's number.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Yes, delete what is in it.")] = False,
) -> None:
    """Give a failed update up for good, and delete what is in it; nobody is told."""
    with ready_database() as database, database.writing() as tx:
        keys = [one.key for one in list_troubled(tx) if update == one.key.update_id]
        if keys and not yes:
            raise Mistake(f"what is in update {update} would be deleted for good: add --yes if that is meant")
        gone = sum(dismiss(tx, key, now()) for key in keys)
        if not gone:
            raise Mistake(f"update {update} is not among the failed ones: `solidaria inbox list` shows them")
        enter(tx, Action.UPDATES_DISMISSED, Kind.DATABASE, detail=f"{gone} updates")
    typer.echo(f"update {update} is given up, and what was in it is deleted")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(inbox, name="inbox")
