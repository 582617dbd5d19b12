"""The two pictures of a wave: with names for internal use, which it says, and without one to leave the chat."""

import colorsys
import json
import struct
from dataclasses import asdict, replace

import pytest
from kit.golden import NOW
from kit.png_pixels import pixel_rows
from kit.wave_sample import WAVE, submitted_members

from bot.reports.renderer import render_distribution, render_heat_map
from conversations.assessment import Assessment, Response
from conversations.instrument import Language, Nonresponse
from locales.heat_map import MOST_ROWS, word_distribution, word_heat_map

MOST_BYTES = 150_000


def size(png: bytes) -> tuple[int, int]:
    """Give the width and height of a PNG."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("language", Language)
def test_eighty_four_members_are_three_pictures(language: Language) -> None:
    """Each with its part of the members, every one once, all in the size that Telegram leaves alone."""
    members = submitted_members(84)
    worded = word_heat_map(members, WAVE, (), language, NOW)
    assert [28, 28, 28] == [len(one.rows) for one in worded]
    assert [one.member.country for one in members] == [row.country for one in worded for row in one.rows]
    for one in worded:
        assert {10} == {len(row.cells) for row in one.rows}
        png = render_heat_map(one)
        width, height = size(png)
        assert (1024, True) == (width, height <= 1280)
        assert len(png) <= MOST_BYTES


@pytest.mark.parametrize("count", [1, MOST_ROWS, MOST_ROWS + 1])
def test_few_members_make_a_small_picture(count: int) -> None:
    """One picture up to 28 members, then two that are about equally full."""
    worded = word_heat_map(submitted_members(count), WAVE, ("AR", "BO"), Language.ES, NOW)
    assert (1 if count <= MOST_ROWS else 2) == len(worded)
    assert count == sum(len(one.rows) for one in worded)
    assert max(len(one.rows) for one in worded) - min(len(one.rows) for one in worded) <= 1
    assert {"Argentina y Bolivia"} == {one.scope for one in worded}
    assert size(render_heat_map(worded[0]))[0] == 1024


@pytest.mark.parametrize("language", Language)
def test_the_map_with_names_says_that_it_is_internal(language: Language) -> None:
    """In the picture itself, so that it goes wherever the picture goes."""
    (worded,) = word_heat_map(submitted_members(3), WAVE, (), language, NOW)
    said = {Language.ES: "Uso interno", Language.PT: "Uso interno", Language.EN: "Internal use"}
    assert worded.internal.startswith(said[language])
    assert render_heat_map(worded) != render_heat_map(replace(worded, internal=""))


@pytest.mark.parametrize("language", Language)
def test_no_name_is_in_the_picture_that_leaves(language: Language) -> None:
    """Neither a member's name nor its country's code: only how many there are at each level."""
    members = submitted_members(84)
    worded = word_distribution(members, WAVE, (), language, NOW)
    assert worded is not None
    data = json.dumps(asdict(worded), ensure_ascii=False)
    assert [] == [one.member.name for one in members if one.member.name in data]
    assert {84} == {sum(row.counts) + row.no_score for row in worded.rows}
    png = render_distribution(worded)
    assert (1024, 1280) == size(png)
    assert len(png) <= MOST_BYTES


def test_nobody_makes_no_picture() -> None:
    """There is nothing to draw."""
    assert () == word_heat_map([], WAVE, (), Language.ES, NOW)
    assert word_distribution([], WAVE, (), Language.ES, NOW) is None


def test_figures_are_the_diagnosis() -> None:
    """A cell has the criterion's whole percentage; one with too little data has none, and is counted as that."""
    full = submitted_members(1)[0]
    items = full.instrument.criteria[0].items
    best = {item.id: Response(4, 1, NOW) for item in full.instrument.items}
    unknown = best | {item.id: Response(Nonresponse.DONT_KNOW, 1, NOW) for item in items}
    of: list[Assessment] = [replace(full, responses=best), replace(full, responses=unknown)]
    (worded,) = word_heat_map(of, WAVE, (), Language.ES, NOW)
    assert ["100", ""] == [row.cells[0].text for row in worded.rows]
    assert [2, None] == [row.cells[0].band for row in worded.rows]
    spread = word_distribution(of, WAVE, (), Language.ES, NOW)
    assert spread is not None
    assert ((0, 0, 1), 1) == (spread.rows[0].counts, spread.rows[0].no_score)
    assert ((0, 0, 2), 0) == (spread.rows[1].counts, spread.rows[1].no_score)


def test_there_is_no_red() -> None:
    """Levels are told apart by warm and calm, light and dark: nothing is marked as an alarm."""
    (worded,) = word_heat_map(submitted_members(20), WAVE, (), Language.ES, NOW)
    spread = word_distribution(submitted_members(20), WAVE, (), Language.ES, NOW)
    assert spread is not None
    for png in (render_heat_map(worded), render_distribution(spread)):
        for pixel in {pixel for row in pixel_rows(png) for pixel in row}:
            hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in pixel))
            alarming = (hue < 0.04 or hue > 0.92) and saturation > 0.5 and 0.2 < lightness < 0.8
            assert not alarming, pixel.hex()


@pytest.mark.parametrize("name", ["#strong[a]", "A" * 80, "Ñandú $x$ _y_ \\", "‮evil", ""])
def test_names_are_never_markup_and_stay_inside(name: str) -> None:
    """Whatever a member is called, the picture is drawn, in the same size."""
    (one,) = submitted_members(1)
    (worded,) = word_heat_map([replace(one, member=replace(one.member, name=name))], WAVE, (), Language.ES, NOW)
    assert 1024 == size(render_heat_map(worded))[0]
