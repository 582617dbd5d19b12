"""What a coordinator reads: one card for each kind of thing shown, and the lines that cards open with."""

from locales.desk.dispatch import render_desk
from locales.desk.drawing import DeskDrawing, desk_toast

__all__ = ["DeskDrawing", "desk_toast", "render_desk"]
