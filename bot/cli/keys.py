"""``key rotate``: a new secret key, and everything encrypted anew. The key is written down before it is used."""

from pathlib import Path

import typer

from bot.cli.env_file import ENV, KEPT, KEY, key_in, replace_key, write_private
from bot.cli.mistakes import Mistake
from bot.cli.setting import database_of, is_absent, now
from bot.cli.words import fingerprint
from bot.settings import read_settings
from storage.database import Database
from storage.key_rotation import has_key, rotate_key
from storage.locks import RunnerLock
from storage.proof import SUFFIX
from storage.schema import prepare
from storage.secrets import Keyring, SecretKeyMissing, SecretKeyWrong, new_secret_key
from storage.upgradable import read_noted_key

key = typer.Typer(help="The secret key that identities are encrypted with.", no_args_is_help=True)


@key.command()
def rotate() -> None:
    """Make a new key and encrypt everything anew, after a backup. Stop the bot before."""
    settings = read_settings()
    if settings.secret_key is None:
        raise SecretKeyMissing
    database = database_of(settings)
    if is_absent(database.path):
        raise Mistake(f"there is no database {database.path}: nothing to rotate")
    if KEPT.exists() and _ends_an_earlier_one(database, settings.backup_dir):
        return
    prepare(database)
    former, fresh = Keyring(settings.secret_key.get_secret_value()).fingerprint, new_secret_key()
    try:
        write_private(KEPT, f"{KEY}={fresh}\n")
        done = rotate_key(database, Keyring(fresh), now())
    except BaseException:
        _clear_up(database, fresh)
        raise
    finally:
        database.close()
    typer.echo(f"{done.people} people are encrypted with the new key (fingerprint {Keyring(fresh).fingerprint}).")
    if not done.expunged:
        typer.echo(
            "Somebody was reading, so the files still have what the old key opens: the bot clears it when it runs."
        )
    _hand_over(fresh)
    typer.echo(
        f"Backups made before need the old key (fingerprint {former}), which is not in {ENV} any more: keep your copy"
        " of it, apart from them, or make a new backup and delete them."
    )


def _ends_an_earlier_one(database: Database, backups: Path | None) -> bool:
    """Have the key that an earlier rotation left go where it belongs; tell whether that rotation had taken place."""
    left = key_in(KEPT)
    with RunnerLock(database.path):  # nobody is just about to use it
        with database.reading() as tx:
            noted, present = read_noted_key(tx), tx.keyring.fingerprint
        other = fingerprint(left)
        if other == present and noted in (None, present):  # it is where it belongs, and only the file was left
            KEPT.unlink()
            _say_it_took_place(present)
            typer.echo(f"{KEPT}, which was left, is deleted. The same command once more for another one.")
            return True
        if noted in (None, present):
            if other not in (None, present) and _is_needed(other, database.path.parent, backups):
                raise Mistake(f"backups need the key in {KEPT.resolve()}: keep a copy of it, then delete that file")
            KEPT.unlink()
            typer.echo(f"{KEPT} was left by an earlier rotation; the database has the key that is set: deleted.")
            return False
        if left is None or other != noted:
            raise SecretKeyWrong("key fingerprint", noted)
    database.close()
    _say_it_took_place(noted)
    _hand_over(left)
    return True


def _say_it_took_place(held: str | None) -> None:
    typer.echo(f"An earlier rotation took place: its new key (fingerprint {held}) holds, and no other was made.")


def _is_needed(by_fingerprint: str | None, *folders: Path | None) -> bool:
    """Tell whether a backup in one of the folders was made with the key."""
    proofs = [file for folder in folders if folder is not None for file in folder.glob(f"*{SUFFIX}")]
    return any(f" key {by_fingerprint}," in proof.read_text("utf-8", "replace") for proof in proofs)


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
        KEPT.unlink(missing_ok=True)


def _hand_over(fresh: str) -> None:
    try:
        replaced = replace_key(fresh)
    except OSError as error:
        replaced = False
        typer.echo(f"{ENV} could not be written ({error.strerror}).")
    if replaced:
        KEPT.unlink(missing_ok=True)
        typer.echo(f"It is in {ENV.resolve()}; keep a copy of it apart from the database.")
    else:
        if not KEPT.exists():
            write_private(KEPT, f"{KEY}={fresh}\n")
        typer.echo(f"It is in {KEPT.resolve()}: set {KEY} to it where you set the old one, then delete that file.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(key, name="key")
