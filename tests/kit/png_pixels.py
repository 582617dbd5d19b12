"""Reads the pixels of a picture."""

from collections.abc import Iterator
from io import BytesIO

from PIL import Image


def pixel_rows(png: bytes) -> Iterator[list[bytes]]:
    """Yield the rows of a picture from the top, each a list of pixels of three bytes."""
    with Image.open(BytesIO(png)) as picture:
        flat = picture.convert("RGB")
        line = 3 * flat.width
        pixels = flat.tobytes()
    for start in range(0, len(pixels), line):
        row = pixels[start : start + line]
        yield [row[at : at + 3] for at in range(0, len(row), 3)]
