"""The questionnaire on the phone page in a real Chromium, with the real bot behind it: only Telegram is simulated.

``PICTURES=folder`` keeps the screenshots.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from kit.chromium import SMALL, TALL, browser, close, open_page
from kit.golden import INSTRUMENT, MEMBERS, NAMES, STEPS
from kit.page import check_whole, keep, key, pictures, write
from kit.scripted import picture
from kit.service import service
from playwright.async_api import Browser, Page, expect

from bot.local import Clock, Person
from conversations.assessment import Sharing
from conversations.events import Choice, Give, Show, Submit
from conversations.instrument import Language
from conversations.place import View
from locales.catalogue import plain, plain_n

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
__all__ = ["browser"]

OFFICIAL = 1001
LEVELS = {"c01": 3, "c02": 4, "c03": 2, "c04": 1, "c05": 2, "c06": 3, "c07": 4, "c08": 1, "c09": 2, "c10": 3}
"""About where each criterion stands."""


@asynccontextmanager
async def phone(
    browser: Browser, folder: Path, language: Language, size: tuple[int, int] = SMALL, scheme: str = "light"
) -> AsyncIterator[tuple[Page, Clock]]:
    """Open the phone of an official who has just got an invitation link; gives its page and the clock."""
    person = Person(OFFICIAL, NAMES[language], language.value)
    async with service(folder, [person], chat_burst=1000) as running:
        person.start = running.invite(MEMBERS[language])
        page = await open_page(browser, running.server, f"/?person={OFFICIAL}", size, scheme)
        yield page, running.server.telegram.clock
        await close(page)


async def come_in(page: Page) -> None:
    """Go from the link to the first question by four clicks."""
    await page.locator(".start").click()
    for choice in (Choice.CONFIRM_POST, Choice.ACCEPT, Choice.BEGIN):
        await key(page, choice).click()
    await expect(key(page, Give(STEPS[0], 0))).to_be_visible()


def value_of(step: str, number: int) -> int:
    """Give an answer to a step, so that every band is there in the end."""
    if INSTRUMENT.has_criterion(step):
        return number % 3 + 1
    return min(max(LEVELS[step[:3]] + (number % 3 == 0) - (number % 5 == 0), 0), 4)


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [
        (Language.ES, SMALL, "dark"),
        (Language.PT, SMALL, "light"),
        (Language.EN, SMALL, "light"),
        (Language.ES, TALL, "light"),
    ],
    ids=lambda one: "x".join(map(str, one)) if isinstance(one, tuple) else str(one),
)
async def test_from_the_invitation_to_the_summary(
    browser: Browser, tmp_path: Path, language: Language, size: tuple[int, int], scheme: str
) -> None:
    """All 54 questions by clicking, every card whole on the screen, up to the picture of what was submitted."""
    shot = f"{language}-{size[0]}-{scheme}"
    async with phone(browser, tmp_path, language, size, scheme) as (page, _):
        await expect(page.locator(".start")).to_be_visible()
        await keep(page, tmp_path, f"{shot}-invitation")
        await page.locator(".start").click()
        await expect(key(page, Choice.CONFIRM_POST)).to_be_visible()
        await keep(page, tmp_path, f"{shot}-post")
        await key(page, Choice.CONFIRM_POST).click()
        await expect(key(page, Choice.ACCEPT)).to_be_visible()
        await keep(page, tmp_path, f"{shot}-consent")
        await key(page, Choice.ACCEPT).click()
        await expect(key(page, Choice.BEGIN)).to_be_visible()
        await keep(page, tmp_path, f"{shot}-begin")
        await key(page, Choice.BEGIN).click()
        highest = 0.0
        for number, step in enumerate(STEPS):
            answer = key(page, Give(step, value_of(step, number)))
            await expect(answer).to_be_visible()
            height = await check_whole(page)
            if height > highest:
                highest = height
                await keep(page, tmp_path, f"{shot}-longest")
            if step == "c04q2":
                await keep(page, tmp_path, f"{shot}-card")
            await answer.click()
        await expect(key(page, Show(View.SUBMIT))).to_be_visible()
        await check_whole(page)
        await keep(page, tmp_path, f"{shot}-overview")
        await key(page, Show(View.SUBMIT)).click()
        await expect(key(page, Submit(Sharing.NAMED))).to_be_visible()
        await check_whole(page)
        await keep(page, tmp_path, f"{shot}-submit")
        await key(page, Submit(Sharing.NAMED)).click()
        await expect(key(page, Choice.RECALL)).to_be_visible()
        await check_whole(page)
        await expect(page.locator(".photo img").last).to_have_js_property("complete", value=True)
        await keep(page, tmp_path, f"{shot}-submitted")
        summary = page.locator("article.with-photo").last
        await expect(summary).to_contain_text(MEMBERS[language])
        await summary.scroll_into_view_if_needed()
        await keep(page, tmp_path, f"{shot}-summary")
        address = await page.locator(".photo img").last.evaluate("image => image.src")
        drawn = await (await page.request.get(address)).body()
        assert len(drawn) <= 150_000
        (pictures(tmp_path) / f"{shot}.png").write_bytes(drawn)
        await page.locator(".photo").last.click()
        box = await page.locator("dialog.viewer").bounding_box()
        assert box == {"x": 0, "y": 0, "width": size[0], "height": size[1]}
        await keep(page, tmp_path, f"{shot}-picture")
        await page.keyboard.press("Escape")
        receipts = [f"✓ {one.short.in_(language)} · " for one in INSTRUMENT.criteria]
        shown = await page.locator("article.with-keyboard .text").all_inner_texts()
        assert len(receipts) == sum(text.startswith(receipt) for text in shown for receipt in receipts)


@pytest.mark.parametrize("language", Language)
async def test_an_answered_question_is_whole_too(browser: Browser, tmp_path: Path, language: Language) -> None:
    """The longest question of each language stays whole when it shows its answer, and when a line stands above it."""
    longest = max(INSTRUMENT.items, key=lambda item: len(item.text.in_(language)))
    async with phone(browser, tmp_path, language) as (page, clock):
        await come_in(page)
        for step in STEPS[: STEPS.index(longest.id) + 1]:
            await key(page, Give(step, 1)).click()
            await expect(key(page, Give(step, 1))).to_have_count(0)
        await write(page, clock, plain(language, "nav.back").strip("‹ "))
        await expect(key(page, Give(longest.id, 1))).to_contain_text("●")
        await check_whole(page)
        await keep(page, tmp_path, f"{language}-answered")
        await write(page, clock, "9")
        await expect(page.locator(".text").last).to_contain_text(plain(language, "line.level_out_of_range", number=4))
        await check_whole(page)
        await keep(page, tmp_path, f"{language}-refused")


async def test_what_else_a_phone_can_do(browser: Browser, tmp_path: Path) -> None:
    """The quotation unfolds, a typed 3 answers, a document and a photo become evidence, a receipt takes a note."""
    language = Language.ES
    async with phone(browser, tmp_path, language) as (page, clock):
        await come_in(page)
        quote = page.locator("blockquote").last
        await quote.click()
        await expect(quote).to_contain_text(INSTRUMENT.tie_rule.in_(language))
        await keep(page, tmp_path, "quotation")
        await quote.click()
        await write(page, clock, "3")
        await expect(key(page, Give("c01q2", 0))).to_be_visible()
        saved = plain(language, "line.evidence_saved")
        document = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 made up"}
        photo = {"name": "sede.png", "mimeType": "image/png", "buffer": picture()}
        for file in (document, photo):
            cards = await page.locator("article").count()
            await page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]  # a FilePayload
            await expect(page.locator("article")).to_have_count(cards + 2)
            if file is photo:
                await check_whole(page)
                await keep(page, tmp_path, "photo-asked")
                await key(page, Choice.KEEP_ANYWAY).click()
            await expect(page.locator(".text").last).to_contain_text(saved)
        for step in STEPS[1:6]:
            await key(page, Give(step, 2)).click()
            await expect(key(page, Give(step, 2))).to_have_count(0)
        receipt = page.locator("article.with-keyboard", has_text=f"✓ {INSTRUMENT.criteria[0].short.es}")
        await expect(receipt).to_contain_text(plain_n(language, "count.evidence", 2))
        await receipt.get_by_role("button", name=plain(language, "button.note")).click()
        await expect(page.locator(".text").last).to_contain_text(plain(language, "note.ask"))
        await write(page, clock, "La mesa se reúne cada mes.")
        await expect(receipt).to_contain_text("La mesa se reúne cada mes.")
        await keep(page, tmp_path, "receipt")


async def test_a_few_answers_without_a_pointer(browser: Browser, tmp_path: Path) -> None:
    """With nothing but the keyboard: START, consent, three answers; the focus stays where the next answer is."""
    async with phone(browser, tmp_path, Language.EN, TALL, "dark") as (page, _):
        await page.locator(".start").focus()
        await page.keyboard.press("Enter")
        for choice in (Choice.CONFIRM_POST, Choice.ACCEPT, Choice.BEGIN):
            await key(page, choice).focus()
            await page.keyboard.press("Enter")
            await expect(key(page, choice)).to_have_count(0)
        for step in STEPS[:3]:
            await expect(key(page, Give(step, 0))).to_be_visible()
            await key(page, Give(step, 0)).focus()
            await page.keyboard.press("Tab")
            await page.keyboard.press("Enter")
            await expect(key(page, Give(step, 0))).to_have_count(0)
            assert await page.evaluate("document.activeElement.classList.contains('key')")
        await expect(page.locator(".text").last).to_contain_text(INSTRUMENT.item(STEPS[3]).short.en)
