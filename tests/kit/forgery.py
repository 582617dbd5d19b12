"""Bad requests at the webhook, as bytes: made by dice, so that one can be made again.

Decides what can be wrong with a request. It must not know what becomes of it.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

from kit.hook import PATH, SECRET, UPDATE

NAME = b"X-Telegram-Bot-Api-Secret-Token"
ODD_BODIES = (
    *(b"", b"{", b"null", b"5", b'"x"', b"[]", b"{}", b"\xff\xfe", b"\0" * 40, b'{"update_id": null}', b"NaN"),
    *(b'{"update_id": -1}', b'{"update_id": true}', b'{"update_id": 1e3}', b'{"update_id": ' + b"9" * 5000 + b"}"),
    *(b"[" * 50_000, b'{"a":' * 30_000, b'{"update_id": 1, "a": ' + b"[" * 3_000, b'{"update_id": "1"}' * 2),
)
METHODS = ("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "post", "PROPFIND")
PATHS = ("/", "/hook/", "/hook/../x", "//hook", "/HOOK", "/hook%00", "/healthz", "/a" * 2_000, "/%68ook/x", "*")
FORWARDED = (
    "garbage",
    "::1",
    "[2001:db8::1]:443",
    "2001:db8::1, 10.0.0.1",
    "149.154.167.220",
    "1.2.3.4" * 500,
    "é",
    "",
)


@dataclass(frozen=True, slots=True)
class Request:
    """Bytes, and what they are.

    ``withheld``: a body is announced and not sent, and must not be waited for. ``knows``: whoever sends it has the
    right secret at the right door, so their body may be asked for. ``guess``: the one wrong secret that it has.
    """

    kind: str
    raw: bytes
    withheld: bool = False
    knows: bool = False
    guess: bytes | None = None


def forge(dice: random.Random) -> Request:
    """Make a bad request."""
    return dice.choice(KINDS)(dice)


def _without_secret(dice: random.Random) -> Request:
    return Request("without a secret", _head(dice, []) + UPDATE)


def _wrong_secret(dice: random.Random) -> Request:
    right = SECRET.encode()
    place = dice.randrange(len(right))
    odd = (
        *(b"", b"wrong", right[:place], right + b"x", right.upper(), right[:place] + b"\xc3\xb1" + right[place + 1 :]),
        *(bytes(dice.choice([*range(33, 127), *range(128, 256)]) for _ in range(dice.randrange(1, 80))), b"a" * 5_000),
        *(right[:place] + bytes([right[place] ^ 1]) + right[place + 1 :], b'"' + right + b'"', b"Bearer " + right),
    )
    guess = dice.choice(odd)
    return Request("with a wrong secret", _head(dice, [(NAME, guess)]) + UPDATE, guess=guess)


def _two_secrets(dice: random.Random) -> Request:
    pair = [SECRET.encode(), dice.choice((b"wrong", b"", SECRET.encode()))]
    dice.shuffle(pair)
    return Request("with two secrets", _head(dice, [(NAME, one) for one in pair]) + UPDATE)


def _elsewhere_in_it(dice: random.Random) -> Request:
    """The right secret where it does not belong."""
    path = dice.choice((f"{PATH}?secret_token={SECRET}", f"{PATH}?{SECRET}", PATH))
    name = dice.choice((b"X-Telegram-Bot-Api-Secret", b"Authorization", b"Cookie", b"X-Forwarded-Secret-Token"))
    return Request("with the secret elsewhere", _head(dice, [(name, SECRET.encode())], path=path) + UPDATE)


def _withheld(dice: random.Random) -> Request:
    secret = dice.choice(([], [(NAME, b"wrong")], [(NAME, SECRET.encode()), (NAME, b"x")]))
    length = dice.choice((1, 100, 1_000_000))
    chunked = dice.random() < 0.3
    head = _head(dice, secret, None if chunked else length, chunked=chunked)
    begun = dice.choice((b"", b"1\r\n{" if chunked else b""))
    return Request("announcing a body that never comes", head + begun, withheld=True)


def _misread(dice: random.Random) -> Request:
    """HTTP that is none, or that two programs would read differently."""
    right = [(NAME, SECRET.encode())] if dice.random() < 0.5 else []
    length = dice.choice((b"-1", b"abc", b"1e3", b"0x10", b"+5", b"5, 6", b"99999999999999999999999"))
    raw = (
        _head(dice, [*right, (b"Content-Length", length)], None),
        _head(dice, [*right, (b"Content-Length", b"3"), (b"Content-Length", b"4")], None) + b"{}{}",
        _head(dice, [*right, (b"Content-Length", b"2"), (b"Transfer-Encoding", b"chunked")], None) + b"0\r\n\r\n",
        _head(dice, [*right, (b"Transfer-Encoding", b"chunked")], None) + b"zz\r\n{}\r\n0\r\n\r\n",
        _head(dice, [*right, (b"X-Huge", b"x" * dice.randrange(9_000, 60_000))]) + UPDATE,
        b"POST " + PATH.encode() + b" HTTP/9.9\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + dice.randbytes(64) + b"\r\n\r\n",
        b"POST" + b" " * dice.randrange(2, 9) + PATH.encode() + b"\r\n\r\n",
        _head(dice, [*right, (b"Bad Header", b"x")]) + UPDATE,
    )
    return Request("that is no HTTP", dice.choice(raw), knows=bool(right))


def _another_door(dice: random.Random) -> Request:
    right = [(NAME, SECRET.encode())]
    if dice.random() < 0.5:
        return Request("by another method", _head(dice, right, dice.choice((0, 9)), method=dice.choice(METHODS)))
    return Request("to another address", _head(dice, right, path=dice.choice(PATHS)) + UPDATE)


def _odd_body(dice: random.Random) -> Request:
    body = dice.choice(ODD_BODIES)
    if dice.random() < 0.2:
        body = dice.randbytes(dice.randrange(1, 400))
    encoded = [(b"Content-Encoding", dice.choice((b"gzip", b"deflate", b"br")))] if dice.random() < 0.2 else []
    raw = _head(dice, [(NAME, SECRET.encode()), *encoded], len(body)) + body
    return Request("that knows the secret and is no update", raw, knows=True)


KINDS: tuple[Callable[[random.Random], Request], ...] = (
    _without_secret,
    _wrong_secret,
    _two_secrets,
    _elsewhere_in_it,
    _withheld,
    _misread,
    _another_door,
    _odd_body,
)


def _head(
    dice: random.Random,
    headers: list[tuple[bytes, bytes]],
    length: int | None = len(UPDATE),
    *,
    method: str = "POST",
    path: str = PATH,
    chunked: bool = False,
) -> bytes:
    lines = [f"{method} {path} HTTP/1.1".encode(), b"Host: x"]
    lines += [] if length is None else [b"Content-Length: %d" % length]
    lines += [b"Transfer-Encoding: chunked"] if chunked else []
    if dice.random() < 0.4:
        name = dice.choice(("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Proto", "Host"))
        lines.append(f"{name}: {dice.choice(FORWARDED)}".encode())
    if dice.random() < 0.15:
        lines.append(b"Expect: 100-continue")
    return b"\r\n".join([*lines, *(name + b": " + value for name, value in headers)]) + b"\r\n\r\n"
