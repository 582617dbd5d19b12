"""How an upgrade ends other than well, each in one line. Apart from the upgrade, which takes long to import."""

from pathlib import Path


class NothingToUpgrade(LookupError):
    """There is no database yet, or an empty one."""


class UpgradeUndone(RuntimeError):
    """An upgrade failed and the database is as it was before; ``reason`` says why, ``schema`` which one it has."""

    def __init__(self, reason: str, schema: str, backup: Path) -> None:
        """Say what an operator does now."""
        super().__init__(
            f"the upgrade failed ({reason}); the database is as it was before, with schema {schema}:"
            f" go on with the former version of the program (a copy of the database is {backup})"
        )
        self.reason = reason
        self.schema = schema
        self.backup = backup


class UpgradeStranded(RuntimeError):
    """An upgrade failed, and the database from before could not be put back either."""

    def __init__(self, reason: str, backup: Path) -> None:
        """Say where the copy is."""
        super().__init__(
            f"the upgrade failed ({reason}) and the database could not be put back: do not start the bot;"
            f" when the cause is mended, `solidaria restore {backup}` puts it back"
        )
        self.backup = backup
