"""Uploads, links, several phones and the director's panel in a real Chromium."""

from datetime import timedelta

import pytest
from kit.chromium import WIDE, browser, close, open_page, stage, started
from kit.local import ANA, JOAO, MARY
from kit.scripted import picture
from playwright.async_api import Browser, expect

from bot.local import LocalServer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
__all__ = ["browser", "stage"]


async def test_a_file_is_uploaded_and_a_message_answered(stage: LocalServer, browser: Browser) -> None:
    """A picture goes up as a photo, and a reply carries the message that it answers."""
    page = await started(browser, stage)
    await page.locator("input[type=file]").set_input_files(
        {"name": "plaza.png", "mimeType": "image/png", "buffer": picture(40, 30)}
    )
    await expect(page.locator(".text").last).to_have_text("Recibido: una foto")
    await page.locator("article .text").last.click()
    await page.get_by_role("menuitem", name="Responder").click()
    await page.keyboard.type("de nada")
    await page.keyboard.press("Enter")
    await expect(page.locator(".quoted").last).to_have_text("Recibido: una foto")
    await close(page)


async def test_a_chat_survives_a_reload(stage: LocalServer, browser: Browser) -> None:
    """After a reload the chat stands as it stood."""
    page = await started(browser, stage)
    before = await page.locator(".log .text").all_inner_texts()
    await page.reload()
    await expect(page.locator('[data-callback="set:3"]')).to_be_visible()
    assert before == await page.locator(".log .text").all_inner_texts()
    await close(page)


async def test_a_stranger_follows_an_invitation_link(stage: LocalServer, browser: Browser) -> None:
    """The prepared link is shown and START sends its payload; a pasted link does the same."""
    page = await open_page(browser, stage, f"/?person={MARY}")
    await expect(page.locator(".invitation")).to_contain_text("t.me/SolidariaDemoBot?start=invitation-1")
    await page.get_by_role("button", name="START").click()
    await expect(page.locator(".mine .text").last).to_have_text("/start")
    chat = stage.telegram.home.chats[MARY]
    assert "/start invitation-1" in [message.text for message in chat.messages.values()]
    await page.get_by_role("button", name="More options").click()
    await page.get_by_role("menuitem", name="Open an invitation link or code").click()
    await page.keyboard.type("https://t.me/SolidariaDemoBot?start=another")
    await page.keyboard.press("Enter")
    await expect(page.locator(".mine .text")).to_have_count(2)
    assert "/start another" in [message.text for message in chat.messages.values()]
    await close(page)


async def test_phones_stand_side_by_side_in_their_languages(stage: LocalServer, browser: Browser) -> None:
    """On a wide screen two people have a phone each, labelled in their own language; one can be closed."""
    page = await open_page(browser, stage, f"/?person={ANA},{JOAO}", WIDE)
    await expect(page.locator(".phone[data-ready]")).to_have_count(2)
    await expect(page.get_by_role("region", name="Teléfono de Ana")).to_be_visible()
    joao = page.get_by_role("region", name="Telefone de João")
    await expect(joao).to_be_visible()
    await joao.get_by_role("button", name="Mais opções").click()
    await page.get_by_role("menuitem", name="Fechar este telefone").click()
    await expect(page.locator(".phone")).to_have_count(1)
    assert page.url.endswith(f"person={ANA}")
    await close(page)


async def test_the_director_moves_time_and_network(stage: LocalServer, browser: Browser) -> None:
    """The panel moves the clock, sets the latency, begins an outage and adds a person."""
    page = await open_page(browser, stage, f"/?person={ANA}", WIDE)
    await page.locator("#open-panel").click()
    await page.locator('[data-forward="86400"]').click()
    await expect(page.locator("[data-next]")).to_be_disabled()
    stage.telegram.clock.ahead = lambda: stage.telegram.clock.now() + timedelta(hours=1)
    await page.locator("[data-next]").click()
    stage.telegram.clock.ahead = lambda: None
    await page.locator("#latency").select_option("50")
    await page.locator("#outage").check()
    await expect(page.locator(".numbers")).not_to_be_empty()
    await page.locator("#new-name").fill("Zoé")
    await page.locator("#new-language").select_option("pt")
    await page.get_by_role("button", name="Add and open").click()
    await expect(page.get_by_role("region", name="Telefone de Zoé")).to_be_visible()
    telegram = stage.telegram
    assert (
        round(telegram.clock.moved.total_seconds()),
        telegram.faults.latency_ms,
        telegram.faults.outage,
    ) == (86400.0 + 3601.0, 50.0, True)
    await page.context.close()


async def test_light_and_dark_follow_the_machine_or_the_switch(stage: LocalServer, browser: Browser) -> None:
    """The page follows the machine's scheme until the switch says otherwise, and remembers that."""
    page = await open_page(browser, stage, "/", WIDE, "dark")
    background = "getComputedStyle(document.querySelector('.picker')).backgroundColor"
    at_rest = "document.getAnimations().length === 0"
    await expect(page.locator(".picker")).to_be_visible()
    dark = await page.evaluate(background)
    await page.locator("#theme").click()
    await page.wait_for_function(at_rest)
    light = await page.evaluate(background)
    assert dark != light
    await page.reload()
    await expect(page.locator(".picker")).to_be_visible()
    await page.wait_for_function(at_rest)
    assert light == await page.evaluate(background)
    await close(page)
