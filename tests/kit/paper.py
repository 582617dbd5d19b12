"""Reads a PDF as a printer and a person would: its words, where they stand, and what is black."""

import html
import re
import subprocess
from dataclasses import dataclass
from typing import Final

POPPLER_TERM: Final = 60
_WORD: Final = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')


@dataclass(frozen=True, slots=True)
class Printed:
    """A word and its box, in points from the top left corner of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def squeezed(text: str) -> str:
    """Leave out white space and the places where a long word may break, as lines break where they like."""
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page, squeezed."""
    text = _poppler(["pdftotext", "-raw", "-", "-"], pdf).decode()
    return [squeezed(page) for page in text.split("\f")[:-1]]


def printed(pdf: bytes) -> list[list[Printed]]:
    """Return the words of each page with their boxes."""
    listed = _poppler(["pdftotext", "-bbox", "-", "-"], pdf).decode(errors="replace")
    return [
        [Printed(html.unescape(one[5]), *map(float, one.group(1, 2, 3, 4))) for one in _WORD.finditer(page)]
        for page in listed.split("</page>")[:-1]
    ]


def grey(pdf: bytes, page: int) -> list[bytes]:
    """Return the rows of a page, counted from 1: a byte a point, 0 is black and 255 white."""
    picture = _poppler(["pdftoppm", "-r", "72", "-gray", "-f", str(page), "-l", str(page), "-"], pdf)
    _, size, _, pixels = picture.split(b"\n", 3)
    width = int(size.split()[0])
    return [pixels[start : start + width] for start in range(0, len(pixels), width)]


def _poppler(command: list[str], pdf: bytes) -> bytes:
    return subprocess.run(command, input=pdf, capture_output=True, check=True, timeout=POPPLER_TERM).stdout
