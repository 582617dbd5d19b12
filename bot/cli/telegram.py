"""The few words with Telegram that commands need, over plain HTTP: importing a bot library would take seconds."""

import json
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from bot.cli.mistakes import Mistake
from bot.settings import Settings
from storage.database import Database
from storage.runner_state import Memo, recall, remember

SECONDS = 10


def bot_username(settings: Settings, database: Database) -> str:
    """Give the bot's username: the one remembered, else Telegram is asked."""
    with database.reading() as tx:
        known = recall(tx, Memo.BOT_USERNAME)
    if known:
        return known
    username = ask_username(settings)
    with database.writing() as tx:
        remember(tx, Memo.BOT_USERNAME, username)
    return username


def ask_username(settings: Settings) -> str:
    """Ask ``getMe``. Raises ``Mistake`` without a token, with a wrong one, or when Telegram cannot be reached."""
    if settings.bot_token is None:
        raise Mistake("SOLIDARIA_BOT_TOKEN is not set: @BotFather gives it")
    base = settings.api_url.rstrip("/")
    if not base.startswith(("http://", "https://")):
        raise Mistake("SOLIDARIA_API_URL is not an http address")
    try:
        address = f"{base}/bot{settings.bot_token.get_secret_value()}/getMe"
        with urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - http or https, seen above
            return str(json.load(answer)["result"]["username"])
    except HTTPError as error:
        if error.code in (401, 404):
            raise Mistake("Telegram refuses SOLIDARIA_BOT_TOKEN: copy it again from @BotFather") from None
        raise Mistake(f"Telegram answers {error.code}: try again later") from None
    except (URLError, TimeoutError, ValueError, KeyError):
        raise Mistake(f"no answer from {base}: is this machine online, is SOLIDARIA_API_URL right?") from None
