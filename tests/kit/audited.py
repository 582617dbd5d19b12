"""A lively network, watched for what the audit must have of it: a second opinion, from tables and cards.

Decides nothing by facts or by what was looked up. Whatever of the tables is different after a turn was a change, and a
card about others was a look at them; each must have an entry of that turn.
"""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kit.chat import Chat, World
from kit.coordinator import coordinator, focal_point
from kit.entered import BELONGS
from kit.golden import network

from bot.buttons import decode
from conversations.assessment import Sharing
from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.events import Choice, Do, Event, Give, Open, Show, Submit
from conversations.place import View
from storage.members import find_members
from storage.runner_state import Memo, remember

NAMES: Final = ("Anaplantada", "Brunoplantado", "Celiaplantada")
NUMBERS: Final = (770_000_001, 770_000_002, 770_000_003)
WORDS: Final = ("notaplantada", "preguntaplantada", "cargoplantado", "areaplantada", "archivoplantado")
ABOUT_OTHERS: Final = (DeskView.STATUS, DeskView.ANSWERS, DeskView.MISSING, DeskView.MEMBER, DeskView.PEOPLE)
"""Views that tell of others whatever is on them."""
PASSING: Final = {
    **dict.fromkeys(("audit", "audit_segment", "inbox", "screen", "outbox", "counter", "runner_state"), "*"),
    **dict.fromkeys(("desk", "place", "alembic_version", "delivery"), "*"),
    "person": "last_turn_at unreachable_at outage_told_at address identity",
    "visit": "view",
    "digest": "last last_at",
}
"""What is no change of anything: what the bot shows, where somebody stands, what came in; by columns."""


LOOKS: Final = frozenset({"list_compared", "exported", "heat_map_sent", "digest_sent", "notice_written"})


@dataclass(slots=True)
class Watch:
    """Looks after every turn; ``unseen`` and ``unread`` are changes and looks without an entry, in words."""

    path: Path
    turns: int = 0
    changes: int = 0
    looks: int = 0
    unseen: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    actions: set[str] = field(default_factory=set)
    _before: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    _position: int = 0
    _denials: int = 0

    def begin(self) -> None:
        """Take what is there for given."""
        self._before, self._position, self._denials = self._tables(), self._entries(0)[0], self._counted()

    def after(self, chat: Chat) -> None:
        """Compare what a turn of a chat left with what was there before it."""
        actions = self.see(next(line for line in reversed(chat.transcript) if line.startswith("▶ ")))
        if chat.telegram_id == NUMBERS[2] and self._tells_of_others(chat):
            self.looks += 1
            if not any(_is_look(one) for one in actions):
                last = next(line for line in reversed(chat.transcript) if line.startswith("▶ "))
                self.unread.append(f"{self._view()} after {last}")

    def see(self, last: str) -> set[str]:
        """Compare what something left with what was there before it; give what was entered."""
        tables = self._tables()
        changed = sorted(name for name, rows in tables.items() if rows != self._before.get(name))
        position, actions = self._entries(self._position)
        denials, self._denials = self._denials, self._counted()
        self.turns += 1
        self.changes += bool(changed)
        self.actions |= actions
        for table in changed:
            if not actions & BELONGS.get(table, frozenset()):
                self.unseen.append(f"{table} changed by {last}, entered: {sorted(actions)}")
        if (self._denials > denials) != ("denied" in actions):
            self.unseen.append(f"{self._denials - denials} denials counted, entered: {actions} after {last}")
        self._before, self._position = tables, position
        return actions

    def lines(self) -> tuple[int, int]:
        """Count the lines of history, and the entries that vouch for one."""
        with closing(sqlite3.connect(self.path)) as connection:
            ((lines,),) = connection.execute("SELECT count(*) FROM response_history")
            vouching = "SELECT count(DISTINCT object_id) FROM audit WHERE object_kind = 'line' AND content IS NOT NULL"
            ((entries,),) = connection.execute(vouching)
        return lines, entries

    def words(self) -> set[str]:
        """Find the planted words that are anywhere in the audit."""
        with closing(sqlite3.connect(self.path)) as connection:
            everything = repr(connection.execute("SELECT * FROM audit").fetchall()).lower()
        return {word for word in (*NAMES, *WORDS, *map(str, NUMBERS)) if word.lower() in everything}

    def _tells_of_others(self, chat: Chat) -> bool:
        said = chat.bubbles[-1].text.lower() + "".join(chat.card.labels).lower()
        return self._view() in ABOUT_OTHERS or any(word.lower() in said for word in (*NAMES[:2], *WORDS))

    def _view(self) -> str:
        with closing(sqlite3.connect(self.path)) as connection:
            row = connection.execute("SELECT view FROM desk ORDER BY person_id LIMIT 1").fetchone()
        return row[0] if row else ""

    def _counted(self) -> int:
        with closing(sqlite3.connect(self.path)) as connection:
            return int(connection.execute("SELECT total(count) FROM counter WHERE name = 'denials'").fetchone()[0])

    def _entries(self, after: int) -> tuple[int, set[str]]:
        with closing(sqlite3.connect(self.path)) as connection:
            rows = connection.execute("SELECT id, action FROM audit WHERE id > ? ORDER BY id", (after,)).fetchall()
        return (rows[-1][0] if rows else after), {row[1] for row in rows}

    def _tables(self) -> dict[str, list[tuple[Any, ...]]]:
        found = {}
        with closing(sqlite3.connect(self.path)) as connection:
            connection.row_factory = sqlite3.Row
            names = [
                row[0]
                for row in connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                )
            ]
            for name in names:
                if PASSING.get(name) == "*":
                    continue
                left_out = PASSING.get(name, "").split()
                rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 - a table of ours
                found[name] = [tuple(row[one] for one in row.keys() if one not in left_out) for row in rows]  # noqa: SIM118 - a Row iterates over values
        return found


def _is_look(action: str) -> bool:
    return action.endswith("_read") or action in LOOKS


@contextmanager
def watched_network(folder: Path, dice: random.Random) -> Iterator[tuple[World, Watch]]:
    """Have two focal points answer and a coordinator look about, in an order that the dice throw, under watch."""
    folder.mkdir()
    with network(folder) as world:
        world.writer.run_now(remember, Memo.BOT_USERNAME, "solidaria_bot")
        watch = Watch(world.writer.database.path)
        chats = [
            focal_point(world, member, number, name=name)
            for member, number, name in zip(("Rosario", "Quito"), NUMBERS, NAMES[:2], strict=False)
        ]
        chats.append(coordinator(world, telegram_id=NUMBERS[2], name=NAMES[2]))
        watch.begin()
        for chat in chats:
            chat.after, chat.carry = watch.after, lambda *_: ()
        _live(world, chats, dice)
        yield world, watch


def _live(world: World, chats: list[Chat], dice: random.Random) -> None:
    ana, bruno, celia = chats
    with world.writer.database.reading() as tx:
        rosario, quito = (find_members(tx, name)[0].id for name in ("Rosario", "Quito"))
    for chat in (ana, bruno):
        _answer(chat, dice)
    ana.press(Submit(Sharing.NAMED))
    bruno.press(Open(DeskView.STATUS, str(rosario)))
    celia.press(Do(Deed.REVOKE_LINKS, "i999999"))
    looks: list[Event] = [
        *(Open(view, str(member)) for view in (DeskView.STATUS, DeskView.ANSWERS, DeskView.MEMBER)
          for member in (rosario, quito)),
        *(Open(view) for view in (DeskView.MISSING, DeskView.PEOPLE, DeskView.REMIND, DeskView.HOME, DeskView.DRY_RUN)),
        *(Open(DeskView.ANSWERS, f"{rosario}.c01"), Open(DeskView.INVITE), Open(DeskView.FIGURES)),
    ]  # fmt: skip
    deeds = [
        *(Do(Deed.DIGEST, "week"), Do(Deed.DIGEST, "never"), Do(Deed.EXPORT, "xlsx.es"), Do(Deed.FREEZE, "0")),
        *(Do(Deed.CUT_OFF, "text.1"), Do(Deed.RETIRE_MEMBER, str(quito)), Do(Deed.RESTORE_MEMBER, str(quito))),
        *(Do(Deed.REDACT, f"{rosario}.c01q1"), Do(Deed.HEAT_MAP), Do(Deed.END_ACCESS, "2")),
    ]
    steps: list[Event] = [*looks, *looks, *deeds]
    dice.shuffle(steps)
    undisturbed: list[Event] = [Do(Deed.FREEZE, "0"), Do(Deed.CUT_OFF, "text.1"), Do(Deed.HEAT_MAP)]
    undisturbed += [Do(Deed.EXPORT, "xlsx.es"), *looks]
    for step in undisturbed:
        celia.press(step)
    for step in steps:
        world.wait(minutes=1)
        celia.press(step)
        for _ in range(2):
            _press_any(celia, dice)
        if dice.random() < 0.3:
            _answer(dice.choice((ana, bruno)), dice, 1)


def _answer(chat: Chat, dice: random.Random, times: int = 4) -> None:
    """Answer and write in a focal point's chat; every text has a planted word."""
    for number in range(times):
        step = f"c0{dice.randint(1, 3)}q{dice.randint(1, 3)}"
        chat.press(Give(step, dice.randint(0, 3)))
        chat.press(Show(View.STEP, step))
        chat.send(f"{WORDS[number % 2]} {dice.randrange(1_000)}")
        chat.press((Choice.KEEP_TEXT, Choice.ASK_COORDINATOR)[number % 2])
        _press_any(chat, dice)


def _press_any(chat: Chat, dice: random.Random) -> None:
    """Press any button of the card."""
    chat.press(decode(dice.choice([data for row in chat.card.rows for _, data in row])))
