"""What commands share: the settings, the database with its keys, and how results are printed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.mistakes import Mistake
from bot.settings import Settings, read_settings
from storage.database import Database, DatabaseUnavailable
from storage.passing import may_pass
from storage.schema import prepare
from storage.secrets import Keyring, SecretKeyMissing

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]


def now() -> datetime:
    """Give the instant, aware, in UTC."""
    return datetime.now(UTC)


def keyring(settings: Settings) -> Keyring | None:
    """Derive the keys from the settings; ``None`` when there is no key."""
    return Keyring(settings.secret_key.get_secret_value()) if settings.secret_key else None


def database_of(settings: Settings) -> Database:
    """Open the database of the settings, as it is."""
    return Database(settings.database_url, keyring(settings))


def is_absent(database: Path) -> bool:
    """Tell whether there is no database: no file, or one with nothing in it."""
    return not database.exists() or (database.is_file() and not database.stat().st_size)


def absent(database: Path) -> Mistake:
    """Say that there is none, to whoever may be in the wrong folder."""
    return Mistake(f"there is no database {database}: is this the folder that has .env?")


@contextmanager
def ready_database(
    settings: Settings | None = None, *, new: bool = False, or_later: bool = False
) -> Iterator[Database]:
    """Give the database with our schema. Raises ``Mistake`` when there is none, unless a ``new`` one may be made.

    A new one needs the key. ``or_later``: one that is not available now is given as it is, unless that cannot pass.
    """
    database = database_of(settings or read_settings())
    try:
        if is_absent(database.path):
            if not new:
                raise absent(database.path)
            if database.keyring is None:
                raise SecretKeyMissing
        try:
            prepare(database)
        except DatabaseUnavailable:
            if not (or_later and may_pass(database.path)):
                raise
        yield database
    finally:
        database.close()


def print_json(value: object) -> None:
    """Print a result as JSON; dataclasses become objects."""
    typer.echo(json.dumps(value, default=_plain, ensure_ascii=False, indent=2))


def print_table(headings: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Print a table for a person. A cell is text and nothing else: somebody's name cannot move the cursor."""
    table = Table(*headings, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*("" if cell is None else _shown(str(cell)) for cell in row))
    console = Console(markup=False, emoji=False, highlight=False)
    console.print(table)


def _shown(text: str) -> str:
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def _plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON takes
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.isoformat()
        case Path():
            return str(value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            return asdict(value)
        case _:
            return str(value)
