"""The bucket of each sender: people never meet it, a flood does, and nobody is remembered without end."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.limits import (
    A_SECOND,
    BURST,
    CROWDED,
    EPISODE,
    STRANGER,
    TOLD_AFTER,
    Bucket,
    Limits,
    known_rate,
)
from bot.senders import NOBODY, OLDEST, read_sent, sent_between

ANA, BRUNO, NOON = 1, 2, 1_000_000.0
KNOWN = known_rate(BURST, A_SECOND)


def known(*people: int) -> Limits:
    """Make limits that know some people."""
    limits = Limits()
    for person in people:
        limits.is_known(person, NOON)
    return limits


def let_in(limits: Limits, *instants: float, sender: int = ANA) -> int:
    """Send something at each instant, applied at once; count what is let in."""
    inside = 0
    for at in instants:
        if limits.admit(sender, at, at):
            limits.done(sender)
            inside += 1
    return inside


def every(seconds: float, count: int, since: float = NOON) -> list[float]:
    return [since + n * seconds for n in range(count)]


def test_somebody_who_taps_as_fast_as_they_can_for_a_minute_never_meets_it() -> None:
    """Five taps a second for sixty seconds are all let in, also right after a minute of rest."""
    limits = known(ANA)
    assert 300 == let_in(limits, *every(0.2, 300))
    assert 300 == let_in(limits, *every(0.2, 300, NOON + 120))


def test_a_flood_is_let_in_up_to_the_burst_and_then_not_at_all_until_it_ends() -> None:
    """A hundred a second for ten minutes cost no more than the burst: there are no gaps in what is let in."""
    limits = known(ANA)
    instants = every(0.01, 60_000)
    inside = [limits.admit(ANA, at, at) for at in instants]
    first = inside.index(False)
    assert BURST <= first <= BURST + 4
    assert not any(inside[first:])


def test_whoever_pauses_for_two_seconds_is_let_in_again() -> None:
    """After the flood a short rest is enough, and then several things in a row are taken."""
    limits = known(ANA)
    let_in(limits, *every(0.01, 500))
    assert 8 == let_in(limits, *every(0.0, 8, NOON + 4.99 + 2.01))


def test_somebody_shut_out_who_goes_on_slowly_is_let_in_again() -> None:
    """One try a second is less than the bucket refills: the door opens although they never stop."""
    limits = known(ANA)
    let_in(limits, *every(0.01, 500))
    assert let_in(limits, *every(1.0, 10, NOON + 6)) >= 6


def test_one_flood_takes_nothing_from_anybody_else() -> None:
    """Everybody has their own bucket."""
    limits = known(ANA, BRUNO)
    let_in(limits, *every(0.01, 1_000))
    assert 60 == let_in(limits, *every(0.5, 60), sender=BRUNO)


def test_a_stranger_may_send_less() -> None:
    """Ten at once and one in five seconds, until somebody finds that we know them."""
    limits = Limits()
    assert STRANGER.burst == let_in(limits, *every(0.01, 100))
    assert 12 == let_in(limits, *every(5.0, 12, NOON + 5.99))
    assert limits.may_be_known(ANA, NOON + 70)
    limits.is_known(ANA, NOON + 70)
    assert BURST - 10 <= let_in(limits, *every(0.01, 200, NOON + 70)) <= BURST + 8


def test_whether_somebody_is_known_is_asked_once_in_five_seconds() -> None:
    """A flood of strangers is not a flood of questions to the database."""
    limits = Limits()
    let_in(limits, NOON)
    asked = [at for at in every(0.01, 1_500) if limits.may_be_known(ANA, at)]
    assert 3 == len(asked)
    limits.is_known(ANA, NOON + 15)
    assert not limits.may_be_known(ANA, NOON + 60)


def test_what_was_typed_while_we_were_away_counts_when_it_was_typed() -> None:
    """Two hundred texts of five hours that all come now are no flood; two hundred of one second are."""
    slowly, fast = known(), known()
    now = NOON + 18_000
    for limits in (slowly, fast):
        limits.admit(ANA, NOON, now, fresh=False)
        limits.is_known(ANA, now)
    assert all(slowly.admit(ANA, NOON + 90 * n, now, fresh=False) for n in range(1, 200))
    assert not all(fast.admit(ANA, NOON + 0.005 * n, now, fresh=False) for n in range(1, 200))


def test_in_a_crowd_nobody_may_have_many_that_wait() -> None:
    """With five hundred waiting, only some of one person's are let in, a first of another's is."""
    limits = known(ANA, BRUNO)
    for stranger in range(1_000, 1_000 + CROWDED):
        limits.waits(stranger)
    most = KNOWN.in_a_crowd
    assert [True] * most + [False] == [limits.admit(ANA, NOON, NOON) for _ in range(most + 1)]
    assert limits.admit(BRUNO, NOON, NOON)
    assert limits.admit(BRUNO, NOON - 60, NOON, fresh=False)


def test_of_one_person_no_more_than_some_wait() -> None:
    """While nothing is applied, as in a pause, what one person may put in is bounded at any pace."""
    limits = known(ANA)
    assert KNOWN.waiting == sum(limits.admit(ANA, at, at) for at in every(1.0, 500))
    assert KNOWN.waiting == limits.waiting < 200
    limits.nothing_waits()
    assert limits.admit(ANA, NOON + 600, NOON + 600)


def test_what_could_not_be_kept_is_not_counted() -> None:
    """An update that is given back costs nothing: a database that is away must not make a flood of its retries."""
    limits = known(ANA)
    for at in every(0.01, 1_000):
        assert limits.admit(ANA, at, at)
        limits.give_back(ANA)
    assert 0 == limits.waiting


def test_any_number_of_senders_is_not_remembered() -> None:
    """Who was heard longest ago is forgotten first; who is active stays."""
    limits = Limits(remembered=1_000)
    for sender in range(10, 100_010):
        limits.admit(sender, NOON, NOON)
        limits.done(sender)
        if sender % 500 == 0:
            limits.admit(ANA, NOON, NOON)
            limits.done(ANA)
    assert 1_000 == len(limits)
    assert 0 == limits.waiting
    assert not limits.admit(ANA, NOON, NOON)


def test_somebody_shut_out_is_told_once_when_they_stop() -> None:
    """Nobody is told in the midst of it; two seconds after it, once; and not again in the next flood of the minute."""
    limits = known(ANA)
    let_in(limits, *every(0.01, 500))
    end = NOON + 5
    assert () == limits.to_be_told(end)
    assert ((ANA, True),) == limits.to_be_told(end + 2)
    assert () == limits.to_be_told(end + 4)
    let_in(limits, *every(0.01, 500, end + 10))
    assert ((ANA, False),) == limits.to_be_told(end + 18)
    let_in(limits, *every(0.01, 500, end + 20 + EPISODE))
    assert ((ANA, True),) == limits.to_be_told(end + 28 + EPISODE)


def test_a_flood_that_does_not_end_is_told_of_once() -> None:
    """Whoever never stops hears of it after ten seconds, and when they do stop their card comes once more."""
    limits = known(ANA)
    told = list[tuple[int, bool]]()
    for at in every(0.01, 12_000):
        let_in(limits, at)
        told += limits.to_be_told(at)
    assert [(ANA, True)] == told
    assert TOLD_AFTER < 120
    assert ((ANA, False),) == limits.to_be_told(NOON + 125)


def test_a_stranger_is_never_told() -> None:
    """Who is not known gets nothing more than what strangers get."""
    limits = Limits()
    let_in(limits, *every(0.01, 500))
    assert () == limits.to_be_told(NOON + 3_600)


def test_a_refused_press_is_answered_once_a_second() -> None:
    """A hundred presses a second make one call a second."""
    limits = known(ANA)
    assert 10 == sum(limits.may_answer(ANA, at) for at in every(0.01, 1_000))


def test_a_clock_that_is_set_back_shuts_nobody_out() -> None:
    """The bucket goes on from the new time."""
    limits = known(ANA)
    let_in(limits, *every(0.01, 500))
    back = NOON - 86_400
    assert ((ANA, True),) == limits.to_be_told(back)
    assert 0 == let_in(limits, back)
    assert 8 == let_in(limits, *every(0.0, 8, back + 3))


@given(st.lists(st.floats(-100, 100), max_size=200), st.booleans())
def test_a_level_stays_between_nothing_and_the_burst(steps: list[float], stranger: bool) -> None:
    """Whatever the clock does."""
    rate = STRANGER if stranger else KNOWN
    bucket, now = Bucket(rate.burst, NOON), NOON
    for step in steps:
        now += step
        bucket = bucket.filled(rate, min(now, now - step / 2), now).taken(rate)
        assert 0 <= bucket.level <= rate.burst
        assert bucket.since <= now


@pytest.mark.parametrize("seed", range(5))
def test_never_more_than_the_rate_allows(seed: int) -> None:
    """In no stretch of time is more let in than the burst and what refills, at any mixture of paces."""
    dice, limits, inside = random.Random(seed), known(ANA), list[float]()  # noqa: S311 - the dice of a test
    at = NOON
    for _ in range(3_000):
        at += dice.choice((0.0, 0.001, 0.05, 0.3, 2.0))
        if limits.admit(ANA, at, at):
            limits.done(ANA)
            inside.append(at)
    for first in range(0, len(inside), 50):
        for last in range(first, len(inside), 50):
            assert last - first <= BURST + (inside[last] - inside[first]) * A_SECOND + 1


def test_who_sent_what_is_read_from_any_update() -> None:
    """Messages tell when, presses do not; what cannot be read is nobody's, and is not limited."""
    chat = {"id": 5, "type": "private"}
    message = {"update_id": 1, "message": {"date": 77, "from": {"id": 5}, "chat": chat}}
    edited = {"update_id": 1, "edited_message": {"date": 77, "edit_date": 99, "from": {"id": 5}, "chat": chat}}
    press = {"update_id": 1, "callback_query": {"id": "q", "from": {"id": 5}, "message": {"chat": chat, "date": 3}}}
    assert [(5, 77.0, None), (5, 99.0, None), (5, None, "q")] == [
        (sent.sender, sent.at, sent.press) for sent in map(read_sent, (message, edited, press))
    ]
    for odd in ({"update_id": 1}, {"message": 5}, {"message": {"from": 7}}, {"message": {"from": {"id": "5"}}}):
        assert (NOBODY, None, None) == (read_sent(odd).sender, read_sent(odd).at, read_sent(odd).press)


@pytest.mark.parametrize(
    ("at", "told"), [(None, NOON), (NOON - 5, NOON - 5), (NOON + 5, NOON), (1.0, NOON), (NOON - OLDEST - 1, NOON)]
)
def test_an_impossible_instant_is_now(at: float | None, told: float) -> None:
    """Telegram keeps nothing for longer than a day, and nothing comes from the future."""
    assert told == sent_between(at, NOON)
