"""Which groups and channels were answered lately: they get one polite line once in a while, not one for each message.

Decides how many are remembered. What they are told is not its matter.
"""

from collections import OrderedDict

REMEMBERED = 10_000


class Groups:
    """Remembers groups, the latest ones."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, None] = OrderedDict()

    def first_time(self, chat: int) -> bool:
        """Tell whether a group has not been answered lately."""
        known = chat in self._known
        self._known[chat] = None
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return not known
