"""Hears all that any library logs, through structlog or not, for as long as it listens; then all is as it was."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.logs import set_up


@contextmanager
def listening(handler: logging.Handler, level: str = "INFO") -> Iterator[None]:
    """Log as the bot does, but to ``handler`` alone."""
    root = logging.getLogger()
    kept, before, config = root.handlers[:], root.level, structlog.get_config()
    set_up(level)
    structlog.configure(cache_logger_on_first_use=False)
    handler.setFormatter(root.handlers[0].formatter)
    root.handlers[:] = [handler]
    try:
        yield
    finally:
        root.handlers[:] = kept
        root.setLevel(before)
        structlog.configure(**config)
