"""What a minute of an official's may cost: taps, messages and words, counted in real conversations."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from kit.chat import Chat
from kit.golden import INSTRUMENT, MEMBERS, NAMES, STEPS, come_in, invite, label, network, option
from kit.phrases import PHRASES

from conversations.assessment import Assessment
from conversations.instrument import Language
from locales import lengths
from locales.catalogue import plain
from storage.assessment_reader import read_assessment

MOST_LINES, MOST_ROWS = 9, 6


def within_the_card(chat: Chat) -> None:
    """The card is whole at 360 x 640: at most nine lines and six rows of buttons."""
    card = chat.card
    assert lengths.lines(card.text) <= MOST_LINES, card.text
    assert len(card.rows) <= MOST_ROWS, card.labels


@pytest.fixture(params=Language)
def chat(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Chat]:
    """An official of each language at their first question, after every turn with a card that fits."""
    language = request.param
    with network(tmp_path) as world:
        one = Chat(world, 1001, NAMES[language], language, after=within_the_card)
        come_in(one, invite(world, MEMBERS[language]), language)
        yield one


def assessment(chat: Chat) -> Assessment:
    """Read what is stored, on a connection of its own."""
    with chat.world.writer.database.reading() as tx:
        found = read_assessment(tx, 1)
    assert found is not None
    return found


def speech(chat: Chat) -> Language:
    """The language of an official."""
    assert chat.language is not None
    return chat.language


def answer(chat: Chat, *steps: str) -> None:
    """Answer steps with a tap each."""
    for step in steps:
        chat.tap(option(speech(chat), step, 2))


def heading(chat: Chat) -> str:
    """Where the card says that one is: criterion and place."""
    found = re.search(r"<b>[^<]+</b> \d+/\d+", chat.card.text)
    assert found is not None
    return found[0]


def test_from_the_link_to_the_first_question(chat: Chat) -> None:
    """START and three taps, at most two messages and 120 words, with the note on the nature of the instrument."""
    question = lengths.words(chat.card.text.split("<blockquote")[0])
    assert chat.taps == 4
    assert len(chat.bubbles) <= 2
    assert chat.words - question <= 120
    assert INSTRUMENT.disclaimer.in_(speech(chat)) in "\n".join(chat.transcript).replace("│ ", "")


def test_one_answer_is_one_tap(chat: Chat) -> None:
    """One tap answers, shows that it is saved and the next question, in the same message, and asks nothing else."""
    before, messages = chat.taps, len(chat.bubbles)
    answer(chat, "c01q1")
    assert chat.taps - before == 1
    assert messages == len(chat.bubbles)
    assert {"c01q1": 2} == assessment(chat).sheet
    assert label(speech(chat), "card.saved") in chat.card.text
    assert INSTRUMENT.item("c01q2").short.in_(speech(chat)) in chat.card.text


def test_the_whole_assessment(chat: Chat) -> None:
    """All 44 items and 10 priorities, from the link to submission, in at most 62 taps; submitting takes at most 4."""
    answer(chat, *STEPS)
    before = chat.taps
    chat.tap(label(speech(chat), "overview.submit"))
    chat.tap(label(speech(chat), "submit.named"))
    assert chat.taps - before <= 4
    assert chat.taps <= 62
    assert assessment(chat).submission is not None
    assert len(assessment(chat).responses) == 44
    assert len(assessment(chat).priorities) == 10


def test_ten_receipts_stay_in_the_chat(chat: Chat) -> None:
    """A whole assessment leaves ten receipts and one card, and nothing else."""
    answer(chat, *STEPS)
    names = [f"<b>✓ {criterion.short.in_(speech(chat))}</b>" for criterion in INSTRUMENT.criteria]
    assert names == [bubble.text.split(" · ")[0] for bubble in chat.bubbles[:-1]]


def test_correcting_the_last_answer(chat: Chat) -> None:
    """Two taps correct the last answer and lead back to where one was."""
    answer(chat, "c01q1", "c01q2")
    before, where = chat.taps, heading(chat)
    chat.tap(label(speech(chat), "nav.back"))
    chat.tap(option(speech(chat), "c01q2", 4))
    assert chat.taps - before == 2
    assert where == heading(chat)
    assert {"c01q1": 2, "c01q2": 4} == assessment(chat).sheet


@pytest.mark.parametrize("item", ["c01q1", "c02q4", "c04q1"])
def test_correcting_any_older_answer(chat: Chat, item: str) -> None:
    """At most four taps correct any older answer and lead back to where one was."""
    answer(chat, *STEPS[: STEPS.index("c04q3")])
    before, where = chat.taps, heading(chat)
    chat.tap(label(speech(chat), "nav.overview"))
    chat.tap(INSTRUMENT.criterion_of(item).short.in_(speech(chat)))
    chat.tap(INSTRUMENT.item(item).short.in_(speech(chat)))
    chat.tap(option(speech(chat), item, 4))
    assert chat.taps - before <= 4
    assert where == heading(chat)
    assert assessment(chat).answer(item) == 4


def test_back_after_a_month(chat: Chat) -> None:
    """After a month one tap on the old card is an answer, and any word brings the open question."""
    answer(chat, "c01q1")
    chat.world.wait(days=31)
    before = chat.taps
    answer(chat, "c01q2")
    assert chat.taps - before == 1
    assert {"c01q1": 2, "c01q2": 2} == assessment(chat).sheet
    where = heading(chat)
    chat.send(PHRASES[speech(chat)].pause)
    chat.world.wait(days=31)
    chat.send(PHRASES[speech(chat)].hello)
    assert where == heading(chat)
    assert chat.has(option(speech(chat), "c01q3", 3))


def test_the_draft_for_the_mayor(chat: Chat) -> None:
    """Two taps from a question bring the picture of the draft, with words for who cannot see it."""
    answer(chat, "c01q1")
    before = chat.taps
    chat.tap(label(speech(chat), "nav.overview"))
    chat.tap(label(speech(chat), "button.summary"))
    assert chat.taps - before == 2
    picture = next(bubble for bubble in chat.bubbles if bubble.text.startswith("🖼"))
    assert INSTRUMENT.disclaimer.in_(speech(chat)) in picture.text


def test_a_second_focal_point_knows_where_it_stands(chat: Chat) -> None:
    """Who joins a colleague sees what is answered, and the first open question, in START and three taps."""
    answer(chat, "c01q1", "c01q2")
    second = Chat(chat.world, 1002, "Beto", speech(chat), after=within_the_card)
    come_in(second, invite(chat.world, MEMBERS[speech(chat)]), speech(chat))
    assert second.taps == 4
    assert f"│ {plain(speech(chat), 'handover.counts', answered=2, all=44, left=42, unknown=0)}" in second.transcript
    assert heading(chat) == heading(second)


def test_a_colleague_is_asked(chat: Chat) -> None:
    """Don't know and three taps bring a text to forward; what comes back is one paste and one tap."""
    answer(chat, "c01q1", "c01q2")
    before = chat.taps
    chat.tap(label(speech(chat), "nav.dont_know"))
    chat.tap(label(speech(chat), "nav.overview"))
    chat.tap(INSTRUMENT.criteria[0].short.in_(speech(chat)))
    chat.tap(label(speech(chat), "criterion.consult"))
    assert chat.taps - before == 1 + 3
    assert any("#c01" in bubble.text for bubble in chat.bubbles)
    before = chat.taps
    chat.send(PHRASES[speech(chat)].reply)
    chat.tap(label(speech(chat), "batch.keep"))
    assert chat.taps - before == 1
    assert {"c01q1": 2, "c01q2": 2, "c01q3": 2} == assessment(chat).sheet
