"""What the secret key does: it hashes Telegram ids, and encrypts identities, addresses, inbox bodies and our texts.

Decides the formats of hashes and ciphertexts. The key itself is never stored; only its fingerprint is, so that a
database and a key that do not belong together are told apart. Knows no table.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
SEALED = b"\x01"
"""What every ciphertext begins with: it tells the format. No text of ours does."""
_NONCE_BYTES = 12


class SecretKeyUnusable(ValueError):
    """The text given as secret key is none: ``new_secret_key`` makes one."""


class SecretKeyMissing(RuntimeError):
    """Something encrypted was asked for without a secret key; ``needed`` is the fingerprint of the one, if known."""

    def __init__(self, needed: str | None = None) -> None:
        """Keep which key it is."""
        super().__init__("there is no secret key")
        self.needed = needed


class SecretKeyWrong(RuntimeError):
    """The secret key is not the one that the data was encrypted with, or the data was tampered with.

    ``needed`` is the fingerprint of the right one, if that is known.
    """

    def __init__(self, what: str, needed: str | None = None) -> None:
        """Keep what did not open, and which key it is."""
        super().__init__(what)
        self.needed = needed


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a person is on Telegram: the id, which is also the id of the private chat, and the name shown there."""

    telegram_id: int
    name: str


def new_secret_key() -> str:
    """Make a secret key: 43 characters of the URL-safe base64 alphabet, 256 random bits."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode().rstrip("=")


class Keyring:
    """The keys derived from one secret key: one for hashing, one for encrypting."""

    def __init__(self, secret_key: str) -> None:
        """Derive the keys; raise SecretKeyUnusable for a text that ``new_secret_key`` did not make."""
        try:
            master = base64.b64decode(secret_key.strip() + "=" * (-len(secret_key.strip()) % 4), b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise SecretKeyUnusable("not URL-safe base64") from error
        if len(master) != KEY_BYTES:
            raise SecretKeyUnusable(f"{len(master)} bytes instead of {KEY_BYTES}")
        self._hashing = _derive(master, b"telegram id")
        self._cipher = AESGCM(_derive(master, b"encryption"))
        self.fingerprint = _derive(master, b"fingerprint").hex()[:16]

    def telegram_hash(self, telegram_id: int) -> str:
        """Hash a Telegram id: 64 hexadecimal digits that tell nothing without the key."""
        return hmac.new(self._hashing, str(telegram_id).encode(), hashlib.sha256).hexdigest()

    def encrypt(self, plain: bytes, context: str) -> bytes:
        """Encrypt; the result can only be decrypted with the same ``context``, so it cannot move to another row."""
        nonce = os.urandom(_NONCE_BYTES)
        return SEALED + nonce + self._cipher.encrypt(nonce, plain, context.encode())

    def decrypt(self, sealed: bytes, context: str) -> bytes:
        """Decrypt; raise SecretKeyWrong when key, context or content do not fit."""
        nonce, text = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            if sealed[:1] != SEALED:
                raise InvalidTag
            return self._cipher.decrypt(nonce, text, context.encode())
        except (InvalidTag, ValueError) as error:
            raise SecretKeyWrong(context.partition(":")[0]) from error

    def seal_identity(self, identity: Identity) -> bytes:
        """Encrypt an identity, bound to its own hash."""
        plain = json.dumps([identity.telegram_id, identity.name]).encode()
        return self.encrypt(plain, f"identity:{self.telegram_hash(identity.telegram_id)}")

    def open_identity(self, sealed: bytes, telegram_hash: str) -> Identity:
        """Decrypt the identity of the person with that hash."""
        telegram_id, name = json.loads(self.decrypt(sealed, f"identity:{telegram_hash}"))
        return Identity(telegram_id, name)

    def seal_address(self, chat_id: int, telegram_hash: str) -> bytes:
        """Encrypt the chat id of somebody before consent."""
        return self.encrypt(str(chat_id).encode(), f"address:{telegram_hash}")

    def open_address(self, sealed: bytes, telegram_hash: str) -> int:
        """Decrypt the chat id of somebody before consent."""
        return int(self.decrypt(sealed, f"address:{telegram_hash}"))


def _derive(master: bytes, purpose: bytes) -> bytes:
    return hmac.new(master, b"solidaria/1/" + purpose, hashlib.sha256).digest()
