"""What a button carries: written and read back, within Telegram's 64 bytes, readable for years, never trusted."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.showcase import NASTY, NOW, ROSARIO, WAVE, invitation, person, places, states

from bot.buttons import LONGEST, STALE, decode, encode
from bot.screens import keyboard, read_sheet, write_screen
from conversations.assessment import Sharing, steps
from conversations.attention import HOURS
from conversations.desk.deeds import Deed
from conversations.desk.place import DeskView
from conversations.events import (
    Choice,
    ChooseAppointment,
    ChooseLanguage,
    Do,
    Give,
    Open,
    Overwrite,
    Press,
    SendPicture,
    Show,
    Submit,
    When,
)
from conversations.instrument import Language, Nonresponse
from conversations.people import Member
from conversations.place import View
from conversations.replies import Line, Say
from conversations.wishes import ChooseHour, Keep, Leave, Snooze, TakeBack
from locales.cards import render_card, render_door
from storage.instrument_document import default_instrument

GOLDEN = Path(__file__).parent.parent / "golden" / "buttons.txt"
DOORS = (
    *(View.POST, View.CONSENT, View.CHOOSE, View.WAITING, View.COORDINATOR, View.LEFT),
    *(View.HELP, View.PRIVACY, View.LANGUAGE),
)

STEPS = st.one_of(
    st.sampled_from(steps(default_instrument())),
    st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789_-"), min_size=1, max_size=40),
)
ANSWERS = st.one_of(st.integers(0, 9), st.sampled_from(Nonresponse))
PRESSES: st.SearchStrategy[Press] = st.one_of(
    st.builds(Show, st.sampled_from(View), st.one_of(st.just(""), STEPS)),
    st.builds(Give, STEPS, ANSWERS),
    st.builds(Overwrite, STEPS, ANSWERS),
    st.builds(ChooseLanguage, st.sampled_from(Language)),
    st.builds(ChooseAppointment, st.integers(1, 10**12)),
    st.sampled_from(Choice),
    st.builds(Submit, st.sampled_from(Sharing)),
    st.builds(SendPicture, st.sampled_from(Language)),
    st.builds(Open, st.sampled_from(DeskView), st.sampled_from(("", "12", "12.c01"))),
    st.builds(Do, st.sampled_from(Deed), st.sampled_from(("", "12", "12.c01"))),
    st.builds(Snooze, st.sampled_from(When)),
    st.builds(ChooseHour, st.integers(0, 24 * 60)),
    st.builds(Keep, STEPS, st.integers(1, 10**12)),
    st.builds(Leave, st.integers(1, 10**12), st.booleans()),
    st.builds(TakeBack, st.integers(1, 10**12)),
)


def golden() -> list[tuple[str, str]]:
    """Read the golden file: button data, and the press that it stands for as Python writes it."""
    lines = [line for line in GOLDEN.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    pairs = [line.split("\t") for line in lines]
    return [(data, written) for data, written in pairs]


@given(PRESSES)
def test_a_press_is_read_as_it_was_written(press: Press) -> None:
    """Whatever a button stands for, it stands for the same after it was written and read, in at most 64 bytes."""
    data = encode(press)
    assert press == decode(data)
    assert len(data.encode()) <= LONGEST


def test_a_press_that_does_not_fit_is_refused_when_it_is_written() -> None:
    """A target too long for a button is a fault of ours, seen when the card is made and not by a person."""
    with pytest.raises(ValueError, match="too long"):
        encode(Show(View.CRITERION, "c" * LONGEST))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("member", [ROSARIO, NASTY], ids=lambda member: member.country)
def test_every_button_of_every_card_fits_and_is_readable(language: Language, member: Member) -> None:
    """Each card of the default instrument has buttons of at most 64 bytes that read back as some press of ours."""
    seen = 0
    for assessment in states(member):
        for place in places(assessment, language):
            if place.view in (View.CHOOSE, View.POST, View.CONSENT, View.WAITING, View.COORDINATOR, View.LEFT):
                continue
            screen = render_card(place, assessment, person(language, member), (Line(Say.WELCOME_BACK),), NOW, "x@y.z")
            seen += check(write_screen(screen), [one.press for row in screen.rows for one in row])
    for view in DOORS:
        door = render_door(view, person(language, member, posts=6), invitation(), WAVE, (), "x@y.z", NOW)
        seen += check(write_screen(door), [one.press for row in door.rows for one in row])
    assert seen > 1000


def check(payload: str, presses: list[Press]) -> int:
    """Look at each button as it leaves for Telegram; gives how many there were."""
    sheet = read_sheet(payload)
    sent = [data for row in sheet.rows for _, data in row]
    assert presses == [decode(data) for data in sent]
    assert all(1 <= len(data.encode()) <= LONGEST for data in sent)
    shown = json.loads(keyboard(sheet.rows) or '{"inline_keyboard": []}')["inline_keyboard"]
    assert sent == [button["callback_data"] for row in shown for button in row]
    return len(sent)


@pytest.mark.parametrize(("data", "written"), golden(), ids=lambda text: text[:30])
def test_every_old_spelling_stays_readable(data: str, written: str) -> None:
    """A button that was sent once means the same for ever: lines of the golden file are added, never changed."""
    assert written == repr(decode(data))


def test_the_golden_file_has_every_kind_of_button() -> None:
    """What may be on a button today is in the golden file, so that nobody forgets it when the format changes."""
    instrument = default_instrument()
    answers = (0, 1, 2, 3, 4, *Nonresponse)
    today: list[Press] = [
        *(Show(view) for view in View),
        *(Show(View.STEP, step) for step in steps(instrument)),
        *(Show(View.CRITERION, one.id) for one in instrument.criteria),
        *(kind("c01q1", answer) for kind in (Give, Overwrite) for answer in answers),
        *(ChooseLanguage(language) for language in Language),
        ChooseAppointment(7),
        *Choice,
        *(Submit(sharing) for sharing in Sharing),
        *(SendPicture(language) for language in Language),
        *(Snooze(when) for when in When),
        *(ChooseHour(minute) for minute in HOURS),
        *(Open(view, "12") for view in DeskView),
        *(Do(deed, "12") for deed in Deed),
        *(Keep("c01", 7), Leave(7, successor=True), Leave(7, successor=False), TakeBack(7)),
    ]
    kept = {data for data, _ in golden()}
    lines = [f"{encode(press)}\t{press!r}" for press in today if encode(press) not in kept]
    assert [] == lines, "add these lines to " + GOLDEN.name


@given(
    st.one_of(
        st.none(),
        st.text(max_size=80),
        st.text(st.characters(codec=None), max_size=70),
        PRESSES.map(encode).flatmap(lambda data: st.integers(0, len(data)).map(lambda cut: data[:cut])),
        st.tuples(PRESSES.map(encode), st.text(max_size=5)).map("".join),
        st.tuples(st.sampled_from("1029:"), st.sampled_from("saolpcuix"), st.text(":1a-٣＋²", max_size=40)).map(
            "".join
        ),
    )
)
def test_whatever_comes_is_a_press_or_stale(data: str | None) -> None:
    """Forged, cut off, old or empty data is read as some press of ours or as "show what stands", never a fault."""
    press = decode(data)
    assert press == STALE or len(encode(press).encode()) <= LONGEST


@pytest.mark.parametrize(
    "data",
    [
        *(None, "", "1", "2s:step", "1q:step", "1s", "1s:", "1s:nowhere:c01q1", "s:step", "1s:step\0" + "x" * 60),
        *("1a:c01q1", "1a:c01q1:", "1a:c01q1:x", "1a:c01q1:-1", "1a:c01q1:٣", "1a:c01q1:²"),
        *("1p:", "1p:x", "1p:-1", "1p:1_0", "1p: 1", "1p:٣", "1p:" + "9" * 40),
        *("1c:", "1c:YES", "1l:xx", "1u:", "1i:de", "\0", json.dumps({"a": 1})),
    ],
)
def test_what_is_no_press_of_ours_shows_what_stands(data: str | None) -> None:
    """Known bad spellings are stale; numbers are plain digits that every database can hold."""
    assert STALE == decode(data)
