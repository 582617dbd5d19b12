"""A state machine of everything that people may press, type, send and edit, with an oracle at every turn."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from kit.gestures import BATCHES, BOTH, INTENTS, LIKELY, PASTES, PRESSES, REAL_STEPS, TOKENS, WHO
from kit.keeping import PRIVATE
from kit.scenario import NOON, said
from kit.waves import Waves

from conversations.assessment import Answer, Evidence
from conversations.events import (
    AskAgain,
    Attached,
    Choice,
    Edited,
    Erase,
    Event,
    Give,
    OutageEnded,
    Overwrite,
    Press,
    Redraw,
    Remind,
    ReminderDue,
    Show,
    Start,
    Typed,
    Unreadable,
    When,
)
from conversations.instrument import Nonresponse
from conversations.intents import Batch, Intent, Number, Pasted, Word
from conversations.place import View

CAPTIONS = st.sampled_from(("", "the plan", PRIVATE[0], "x" * 501))
BUTTONS = {View.BATCH: Choice.KEEP_BATCH, View.PERSONAL: Choice.KEEP_ANYWAY, View.TEXT: Choice.KEEP_TEXT}


class Anything(Waves):
    """Everything that the people of the machine may do."""

    @rule(who=WHO, press=PRESSES)
    def presses(self, who: int, press: Press) -> None:
        """Press any button, also one that was never shown."""
        self.turn(self.people[who], press)

    @rule(who=WHO, what=INTENTS)
    def types(self, who: int, what: Intent | str) -> None:
        """Type anything."""
        self.says(who, what)

    @rule(who=BOTH, level=st.integers(1, 3), times=st.integers(1, 5))
    def answers(self, who: int, level: int, times: int) -> None:
        """Answer what is in view and what follows, so that there is something to lose and an end to come to."""
        for _ in range(times):
            self.turn(self.people[who], Typed(Number(level), str(level), self.story.next_message()))

    @rule(who=BOTH, button=st.sampled_from((Give, Overwrite)), step=REAL_STEPS, answer=LIKELY)
    def presses_an_answer(self, who: int, button: type[Give | Overwrite], step: str, answer: Answer) -> None:
        """Press an answer of any card, old or live."""
        self.turn(self.people[who], button(step, answer))

    @rule(who=BOTH, step=REAL_STEPS)
    def puts_off(self, who: int, step: str) -> None:
        """Press "later" on any card."""
        self.turn(self.people[who], Give(step, Nonresponse.LATER))

    @rule(who=BOTH, times=st.integers(1, 3))
    def goes_back(self, who: int, times: int) -> None:
        """Go back."""
        for _ in range(times):
            self.turn(self.people[who], Typed(Word.BACK, "back", self.story.next_message()))

    @rule(who=BOTH, view=st.sampled_from((View.STEP, View.NOTE, View.CRITERION)), step=REAL_STEPS)
    def looks(self, who: int, view: View, step: str) -> None:
        """Look at a step."""
        self.turn(self.people[who], Show(view, step))

    @rule(who=BOTH, what=INTENTS, data=st.data())
    def replies(self, who: int, what: Intent | str, data: st.DataObject) -> None:
        """Reply to an earlier message or receipt."""
        intent, text = said(what)
        to = self.pick(data)
        self.turn(self.people[who], Typed(intent, text, self.story.next_message(), to), message=to)

    @rule(who=BOTH, what=INTENTS, data=st.data())
    def edits(self, who: int, what: Intent | str, data: st.DataObject) -> None:
        """Edit an earlier message."""
        message = self.pick(data)
        intent, text = said(what)
        self.turn(self.people[who], Edited(intent, text, message), message=message)

    @rule(who=WHO, unique=st.sampled_from("abc"), caption=CAPTIONS, kind=st.sampled_from(("document", "photo")))
    def sends(self, who: int, unique: str, caption: str, kind: str) -> None:
        """Send a file."""
        self.turn(self.people[who], attached(unique, caption, self.story.next_message(), kind))

    @rule(who=BOTH, level=st.integers(1, 3), seconds=st.integers(0, 4), yes=st.booleans())
    def answers_in_haste(self, who: int, level: int, seconds: int, yes: bool) -> None:
        """Type an answer as its question comes up, and perhaps say that it was meant."""
        self.story.ledger.shown[self.people[who].key] = self.story.now
        at = self.story.now + timedelta(seconds=seconds)
        self.turn(self.people[who], Typed(Number(level), str(level), self.story.next_message(), None, at))
        if yes:
            self.confirms(who, by_word=True)

    @rule(
        who=BOTH,
        several=st.one_of(BATCHES, PASTES),
        confirmed=st.sampled_from((True, True, False)),
        by_word=st.booleans(),
    )
    def lists(self, who: int, several: Batch | Pasted, confirmed: bool, by_word: bool) -> None:
        """Give several answers at once, and perhaps confirm them."""
        self.turn(self.people[who], Typed(several, "several", self.story.next_message()))
        if confirmed:
            self.confirms(who, by_word)

    @rule(who=BOTH, by_word=st.booleans())
    def confirms(self, who: int, by_word: bool) -> None:
        """Say yes to whatever is asked, by word or by the button of the card."""
        place = self.people[who].world.place
        button = BUTTONS.get(place.view) if place else None
        if by_word or button is None:
            self.turn(self.people[who], Typed(Word.YES, "yes", self.story.next_message()))
        else:
            self.turn(self.people[who], button)

    @rule(who=BOTH, text=st.sampled_from(PRIVATE), step=REAL_STEPS)
    def notes(self, who: int, text: str, step: str) -> None:
        """Write a note that shows personal data."""
        self.turn(self.people[who], Show(View.NOTE, step))
        self.says(who, text)

    @rule(who=BOTH, step=REAL_STEPS)
    def erases(self, who: int, step: str) -> None:
        """Take notes and files out."""
        self.turn(self.people[who], Erase(step))

    @rule(who=BOTH, when=st.sampled_from(When), hours=st.sampled_from((0, 25)))
    def is_reminded(self, who: int, when: When, hours: int) -> None:
        """Ask to be reminded, and meet the moment."""
        self.turn(self.people[who], Remind(when))
        self.story.later(hours=hours)
        self.turn(self.people[who], ReminderDue())

    @rule(who=WHO, sure=st.booleans())
    @precondition(lambda self: self.story.now > NOON)
    def forgets(self, who: int, sure: bool) -> None:
        """Want to be forgotten, with or without having been asked."""
        if sure:
            self.turn(self.people[who], Show(View.FORGET))
        self.turn(self.people[who], Choice.FORGET_ME)

    @rule(who=BOTH)
    def asks(self, who: int) -> None:
        """Ask the coordinators."""
        self.says(who, "we do not understand this")
        self.turn(self.people[who], Choice.ASK_COORDINATOR)

    @rule(what=INTENTS, data=st.data())
    @precondition(lambda self: self.story.ledger.letters)
    def coordinator_answers(self, what: Intent | str, data: st.DataObject) -> None:
        """Reply to the letter of a question."""
        intent, text = said(what)
        to = data.draw(st.sampled_from(sorted(message for _, message in self.story.ledger.letters)))
        self.turn(self.dora, Typed(intent, text, self.story.next_message(), to), message=to)

    @rule(who=WHO, token=TOKENS)
    def asks_again(self, who: int, token: str) -> None:
        """Ask for another link."""
        self.turn(self.people[who], AskAgain(token), token=token)

    @rule(who=WHO, event=st.sampled_from((Unreadable(), OutageEnded(), Start(), Redraw(), ReminderDue())))
    def happens(self, who: int, event: Event) -> None:
        """Bring what is no answer."""
        self.turn(self.people[who], event)

    @rule(who=WHO, token=TOKENS)
    def opens(self, who: int, token: str) -> None:
        """Open an invitation: a new one, somebody else's, a wrong one."""
        self.turn(self.people[who], Start(token), token=token)

    @rule()
    def again(self) -> None:
        """The last update comes once more, under another number: no answer changes."""
        if self.last is None or not self.repeatable:
            return
        who, event, token, message = self.last
        if isinstance(event, Typed) and event.intent is Word.YES:  # it is older than what it led to
            self.story.ledger.shown[who.key] = self.story.now
            event = replace(event, at=self.story.now)
        before = self.all_answers()
        self.turn(who, event, token=token, message=message)
        assert before == self.all_answers()

    @rule(hours=st.sampled_from((1, 25, 24 * 61)))
    def time_passes(self, hours: int) -> None:
        """Time passes."""
        self.story.later(hours=hours)

    @rule()
    def waves_change(self) -> None:
        """The wave closes, or the next one opens."""
        if self.story.ledger.open_wave():
            self.story.close_wave()
        else:
            self.story.open_wave()
        self.repeatable = False

    @rule()
    @precondition(lambda self: self.story.now > NOON)
    def post_ends(self) -> None:
        """The second person's posts end, in the middle of whatever they were doing."""
        self.story.end_appointments(self.beto)


def attached(unique: str, caption: str, message: int, kind: str) -> Attached:
    """Make a file as it comes."""
    return Attached(Evidence(kind, f"f{message}", unique, "plan.pdf", 9), caption, message)
