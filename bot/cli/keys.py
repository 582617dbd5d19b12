"""``key rotate``: a new secret key, and everything encrypted anew. The key is written down before it is used."""

import os
import stat
from pathlib import Path

import typer

from bot.cli.mistakes import Mistake
from bot.cli.setting import database_of, now
from bot.settings import read_settings
from storage.database import Database
from storage.key_rotation import has_key, rotate_key
from storage.schema import prepare
from storage.secrets import Keyring, SecretKeyMissing, new_secret_key

ENV = Path(".env")
KEPT = Path("solidaria-new-key.txt")
KEY = "SOLIDARIA_SECRET_KEY"

key = typer.Typer(help="The secret key that identities are encrypted with.", no_args_is_help=True)


@key.command()
def rotate() -> None:
    """Make a new key and encrypt everything anew, after a backup. Stop the bot before."""
    settings = read_settings()
    if settings.secret_key is None:
        raise SecretKeyMissing
    if KEPT.exists():
        raise Mistake(f"{KEPT} is there from an earlier rotation: set the key in it, then delete the file")
    database = database_of(settings)
    if not database.path.exists():
        raise Mistake(f"there is no database {database.path}: nothing to rotate")
    prepare(database)
    fresh = new_secret_key()
    _write(KEPT, f"{KEY}={fresh}\n")
    try:
        done = rotate_key(database, Keyring(fresh), now())
    except BaseException:
        _clear_up(database, fresh)
        raise
    finally:
        database.close()
    typer.echo(f"{done.people} people are encrypted with the new key (fingerprint {Keyring(fresh).fingerprint}).")
    _hand_over(fresh)
    typer.echo("Backups made before need the old key: keep it with them, or make a new backup and delete them.")


def _clear_up(database: Database, fresh: str) -> None:
    """After a fault: the new key goes if the database has not taken it, and never before that is known."""
    try:
        taken = has_key(database, Keyring(fresh))
    except Exception:  # noqa: BLE001 - whatever keeps it from being read
        typer.echo(f"It is not known whether the new key holds: keep the old one, and {KEPT.resolve()}.")
        return
    if taken:
        typer.echo("The new key holds: everything had been encrypted with it.")
        _hand_over(fresh)
    else:
        KEPT.unlink()


def _hand_over(fresh: str) -> None:
    if _replace_in_env(fresh):
        KEPT.unlink()
        typer.echo(f"It is in {ENV.resolve()}; keep a copy of it apart from the database.")
    else:
        typer.echo(f"It is in {KEPT.resolve()}: set {KEY} to it where you set the old one, then delete that file.")


def _replace_in_env(fresh: str) -> bool:
    """Put the key in the place of the old one in ``.env``; ``False`` when it is not set there."""
    if not ENV.exists() or KEY in os.environ:
        return False
    lines = ENV.read_text("utf-8").splitlines()
    if not any(line.partition("=")[0].strip() == KEY for line in lines):
        return False
    replaced = [f"{KEY}={fresh}" if line.partition("=")[0].strip() == KEY else line for line in lines]
    part = ENV.with_name(f"{ENV.name}.part")
    _write(part, "\n".join(replaced) + "\n")
    part.replace(ENV)
    return True


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(key, name="key")
