"""Which version of the program this is."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed


def version() -> str:
    """Give the version that is installed, in words when it is not known."""
    try:
        return f"solidaria {installed('solidaria')}"
    except PackageNotFoundError:
        return "solidaria, run from its sources"
