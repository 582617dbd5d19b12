"""``run`` and ``demo``: what talks to people. Everything heavy is imported here, when it is needed."""

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable
from typing import Annotated

import structlog
import typer

from bot.cli.mistakes import Mistake
from bot.cli.setting import ready_database
from bot.logs import set_up
from bot.setting_names import unread
from bot.settings import read_settings
from bot.time_zones import pinned_version
from storage.locks import RunnerLock
from storage.secrets import SecretKeyMissing

log = structlog.get_logger(__name__)


def run() -> None:
    """Run the bot: by long polling, or by webhook if SOLIDARIA_WEBHOOK_URL is set. Ctrl-C or SIGTERM stops it."""
    settings = read_settings()
    set_up(settings.log_level)
    for line in unread():
        log.warning(line)
    if settings.bot_token is None:
        raise Mistake("SOLIDARIA_BOT_TOKEN is not set: @BotFather gives it")
    if settings.secret_key is None:
        raise SecretKeyMissing
    if settings.webhook_url and settings.webhook_secret is None:
        raise Mistake("a webhook needs SOLIDARIA_WEBHOOK_SECRET: 32 or more of A-Z a-z 0-9 _ -")
    with ready_database(settings, new=True, or_later=True) as database, RunnerLock(database.path):
        from aiogram.exceptions import TelegramBadRequest, TelegramNotFound, TelegramUnauthorizedError
        from aiogram.utils.token import TokenValidationError

        from bot.clock import SystemClock
        from bot.runner import Runner

        log.info("starting", tzdata=pinned_version())
        _settle_memory()
        try:
            _serve(lambda stop: Runner(settings, database, SystemClock()).run(stop))
        except (TelegramUnauthorizedError, TelegramNotFound, TokenValidationError):
            raise Mistake("Telegram refuses SOLIDARIA_BOT_TOKEN: copy it again from @BotFather") from None
        except TelegramBadRequest as error:
            if error.method.__api_method__ != "setWebhook":
                raise
            raise Mistake(f"Telegram refuses SOLIDARIA_WEBHOOK_URL: {error.message}") from None
        except OSError as error:
            if not settings.webhook_url:
                raise
            raise Mistake(f"SOLIDARIA_LISTEN={settings.listen} cannot be used: {error.strerror}") from None


def demo(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port of the phone page.", envvar="PORT")] = 8080,
) -> None:
    """Run the bot against a local Telegram with a phone page: no token, no network, nothing kept."""
    set_up("WARNING")
    from bot.demo import demo as serve_demo

    _settle_memory()
    try:
        _serve(lambda stop: serve_demo(port, stop, lambda line: typer.echo(line)))
    except OSError as error:
        raise Mistake(f"port {port} cannot be used ({error.strerror}): choose another with --port or PORT") from None


def _settle_memory() -> None:
    """Take what the imports left out of the collector's sight: going through it takes 0.2 s, in somebody's turn."""
    gc.collect()
    gc.freeze()


def _serve(serve: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Serve until SIGINT or SIGTERM; a second signal does not wait for the clean stop."""

    async def until_told() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()

        def told(signal_number: int) -> None:
            loop.remove_signal_handler(signal_number)
            stop.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, told, number)
        await serve(stop)

    asyncio.run(until_told())


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(run)
    app.command()(demo)
