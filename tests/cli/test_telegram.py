"""Commands that talk to Telegram: `invite`, `check`, `run`; here to the local one."""

import asyncio
import re
from collections.abc import AsyncIterator
from functools import partial

import pytest
from kit.cli import Answer, Operator, ended
from kit.edge import ANA, enter, free_port, question
from kit.phone import Phone
from kit.service import TOKEN

from bot.local import Fault, LocalServer, Person
from bot.time_zones import pinned_version
from storage.database import Database
from storage.runner_state import Memo, remember
from storage.secrets import Keyring

LINK = re.compile(r"https://t\.me/SolidariaDemoBot\?start=([A-Za-z0-9_-]{22,64})")
OTHER = "7000000009:another-token-for-tests"
LONG = "7000000001:AA-planted-token-of-a-bot-that-is-none-"


@pytest.fixture
async def server() -> AsyncIterator[LocalServer]:
    """A local Telegram that knows one bot."""
    async with LocalServer(people=[Person(ANA, "Ana", "es")], tokens=[TOKEN]) as started:
        yield started


@pytest.fixture
async def online(operator: Operator, server: LocalServer) -> Operator:
    """An operator with a token and a local Telegram."""
    operator.settings |= {"bot_token": TOKEN, "api_url": server.base_url}
    return operator


async def do(operator: Operator, *arguments: str, **settings: str) -> Answer:
    """Run a command beside the local Telegram."""
    return await asyncio.to_thread(partial(operator, *arguments, **settings))


# --- invite ---


async def test_an_invitation_is_one_line(online: Operator, server: LocalServer) -> None:
    """`invite` prints the link and nothing else, so that it can be piped; the username is asked for once."""
    first = (await do(online, "invite", "--member", "Rosario")).done()
    second = (await do(online, "invite", "--member", "rosario", "--post", "Directora")).done()
    links = [LINK.fullmatch(one.strip()) for one in (first, second)]
    assert all(links)
    assert first != second
    assert 1 == len(server.telegram.transcript.find("getMe"))
    server.telegram.faults.outage = True
    assert LINK.match((await do(online, "invite", "--member", "MVD")).done())


async def test_another_bots_link_is_never_given(online: Operator) -> None:
    """With a new bot's token in `.env` the former bot's remembered name is no longer ours: Telegram is asked."""
    key = (online.folder / ".env").read_text().strip().partition("=")[2]
    database = Database(f"sqlite:///{online.folder / 'solidaria.db'}", Keyring(key))
    with database.writing() as tx:
        remember(tx, Memo.BOT_USERNAME, "FormerBot")  # as its run left it
    assert LINK.match((await do(online, "invite", "--member", "Rosario")).done())
    with database.writing() as tx:
        remember(tx, Memo.BOT_USERNAME, "FormerBot")  # the former one has run again
    assert LINK.match((await do(online, "invite", "--member", "Rosario")).done())
    with database.writing() as tx:
        remember(tx, Memo.BOT_KNOWN, "7000000009 SolidariaDemoBot")
    database.close()
    silent = f"http://127.0.0.1:{free_port()}"
    assert "no answer from" in (await do(online, "invite", "--member", "Rosario", api_url=silent)).mistake()


async def test_an_invitation_is_kept_without_its_token(online: Operator) -> None:
    """What is printed is nowhere in the files; the list shows invitations without their links."""
    link = LINK.match((await do(online, "invite", "--member", "Rosario")).done())
    assert link is not None
    token = link[1].encode()
    assert [] == [file.name for file in online.folder.iterdir() if token in file.read_bytes()]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--member", "Macondo"), 'no member is called "Macondo"'),
        (("--member", "Córdoba"), '"Córdoba" could be any of'),
        (("--coordinator", "--countries", "Chile"), "country code"),
    ],
)
async def test_whom_nobody_can_invite(online: Operator, arguments: tuple[str, ...], words: str) -> None:
    """An unknown member, an ambiguous one and a country that is none are one line each."""
    listed = "name,kind,country,timezone\nCórdoba,city,CO,America/Bogota\nCórdoba,province,CO,America/Bogota\n"
    (online.folder / "more.csv").write_text(listed, "utf-8")
    assert (await do(online, "members", "import", "more.csv")).done()
    assert words in (await do(online, "invite", *arguments)).mistake()


async def test_a_coordinator_is_invited_to_countries_or_to_all(online: Operator) -> None:
    """`--coordinator` alone is for all countries, `--countries` narrows it; JSON has the link and its term."""
    whole = (await do(online, "invite", "--coordinator", "--json")).json()
    some = (await do(online, "invite", "--coordinator", "--countries", "ar,CL", "--json")).json()
    assert all(LINK.fullmatch(one["link"]) for one in (whole, some))
    assert {"id", "link", "expires_at"} == set(some)


async def test_a_wrong_token_and_a_silent_telegram_are_one_line(online: Operator, server: LocalServer) -> None:
    """What is wrong with the line to Telegram is said without the token."""
    told = (await do(online, "invite", "--member", "Rosario", bot_token=OTHER)).mistake()
    assert "refuses SOLIDARIA_BOT_TOKEN" in told
    silent = f"http://127.0.0.1:{free_port()}"
    told = (await do(online, "invite", "--member", "Rosario", api_url=silent)).mistake()
    assert "no answer from" in told
    assert TOKEN not in told
    told = (await do(online, "invite", "--member", "Rosario", api_url="ftp://x")).mistake()
    assert "SOLIDARIA_API_URL: an http address is needed" in told
    server.telegram.faults.add(Fault("getMe", code=502))
    assert "502" in (await do(online, "invite", "--member", "Rosario")).mistake()


@pytest.mark.parametrize("around", ["{} ", " {}", "{}\r", "{}\n"], ids=repr)
async def test_what_a_copied_token_has_around_it_is_taken_off(online: Operator, around: str) -> None:
    """A space or the end of a Windows line at the token costs nothing, in the environment or quoted in `.env`."""
    token = online.settings.pop("bot_token")
    for number, copied in enumerate(({"bot_token": around.format(token)}, {})):
        with (online.folder / ".env").open("a") as file:
            file.write(f'SOLIDARIA_BOT_TOKEN="{around.format(token)}"\n' if number else "")
        assert LINK.match((await do(online, "invite", "--member", "Rosario", **copied)).done())
        assert "token: @SolidariaDemoBot" in (await do(online, "check", **copied)).out


@pytest.mark.parametrize(
    "token", [LONG.replace("planted", "pla nted"), LONG.replace("a", "á"), f"bot{LONG}", f"{LONG}/x", " "]
)
@pytest.mark.parametrize("command", [("check",), ("invite", "--coordinator"), ("run",), ("members", "list")])
def test_what_is_no_token_is_one_line_without_it(operator: Operator, command: tuple[str, ...], token: str) -> None:
    """Whatever command meets it first, a token that cannot be one is named and not shown."""
    answer = operator(*command, bot_token=token, api_url="http://127.0.0.1:1")
    said = answer.out if command == ("check",) else answer.mistake()
    assert (1, True) == (answer.code, "SOLIDARIA_BOT_TOKEN: this is no token" in said)
    assert "t-that-is-none" not in answer.out + answer.err


@pytest.mark.parametrize("command", [("check",), ("invite", "--coordinator")])
def test_an_address_that_no_line_takes_is_one_line_without_the_token(
    operator: Operator, command: tuple[str, ...]
) -> None:
    """The address of a call holds the token: what is wrong with the rest of it must not bring it out."""
    answer = operator(*command, bot_token=LONG, api_url="http://127.0.0.1:1/a b")
    assert "no answer from http://127.0.0.1:1/a b" in (answer.out if command == ("check",) else answer.mistake())
    assert LONG[11:] not in answer.out + answer.err


def test_a_fault_shows_where_it_is_and_not_the_token(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """What no operator can mend stays a traceback with status 1; a token that is in it, or in its cause, is not."""

    def fail(_settings: object) -> str:
        try:
            raise LookupError(f"http://x/bot{LONG}/getMe")
        except LookupError as cause:
            raise RuntimeError(f"planted at {LONG}") from cause

    monkeypatch.setattr("bot.cli.telegram.ask_username", fail)
    answer = operator("invite", "--coordinator", bot_token=LONG)
    assert (1, "") == (answer.code, answer.out)
    assert answer.err.startswith("Traceback")
    assert "RuntimeError: planted at <token>" in answer.err
    assert "LookupError: http://x/bot<token>/getMe" in answer.err
    assert LONG[11:] not in answer.err


# --- check ---


async def test_check_finds_everything_in_order(online: Operator) -> None:
    """With key, token and members, every finding is fine and the status is 0."""
    (await do(online, "wave", "open", "2026")).done()
    answer = await do(online, "check")
    assert 0 == answer.code, answer.out
    assert "MEND" not in answer.out
    key = (online.folder / ".env").read_text().strip().partition("=")[2]
    assert Keyring(key).fingerprint in answer.out
    assert key not in answer.out
    found = {one["subject"]: one["ok"] for one in (await do(online, "check", "--json")).json()}
    named = {"key", "token", "catalogues", "default instrument", "database", "schema", "sqlite", "data", "inbox"}
    assert set() == named - set(found)


@pytest.mark.parametrize(
    ("settings", "subject"),
    [
        ({"bot_token": OTHER}, "token"),
        ({"api_url": "http://127.0.0.1:1"}, "token"),
        ({"secret_key": "nonsense"}, "key"),
        ({"secret_key": "A" * 43}, "database key"),
        ({"database_url": "postgresql://x"}, "database"),
        ({"database_url": "sqlite:///.env"}, "database"),
        ({"webhook_url": "https://x.example/hook"}, "webhook"),
        ({"listen": "nowhere"}, "settings"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value.values()))[:12],
)
async def test_check_names_what_is_wrong(online: Operator, settings: dict[str, str], subject: str) -> None:
    """Each wrong thing is a finding of its own that does not hide the others; the status is 1."""
    answer = await do(online, "check", **settings)
    assert (1, "") == (answer.code, answer.err)
    wrong = [line for line in answer.out.splitlines() if line.startswith("MEND")]
    assert any(line.startswith(f"MEND  {subject}:") for line in wrong), answer.out
    assert TOKEN not in answer.out


def test_check_before_anything_else(fresh: Operator) -> None:
    """On a new machine `check` says what to do first, and makes no database."""
    answer = fresh("check")
    assert 1 == answer.code
    assert "solidaria init" in answer.out
    assert "SOLIDARIA_BOT_TOKEN is not set" in answer.out
    assert [] == list(fresh.folder.iterdir())


# --- run ---


@pytest.mark.slow
async def test_the_bot_runs_alone_and_stops_cleanly(online: Operator, server: LocalServer) -> None:
    """Beside a running bot `run`, `restore` and `db upgrade` refuse, `invite` and `backup` work; SIGTERM ends it."""
    (await do(online, "wave", "open", "2026")).done()
    running = online.process("run")
    try:
        await server.until_polled()
        link = LINK.match((await do(online, "invite", "--member", "Rosario")).done())
        assert link is not None
        async with Phone(server.base_url, ANA) as ana:
            await enter(ana, link[1])
            await ana.tap("3 ·")
            await question(ana, 2)
        (await do(online, "backup", "copy.db")).done()
        for refused in (("restore", "copy.db"), ("db", "upgrade")):
            assert "another process is running" in (await do(online, *refused)).mistake()
        second = await asyncio.to_thread(ended, online.process("run"))
        assert (1, True) == (second.code, "another process is running" in second.err)
        assert "Traceback" not in second.err
    finally:
        answer = await asyncio.to_thread(partial(ended, running, told=True))
    assert 0 == answer.code, answer.err
    assert "Traceback" not in answer.err
    assert TOKEN not in answer.err
    assert link[1] not in answer.err
    assert f"tzdata='{pinned_version()}'" in answer.err, "which rules of time zones it goes by"
    (await do(online, "restore", "copy.db")).done()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"bot_token": OTHER}, "refuses SOLIDARIA_BOT_TOKEN"),
        ({"bot_token": "nonsense"}, "SOLIDARIA_BOT_TOKEN: this is no token"),
        ({"webhook_url": "https://x.example/h", "webhook_secret": "s" * 40}, "SOLIDARIA_LISTEN"),
        ({"webhook_url": "nonsense", "webhook_secret": "s" * 40, "listen": "127.0.0.1:0"}, "SOLIDARIA_WEBHOOK_URL"),
        ({"webhook_url": "https://x.example/h"}, "SOLIDARIA_WEBHOOK_SECRET"),
    ],
    ids=["unknown token", "no token at all", "port in use", "no address", "no secret"],
)
async def test_a_bot_that_cannot_start_says_why(
    online: Operator, server: LocalServer, settings: dict[str, str], words: str
) -> None:
    """`run` with a wrong token, a port in use or half a webhook ends with one line and status 1."""
    taken = {"listen": f"127.0.0.1:{server.port}"} if words == "SOLIDARIA_LISTEN" else {}
    answer = await asyncio.to_thread(ended, online.process("run", **settings, **taken))
    assert 1 == answer.code
    assert "Traceback" not in answer.err
    said = [line for line in answer.err.splitlines() if line.startswith("solidaria: ")]
    assert 1 == len(said), answer.err
    assert words in said[0]
    assert not [one for one in settings.values() if one in (OTHER, "s" * 40) and one in answer.err]


@pytest.mark.slow
async def test_a_bot_stops_while_it_waits_for_telegram(online: Operator, server: LocalServer) -> None:
    """Started without a network, the bot says that it waits, and SIGTERM ends it at once with status 0."""
    server.telegram.faults.add(Fault("getMe", code=502, count=None))
    running = online.process("run")
    assert running.stderr is not None
    line = ""
    while "no answer from Telegram" not in line:
        line = await asyncio.to_thread(running.stderr.readline)
        assert line
    answer = await asyncio.to_thread(partial(ended, running, told=True))
    assert 0 == answer.code, answer.err
    assert "Traceback" not in answer.err


@pytest.mark.slow
async def test_a_demo_on_a_taken_port_is_one_line(fresh: Operator, server: LocalServer) -> None:
    """`demo` says that the port is taken and how to choose another."""
    answer = await asyncio.to_thread(ended, fresh.process("demo", "--port", str(server.port)))
    assert "choose another with --port" in answer.mistake()
