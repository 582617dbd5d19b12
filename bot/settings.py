"""Settings, read once from the environment and ``.env``, with the prefix ``SOLIDARIA_``."""

from typing import Annotated

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

TELEGRAM = "https://api.telegram.org"
WEBHOOK_ALPHABET = r"^[A-Za-z0-9_-]{32,256}$"  # Telegram's alphabet; long enough not to be guessed


class SettingsInvalid(Exception):
    """A setting cannot be used; one line for each, with the name that the operator typed."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


class Settings(BaseSettings):
    """What an operator decides. Secrets do not show in ``repr``."""

    model_config = SettingsConfigDict(env_prefix="SOLIDARIA_", env_file=".env", extra="ignore", frozen=True)

    bot_token: SecretStr | None = None
    api_url: str = TELEGRAM
    database_url: str = "sqlite:///solidaria.db"
    webhook_url: str | None = None
    webhook_secret: Annotated[SecretStr, Field(pattern=WEBHOOK_ALPHABET)] | None = None
    listen: str = "127.0.0.1:8443"
    secret_key: SecretStr | None = None
    contact: str = ""
    log_level: str = "INFO"
    chat_burst: Annotated[int, Field(ge=1)] = 15
    """Messages and edits that one chat may get at once; Telegram stands about 20 a minute."""
    chat_refill_seconds: Annotated[float, Field(gt=0)] = 3.0
    """Seconds until a chat may get one more."""

    @property
    def listen_address(self) -> tuple[str, int]:
        """Host and port of ``listen``."""
        host, _, port = self.listen.rpartition(":")
        return host or "127.0.0.1", int(port)


def read_settings() -> Settings:
    """Read the settings. Raises ``SettingsInvalid`` with all problems at once."""
    try:
        return Settings()
    except ValidationError as error:
        names = (".".join(str(part) for part in problem["loc"]) for problem in error.errors())
        lines = (f"SOLIDARIA_{n.upper()}: {p['msg']}" for n, p in zip(names, error.errors(), strict=True))
        raise SettingsInvalid(tuple(lines)) from None
