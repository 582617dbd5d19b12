"""What a button carries: a press written in at most 64 bytes, and read back without trusting it.

Buttons live for years in chats, so the format begins with its version and every old one stays readable
(``tests/golden/buttons.txt``).
"""

from collections.abc import Callable
from typing import assert_never

from conversations.answering import answer_of, code
from conversations.assessment import Sharing
from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.events import (
    AskAgain,
    Choice,
    ChooseAppointment,
    ChooseLanguage,
    Consult,
    Do,
    Erase,
    Give,
    Open,
    Overwrite,
    Press,
    Remind,
    SendPicture,
    Show,
    Submit,
    When,
)
from conversations.instrument import Language
from conversations.place import View
from conversations.wishes import ChooseHour, Keep, Leave, Snooze, TakeBack

VERSION = "1"
LONGEST = 64  # bytes that Telegram takes
LONGEST_NUMBER = 18  # digits that fit every database

STALE = Show(View.STEP)
"""What a button that cannot be read stands for: no step at all, which shows what stands now."""


def encode(press: Press) -> str:
    """Write a press. Raises ``ValueError`` if it does not fit Telegram's 64 bytes."""
    match press:
        case Show(view, target):
            fields = ("s", view.value, target)
        case Give(step, answer):
            fields = ("a", step, code(answer))
        case Overwrite(step, answer):
            fields = ("o", step, code(answer))
        case ChooseLanguage(language):
            fields = ("l", language.value, "")
        case ChooseAppointment(appointment):
            fields = ("p", str(appointment), "")
        case Choice():
            fields = ("c", press.value, "")
        case Submit(sharing):
            fields = ("u", sharing.value, "")
        case SendPicture(language):
            fields = ("i", language.value, "")
        case Consult(criterion):
            fields = ("k", criterion, "")
        case Erase(target):
            fields = ("e", target, "")
        case Remind(when):
            fields = ("r", when.value, "")
        case Snooze(when):
            fields = ("z", when.value, "")
        case ChooseHour(minute):
            fields = ("h", str(minute), "")
        case Keep(criterion, earlier):
            fields = ("m", str(earlier), criterion)
        case Leave(appointment, successor):
            fields = ("v", str(appointment), "1" if successor else "0")
        case TakeBack(appointment):
            fields = ("t", str(appointment), "")
        case AskAgain(token):
            fields = ("n", token, "")
        case Open(view, target):
            fields = ("d", view.value, target)
        case Do(deed, target):
            fields = ("x", deed.value, target)
        case _:
            assert_never(press)
    data = VERSION + ":".join(fields).rstrip(":")
    if len(data.encode()) > LONGEST:
        raise ValueError(f"button data too long: {data}")
    return data


READERS: dict[str, Callable[[str, str], Press]] = {
    "s": lambda view, target: Show(View(view), target),
    "a": lambda step, answer: Give(step, answer_of(answer)),
    "o": lambda step, answer: Overwrite(step, answer_of(answer)),
    "l": lambda language, _: ChooseLanguage(Language(language)),
    "p": lambda appointment, _: ChooseAppointment(_number(appointment)),
    "c": lambda choice, _: Choice(choice),
    "u": lambda sharing, _: Submit(Sharing(sharing)),
    "i": lambda language, _: SendPicture(Language(language)),
    "k": lambda criterion, _: Consult(criterion),
    "e": lambda target, _: Erase(target),
    "r": lambda when, _: Remind(When(when)),
    "z": lambda when, _: Snooze(When(when)),
    "h": lambda minute, _: ChooseHour(_number(minute)),
    "m": lambda earlier, criterion: Keep(criterion, _number(earlier)),
    "v": lambda appointment, successor: Leave(_number(appointment), {"1": True, "0": False}[successor]),
    "t": lambda appointment, _: TakeBack(_number(appointment)),
    "n": lambda token, _: AskAgain(token),
    "d": lambda view, target: Open(DeskView(view), target),
    "x": lambda deed, target: Do(Deed(deed), target),
}


def decode(data: str | None) -> Press:
    """Read a press; whatever is not one (old, forged, cut off) is ``STALE``."""
    if not data or not data.startswith(VERSION) or len(data) > LONGEST:
        return STALE
    kind, _, rest = data.removeprefix(VERSION).partition(":")
    first, _, second = rest.partition(":")
    try:
        return READERS[kind](first, second)
    except (KeyError, ValueError):
        return STALE


def _number(text: str) -> int:
    if len(text) > LONGEST_NUMBER or not (text.isascii() and text.isdigit()):
        raise ValueError("not a number of ours")
    return int(text)
