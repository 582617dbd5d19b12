"""What a reminder is, decided without a clock, a database or a sentence."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from kit.showcase import AUTHOR, NOW, PROVINCE, ROSARIO, WAVE, answered, blank, half, invitation, person, submitted

from conversations.assessment import Assessment
from conversations.campaigns import Campaign, CampaignKind, Candidate, LeftOut, Segment
from conversations.earlier import Earlier
from conversations.events import Choice, ChooseAppointment, Show
from conversations.instrument import Language
from conversations.people import Appointment, Role
from conversations.place import Place, View
from conversations.reminders import (
    ENGAGED,
    CardThere,
    NotNow,
    Opportunity,
    OwnWords,
    Reminder,
    WayThere,
    remind,
)
from conversations.roll import Progress
from conversations.world import World

LONG_AGO = NOW - timedelta(days=2)
CANDIDATE = Candidate(
    AUTHOR, ROSARIO, "", Language.PT, Progress.ANSWERING, 20, 54, reminded=True, reachable=True, last_answer_at=LONG_AGO
)


def standing(view: View, assessment: Assessment, **other: object) -> World:
    """Make a world whose person stands at a view of an assessment, in Portuguese."""
    place = Place(AUTHOR, Language.ES, view, "c06q1", "c06q1", pending="algo", oriented=True)
    world = World(Language.PT, person(Language.PT), wave=WAVE, assessment=assessment, place=place)
    return replace(world, **other)  # type: ignore[arg-type]  # fields of a world


def reminded(
    world: World, last_turn: datetime = LONG_AGO, kind: CampaignKind = CampaignKind.REMINDER, **texts: str
) -> Reminder:
    """Decide about one delivery."""
    said = {Language(code): text for code, text in texts.items()}
    segment = Segment(everybody=kind is CampaignKind.NOTICE)
    campaign = Campaign(1, kind, segment, LONG_AGO, LONG_AGO, texts=said)
    return remind(Opportunity(campaign, None, CANDIDATE, world, last_turn), NOW)


def test_the_card_is_the_next_question_in_the_persons_language() -> None:
    """From any menu a reminder leads to the open question; the place is in the language of today."""
    for view in (View.REVIEW, View.PAUSED, View.MORE, View.HELP, View.SUMMARY, View.NOTE, View.FORGET, View.STEP):
        shown = reminded(standing(view, half()))
        assert isinstance(shown, CardThere), view
        assert (View.STEP, "c06q1", Language.PT) == (shown.place.view, shown.place.target, shown.place.language)
        assert "" == shown.place.pending


@pytest.mark.parametrize("view", [View.SURE, View.CHANGE, View.TEXT, View.PERSONAL, View.BATCH])
def test_what_is_not_saved_stays_where_it_is(view: View) -> None:
    """A reminder never lets go of what waits to be confirmed."""
    shown = reminded(standing(view, half()))
    assert isinstance(shown, CardThere)
    assert (view, "algo", True) == (shown.place.view, shown.place.pending, shown.unfinished)


@pytest.mark.parametrize("view", View)
def test_nobody_is_interrupted(view: View) -> None:
    """Two minutes of quiet; half an hour where something waits for a word, none of it for what has no card."""
    patience = timedelta(minutes=30) if view in ENGAGED else timedelta(minutes=2)
    world = standing(view, half())
    for quiet in (timedelta(seconds=1), patience - timedelta(seconds=1)):
        assert NotNow(NOW - quiet + patience) == reminded(world, NOW - quiet)
    assert not isinstance(reminded(world, NOW - patience), NotNow)
    notice = reminded(world, NOW - timedelta(minutes=2), CampaignKind.NOTICE, pt="Olá")
    assert OwnWords("Olá", correction=False) == notice


def test_a_turn_under_a_clock_that_was_ahead_keeps_nobody_waiting() -> None:
    """After a small step back people are left alone as ever; a turn of next year tells nothing."""
    world = standing(View.STEP, half())
    assert isinstance(reminded(world, NOW + timedelta(minutes=30)), NotNow)
    assert isinstance(reminded(world, NOW + timedelta(days=365)), CardThere)


def test_a_text_is_in_the_persons_language_or_in_the_one_there_is() -> None:
    """A coordinator may have written in one language only."""
    world = standing(View.STEP, half())
    assert OwnWords("Hola", correction=True) == reminded(world, kind=CampaignKind.CORRECTION, es="Hola")
    assert OwnWords("Olá", correction=True) == reminded(world, kind=CampaignKind.CORRECTION, es="Hola", pt="Olá")


def test_who_is_ready_is_asked_to_send() -> None:
    """With everything settled the card is that of the submission; who may not submit sees the overview."""
    done = standing(View.REVIEW, answered())
    done = replace(done, place=replace(done.place, cursor="", target=""))  # type: ignore[type-var]  # it has a place
    shown = reminded(done)
    assert isinstance(shown, CardThere)
    assert View.SUBMIT is shown.place.view


def test_nothing_is_shown_of_what_has_ended() -> None:
    """Submitted, or in a wave that is closed, or without the post: no reminder, and the reason is told."""
    assert LeftOut.SUBMITTED is reminded(standing(View.STEP, submitted()))
    closed = replace(half(), wave=replace(WAVE, closed_at=NOW))
    assert LeftOut.NO_WAVE is reminded(standing(View.STEP, closed))
    assert LeftOut.NO_WAVE is reminded(replace(standing(View.STEP, half()), assessment=None, place=None))
    elsewhere = replace(person(), appointments=(Appointment(1, Role.FOCAL_POINT, PROVINCE),))
    assert LeftOut.RETIRED is reminded(standing(View.STEP, half(), person=elsewhere))
    reviewer = replace(person(), appointments=(Appointment(1, Role.REVIEWER, ROSARIO),))
    assert LeftOut.RETIRED is reminded(standing(View.STEP, half(), person=reviewer))


def test_who_is_at_another_post_or_before_a_choice_finds_a_way() -> None:
    """The member's assessment is a tap away, and nothing of it is shown there."""
    two = (Appointment(1, Role.FOCAL_POINT, ROSARIO), Appointment(2, Role.FOCAL_POINT, PROVINCE))
    for active in (2, None):
        world = standing(View.STEP, half(PROVINCE), person=replace(person(), appointments=two, active=active))
        assert WayThere(ChooseAppointment(1), ROSARIO) == reminded(world)


def test_who_looks_at_another_invitation_finds_a_way_back() -> None:
    """The invitation stays on its card; the reminder has the way back to the question, or to the beginning."""
    world = standing(View.STEP, half(), visiting=invitation(Role.FOCAL_POINT, PROVINCE))
    assert WayThere(Show(View.STEP, "c06q1"), ROSARIO) == reminded(world)
    assert WayThere(Choice.BEGIN, ROSARIO) == reminded(replace(world, place=None))


def test_who_has_not_begun_begins() -> None:
    """Before the first sight of the assessment the card is what it is about."""
    shown = reminded(standing(View.STEP, blank(), place=None))
    assert isinstance(shown, CardThere)
    assert (View.BEGIN, Language.PT) == (shown.place.view, shown.place.language)


def test_who_asked_to_be_reminded_now_is_not_reminded_twice() -> None:
    """One's own reminder that is due takes the place of the coordinator's; one of tomorrow does not."""
    world = standing(View.STEP, half())
    assert LeftOut.REMINDED_TODAY is reminded(replace(world, reminder=NOW - timedelta(seconds=10)))
    assert isinstance(reminded(replace(world, reminder=NOW + timedelta(days=1))), CardThere)


def test_an_earlier_waves_list_is_found_before_it_is_shown_again() -> None:
    """The card that offers what was answered a year ago is drawn from that, so it is asked for first."""
    world = standing(View.BEFORE, half(), earlier=7)
    assert world.place is not None
    world = replace(world, place=replace(world.place, target="c07"))
    assert Earlier(7) == reminded(world)
    shown = reminded(replace(world, found={Earlier(7): submitted()}))
    assert isinstance(shown, CardThere)
    assert (View.BEFORE, "c07") == (shown.place.view, shown.place.target)
