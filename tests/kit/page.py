"""Looking at a phone page in a browser: buttons by what they mean, cards that have to be whole, pictures of them.

``PICTURES=folder`` keeps the screenshots.
"""

import os
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Locator, Page

from bot.buttons import encode
from bot.local import Clock
from conversations.events import Press

CUT = """[...document.querySelectorAll('.key span')].filter(label => {
    const words = document.createRange();
    words.selectNodeContents(label);
    return words.getBoundingClientRect().width > label.getBoundingClientRect().width + 0.1;
}).map(label => label.textContent)"""


def key(page: Page, press: Press) -> Locator:
    """Find the newest button that means a press."""
    return page.locator(f'[data-callback="{encode(press)}"]').last


async def write(page: Page, clock: Clock, text: str) -> None:
    """Type a text, a moment after the card was shown: nobody reads a question at once."""
    clock.forward(timedelta(seconds=5))
    await page.locator("textarea").fill(text)
    await page.keyboard.press("Enter")


async def check_whole(page: Page) -> float:
    """The live card stands between the bar and the composer, with every word of every button; gives its height."""
    card = page.locator("article.with-keyboard").last
    top, bar, composer = [await one.bounding_box() for one in (card, page.locator(".bar"), page.locator(".composer"))]
    assert top is not None
    assert bar is not None
    assert composer is not None
    said = await card.inner_text()
    assert bar["y"] + bar["height"] <= top["y"], said
    assert top["y"] + top["height"] <= composer["y"], said
    cut = await page.evaluate(CUT)
    assert cut == [], cut
    assert await page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]  # type: ignore[index]  # it has one
    return top["height"]


def pictures(folder: Path) -> Path:
    """Tell where pictures go."""
    return Path(os.environ.get("PICTURES") or folder)


async def keep(page: Page, folder: Path, name: str) -> None:
    """Take a screenshot, without the toast and with no button under the pointer."""
    path = pictures(folder) / f"{name}.png"
    await page.mouse.move(0, 0)
    await page.evaluate("document.querySelector('.toast').style.visibility = 'hidden'")
    await page.screenshot(path=path)
