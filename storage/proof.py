"""The proof beside a backup: the hash of its file, in the words of ``sha256sum``, and what it needs.

Decides what makes a file the one that was verified when it was written. It finds decay and accidents; whoever can
write both files can forge both. Knows nothing of what is in a backup.
"""

import hashlib
import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

SUFFIX = ".sha256"
_HASH = re.compile(r"([0-9a-f]{64}) [ *]\S.*")
_NEEDS = re.compile(r"# solidaria backup: schema (\S+), key (\S+), (\d+) rows")


class BackupUnproven(RuntimeError):
    """A backup has no proof beside it, or is not the file that its proof was made of; the message says which."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The hash of a file, and what the backup in it is: its schema, the fingerprint of its key, its rows.

    A proof that an operator made with ``sha256sum`` has the hash only.
    """

    sha256: str
    schema: str | None = None
    key_fingerprint: str | None = None
    rows: int | None = None


def proof_path(backup: Path) -> Path:
    """Give the place of a backup's proof."""
    return backup.with_name(backup.name + SUFFIX)


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_proof(backup: Path, proof: Proof) -> None:
    """Write the proof beside where the backup is, or will be."""
    needs = f"# solidaria backup: schema {proof.schema}, key {proof.key_fingerprint or 'none'}, {proof.rows or 0} rows"
    part = backup.with_name(f"{backup.name}{SUFFIX}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(f"{needs}\n{proof.sha256}  {backup.name}\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(proof_path(backup))


def read_proof(backup: Path) -> Proof:
    """Read the proof of a backup; raise BackupUnproven when there is none, or none that can be read."""
    beside = proof_path(backup)
    try:
        lines = beside.read_text("utf-8").splitlines()
    except FileNotFoundError:
        if backup.suffix == SUFFIX:
            raise BackupUnproven(f"{backup} is a proof, name the backup: {backup.with_suffix('')}") from None
        there = f"cd {shlex.quote(str(backup.parent))} && " if backup.parent != Path() else ""
        command = f"{there}sha256sum {shlex.quote(backup.name)} > {shlex.quote(beside.name)}"
        made = f"if you are sure of this file, `{command}` makes one"
        raise BackupUnproven(f"{backup} has no {beside.name} beside it, so it cannot be verified: {made}") from None
    except UnicodeDecodeError:
        lines = []
    hashes = [found[1] for line in lines if (found := _HASH.fullmatch(line))]
    if len(hashes) != 1:
        raise BackupUnproven(f"{beside} has no hash that can be read, so {backup.name} cannot be verified")
    needs = next((found for line in lines if (found := _NEEDS.fullmatch(line))), None)
    if needs is None:
        return Proof(hashes[0])
    return Proof(hashes[0], needs[1], None if needs[2] == "none" else needs[2], int(needs[3]))


def verify(backup: Path) -> Proof:
    """Read a backup from end to end and compare it with its proof; raise BackupUnproven when it is another file."""
    proof = read_proof(backup)
    if hash_file(backup) != proof.sha256:
        raise BackupUnproven(f"{backup} is not the file that {proof_path(backup).name} was made of: take another copy")
    return proof
