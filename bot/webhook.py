"""The webhook: the secret is compared before the body is read, and 200 means that the update is in the inbox."""

import hmac
import json
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.polling import RawUpdate, is_stored_by
from storage.database import DatabaseUnavailable

log = structlog.get_logger(__name__)

TOKEN_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
LARGEST_BODY = 1024 * 1024  # bytes; an update is a few thousand


class WebhookSecretMissing(Exception):
    """A webhook without a secret token would take updates from anybody."""


def make_webhook(path: str, secret: str, store: Callable[[list[RawUpdate]], Awaitable[None]]) -> web.Application:
    """Make the application that takes updates at ``path``. Raises ``WebhookSecretMissing`` without a secret."""
    if not secret:
        raise WebhookSecretMissing
    expected = secret.encode()

    async def take(request: web.Request) -> web.Response:
        given = request.headers.get(TOKEN_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, expected):
            return web.Response(status=401)
        try:
            body = await request.read()
            update = json.loads(body)
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=413)
        except (ValueError, RecursionError, web.RequestPayloadError):
            return web.Response(status=400)
        if not is_stored_by(update):
            return web.Response(status=400)
        try:
            await store([(update["update_id"], json.dumps(update).encode())])
        except DatabaseUnavailable as error:
            log.error("an update cannot be stored, so Telegram is asked to send it again", reason=error.code)
            return web.Response(status=503)
        return web.Response()

    application = web.Application(client_max_size=LARGEST_BODY)
    application.router.add_post(path, take)
    return application
