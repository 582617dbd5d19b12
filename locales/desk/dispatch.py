"""Which card is drawn of what is shown to a coordinator: the tables of all parts, put together.

A part is a module of this package with a `RENDERERS` of its own: what is shown, and the pure function that draws it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conversations.desk.deeds import Shown
from locales.cards.drawing import paragraph
from locales.catalogue import Html
from locales.desk import (
    answers,
    campaign_report,
    checking,
    figures,
    home,
    instruments,
    inviting,
    meetings,
    members,
    missing,
    people,
    planning,
    reminding,
    status,
    waves,
    workbook,
)
from locales.desk.drawing import DeskDrawing
from locales.screen import Screen

Renderer = Callable[[Any, DeskDrawing], Screen]

RENDERERS: dict[type[Shown], Renderer] = {
    **inviting.RENDERERS,
    **members.RENDERERS,
    **people.RENDERERS,
    **workbook.RENDERERS,
    **home.RENDERERS,
    **meetings.RENDERERS,
    **planning.RENDERERS,
    **reminding.RENDERERS,
    **checking.RENDERERS,
    **campaign_report.RENDERERS,
    **status.RENDERERS,
    **missing.RENDERERS,
    **answers.RENDERERS,
    **waves.RENDERERS,
    **instruments.RENDERERS,
    **figures.RENDERERS,
}


def render_desk(shown: Shown, drawing: DeskDrawing) -> Screen:
    """Draw a coordinator's card, opening with the lines of ``drawing``."""
    screen = RENDERERS[type(shown)](shown, drawing)
    remarks = drawing.remarks
    return replace(screen, text=paragraph((*remarks, Html(screen.text)))) if remarks else screen
