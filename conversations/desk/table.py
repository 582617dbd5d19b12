"""Where each of a coordinator's views, deeds, questions and files leads: the tables of all parts, put together.

A part is a module of this package that exports what it has of `VIEWS` (opening one), `DEEDS` (a button's act),
`INPUTS` (what is typed while a view waits for it), `QUESTIONS` (typed anywhere else), `FILES` (an attached file, by
the ending of its name) and `READINGS` (such a file has been read).
"""

from collections.abc import Callable
from typing import Any

from conversations.desk import (
    answers,
    campaign_report,
    checking,
    digest,
    exporting,
    figures,
    home,
    instruments,
    inviting,
    links,
    meeting_zone,
    meetings,
    members,
    missing,
    new_member,
    people,
    pictures,
    planning,
    rehearsal,
    reminding,
    status,
    wave,
    whom,
    workbook,
    writing,
)
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

VIEWS: dict[DeskView, Opening] = {
    **home.VIEWS,
    **status.VIEWS,
    **missing.VIEWS,
    **answers.VIEWS,
    **wave.VIEWS,
    **instruments.VIEWS,
    **exporting.VIEWS,
    **figures.VIEWS,
    **digest.VIEWS,
    **inviting.VIEWS,
    **members.VIEWS,
    **new_member.VIEWS,
    **people.VIEWS,
    **workbook.VIEWS,
    **meetings.VIEWS,
    **meeting_zone.VIEWS,
    **whom.VIEWS,
    **reminding.VIEWS,
    **checking.VIEWS,
    **campaign_report.VIEWS,
    **writing.VIEWS,
}
DEEDS: dict[Deed, Act] = {
    **answers.DEEDS,
    **pictures.DEEDS,
    **wave.DEEDS,
    **instruments.DEEDS,
    **rehearsal.DEEDS,
    **exporting.DEEDS,
    **figures.DEEDS,
    **digest.DEEDS,
    **inviting.DEEDS,
    **links.DEEDS,
    **members.DEEDS,
    **new_member.DEEDS,
    **people.DEEDS,
    **workbook.DEEDS,
    **meetings.DEEDS,
    **planning.DEEDS,
    **meeting_zone.DEEDS,
    **whom.DEEDS,
    **reminding.DEEDS,
    **checking.DEEDS,
    **campaign_report.DEEDS,
}
INPUTS: dict[DeskView, Input] = {
    **wave.INPUTS,
    **inviting.INPUTS,
    **members.INPUTS,
    **new_member.INPUTS,
    **meetings.INPUTS,
    **planning.INPUTS,
    **meeting_zone.INPUTS,
    **whom.INPUTS,
    **reminding.INPUTS,
    **checking.INPUTS,
    **writing.INPUTS,
}
QUESTIONS: dict[Question, Callable[[DeskScene, Asked], Outcome]] = {
    **status.QUESTIONS,
    **missing.QUESTIONS,
    **exporting.QUESTIONS,
    **meetings.QUESTIONS,
    **reminding.QUESTIONS,
}
FILES: dict[str, Callable[[DeskScene, Attached], Outcome]] = {
    **instruments.FILES,
    **workbook.FILES,
}
READINGS: dict[type[Reading], Callable[[DeskScene, Any], Outcome]] = {
    **instruments.READINGS,
    **workbook.READINGS,
}
