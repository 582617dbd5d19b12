"""Judges what became of the deeds at a desk: each is done once or not at all, whole, and in the end.

Counts rows against what was pressed and typed, and messages against what was asked for. Must not know how the bot died.
"""

import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from benchmarks.desk_day import COORDINATOR, IDLE, LISTER, READER, REHEARSER, Desk, link_of, listed
from benchmarks.desk_script import ENDINGS, LETTERS, meeting_name, member_of, notice_of, post_of
from benchmarks.oracle import Oracle, Verdict
from conversations.due import STEPS
from conversations.plans import UNDO

WHOLE = Counter({"planned": 1})
GONE = Counter({"cancelled": 1})
_OPEN = "used_at IS NULL AND revoked_at IS NULL"
_ASIDE = "SELECT count(*) FROM inbox WHERE state IN ('failed', 'quarantined')"
_REHEARSALS = """
    SELECT count(*), count(assessment.id), count(appointment.id), count(until) FROM member
    LEFT JOIN assessment ON assessment.member_id = member.id
    LEFT JOIN appointment ON appointment.member_id = member.id
    WHERE rehearsal_for = ?
"""
_MEMBERS_LINKS = f"""
    SELECT member.id, name, count(*) FROM invitation JOIN member ON member.id = member_id
    WHERE {_OPEN} AND post IS NULL AND succeeds IS NULL GROUP BY member.id
"""  # noqa: S608 - nothing from outside is in it
_POSTS_LINKS = f"SELECT post, count(*) FROM invitation WHERE {_OPEN} GROUP BY post"  # noqa: S608 - as above
_COORDINATORS_LINKS = f"SELECT count(*) FROM invitation WHERE {_OPEN} AND role = 'coordinator' AND created_by = ?"  # noqa: S608
_OWN_LINKS = f"SELECT count(*) FROM invitation WHERE {_OPEN} AND succeeds NOTNULL"  # noqa: S608 - as above
_LETTERS = "SELECT id, state, message_id FROM outbox WHERE kind = 'reply' AND person_id = ?"
_END = {
    "the wave is closed": "SELECT 1 FROM wave WHERE id = 1 AND closed_at NOTNULL",
    "a member is retired": f"SELECT 1 FROM member WHERE id = {IDLE + 1} AND retired_at NOTNULL",  # noqa: S608 - as above
    "a digest is wished for": "SELECT 1 FROM digest",
    "a file is there that was redacted": "SELECT 1 FROM evidence",
}
"""What must not be found in the end, each the mark of a deed that was not done."""


@dataclass
class DeskVerdict(Verdict):
    """What is wrong at the desk."""

    missing: list[str] = field(default_factory=list)
    """Asked for, and it never came."""


def judge(desk: Desk, *, final: bool) -> DeskVerdict:
    """Judge while no bot is alive; ``final``: all is quiet, so everything has to be done."""
    verdict = DeskVerdict(**vars(Oracle(desk.stage, []).after_a_kill()))
    if not verdict.damaged:
        with desk.tables() as tables:
            _Judging(desk, tables, verdict, final).judge()
    return verdict


@dataclass
class _Judging:
    desk: Desk
    tables: sqlite3.Connection
    verdict: DeskVerdict
    final: bool

    def judge(self) -> None:
        self._campaigns()
        self._members()
        self._made()
        self._links()
        given = self.desk.given
        asked = {COORDINATOR: LETTERS * given[COORDINATOR], LISTER: 2 * self.desk.lists, READER: given[READER]}
        for place, letters in asked.items():
            self._letters(place, letters)
        if self.final:
            self._in_the_end()

    def _ask(self, query: str, *of: object) -> list[Any]:
        return self.tables.execute(query, of).fetchall()

    def _once(self, what: str, rows: int, wanted: int = 1) -> None:
        if rows > wanted:
            self.verdict.doubled.append(f"{what}: {rows} instead of {wanted}")
        if self.final and rows < wanted:
            self.verdict.lost.append(f"{what}: {rows} instead of {wanted}")

    def _campaigns(self) -> None:
        states = defaultdict[int, Counter[str]](Counter)
        for campaign, state in self._ask("SELECT campaign_id, state FROM delivery"):
            states[campaign][state] += 1
        notices = defaultdict[str, list[Any]](list)
        for one, texts, cancelled, until in self._ask(
            "SELECT id, texts, cancelled_at, undo_until FROM campaign WHERE kind = 'notice'"
        ):
            notices[texts].append((cancelled, until, [states[one]]))
        steps = defaultdict[int, list[Counter[str]]](list)
        for one, meeting in self._ask("SELECT id, meeting_id FROM campaign WHERE meeting_id NOTNULL"):
            steps[meeting].append(states[one])
        meetings = defaultdict[str, list[Any]](list)
        for one, name, cancelled, made in self._ask("SELECT id, name, cancelled_at, created_at FROM meeting"):
            until = (datetime.fromisoformat(made) + UNDO).isoformat(" ", "microseconds")
            meetings[name].append((cancelled, until, steps[one]))
        for number in range(1, self.desk.given[COORDINATOR] + 1):
            for ending in ENDINGS:
                text = f'{{"es": "{notice_of(number, ending)}"}}'
                undo = self.desk.undone[number] if ending == ENDINGS[1] else (0, 0)
                self._planned(notice_of(number, ending), notices[text], 1, undo[0])
                self._planned(meeting_name(number, ending), meetings[meeting_name(number, ending)], len(STEPS), undo[1])

    def _planned(self, what: str, rows: list[Any], steps: int, undo: int) -> None:
        """See that something is there once, with all that is planned of it; or taken back by ``undo``, all of it."""
        self._once(what, len(rows))
        for cancelled, until, planned in rows:
            wanted = [GONE if cancelled else WHOLE] * steps
            if planned != wanted:
                self.verdict.damaged.append(f"{what}, {'cancelled' if cancelled else 'not cancelled'}: {planned}")
            if cancelled and not undo:
                self.verdict.changed.append(f"{what} was cancelled by nobody")
            if self.final and undo and not cancelled and self._applied(undo) < until:
                self.verdict.lost.append(f"{what} was not taken back")

    def _applied(self, update: int) -> str:
        return str(self._ask("SELECT coalesce(max(applied_at), '') FROM inbox WHERE update_id = ?", update)[0][0])

    def _members(self) -> None:
        named = Counter(name for (name,) in self._ask("SELECT name FROM member"))
        for number in range(1, self.desk.given[COORDINATOR] + 1):
            self._once(member_of(number), named[member_of(number)])
        for number in range(1, self.desk.lists + 1):
            there = [named[name] for name in listed(number)]
            if sum(there) not in (0, len(there)):
                self.verdict.damaged.append(f"list {number} was imported by half: {there}")
            self._once(f"list {number}", sum(there), len(there))

    def _made(self) -> None:
        self._once("cut-offs", self._ask("SELECT count(*) FROM cut_off")[0][0], self.desk.given[COORDINATOR])
        counted = self._ask(_REHEARSALS, self.desk.ids[REHEARSER])[0]
        self._once("rehearsals", counted[0], self.desk.given[REHEARSER])
        if not counted[0] == counted[1] == counted[2]:
            self.verdict.damaged.append(f"rehearsals, their assessments and posts: {counted[:3]}")
        self._once("ended rehearsals", counted[3], self.desk.given[REHEARSER])

    def _links(self) -> None:
        posts = dict(self._ask(_POSTS_LINKS))
        for number in range(1, self.desk.given[COORDINATOR] + 1):
            for picture in ("", "q"):
                self._once(f"links for {post_of(number, picture)}", posts.get(post_of(number, picture), 0))
        made = self._ask(_COORDINATORS_LINKS, self.desk.ids[COORDINATOR])[0][0]
        self._once("links for coordinators", made, self.desk.given[COORDINATOR])
        self._once("links to another phone", self._ask(_OWN_LINKS)[0][0])
        for member, name, links in self._ask(_MEMBERS_LINKS):
            if links > 1 and member != IDLE + 1:
                self.verdict.doubled.append(f"{name} has {links} links that are good")

    def _letters(self, place: int, asked: int) -> None:
        """See that there is a letter for each request, and in the end its message; what is only read has none."""
        letters = self._ask(_LETTERS, self.desk.ids[place])
        self._once(f"letters to {place}", len(letters), asked)
        if not self.final:
            return
        home = self.desk.server.telegram.home
        came = home.chats[self.desk.crew[place].id].messages
        silent = 0
        for letter, state, message in letters:
            silent += message is None
            if state != "sent" or not (message is None or message in came):
                self.verdict.missing.append(f"letter {letter} to {place} is {state} as message {message}")
        if silent != (self.desk.lists if place == LISTER else 0):
            self.verdict.missing.append(f"{silent} letters to {place} were settled without a message")

    def _in_the_end(self) -> None:
        if self.desk.waits_for:
            self.verdict.missing.append(f"list {self.desk.lists}: its {self.desk.waits_for} never came")
        for what, query in _END.items():
            if self._ask(query):
                self.verdict.lost.append(what)
        for appointment in self.desk.ended:
            if self._ask("SELECT 1 FROM appointment WHERE id = ? AND until IS NULL", appointment):
                self.verdict.lost.append(f"appointment {appointment} did not end")
        for number in range(1, self.desk.given[COORDINATOR] + 1):
            if self._ask(f"SELECT 1 FROM invitation WHERE token_hash = ? AND {_OPEN}", link_of(number)):  # noqa: S608
                self.verdict.lost.append(f"link {number} was not taken back")
        applied = {one for (one,) in self._ask("SELECT update_id FROM inbox WHERE state = 'applied'")}
        if forgotten := [one for one in self.desk.updates if one not in applied]:
            self.verdict.lost.append(f"{len(forgotten)} updates were never applied")
        if (aside := self._ask(_ASIDE)[0][0]) != 0:
            self.verdict.damaged.append(f"{aside} updates failed")
