"""R14: whatever anybody does in whatever order, bot and model agree, and every way stays open.

It decides how long the state machine (`kit.anything`) looks, and what its complaints count as.
"""

import traceback
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from kit import bad_engine, ways
from kit.anything import Anything

from conversations import answering
from conversations.assessment import Answer
from conversations.place import View
from conversations.scene import Scene
from conversations.world import Outcome
from torture.goal import Bug, Goal, Tier, Trial

DIFFER, STUCK, RAISED = "bot and model differ", "a way is closed", "a turn raised"
EXAMPLES, STEPS = 8, 40


def an_old_button_raises(patch: pytest.MonkeyPatch) -> None:
    """A button to overwrite that is not on the card in view is an exception."""
    known = answering.overwrite

    def overwrite(scene: Scene, step: str, answer: Answer) -> Outcome:
        if scene.place.view is not View.CHANGE:
            raise LookupError(step)
        return known(scene, step, answer)

    patch.setattr(answering, "overwrite", overwrite)


PLANTED = {plant.__name__.replace("_", " "): plant for plant in (*bad_engine.PLANTED, an_old_button_raises)}


async def run(trial: Trial) -> None:
    """Let the machine run, a few examples at a time, with the seed of the round."""
    with pytest.MonkeyPatch.context() as patch:
        if trial.bug:
            PLANTED[trial.bug](patch)
        for number in trial.numbers():
            chosen = trial.dice(number).getrandbits(64)
            if (found := _complaint(Anything, chosen)) is not None:
                trial.found(*found, number)
    trial.facts["turns, at most"] = f"{trial.done * EXAMPLES * STEPS:,}"


def _complaint(machine: type[RuleBasedStateMachine], chosen: int) -> tuple[str, str] | None:
    try:
        run_state_machine_as_test(seed(chosen)(type("Seeded", (machine,), {})), settings=_settings())
    except AssertionError as error:
        where = [Path(frame.filename).name for frame in traceback.extract_tb(error.__traceback__)]
        stuck = Path(ways.__file__).name in where
        return STUCK if stuck else DIFFER, _words(error)
    except Exception as error:  # noqa: BLE001 - whatever the engine raises is the finding
        return RAISED, _words(error)
    return None


def _settings() -> settings:
    return settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )


def _words(error: Exception) -> str:
    steps = [note for note in getattr(error, "__notes__", ()) if "state." in note]
    return f"{type(error).__name__} {str(error)[:200]} {' '.join(steps)[-600:]}".strip()


GOALS = (
    Goal(
        id="R14",
        title=(
            "Whatever is pressed, typed, sent or edited in whatever order and by whom, the answers are those of the "
            "model, and from wherever that leads, help, languages and a pause work and the end can be reached."
        ),
        unit=f"times {EXAMPLES} stories of {STEPS} steps",
        zeros=(DIFFER, STUCK, RAISED),
        rounds={Tier.CI: 6, Tier.NIGHT: 1_000, Tier.RELEASE: 10_000},
        run=run,
        bugs=(
            Bug("back discards", "Going back takes the answer away that one goes back to.", DIFFER, 60),
            Bug("later discards", "Later, pressed on any card, takes an answer away.", DIFFER, 60),
            Bug("old overwrite buttons count", "An answer is replaced from a card that is not in view.", DIFFER, 60),
            Bug("anybody answers", "Nobody asks who may answer.", DIFFER, 60),
            Bug("a submission is for ever", "The end cannot be reached.", STUCK, 60),
            Bug("help is lost in notes", "While a note is written, help is the note.", STUCK, 60),
            Bug("the end leads nowhere", "When all is answered, the person stands at no step.", STUCK, 60),
            Bug("an old button raises", "A button that is not on the card in view is an exception.", RAISED, 60),
        ),
        note="The engine with the rules of storage, without a database: R3 takes the same turns through all of it.",
    ),
)
