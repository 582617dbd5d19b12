"""Settings, read once from the environment and ``.env``, with the prefix ``SOLIDARIA_``."""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.limits import A_SECOND, BURST

TELEGRAM = "https://api.telegram.org"
A_YEAR = 24 * 366  # hours
BOT_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")  # Telegram's alphabet; long enough not to be guessed


class SettingsInvalid(Exception):
    """A setting cannot be used; one line for each, with the name that the operator typed."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


class Settings(BaseSettings):
    """What an operator decides. Secrets do not show in ``repr``."""

    model_config = SettingsConfigDict(
        env_prefix="SOLIDARIA_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    bot_token: SecretStr | None = None
    api_url: str = TELEGRAM
    database_url: str = "sqlite:///solidaria.db"
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    listen: str = "127.0.0.1:8443"
    secret_key: SecretStr | None = None
    contact: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    chat_burst: Annotated[int, Field(ge=1)] = 15
    """Messages and edits that one chat may get at once; Telegram stands about 20 a minute."""
    chat_refill_seconds: Annotated[float, Field(gt=0)] = 3.0
    """Seconds until a chat may get one more."""
    person_burst: Annotated[int, Field(ge=20)] = BURST
    """Messages and taps that one person may send at once; what is more is not kept, and they are told."""
    person_per_second: Annotated[float, Field(ge=1)] = A_SECOND
    """How many more with each second."""
    notices_per_second: Annotated[float, Field(gt=0, le=25)] = 5.0
    """What we say first, in all chats together; Telegram stands about 30 a second, answers included."""

    backup_dir: Path | None = None
    """Where the running bot puts its backups; none are made without."""
    backup_every_hours: Annotated[float, Field(gt=0, le=A_YEAR)] = 24.0
    backup_keep: Annotated[int, Field(ge=1)] = 14
    """How many of them are kept, the newest."""
    watchdog_minutes: Annotated[float, Field(ge=0)] = 15.0
    """How long the bot may get nowhere before it ends itself, for its supervisor to start it again; 0: for ever."""
    health_listen: str | None = None
    """HOST:PORT of the health endpoints; there are none without."""

    @field_validator("bot_token")
    @classmethod
    def _as_it_was_given(cls, token: SecretStr | None) -> SecretStr | None:
        """Take off what a copy brought along: it would be refused as part of an address, in which a token is shown."""
        if token is None:
            return None
        bare = token.get_secret_value().strip()
        if not BOT_TOKEN.fullmatch(bare):
            raise ValueError("this is no token: copy it again from @BotFather, such as 123456:ABC-DEF")
        return SecretStr(bare)

    @field_validator("webhook_secret")
    @classmethod
    def _guessed_by_nobody(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not WEBHOOK_SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("32 to 256 of A-Z a-z 0-9 _ - are needed")
        return secret

    @field_validator("webhook_url")
    @classmethod
    def _a_url(cls, url: str | None) -> str | None:
        if url is not None and not _is_http(url):
            raise ValueError("an address is needed, such as https://bot.example.org/hook")
        return url

    @field_validator("api_url")
    @classmethod
    def _a_base(cls, url: str) -> str:
        if not _is_http(url):
            raise ValueError(f"an http address is needed, such as {TELEGRAM}; leave it out for Telegram's own")
        return url

    @field_validator("listen", "health_listen")
    @classmethod
    def _an_address(cls, listen: str | None) -> str | None:
        port = "0" if listen is None else listen.rpartition(":")[2]
        if not (port.isascii() and port.isdigit() and int(port) < 2**16):
            raise ValueError("HOST:PORT is needed, such as 127.0.0.1:8443")
        return listen

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, level: str) -> str:
        return level.upper()

    @property
    def listen_address(self) -> tuple[str, int]:
        """Host and port of ``listen``."""
        return _address(self.listen)

    @property
    def health_address(self) -> tuple[str, int] | None:
        """Host and port of ``health_listen``."""
        return None if self.health_listen is None else _address(self.health_listen)


def read_settings() -> Settings:
    """Read the settings. Raises ``SettingsInvalid`` with all problems at once."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsInvalid(
            tuple(_line(".".join(map(str, one["loc"])), one["msg"]) for one in error.errors())
        ) from None


def _is_http(url: str) -> bool:
    return url.startswith(("https://", "http://")) and bool(urlsplit(url).hostname)


def _address(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    return host or "127.0.0.1", int(port)


def _line(name: str, words: str) -> str:
    return f"SOLIDARIA_{name.upper()}: {words.removeprefix('Value error, ')}"
