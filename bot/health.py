"""Two addresses for whoever supervises the bot: ``/healthz`` (is it to be restarted?), ``/readyz`` (does it serve?).

Both answer 200 or 503 with ``{"ok": ..., "why": [...]}``. Says nothing about anybody; meant for the machine itself.
"""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.endings import HealthListenUnusable

CLOSING_SECONDS = 1.0


class Health:
    """Listens at ``address``; each question is answered by the reasons why not."""

    def __init__(
        self,
        address: tuple[str, int],
        unhealthy: Callable[[], tuple[str, ...]],
        not_ready: Callable[[], tuple[str, ...]],
    ) -> None:
        self._address = address
        application = web.Application(client_max_size=0)
        application.router.add_get("/healthz", _answering(unhealthy))
        application.router.add_get("/readyz", _answering(not_ready))
        self._server = web.AppRunner(application, access_log=None, shutdown_timeout=CLOSING_SECONDS)

    async def open(self) -> None:
        """Listen. Raises HealthListenUnusable."""
        await self._server.setup()
        host, port = self._address
        try:
            await web.TCPSite(self._server, host, port).start()
        except OSError as error:
            await self._server.cleanup()
            message = f"SOLIDARIA_HEALTH_LISTEN={host}:{port} cannot be used: {error.strerror}"
            raise HealthListenUnusable(message) from None

    async def close(self) -> None:
        """Listen no more."""
        await self._server.cleanup()


def _answering(why_not: Callable[[], tuple[str, ...]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(_request: web.Request) -> web.Response:
        why = why_not()
        return web.json_response({"ok": not why, "why": list(why)}, status=503 if why else 200)

    return answer
