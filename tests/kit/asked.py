"""What the bot asks its writer for, read from the sources: whatever a check calls complete is held against it."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import bot


def asked_of_the_writer() -> frozenset[str]:
    """List the functions that ``writer.run`` is given anywhere in the bot, by their module's last part and their name.

    A method or a function made on the spot is not found.
    """
    root, found = Path(bot.__file__).parent, set[str]()
    for path in sorted(root.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        asked = list(_asked(tree))
        if asked:
            here = import_module(".".join(path.relative_to(root.parent).with_suffix("").parts))
            for name in asked:
                function = here
                for part in name.split("."):
                    function = getattr(function, part)
                found.add(f"{function.__module__.rpartition('.')[2]}.{function.__name__}")
    return frozenset(found)


def _asked(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if _is_run(node.func) and node.args:
            yield ast.unparse(node.args[0])
        elif len(node.args) > 1 and _is_run(node.args[0]):
            yield ast.unparse(node.args[1])


def _is_run(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "run" and ast.unparse(node.value).endswith("writer")
