"""When two spellings are one name: accents, capitals, punctuation and what only looks alike do not count.

Decides that a letter of another script which looks like a Latin one is that one, and that what is not seen is not
there (after UTS #39, for Latin names): no second member comes to stand beside one that reads the same. Knows no names.
"""

import unicodedata
from typing import Final

_CYRILLIC: Final = str.maketrans(
    "АВЕЅІЈКМНОРСТУХҮԀԚԜӀаеѕіјоорсухүһԁԛԝвкмнтӏгпьԍѵ",
    "ABESIJKMHOPCTYXYDQWIaesijoopcyxyhdqwbkmhtlrnbgv",
)
_GREEK: Final = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβγεηικμνορστυχω", "ABEZHIKMNOPTYXabyenikuvopotuxw")
_OTHERS: Final = str.maketrans("ՏՕԼօոսհցզıɩɑɡƖꞌ", "SOLonuhgqiiagl'")
_ALIKE: Final[dict[int, int | str]] = {**_CYRILLIC, **_GREEK, **_OTHERS, 0x1160: "", 0x115F: ""}
"""Letters and what they look like; the last two are letters that nobody sees."""
_UNSEEN: Final = frozenset({"Mn", "Me", "Cf"})
"""Marks on letters, and what only steers how text is set."""


def same_name(name: str) -> str:
    """Reduce a name to what is compared: small letters without accents and digits, single spaces."""
    alike = unicodedata.normalize("NFKD", name).translate(_ALIKE)
    letters = unicodedata.normalize("NFKD", alike.casefold())
    seen = (letter for letter in letters if unicodedata.category(letter) not in _UNSEEN)
    return " ".join("".join(letter if letter.isalnum() else " " for letter in seen).split())
