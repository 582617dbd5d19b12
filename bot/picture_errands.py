"""The pictures of a wave, made and sent: the heat map with names, and the one without that may leave the chat.

Decides nothing about who may be in them: the scope and what is shared are read again here, at the moment of sending.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.errands import Errand
from bot.reports.renderer import render_distribution, render_heat_map
from conversations.desk.deeds import DeskLine, DeskSay
from conversations.desk.pictures import ENOUGH
from conversations.instrument import Language
from conversations.people import Appointment
from conversations.replies import Enclosure
from locales.catalogue import escaped, plain
from locales.desk import desk_toast
from locales.heat_map import Distribution, HeatMap, word_distribution, word_heat_map
from storage.database import Transaction
from storage.heat_map import counted_assessments, named_assessments


def worded_heat_map(
    tx: Transaction, scope: Appointment, countries: tuple[str, ...], language: Language, now: datetime
) -> tuple[HeatMap, ...]:
    """Word the heat map of the present wave, in scope and in some countries: a picture for each 28 members, or none."""
    wave, assessments = named_assessments(tx, scope, countries)
    return () if wave is None else word_heat_map(assessments, wave, countries or scope.countries, language, now)


def worded_distribution(tx: Transaction, scope: Appointment, language: Language, now: datetime) -> Distribution | None:
    """Word how the members of a scope are spread over the bands; ``None`` when too few are there to hide each other."""
    wave, assessments = counted_assessments(tx, scope)
    worded = None if wave is None else word_distribution(assessments, wave, scope.countries, language, now)
    return None if worded is None or worded.count < ENOUGH else worded


async def send_heat_map(errand: Errand) -> int | None:
    """Send the heat map of the target's country, of everybody in scope without one."""
    pictures = await asyncio.to_thread(_heat_maps, errand)
    if pictures is None:
        return None
    if not pictures:
        return await errand.send_text(escaped(desk_toast(DeskLine(DeskSay.NOTHING_SHARED), errand.language)))
    message = 0
    for number, picture in enumerate(pictures, 1):
        caption = plain(errand.language, "heat.internal") if number == 1 else None
        message = await errand.send_picture(picture, f"solidaria-{number}.png", caption)
    return message


async def send_network_picture(errand: Errand) -> int | None:
    """Send the picture without names, if there are still enough members to be in it."""
    picture, allowed = await asyncio.to_thread(_nameless, errand)
    if not allowed:
        return None
    if picture is None:
        line = DeskLine(DeskSay.TOO_FEW_TO_HIDE, number=ENOUGH)
        return await errand.send_text(escaped(desk_toast(line, errand.language)))
    return await errand.send_picture(picture, "solidaria.png", plain(errand.language, "heat.nameless"))


def _heat_maps(errand: Errand) -> list[bytes] | None:
    countries = (errand.target,) if errand.target else ()
    with errand.database.reading() as tx:
        scope = errand.scope(tx)
        if scope is None:
            return None
        worded = worded_heat_map(tx, scope, countries, errand.language, errand.now)
    return [render_heat_map(one) for one in worded]


def _nameless(errand: Errand) -> tuple[bytes | None, bool]:
    with errand.database.reading() as tx:
        scope = errand.scope(tx)
        if scope is None:
            return None, False
        worded = worded_distribution(tx, scope, errand.language, errand.now)
    return (None if worded is None else render_distribution(worded)), True


ERRANDS: dict[Enclosure, Callable[[Errand], Awaitable[int | None]]] = {
    Enclosure.HEAT_MAP: send_heat_map,
    Enclosure.NETWORK_PICTURE: send_network_picture,
}
