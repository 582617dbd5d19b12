"""S4: bad requests at the webhook, as bytes on a socket.

Decides what a bad request is made of and what each must be answered with. The bugs are the product's own module with
one of its lines changed.
"""

import asyncio
import hmac
import inspect
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from types import ModuleType
from unittest import mock

from aiohttp import web
from kit.forgery import Request, forge
from kit.hook import PATH, SECRET, UPDATE, Hook, listening
from pydantic import ValidationError

import bot.webhook
from bot.logs import set_up as set_up_logs
from bot.polling import RawUpdate
from bot.settings import Settings
from torture.goal import Bug, Goal, Tier, Trial

FAULT = "answered with 5xx, with 2xx, or not at all"
STORED = "stored"
EARLY = "body asked for before the secret was right"
UNEVEN = "secret compared in a time that tells how much of it is right"
OPEN = "opened without a secret of 32 bytes"

AT_ONCE = 20
HALF_OPEN = 50
UNREAD_BODY = 1.0
"""Seconds after which a body that is withheld is given up, if it is read at all."""


async def run(trial: Trial) -> None:
    """Send bad requests of every kind, many at once, while other connections stay half open."""
    kinds = Counter[str]()
    set_up_logs("CRITICAL")
    with _product(trial.bug) as module, _compared() as pairs, _read() as read:
        _opens_only_with_a_secret(trial, module)
        async with listening(module.make_webhook) as hook, _half_open(hook):
            batch = list[tuple[int, Request]]()
            for number in trial.numbers():
                request = forge(trial.dice(number))
                kinds[request.kind] += 1
                batch.append((number, request))
                if len(batch) == AT_ONCE:
                    await _send(trial, hook, batch, pairs, read)
                    batch.clear()
            await _send(trial, hook, batch, pairs, read)
            if not trial.bug:
                trial.expect(FAULT, await hook.post(UPDATE) == 200, "a good request was refused after all of these")
                trial.expect(STORED, [5] == [one for one, _ in hook.stored], "the good request is not what is stored")
            wrong = SECRET[:-1] + "x"
            await hook.post(UPDATE, secret=wrong.encode())
            trial.expect(UNEVEN, (wrong.encode(), SECRET.encode()) in pairs, "hmac.compare_digest was not asked")
    trial.facts["requests"] = ", ".join(f"{count:,} {kind}" for kind, count in sorted(kinds.items()))
    trial.facts["connections half open all the while"] = str(HALF_OPEN)


async def _send(
    trial: Trial, hook: Hook, batch: list[tuple[int, Request]], pairs: list[tuple[bytes, bytes]], read: list[str]
) -> None:
    before = len(hook.stored)
    pairs.clear()
    await asyncio.gather(*(_one(trial, hook, number, request, pairs) for number, request in batch))
    for what in read:
        trial.found(EARLY, f"the body of {what} was read", batch[0][0])
    read.clear()
    if len(hook.stored) > before and trial.bug != "":
        trial.found(STORED, f"{len(hook.stored) - before} updates", batch[0][0])
    elif len(hook.stored) > before:
        trial.found(STORED, f"{hook.stored[before:]}", batch[0][0])


async def _one(trial: Trial, hook: Hook, number: int, request: Request, pairs: list[tuple[bytes, bytes]]) -> None:
    try:
        *asked, status = await hook.statuses(request.raw)
    except TimeoutError:
        zero = EARLY if request.withheld else FAULT
        trial.found(zero, f"{request.kind}: no answer", number)
        return
    except (IndexError, ValueError, ConnectionError) as error:
        trial.found(FAULT, f"{request.kind}: {type(error).__name__} instead of a status", number)
        return
    trial.expect(FAULT, 400 <= status < 500, f"{request.kind}: {status}", number)
    trial.expect(EARLY, request.knows or not asked, f"{request.kind}: {asked} came before {status}", number)
    if request.guess is not None and status == 401:
        compared = (_as_read(request.guess), SECRET.encode())
        trial.expect(UNEVEN, compared in pairs, "a guess was refused without hmac.compare_digest", number)


def _as_read(header: bytes) -> bytes:
    """Give a header's value as it comes to the comparison."""
    return header.strip(b" \t").decode("utf-8", "surrogateescape").encode("utf-8", "replace")


@contextmanager
def _read() -> Iterator[list[str]]:
    """Note every request of which the body is read, and that does not have the one right secret."""
    noted = list[str]()
    real = web.BaseRequest.read

    async def read(self: web.BaseRequest) -> bytes:
        if self.headers.getall(bot.webhook.TOKEN_HEADER, []) != [SECRET]:
            noted.append(f"{self.method} {self.path[:40]}")
        return await real(self)

    with mock.patch.object(web.BaseRequest, "read", read):
        yield noted


@asynccontextmanager
async def _half_open(hook: Hook) -> AsyncIterator[None]:
    """Keep connections that have said nothing, or half a head, or half a body."""
    begun = (b"", b"POST /hook HTT", b"POST /hook HTTP/1.1\r\nHost: x\r\n", b"POST /hook HTTP/1.1\r\nHost: x\r\nA: ")
    kept = []
    for number in range(HALF_OPEN):
        _, writer = await asyncio.open_connection("127.0.0.1", hook.port)
        writer.write(begun[number % len(begun)])
        kept.append(writer)
    try:
        yield
    finally:
        for writer in kept:
            writer.close()


def _opens_only_with_a_secret(trial: Trial, module: ModuleType) -> None:
    async def store(_updates: list[RawUpdate]) -> None:
        return

    for secret in ("", "x", SECRET[:16], SECRET[:31]):
        with suppress(module.WebhookSecretMissing):
            module.make_webhook(PATH, secret, store)
            trial.found(OPEN, f"a webhook with a secret of {len(secret)}")
        with suppress(ValidationError):
            if secret:
                Settings(webhook_secret=secret)  # type: ignore[arg-type]  # as it is read
                trial.found(OPEN, f"a setting of {len(secret)}")


@contextmanager
def _compared() -> Iterator[list[tuple[bytes, bytes]]]:
    """Note every pair that is compared in constant time."""
    pairs = list[tuple[bytes, bytes]]()
    honest = hmac.compare_digest

    def compare(one: bytes, other: bytes) -> bool:
        pairs.append((one, other))
        return honest(one, other)

    with mock.patch.object(hmac, "compare_digest", compare):
        yield pairs


FORWARDED_FOR = "__import__('ipaddress').ip_address(request.headers.get('X-Forwarded-For', '::1'))"
BODY_READ = "        async with asyncio.timeout(SLOWEST_BODY):\n            await request.read()\n"
CHANGED = {
    "secret-unchecked": ("if len(given) != 1 or not hmac.compare_digest(", "if False and not hmac.compare_digest("),
    "forwarded-believed": (
        "        nonlocal under_way\n",
        f"        nonlocal under_way\n        {FORWARDED_FOR}\n",
    ),
    "body-first": (
        "        nonlocal under_way\n",
        f"        nonlocal under_way\n{BODY_READ}",
    ),
    "asked-for-first": ("take, expect_handler=asked_first)", "take)"),
    "compared-early": (
        'hmac.compare_digest(given[0].encode("utf-8", "replace"), expected)',
        '(given[0].encode("utf-8", "replace") == expected)',
    ),
    "length-and-beginning-first": (
        "if len(given) != 1 or not hmac",
        "if len(given) != 1 or len(given[0]) != len(secret) or given[0][:20] != secret[:20] or not hmac",
    ),
    "any-secret": ("SHORTEST_SECRET = 32", "SHORTEST_SECRET = 1"),
}
"""Of each bug: what stands in the product, and what stands there instead."""


@contextmanager
def _product(bug: str) -> Iterator[ModuleType]:
    if not bug:
        with mock.patch.object(bot.webhook, "SLOWEST_BODY", UNREAD_BODY):
            yield bot.webhook
        return
    right, wrong = CHANGED[bug]
    source = inspect.getsource(bot.webhook)
    assert source.count(right) == 1, bug
    broken = ModuleType("bot.webhook")
    exec(compile(source.replace(right, wrong), bug, "exec"), broken.__dict__)  # noqa: S102 - the product, broken
    broken.SLOWEST_BODY = UNREAD_BODY  # type: ignore[attr-defined]  # the product's
    yield broken


GOALS = (
    Goal(
        id="S4",
        title="Every bad request at the webhook is refused with 4xx before its body is asked for, and nothing is kept.",
        unit="bad requests",
        zeros=(FAULT, STORED, EARLY, UNEVEN, OPEN),
        rounds={Tier.CI: 2_000, Tier.NIGHT: 100_000, Tier.RELEASE: 1_000_000},
        run=run,
        bugs=(
            Bug("secret-unchecked", "Anybody may send updates.", STORED, 200),
            Bug("forwarded-believed", "An address is read from X-Forwarded-For.", FAULT, 400),
            Bug("body-first", "The body is read before the secret is compared.", EARLY, 60, "was read"),
            Bug("asked-for-first", "Whoever asks is told to send the body: 100.", EARLY, 400, "100"),
            Bug("compared-early", "The secret is compared with ==.", UNEVEN, 100),
            Bug("length-and-beginning-first", "Its length and beginning are looked at first.", UNEVEN, 100, "a guess"),
            Bug("any-secret", "A secret of one character is enough.", OPEN, 1),
        ),
        note="Constant time is not measured: it is seen that the standard library's comparison is asked for every guess"
        " that is refused with 401, with both secrets whole. Who opens connections and sends nothing is the reverse"
        " proxy's to bound. `OPTIONS *`, CONNECT and an address without a path are not tried with `Expect`.",
    ),
)
