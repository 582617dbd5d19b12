"""The webhook: nobody without the secret is listened to, nothing is acknowledged before it is in the inbox."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st
from kit.edge import ANA, BRUNO, answers, enter, eventually, free_port, question, typed
from kit.hook import PATH, SECRET, UPDATE, Hook, listening
from kit.phone import Phone
from kit.service import service

from bot.local import Person
from bot.logs import set_up
from bot.polling import RawUpdate
from bot.settings import Settings, SettingsInvalid, read_settings
from bot.webhook import LARGEST_BODY, WebhookSecretMissing, make_webhook
from storage.database import DatabaseUnavailable
from storage.overflow import InboxFull


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    """A webhook that stores in memory."""
    async with listening() as made:
        yield made


async def test_an_update_is_stored_as_it_came(hook: Hook) -> None:
    """200 means that the update is stored under its id, with everything that was in it."""
    assert 200 == await hook.post(UPDATE)
    ((number, body),) = hook.stored
    assert (5, json.loads(UPDATE)) == (number, json.loads(body))


@pytest.mark.parametrize(
    "secret",
    [
        *(None, b"", b"wrong", SECRET.encode()[:-1], SECRET.encode() + b"x", SECRET.upper().encode()),
        *(b"\xff\xfe\x80", "contraseña".encode(), "contraseña".encode("latin-1"), b"a" * 5000),
    ],
)
async def test_who_does_not_know_the_secret_is_refused_before_the_body_is_read(
    hook: Hook, secret: bytes | None
) -> None:
    """401 comes at once, although a megabyte was announced and not one byte of it sent."""
    head = b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n"
    head += b"" if secret is None else b"X-Telegram-Bot-Api-Secret-Token: " + secret + b"\r\n"
    assert 401 == await hook.raw(head + b"\r\n")
    assert [] == hook.stored


@given(st.binary(max_size=60).filter(lambda raw: not set(raw) & set(b"\r\n\0")))
async def test_no_secret_makes_it_stumble(raw: bytes) -> None:
    """Whatever bytes stand in the header: refused as unknown or as no HTTP, never a fault of ours."""
    async with listening() as hook:
        assert await hook.post(b"{}", secret=raw) in (400, 401)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"5",
        b'"x"',
        b"[]",
        b'[{"update_id": 1}]',
        b"{}",
        b'{"update_id": null}',
        b'{"update_id": "5"}',
        b'{"update_id": true}',
        b'{"update_id": 1.5}',
        b'{"update_id": -1}',
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"update_id": 1, "a": ' + b"[" * 100_000,
    ],
    ids=lambda body: body[:24].decode("latin-1"),
)
async def test_what_is_no_update_is_a_bad_request(hook: Hook, body: bytes) -> None:
    """Garbage with the right secret is refused and not stored."""
    assert 400 == await hook.post(body)
    assert [] == hook.stored


async def test_odd_updates_with_an_id_are_stored_for_quarantine(hook: Hook) -> None:
    """What has an id and is an object is kept: whether it can be read is seen later, and it is not sent again."""
    bodies = (b'{"update_id": 1, "message": 5}', b'{"update_id": 2, "x": NaN}', b'{"update_id": 3, "text": "\\ud800"}')
    assert [200, 200, 200] == [await hook.post(body) for body in bodies]
    assert [1, 2, 3] == [number for number, _ in hook.stored]
    assert all(json.loads(body) for _, body in hook.stored)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "nonsense"])
async def test_a_body_that_is_not_what_it_says_is_refused(hook: Hook, encoding: str) -> None:
    """A wrong Content-Encoding is a bad request, never a fault of ours."""
    status = await hook.post(b"\x1f\x8b\x00garbage", Content_Encoding=encoding)
    assert 400 <= status < 500


async def test_bad_requests_leave_no_lines(hook: Hook, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever sends bad HTTP cannot fill the log, nor have their own words written into it."""
    set_up("INFO")
    await hook.raw(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: planted\r\n\r\n")
    await hook.raw(b"POST /hook HTTP/9.9\r\nX-Telegram-Bot-Api-Secret-Token: planted\r\n\r\n")
    await hook.post(b"\x1f\x8b\x00planted", Content_Encoding="gzip")
    assert ("", "") == capsys.readouterr()


async def test_a_huge_body_is_refused(hook: Hook) -> None:
    """More than a megabyte is refused, and the connection does not keep anybody else waiting."""
    assert 413 == await hook.post(b"x" * (LARGEST_BODY + 1))
    assert 200 == await hook.post(UPDATE)


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("GET /hook", 404),
        ("PUT /hook", 404),
        ("POST /", 404),
        ("POST /hook/", 404),
        ("POST /hook/../x", 404),
        ("GET /", 404),
    ],
)
async def test_another_address_or_method_is_refused(hook: Hook, line: str, status: int) -> None:
    """Only POST to the one path is answered, whatever secret comes with it."""
    head = f"{line} HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: 2\r\n\r\n{{}}"
    assert status == await hook.raw(head.encode())
    assert [] == hook.stored


async def test_an_update_that_cannot_be_stored_is_asked_for_again(hook: Hook) -> None:
    """503 while the database is not available: Telegram keeps the update and sends it again."""
    hook.fault = DatabaseUnavailable("SQLITE_FULL")
    assert 503 == await hook.post(UPDATE)
    hook.fault = None
    assert 200 == await hook.post(UPDATE)
    assert [5] == [number for number, _ in hook.stored]


async def test_a_secret_that_comes_twice_is_refused(hook: Hook) -> None:
    """Whoever stands between may append a header: only one is believed, also when one of two is right."""
    for pair in ((SECRET, "wrong"), ("wrong", SECRET), (SECRET, SECRET)):
        lines = "".join(f"X-Telegram-Bot-Api-Secret-Token: {one}\r\n" for one in pair)
        head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{lines}Content-Length: {len(UPDATE)}\r\n\r\n"
        assert 401 == await hook.raw(head.encode() + UPDATE)
    assert [] == hook.stored


async def test_an_update_that_finds_no_room_is_asked_for_again(hook: Hook) -> None:
    """503 while as many updates wait as may: Telegram keeps this one and sends it again."""
    hook.fault = InboxFull()
    assert 503 == await hook.post(UPDATE)
    hook.fault = None
    assert 200 == await hook.post(UPDATE)


async def test_no_more_are_taken_at_one_time_than_may(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound 503 comes at once and before the body; when there is room again, 200."""
    monkeypatch.setattr("bot.webhook.MOST_AT_ONCE", 3)
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: 99\r\n\r\n"
    slow = [await asyncio.open_connection("127.0.0.1", hook.port) for _ in range(3)]
    for _, writer in slow:
        writer.write(head.encode())
        await writer.drain()
    async with asyncio.timeout(10):
        while await hook.post(UPDATE) != 503:
            pass
    assert 503 == await hook.raw(head.encode())
    for _, writer in slow:
        writer.close()
    async with asyncio.timeout(10):
        while await hook.post(UPDATE) != 200:
            pass


@pytest.mark.parametrize(
    ("line", "secret", "most", "statuses"),
    [
        (f"POST {PATH}", SECRET, 200, [100, 200]),
        (f"POST {PATH}", SECRET, 0, [503]),
        (f"POST {PATH}", "wrong", 200, [401]),
        (f"PUT {PATH}", "wrong", 200, [404]),
        ("POST /elsewhere", "wrong", 200, [404]),
    ],
)
async def test_who_asks_before_sending_a_body_is_told_to_only_when_it_will_be_taken(
    hook: Hook, monkeypatch: pytest.MonkeyPatch, line: str, secret: str, most: int, statuses: list[int]
) -> None:
    """`Expect: 100-continue` is answered with 100 after the secret was right, the door too, and there is room."""
    monkeypatch.setattr("bot.webhook.MOST_AT_ONCE", most)
    head = f"{line} HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: {secret}\r\nExpect: 100-continue\r\n"
    head += f"Content-Length: {len(UPDATE)}\r\n\r\n"
    assert statuses == await hook.statuses(head.encode() + UPDATE)
    assert [5] * (200 in statuses) == [number for number, _ in hook.stored]


async def test_a_body_that_does_not_come_is_not_waited_for(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever knows the secret and dawdles is let go with 408."""
    monkeypatch.setattr("bot.webhook.SLOWEST_BODY", 0.05)
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: 99\r\n\r\n"
    assert 408 == await hook.raw(head.encode() + b"{")
    assert [] == hook.stored


@pytest.mark.parametrize("depth", [100, 500, 900])
async def test_a_deep_update_is_kept_by_its_number_alone(hook: Hook, depth: int) -> None:
    """What could not be read again once it is kept is put aside under its id, whatever is in it."""
    assert 200 == await hook.post(b'{"update_id": 7, "message": ' + b"[" * depth + b"]" * depth + b"}")
    ((number, body),) = hook.stored
    assert (7, True) == (number, len(body) < 100)


@pytest.mark.parametrize("secret", ["", "x", SECRET[:31]])
def test_there_is_no_webhook_without_a_secret(secret: str) -> None:
    """An empty or short secret would take updates from anybody, wherever it comes from."""

    async def store(updates: list[RawUpdate]) -> None:
        raise AssertionError(updates)

    with pytest.raises(WebhookSecretMissing):
        make_webhook(PATH, secret, store)


@pytest.mark.parametrize("secret", ["short", "x" * 31, "x" * 257, "ñ" * 40, "with space " * 5])
def test_a_secret_that_could_be_guessed_is_no_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, secret: str
) -> None:
    """A short secret, or one outside Telegram's alphabet, is named as a problem, and not repeated."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOLIDARIA_WEBHOOK_SECRET", secret)
    with pytest.raises(SettingsInvalid) as caught:
        read_settings()
    assert ("SOLIDARIA_WEBHOOK_SECRET: 32 to 256 of A-Z a-z 0-9 _ - are needed",) == caught.value.problems


def test_a_good_secret_is_a_setting_and_does_not_show(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A secret of 32 characters is taken, and hidden when settings are printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOLIDARIA_WEBHOOK_SECRET", SECRET)
    settings = read_settings()
    assert settings.webhook_secret is not None
    assert SECRET == settings.webhook_secret.get_secret_value()
    assert SECRET not in repr(settings)
    assert Settings().webhook_secret == settings.webhook_secret


async def test_answers_come_in_by_webhook(tmp_path: Path) -> None:
    """Invitation, consent and answers go by webhook as they go by polling; the secret is the one we set."""
    port = free_port()
    address: dict[str, Any] = {"webhook_url": f"http://127.0.0.1:{port}{PATH}", "listen": f"127.0.0.1:{port}"}
    people = [Person(ANA, "Ana", "es"), Person(BRUNO, "Bruno", "pt")]
    async with (
        service(tmp_path, people, webhook_secret=SECRET, **address) as bot,
        Phone(bot.server.base_url, ANA) as ana,
        ClientSession() as session,
    ):
        await eventually(lambda: bot.server.telegram.home.webhook, "a webhook that is set")
        assert SECRET == getattr(bot.server.telegram.home.webhook, "secret", "")
        await enter(ana, bot.invite())
        await ana.tap("3 ·")
        await question(ana, 2)
        await typed(bot, ana, "2")
        await question(ana, 3)
        assert {"c01q1": 3, "c01q2": 2} == answers(bot)
        async with session.post(address["webhook_url"], data=UPDATE) as answer:
            assert 401 == answer.status
        assert [] == bot.server.telegram.transcript.find("getUpdates")


async def test_a_stop_does_not_wait_for_a_request_that_never_ends(tmp_path: Path) -> None:
    """Somebody who knows the secret and never sends the body cannot keep the bot from stopping."""
    port = free_port()
    address: dict[str, Any] = {"webhook_url": f"http://127.0.0.1:{port}{PATH}", "listen": f"127.0.0.1:{port}"}
    async with service(tmp_path, [Person(ANA, "Ana", "es")], webhook_secret=SECRET, **address) as bot:
        await eventually(lambda: bot.server.telegram.home.webhook, "a webhook that is set")
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: 9\r\n\r\n"
        )
        writer.write(head.encode() + b"{")
        await writer.drain()
        async with asyncio.timeout(10):
            await bot.stop()
        writer.close()
