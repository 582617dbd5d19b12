"""The row that turns the pages of a card. It must not know what is on them."""

from conversations.desk.pages import Page
from conversations.desk.place import DeskView
from conversations.events import Open
from locales.screen import Button, Row


def turning(page: Page[object], view: DeskView, target: str) -> tuple[Row, ...]:
    """Make the row of a page, none for a single one; ``target`` is what stands before the page's number."""
    before, after = page.neighbours
    row = [Button("◀", Open(view, f"{target}.{before}"))] if before is not None else []
    row += [Button("▶", Open(view, f"{target}.{after}"))] if after is not None else []
    return (tuple(row),) if row else ()


def place(page: Page[object]) -> str:
    """Say which page it is: ``2/3``; "" for a single one."""
    return f"{page.number + 1}/{page.count}" if page.count > 1 else ""
