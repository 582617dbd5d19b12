"""Whole conversations as an official reads them, in three languages: any change of a word is seen in a diff.

``make golden`` rewrites them; whoever does reads what has changed.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from kit.chat import Chat, World
from kit.golden import INSTRUMENT, MEMBERS, NAMES, STEPS, come_in, compare, invite, label, network, option, revoked
from kit.phrases import OTHER, PHRASES

from conversations.events import OutageEnded, Unreadable
from conversations.instrument import Language
from conversations.people import Role
from storage.waves import close_wave

LEVELS = (2, 3, 1, 4, 2, 0, 3)
Play = Callable[[World, Language], list[Chat]]


def whole_assessment(world: World, language: Language) -> list[Chat]:
    """One official from the invitation to the second submission, with everything that happens on the way."""
    chat = Chat(world, 1001, NAMES[language], language)
    come_in(chat, invite(world, MEMBERS[language]), language)
    said = PHRASES[language]
    scenes: dict[str, Callable[[], object]] = {
        "c01q2": lambda: chat.send("3"),
        "c01q3": lambda: chat.send(said.three),
        "c01q4": lambda: chat.send(said.dont_know),
        "c01": lambda: correct_the_last(chat, language),
        "c02q1": lambda: remark(chat, language),
        "c02q2": lambda: chat.tap(label(language, "nav.dont_know")),
        "c02q3": lambda: chat.send(said.four),
        "c03q1": lambda: note_on_a_receipt(chat, language),
        "c03q2": lambda: evidence(chat, language),
        "c03q4": lambda: in_another_language(chat, language),
        "c04q1": lambda: pause_for_a_month(chat, language),
        "c04q3": lambda: chat.send(said.later),
        "c05q2": lambda: correct_an_older_one(chat, language),
        "c05q4": lambda: slips(chat, language),
        "c06q1": lambda: chat.tap(label(language, "nav.not_applicable")),
        "c06q2": lambda: chat.send(said.not_applicable),
        "c07q1": lambda: correct_by_editing(chat, language),
        "c07q2": lambda: chat.tap(label(language, "nav.later")),
        "c08q1": lambda: look_around(chat, language),
        "c08q3": lambda: draft(chat, language),
        "c09q4": lambda: mishaps(chat, language),
    }
    for number, step in enumerate(STEPS):
        chat.heading(step)
        if step in scenes:
            scenes[step]()
        else:
            chat.tap(option(language, step, number % 3 + 1 if INSTRUMENT.has_criterion(step) else LEVELS[number % 7]))
    chat.heading("put off")
    chat.tap(option(language, "c04q3", 2))
    chat.tap(option(language, "c07q2", 3))
    submit_and_recall(chat, language)
    return [chat]


def correct_the_last(chat: Chat, language: Language) -> None:
    """Go back, give another answer, and be where one was."""
    chat.tap(label(language, "nav.back"))
    chat.tap(option(language, "c01q5", 4))
    chat.tap(option(language, "c01", 3))


def remark(chat: Chat, language: Language) -> None:
    """Type a sentence at a question: it is offered as a note."""
    chat.send(PHRASES[language].remark)
    chat.tap(label(language, "text.keep"))
    chat.send(PHRASES[language].remark)
    chat.tap(label(language, "text.drop"))
    chat.tap(option(language, "c02q1", 1))


def note_on_a_receipt(chat: Chat, language: Language) -> None:
    """Add a note to a criterion that is complete."""
    chat.tap(label(language, "button.note"))
    chat.send(PHRASES[language].note)
    chat.tap(option(language, "c03q1", 2))


def evidence(chat: Chat, language: Language) -> None:
    """Send a document, and the same once more."""
    chat.attach("protocolo.pdf", PHRASES[language].caption)
    chat.attach("protocolo.pdf")
    chat.tap(option(language, "c03q2", 3))


def in_another_language(chat: Chat, language: Language) -> None:
    """Change the language by a word, answer, and change back from the menu."""
    chat.send(PHRASES[language].other_language)
    chat.tap(option(OTHER[language], "c03q4", 1))
    chat.tap(label(OTHER[language], "nav.overview"))
    chat.tap(label(OTHER[language], "button.more"))
    chat.tap(label(OTHER[language], "button.language"))
    chat.tap({"es": "Español", "pt": "Português", "en": "English"}[language])
    chat.send(PHRASES[OTHER[language]].back)
    chat.send(PHRASES[language].carry_on)


def pause_for_a_month(chat: Chat, language: Language) -> None:
    """Pause, come back after a month with a greeting; come back after another with an old button."""
    chat.send(PHRASES[language].pause)
    chat.world.wait(days=31)
    chat.send(PHRASES[language].hello)
    chat.world.wait(days=31)
    chat.tap(option(language, "c04q1", 2))


def correct_an_older_one(chat: Chat, language: Language) -> None:
    """Correct an answer of another criterion and be where one was."""
    chat.tap(label(language, "nav.overview"))
    chat.tap(INSTRUMENT.criterion("c02").short.in_(language))
    chat.tap(INSTRUMENT.item("c02q4").short.in_(language))
    chat.tap(option(language, "c02q4", 4))
    chat.tap(option(language, "c05q2", 1))


def slips(chat: Chat, language: Language) -> None:
    """Type what cannot be an answer here."""
    said = PHRASES[language]
    chat.send("5")
    chat.send(said.slip)
    chat.send(said.not_applicable)
    chat.tap(option(language, "c05q4", 1))


def correct_by_editing(chat: Chat, language: Language) -> None:
    """Edit the message that an answer came in; reply to the receipt of a criterion."""
    message = chat.send("2")
    chat.edit(message, "4")
    chat.send("?", reply_to=next(one.id for one in chat.bubbles if one.text.startswith("<b>✓")))
    chat.send(PHRASES[language].carry_on)


def look_around(chat: Chat, language: Language) -> None:
    """Look at help, privacy, a criterion, the overview, and go on."""
    said = PHRASES[language]
    chat.send(said.help)
    chat.send(said.privacy)
    chat.send(said.criterion)
    chat.tap(label(language, "criterion.priority_open"))
    chat.tap(label(language, "nav.go_on"))
    chat.send(said.review)
    chat.tap(label(language, "nav.go_on"))
    chat.tap(option(language, "c08q1", 0))


def draft(chat: Chat, language: Language) -> None:
    """Look at the draft, and at what submitting would mean."""
    chat.send(PHRASES[language].summary)
    chat.tap(label(language, "button.priorities"))
    chat.tap(label(language, "priorities.back"))
    chat.tap(label(language, "button.submit"))
    chat.tap(label(language, "submit.not_yet"))
    chat.tap(label(language, "nav.go_on"))
    chat.tap(option(language, "c08q3", 2))


def mishaps(chat: Chat, language: Language) -> None:
    """Send a sticker, have an outage, press START again."""
    chat.press(Unreadable())
    chat.press(OutageEnded())
    chat.start()
    chat.tap(option(language, "c09q4", 0))


def submit_and_recall(chat: Chat, language: Language) -> None:
    """Submit, try to change, take it back, correct, submit again, and let the term pass."""
    chat.heading("submit")
    chat.tap(label(language, "overview.submit"))
    chat.tap(label(language, "submit.named"))
    chat.tap(label(language, "button.review"))
    chat.tap(label(language, "button.overview"))
    chat.send("3")
    chat.send(PHRASES[language].summary)
    chat.heading("recall")
    chat.tap(label(language, "button.recall"))
    chat.tap(INSTRUMENT.criterion("c10").short.in_(language))
    chat.tap(INSTRUMENT.item("c10q1").short.in_(language))
    chat.tap(option(language, "c10q1", 4))
    chat.send(PHRASES[language].submit)
    chat.tap(label(language, "submit.aggregate"))
    chat.tap(label(language, f"picture.{OTHER[language]}"))
    chat.tap(label(language, "button.pdf"))
    chat.tap(label(language, "button.priorities"))
    chat.tap(label(language, "button.practices"))
    chat.heading("two days later")
    chat.world.wait(hours=50)
    chat.send(PHRASES[language].hello)


def other_ways(world: World, language: Language) -> list[Chat]:
    """A criterion in one line, a colleague's answers pasted, personal data, a reminder, one's own data."""
    chat = Chat(world, 1001, NAMES[language], language)
    come_in(chat, invite(world, MEMBERS[language]), language)
    said = PHRASES[language]
    chat.send(said.batch)
    chat.tap(label(language, "batch.keep"))
    chat.tap(option(language, "c01", 3))
    chat.heading("ask a colleague")
    chat.tap(label(language, "button.consult"))
    chat.send(said.reply)
    chat.tap(label(language, "batch.keep"))
    chat.heading("personal data")
    chat.send(said.personal)
    chat.tap(label(language, "text.keep"))
    chat.tap(label(language, "text.drop"))
    chat.heading("a reminder")
    chat.send(said.pause)
    chat.tap(label(language, "remind.tomorrow"))
    chat.heading("one's own data")
    chat.send(said.my_data)
    return [chat]


def two_of_one_member(world: World, language: Language) -> list[Chat]:
    """A second focal point comes, sees what is answered, and differs twice: the first stays, the second is changed."""
    first = Chat(world, 1001, NAMES[language], language)
    come_in(first, invite(world, MEMBERS[language]), language)
    for step, level in (("c01q1", 3), ("c01q2", 2), ("c01q3", 1)):
        first.tap(option(language, step, level))
    world.wait(days=3)
    second = Chat(world, 1002, "Beto", language)
    come_in(second, invite(world, MEMBERS[language]), language)
    second.tap(label(language, "nav.back"))
    second.tap(option(language, "c01q3", 4))
    second.tap(label(language, "change.keep", answer="")[:-1].strip())
    second.tap(label(language, "nav.back"))
    second.tap(option(language, "c01q3", 4))
    second.tap(label(language, "change.overwrite", answer="")[:-1].strip())
    second.tap(option(language, "c01q4", 2))
    first.heading("the first again")
    first.tap(option(language, "c01q4", 0))
    first.tap(label(language, "change.keep", answer="")[:-1].strip())
    return [first, second]


def doors(world: World, language: Language) -> list[Chat]:
    """Strangers, links that do not open, a no to each question, two posts, a coordinator, a closed wave."""
    stranger = Chat(world, 2001, "Eva", language)
    stranger.start()
    stranger.send(PHRASES[language].hello)
    stranger.start("x" * 43)
    stranger.start(revoked(world, MEMBERS[language]))
    old = invite(world, MEMBERS[language])
    world.wait(days=61)
    stranger.start(old)
    token = invite(world, MEMBERS[language])
    stranger.heading("not the focal point")
    stranger.start(token)
    stranger.tap(label(language, "button.no"))
    stranger.heading("no consent")
    stranger.start(token)
    stranger.tap(label(language, "button.yes"))
    stranger.tap(label(language, "button.decline"))
    stranger.send(PHRASES[language].hello)
    official = Chat(world, 2002, "Iris", language)
    come_in(official, token, language)
    stranger.heading("the link of somebody else")
    stranger.start(token)
    official.heading("one's own link")
    official.start(token)
    official.heading("a second post, by a pasted link")
    official.send(f"https://t.me/solidaria_bot?start={invite(world, 'Quito', Role.CONTRIBUTOR)}")
    official.tap(label(language, "button.yes"))
    official.send(PHRASES[language].review)
    official.tap(label(language, "button.more"))
    official.tap(label(language, "button.post"))
    official.tap(MEMBERS[language])
    late = Chat(world, 2003, "Omar", language)
    late.heading("no open wave")
    world.writer.run_now(close_wave, world.now)
    late.start(invite(world, "Montevideo"))
    late.tap(label(language, "button.yes"))
    late.tap(label(language, "button.accept"))
    late.tap(label(language, "button.help"))
    late.tap(label(language, "nav.back"))
    return [stranger, official, late]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "play", [whole_assessment, other_ways, two_of_one_member, doors], ids=lambda play: play.__name__
)
def test_a_conversation_reads_as_before(
    play: Play, language: Language, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """A whole conversation says word by word what its golden transcript says, and shows no token."""
    with network(tmp_path) as world:
        chats = play(world, language)
    text = "\n\n".join("\n".join((f"# {one.name}", *one.transcript)) for one in chats) + "\n"
    compare(f"{play.__name__}_{language}", text, update=pytestconfig.getoption("--update-golden"))
