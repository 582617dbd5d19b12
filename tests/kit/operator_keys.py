"""Secret keys as an operator has them: in a file, and tried on the database."""

from pathlib import Path

from kit.cli import Operator

KEPT = "solidaria-new-key.txt"
NAME = "SOLIDARIA_SECRET_KEY"


def key_in(file: Path) -> str:
    """Read the key that a file sets."""
    (line,) = (one for one in file.read_text("utf-8").splitlines() if one.startswith(f"{NAME}="))
    return line.partition("=")[2]


def opens(operator: Operator, key: str) -> bool:
    """Tell whether a key is the database's."""
    return 0 == operator("members", "list", secret_key=key).code
