"""Texts of which letters run from the right, or which turn directions, keep the words beside them in their places."""

import random

import pytest
from kit.hostile_texts import hostiles
from kit.hostile_ways import at_the_door, told, turned

from conversations.instrument import Language
from locales.catalogue import escaped, plain
from locales.isolating import isolated
from locales.naming import fitting, side_by_side

FSI, PDI, RLO = "\u2068", "\u2069", "\u202e"


@pytest.mark.parametrize("text", ["", "Rosario", "São Paulo · 3 «ñ»", "🇧🇷 👩‍👧 a\u0301", "a\u200bb"])
def test_what_turns_nothing_stays_as_it_is(text: str) -> None:
    """A text without directions has no character more."""
    assert text == isolated(text)
    assert text == escaped(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{RLO}oirasoR", f"{FSI}{RLO}oirasoR{PDI}"),
        ("שלום", f"{FSI}שלום{PDI}"),
        (f"a\n{RLO}b\nc", f"a\n{FSI}{RLO}b{PDI}\nc"),
        (f"{PDI}{PDI}{RLO}x", f"{FSI}{RLO}x{PDI}"),
        ("\u2067x", f"\u2067x{PDI}"),
        (f"x {FSI}{RLO}y{PDI} z", f"x {FSI}{RLO}y{PDI} z"),
    ],
)
def test_each_line_is_shut_in(text: str, expected: str) -> None:
    """Line by line; what would end the isolate around it goes, what is open is closed, what is shut in stays."""
    assert expected == isolated(text)
    assert expected == isolated(isolated(text))


def test_nothing_reaches_over_its_place_in_a_sentence() -> None:
    """Whatever is put into a sentence or on a button, there is nothing but it in its isolate."""
    for text in map(at_the_door, hostiles(random.Random(7), 2_000)):  # noqa: S311 - the dice of a test
        said = plain(Language.ES, "choose.post", place=text, role="punto focal")
        assert "" == turned(said, told([text])), ascii(said)


@pytest.mark.parametrize("room", [12, 20, 44])
def test_two_texts_on_one_label_turn_neither(room: int) -> None:
    """A name and a post beside each other are cut to the room there is, and each keeps to its own side."""
    dice = random.Random(11)  # noqa: S311 - as above
    for one, other in zip(hostiles(dice, 500), hostiles(dice, 500), strict=True):
        first, second = (" ".join(at_the_door(text).split()) or "x" for text in (one, other))
        label = side_by_side(first, second, room)
        assert "" == turned(label, told([first, second, fitting(f"{first} · {second}", room)])), ascii(label)
    assert side_by_side("Ana", "punto focal", room) == fitting("Ana · punto focal", room)
    assert f"{FSI}{RLO}anA{PDI} · pun" in side_by_side(f"{RLO}anA", "punto focal", room)
