"""Storms of updates for tests: what many people press, type, send and edit, with poison in between.

It decides how a storm is made: who does what, which ids Telegram gives, in which order and how often it delivers. It
must not know how the bot takes updates in, nor what they bring about.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

from kit.poison import POISONS, Settles, from_beyond, maimed, undecodable

from bot.buttons import encode
from bot.local.updates import Update, UpdateQueue
from conversations.assessment import Answer, Sharing, steps
from conversations.attention import HOURS
from conversations.events import Choice, Consult, Erase, Give, Overwrite, Press, Remind, Show, Submit, When
from conversations.events import ChooseLanguage as Speak
from conversations.instrument import Instrument, Language, Nonresponse
from conversations.place import View
from conversations.wishes import ChooseHour, Snooze

WINDOW = 100
"""How many places an update may come early or late."""
NEVER_SENT = frozenset({Choice.SEND_PDF, Choice.SEND_BLANK, Choice.SEND_ANSWERS, Choice.NEW_PHONE})
"""Choices whose files would be made beside the storm, for minutes."""
CHOICES = tuple(one for one in Choice if one not in NEVER_SENT)
WORDS = (
    *("sí", "no", "seguir", "atrás", "después", "no sé", "no aplica", "ayuda", "pausa", "resumen", "enviar", "revisar"),
    *("yes", "back", "next", "/help", "english", "português", "pular", "não sei", "ajuda"),
)
TEXTS = (
    *("Depende de la mesa provincial", "hmm", "Vivienda", "1 2 3", "2 3", "3 3 3 3", "x" * 501),
    *("llame al 099 123 456", "write to ana@example.org", "\N{RIGHT-TO-LEFT OVERRIDE}txet", "<b>&lt;"),
    *("\ud83d half", "nul\0nul"),
)


@dataclass(frozen=True, slots=True)
class Blow:
    """One update of a storm: its id, what Telegram says, and what must become of it.

    ``who`` did it, 0 for nobody in particular. ``stranger``: it may look as if strangers sent too much, and be refused.
    """

    number: int
    text: str
    settles: Settles
    who: int = 0
    stranger: bool = False


@dataclass(frozen=True, slots=True)
class Storm:
    """Distinct updates, and the batches in which they are delivered, some more than once."""

    blows: dict[int, Blow]
    batches: tuple[tuple[Blow, ...], ...]


@dataclass(slots=True)
class People:
    """Makes what people do. ``date`` is the second at which all of it was typed."""

    dice: Random
    ids: Sequence[int]
    instrument: Instrument
    date: int
    _messages: Iterator[int] = field(default_factory=lambda: count(1_000_000))
    _said: dict[int, list[int]] = field(default_factory=dict)

    def act(self) -> tuple[int, dict[str, Any]]:
        """Have somebody do something; gives who it is, and an update without its id."""
        who = self.dice.choice(self.ids)
        return who, self._act(who)

    def _act(self, who: int) -> dict[str, Any]:
        match self.dice.random():
            case chance if chance < 0.40:
                return self._press(who, self._button())
            case chance if chance < 0.62:
                return {"message": self._message(who, str(self.dice.randint(0, 4)))}
            case chance if chance < 0.76:
                return {"message": self._message(who, self.dice.choice(WORDS))}
            case chance if chance < 0.84:
                return {"message": self._message(who, self.dice.choice(TEXTS))}
            case chance if chance < 0.90:
                return self._edit(who)
            case chance if chance < 0.95:
                return {"message": self._file(who)}
            case _:
                return {"message": self._message(who, "3") | {"reply_to_message": self._earlier(who)}}

    def _button(self) -> Press:
        step = self.dice.choice(steps(self.instrument)[:18])
        answer: Answer = self.dice.choice((0, 1, 2, 3, 4, Nonresponse.DONT_KNOW, Nonresponse.LATER))
        presses: tuple[Press, ...] = (
            *(Give(step, answer), Give(step, answer), Give(step, answer), Overwrite(step, answer)),
            *(Show(self.dice.choice(tuple(View)), step), Show(View.STEP, step), Show(View.CHANGE, step)),
            *(self.dice.choice(CHOICES), self.dice.choice(CHOICES), Speak(self.dice.choice(tuple(Language)))),
            *(Consult(step[:3]), Erase(step), Submit(self.dice.choice(tuple(Sharing)))),
            *(Remind(self.dice.choice(tuple(When))), Snooze(self.dice.choice(tuple(When)))),
            ChooseHour(self.dice.choice(HOURS)),
        )
        return self.dice.choice(presses)

    def _press(self, who: int, press: Press) -> dict[str, Any]:
        number = next(self._messages)
        card = {"message_id": 7, "date": self.date, "chat": {"id": who, "type": "private"}, "text": "?"}
        pressed = {"id": str(number), "from": _person(who), "chat_instance": "1", "message": card}
        return {"callback_query": pressed | {"data": encode(press)}}

    def _message(self, who: int, text: str | None) -> dict[str, Any]:
        number = next(self._messages)
        self._said.setdefault(who, []).append(number)
        message = {"message_id": number, "date": self.date, "chat": {"id": who, "type": "private"}}
        return message | {"from": _person(who)} | ({} if text is None else {"text": text})

    def _file(self, who: int) -> dict[str, Any]:
        named = {"file_id": f"f{self.dice.randint(1, 9)}", "file_unique_id": f"u{self.dice.randint(1, 3)}"}
        return self._message(who, None) | {"document": named | {"file_name": "plan.pdf", "file_size": 9}}

    def _earlier(self, who: int) -> dict[str, Any]:
        number = self.dice.choice(self._said.get(who) or [999_999])
        return {"message_id": number, "date": self.date, "chat": {"id": who, "type": "private"}, "text": "?"}

    def _edit(self, who: int) -> dict[str, Any]:
        text = self.dice.choice((*WORDS, "1", "2", "3", *TEXTS))
        return {"edited_message": self._earlier(who) | {"from": _person(who), "text": text, "edit_date": self.date}}


def brew(dice: Random, people: People, most: int, *, poison: float, twice: float, polled: bool) -> Storm:
    """Make a storm of ``most`` distinct updates; ``poison`` and ``twice`` are shares of them.

    In every other storm one person's own updates keep their order, else not even they do. Ids go up by one, jump, and
    begin anew lower. ``polled``: by a webhook nothing comes that is no JSON for us.
    """
    blows = [_blow(dice, people, number, poison, polled=polled) for number in _ids(dice, most)]
    places = [(at + dice.uniform(0, WINDOW), blow) for at, blow in enumerate(blows)]
    if dice.random() < 0.5:
        places = _each_in_order(blows, places)
    places += [(at + dice.expovariate(1 / 40), blow) for at, blow in places if dice.random() < twice]
    arriving = [blow for _, blow in sorted(places, key=lambda place: place[0])]
    batches, at = list[tuple[Blow, ...]](), 0
    while at < len(arriving):
        until = at + dice.choice((1, 5, 30, WINDOW, WINDOW, WINDOW))
        batches.append(tuple(arriving[at:until]))
        at = until
    return Storm({blow.number: blow for blow in blows}, tuple(batches))


JUNK = (
    "null",
    '"update"',
    "[]",
    '{"update_id":9223372036854775808,"message":{}}',
    '{"update_id":"5","message":{}}',
    '{"update_id":true}',
    '{"message":{"text":"1"}}',
    '{"update_id":-3}',
)
"""What has no id to be stored by."""


def _blow(dice: Random, people: People, number: int, poison: float, *, polled: bool) -> Blow:
    who, body = people.act()
    if dice.random() >= poison:
        return Blow(number, json.dumps({"update_id": number} | body), Settles.APPLIED, who)
    if polled and dice.random() < 0.05:
        return Blow(number, undecodable(number), Settles.ASIDE)
    if dice.random() < 0.05:
        return Blow(number, json.dumps({"update_id": number} | from_beyond(number)), Settles.ASIDE, stranger=True)
    if dice.random() < 0.3:
        return Blow(number, json.dumps({"update_id": number} | maimed(dice, body)), Settles.SOMEHOW, who, stranger=True)
    body, settles = dice.choice(POISONS)
    return Blow(number, json.dumps({"update_id": number} | body), settles)


def _ids(dice: Random, most: int) -> Iterator[int]:
    """Give ids as Telegram does, with two quiet weeks after which they begin anew, lower and higher."""
    number, used = dice.randint(2**29, 2**30), set[int]()
    quiet = {most // 3: -dice.randint(10_000, 2**28), 2 * most // 3: dice.randint(10_000, 2**28)}
    for at in range(most):
        number += quiet.get(at, dice.choice((1, 1, 1, 1, 1, 1, 2, 37)))
        while number in used:
            number += 1
        used.add(number)
        yield number


def _each_in_order(blows: Sequence[Blow], places: Sequence[tuple[float, Blow]]) -> list[tuple[float, Blow]]:
    """Give each person the places that are theirs, in the order in which they did things."""
    theirs: dict[int, list[float]] = {}
    for at, blow in places:
        theirs.setdefault(blow.who, []).append(at)
    taken = {who: iter(sorted(found)) for who, found in theirs.items()}
    return [(next(taken[blow.who]), blow) for blow in blows]


def _person(who: int) -> dict[str, Any]:
    return {"id": who, "is_bot": False, "first_name": f"Persona {who}", "language_code": "es"}


class StormQueue(UpdateQueue):
    """A queue that takes what was fetched last for confirmed when the id after its last one is asked for.

    Whatever ids the others have. ``deaf``: so often a confirmation is not heard, and the same comes again.
    """

    deaf: int = 0
    _fetched: tuple[Update, ...] = ()

    def pour(self, texts: Sequence[tuple[int, str]]) -> None:
        """Queue updates, ``(id, JSON)``."""
        expires = self.clock.timestamp() + 1000
        self.pending.extend(Update(number, "storm", text, expires, 0) for number, text in texts)
        self._wake()

    def take(self, offset: int, limit: int) -> list[Update]:
        """Return what comes next, and remember that it was fetched."""
        # One alone is asked for with an offset that was heard; the last one fetched may have come before, under it.
        found = super().take(offset if limit > 1 else 0, limit)
        self._fetched = tuple(found)
        return found

    def confirm(self, offset: int) -> None:
        """Drop what was fetched last, if the offset says so."""
        if not self._fetched or offset != self._fetched[-1].id + 1:
            return
        if self.deaf:
            self.deaf -= 1
            return
        for _ in self._fetched:
            self.pending.popleft()
        self._fetched = ()
