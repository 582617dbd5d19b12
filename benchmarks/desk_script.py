"""What a coordinator does by rote in one life of the bot: one deed of each kind, each about something of that life.

Decides the presses and the texts, and what they say of themselves so that what became of them can be told apart. It
must not know how they travel, nor what is right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from conversations.desk.deeds import Deed
from conversations.desk.drafting import joined, stamp
from conversations.desk.place import Desk, DeskView
from conversations.due import STEPS
from conversations.events import Do, Open, Press
from conversations.plans import AHEAD

ENDINGS = ("seguro", "retirado")
"""Of what is confirmed twice in a life: the first stays, the second is undone at once."""
LETTERS = 9
"""How many of the deeds of a life ask for something to be sent."""
AN_ITEM = "c01q1"


@dataclass(frozen=True, slots=True)
class Known:
    """What the deeds are about, by id. ``ended`` is the appointment that ends in this life.

    ``reader`` is a member with somebody who reads, ``sharer`` one whose answers are shared, ``idle`` one of nobody.
    """

    reader: int
    place: str
    zone: str
    sharer: int
    idle: int
    ended: int
    wave: int = 1
    instrument: int = 1


def notice_of(number: int, ending: str) -> str:
    """Give the text of a notice of a life."""
    return f"Aviso {number} {ending}."


def meeting_name(number: int, ending: str) -> str:
    """Give the name of a meeting of a life."""
    return f"Encuentro {number} {ending}"


def member_of(number: int) -> str:
    """Give the name of the member that is added in a life."""
    return f"Pueblo {number}"


def post_of(number: int, picture: str) -> str:
    """Give the post for which somebody is invited in a life; ``picture``: by a QR code."""
    return f"Cargo {number}{picture}"


def deeds(number: int, known: Known, today: date) -> Iterator[Press | str]:
    """Give the presses and texts of the life of that number, from 1 on, in their order."""
    yield from _waves(known)
    for ending in ENDINGS:
        yield from _notice(number, known, ending, today)
        yield from _meeting(number, known, ending, today)
    yield from _about_members(number, known)
    yield from _what_leaves(number)
    yield Do(Deed.SEND_INSTRUMENT, str(known.instrument))
    yield Do(Deed.HEAT_MAP, "")
    yield Do(Deed.REDACT, f"{known.sharer}.{AN_ITEM}")
    yield from _invitations(number, known)
    yield Open(DeskView.HOME)


def rehearsal() -> Iterator[Press | str]:
    """Give the presses of who tries the questionnaire."""
    yield Do(Deed.REHEARSE, "")
    yield Do(Deed.END_REHEARSAL, "")


def _waves(known: Known) -> Iterator[Press | str]:
    yield Open(DeskView.HOME)
    yield Do(Deed.CLOSE_WAVE, str(known.wave))
    yield Do(Deed.REOPEN_WAVE, str(known.wave))


def _notice(number: int, known: Known, ending: str, today: date) -> Iterator[Press | str]:
    """Make a notice that is due in a month."""
    text, day = notice_of(number, ending), (today + timedelta(days=30)).isoformat()
    draft = {"kind": "notice", "everybody": "1", "members": str(known.reader), "text.es": text, "on": day}
    yield Open(DeskView.HOME)
    yield Open(DeskView.NOTICE)
    yield Do(Deed.MEET_MEMBER, f"{known.reader}+")
    yield Open(DeskView.NOTICE)
    yield text
    yield Do(Deed.REMIND_DAY, day)
    yield from _confirm(draft)
    if ending == ENDINGS[1]:
        yield Do(Deed.UNDO, "0")


def _meeting(number: int, known: Known, ending: str, today: date) -> Iterator[Press | str]:
    """Plan a meeting in a year, and its reminders."""
    name, day = meeting_name(number, ending), today + timedelta(days=360)
    draft = {"kind": "plan", "name": name, "place": known.place, "zone": known.zone, "members": str(known.reader)}
    draft |= {"first": day.isoformat(), "last": day.isoformat(), "by": (day - AHEAD).isoformat()}
    yield Open(DeskView.HOME)
    yield Open(DeskView.MEETING, "new")
    yield f"{name}, {known.place}"
    yield day.isoformat()
    yield Do(Deed.MEET_MEMBER, f"{known.reader}+")
    yield from _confirm(draft | {"steps": joined(STEPS)})
    if ending == ENDINGS[1]:
        yield Do(Deed.UNDO, "m0")


def _confirm(draft: dict[str, str]) -> Iterator[Press | str]:
    yield Open(DeskView.DRY_RUN, "sure")
    yield Do(Deed.CONFIRM, stamp(Desk(0, draft=draft)))


def _about_members(number: int, known: Known) -> Iterator[Press | str]:
    yield Open(DeskView.NEW_MEMBER)
    yield member_of(number)
    yield Do(Deed.NEW_KIND, "city")
    yield Do(Deed.NEW_COUNTRY, "CO")
    yield Do(Deed.ADD_MEMBER, "")
    yield Do(Deed.REVOKE_LINKS, f"m{known.idle}")
    for _ in range(2):
        yield Do(Deed.RETIRE_MEMBER, str(known.idle))
    yield Do(Deed.RESTORE_MEMBER, str(known.idle))
    for _ in range(2):
        yield Do(Deed.END_ACCESS, str(known.ended))
    yield Do(Deed.DIGEST, "week")
    yield Do(Deed.DIGEST, "never")


def _what_leaves(number: int) -> Iterator[Press | str]:
    yield Do(Deed.EXPORT, "json.es")
    yield Do(Deed.FREEZE, str(number - 1))
    yield Do(Deed.CUT_OFF, f"book.{number}")
    yield Do(Deed.CUT_OFF, f"text.{number}")


def _invitations(number: int, known: Known) -> Iterator[Press | str]:
    yield Do(Deed.INVITE_UNOPENED, "")
    yield Open(DeskView.INVITE, "c")
    yield Do(Deed.PICK_COUNTRY, "CO")
    yield Do(Deed.INVITE, "c")
    for picture in ("", "q"):
        yield Open(DeskView.HOME)
        yield Open(DeskView.INVITE, str(known.reader))
        yield post_of(number, picture)
        yield Do(Deed.INVITE, f"m{known.reader}{picture}")
