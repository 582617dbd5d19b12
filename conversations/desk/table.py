"""Where each of a coordinator's views, deeds, questions and files leads: the tables of all parts, put together.

A part is a module of this package that exports what it has of `VIEWS` (opening one), `DEEDS` (a button's act),
`INPUTS` (what is typed while a view waits for it), `QUESTIONS` (typed anywhere else), `FILES` (an attached file, by
the ending of its name) and `READINGS` (such a file has been read).
"""

from collections.abc import Callable
from typing import Any

from conversations.desk import home, instruments, rehearsal, wave
from conversations.desk.deeds import Deed, Reading
from conversations.desk.place import DeskView
from conversations.desk.scene import DeskScene
from conversations.events import Attached, Typed
from conversations.intents import Asked, Intent, Question
from conversations.world import Outcome

Opening = Callable[[DeskScene, str], Outcome]
"""Takes a target."""
Act = Callable[[DeskScene, str], Outcome]
"""Takes a target."""
Input = Callable[[DeskScene, Typed[Intent]], Outcome | None]
"""Gives ``None`` for what it does not wait for."""

VIEWS: dict[DeskView, Opening] = {**home.VIEWS, **wave.VIEWS, **instruments.VIEWS}
DEEDS: dict[Deed, Act] = {**wave.DEEDS, **instruments.DEEDS, **rehearsal.DEEDS}
INPUTS: dict[DeskView, Input] = {**wave.INPUTS}
QUESTIONS: dict[Question, Callable[[DeskScene, Asked], Outcome]] = {}
FILES: dict[str, Callable[[DeskScene, Attached], Outcome]] = {**instruments.FILES}
READINGS: dict[type[Reading], Callable[[DeskScene, Any], Outcome]] = {**instruments.READINGS}
