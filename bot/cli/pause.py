"""``pause`` and ``resume``: a rest for the running bot, in which nothing that arrives is lost."""

import typer

from bot.cli.audited import enter
from bot.cli.mistakes import Mistake
from bot.cli.setting import now, ready_database
from storage.audit_words import Action, Kind
from storage.inbox import count_pending
from storage.pausing import pause as begin_pause
from storage.pausing import resume as end_pause


def pause() -> None:
    """Have the bot keep what arrives without applying it, and send no notices or reminders; people are told once."""
    with ready_database() as database, database.writing() as tx:
        since, waiting = begin_pause(tx, now()), count_pending(tx)
        enter(tx, Action.PAUSED, Kind.DATABASE)
    typer.echo(f"paused since {since:%Y-%m-%d %H:%M} UTC, {waiting} updates wait: `solidaria resume` takes them up")


def resume() -> None:
    """End the pause: what has arrived is applied in order, and notices and reminders go out again."""
    with ready_database() as database, database.writing() as tx:
        since, waiting = end_pause(tx), count_pending(tx)
        if since is not None:
            enter(tx, Action.RESUMED, Kind.DATABASE)
    if since is None:
        raise Mistake("there is no pause")
    typer.echo(f"resumed: a running bot applies the {waiting} updates that wait within seconds")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(pause)
    app.command()(resume)
