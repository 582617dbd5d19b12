"""``export``, ``backup``, ``restore``, ``upgrade`` and ``db upgrade``: the data as a whole."""

from pathlib import Path
from typing import Annotated

import typer

from bot.backups import folder_of
from bot.cli.audited import enter_reading
from bot.cli.env_file import KEY
from bot.cli.mistakes import Mistake
from bot.cli.setting import absent, database_of, is_absent, now, ready_database
from bot.cli.whole_files import whole_files
from bot.cli.words import missing_key
from bot.exports import FORMATS, read_export, write_export
from bot.settings import read_settings
from conversations.instrument import Language
from locales.catalogue import catalogue
from storage.audit_restored import enter_restored, head_of
from storage.audit_words import Action, Kind
from storage.backup import Restored, back_up
from storage.backup import restore as restore_backup
from storage.database import Database
from storage.instrument_document import default_instrument
from storage.runner_state import Memo, forget, recall
from storage.schema import SchemaOutdated
from storage.secrets import SecretKeyMissing, SecretKeyWrong
from storage.soundness import DatabaseDamaged
from storage.upgrade_endings import NothingToUpgrade

db = typer.Typer(help="The database's schema.", no_args_is_help=True)


def export(
    file: Annotated[Path, typer.Argument(help="FILE.xlsx, FILE.csv or FILE.json.", readable=False)],
    wave: Annotated[str, typer.Option(help="A wave's name; the latest if not given.")] = "",
    language: Annotated[Language, typer.Option(help="The language of headings and labels.")] = Language.ES,
) -> None:
    """Export a wave: how far everybody is, and the answers that members have submitted and share."""
    if file.suffix not in FORMATS:
        raise Mistake(f"the file's name must end in {', '.join(FORMATS)}")
    _insist_on_folder(file)
    with ready_database() as database:
        with database.reading() as tx:
            data = read_export(tx, wave)
        if data is None:
            raise Mistake(f'there is no wave "{wave}"' if wave else "there is no wave yet")
        enter_reading(database, Action.EXPORTED, Kind.NETWORK, detail=f"{file.suffix[1:]} {language}")
    with whole_files(file) as beside:
        write_export(data, beside, language)
    typer.echo(f"written to {file}")


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help="Where to write the copy; among the scheduled ones if not given.", readable=False),
    ] = None,
) -> None:
    """Write a verified copy, also while the bot runs. The key is not in it: keep that elsewhere."""
    settings = read_settings()
    if file is not None:
        _insist_on_folder(file)
    with ready_database(settings) as database:
        folder = folder_of(settings, database.path)
        if file is not None or folder is not None:
            enter_reading(database, Action.BACKED_UP, Kind.DATABASE)
        if file is not None:
            made = back_up(database, file)
        elif folder is not None:
            made = folder.make(database, now())
            _forget_trouble(database)
        else:
            raise Mistake("name a file, or set SOLIDARIA_BACKUP_DIR")
    typer.echo(f"{made.path}: {made.size // 1024} KiB, {sum(made.rows.values())} rows, key {made.key_fingerprint}")


def restore(file: Annotated[Path, typer.Argument(help="A backup.", readable=False)]) -> None:
    """Put a verified backup in the place of the database, which is kept beside it. Stop the bot before."""
    if file.is_dir():
        raise Mistake(f"{file} is a folder: name one of the backups in it")
    if not file.is_file():
        raise Mistake(f"no such file: {file}")
    if not file.stat().st_size:
        raise Mistake(f"{file} is empty: take another backup, or another copy of it")
    database = database_of(read_settings())
    former = head_of(database)
    database.close()
    restored = _restored(database, file)
    enter_restored(database, former, now())
    database.close()
    kept = f"; the former database is {restored.replaced}" if restored.replaced else ""
    typer.echo(f"restored {sum(restored.rows.values())} rows{kept}")


def _restored(database: Database, file: Path) -> Restored:
    """Restore, and say of what is no backup for us what it is or needs."""
    try:
        return restore_backup(database, file, now())
    except SecretKeyMissing as error:
        raise Mistake(missing_key(error.needed, str(file))) from None
    except SecretKeyWrong as error:
        raise Mistake(
            f"{KEY} is not the key that {file} was made with: set the one with fingerprint {error.needed}, restore,"
            f" then `solidaria key rotate`"
        ) from None
    except SchemaOutdated as error:
        if error.found is None:
            raise Mistake(f"{file} is no database of Solidaria's: name one of its backups") from None
        raise Mistake(
            f"{file}: the backup has schema {error.found}, this program needs {error.wanted}: install the newer version"
            f" of solidaria"
        ) from None
    except DatabaseDamaged as error:
        raise Mistake(f"{file}: the backup is damaged: {error.findings[0]}") from None


def upgrade() -> None:
    """Back up, migrate and check the database after an update of the program, or put it back. Stop the bot before."""
    from storage.upgrading import renew

    settings = read_settings()
    for language in Language:
        catalogue(language)
    default_instrument()
    database = database_of(settings)
    try:
        done = renew(database, settings.backup_dir, now())
        _enter_upgrade(database, done.before, done.after)
    except NothingToUpgrade:
        raise Mistake(f"there is nothing to upgrade in {database.path}: `solidaria run` makes a new database") from None
    finally:
        database.close()
    step = f"schema {done.before} -> {done.after}" if done.before != done.after else f"schema {done.after} as before"
    typer.echo(f"{step}, {sum(done.backup.rows.values())} rows, checked; the copy from before is {done.backup.path}")
    typer.echo("Start the bot now: `solidaria run`, or with your supervisor, such as `systemctl start solidaria`.")


@db.command("upgrade")
def upgrade_schema() -> None:
    """Bring the database to this program's schema, after a backup. Stop the bot before."""
    from storage.migrations import upgrade as migrate

    database = database_of(read_settings())
    if is_absent(database.path):
        raise absent(database.path)
    done = migrate(database, now())
    if done.before != done.after:
        _enter_upgrade(database, done.before or "none", done.after)
    database.close()
    typer.echo(
        f"schema {done.before or 'none'} -> {done.after}" + (f"; before that: {done.backup}" if done.backup else "")
    )


def _enter_upgrade(database: Database, before: str, after: str) -> None:
    if database.keyring is not None:
        enter_reading(database, Action.UPGRADED, Kind.DATABASE, detail=f"{before} {after}")


def _forget_trouble(database: Database) -> None:
    """Have `solidaria check` complain no more of an earlier backup that failed."""
    with database.writing() as tx:
        trouble = recall(tx, Memo.BACKUP_TROUBLE)
        if trouble is not None:
            forget(tx, Memo.BACKUP_TROUBLE, trouble)


def _insist_on_folder(file: Path) -> None:
    if not file.parent.is_dir():
        raise Mistake(f"there is no folder {file.parent}: make it first")
    if file.is_dir():
        raise Mistake(f"{file} is a folder: name a file")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (export, backup, restore, upgrade):
        app.command()(command)
    app.add_typer(db, name="db")
