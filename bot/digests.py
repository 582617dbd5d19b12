"""Digests: looks now and then whether one is due, words it, and sends what goes with it.

Decides nothing about when: `conversations.digests` does. The text is a notice, which is never repeated; the heat map
and the workbook are made at the moment of sending, as any file that was asked for.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable

from bot.clock import Clock
from bot.errands import Errand
from bot.exports import read_export
from bot.figure_errands import export_files
from bot.picture_errands import worded_heat_map
from bot.reports.renderer import render_heat_map
from bot.screens import write_screen
from conversations.digests import Digest
from conversations.instrument import Language
from conversations.replies import Enclosure
from locales.catalogue import plain
from locales.digest import render_digest
from locales.export_words import word_warning
from storage.digests import DigestLetters, coordinating, write_due_digests
from storage.talk import Work, work_of
from storage.writer import Writer


def word_letters(person: int, digest: Digest, language: Language) -> DigestLetters:
    """Make the payloads of a digest."""
    enclosure = {"enclosure": Enclosure.DIGEST.value, "language": language.value, "assessment": 0}
    payload = json.dumps({**enclosure, "person": person, "target": ""})
    return DigestLetters(write_screen(render_digest(digest, language)), payload)


class Digests:
    """Writes the digests that are due; ``wish`` takes what is to be sent beside the notices, ``wake`` sends those."""

    def __init__(self, writer: Writer, clock: Clock, wish: Callable[[Work], None], wake: Callable[[], None]) -> None:
        self._writer = writer
        self._clock = clock
        self._wish = wish
        self._wake = wake

    async def look(self) -> None:
        """Look whether a digest is due."""
        people = await self._writer.run(write_due_digests, self._clock.now(), word_letters)
        for person in people:
            if work := await self._writer.run(work_of, person):
                self._wish(work)
        if people:
            self._wake()


async def send_with_digest(errand: Errand) -> int | None:
    """Send the heat map, if there is one, and the workbook: whatever the coordinator may see now."""
    pictures, files = await asyncio.to_thread(_made, errand)
    message = None
    for number, picture in enumerate(pictures, 1):
        caption = plain(errand.language, "heat.internal")
        message = await errand.send_picture(picture, f"solidaria-{number}.png", caption)
    for name, content in files:
        message = await errand.send_file(content, name, word_warning(errand.language))
    return message


def _made(errand: Errand) -> tuple[list[bytes], list[tuple[str, bytes]]]:
    with errand.database.reading() as tx:
        scope = coordinating(tx, errand.person, errand.now)
        if scope is None:
            return [], []
        maps = worded_heat_map(tx, scope, (), errand.language, errand.now)
        data = read_export(tx, "", scope.countries)
    files = [] if data is None else export_files(data, "xlsx", errand.language, f"{errand.now:%Y-%m-%d}")
    return [render_heat_map(one) for one in maps], files


ERRANDS: dict[Enclosure, Callable[[Errand], Awaitable[int | None]]] = {Enclosure.DIGEST: send_with_digest}
