"""What must come of each press in the matrix: the second opinion on who may do what.

Decides who may, in plain tables written from the design: a coordinator what is in their countries, a focal point what
is their members', a contributor all of that but its submission, a reviewer none of it, anybody else nothing. It must
not know `conversations.authorisation`, nor how the engine decides.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from kit.golden import SECRET_KEY
from kit.matrix import ANSWERING, BEFORE, CLOSING, KEEPING, POSTS, UNCOUNTED, Key
from kit.matrix_stage import COORDINATORS, FORBIDDEN, OWN_TRACES, SCOPED, TRACES, Stage
from kit.two_sides import Dump, dump

from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.events import Do, Open, Press
from storage.counters import DENIALS
from storage.secrets import Keyring

SHOWN, CHANGED, UNCOUNTED_DENIAL = "shown what is not theirs", "changed what is not theirs", "a denial not counted"
UNENTERED_DENIAL = "a denial without its entry in the audit"
UNANSWERED = "a press without an answer"

AT_A_MEMBER: Final = frozenset({"focal_point", "contributor", "reviewer", "two_posts"})
UNKNOWN: Final = frozenset({"nobody", "visitor"})
"""Who has not given consent: their reaches are counted as a stranger's."""
MAY_NOT: Final = {
    "contributor": CLOSING,
    **dict.fromkeys(("reviewer", "revoked", *COORDINATORS), ANSWERING | CLOSING | KEEPING),
}
"""What a role may never do, whatever it is about."""
TAKEN_BACK_WITHIN: Final = timedelta(days=7)
"""How long a post that somebody left is still theirs to take back, so that its buttons are no reach."""
FILES_TO_DO: Final = "expunging"
"""What the bot remembers when somebody's last trace has gone: the files are to be written anew."""
CONTENT: Final = ("response", "priority", "note", "evidence", "response_history", "question")
"""What is written into a member's assessment."""


@dataclass
class Judge:
    """Has presses done on a stage, and tells what came of them that must not."""

    stage: Stage

    def __post_init__(self) -> None:
        """Look at what is there before the first press."""
        self.before = dump(self.stage.path)
        self.tried = self.denied = 0

    def try_out(self, key: Key, press: Press, *, reaching: bool) -> list[tuple[str, str]]:
        """Press; give what deviates, each with the kind it is of."""
        stage = self.stage
        for first in BEFORE.get(key, ()) if stage.actor in COORDINATORS and isinstance(key, DeskView | Deed) else ():
            stage.press(first)
            self.before = dump(stage.path)
        said = stage.press(press)
        before, self.before = self.before, dump(stage.path)
        after, told = self.before, list[tuple[str, str]]()
        counted = after.count(DENIALS) - before.count(DENIALS)
        self.tried, self.denied = self.tried + 1, self.denied + counted
        who = f"{stage.actor}: {press}"
        if shown := [word for word in FORBIDDEN[stage.actor] if word in said]:
            told.append((SHOWN, f"{who} shows {shown}"))
        if tables := self._changed(key, before, after, reaching=reaching):
            told.append((CHANGED, f"{who} changes {sorted(tables)}"))
        if not self._as_often(key, press, counted, reaching=reaching):
            told.append((UNCOUNTED_DENIAL, f"{who} is denied {counted} times"))
        told += self._unentered(who, before, after, counted)
        if not self._answered():
            told.append((UNANSWERED, f"{who} is not answered"))
        if stage.actor in COORDINATORS and key is Deed.REHEARSE:
            stage.press(Do(Deed.END_REHEARSAL))
            self.before = dump(stage.path)
        return told

    def forged(self, press: Press) -> list[tuple[str, str]]:
        """Press what no card ever had; give what deviates."""
        stage, before = self.stage, self.before
        said, self.before = stage.press(press), dump(stage.path)
        after, told, actor = self.before, list[tuple[str, str]](), stage.actor
        counted = after.count(DENIALS) - before.count(DENIALS)
        self.tried, self.denied = self.tried + 1, self.denied + counted
        who, at_the_desk = f"{actor}: forged {press}", isinstance(press, Open | Do)
        if shown := [word for word in FORBIDDEN[actor] if word in said]:
            told.append((SHOWN, f"{who} shows {shown}"))
        if tables := self._changed(next(iter(DeskView)) if at_the_desk else "", before, after, reaching=False):
            told.append((CHANGED, f"{who} changes {sorted(tables)}"))
        if at_the_desk and actor not in (*COORDINATORS, "rehearsing") and counted != 1:
            told.append((UNCOUNTED_DENIAL, f"{who} is denied {counted} times"))
        return told + self._unentered(who, before, after, counted)

    def _unentered(self, who: str, before: Dump, after: Dump, counted: int) -> list[tuple[str, str]]:
        """Tell it unless each denial has its entry by whom it was denied to; a stranger's are counted only."""
        last = max((row["id"] for row in before.rows["audit"]), default=0)
        entered = [row["person_id"] for row in after.rows["audit"] if row["id"] > last and row["action"] == "denied"]
        wanted = [*_own_person(self.stage, before)] * counted if counted else []
        return [] if wanted == entered else [(UNENTERED_DENIAL, f"{who}: {counted} denials, entries by {entered}")]

    def _changed(self, key: Key, before: Dump, after: Dump, *, reaching: bool) -> set[str]:
        """Name the tables in which something changed that must not: all of them, for who coordinates nothing."""
        actor = self.stage.actor
        if not isinstance(key, DeskView | Deed):
            return _differing(others_of(self.stage, before), others_of(self.stage, after))
        if actor == "all":
            return set()
        if actor in SCOPED and not reaching:
            not_mine = self.stage.not_mine
            return _differing(before.of(not_mine, *TRACES), after.of(not_mine, *TRACES))
        return _differing(before.without(*OWN_TRACES), after.without(*OWN_TRACES))

    def _as_often(self, key: Key, press: Press, counted: int, *, reaching: bool) -> bool:
        """Tell whether as much was counted as has to be: each reach once, by whoever; garbage may be, or not."""
        actor = self.stage.actor
        if key in KEEPING and actor == "two_posts":
            return counted <= 1  # between two posts there is no assessment that it could be about
        if not isinstance(key, DeskView | Deed):
            return counted == int(self._is_denied(key))
        if actor in SCOPED:
            return counted == 1 if reaching and key not in UNCOUNTED else counted <= 1
        return counted <= 1 if actor in ("all", "rehearsing") else counted == 1

    def _is_denied(self, data: str) -> bool:
        """Tell whether a respondent's button is a denial: all posts and assessments that are named are others'."""
        actor = self.stage.actor
        if actor == "left" and self.stage.world.now - self.stage.came > TAKEN_BACK_WITHIN:
            actor = "revoked"
        if actor in UNKNOWN:
            return False
        if data in POSTS or data in MAY_NOT.get(actor, ()):
            return True
        return data in KEEPING and actor in {*AT_A_MEMBER, "rehearsing"}

    def _answered(self) -> bool:
        """Tell whether there is a card with buttons, or one line to somebody who has none."""
        if self.stage.actor in ("nobody", "revoked"):
            return self.stage.chat.spoken.courtesy is not None or any(one.rows for one in self.stage.chat.bubbles)
        return any(bubble.rows for bubble in self.stage.chat.bubbles)


def others_of(stage: Stage, rows: Dump) -> dict[str, list[tuple[object, ...]]]:
    """Give the rows that a respondent's button must leave as they are, by what each role may write."""
    own_person = _own_person(stage, rows)
    members = _own_members(stage)
    members |= {row["id"] for row in rows.rows["member"] if row["rehearsal_for"] in own_person}
    mine = {row["id"] for row in rows.rows["assessment"] if row["member_id"] in members}
    kept = dict[str, list[tuple[object, ...]]]()
    for table, found in rows.rows.items():
        if table in TRACES:
            continue
        kept[table] = []
        for one in found:
            columns = one.keys()
            if table == "runner_state" and one["key"] == FILES_TO_DO:
                continue
            if table in CONTENT and one["assessment_id"] in mine and stage.actor != "reviewer":
                continue
            if (
                table == "assessment"
                and one["id"] in mine
                and stage.actor in ("focal_point", "two_posts", "rehearsing")
            ):
                continue
            if ("person_id" in columns and table not in CONTENT and one["person_id"] in own_person) or (
                table == "person" and one["id"] in own_person
            ):
                continue
            kept[table].append(tuple(one))
    return kept


def _own_person(stage: Stage, rows: Dump) -> set[int]:
    """Give the actor's own row: the one whose hash it is."""
    own = Keyring(SECRET_KEY).telegram_hash(stage.chat.telegram_id)
    return {row["id"] for row in rows.rows["person"] if row["telegram_hash"] == own}


def _own_members(stage: Stage) -> set[int]:
    inside = stage.inside
    return {"two_posts": {inside.answering, inside.empty}}.get(
        stage.actor, {inside.answering} if stage.actor in AT_A_MEMBER else set()
    )


def _differing(one: object, other: object) -> set[str]:
    assert isinstance(one, dict)
    assert isinstance(other, dict)
    return {name for name in one if one[name] != other[name]}
