"""Bugs that let a planted secret or name out. A goal must see each of them, in what it finds first.

It must not know where is looked for them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from unittest.mock import patch

import structlog
from kit.canary import repository_with_a_token, unreadable_repository

from bot import incoming, logs, router
from bot.incoming import Incoming
from storage.secrets import Keyring

SECRET_OR_NAME: Final = "^the (token|key|webhook)|^«"
REPOSITORIES = {"token-committed": repository_with_a_token, "history-unreadable": unreadable_repository}


@contextmanager
def _nothing_redacted() -> Iterator[None]:
    """The log is written as libraries word it."""
    with patch.object(logs, "redact", lambda text: text):
        yield


@contextmanager
def _handler_logs() -> Iterator[None]:
    """A handler logs what came."""

    def read(came: Any, *, edited: bool = False) -> Incoming | None:  # noqa: ANN401 - aiogram's
        structlog.get_logger("bot.router").debug("came", update=came)
        return incoming.from_message(came, edited=edited)

    with patch.object(router, "from_message", read):
        yield


@contextmanager
def _repr_of_the_key() -> Iterator[None]:
    """The keyring shows its key when it is printed."""
    real = Keyring.__init__

    def made(self: Any, key: str) -> None:  # noqa: ANN401 - the keyring
        real(self, key)
        SHOWN[id(self)] = key

    with patch.object(Keyring, "__init__", made), patch.object(Keyring, "__repr__", lambda self: SHOWN[id(self)]):
        yield


SHOWN: dict[int, str] = {}


@contextmanager
def _not_encrypted() -> Iterator[None]:
    """Nothing is encrypted."""
    plain = patch.object(Keyring, "encrypt", lambda _self, text, _context: text)
    with plain, patch.object(Keyring, "decrypt", lambda _self, text, _context: text):
        yield


PLANTED: dict[str, Callable[[], Any]] = {
    "nothing-redacted": _nothing_redacted,
    "handler-logs": _handler_logs,
    "key-in-repr": _repr_of_the_key,
    "not-encrypted": _not_encrypted,
}
