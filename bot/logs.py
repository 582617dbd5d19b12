"""Logs: one line an event, without tokens, names, handles or answers."""

import logging
import re
import sys
import traceback
from pathlib import Path

import structlog
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web import RequestPayloadError

TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")
START = re.compile(r"(start=)[A-Za-z0-9_-]+")
PROCESSORS: list[structlog.types.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.processors.format_exc_info,
    structlog.processors.KeyValueRenderer(key_order=["event"]),
]
"""One list for good: a logger keeps the one that it was first used with."""


def redact(text: str) -> str:
    """Take what looks like a bot token or an invitation out of a text."""
    return START.sub(r"\1…", TOKEN.sub("<token>", text))


class Redacting(logging.Formatter):
    """Formats a record, traceback included, and redacts all of it."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def _ours(record: logging.LogRecord) -> bool:
    """Leave out what is the fault of who sent a request: anybody can send bad HTTP, and its bytes are printed."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError | RequestPayloadError)


def set_up(level: str = "INFO") -> None:
    """Send everything that is logged, by any library, redacted to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # At DEBUG each of these prints what people are sent, or where.
    for chatty in ("aiohttp.access", "apscheduler", "httpx", "httpcore", "telegram", "aiogram.event", "sqlalchemy"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)  # it prints a traceback for each 429
    server = logging.getLogger("aiohttp.server")
    if _ours not in server.filters:
        server.addFilter(_ours)
    structlog.configure(
        processors=PROCESSORS,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def where(error: BaseException) -> str:
    """Tell where an exception came from, module and line by line, without its message: that may hold an answer."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
