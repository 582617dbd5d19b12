"""``privacy record|breach``: the papers that data protection asks for, made from what the program does."""

import socket
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot.backups import folder_of
from bot.cli.mistakes import Mistake
from bot.cli.setting import now
from bot.cli.whole_files import whole_files
from bot.settings import Settings, read_settings
from conversations.instrument import Language
from locales.papers import Circumstances, render_breach, render_record
from storage.database import database_path

DAY = timedelta(days=1)
privacy = typer.Typer(help="Papers for data protection.", no_args_is_help=True)
File = Annotated[Path | None, typer.Argument(help="FILE.md; printed if not given.")]
Tongue = Annotated[Language, typer.Option(help="The language of the paper.")]


@privacy.command()
def record(file: File = None, language: Tongue = Language.ES) -> None:
    """Write the record of processing: what is kept, of whom, what for, where, how long. Blanks are yours to fill in."""
    _give(render_record(_circumstances(read_settings()), language), file)


@privacy.command()
def breach(file: File = None, language: Tongue = Language.ES) -> None:
    """Write the template of a notice of a breach, to the people concerned and to the authority."""
    _give(render_breach(_circumstances(read_settings()), language), file)


def _circumstances(settings: Settings) -> Circumstances:
    database = database_path(settings.database_url)
    folder = folder_of(settings, database)
    days = None if folder is None else max(1, round(folder.term / DAY))
    return Circumstances(now(), settings.contact, f"{socket.gethostname()}: {database}", days)


def _give(text: str, file: Path | None) -> None:
    if file is None:
        typer.echo(text, nl=False)
        return
    if not file.parent.is_dir():
        raise Mistake(f"there is no folder {file.parent}: make it first")
    if file.exists():
        raise Mistake(f"{file} is there already: what was filled in by hand is not overwritten, give another name")
    with whole_files(file) as beside:
        beside.write_text(text, encoding="utf-8")
    typer.echo(f"written to {file}")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(privacy, name="privacy")
