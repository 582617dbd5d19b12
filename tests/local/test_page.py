"""One phone of the page in a real Chromium."""

import re
from pathlib import Path

import pytest
from kit.chromium import SMALL, TALL, WIDE, browser, close, open_page, stage, started
from kit.local import ANA
from kit.scripted import COMMANDS
from playwright.async_api import Browser, expect

from bot.local import LocalServer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
__all__ = ["browser", "stage"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [SMALL, TALL])
async def test_the_card_is_whole_without_scrolling(
    stage: LocalServer, browser: Browser, size: tuple[int, int], scheme: str, tmp_path: Path
) -> None:
    """Question, quotation and six rows of buttons stand on the screen at once, nothing overflows sideways."""
    page = await started(browser, stage, size, scheme)
    card = page.locator("article.with-keyboard").last
    top = await card.bounding_box()
    composer = await page.locator(".composer").bounding_box()
    bar = await page.locator(".bar").bounding_box()
    assert top is not None
    assert composer is not None
    assert bar is not None
    assert bar["y"] + bar["height"] <= top["y"]
    assert top["y"] + top["height"] <= composer["y"]
    assert await card.locator(".row").count() == 6
    assert size[0] == await page.evaluate("document.documentElement.scrollWidth")
    cut = (
        "[...document.querySelectorAll('.key span')].filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent)"
    )
    assert await page.evaluate(cut) == []
    phone = await page.locator(".phone").bounding_box()
    assert phone == {"x": 0, "y": 0, "width": size[0], "height": size[1]}
    await page.screenshot(path=tmp_path / "card.png")
    await close(page)


async def test_a_tap_edits_in_place_and_says_so(stage: LocalServer, browser: Browser) -> None:
    """A press edits the card where it stands, marks it as edited, keeps the focus on the button, and shows a toast."""
    page = await started(browser, stage)
    count = await page.locator("article").count()
    await page.locator('[data-callback="set:3"]').click()
    await expect(page.locator(".text").last).to_contain_text("Guardado: 3 · Funciona")
    await expect(page.locator(".toast.shown")).to_have_text("Guardado")
    await expect(page.locator(".stamp").last).to_contain_text("editado")
    assert count == await page.locator("article").count()
    assert await page.evaluate("document.activeElement.dataset.callback") == "set:3"
    await close(page)


async def test_an_alert_must_be_closed(stage: LocalServer, browser: Browser) -> None:
    """An answer with show_alert opens a dialogue that Enter closes, and the focus comes back."""
    page = await started(browser, stage)
    await page.locator('[data-callback="more"]').click()
    dialog = page.get_by_role("alertdialog")
    await expect(dialog).to_contain_text("Puede escribir una nota")
    await page.keyboard.press("Enter")
    await expect(dialog).to_have_count(0)
    assert await page.evaluate("document.activeElement.dataset.callback") == "more"
    await close(page)


async def test_a_quotation_unfolds_without_a_round_trip(stage: LocalServer, browser: Browser) -> None:
    """A long quotation shows three lines; a tap shows all, and stays open when the card is edited."""
    page = await started(browser, stage)
    quote = page.locator("blockquote").last
    await expect(quote).to_have_class(re.compile("folds"))
    folded = await quote.bounding_box()
    calls = stage.telegram.transcript.number
    await quote.click()
    unfolded = await quote.bounding_box()
    assert folded is not None
    assert unfolded is not None
    assert folded["height"] < 80 < unfolded["height"]
    assert calls == stage.telegram.transcript.number
    await page.locator('[data-callback="set:1"]').click()
    await expect(page.locator(".text").last).to_contain_text("Guardado: 1")
    await expect(page.locator("blockquote").last).to_have_class(re.compile("open"))
    await close(page)


async def test_everything_works_with_the_keyboard(stage: LocalServer, browser: Browser) -> None:
    """Without a pointer: pick a person, START, write, edit the last text with the arrow, choose a command."""
    page = await open_page(browser, stage, "/", WIDE)
    await page.locator(f'[data-pick="{ANA}"]').focus()
    await page.keyboard.press("Enter")
    start = page.get_by_role("button", name="INICIAR")
    await start.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator('[data-callback="set:3"]')).to_be_visible()
    await page.get_by_role("textbox", name="Mensaje").focus()
    await page.keyboard.type("tres")
    await page.keyboard.press("Enter")
    await expect(page.locator(".text").last).to_have_text("Recibido: tres")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.type(" y medio")
    await page.keyboard.press("Enter")
    await expect(page.locator(".text").last).to_have_text("Corregido: tres y medio")
    await page.keyboard.type("/")
    commands = page.locator(".commands [role=menuitem] b")
    assert [f"/{name}" for name, _ in COMMANDS["es"]] == await commands.all_text_contents()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Shift+Tab")
    assert await page.evaluate("document.activeElement.getAttribute('role') ?? 'menuitem'") == "menuitem"
    await page.locator(".commands [role=menuitem]").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".text").last).to_have_text("Recibido: /estado")
    await close(page)


async def test_a_screen_reader_finds_its_way(stage: LocalServer, browser: Browser) -> None:
    """The messages are a log that is read out, and every control has a name in the person's language."""
    page = await started(browser, stage)
    assert await page.get_by_role("log", name="Mensajes").get_attribute("aria-live") == "polite"
    unnamed = """[...document.querySelectorAll('button, a, input, textarea, select')].filter(e => e.offsetParent &&
        !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length)).map(e => e.outerHTML)"""
    assert await page.evaluate(unnamed) == []
    assert await page.locator(".phone").get_attribute("lang") == "es"
    await close(page)


async def test_pictures_open_full_screen_and_files_download(stage: LocalServer, browser: Browser) -> None:
    """A picture fills the screen and Escape closes it; a document is downloaded under its name."""
    page = await started(browser, stage)
    await page.get_by_role("textbox", name="Mensaje").fill("foto")
    await page.keyboard.press("Enter")
    await page.locator(".photo").click()
    box = await page.locator("dialog.viewer").bounding_box()
    assert box == {"x": 0, "y": 0, "width": SMALL[0], "height": SMALL[1]}
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog.viewer")).to_have_count(0)
    await page.locator('[data-callback="pdf"]').click()
    async with page.expect_download() as downloading:
        await page.locator(".document").click()
    download = await downloading.value
    assert download.suggested_filename == "diagnostico-rosario.pdf"
    await close(page)
