"""Which ways are open to somebody, tried out in a copy of the story."""

from kit.scenario import Somebody

from conversations.assessment import Sharing, steps
from conversations.events import Choice, Show, Submit
from conversations.intents import Word
from conversations.people import Appointment, Role
from conversations.place import View
from conversations.wishes import Keep


def elsewhere(who: Somebody) -> Somebody:
    """Return the same person in a copy of the story."""
    return Somebody(who.story.fork(), who.key, who.language)


def check_ways(who: Somebody) -> None:
    """Check that every way is open to somebody who works on an assessment."""
    if who.world.assessment is None:
        return
    for word, view in ((Word.HELP, View.HELP), (Word.LANGUAGE, View.LANGUAGE), (Word.PAUSE, View.PAUSED)):
        check_reaches(who, word, view)
    check_can_finish(who)


def check_reaches(who: Somebody, word: Word, view: View) -> None:
    """Check that a word leads to its view, at once or (at the very first sight of an assessment) at the second try."""
    there = elsewhere(who)
    if there.world.place is None and there.world.person and there.world.person.consented:
        there.types(word)
    there.types(word)
    if there.world.place is None:
        assert view is View.PAUSED or there.at_door() is view
    else:
        assert view is there.place.view


def check_can_finish(who: Somebody) -> None:
    """Check that ordinary steps lead to a submitted assessment, or to a complete one for who may not submit."""
    there = elsewhere(who)
    post = _post(there)
    if post is None or post.role is Role.REVIEWER:
        return
    for _ in range(2 * len(steps(there.assessment.instrument)) + 6):
        now = _post(there)
        if now is None or now.id != post.id:  # a "yes" took another one, at the door
            return
        if there.world.place is None:
            there.types(Word.CONTINUE)
            continue
        if there.assessment.submission:
            return
        whole = all(there.assessment.settled(step) for step in steps(there.assessment.instrument))
        match there.place.view:
            case View.BEGIN:
                there.press(Choice.BEGIN)
            case View.STILL:
                there.press(Choice.STILL_MINE)
            case View.BEFORE:
                there.press(Keep(there.place.target, there.world.earlier))
            case View.STEP:
                there.types(1)
            case View.CHANGE:
                there.types(Word.YES)
            case View.REVIEW if whole:
                if post.role is Role.CONTRIBUTOR:
                    return
                there.press(Show(View.SUBMIT), Submit(Sharing.NAMED))
            case _:
                there.types(Word.CONTINUE)
    raise AssertionError(f"stuck at {there.stands}")


def _post(who: Somebody) -> Appointment | None:
    return who.world.person.appointment if who.world.person else None
