"""The time zones that this program goes by: those of the pinned ``tzdata`` package, whatever the system has.

Decides that, so that a reminder falls on the same instant on every machine, and a new rule of some country comes with
an update of the program and not by chance.
"""

import zoneinfo
from importlib.metadata import PackageNotFoundError, version

PACKAGE = "tzdata"


def go_by_the_pinned_ones() -> None:
    """Have the system's time zones not be looked at; to be called before anything asks for one."""
    zoneinfo.reset_tzpath(to=())


def pinned_version() -> str | None:
    """Return the version of the package, ``None`` when it is not installed."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return None


def are_pinned() -> bool:
    """Tell whether the system's time zones are left aside."""
    return zoneinfo.TZPATH == ()
