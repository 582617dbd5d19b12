"""Updates that cannot be read, or should not be: what a storm has in between.

Each says what must become of it. It must not know how the bot finds that out.
"""

from enum import Enum
from random import Random
from typing import Any, Final

CHAT: Final = {"id": 5_000_001, "type": "private"}
SENDER: Final = {"id": 5_000_001, "is_bot": False, "first_name": "Persona"}
TEXT: Final = {"message_id": 11, "date": 1, "chat": CHAT, "from": SENDER, "text": "3"}


class Settles(Enum):
    """What must become of an update: the states of the inbox that it may end in."""

    APPLIED = frozenset({"applied"})
    EMPTIED = frozenset({"applied", ""})
    """Nothing comes of it."""
    ASIDE = frozenset({"quarantined", "failed"})
    SOMEHOW = frozenset({"applied", "quarantined", "failed"})
    """Readable or not; if it is applied, it must be readable."""

    @property
    def states(self) -> frozenset[str]:
        """The states themselves."""
        return frozenset(self.value)


def nested(depth: int) -> dict[str, Any]:
    """Make a message that replies to one that replies to one ..."""
    message: dict[str, Any] = dict(TEXT)
    for _ in range(depth):
        message = TEXT | {"reply_to_message": message}
    return message


def undecodable(number: int) -> str:
    """Write an update that is nested so deeply that no decoder takes it."""
    return f'{{"update_id":{number},"message":{"[" * 5_000}{"]" * 5_000}}}'


def from_beyond(number: int) -> dict[str, Any]:
    """Make a message of somebody whose id no database takes; of another one each time, so that it is no flood."""
    return {"message": TEXT | {"from": SENDER | {"id": 2**63 + number}}}


POISONS: Final[tuple[tuple[dict[str, Any], Settles], ...]] = (
    ({"message": {}}, Settles.ASIDE),
    ({"message": 5}, Settles.ASIDE),
    ({"message": []}, Settles.ASIDE),
    ({"message": "\ud800"}, Settles.ASIDE),
    ({"message": TEXT | {"chat": {"id": "x", "type": []}}}, Settles.ASIDE),
    ({"message": TEXT | {"date": "tomorrow"}}, Settles.ASIDE),
    ({"message": TEXT | {"forward_origin": {"type": "hidden_user", "date": 1}}}, Settles.ASIDE),  # aiogram#1840
    ({"message": TEXT | {"entities": [{"type": "bold"}]}}, Settles.ASIDE),
    ({"edited_message": None, "message": []}, Settles.ASIDE),
    ({"callback_query": {"id": 1}}, Settles.ASIDE),
    ({"callback_query": {"id": "1", "from": SENDER | {"id": "\udfff"}, "chat_instance": "1"}}, Settles.ASIDE),
    ({"my_chat_member": {"chat": 1}}, Settles.ASIDE),
    ({"message": TEXT | {"message_id": 2**70}}, Settles.ASIDE),
    *(({"message": nested(depth)}, Settles.ASIDE) for depth in (70, 400)),
    ({"kind_of_2031": {"message": TEXT}}, Settles.EMPTIED),
    ({"poll": {"id": 7}}, Settles.EMPTIED),
    ({"message_reaction": "\ud800"}, Settles.EMPTIED),
    ({}, Settles.EMPTIED),
)


def maimed(dice: Random, body: dict[str, Any]) -> dict[str, Any]:
    """Take a field out of an update or give it another type, somewhere."""
    (kind, told), *_ = body.items()
    where: dict[str, Any] = dict(told)
    whole = {kind: where}
    while True:
        name = dice.choice(sorted(where))
        if isinstance(where[name], dict) and where[name] and dice.random() < 0.7:
            where[name] = dict(where[name])
            where = where[name]
            continue
        if dice.random() < 0.5:
            del where[name]
        else:
            where[name] = dice.choice(
                (None, [], {}, "x", -dice.getrandbits(40), 2**63 + dice.getrandbits(40), 1.5, True)
            )
        return whole
