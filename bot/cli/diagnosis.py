"""What ``solidaria check`` looks at: one finding for each thing that a running bot needs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.error import URLError
from urllib.request import urlopen

from bot.cli.audit import look_at_audit
from bot.cli.finding import Finding
from bot.cli.mistakes import Mistake, mistake_of
from bot.cli.retention import look_at_retention
from bot.cli.setting import database_of, keyring, now
from bot.cli.telegram import SECONDS, ask_username
from bot.cli.upkeep import look_at_backups, look_at_pause, look_at_time_zones
from bot.settings import Settings, read_settings
from conversations.instrument import Language
from locales.catalogue import catalogue
from storage.check import DatabaseFacts, gather_facts
from storage.instrument_document import default_instrument

CLOCK_OFF = timedelta(minutes=2)


def examine() -> list[Finding]:
    """Look at everything; one wrong thing does not hide another."""
    try:
        settings = read_settings()
    except Exception as error:
        told = mistake_of(error)
        if told is None:
            raise
        return [Finding("settings", ok=False, words=told)]
    machine = (*_key(settings), *_token(settings), *_clock(settings), look_at_time_zones())
    return [*machine, *_texts(), *_database(settings), *_webhook(settings)]


def _key(settings: Settings) -> Iterator[Finding]:
    try:
        keys = keyring(settings)
    except Exception as error:
        told = mistake_of(error)
        if told is None:
            raise
        yield Finding("key", ok=False, words=told)
        return
    if keys is None:
        yield Finding("key", ok=False, words="SOLIDARIA_SECRET_KEY is not set: `solidaria init` makes one")
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
    except (URLError, TimeoutError, ValueError):
        return
    if not date:
        return
    off = abs(datetime.now(UTC) - parsedate_to_datetime(date))
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
        if not database.path.exists():
            yield Finding("database", ok=True, words=f"{database.path} is not there yet: the first command makes it")
            return
        facts = gather_facts(database, now())
        audited = [*look_at_audit(database)] if facts.schema == facts.schema_wanted and facts.key_fits else []
        database.close()
    except Exception as error:
        told = mistake_of(error)
        if told is None:
            raise
        yield Finding("database", ok=False, words=told)
        return
    yield from _facts(facts)
    yield from audited
    yield from look_at_retention(facts, now())
    yield from look_at_backups(settings, database.path, facts.backup_trouble, now())


def _facts(facts: DatabaseFacts) -> Iterator[Finding]:
    sound = not facts.findings
    yield Finding("database", ok=sound, words="sound" if sound else "; ".join(facts.findings))
    locked = ", writes are locked between processes" if facts.sqlite_needs_lock else ""
    yield Finding("sqlite", ok=True, words=f"{facts.sqlite_version}, journal {facts.journal_mode}{locked}")
    current = facts.schema == facts.schema_wanted
    mend = "" if current else f", {facts.schema_wanted} is needed: run `solidaria upgrade`"
    yield Finding("schema", ok=current, words=f"{facts.schema or 'none'}{mend}")
    if facts.key_fits is not None:
        words = "fits the key" if facts.key_fits else f"was made with another key ({facts.key_noted}): set that one"
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
