"""Updates that nobody would send: real ones with their parts left out, swapped, doubled, or put in the place of others.

Decides what is changed, by dice; it must not know the bot. What is left readable is a real update of another shape,
which is what an attacker, or Telegram of a later year, would send.
"""

import copy
import random
from collections.abc import Iterator
from typing import Any, Final

Json = dict[str, Any]
Slot = tuple[Any, Any]
"""A dictionary or list, and the key or place in it."""

TEXTS: Final = (
    "", " ", "\0", "\ud800", "é🙂", "🇧🇷" * 40, "‮reversed", "a\u0301" * 300, "<b>", "</b><script>", "[x](tg://u)",
    "@all", "/start", "/start " + "A" * 27, "/start@SolidariaDemoBot x", "=cmd()", "3", "-1", "0", "٣", "1e9",
    "x" * 4096, "x" * 70_000,
    "\n" * 500, "1, 2, 3", "c01: 3", "{}", "null", "%s%n", "';--", "../../etc/passwd", "\u202e\u2066",
)  # fmt: skip
NUMBERS: Final = (0, -1, 1, 2, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), 10**30, 0.5, -0.0, 1e308, 12.0)
VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    False,
    [],
    {},
    [[]],
    [None],
    {"": {}},
    {"id": 1},
    "private",
    "group",
    *NUMBERS,
    *TEXTS,
)
NEVER: Final = (float("nan"), float("inf"))
"""Numbers that no JSON has, and that Python writes and reads all the same."""


def slots(tree: Any, depth: int = 0) -> Iterator[Slot]:  # noqa: ANN401 - any JSON
    """List every place in an update where a value is, at any depth."""
    if depth > 20:
        return
    if isinstance(tree, dict):
        for key in tree:
            yield tree, key
            yield from slots(tree[key], depth + 1)
    elif isinstance(tree, list):
        for at in range(len(tree)):
            yield tree, at
            yield from slots(tree[at], depth + 1)


def mutate(update: Json, others: list[Json], dice: random.Random) -> Json:
    """Give an update with one to four changes at random depth; parts may come from ``others``."""
    made = copy.deepcopy(update)
    for _ in range(dice.choice((1, 1, 1, 2, 2, 3, 4))):
        places = list(slots(made))
        if not places:
            break
        holder, key = dice.choice(places)
        _change(holder, key, others, dice)
    return made


def _change(holder: Any, key: Any, others: list[Json], dice: random.Random) -> None:  # noqa: ANN401 - any JSON
    value = holder[key]
    match dice.randrange(10):
        case 0 | 1:
            del holder[key]
        case 2 | 3:
            holder[key] = copy.deepcopy(dice.choice(VALUES))
        case 4:
            holder[key] = _swapped(value)
        case 5:
            holder[key] = [value, copy.deepcopy(value)]
        case 6:
            where, at = dice.choice(list(slots(dice.choice(others))))
            holder[key] = copy.deepcopy(where[at])
        case 7 if isinstance(holder, dict):
            holder[dice.choice(("id", "from", "chat", "text", "data", "message", "date", "kind_of_2031"))] = value
        case 8:
            holder[key] = _nested(value, dice.randrange(2, 30))
        case 9 if isinstance(value, str):
            holder[key] = _bytes_changed(value, dice)
        case _:
            holder[key] = dice.choice((*NEVER, *NUMBERS))


def _swapped(value: object) -> object:
    """Give a value as another type."""
    match value:
        case bool():
            return str(value)
        case int():
            return str(value)
        case str():
            return len(value)
        case dict():
            return list(value.values())
        case list():
            return {str(at): one for at, one in enumerate(value)}
        case _:
            return "null"


def _nested(value: object, depth: int) -> object:
    for _ in range(depth):
        value = {"reply_to_message": value}
    return value


def _bytes_changed(text: str, dice: random.Random) -> str:
    """Change, add or take out characters, as a button's data may be forged."""
    letters = list(text)
    for _ in range(dice.randrange(1, 4)):
        at = dice.randrange(len(letters) + 1)
        letters[at : at + dice.randrange(2)] = [chr(dice.choice((dice.randrange(128), dice.randrange(0x3000))))]
    return "".join(letters)


def user(number: int, name: str = "Mal", **more: object) -> Json:
    """Make a sender."""
    return {"id": number, "is_bot": False, "first_name": name, "language_code": "es", **more}


def private(number: int, **more: object) -> Json:
    """Make a message of a private chat."""
    chat = {"id": number, "type": "private", "first_name": "Mal"}
    return {"message_id": 900, "date": 1_760_000_000, "chat": chat, "from": user(number), **more}


def group(kind: str, number: int, sender: int, **more: object) -> Json:
    """Make a message of a group, supergroup or channel."""
    chat = {"id": -number, "type": kind, "title": "Grupo"}
    return {"message_id": 901, "date": 1_760_000_000, "chat": chat, "from": user(sender), **more}


def press(number: int, data: str, message: Json) -> Json:
    """Make a press under a message."""
    return {"id": str(number * 7), "from": user(number), "chat_instance": "1", "message": message, "data": data}


def seeds(sender: int, victim: int, data: str) -> list[Json]:
    """Make an update of every kind that Telegram has for a bot, by ``sender``; some speak of a ``victim``."""
    photo = [{"file_id": "A", "file_unique_id": "B", "width": 9, "height": 9, "file_size": 10}]
    document = {"file_id": "A", "file_unique_id": "B", "file_name": "x.xlsx", "mime_type": "text/plain", "file_size": 9}
    forwarded = {"type": "user", "sender_user": user(victim, "Otra"), "date": 1}
    hidden = {"type": "hidden_user", "sender_user_name": "Otra", "date": 1}
    robot = {"id": 99, "is_bot": True, "first_name": "Robot", "username": "robot"}
    theirs = private(victim)
    bodies: list[tuple[str, Json]] = [
        *(("message", private(sender, text=text)) for text in ("3", "hola", "resumen", "/start", "una nota larga")),
        ("message", private(sender, text="3", forward_origin=forwarded, forward_date=1)),
        ("message", private(sender, text="2", forward_origin=hidden)),
        ("message", private(sender, text="1", via_bot=robot)),
        ("message", private(sender, text="1", reply_to_message=private(victim, text="7"))),
        ("message", private(sender, text="x", entities=[{"type": "bold", "offset": 0, "length": 1}])),
        ("message", private(sender, photo=photo, caption="foto")),
        ("message", private(sender, document=document)),
        ("message", private(sender, sticker={"file_id": "A", "file_unique_id": "B", "type": "regular", "width": 1})),
        ("message", private(sender, voice={"file_id": "A", "file_unique_id": "B", "duration": 1})),
        ("message", private(sender, location={"latitude": 1.5, "longitude": -3.25})),
        ("message", private(sender, contact={"phone_number": "+1", "first_name": "X"})),
        ("message", private(sender, dice={"emoji": "🎲", "value": 3})),
        ("message", private(sender, media_group_id="7", photo=photo)),
        ("message", private(sender, web_app_data={"data": "x", "button_text": "y"})),
        ("edited_message", private(sender, text="4", edit_date=1_760_000_001)),
        ("callback_query", press(sender, data, theirs)),
        ("callback_query", press(sender, data, private(sender))),
        ("callback_query", press(sender, data, {"chat": theirs["chat"], "message_id": 3, "date": 0})),
        ("callback_query", {"id": "5", "from": user(sender), "chat_instance": "1", "data": data}),
        ("my_chat_member", {
            "chat": theirs["chat"], "from": user(sender), "date": 1,
            "old_chat_member": {"status": "member", "user": robot},
            "new_chat_member": {"status": "kicked", "user": robot, "until_date": 0},
        }),
        ("channel_post", group("channel", 5, sender, text="hola")),
        ("inline_query", {"id": "1", "from": user(sender), "query": "x", "offset": ""}),
        ("poll_answer", {"poll_id": "1", "user": user(sender), "option_ids": [0]}),
        ("chat_join_request", {"chat": theirs["chat"], "from": user(sender), "date": 1, "user_chat_id": sender}),
        ("message_reaction", {"chat": theirs["chat"], "message_id": 1, "user": user(sender), "date": 1}),
        ("pre_checkout_query", {"id": "1", "from": user(sender), "currency": "XTR", "total_amount": 1}),
        ("business_message", private(sender, text="3", business_connection_id="b")),
        ("kind_of_2031", private(sender, text="3")),
    ]  # fmt: skip
    return [{kind: body} for kind, body in bodies]


def elsewhere(who: int, data: str) -> list[Json]:
    """Make what somebody says and presses where it must not count: in groups and channels, as who manages them."""
    bodies: list[tuple[str, Json]] = []
    for kind in ("group", "supergroup", "channel"):
        said = group(kind, 100_000 + who % 1000, who, text="3")
        channel = {"id": -77, "type": "channel", "title": "Canal"}
        bodies += [
            ("message", said),
            ("message", said | {"text": "/start"}),
            ("message", said | {"sender_chat": said["chat"], "from": user(1_087_968_824, "Group")}),
            ("message", said | {"sender_chat": channel, "is_automatic_forward": True}),
            ("edited_message", said | {"edit_date": 1_760_000_002}),
            ("callback_query", press(who, data, said)),
            ("channel_post", said | {"sender_chat": channel}),
        ]
    return [{kind: body} for kind, body in bodies]
