"""What the people of the state machine do from wave to wave: come again, keep their answers, hand their post over."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from kit.gestures import BOTH
from kit.machine import Machine
from kit.scenario import NOON

from conversations.events import Choice, Show, Start, Typed
from conversations.intents import Number, Word
from conversations.place import View
from conversations.wishes import Keep, Leave, TakeBack


class Waves(Machine):
    """Waves that follow each other, and people who stay or go."""

    @rule(who=BOTH, answered=st.integers(0, 3), confirmed=st.sampled_from((True, True, False)), kept=st.booleans())
    def next_wave(self, who: int, answered: int, confirmed: bool, kept: bool) -> None:
        """The next wave comes a year later; somebody comes, perhaps says that it is still their post, and begins."""
        for level in range(1, answered + 1):
            self.says(who, Number(level))
        if self.story.ledger.open_wave():
            self.story.close_wave()
        self.story.later(days=365)
        self.story.open_wave()
        self.repeatable = False
        self.turn(self.people[who], Start())
        if confirmed:
            self.turn(self.people[who], Choice.STILL_MINE)
            self.turn(self.people[who], Choice.BEGIN)
        if kept:
            self.keeps_from_before(who, "c01", by_word=False)

    @rule(who=BOTH, criterion=st.sampled_from(("c01", "c06")), by_word=st.booleans())
    def keeps_from_before(self, who: int, criterion: str, by_word: bool) -> None:
        """Answer as in the earlier wave, by word or by the button of any card."""
        if by_word:
            self.turn(self.people[who], Show(View.BEFORE, criterion))
            self.turn(self.people[who], Typed(Word.YES, "yes", self.story.next_message()))
        else:
            self.turn(self.people[who], Keep(criterion, self.people[who].world.earlier))

    @rule(who=BOTH, successor=st.booleans(), back=st.booleans(), days=st.sampled_from((0, 3, 8)))
    @precondition(lambda self: self.story.now > NOON)
    def leaves(self, who: int, successor: bool, back: bool, days: int) -> None:
        """Hand the post over, and perhaps take it back."""
        person = self.people[who].world.person
        number = person.appointment.id if person and person.appointment else 0
        self.turn(self.people[who], Show(View.LEAVE))
        self.turn(self.people[who], Leave(number, successor))
        self.story.later(days=days)
        if back:
            self.turn(self.people[who], TakeBack(number))
