"""The line of the secret key in ``.env``, however an operator wrote it: with ``export``, behind a mark of UTF-8.

Also where a new key waits that could not be put there, and how such a file is written.
"""

import os
import re
import stat
from pathlib import Path

ENV = Path(".env")
KEPT = Path("solidaria-new-key.txt")
"""Where a rotation leaves the new key until it is in its place."""
KEY = "SOLIDARIA_SECRET_KEY"
_SETS_KEY = re.compile(rf"(\s*(?:export\s+)?{KEY}\s*=)(.*)", re.IGNORECASE)


def read_env() -> str:
    """Read the text of ``.env``; nothing when there is none."""
    return ENV.read_text("utf-8-sig") if ENV.exists() else ""


def key_in(file: Path) -> str | None:
    """Read the key that a file of ours sets; ``None`` when it is not there, or sets none."""
    if not file.is_file():
        return None
    found = (_SETS_KEY.fullmatch(line) for line in file.read_text("utf-8", "replace").splitlines())
    return next((line[2].strip() for line in found if line), None)


def replace_key(key: str) -> bool:
    """Put a key in the place of the one in ``.env``; ``False`` when none is set there, or the environment's wins."""
    lines = read_env().splitlines()
    if KEY in os.environ or not any(_SETS_KEY.fullmatch(line) for line in lines):
        return False
    part = ENV.with_name(f"{ENV.name}.part")
    write_private(part, "\n".join(_SETS_KEY.sub(rf"\g<1>{key}", line) for line in lines) + "\n")
    part.replace(ENV)
    return True


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole and on disk; nothing of it is left when that fails."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
