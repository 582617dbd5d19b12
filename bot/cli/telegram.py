"""The few words with Telegram that commands need, over plain HTTP: importing a bot library would take seconds."""

import json
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from bot.cli.mistakes import Mistake
from bot.settings import Settings
from storage.database import Database
from storage.runner_state import Memo, recall, remember

SECONDS = 10


def bot_username(settings: Settings, database: Database) -> str:
    """Give the bot's username: the one remembered of the token that is set, else Telegram is asked."""
    token = "" if settings.bot_token is None else settings.bot_token.get_secret_value()
    bot = token.partition(":")[0]
    with database.reading() as tx:
        known = recall(tx, Memo.BOT_USERNAME)
        if known and recall(tx, Memo.BOT_KNOWN) == f"{bot} {known}":
            return known
    username = ask_username(settings)
    with database.writing() as tx:
        remember(tx, Memo.BOT_USERNAME, username)
        remember(tx, Memo.BOT_KNOWN, f"{bot} {username}")
    return username


def ask_username(settings: Settings) -> str:
    """Ask ``getMe``. Raises ``Mistake`` without a token, with a wrong one, or when Telegram cannot be reached."""
    if settings.bot_token is None:
        raise Mistake("SOLIDARIA_BOT_TOKEN is not set: @BotFather gives it")
    base = settings.api_url.rstrip("/")
    try:
        address = f"{base}/bot{settings.bot_token.get_secret_value()}/getMe"
        with urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - http or https, the setting sees to it
            return str(json.load(answer)["result"]["username"])
    except HTTPError as error:
        if error.code in (401, 404):
            raise Mistake("Telegram refuses SOLIDARIA_BOT_TOKEN: copy it again from @BotFather") from None
        raise Mistake(f"Telegram answers {error.code}: try again later") from None
    except (URLError, HTTPException, TimeoutError, ValueError, KeyError, TypeError):
        raise Mistake(f"no answer from {base}: is this machine online, is SOLIDARIA_API_URL right?") from None
