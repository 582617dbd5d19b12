"""Words a digest: a message that tells nothing on a locked screen, then what changed, then names of members.

It decides how many names are told. The last line is the head of the audit, for whoever keeps the digest. It names no
person, and must not know when it is sent.
"""

from collections.abc import Sequence
from typing import Final

from conversations.audit import Head
from conversations.desk.place import DeskView
from conversations.digests import Digest
from conversations.events import Open
from conversations.instrument import Language
from conversations.people import Member
from conversations.roll import Progress
from locales.cards.drawing import paragraph
from locales.catalogue import Html, plain, say
from locales.desk.drawing import NETWORK_ZONE
from locales.formats import calendar_day, day, listing, number_of
from locales.naming import fitting, short_name
from locales.screen import Button, Screen

MOST_NAMES: Final = 8
LONGEST_MEETING: Final = 60
STATES: Final = {
    Progress.SUBMITTED: "desk.submitted",
    Progress.ANSWERING: "desk.answering",
    Progress.OPENED: "desk.opened",
    Progress.NEVER_OPENED: "desk.never_opened",
}


def render_digest(digest: Digest, language: Language) -> Screen:
    """Word a digest, with buttons to what can be done about it."""
    lines = [
        say(language, "digest.first"),
        _before(digest, language),
        say(language, "digest.wave", wave=digest.wave.name, day=day(language, digest.since, NETWORK_ZONE)),
        *(_bucket(digest, state, language) for state in STATES),
    ]
    if digest.submitted:
        lines.append(say(language, "digest.submitted", members=_named(digest.submitted, language)))
    if digest.begun:
        lines.append(say(language, "digest.begun", members=_named(digest.begun, language)))
    if not digest.submitted and not digest.begun:
        lines.append(say(language, "digest.nothing_new"))
    if digest.stalled:
        stalled = [one.member for one in digest.stalled]
        lines.append(say(language, "digest.stalled", members=_named(stalled, language)))
    if digest.unreachable:
        lines.append(say(language, "digest.unreachable", members=_named(digest.unreachable, language)))
    if digest.vacant:
        lines.append(say(language, "digest.vacant", members=_named(digest.vacant, language)))
    if digest.head is not None:
        lines.append(say(language, "digest.head", head=_head(digest.head, language)))
    rows = (
        (
            Button(plain(language, "digest.missing"), Open(DeskView.MISSING)),
            Button(plain(language, "digest.remind"), Open(DeskView.REMIND)),
        ),
        (Button(plain(language, "digest.change"), Open(DeskView.DIGEST)),),
    )
    return Screen(paragraph(lines), rows)


def _before(digest: Digest, language: Language) -> Html | None:
    meeting = digest.meeting
    if meeting is None:
        return None
    begins = calendar_day(language, meeting.starts_on)
    return say(language, "digest.before", meeting=fitting(meeting.name, LONGEST_MEETING), day=begins)


def _bucket(digest: Digest, state: Progress, language: Language) -> Html:
    number, key = digest.buckets[state], STATES[state]
    change = number - digest.before[state]
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    return say(language, "digest.bucket", state=say(language, key, number=number), change=f"{sign}{abs(change)}")


def _head(head: Head, language: Language) -> str:
    """Write the head of the audit: ``1.234 · 3f2a 9c01 77b0 12de``; whoever keeps the digest keeps it."""
    return f"{number_of(language, head.position)} · {head.groups}"


def _named(members: Sequence[Member], language: Language) -> str:
    names = [short_name(one) for one in members[:MOST_NAMES]]
    if len(members) <= MOST_NAMES:
        return listing(language, names)
    return plain(language, "digest.more", members=", ".join(names), number=len(members) - MOST_NAMES)
