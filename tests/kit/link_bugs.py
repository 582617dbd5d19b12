"""Bugs that are planted into links: how they are made, kept and looked at. A goal must see each of them.

It must not know what is tried with a link.
"""

import base64
import hashlib
import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final
from unittest.mock import patch

from kit.golden import NOW
from sqlalchemy import update

from conversations import arrival
from conversations.people import InvitationState, invitation_state
from storage import invitations, person_writer, world_reader
from storage import tables as t

RANDOM_BYTES: Final = 20
"""Random bytes in a link: 160 bits, at least 128 are needed."""


@contextmanager
def _hash_with(make: Callable[[str], str]) -> Iterator[None]:
    with patch.object(invitations, "token_hash", make), patch.object(world_reader, "token_hash", make):
        yield


def _by_its_beginning() -> Any:  # noqa: ANN401 - a context
    """Only the first characters of a link are looked at."""
    return _hash_with(lambda token: hashlib.sha256(token[:4].encode()).hexdigest())


def _in_the_clear() -> Any:  # noqa: ANN401 - a context
    """A link is kept so that it can be read again."""
    return _hash_with(lambda token: token.encode("utf-8", "surrogatepass").hex().ljust(64, "0")[:64])


@contextmanager
def _not_checked(state: InvitationState, **columns: None) -> Iterator[None]:
    real = person_writer._accept

    def accept(tx: Any, fact: Any, person: int, sender: Any, now: datetime) -> None:  # noqa: ANN401 - handed on
        anyway = update(t.invitation).where(t.invitation.c.id == fact.invitation).values(**columns)
        tx.connection.execute(anyway)
        real(tx, fact, person, sender, now)

    def valid(*about: Any) -> InvitationState:  # noqa: ANN401 - handed on
        found = invitation_state(*about)
        return InvitationState.VALID if found is state else found

    with patch.object(arrival, "invitation_state", valid), patch.object(person_writer, "_accept", accept):
        yield


def _use_is_not_checked() -> Any:  # noqa: ANN401 - a context
    """Neither the door nor the transaction looks whether a link was used."""
    return _not_checked(InvitationState.USED, used_by=None, used_at=None)


def _revocation_is_not_checked() -> Any:  # noqa: ANN401 - a context
    """Neither the door nor the transaction looks whether a link was revoked."""
    return _not_checked(InvitationState.REVOKED, revoked_at=None)


@contextmanager
def _few_bits() -> Iterator[None]:
    """A link has 16 random bits, and is as long as ever."""

    def made() -> str:
        return base64.urlsafe_b64encode(secrets.token_bytes(2) + b"\0" * 18).decode().rstrip("=")

    with patch.dict(invitations.create_invitation.__kwdefaults__, make_token=made):
        yield


@contextmanager
def _predictable() -> Iterator[None]:
    """A link looks random, and can be reckoned from the one before."""
    dice = random.Random(1)  # noqa: S311 - the bug

    def made() -> str:
        return base64.urlsafe_b64encode(dice.randbytes(RANDOM_BYTES)).decode().rstrip("=")

    with patch.dict(invitations.create_invitation.__kwdefaults__, make_token=made):
        yield


@contextmanager
def _expiry_is_not_checked() -> Iterator[None]:
    """Neither the door nor the transaction looks at the clock."""
    real = person_writer._accept

    def accept(tx: Any, fact: Any, person: int, sender: Any, now: datetime) -> None:  # noqa: ANN401 - handed on
        real(tx, fact, person, sender, NOW)

    early = patch.object(arrival, "invitation_state", lambda one, who, _: invitation_state(one, who, NOW))
    with early, patch.object(person_writer, "_accept", accept):
        yield


PLANTED: dict[str, Callable[[], Any]] = {
    "by-its-beginning": _by_its_beginning,
    "in-the-clear": _in_the_clear,
    "use-not-checked": _use_is_not_checked,
    "expiry-not-checked": _expiry_is_not_checked,
    "revocation-not-checked": _revocation_is_not_checked,
    "few-bits": _few_bits,
    "predictable": _predictable,
}
OF_MAKING: Final = ("few-bits", "predictable")
"""The bugs that are seen in links before anybody tries one."""
