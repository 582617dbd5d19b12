"""Rights broken on purpose, for as long as a trial lasts: what is kept too early, left out, left over, taken along."""

import dataclasses
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from unittest.mock import patch

from sqlalchemy import delete, update

from bot import applier, own_data
from storage import erasure, own_work, person_writer
from storage import tables as t
from storage.database import Database, Transaction
from storage.given import Given
from storage.turn import Applied, apply


def _name_at_the_door(*given: Any) -> int:  # noqa: ANN401 - whatever the product is given
    tx, _, _, sender, _ = given
    person = _BEGIN_VISIT(*given)
    tx.connection.execute(update(t.person).where(t.person.c.id == person).values(post=sender.name))
    return person


def _but_the_post(tx: Transaction, person: int, *rest: Any) -> None:  # noqa: ANN401 - as above
    used = t.invitation.c.used_by == person
    post = tx.connection.execute(t.invitation.select().where(used)).one().post
    _FORGET(tx, person, *rest)
    tx.connection.execute(update(t.invitation).where(used).values(post=post))


def _answers_too(tx: Transaction, person: int, *rest: Any) -> None:  # noqa: ANN401 - as above
    _FORGET(tx, person, *rest)
    tx.connection.execute(delete(t.note).where(t.note.c.author == person))


def _files_left(*given: Any) -> Applied:  # noqa: ANN401 - whatever the product is given
    return dataclasses.replace(apply(*given), forgotten=False)


def _another_level(given: Given, *rest: Any) -> str:  # noqa: ANN401 - as above
    return _ANSWER(dataclasses.replace(given, value="1" if given.value == "0" else "0"), *rest)


_BEGIN_VISIT, _FORGET, _ANSWER = person_writer._begin_visit, erasure.forget_person, own_data._answer
_LESS = {kind: source for kind, source in own_work.SOURCES.items() if kind is not own_work.Kind.DELIVERY}
BUGS: dict[str, Callable[[], AbstractContextManager[object]]] = {
    "name-at-the-door": lambda: patch.object(person_writer, "_begin_visit", _name_at_the_door),
    "file-without-deliveries": lambda: patch.object(own_work, "SOURCES", _LESS),
    "file-with-another-level": lambda: patch.object(own_data, "_answer", _another_level),
    "nothing-owed-after-a-no": lambda: patch.object(person_writer, "owe_expunging", lambda *_: None),
    "goodbye-only": lambda: patch.object(person_writer, "forget_person", lambda *_: None),
    "post-stays": lambda: patch.object(person_writer, "forget_person", _but_the_post),
    "no-expunging": lambda: patch.object(Database, "compact", lambda _: None),
    "files-not-rewritten": lambda: patch.object(applier, "apply", _files_left),
    "note-goes-along": lambda: patch.object(person_writer, "forget_person", _answers_too),
}


def planted(bug: str) -> AbstractContextManager[object]:
    """Break what a bug breaks; nothing for ""."""
    return BUGS[bug]() if bug else nullcontext()
