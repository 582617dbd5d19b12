"""What is wrong with a document that somebody loads: each problem with its place, all of them at once.

It decides how a problem reads. It must not know any kind of document.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: `place` in the document, what is wrong there, and the line (from 1) when it is known."""

    place: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        """Return it as `place: message`."""
        return f"{self.place}: {self.message}"


class DocumentInvalid(ValueError):
    """A document cannot be used; `problems` names every reason that was found, in the order of the document."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep `problems`, at least one."""
        super().__init__(f"{len(problems)} problems, the first: {problems[0]}")
        self.problems = problems
