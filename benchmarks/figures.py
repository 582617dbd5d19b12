"""What a phase comes to, an answer: the figures of a row, and the table that shows them beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table

from benchmarks.contest import CONTESTANTS, Run
from benchmarks.crowd import PACE, Phase

TITLES = {
    "1": "one person at a time, pressing as soon as the next question is there",
    "rush": "{people} people at once, each pressing as soon as the next question is there",
    "paced": f"{{people}} people at once, {PACE:.0f} answers a second offered between them",
}
NOT_OF_AN_ANSWER = frozenset({"getUpdates"})


@dataclass(frozen=True, slots=True)
class Figures:
    """One contestant in one phase; times in milliseconds, bytes of bodies and addresses without headers."""

    contestant: str
    latency_ms: float
    phase: str
    answers: int
    answers_a_second: float
    p50: float
    p95: float
    cpu: float
    calls: float
    polls: float
    calls_before: float
    bytes: float
    rss_mb: float
    start_up: float


def figures(run: Run, phase: Phase) -> Figures:
    """Work out the figures of a phase."""
    count = max(phase.answers, 1)
    return Figures(
        contestant=run.contestant,
        latency_ms=run.latency_ms,
        phase=phase.name,
        answers=phase.answers,
        answers_a_second=phase.answers / phase.seconds,
        p50=percentile(phase.waits, 0.50),
        p95=percentile(phase.waits, 0.95),
        cpu=phase.cpu_seconds * 1000 / count,
        calls=sum(n for method, n in phase.calls.items() if method not in NOT_OF_AN_ANSWER) / count,
        polls=sum(n for method, n in phase.calls.items() if method in NOT_OF_AN_ANSWER) / count,
        calls_before=phase.calls_before,
        bytes=sum(phase.bytes.values()) / count,
        rss_mb=phase.rss_mb,
        start_up=run.start_up,
    )


def percentile(ordered: Sequence[float], share: float) -> float:
    """Give the value that ``share`` of the ordered values do not exceed; 0 when there are none."""
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def table(rows: Sequence[Figures], people: int) -> Table:
    """Make the table of one latency and phase, everybody beside the floor."""
    first = rows[0]
    title = f"API latency {first.latency_ms:.0f} ms: {TITLES[first.phase].format(people=people)}"
    columns = (
        *("", "answers/s", "of the floor", "p50 ms", "p95 ms", "CPU ms", "calls", "polls", "calls before", "bytes"),
        *("RSS MB", "start-up s"),
    )
    made = Table(*columns, title=title, title_justify="left")
    floor = next((row.answers_a_second for row in rows if row.contestant == "floor"), 0.0)
    for row in rows:
        made.add_row(
            row.contestant,
            f"{row.answers_a_second:.0f}",
            f"{row.answers_a_second / floor:.2f}" if floor else "",
            f"{row.p50:.0f}",
            f"{row.p95:.0f}",
            f"{row.cpu:.1f}",
            f"{row.calls:.2f}",
            f"{row.polls:.2f}",
            f"{row.calls_before:.1f}",
            f"{row.bytes:.0f}",
            f"{row.rss_mb:.0f}",
            f"{row.start_up:.1f}",
        )
    return made


def promises() -> Table:
    """Say what each contestant does with an answer that it shows as saved."""
    made = Table("", "an answer shown as saved is", title="What the figures buy", title_justify="left")
    for one in CONTESTANTS:
        made.add_row(one.name, one.promise)
    return made
