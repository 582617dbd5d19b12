"""When a simulated person may believe that an answer is saved: scenes as recorded in runs of the kill loop."""

import random
from dataclasses import dataclass, field
from itertools import pairwise

from benchmarks.cards import Card
from benchmarks.respondents import Attempt, Respondent
from bot.local import Person
from bot.local.shapes import message_view
from bot.local.state import Message, Telegram

SAVED, SILENT = "· ✓ saved", ""


@dataclass
class Scene:
    """A person and their chat, in which the test says what the bot shows."""

    telegram: Telegram = field(default_factory=Telegram)
    one: Respondent = field(init=False)
    pressed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open the chat."""
        person = Person(1, "Ana", "en")
        self.one = Respondent(self.telegram, person, "token", random.Random(0))  # noqa: S311 - the dice of a test
        self.chat = self.telegram.private_chat(self.telegram.home, person)

    def show(self, step: str, said: str = SILENT, *, anew: bool = False) -> None:
        """Show the card of a step: sent as a new message, else edited."""
        card = self.one.card
        if anew or card is None:
            self.telegram.home.last_message_id += 1
        number = self.telegram.home.last_message_id if anew or card is None else card.id
        data = [f"1a:{step}:{answer}" for answer in "01234"] + ["1s:step:c01q1"]
        rows = [[{"text": one, "callback_data": one}] for one in data]
        message = Message(number, self.chat, None, 0, f"{step} {said}", markup={"inline_keyboard": rows})
        self.chat.messages[number] = message
        self.chat.tell(lambda: {"type": "message", "message": message_view(message)})

    def toast(self, press: str, text: str = "") -> None:
        """Answer a press."""
        self.chat.tell(lambda: {"type": "answer", "query_id": press, "text": text})

    def card(self) -> Card:
        """Give what can be pressed."""
        card = self.one.card
        assert card is not None
        return card

    def press(self, data: str, *, twice: bool = False) -> str:
        """Press; gives the query."""
        self.telegram.home.queue.double_next = int(twice)
        self.one._press(self.card(), data)
        return list(self.telegram.home.queries)[-1]

    def type(self) -> Attempt:
        """Type an answer to what is asked."""
        assert self.one._type(self.card())
        return self.one.attempts[-1]

    def calm(self, *steps: str) -> None:
        """Have the person answer one question after the other, each of them saved and answered by the next one."""
        for step, following in pairwise(steps):
            press = self.press(f"1a:{step}:3")
            self.show(following, SAVED)
            self.toast(press, "✓ Saved: 3")


def at_the_first_question() -> Scene:
    """Give somebody in view of their first question."""
    scene = Scene()
    scene.show("c01q1")
    return scene


def test_words_are_saved_when_the_next_card_says_so() -> None:
    """With nothing else under way, the card that comes after a typed answer is about it."""
    scene = at_the_first_question()
    scene.calm("c01q1", "c01q2", "c01q3")
    typed = scene.type()
    scene.show("c01q4", SAVED, anew=True)
    assert typed.saved
    another = scene.type()
    scene.show("c01q5", anew=True)
    assert not another.saved


def test_a_card_that_answers_an_earlier_press_says_nothing_of_the_words() -> None:
    """Back and an answer pressed while the bot was away, then typed between the cards of the two: not confirmed."""
    for anew in (False, True):  # with a receipt, the card of a press comes below what was typed meanwhile
        scene = at_the_first_question()
        scene.calm("c01q1", "c01q2", "c01q3")
        back, answer = scene.press("1s:step:c01q1"), scene.press("1a:c01q3:1")
        scene.show("c01q1")
        scene.toast(back)
        typed = scene.type()
        scene.show("c01q4", SAVED, anew=anew)
        scene.toast(answer, "✓ Saved: 1")
        assert (False, True) == (typed.saved, scene.one.attempts[-2].saved)


def test_a_press_whose_toast_was_cut_off_may_still_be_under_way() -> None:
    """Killed before the toast, the bot may draw the card of a press after its start, below what was typed meanwhile."""
    scene = at_the_first_question()
    scene.calm("c01q1", "c01q2", "c01q3")
    scene.press("1a:c01q3:3")
    scene.show("c01q4", SAVED)
    typed = scene.type()
    scene.show("c01q5", SAVED, anew=True)
    assert not typed.saved


def test_an_act_that_arrives_twice_may_still_be_under_way() -> None:
    """The toast answers one of two arrivals; the card of the other may come later."""
    scene = at_the_first_question()
    scene.calm("c01q1", "c01q2", "c01q3")
    press = scene.press("1a:c01q3:3", twice=True)
    scene.show("c01q4", SAVED)
    scene.toast(press, "✓ Saved: 3")
    typed = scene.type()
    scene.show("c01q5", SAVED, anew=True)
    assert not typed.saved


def test_after_two_calm_acts_it_is_clear_again() -> None:
    """A card may come after its toast, but not after those of the next act: two acts, one at a time, settle it."""
    scene = at_the_first_question()
    scene.press("1a:c01q1:3")
    scene.show("c01q2", SAVED)
    scene.calm("c01q2", "c01q3")
    unclear = scene.type()
    scene.show("c01q4", SAVED, anew=True)
    scene.calm("c01q4", "c01q5", "c02q1", "c02q2")
    clear = scene.type()
    scene.show("c02q3", SAVED, anew=True)
    assert (False, True) == (unclear.saved, clear.saved)
