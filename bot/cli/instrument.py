"""``instrument validate|import|export|list``: the questionnaire as a document."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.audited import enter
from bot.cli.mistakes import Mistake
from bot.cli.setting import Json, now, print_json, print_table, ready_database
from bot.cli.whole_files import whole_files
from storage.audit_words import Action, Kind
from storage.instrument_document import default_instrument_text, parse_instrument
from storage.instruments import export_instrument, import_instrument, list_instruments

instrument = typer.Typer(help="The instrument: the versioned questionnaire, in YAML.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="A YAML file.")]


@instrument.command()
def validate(file: File) -> None:
    """Check a document; every problem is named with its place."""
    parsed = parse_instrument(file.read_text("utf-8"))
    typer.echo(f"{parsed.reference} is valid: {len(parsed.criteria)} criteria, {len(parsed.items)} items")


@instrument.command("import")
def import_file(file: File) -> None:
    """Keep a document, to open waves with it. A version once imported never changes."""
    with ready_database(new=True) as database, database.writing() as tx:
        stored = import_instrument(tx, file.read_text("utf-8"), now())
        enter(tx, Action.INSTRUMENT_LOADED, Kind.INSTRUMENT, stored.id)
    typer.echo(f"{stored.reference} is imported: `solidaria wave open NAME --instrument {stored.reference}` uses it")


@instrument.command()
def export(
    file: File,
    reference: Annotated[str, typer.Option("--instrument", help="ID@VERSION; the default one if not given.")] = "",
) -> None:
    """Write a document to a file, as it was imported."""
    if file.exists():
        raise Mistake(f"{file} is there already: give another name")
    if reference:
        with ready_database() as database, database.reading() as tx:
            text = export_instrument(tx, reference)
    else:
        text = default_instrument_text()
    with whole_files(file) as beside:
        beside.write_text(text, "utf-8")
    typer.echo(f"written to {file}")


@instrument.command("list")
def list_all(*, as_json: Json = False) -> None:
    """List the imported instruments."""
    with ready_database() as database, database.reading() as tx:
        stored = list_instruments(tx)
    if as_json:
        print_json(stored)
        return
    rows: list[tuple[object, ...]] = [(one.reference, f"{one.imported_at:%Y-%m-%d}") for one in stored]
    print_table(("instrument", "imported"), rows)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(instrument, name="instrument")
