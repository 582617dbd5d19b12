"""``python -m bot``: the same as the command ``solidaria``."""

import sys

__all__ = ["main"]

BY_CTRL_C = 130
"""The status that a shell gives to what Ctrl-C ended."""


def main() -> None:
    """Run a command; Ctrl-C ends it without a traceback, also while the program is still being loaded."""
    try:
        from bot.cli.app import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(BY_CTRL_C)


if __name__ == "__main__":
    main()
