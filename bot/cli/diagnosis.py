"""What ``solidaria check`` looks at: one finding for each thing that a running bot needs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.error import URLError
from urllib.request import urlopen

from bot.cli.audit import look_at_audit
from bot.cli.env_file import ENV
from bot.cli.finding import Finding
from bot.cli.mistakes import Mistake, mistake_of
from bot.cli.retention import look_at_retention
from bot.cli.setting import database_of, is_absent, keyring, now
from bot.cli.telegram import SECONDS, ask_username
from bot.cli.upkeep import look_at_backups, look_at_pause, look_at_time_zones
from bot.cli.version import version
from bot.cli.words import missing_key, others_read, unusable_lock, wrong_key
from bot.setting_names import unread
from bot.settings import Settings, read_settings
from conversations.instrument import Language
from locales.catalogue import catalogue
from storage.check import DatabaseFacts, gather_facts
from storage.database import Database, DatabaseUnavailable
from storage.instrument_document import default_instrument
from storage.passing import not_to_be_written
from storage.schema import SchemaOutdated

CLOCK_OFF = timedelta(minutes=2)


def examine() -> list[Finding]:
    """Look at everything; one wrong thing does not hide another."""
    try:
        settings = read_settings()
    except Exception as error:  # noqa: BLE001 - what is no mistake is raised again
        return [_told("settings", error)]
    names = [Finding("settings", ok=False, words=line) for line in unread()]
    names += [Finding(str(ENV), ok=False, words=line) for line in [others_read(ENV)] if line is not None]
    program = Finding("program", ok=True, words=version())
    machine = (program, *names, *_key(settings), *_token(settings), *_clock(settings), look_at_time_zones())
    return [*machine, *_texts(), *_database(settings), *_webhook(settings)]


def _key(settings: Settings) -> Iterator[Finding]:
    try:
        keys = keyring(settings)
    except Exception as error:  # noqa: BLE001 - what is no mistake is raised again
        yield _told("key", error)
        return
    if keys is None:
        yield Finding("key", ok=False, words=missing_key(None))
    else:
        yield Finding("key", ok=True, words=f"fingerprint {keys.fingerprint}")


def _token(settings: Settings) -> Iterator[Finding]:
    try:
        yield Finding("token", ok=True, words=f"@{ask_username(settings)}")
    except Mistake as mistake:
        yield Finding("token", ok=False, words=str(mistake))


def _clock(settings: Settings) -> Iterator[Finding]:
    try:
        with urlopen(settings.api_url, timeout=SECONDS) as answer:  # noqa: S310 - the Bot API that the bot uses
            date = answer.headers["Date"]
    except (URLError, HTTPException, TimeoutError, ValueError):
        return
    if not date:
        return
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return
    off = abs(datetime.now(UTC) - (theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)))
    words = f"{int(off.total_seconds())} s from Telegram's" + ("" if off < CLOCK_OFF else ": set this machine's clock")
    yield Finding("clock", ok=off < CLOCK_OFF, words=words)


def _texts() -> Iterator[Finding]:
    sizes = {language.value: len(catalogue(language).messages) for language in Language}
    yield Finding(
        "catalogues", ok=len(set(sizes.values())) == 1, words=", ".join(f"{k}: {n}" for k, n in sizes.items())
    )
    instrument = default_instrument()
    yield Finding("default instrument", ok=True, words=f"{instrument.reference}, {len(instrument.items)} items")


def _webhook(settings: Settings) -> Iterator[Finding]:
    if settings.webhook_url and not settings.webhook_secret:
        yield Finding("webhook", ok=False, words="SOLIDARIA_WEBHOOK_SECRET is not set: 32 or more of A-Z a-z 0-9 _ -")


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        database = database_of(settings)
    except Exception as error:  # noqa: BLE001 - what is no mistake is raised again
        yield _told("database", error)
        return
    backup_trouble = None
    try:
        unusable = _unusable(database)
        if unusable is not None:
            yield unusable
        if is_absent(database.path):
            if unusable is None or database.path.exists():
                yield _absent(database)
            return
        facts = gather_facts(database, now())
        audited = [*look_at_audit(database)] if facts.schema == facts.schema_wanted and facts.key_fits else []
        database.close()
        yield from _facts(facts)
        yield from audited
        yield from look_at_retention(facts, now())
        backup_trouble = facts.backup_trouble
    except Exception as error:  # noqa: BLE001 - what is no mistake is raised again
        yield _told("database", error)
    yield from look_at_backups(settings, database.path, backup_trouble, now())


def _unusable(database: Database) -> Finding | None:
    """Say what `run` would of a file that can be read, but not written."""
    file = not_to_be_written(database.path)
    if file is None:
        return None
    if file.suffix == ".lock":
        return Finding("database files", ok=False, words=unusable_lock(file))
    code = "SQLITE_READONLY" if file == database.path else "SQLITE_CANTOPEN"
    words = f"{file} cannot be written: {mistake_of(DatabaseUnavailable(code))}"
    return Finding("database files", ok=False, words=words)


def _absent(database: Database) -> Finding:
    if not database.path.exists():
        made = "`solidaria members import` or `solidaria run` makes it"
        return Finding("database", ok=True, words=f"{database.path} is not there yet: {made}")
    mend = "`solidaria restore` the last backup, or `solidaria members import` to begin anew"
    return Finding("database", ok=False, words=f"{database.path} is empty: {mend}")


def _told(subject: str, error: Exception) -> Finding:
    """Make a finding of an operator's mistake; raise what is none."""
    told = mistake_of(error)
    if told is None:
        raise error
    return Finding(subject, ok=False, words=told)


def _another(facts: DatabaseFacts) -> str:
    """Say what to do about a schema that is not this program's."""
    outdated = SchemaOutdated(facts.schema, facts.schema_wanted)
    return mistake_of(outdated) or str(outdated)


def _facts(facts: DatabaseFacts) -> Iterator[Finding]:
    sound = not facts.findings
    yield Finding("database", ok=sound, words="sound" if sound else "; ".join(facts.findings))
    locked = ", writes are locked between processes" if facts.sqlite_needs_lock else ""
    yield Finding("sqlite", ok=True, words=f"{facts.sqlite_version}, journal {facts.journal_mode}{locked}")
    current = facts.schema == facts.schema_wanted
    yield Finding("schema", ok=current, words=facts.schema_wanted if current else _another(facts))
    if facts.key_fits is not None:
        words = "fits the key" if facts.key_fits else wrong_key(facts.key_noted)
        yield Finding("database key", ok=facts.key_fits, words=words)
    if facts.clock_behind:
        yield Finding("clock", ok=False, words="is behind the last turn in the database: set this machine's clock")
    yield from look_at_pause(facts)
    if facts.refused_today:
        yield Finding(
            "limits", ok=True, words=f"{facts.refused_today} updates over somebody's limit not kept today (UTC)"
        )
    wave = f'wave "{facts.open_wave}" is open' if facts.open_wave else "no wave is open"
    yield Finding("data", ok=True, words=f"{facts.members} members, {facts.instruments} instruments, {wave}")
    troubled = len(facts.troubled)
    words = f"{facts.pending} waiting, {troubled} failed" + (": `solidaria inbox list` shows them" if troubled else "")
    yield Finding("inbox", ok=not troubled, words=words)
