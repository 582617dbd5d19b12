"""What the answers must be after an event, worked out anew: a second opinion on the rules of answering.

Written from the design, not from the engine: an answer is recorded when somebody with the right gives it to the
question they see; a different recorded answer is asked about unless it is one's own and in view; what was typed too
soon is asked about; several at once are confirmed as listed; "later" never replaces anything. Everything else leaves
all answers as they are.
"""

from dataclasses import dataclass

from kit.hands import asked_first, in_haste, kept_from_before

from conversations.assessment import Answer, Assessment
from conversations.events import Choice, Edited, Event, Give, Overwrite, Typed
from conversations.instrument import Instrument, Nonresponse
from conversations.intents import Batch, NamedLevel, NamedPriority, Number, Pasted, Word
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
    """The answers after an event, and the step that must be asked about: because of another answer, or of haste."""

    answers: dict[str, Answer]
    asks: str = ""
    sure: str = ""


def answers_of(assessment: Assessment) -> dict[str, Answer]:
    """Return every recorded answer and priority by step."""
    responses = {item: response.answer for item, response in assessment.responses.items()}
    return {**responses, **{one: priority.value for one, priority in assessment.priorities.items()}}


def expected(world: World, event: Event, earlier: Assessment | None = None) -> Expected:
    """Work out the answers that ``event`` leads to in ``world`` (whose assessment is there)."""
    assessment = world.assessment
    assert assessment is not None
    answers = answers_of(assessment)
    if asked_first(world):
        return Expected(answers)
    if may_answer(world) and (kept := kept_from_before(world, event, earlier)):
        return Expected({**answers, **kept})
    if confirms(world, event, View.BATCH, Choice.KEEP_BATCH):
        assert world.place is not None
        listed, _ = listed_in(world.place.pending)
        fitting = may_answer(world) and all(fits(assessment.instrument, *pair) for pair in listed.items())
        return Expected({**answers, **listed} if fitting else answers)
    told = explicit(world, event)
    if told is None or not may_answer(world):
        return Expected(answers)
    step, answer, sure = told
    if not fits(assessment.instrument, step, answer):
        return Expected(answers)
    if isinstance(event, Typed) and in_haste(world, event):
        return Expected(answers, sure="" if event.intent is Word.YES else step)
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
    opening = place is not None and place.view in (View.BEGIN, View.HANDOVER)
    if place is None or assessment is None or person is None or (opening and _is_press(event)):
        return None
    at_door = world.visiting is not None
    match event:
        case Give(step, answer):
            mine = place.view is View.STEP and _author(assessment, step) == person.id
            return step, answer, not at_door and place.target == step and mine
        case Overwrite(step, answer) if place.view is View.SURE and not at_door:
            asked = (place.target, place.pending) == (step, _code(answer))
            return (step, answer, _author(assessment, step) == person.id) if asked else None
        case Overwrite(step, answer):
            shown = place.view is View.CHANGE and (place.target, place.pending) == (step, _code(answer))
            return (step, answer, True) if shown and not at_door else None
        case Edited():
            return _edited(world, event)
        case Typed() if at_door or (world.traced and world.traced.origin is Origin.RECEIPT):
            return None
        case Typed(intent=Word.YES) if place.view is View.CHANGE:
            return place.target, _decode(place.pending), True
        case Typed(intent=Word.YES) if place.view is View.SURE:
            return place.target, _decode(place.pending), _author(assessment, place.target) == person.id
        case Typed() if place.view in (View.STEP, View.TEXT) and event.message != place.pending_message:
            typed = _typed(event, assessment.instrument, place)
            mine = _author(assessment, place.target) == person.id
            return None if typed is None else (place.target, typed, mine)
        case _:
            return None


def confirms(world: World, event: Event, view: View, button: Choice) -> bool:
    """Tell whether an event confirms what ``view`` asks, by its button or by word."""
    if world.place is None or world.place.view is not view or world.visiting is not None:
        return False
    if isinstance(event, Typed):
        replied = world.traced is not None and world.traced.origin is Origin.RECEIPT
        return event.intent is Word.YES and not replied and not in_haste(world, event)
    return event is button


def listed_in(pending: str) -> tuple[dict[str, Answer], str]:
    """Read a list that waits to be confirmed, ``c01q1=3;c01q2=dk@area``."""
    listed, _, area = pending.partition("@")
    return {pair.split("=")[0]: _decode(pair.split("=")[1]) for pair in listed.split(";")}, area


def listing(world: World, event: Event) -> dict[str, Answer] | None:
    """Work out the list that a line of answers or a pasted reply must lead to; ``None``: it cannot be one."""
    place = world.place
    if not isinstance(event, Typed) or place is None or world.assessment is None or not may_answer(world):
        return None
    if asked_first(world):
        return None
    away = world.visiting is not None
    if (place.view is View.NOTE and not away) or (world.traced and world.traced.origin is Origin.RECEIPT):
        return None
    view = (("" if away else place.target) or place.cursor or "c01")[:3]
    instrument = world.assessment.instrument
    match event.intent:
        case Batch(answers):
            steps = [*(item.id for item in instrument.criterion(view).items), view]
            pairs = list(zip(steps, answers, strict=False)) if len(steps) - len(answers) in (0, 1) else []
        case Pasted(numbered, criterion, _):
            named = instrument.criterion(criterion if instrument.has_criterion(criterion) else view)
            pairs = [(f"{named.id}q{number}", answer) for number, answer in numbered]
            pairs = pairs if len(pairs) == len(dict(pairs)) else []
        case _:
            return None
    listed: dict[str, Answer] = {}
    for step, answer in pairs:
        if answer in (None, Nonresponse.LATER) or not fits(instrument, step, answer):
            return None
        listed[step] = answer
    return listed or None


def _is_press(event: Event) -> bool:
    return isinstance(event, Give | Overwrite)


def _edited(world: World, event: Edited) -> tuple[str, Answer, bool] | None:
    if world.traced is None or world.traced.origin is not Origin.RESPONSE:
        return None
    assert world.assessment is not None
    assert world.person is not None
    mine = (world.person.id, event.message)
    if sum((one.author, one.message) == mine for one in world.assessment.responses.values()) > 1:
        return None  # several came in it: a single one corrects none of them
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
    return may_redact(world) and world.assessment is not None and world.assessment.submission is None


def may_redact(world: World) -> bool:
    """Tell whether the sender may take a note out of the world's assessment, submitted or not."""
    post = world.person.appointment if world.person else None
    if post is None or world.assessment is None:
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


def _author(assessment: Assessment, step: str) -> int | None:
    given = assessment.responses.get(step) or assessment.priorities.get(step)
    return given.author if given else None


def _code(answer: Answer) -> str:
    return str(answer)


def _decode(code: str) -> Answer:
    return int(code) if code.isdigit() else Nonresponse(code)
