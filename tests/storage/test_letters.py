"""Letters are sent once: a reply may be repeated after a crash, a notice never, and no text outlives its letter."""

import pytest
from kit.kept import kept_letters
from kit.store import ANA, BRUNO, Store

from storage.screens import live_card
from storage.tables.talk import LetterKind, LetterState
from storage.talk import (
    Letter,
    Work,
    claim_letter,
    mark_unreachable,
    pending_work,
    read_screens,
    recover,
    settle_letter,
    work_of,
    write_letters,
)
from storage.turn import Decision


def owed(store: Store) -> tuple[Work, ...]:
    """Read what is owed to everybody through a connection of its own."""
    with store.database.reading() as tx:
        return pending_work(tx)


def letter_states(store: Store) -> list[tuple[str, str, str | None]]:
    """Read kind, state and payload of all letters."""
    with store.database.reading() as tx:
        return [(one.kind, one.state, one.text) for one in kept_letters(tx)]


def test_replies_are_sent_again_and_notices_never(store: Store) -> None:
    """After a crash in mid-send a reply must wait again; a notice must be listed as unconfirmed and stay so."""
    person = store.enter(ANA)
    with store.database.writing() as tx:
        (reply,) = write_letters(tx, person, LetterKind.REPLY, ("r",), store.now)
        (notice,) = write_letters(tx, person, LetterKind.NOTICE, ("n",), store.now)
        assert claim_letter(tx, reply.id, store.now)
        assert claim_letter(tx, notice.id, store.now)
    with store.database.writing() as tx:
        recover(tx, store.now)
    assert letter_states(store) == [("reply", "pending", "r"), ("notice", "unconfirmed", None)]
    with store.database.writing() as tx:
        assert not claim_letter(tx, notice.id, store.now)
    assert [(Letter(reply.id, LetterKind.REPLY, "r"),)] == [work.letters for work in owed(store)]


def test_a_letter_is_claimed_once(store: Store) -> None:
    """A letter in hand must not be taken a second time."""
    person = store.enter(ANA)
    with store.database.writing() as tx:
        (letter,) = write_letters(tx, person, LetterKind.NOTICE, ("n",), store.now)
    claims = []
    for _ in range(2):
        with store.database.writing() as tx:
            claims.append(claim_letter(tx, letter.id, store.now))
    assert claims == [True, False]


@pytest.mark.parametrize("state", [LetterState.SENT, LetterState.FAILED, LetterState.UNCONFIRMED])
def test_the_text_of_a_settled_letter_goes(store: Store, state: LetterState) -> None:
    """Once it is known what became of a letter its content must not be kept."""
    person = store.enter(ANA)
    with store.database.writing() as tx:
        (letter,) = write_letters(tx, person, LetterKind.REPLY, ("secret",), store.now)
        claim_letter(tx, letter.id, store.now)
        settle_letter(tx, letter.id, state, store.now, message_id=5)
    assert [("reply", state.value, None)] == letter_states(store)


def test_a_letter_can_be_put_back(store: Store) -> None:
    """A letter that Telegram asks us to send later must wait again, whole."""
    person = store.enter(ANA)
    with store.database.writing() as tx:
        (letter,) = write_letters(tx, person, LetterKind.NOTICE, ("n",), store.now)
        claim_letter(tx, letter.id, store.now)
        settle_letter(tx, letter.id, LetterState.PENDING, store.now)
    assert letter_states(store) == [("notice", "pending", "n")]


def test_replies_go_before_a_card_of_their_own(store: Store) -> None:
    """A turn with a reply must owe the reply first, then the card anew, and take the buttons off the old one."""
    store.enter(ANA)
    work = store.turn(ANA, lambda _: Decision(letters=("the PDF",))).work
    assert work is not None
    assert [letter.payload for letter in work.letters] == ["the PDF"]
    assert [(one.payload, one.message_id, one.strip) for one in work.drawings] == [
        ("begin", None, False),
        ("", 501, True),
    ]


def test_a_notice_buries_the_card(store: Store) -> None:
    """After a notice the card stays where it is, and comes anew at the bottom when it next changes."""
    person = store.enter(ANA)
    with store.database.writing() as tx:
        (notice,) = write_letters(tx, person, LetterKind.NOTICE, ("n",), store.now)
        claim_letter(tx, notice.id, store.now)
        settle_letter(tx, notice.id, LetterState.SENT, store.now, message_id=800)
        card = live_card(read_screens(tx, person))
    assert card is not None
    assert card.buried
    assert owed(store) == ()
    work = store.turn(ANA, lambda _: Decision(card="next")).work
    assert work is not None
    assert [(one.payload, one.strip) for one in work.drawings] == [("next", False), ("", True)]


def test_whoever_blocked_us_is_left_alone_until_they_write(store: Store) -> None:
    """Nothing must be tried with somebody unreachable; when they write again, they are served again."""
    person = store.enter(ANA)
    other = store.enter(BRUNO)
    store.turn(ANA, lambda _: Decision(card="next", letters=("x",)))
    with store.database.writing() as tx:
        write_letters(tx, other, LetterKind.NOTICE, ("n",), store.now)
        mark_unreachable(tx, person, store.now)
    assert [other] == [work.person for work in owed(store)]
    assert letter_states(store)[0] == ("reply", "failed", None)
    work = store.turn(ANA, lambda _: Decision(card="welcome back", anew=True)).work
    assert work is not None
    assert [one.payload for one in work.drawings if not one.strip] == ["welcome back"]
    with store.database.reading() as tx:
        assert work == work_of(tx, person)
