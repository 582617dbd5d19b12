"""The names of settings as an operator wrote them, and those among them that nothing reads.

Decides what is a setting's name that was misspelt. Must not know what a setting means.
"""

import os
from collections.abc import Mapping
from difflib import get_close_matches

from pydantic_settings import DotEnvSettingsSource

from bot.settings import Settings

PREFIX = Settings.model_config["env_prefix"]


def in_env_file() -> Mapping[str, str | None]:
    """Read ``.env`` as the settings are read from it: values by name in small letters, empty ones left out."""
    return DotEnvSettingsSource(Settings).env_vars


def unread() -> tuple[str, ...]:
    """Say of each name with our prefix, in ``.env`` or the environment, that is no setting's: one line for each."""
    known = {name.upper() for name in Settings.model_fields}
    written = {name.upper() for name in (*in_env_file(), *os.environ)}
    ours = {name.removeprefix(PREFIX) for name in written if name.startswith(PREFIX)}
    return tuple(_line(name, known) for name in sorted(ours - known))


def _line(name: str, known: set[str]) -> str:
    meant = get_close_matches(name, sorted(known), n=1)
    mend = f"is {PREFIX}{meant[0]} meant?" if meant else "take it out"
    return f"{PREFIX}{name} is no setting and is ignored: {mend}"
