"""``docs/conversation.md`` is the table of transitions, and never an old one.

``UPDATE_DOCS=1 pytest tests/conversation/test_docs.py`` writes it anew.
"""

import ast
import inspect
import os
from pathlib import Path

from conversations import transitions as advance
from conversations.place import View
from conversations.transitions import TABLE, Row

PAGE = Path(__file__).parents[2] / "docs" / "conversation.md"
HEAD = """# The conversation

Made from `TABLE` in `conversations/transitions.py` by `UPDATE_DOCS=1 make test ARGS=tests/conversation/test_docs.py`;
a test fails when it is stale. Read from top to bottom: the first row whose trigger and view fit is taken. A trigger
is a button (`Give`, `Choice.BEGIN`), what a typed message means (`Word.HELP`, `Number`), or another thing that a chat
can bring. Who has no assessment in view (a stranger, an invitation, the choice of a post, no wave) is met by
`conversations/arrival.py` before. Views are explained in `conversations/place.py`.

| Trigger | Where | What happens |
|---|---|---|
"""


def page() -> str:
    """Write the page."""
    return HEAD + "".join(f"| `{trigger(row)}` | {where(row)} | `{what(row)}` |\n" for row in TABLE)


def trigger(row: Row) -> str:
    """Name what a row is looked up by."""
    return row.trigger.__name__ if isinstance(row.trigger, type) else f"{type(row.trigger).__name__}.{row.trigger.name}"


def where(row: Row) -> str:
    """Name the views of a row."""
    return ", ".join(f"`{view.name}`" for view in View if view in row.views) or "anywhere"


def what(row: Row) -> str:
    """Name the action of a row: a function, or what its short form calls."""
    name = row.action.__qualname__
    if "<lambda>" not in name:
        return name.strip("_").replace("_", " ")
    if "." in name:  # made by a function of the module: its name and what it was made with
        made_with = [cell.cell_contents for cell in row.action.__closure__ or ()]
        return f"{name.split('.')[0].strip('_')} {' '.join(map(said, made_with))}".replace("_", " ").strip()
    return called(row)


def said(value: object) -> str:
    """Name what an action was made with."""
    if isinstance(value, tuple):
        return " ".join(map(said, value))
    return getattr(value, "name", str(value)).lower()


def called(row: Row) -> str:
    """Find the call in a row's lambda, by its line in the module."""
    tree = ast.parse(inspect.getsource(advance))
    line = row.action.__code__.co_firstlineno
    body = next(node.body for node in ast.walk(tree) if isinstance(node, ast.Lambda) and node.lineno == line)
    assert isinstance(body, ast.Call)
    rest = [ast.unparse(one).split(".")[-1].lower() for one in body.args[1:] if "event" not in ast.unparse(one)]
    name = ast.unparse(body.func).split(".")[-1].replace("_", " ")
    return " ".join([name, *rest]) if name == "show" or name == "send" else name


def test_the_page_is_the_table() -> None:
    """The page in docs/ is what the table says now."""
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(page(), encoding="utf-8")
    assert page() == PAGE.read_text(encoding="utf-8")
