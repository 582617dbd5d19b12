"""The token of an invitation: how it is made and how it is known again.

Only its hash is stored; a token has 160 random bits, so a plain hash tells nothing. Knows no table.
"""

import hashlib
import secrets

TOKEN_BYTES = 20


def new_token() -> str:
    """Make a token: 27 characters of the alphabet that Telegram allows in a start parameter (A-Z a-z 0-9 _ -)."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """Hash a token as it is stored: 64 hexadecimal digits. Any text may be asked for."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
