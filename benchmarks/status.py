"""``python -m benchmarks.status``: a coordinator's answers with ten times the members and five past waves.

Both networks are asked in turn in one process, so that the ratio does not depend on the machine. A turn is measured
from the typed text until its transaction is committed; the network is not in it.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

from benchmarks.figures import percentile
from benchmarks.waves_past import NOW, Network, make, names
from bot.incoming import Said
from bot.turns import Turn
from conversations.events import Choice, Event, Start
from conversations.instrument import Language
from conversations.people import Role
from storage.database import Database
from storage.invitations import create_invitation
from storage.turn import apply
from storage.world_reader import Inquiry, Sender

SMALL, LARGE = Network(84, 0), Network(840, 5)
COORDINATOR = Sender(5_000_001, "Celia", Language.ES)
MISSING = ("/missing", "quién falta en Chile")


@dataclass(slots=True)
class Asked:
    """One network with a coordinator in it, and how many milliseconds each kind of question took."""

    network: Network
    database: Database
    names: Sequence[str]
    turns: int = 0
    took: dict[str, list[float]] = field(default_factory=dict)

    def enter(self) -> None:
        """Have the coordinator come in."""
        with self.database.writing() as tx:
            token = create_invitation(tx, Role.COORDINATOR, None, NOW).token
        events: tuple[Event, ...] = (Start(token), Choice.CONFIRM_POST, Choice.ACCEPT)
        for event in events:
            self._take(event, Inquiry(token=token) if isinstance(event, Start) else Inquiry())

    def ask(self, kind: str, text: str) -> None:
        """Type a question and note how long the answer took."""
        self.turns += 1
        began = perf_counter()
        self._take(Said(text, self.turns, None), Inquiry(typed=True))
        self.took.setdefault(kind, []).append((perf_counter() - began) * 1000)

    def _take(self, event: Event | Said, inquiry: Inquiry) -> None:
        now = NOW + timedelta(seconds=self.turns)
        with self.database.writing() as tx:
            applied = apply(tx, None, COORDINATOR, inquiry, Turn(event, now, contact="").decide, now)
        assert not applied.duplicate


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of question: milliseconds in the small and the large network (median, 95th), and the medians' ratio."""

    question: str
    small_p50: float
    small_p95: float
    large_p50: float
    large_p95: float
    ratio: float


def main() -> None:
    """Measure, print, and write JSON if asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.status", description=__doc__)
    parser.add_argument("--rounds", type=int, default=40, help="questions of each kind, in each network")
    parser.add_argument("--json", type=Path, help="write the figures here")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), chosen.rounds)
    table = Table("question", "84 p50 ms", "p95", "840, five past waves p50 ms", "p95", "ratio", title="Status answers")
    for row in rows:
        figures = (row.small_p50, row.small_p95, row.large_p50, row.large_p95)
        table.add_row(row.question, *(f"{one:.1f}" for one in figures), f"{row.ratio:.1f}")
    Console().print(table)
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(row) for row in rows], indent=1), encoding="utf-8")


def measure(folder: Path, rounds: int, networks: tuple[Network, Network] = (SMALL, LARGE)) -> list[Row]:
    """Ask both networks the same kinds of questions in turn."""
    both = []
    for network in networks:
        database = make(folder, network)
        asked = Asked(network, database, names(database))
        asked.enter()
        both.append(asked)
    for number in range(rounds + 1):
        for one in both:
            name = one.names[number * 7 % len(one.names)]
            one.ask("a name", f"¿cómo va {name}?")
            one.ask("a name with a typo", f"¿cómo va {name[:2]}x{name[3:]}?")
            one.ask("who is missing", MISSING[0])
            one.ask("who is missing in a country", MISSING[1])
    for one in both:
        one.database.close()
    return [_row(kind, *(sorted(one.took[kind][1:]) for one in both)) for kind in both[0].took]


def _row(kind: str, small: Sequence[float], large: Sequence[float]) -> Row:
    medians = percentile(small, 0.5), percentile(large, 0.5)
    return Row(kind, medians[0], percentile(small, 0.95), medians[1], percentile(large, 0.95), medians[1] / medians[0])


if __name__ == "__main__":
    main()
