"""The command line: an operator's verbs, each in the module of its noun. Mistakes are one line and a non-zero exit."""

import sys

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
from bot.time_zones import go_by_the_pinned_ones

app = typer.Typer(
    help="Solidaria: the self-assessment of the Cities of Solidarity, in a messenger.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for module in (setup, serve, pause, members, people, waves, data, instrument, inbox, keys, audit, retention, privacy):
    module.register(app)


def main() -> None:
    """Run a command. What an operator can mend is said on standard error, with exit status 1."""
    go_by_the_pinned_ones()
    try:
        app()
    except Exception as error:
        told = mistake_of(error)
        if told is None:
            raise
        sys.stderr.write("".join(f"solidaria: {line}\n" for line in told.splitlines()))
        sys.exit(1)
