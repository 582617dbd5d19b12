"""``python -m bot``: the same as the command ``solidaria``."""

from bot.cli.app import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
