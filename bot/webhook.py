"""The webhook: the secret is compared before the body is asked for, and 200 means that the update is in the inbox.

Decides how large and how deep an update may be, how long its sender may take, how many are taken at one time. Nothing
else that a request says is believed: neither where it comes from nor through whom.
"""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import HttpVersion11, web

from bot.polling import RawUpdate, body_of, is_stored_by
from storage.database import DatabaseUnavailable
from storage.overflow import InboxFull

log = structlog.get_logger(__name__)

TOKEN_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
SHORTEST_SECRET = 32  # characters
LARGEST_BODY = 1024 * 1024  # bytes; an update is a few thousand
SLOWEST_BODY = 10.0
"""Seconds in which a body has to be there."""
MOST_AT_ONCE = 200
"""Updates that are being taken at one time; Telegram sends 100 at most."""


class WebhookSecretMissing(Exception):
    """A webhook without a secret token that nobody can guess would take updates from anybody."""


def make_webhook(path: str, secret: str, store: Callable[[list[RawUpdate]], Awaitable[None]]) -> web.Application:
    """Make the application that takes updates at ``path``. Raises ``WebhookSecretMissing`` for one that is too short.

    It answers 401 for another secret, 404 at any other door, 400, 408 or 413 for what is no update, 503 for what is to
    be sent again. Whoever asks before they send a body (`Expect: 100-continue`) is refused without it.
    """
    if len(secret) < SHORTEST_SECRET:
        raise WebhookSecretMissing
    expected = secret.encode()
    under_way = 0

    def refused(request: web.Request) -> web.Response | None:
        given = request.headers.getall(TOKEN_HEADER, [])
        if len(given) != 1 or not hmac.compare_digest(given[0].encode("utf-8", "replace"), expected):
            return web.Response(status=401)
        return web.Response(status=503) if under_way >= MOST_AT_ONCE else None

    async def asked_first(request: web.Request) -> web.Response | None:
        refusal = refused(request)
        if refusal is None and request.version >= HttpVersion11:
            await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            request.writer.output_size = 0  # nothing of the answer itself is sent yet
        return refusal

    async def take(request: web.Request) -> web.Response:
        nonlocal under_way
        refusal = refused(request)
        if refusal is not None:
            return refusal
        under_way += 1
        try:
            return await _taken(request, store)
        finally:
            under_way -= 1

    application = web.Application(client_max_size=LARGEST_BODY)
    application.router.add_post(path, take, expect_handler=asked_first)
    application.router.add_route("*", "/{elsewhere:.*}", _nobody_here, expect_handler=_nobody_here)
    return application


async def _nobody_here(_: web.Request) -> web.Response:
    return web.Response(status=404)


async def _taken(request: web.Request, store: Callable[[list[RawUpdate]], Awaitable[None]]) -> web.Response:
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            body = await request.read()
        update = json.loads(body)
    except web.HTTPRequestEntityTooLarge:
        return web.Response(status=413)
    except TimeoutError:
        return web.Response(status=408)
    except (ValueError, RecursionError, web.RequestPayloadError):
        return web.Response(status=400)
    if not is_stored_by(update):
        return web.Response(status=400)
    try:
        await store([(update["update_id"], body_of(update))])
    except DatabaseUnavailable as error:
        log.error("an update cannot be stored, so Telegram is asked to send it again", reason=error.code)
        return web.Response(status=503)
    except InboxFull:
        log.warning("as many updates wait as may, so Telegram is asked to send this one again")
        return web.Response(status=503)
    return web.Response()
