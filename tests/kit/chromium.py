"""A real Chromium over the phone page.

It decides how the browser is started and what fails a page. It must not know what a test looks at.
"""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from kit.local import ANA, local_server
from kit.scripted import scripted_bot

from bot.local import Clock, LocalServer

CHROMIUM = shutil.which("chromium")
try:
    from playwright.async_api import Browser, Page, async_playwright, expect
except ImportError as missing:
    if os.environ.get("CI"):
        raise
    pytest.skip(f"playwright is not installed: {missing}", allow_module_level=True)
if CHROMIUM is None and not os.environ.get("CI"):
    pytest.skip("there is no chromium on this machine", allow_module_level=True)

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PROBLEMS: dict[Page, list[str]] = {}
SMALL, TALL, WIDE = (360, 640), (390, 844), (1280, 860)


@pytest_asyncio.fixture(loop_scope="module")
async def stage() -> AsyncIterator[LocalServer]:
    """A local Telegram with a scripted bot; its clock is the machine's, as the browser's is."""
    async with local_server(clock=Clock()) as server, scripted_bot(server):
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """A Chromium without a window."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield launched
        await launched.close()


async def open_page(
    browser: Browser, server: LocalServer, path: str, size: tuple[int, int] = SMALL, scheme: str = "light"
) -> Page:
    """Open a page of the server; an error of the page or anything fetched from elsewhere fails the test."""
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        has_touch=size != WIDE,
        is_mobile=size != WIDE,
    )
    page = await context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda told: problems.append(told.text) if told.type == "error" else None)
    page.on("request", lambda asked: None if asked.url.startswith(server.base_url) else problems.append(asked.url))
    PROBLEMS[page] = problems
    await page.goto(f"{server.base_url}{path}")
    return page


async def close(page: Page) -> None:
    """Close a page that must have had no problems."""
    problems = PROBLEMS.pop(page)
    assert problems == []
    await page.context.close()


async def started(browser: Browser, server: LocalServer, size: tuple[int, int] = SMALL, scheme: str = "light") -> Page:
    """Open Ana's phone and press START."""
    page = await open_page(browser, server, f"/?person={ANA}", size, scheme)
    await page.get_by_role("button", name="INICIAR").click()
    await expect(page.locator('[data-callback="set:3"]')).to_be_visible()
    return page
