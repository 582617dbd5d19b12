"""``init`` and ``check``: the first command, and the one for when something is wrong."""

import os
import stat
from typing import Annotated

import typer

from bot.cli.diagnosis import examine
from bot.cli.env_file import ENV, KEY, read_env
from bot.cli.mistakes import Mistake
from bot.cli.setting import Json, print_json
from bot.setting_names import in_env_file
from bot.settings import read_settings
from storage.database import Database
from storage.secrets import Keyring, new_secret_key
from storage.upgradable import noted_key


def init(
    token: Annotated[str, typer.Option(help="The bot's token from @BotFather; it can be added later.")] = "",
    contact: Annotated[str, typer.Option(help="Where strangers and officials can write for help.")] = "",
) -> None:
    """Make the secret key in .env. Without that key nobody's identity can be read again."""
    text = read_env()
    if in_env_file().get(KEY.lower()):
        raise Mistake(f"{ENV} has a {KEY} already: it is not replaced")
    database = Database(read_settings().database_url)
    if noted := noted_key(database):
        raise Mistake(
            f"{database.path} was made with a key already (fingerprint {noted}): bring back its {ENV},"
            f" or put the copy of that key into {ENV} as {KEY}=..."
        )
    key = new_secret_key()
    lines = [f"{KEY}={key}"]
    lines += [f"SOLIDARIA_BOT_TOKEN={token}"] if token else []
    lines += [f"SOLIDARIA_CONTACT={contact}"] if contact else []
    joint = "" if not text or text.endswith("\n") else "\n"
    with os.fdopen(os.open(ENV, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
        file.write(joint + "\n".join(lines) + "\n")
    ENV.chmod(stat.S_IRUSR | stat.S_IWUSR)
    typer.echo(f"The secret key is in {ENV.resolve()} (fingerprint {Keyring(key).fingerprint}).")
    typer.echo("Keep a copy of the key apart from the database and its backups, for example in a password manager:")
    typer.echo("who has a backup and not the key cannot read who answered; whoever loses the key cannot either.")
    if not token:
        typer.echo(f"Next: add SOLIDARIA_BOT_TOKEN=... from @BotFather to {ENV}, then `solidaria check`.")


def check(*, as_json: Json = False) -> None:
    """Diagnose token, key, database, backups, time zones, texts and clock; exit status 1 if something is wrong."""
    findings = examine()
    if as_json:
        print_json(findings)
    else:
        for finding in findings:
            typer.echo(f"{'ok  ' if finding.ok else 'MEND'}  {finding.subject}: {finding.words}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(init)
    app.command()(check)
