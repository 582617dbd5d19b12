"""The command line: an operator's verbs, each in the module of its noun. Mistakes are one line and a non-zero exit."""

import io
import sys
import traceback
from typing import Annotated

import typer

from bot.cli import (
    audit,
    data,
    inbox,
    instrument,
    keys,
    members,
    pause,
    people,
    privacy,
    retention,
    serve,
    setup,
    waves,
)
from bot.cli.mistakes import mistake_of
from bot.cli.owner import refuse_root
from bot.cli.version import version
from bot.logs import redact
from bot.time_zones import go_by_the_pinned_ones

app = typer.Typer(
    no_args_is_help=True,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for module in (setup, serve, pause, members, people, waves, data, instrument, inbox, keys, audit, retention, privacy):
    module.register(app)

OF_NOBODYS = ("demo",)
"""The commands that leave the folder alone."""


@app.callback()
def before_any(
    context: typer.Context,
    *,
    show_version: Annotated[bool, typer.Option("--version", help="Print the program's version.")] = False,
) -> None:
    """Solidaria: the self-assessment of the Cities of Solidarity, in a messenger."""
    if show_version:
        typer.echo(version())
        raise typer.Exit
    if context.invoked_subcommand not in OF_NOBODYS and "--help" not in sys.argv:
        refuse_root()


def main() -> None:
    """Run a command. What an operator can mend is said on standard error, with exit status 1.

    A fault is a traceback there, with the same status and without the token that an address may have had in it.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal that has no such letter shows another
        sys.stdout.reconfigure(errors="replace")
    go_by_the_pinned_ones()
    try:
        app()
    except Exception as error:  # noqa: BLE001 - whatever it is, nobody but us may show it
        told = mistake_of(error)
        if told is None:
            sys.stderr.write(redact("".join(traceback.format_exception(error))))
        else:
            sys.stderr.write("".join(f"solidaria: {line}\n" for line in told.splitlines()))
        sys.exit(1)
