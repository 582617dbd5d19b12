"""What is done for each enclosure of a coordinator: the tables of all parts of the edge, put together."""

from collections.abc import Awaitable, Callable

from bot.errands import Errand
from conversations.replies import Enclosure

ERRANDS: dict[Enclosure, Callable[[Errand], Awaitable[int | None]]] = {}
"""Gives the id of the (last) message, if one was sent."""
