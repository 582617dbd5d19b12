"""The arrangement of a person's messages: a table of what is there, what is wished for, and what must come of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from kit.store import NOW

from storage.screens import EDITABLE, Screen, Wish, arrange, bury, drawings
from storage.tables.talk import Purpose

SENT = Screen(1, Purpose.CARD, "old", wanted=3, drawn=3, message_id=11, sent_at=NOW)
UNSENT = Screen(1, Purpose.CARD, "old")
BURIED = replace(SENT, buried=True)
AGED = replace(SENT, sent_at=NOW - EDITABLE)
YOUNG = replace(SENT, sent_at=NOW - EDITABLE + timedelta(seconds=1))
RECEIPT = Screen(2, Purpose.RECEIPT, "was", 5, 5, 7, "c01", 22, NOW)
NEW = Screen(0, Purpose.CARD, "new")


def stripped(card: Screen) -> Screen:
    """Give the card as it is when only its buttons are to go."""
    return replace(card, purpose=Purpose.RETIRED, payload="", wanted=card.wanted + 1)


def receipt_of(card: Screen, criterion: str, payload: str) -> Screen:
    """Give the card as the receipt that it becomes."""
    shown = replace(card, purpose=Purpose.RECEIPT, payload=payload, wanted=card.wanted + 1)
    return replace(shown, assessment=7, criterion=criterion)


CASES = {
    "nobody has a card yet": ((), Wish("new"), (NEW,)),
    "nothing is wished for": ((BURIED,), Wish(), (BURIED,)),
    "an equal card is not drawn again": ((SENT,), Wish("old"), (SENT,)),
    "the card is edited": ((SENT,), Wish("new"), (replace(SENT, payload="new", wanted=4),)),
    "a card just under 48 hours is edited": ((YOUNG,), Wish("new"), (replace(YOUNG, payload="new", wanted=4),)),
    "a card that waits to be sent changes": ((UNSENT,), Wish("new"), (replace(UNSENT, payload="new", wanted=2),)),
    "something was typed below it": ((SENT,), Wish("new", anew=True), (stripped(SENT), NEW)),
    "even an equal card comes anew": (
        (SENT,),
        Wish("old", anew=True),
        (stripped(SENT), replace(NEW, payload="old")),
    ),
    "a buried card comes anew": ((BURIED,), Wish("new"), (stripped(BURIED), NEW)),
    "an old card comes anew": ((AGED,), Wish("new"), (stripped(AGED), NEW)),
    "an old card that says the same stays for who did nothing": ((AGED,), Wish("old", looks=True), (AGED,)),
    "a buried one too": ((BURIED,), Wish("old", looks=True), (BURIED,)),
    "an old card that says something else comes anew": ((AGED,), Wish("new", looks=True), (stripped(AGED), NEW)),
    "an unsent card that must be at the bottom": ((UNSENT,), Wish("new", anew=True), (stripped(UNSENT), NEW)),
    "replies come before the card": (
        (SENT,),
        Wish(letters=True),
        (stripped(SENT), replace(NEW, payload="old")),
    ),
    "replies without a card": ((), Wish(letters=True), ()),
    "the card becomes the receipt": (
        (SENT,),
        Wish("new", receipts={"c01": "done"}, assessment=7),
        (receipt_of(SENT, "c01", "done"), NEW),
    ),
    "an unsent card becomes the receipt": (
        (UNSENT,),
        Wish("new", receipts={"c01": "done"}, assessment=7),
        (receipt_of(UNSENT, "c01", "done"), NEW),
    ),
    "a buried card does not become a receipt": (
        (BURIED,),
        Wish("new", receipts={"c01": "done"}, assessment=7),
        (stripped(BURIED), Screen(0, Purpose.RECEIPT, "done", assessment=7, criterion="c01"), NEW),
    ),
    "a receipt is corrected in its place": (
        (SENT, RECEIPT),
        Wish("new", receipts={"c01": "now"}, assessment=7),
        (replace(RECEIPT, payload="now", wanted=6), replace(SENT, payload="new", wanted=4)),
    ),
    "a receipt of another assessment is another": (
        (RECEIPT, SENT),
        Wish("new", receipts={"c01": "done"}, assessment=7 + 1),
        (RECEIPT, replace(receipt_of(SENT, "c01", "done"), assessment=8), NEW),
    ),
    "two receipts in one turn": (
        (SENT,),
        Wish("new", receipts={"c01": "a", "c02": "b"}, assessment=7),
        (receipt_of(SENT, "c01", "a"), Screen(0, Purpose.RECEIPT, "b", assessment=7, criterion="c02"), NEW),
    ),
    "a receipt without a card": (
        (),
        Wish(receipts={"c01": "a"}, assessment=7),
        (Screen(0, Purpose.RECEIPT, "a", assessment=7, criterion="c01"),),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_arrangement(case: str) -> None:
    """What is there and what is wished for must give exactly this."""
    before, wish, after = CASES[case]
    assert after == arrange(before, wish, NOW)


@pytest.mark.parametrize("case", CASES)
def test_one_live_card(case: str) -> None:
    """No arrangement may have two live cards."""
    before, wish, _ = CASES[case]
    after = arrange(before, wish, NOW)
    assert sum(screen.purpose is Purpose.CARD for screen in after) <= 1


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_shown_without_being_asked(case: str) -> None:
    """Wishing for nothing on top of any arrangement must change nothing."""
    before, wish, _ = CASES[case]
    after = arrange(before, wish, NOW)
    assert set(after) == set(arrange(after, Wish(), NOW))


def test_the_next_question_is_drawn_first() -> None:
    """New messages go in their order with the card last of them, then receipts are edited, then buttons go."""
    screens = (
        replace(stripped(SENT), id=1),
        replace(RECEIPT, id=2, wanted=6),
        Screen(3, Purpose.RECEIPT, "b", assessment=7, criterion="c02"),
        replace(NEW, id=4),
    )
    assert [drawing.screen for drawing in drawings(screens)] == [3, 4, 2, 1]


def test_what_is_drawn_is_not_owed() -> None:
    """A screen at its wanted revision, and an unsent card that was given up, must not be drawn."""
    assert drawings((SENT, RECEIPT, stripped(UNSENT))) == ()


def test_a_notice_buries_a_sent_card_only() -> None:
    """A notice must bury the card above it; one that is still to be sent comes below it."""
    assert bury((SENT, RECEIPT)) == (BURIED, RECEIPT)
    assert bury((UNSENT,)) == (UNSENT,)
