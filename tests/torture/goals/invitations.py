"""S3: invitations that are guessed, raced for by a hundred people, revoked, expired, or forwarded after they were used.

Decides who tries what with which link, and who may have come in. Every try is a raw update, decoded as the bot does,
and a turn through its one writer; a hundred wait for that writer at once.
"""

import asyncio
import base64
import hashlib
import random
import secrets
from contextlib import ExitStack
from datetime import timedelta
from unittest.mock import patch

from kit.golden import network
from kit.link_bugs import OF_MAKING, PLANTED, RANDOM_BYTES
from kit.links import Door
from kit.stolen import everything
from sqlalchemy.exc import IntegrityError

from conversations.events import Choice
from storage import invitations
from storage.invitations import revoke_invitation
from torture.goal import Bug, Goal, Tier, Trial

PEOPLE = 100
"""Guesses in a round, and people who want to use one link at once."""
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
GUESSED, DEAD, WINNERS, KEPT = (
    "let in by a guess",
    "let in by a dead link",
    "not exactly one let in",
    "a link kept in the clear",
)
LINKS = 100
"""Links that are made to be looked at. That a bit is the same in all of them by chance: one in 10^27."""
REVOKED, EXPIRED, USED = "revoked", "expired", "used"


async def run(trial: Trial) -> None:
    """Guess, race and come late, round by round."""
    with ExitStack() as stack:
        if trial.bug:
            stack.enter_context(PLANTED[trial.bug]())
        with network(trial.folder) as world:
            door = Door(trial.folder / "golden.db", world.writer, world.now)
            await _rounds(trial, door)


async def _rounds(trial: Trial, door: Door) -> None:
    if trial.bug in ("", *OF_MAKING):
        await _look_at_links(trial, door)
    guesses = races = late = 0
    for number in trial.numbers():
        dice = trial.dice(number)
        guesses += await _guess(trial, door, dice, number)
        await _race(trial, door, dice, number)
        late += await _come_late(trial, door, dice, number)
        races += 1
        kept = everything(door.path)
        for token in door.tokens:
            spelt = (token.encode(), token.encode().hex().encode())
            trial.expect(KEPT, not any(one in kept for one in spelt), "a token is in the database's files", number)
        door.tokens.clear()
        door.now += timedelta(hours=1)
    trial.facts |= {"guesses": f"{guesses:,}", "people in races": f"{races * PEOPLE:,}", "late comers": f"{late:,}"}


async def _look_at_links(trial: Trial, door: Door) -> None:
    """Make links: what is random in them must be as long as said, from the system, in every bit, and never twice."""
    asked, real = list[int | None](), secrets.token_bytes

    def drawn(size: int | None = None) -> bytes:
        asked.append(size)
        return real(size)

    with patch.object(secrets, "token_bytes", drawn):
        for _ in range(LINKS):
            try:
                await door.invite()
            except IntegrityError:
                trial.found(GUESSED, "a link was there before")
    tokens, door.tokens = door.tokens, []
    trial.expect(GUESSED, [RANDOM_BYTES] * LINKS == asked, f"the system is asked for {sorted({*map(str, asked)})}")
    read = [base64.urlsafe_b64decode(one + "=" * (-len(one) % 4)) for one in tokens]
    short = min(map(len, read))
    trial.expect(GUESSED, short >= RANDOM_BYTES, f"a link has {short} bytes")
    numbers = [int.from_bytes(one, "big") for one in read]
    always, ever = numbers[0], 0
    for one in numbers:
        always, ever = always & one, ever | one
    constant = 8 * RANDOM_BYTES - (ever & ~always).bit_count()
    trial.expect(GUESSED, constant <= 0, f"{constant} bits of a link are the same in all of {LINKS}")


async def _guess(trial: Trial, door: Door, dice: random.Random, number: int) -> int:
    """Have people guess, at random and close to a link that is good; all hear the same, and nothing is kept."""
    _, token = await door.invite()
    before, heard = door.known(), set[str]()
    texts = [guess(token, dice) for _ in range(PEOPLE)]
    heard_by = await asyncio.gather(
        *(door.start(who, text) for who, text in zip(door.newcomers(PEOPLE), texts, strict=True))
    )
    for text, (spoken, applied) in zip(texts, heard_by, strict=True):
        heard.add(f"{spoken.courtesy} {spoken.again}")
        trial.expect(GUESSED, applied.work is None, f"{text!r} opened something", number)
    trial.expect(GUESSED, len(heard) == 1, f"{len(heard)} replies to guesses tell them apart", number)
    trial.expect(GUESSED, door.known() == before, "something is kept of who guessed", number)
    return len(texts)


def guess(token: str, dice: random.Random) -> str:
    """Make what somebody tries who has no link: any, or one that is almost that one."""
    at = dice.randrange(len(token))
    other = dice.choice([one for one in ALPHABET if one != token[at]])
    drawn = "".join(dice.choice(ALPHABET) for _ in token)
    close = (
        drawn, drawn, drawn,
        token[:at] + other + token[at + 1 :],
        token.swapcase(),
        token[::-1],
        f"{token[:-1]}{dice.choice(ALPHABET.replace(token[-1], ''))}",
        hashlib.sha256(token.encode()).hexdigest()[: len(token)],
        "%" * len(token),
        "_" * len(token),
    )  # fmt: skip
    tried = dice.choice(close)
    return f"/start {drawn if tried == token else tried}"


async def _race(trial: Trial, door: Door, dice: random.Random, number: int) -> None:
    """Have people open one link, and all say yes at once: one comes in, nothing is kept of the others."""
    _, token = await door.invite()
    people, before, inside = door.newcomers(PEOPLE), door.known(), door.inside()
    for step in (
        lambda who: door.start(who, f"/start {token}"),
        lambda who: door.choose(who, Choice.CONFIRM_POST),
        lambda who: door.choose(who, Choice.ACCEPT),
    ):
        dice.shuffle(people)
        await asyncio.gather(*map(step, people))
    winners = door.inside() - inside
    trial.expect(WINNERS, winners == 1, f"{winners} came in with one link", number)
    kept = door.known() - before
    trial.expect(WINNERS, kept == 1, f"something is kept of {kept} people", number)
    forwarded = door.newcomers(3)
    await _try_all(door, forwarded, token)
    trial.expect(DEAD, door.inside() - inside <= winners, "who got it forwarded came in, too", number)


async def _come_late(trial: Trial, door: Door, dice: random.Random, number: int) -> int:
    """Have a link end while people look at it, or before: nobody comes in."""
    late = 0
    for why in (REVOKED, EXPIRED):
        invitation, token = await door.invite()
        looking, coming, inside = door.newcomers(3), door.newcomers(3), door.inside()
        for who in looking:
            await door.start(who, f"/start {token}")
            await door.choose(who, Choice.CONFIRM_POST)
        before = door.now
        if why is REVOKED:
            await door.writer.run(revoke_invitation, invitation, door.now)
        else:
            door.now += invitations.TERM + timedelta(seconds=dice.choice((0, 1, 86_400)))
        await asyncio.gather(*(door.choose(who, Choice.ACCEPT) for who in looking))
        await _try_all(door, coming, token)
        door.now = before
        trial.expect(DEAD, door.inside() == inside, f"somebody came in with a link that was {why}", number)
        late += len(looking) + len(coming)
    return late


async def _try_all(door: Door, people: list[int], token: str) -> None:
    """Have people open a link and say yes to whatever comes."""
    for who in people:
        await door.start(who, f"/start {token}")
        for choice in (Choice.CONFIRM_POST, Choice.ACCEPT):
            await door.choose(who, choice)


GOALS = (
    Goal(
        id="S3",
        title="A link lets in one person once: nobody by a guess, one of a hundred who say yes at the same moment, "
        "nobody after it was used, revoked or expired",
        unit="rounds of 100 guesses and a race of 100",
        zeros=(GUESSED, DEAD, WINNERS, KEPT),
        rounds={Tier.CI: 20, Tier.NIGHT: 2_000, Tier.RELEASE: 10_000},
        run=run,
        bugs=(
            Bug("by-its-beginning", "only the first characters of a link are compared", GUESSED, 2, "opened something"),
            Bug("few-bits", "a link has 16 random bits, and is padded to its length", GUESSED, 1, "the same in all"),
            Bug("predictable", "a link is not from the system's randomness", GUESSED, 1, "the system is asked"),
            Bug("expiry-not-checked", "an expired link is taken", DEAD, 1, "expired"),
            Bug("revocation-not-checked", "a revoked link is taken", DEAD, 1, "revoked"),
            Bug("use-not-checked", "whether a link was used is not looked at in the transaction", WINNERS, 1),
            Bug("in-the-clear", "links are stored as they are, not hashed", KEPT, 1),
        ),
        note="A link has 160 random bits and is kept as a hash; that they are random is seen in 100 links and in "
        "what the system is asked for: a million guesses a second would take 10^34 years. "
        "Whoever holds a real link is told whether it was used, revoked or has expired; a guess never is.",
    ),
)
