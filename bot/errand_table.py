"""What is done for each enclosure of a coordinator: the tables of all parts of the edge, put together."""

from collections.abc import Awaitable, Callable

from bot import digests, figure_errands, hands_errands, instrument_errands, people_errands, picture_errands
from bot.errands import Errand
from bot.file_errands import Reader, reading_errand
from conversations.replies import Enclosure

READERS: dict[str, Reader] = {**instrument_errands.READERS, **people_errands.READERS}
"""Who reads a file, by the ending of its name."""
ERRANDS: dict[Enclosure, Callable[[Errand], Awaitable[int | None]]] = {
    **reading_errand(READERS),
    **instrument_errands.ERRANDS,
    **people_errands.ERRANDS,
    **picture_errands.ERRANDS,
    **figure_errands.ERRANDS,
    **digests.ERRANDS,
    **hands_errands.ERRANDS,
}
"""Gives the id of the (last) message, if one was sent."""
