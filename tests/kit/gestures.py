"""What people may press, type and list, likely things more often."""

from datetime import timedelta

from hypothesis import strategies as st
from kit.keeping import PRIVATE
from kit.scenario import NOON, mini

from conversations.assessment import Answer, Sharing, steps
from conversations.attention import HOURS
from conversations.events import (
    Choice,
    ChooseAppointment,
    ChooseLanguage,
    Consult,
    Erase,
    Give,
    Overwrite,
    Press,
    Remind,
    SendPicture,
    Show,
    Submit,
    When,
)
from conversations.instrument import Language, Nonresponse
from conversations.intents import (
    Batch,
    Day,
    Intent,
    NamedCriterion,
    NamedLevel,
    NamedPriority,
    Number,
    Pasted,
    Word,
)
from conversations.place import View
from conversations.wishes import ChooseHour, Keep, Leave, Snooze, TakeBack

REAL_STEPS = st.sampled_from(steps(mini()))
STEPS = st.sampled_from((*steps(mini()), "c99q9", ""))
ANSWERS: st.SearchStrategy[Answer] = st.one_of(st.integers(-1, 9), st.sampled_from(Nonresponse))
LIKELY: st.SearchStrategy[Answer] = st.sampled_from((1, 2, 3, Nonresponse.LATER, Nonresponse.DONT_KNOW))
LANGUAGES = st.sampled_from(Language)
PRESSES: st.SearchStrategy[Press] = st.one_of(
    st.builds(Give, STEPS, ANSWERS),
    st.builds(Overwrite, STEPS, ANSWERS),
    st.builds(Show, st.sampled_from(View), STEPS),
    st.sampled_from(Choice),
    st.builds(Submit, st.sampled_from(Sharing)),
    st.builds(ChooseLanguage, LANGUAGES),
    st.builds(ChooseAppointment, st.integers(0, 4)),
    st.builds(SendPicture, LANGUAGES),
    st.builds(Consult, STEPS),
    st.builds(Erase, STEPS),
    st.builds(Remind, st.sampled_from(When)),
    st.builds(Snooze, st.sampled_from(When)),
    st.builds(ChooseHour, st.sampled_from((*HOURS, 0, 24 * 60))),
    st.builds(Keep, STEPS, st.integers(0, 4)),
    st.builds(Leave, st.integers(0, 5), st.booleans()),
    st.builds(TakeBack, st.integers(0, 5)),
)
TEXTS = st.sampled_from(("hmm", "our office opens on Mondays", "we work with the province", *PRIVATE, "x" * 501))
GIVEN: st.SearchStrategy[Answer | None] = st.sampled_from((1, 2, 3, 3, 2, 1, 4, Nonresponse.DONT_KNOW, 9, None))
LISTS: st.SearchStrategy[list[Answer | None]] = st.one_of(
    st.lists(st.integers(1, 3), min_size=1, max_size=2),
    st.lists(st.integers(1, 3), min_size=2, max_size=4),
    st.lists(st.sampled_from((2, 3, None)), min_size=1, max_size=3),
    st.lists(GIVEN, max_size=5),
)
BATCHES = st.builds(lambda answers: Batch(tuple(answers)), LISTS)
PASTES = st.builds(
    lambda answers, criterion, area: Pasted(tuple(enumerate(answers, start=1)), criterion, area),
    *(LISTS, st.sampled_from(("", "c01", "c06", "c99")), st.sampled_from(("salud", ""))),
)
DAYS = st.builds(lambda days: Day(NOON.date() + timedelta(days=days)), st.integers(-2, 400))
INTENTS: st.SearchStrategy[Intent | str] = st.one_of(
    st.sampled_from(Word),
    st.builds(Number, st.integers(-1, 9)),
    st.builds(NamedLevel, st.integers(0, 4)),
    st.builds(NamedPriority, st.integers(1, 3)),
    st.builds(NamedCriterion, st.sampled_from(("c01", "c06"))),
    LANGUAGES,
    TEXTS,
    *(BATCHES, PASTES, DAYS),
)
WHO = st.integers(0, 3)
BOTH = st.integers(0, 1)
TOKENS = st.sampled_from(("ana", "beto", "recife", "other", "revoked", "unknown"))
