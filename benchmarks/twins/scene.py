"""What every twin is told: where Telegram is, where to keep things, what to ask."""

import json
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is shown: Telegram HTML, and rows of (label, data). ``answers`` are the data that answer it."""

    text: str
    rows: tuple[tuple[tuple[str, str], ...], ...]

    @property
    def answers(self) -> frozenset[str]:
        """Give the data of the buttons that answer; they stand one to a row."""
        return frozenset(row[0][1] for row in self.rows if len(row) == 1)


@dataclass(frozen=True, slots=True)
class Scene:
    """The settings of a twin."""

    token: str
    api_url: str
    folder: Path
    questions: tuple[Question, ...]


def read_scene() -> Scene:
    """Read the settings from the environment, as the bot does."""
    folder = Path(os.environ["TWIN_FOLDER"])
    raw = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    questions = tuple(
        Question(one["text"], tuple(tuple((label, data) for label, data in row) for row in one["rows"])) for one in raw
    )
    return Scene(os.environ["SOLIDARIA_BOT_TOKEN"], os.environ["SOLIDARIA_API_URL"], folder, questions)
