"""What the answers must be after an event, worked out anew: a second opinion on the rules of answering.

Written from the design, not from the engine: an answer is recorded when somebody with the right gives it to the
question they see; a different recorded answer is asked about unless it is one's own and in view; "later" never
replaces anything. Everything else leaves all answers as they are.
"""

from dataclasses import dataclass

from conversations.assessment import Answer, Assessment
from conversations.events import Attached, Choice, Edited, Event, Give, Overwrite, Submit, Typed
from conversations.instrument import Instrument, Nonresponse
from conversations.intents import NamedLevel, NamedPriority, Number, Word
from conversations.people import Role
from conversations.place import Place, View
from conversations.world import Origin, World

SPOKEN = {
    Word.DONT_KNOW: Nonresponse.DONT_KNOW,
    Word.NOT_APPLICABLE: Nonresponse.NOT_APPLICABLE,
    Word.LATER: Nonresponse.LATER,
}


@dataclass(frozen=True)
class Expected:
    """The answers after an event, and the step whose two answers must be in view (empty: none has to)."""

    answers: dict[str, Answer]
    asks: str = ""


def answers_of(assessment: Assessment) -> dict[str, Answer]:
    """Return every recorded answer and priority by step."""
    responses = {item: response.answer for item, response in assessment.responses.items()}
    return {**responses, **{one: priority.value for one, priority in assessment.priorities.items()}}


def expected(world: World, event: Event) -> Expected:
    """Work out the answers that ``event`` leads to in ``world`` (whose assessment is there)."""
    assessment = world.assessment
    assert assessment is not None
    answers = answers_of(assessment)
    told = explicit(world, event)
    if told is None or not may_answer(world):
        return Expected(answers)
    step, answer, sure = told
    if not fits(assessment.instrument, step, answer):
        return Expected(answers)
    recorded = answers.get(step)
    if answer is Nonresponse.LATER:
        is_item = assessment.instrument.has_item(step)
        return Expected({**answers, step: answer} if is_item and recorded is None else answers)
    if recorded is None or recorded in (Nonresponse.LATER, answer) or sure:
        return Expected({**answers, step: answer})
    return Expected(answers, asks=step)


def explicit(world: World, event: Event) -> tuple[str, Answer, bool] | None:
    """Tell which answer an event gives to which step, and whether it may replace a different one unasked."""
    place, assessment, person = world.place, world.assessment, world.person
    if place is None or assessment is None or person is None or (place.view is View.BEGIN and _is_press(event)):
        return None
    at_door = world.visiting is not None
    match event:
        case Give(step, answer):
            mine = place.view is View.STEP and _author(assessment, step) == person.id
            return step, answer, not at_door and place.target == step and mine
        case Overwrite(step, answer):
            shown = place.view is View.CHANGE and (place.target, place.pending) == (step, _code(answer))
            return (step, answer, True) if shown and not at_door else None
        case Edited():
            return _edited(world, event)
        case Typed() if at_door or (world.traced and world.traced.origin is Origin.RECEIPT):
            return None
        case Typed(intent=Word.YES) if place.view is View.CHANGE:
            return place.target, _decode(place.pending), True
        case Typed() if place.view in (View.STEP, View.TEXT) and event.message != place.pending_message:
            typed = _typed(event, assessment.instrument, place)
            mine = _author(assessment, place.target) == person.id
            return None if typed is None else (place.target, typed, mine)
        case _:
            return None


def _is_press(event: Event) -> bool:
    return isinstance(event, Give | Overwrite)


def _edited(world: World, event: Edited) -> tuple[str, Answer, bool] | None:
    if world.traced is None or world.traced.origin is not Origin.RESPONSE:
        return None
    match event.intent:
        case Number(value) | NamedLevel(value):
            return world.traced.target, value, True
        case Word() as word if word in (Word.DONT_KNOW, Word.NOT_APPLICABLE):
            return world.traced.target, SPOKEN[word], True
        case _:
            return None


def _typed(event: Typed, instrument: Instrument, place: Place) -> Answer | None:  # type: ignore[type-arg]  # any intent
    match event.intent:
        case Number(value):
            return value
        case NamedLevel(value):
            return value if instrument.has_item(place.target) else None
        case NamedPriority(value):
            return value if instrument.has_criterion(place.target) else None
        case Word() as word:
            return SPOKEN.get(word)
        case _:
            return None


def may_answer(world: World) -> bool:
    """Tell whether the sender may answer for the member of the world's assessment."""
    post = world.person.appointment if world.person else None
    if post is None or world.assessment is None or world.assessment.submission is not None:
        return False
    return post.role in (Role.FOCAL_POINT, Role.CONTRIBUTOR) and post.member == world.assessment.member


def fits(instrument: Instrument, step: str, answer: Answer) -> bool:
    """Tell whether a step can have an answer."""
    if instrument.has_criterion(step):
        return answer is Nonresponse.LATER or answer in (1, 2, 3)
    if not instrument.has_item(step):
        return False
    if answer is Nonresponse.NOT_APPLICABLE:
        return instrument.item(step).allows_not_applicable
    return isinstance(answer, Nonresponse) or 0 <= answer <= instrument.highest_level


def check_rest(world: World, event: Event, after: Assessment) -> None:
    """Check that notes, files and submission changed only by an act that says so, and that nothing went."""
    before = world.assessment
    assert before is not None
    assert set(before.notes) <= set(after.notes)
    texts = {one: note.text for one, note in before.notes.items()}
    changed = {target for target, note in after.notes.items() if texts.get(target) != note.text}
    if changed:
        assert len(changed) == 1
        assert may_answer(world)
        assert after.notes[changed.pop()].text in _note_texts(world, event)
    for target, files in before.evidence.items():
        assert files == after.evidence[target][: len(files)]
    if after.evidence != before.evidence:
        assert isinstance(event, Attached)
        assert may_answer(world)
    if after.submission != before.submission:
        focal = world.person is not None and world.person.appointment is not None
        assert focal
        assert isinstance(event, Submit) if after.submission else event is Choice.RECALL


def _note_texts(world: World, event: Event) -> set[str]:
    place = world.place
    assert place is not None
    match event:
        case Choice.KEEP_TEXT | Typed(intent=Word.YES) if place.view is View.TEXT:
            return {place.pending}
        case Typed() if place.view is View.NOTE and world.visiting is None:
            return {event.text}
        case Edited() if world.traced and world.traced.origin is Origin.NOTE:
            return {event.text}
        case Attached():
            return {event.caption}
        case _:
            return set()


def _author(assessment: Assessment, step: str) -> int | None:
    given = assessment.responses.get(step) or assessment.priorities.get(step)
    return given.author if given else None


def _code(answer: Answer) -> str:
    return str(answer)


def _decode(code: str) -> Answer:
    return int(code) if code.isdigit() else Nonresponse(code)
