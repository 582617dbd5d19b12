"""When two spellings are one name: accents, capitals and punctuation do not count. Knows no names."""

import unicodedata


def same_name(name: str) -> str:
    """Reduce a name to what is compared: small letters without accents and digits, single spaces."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join(kept.split())
