"""What each button can be about, for the matrix of who may do what: every view, deed and press, at everything.

Decides what is reached for, and nothing about who may: that is `kit.matrix_stage`. A name in braces is something that
one side has.
"""

from collections.abc import Iterator
from typing import Final

from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.events import Choice, Do, Open, Press
from conversations.place import View
from conversations.replies import Enclosure

V, D, E = DeskView, Deed, Enclosure
Key = DeskView | Deed | str
"""A view or deed of a coordinator's, or the data of a respondent's button."""
HERE: Final = ""
"""About nothing in particular."""

REACHES: Final[dict[DeskView | Deed, tuple[str, ...]]] = {
    V.HOME: (HERE,),
    V.WHICH: ("{member}.{answering}",),
    V.STATUS: ("{member}", "{answering}", "{empty}"),
    V.ANSWERS: ("{member}", "{member}.c01", "{member}.c01.x", "{answering}"),
    V.MISSING: (HERE, "{country}", "{country}.1", "never_opened"),
    V.INVITE: (HERE, "{member}", "{empty}", "c", "n.1", "all"),
    V.MEMBERS: (HERE, "{country}", "r.0"),
    V.MEMBER: ("{member}", "{member}.retire", "{member}.zone", "{retired}"),
    V.PEOPLE: (HERE, "m{member}", "{post}", "r{post}", "{coordinator}", "r{coordinator}", "i{link}"),
    V.NEW_MEMBER: (HERE, "zones.0"),
    V.WORKBOOK: (HERE, "z.0"),
    V.WAVE: (HERE, "new", "term", "close", "instr"),
    V.INSTRUMENT: (HERE, "read"),
    V.MEETINGS: (HERE,),
    V.MEETING: ("{meeting}", "{meeting}.cancel", "new"),
    V.PLAN: (HERE, "{meeting}"),
    V.REMIND: (HERE, "m{member}", "m{answering}", "{country}"),
    V.WHOM: (HERE,),
    V.WHEN: (HERE,),
    V.ZONE: (HERE,),
    V.DRY_RUN: (HERE, "who.0", "out.0", "es", "sure"),
    V.CAMPAIGNS: (HERE,),
    V.CAMPAIGN: ("{step}", "{reminder}", "{reminder}.stop"),
    V.DELIVERIES: ("{reminder}.sent.0", "{notice}.answered.0", "{step}.planned.0"),
    V.NOTICE: (HERE, "c{notice}"),
    V.DIGEST: (HERE,),
    V.FIGURES: (HERE, "{cut_off}"),
    V.EXPORT: (HERE,),
    D.OPEN_WAVE: (HERE,),
    D.WAVE_INSTRUMENT: ("1",),
    D.WAVE_TERM: ("2026-04-30",),
    D.CLOSE_WAVE: ("1",),
    D.REOPEN_WAVE: ("1",),
    D.REHEARSE: ("0",),
    D.END_REHEARSAL: (HERE,),
    D.LOAD_INSTRUMENT: ("yes",),
    D.SEND_INSTRUMENT: ("1",),
    D.EXPORT: ("xlsx.es",),
    D.FREEZE: ("{cut_off}",),
    D.CUT_OFF: ("book.{cut_off}", "text.{cut_off}"),
    D.DIGEST: ("never",),
    D.INVITE: ("m{empty}", "m{member}q", "m{retired}", "c"),
    D.INVITE_UNOPENED: (HERE,),
    D.PICK_COUNTRY: ("{country}",),
    D.FORWARDED: ("m{empty}", "i{link}", "n"),
    D.REVOKE_LINKS: ("m{empty}", "i{link}"),
    D.END_ACCESS: ("{post}", "{coordinator}"),
    D.RETIRE_MEMBER: ("{empty}",),
    D.RESTORE_MEMBER: ("{retired}",),
    D.SET_ZONE: ("America/Lima",),
    D.NEW_KIND: ("city",),
    D.NEW_COUNTRY: ("{country}",),
    D.ADD_MEMBER: (HERE,),
    D.IMPORT_LIST: (HERE,),
    D.REDACT: ("{member}.c01",),
    D.HEAT_MAP: ("{country}",),
    D.NETWORK_PICTURE: (HERE,),
    D.MEET_COUNTRY: ("{country}+",),
    D.MEET_MEMBER: ("{member}+",),
    D.MEET_ZONE: ("America/Lima",),
    D.PLAN_STEP: ("5+",),
    D.PLAN_BY: ("2026-05-01",),
    D.REMIND_STANDING: ("all",),
    D.REMIND_DAY: ("2026-03-20",),
    D.REMIND_MINUTE: ("600",),
    D.CONFIRM: ("00000000",),
    D.UNDO: ("{reminder}", "m{meeting}"),
    D.STOP: ("{reminder}", "{step}"),
    D.CANCEL_MEETING: ("{meeting}",),
    D.RETRY: ("{reminder}.failed",),
}
"""What each view and deed can be about: a name in braces is something that one side has."""

UNCOUNTED: Final = frozenset({V.WHICH, V.MISSING, D.FREEZE, D.HEAT_MAP})
"""What leaves out others' in silence, as a question would: nothing is told, and nothing is denied."""
BEFORE: Final[dict[DeskView | Deed, tuple[Press, ...]]] = {
    D.MEET_COUNTRY: (Open(V.REMIND),),
    D.MEET_MEMBER: (Open(V.REMIND),),
    D.REMIND_DAY: (Open(V.REMIND),),
    D.NEW_COUNTRY: (Open(V.NEW_MEMBER),),
    D.CONFIRM: (Open(V.REMIND), Open(V.DRY_RUN, "sure")),
    V.WHOM: (Open(V.REMIND),),
    V.WHEN: (Open(V.REMIND),),
    V.DRY_RUN: (Open(V.REMIND),),
}
"""Where one has to stand for a press to be more than a stale one."""
ERRANDS_OF: Final[dict[Enclosure, tuple[str, ...]]] = {
    E.READ_FILE: ("xlsx:list", "yaml:list"),
    E.INVITATION: ("m{empty}", "m{empty} qr", "c{country}", "c"),
    E.UNOPENED_LIST: (HERE,),
    E.OWN_LIST: ("xlsx:list:red.xlsx",),
    E.INSTRUMENT: ("0", "1"),
    E.EXPORT: ("xlsx", "csv", "json"),
    E.CUT_OFF_BOOK: ("{cut_off}",),
    E.CUT_OFF_PICTURES: ("{cut_off}",),
    E.CUT_OFF_TEXT: ("{cut_off}",),
    E.DIGEST: (HERE,),
    E.HEAT_MAP: (HERE, "{country}"),
    E.NETWORK_PICTURE: (HERE,),
    E.SUCCESSION: ("{post}",),
    E.NEW_PHONE: ("{post}",),
}
"""What each errand can be about."""
GARBLED: Final = 3
"""Garbage for each view and deed; the next one gets the next."""
GARBAGE: Final = ("x", "0", "-1", ".", "m", "i", "1.2.3", "é🙂", "ZZ+", "9" * 40, "m1'; DROP TABLE member")

POSTS: Final = {"1p:{post}", "1v:{post}:1", "1v:{post}:0", "1t:{post}"}
"""About the post of one person: working under it, leaving it, having it again."""
ANSWERING: Final = {"1a:c01q1:1", "1o:c01q2:2", "1a:c01q3:dk", "1e:c01", "1m:0:c01"}
"""What a focal point and a contributor may press, a reviewer not."""
CLOSING: Final = {"1u:named", "1u:aggregate", "1c:recall", "1c:remindme"}
"""What is the focal point's alone."""
KEEPING: Final = {"1m:{assessment}:c01"}
"""An answer as it was in an earlier assessment: of this very member, or nobody's."""
ENDING: Final = {f"1c:{one}" for one in (Choice.FORGET_ME, Choice.DENY_POST, Choice.DECLINE, Choice.ACCEPT)}
"""What may be the end of who presses it, or makes them somebody else: a matrix cannot go on after that."""
OTHER: Final = {
    *(f"1c:{one}" for one in Choice if f"1c:{one}" not in ENDING | CLOSING),
    *(f"1s:{view}:c01" for view in View),
    *("1l:pt", "1i:en", "1k:c01", "1r:tomorrow", "1z:monday", "1h:600", f"1n:{'A' * 27}"),
}
"""What anybody with a post may press: it says nothing of others, and does nothing to them."""
REFUSED: Final = tuple(sorted(POSTS | ANSWERING | CLOSING | KEEPING))
"""Data of the buttons that are refused to some."""
PRESSES: Final = tuple(sorted({*REFUSED, *OTHER}))
"""Data of every button of a respondent's."""


def press_of(key: DeskView | Deed, target: str) -> Press:
    """Make the press of a view or deed."""
    return Do(key, target) if isinstance(key, Deed) else Open(key, target)


def garbage_of(key: DeskView | Deed, number: int) -> Iterator[Press]:
    """Make presses of a view or deed about garbage."""
    at = list(REACHES).index(key) * GARBLED
    for one in range(number):
        yield press_of(key, GARBAGE[(at + one) % len(GARBAGE)])
