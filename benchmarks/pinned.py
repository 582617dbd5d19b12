"""The kinds of life of a bot, the points in them, and the points that there must be at least.

Decides what a life without a kill has to have shown before it is over, however slow the machine. A new write or call is
a new point by itself and need not be listed here; one that is listed and is not passed any more is missed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

BEFORE, AFTER = "before", "after"


class Day(StrEnum):
    """What a life is like."""

    USUAL = "usual"
    FLOODED = "flooded"  # Telegram tells the bot to wait
    PAUSED = "paused"
    HOOKED = "hooked"  # Telegram posts to a webhook
    NEW = "new"  # the database is not there yet
    DESK = "desk"  # coordinators are at work


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A point, the kind of life in which it is passed, and how often at least."""

    day: Day
    name: str
    times: int = 1


_DEEDS = (
    *("cutoff", "digest", "endacc", "endreh", "export", "freeze", "heat", "import", "inv", "invall", "isend"),
    *("nadd", "ok", "redact", "rehearse", "restore", "retire", "undo", "unlink"),
    *("wclose", "wreopen"),
)
_AROUND: Mapping[Day, tuple[str, ...]] = {
    Day.USUAL: (
        "campaigns sendMessage",
        "command_menu setMyCommands",
        "commit of deliveries.claim",
        "commit of deliveries.recover",
        "commit of deliveries.settle",
        "commit of digests.write_due_digests",
        "commit of expunge",
        "commit of inbox.mark_applied",
        "commit of inbox.quarantine",
        "commit of outbox.claim_letter",
        "commit of outbox.settle_letter",
        "commit of pausing.take_in",
        "commit of retention.sweep",
        "commit of runner_state.note_poll",
        "commit of talk.mark_drawn",
        "commit of talk.mark_unreachable",
        "commit of talk.recover",
        "commit of turn.apply Choice",
        "commit of turn.apply Give",
        "commit of turn.apply OutageEnded",
        "commit of turn.apply Overwrite",
        "commit of turn.apply ReminderDue",
        "commit of turn.apply Said",
        "commit of turn.apply Show",
        "commit of turn.apply Start",
        "enclosures sendPhoto",
        "digests sendDocument",
        "intake deleteWebhook",
        "notices sendMessage",
        "polling getUpdates",
        "polling getUpdates with an offset",
        "speaker answerCallbackQuery",
        "talker editMessageText",
        "talker sendMessage",
    ),
    Day.FLOODED: ("commit of deliveries.release",),
    Day.PAUSED: ("pausing answerCallbackQuery", "pausing sendMessage"),
    Day.HOOKED: ("intake getWebhookInfo", "intake setWebhook", "webhook answers 200"),
    Day.NEW: ("commit of prepare",),
    Day.DESK: (
        *(f"commit of turn.apply Do {deed}" for deed in _DEEDS),
        "commit of turn.apply Do",
        "commit of hands_errands._make",
        "commit of people_errands._invite",
        "commit of people_errands._invite_all",
        "commit of turn.apply Attached",
        "commit of turn.apply FileRead",
        "commit of turn.apply Open",
        "figure_errands sendDocument",
        "figure_errands sendMessage",
        "file_errands getFile",
        "hands_errands sendMessage",
        "instrument_errands sendDocument",
        "people_errands sendDocument",
        "people_errands sendMessage",
        "people_errands sendPhoto",
        "picture_errands sendPhoto",
    ),
}
PINNED: Mapping[Day, frozenset[str]] = {
    day: frozenset(f"{name}, {when}" for name in names for when in (BEFORE, AFTER)) for day, names in _AROUND.items()
}
"""What is passed in each kind of life, at least."""
