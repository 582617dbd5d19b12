"""Whatever anybody presses, types, sends or edits, in whatever order: answers are safe and every way stays open.

``pytest --hypothesis-profile thorough tests/conversation/test_anything.py`` looks longer.
"""

from hypothesis.stateful import run_state_machine_as_test
from kit.anything import Anything


def test_anything_in_any_order() -> None:
    """No answer is lost or changed but by who may, a duplicate changes none, nobody is stuck, history tells it all."""
    run_state_machine_as_test(Anything)
