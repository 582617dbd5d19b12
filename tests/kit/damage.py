"""What becomes of backups in drawers: rotten bits, half copies, lost or foreign proofs.

Decides only how a backup and its proof are harmed; each way changes what would be restored or what vouches for it.
"""

from collections.abc import Callable
from pathlib import Path
from random import Random

from storage.proof import proof_path, read_proof

PAGE = 4096


def _flip(backup: Path, dice: Random) -> None:
    """Turn one bit over."""
    data = bytearray(backup.read_bytes())
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    backup.write_bytes(bytes(data))


def _cut(backup: Path, dice: Random) -> None:
    """Lose the end, at a page's edge or anywhere."""
    data = backup.read_bytes()
    at = dice.randrange(len(data))
    backup.write_bytes(data[: at - at % PAGE if dice.random() < 0.5 else at])


def _blank(backup: Path, dice: Random) -> None:
    """Have a sector become zeros; the one that is taken was not."""
    data = bytearray(backup.read_bytes())
    written = [at for at in range(0, len(data), 512) if any(data[at : at + 512])]
    at = dice.choice(written)
    data[at : at + 512] = bytes(512)
    backup.write_bytes(bytes(data))


def _swap(backup: Path, dice: Random) -> None:
    """Exchange two pages that differ."""
    data = bytearray(backup.read_bytes())
    pages = range(0, len(data), PAGE)
    one = dice.choice(pages)
    other = dice.choice([at for at in pages if data[at : at + PAGE] != data[one : one + PAGE]])
    data[one : one + PAGE], data[other : other + PAGE] = data[other : other + PAGE], data[one : one + PAGE]
    backup.write_bytes(bytes(data))


def _append(backup: Path, dice: Random) -> None:
    """Have something stand behind the end."""
    backup.write_bytes(backup.read_bytes() + dice.randbytes(dice.randint(1, 2 * PAGE)))


def _lose_the_proof(backup: Path, dice: Random) -> None:
    proof_path(backup).unlink()


def _spoil_the_proof(backup: Path, dice: Random) -> None:
    """Change one digit of the hash."""
    digits = list(read_proof(backup).sha256)
    at = dice.randrange(len(digits))
    digits[at] = dice.choice([one for one in "0123456789abcdef" if one != digits[at]])
    text = proof_path(backup).read_text("utf-8")
    proof_path(backup).write_text(text.replace(read_proof(backup).sha256, "".join(digits)), "utf-8")


def _cut_the_proof(backup: Path, dice: Random) -> None:
    """Lose the end of the proof, from before the hash is complete."""
    text = proof_path(backup).read_text("utf-8")
    end = text.index(read_proof(backup).sha256) + 64
    proof_path(backup).write_text(text[: dice.randrange(end)], "utf-8")


DAMAGES: dict[str, Callable[[Path, Random], None]] = {
    "a flipped bit": _flip,
    "a lost end": _cut,
    "a blank sector": _blank,
    "two pages exchanged": _swap,
    "something behind the end": _append,
    "no proof": _lose_the_proof,
    "another digit in the proof": _spoil_the_proof,
    "half a proof": _cut_the_proof,
}
