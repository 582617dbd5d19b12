"""What a thief of the database's files would find: all their bytes, and the spellings of somebody in them."""

from pathlib import Path

from kit.store import SECRET_KEY

from storage.secrets import Keyring
from storage.world_reader import Sender


def everything(database: Path) -> bytes:
    """Read all bytes of all files in the folder of a database."""
    return b"".join(file.read_bytes() for file in sorted(database.parent.iterdir()) if file.is_file())


def spellings(sender: Sender, key: str = SECRET_KEY) -> dict[str, bytes]:
    """Spell a person in all ways that a file could have them: id, hash, and each word of their name."""
    number = sender.telegram_id
    spelt = {"digits": str(number).encode(), "hex": f"{number:x}".encode()}
    for size in (5, 8):
        spelt[f"big {size}"] = number.to_bytes(size, "big")
        spelt[f"little {size}"] = number.to_bytes(size, "little")
    hashed = Keyring(key).telegram_hash(number)
    spelt |= {"hash": hashed.encode(), "hash bytes": bytes.fromhex(hashed)}
    return spelt | {word: word.encode() for word in sender.name.split()}


def found(data: bytes, sender: Sender) -> set[str]:
    """Tell in which spellings a person is in ``data``."""
    return {name for name, spelt in spellings(sender).items() if spelt in data}
