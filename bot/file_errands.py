"""Fetches a file that a coordinator sent and has it read: what it holds comes back as an event of theirs.

Decides how large a file may be, and which part reads it, by the ending of its name. Nothing of the file is kept.
"""

import asyncio
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Final

from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError
from aiogram.methods import GetFile
from aiohttp import ClientError, ClientResponseError

from bot.errands import Errand
from conversations.desk.deeds import Reading
from conversations.events import FileRead
from conversations.replies import Enclosure

MOST_BYTES: Final = 4_000_000
GONE: Final = (400, 403, 404, 410)
"""What the file server answers when a file is not there any more."""
Reader = Callable[[str, bytes | None], Reading]
"""Takes the file's id and content (``None``: gone, or larger than `MOST_BYTES`); runs in a thread, never raises."""


async def fetch_file(errand: Errand, file_id: str) -> bytes | None:
    """Fetch a file by its Telegram id; ``None`` when it is gone or too large. Raises aiogram's other exceptions.

    What becomes of the connection while a file comes, aiogram does not translate: it is a TelegramNetworkError too.
    """
    try:
        file = await errand.bot.get_file(file_id)
    except TelegramBadRequest:
        return None
    if file.file_path is None or (file.file_size or 0) > MOST_BYTES:
        return None
    content = _Bounded()
    try:
        await errand.bot.download_file(file.file_path, content)
    except _TooLarge:  # it was said to be smaller, or nothing was said
        return None
    except (ClientError, TimeoutError, OSError) as error:
        if isinstance(error, ClientResponseError) and error.status in GONE:
            return None
        raise TelegramNetworkError(GetFile(file_id=file_id), type(error).__name__) from error
    return content.getvalue()


class _TooLarge(Exception):
    """More has come than may."""


class _Bounded(BytesIO):
    """Takes no more than MOST_BYTES."""

    def write(self, more: bytes, /) -> int:  # type: ignore[override]  # it is only given bytes
        if self.tell() + len(more) > MOST_BYTES:
            raise _TooLarge
        return super().write(more)


def reading_errand(readers: dict[str, Reader]) -> dict[Enclosure, Callable[[Errand], Awaitable[int | None]]]:
    """Make the errand that reads files, each with the reader of its ending; the target is ``ending:file``."""

    async def read_file(errand: Errand) -> None:
        ending, _, file_id = errand.target.partition(":")
        content = await fetch_file(errand, file_id)
        reading = await asyncio.to_thread(readers[ending], file_id, content)
        await errand.happen(errand.person, FileRead(reading))

    return {Enclosure.READ_FILE: read_file}
