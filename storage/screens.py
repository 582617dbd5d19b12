"""What becomes of a person's messages of ours when a turn wishes for something: pure, without a database.

Decides when the live card is edited and when it is sent anew, how a card becomes a criterion's receipt, what must
lose its buttons, and in which order the talker draws. Payloads are opaque: the bot makes them, nobody here reads them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from storage.tables.talk import Purpose

EDITABLE = timedelta(hours=48)
"""How old a card may be to be edited; an older one is sent anew."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A message of ours whose content we keep true; ``id`` is 0 until it is stored, ``message_id`` set when sent."""

    id: int
    purpose: Purpose
    payload: str
    wanted: int = 1
    drawn: int = 0
    assessment: int | None = None
    criterion: str | None = None
    message_id: int | None = None
    sent_at: datetime | None = None
    buried: bool = False
    """Something else was sent below it: it is not the last message of the chat any more."""

    def editable(self, now: datetime) -> bool:
        """Tell whether the card can still be changed in its place; one that is not sent yet can."""
        return not self.buried and (self.sent_at is None or now < self.sent_at + EDITABLE)

    def showing(self, payload: str) -> "Screen":
        """Give the screen with other content, to be drawn; itself if nothing changes."""
        return self if payload == self.payload else replace(self, payload=payload, wanted=self.wanted + 1)

    def retired(self) -> "Screen":
        """Give the card as one that only has to lose its buttons."""
        return replace(self, purpose=Purpose.RETIRED, payload="", wanted=self.wanted + 1)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a turn wants on the screen. ``letters``: replies are sent first, so the card comes anew after them.

    ``looks``: nobody did anything; a card that says the same already stays as it is, however old.
    """

    card: str | None = None
    anew: bool = False
    receipts: Mapping[str, str] = field(default_factory=dict)
    assessment: int | None = None
    letters: bool = False
    looks: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """One call that the talker owes: send (no ``message_id``), edit, or ``strip`` the buttons."""

    screen: int
    purpose: Purpose
    payload: str
    wanted: int
    message_id: int | None
    strip: bool


def live_card(screens: Iterable[Screen]) -> Screen | None:
    """Find the one live card."""
    return next((screen for screen in screens if screen.purpose is Purpose.CARD), None)


def arrange(screens: tuple[Screen, ...], wish: Wish, now: datetime) -> tuple[Screen, ...]:
    """Give the screens as the wish wants them; new ones have id 0 and come last, the card after the receipts."""
    card = live_card(screens)
    kept = [screen for screen in screens if screen is not card]
    payload = wish.card if wish.card is not None or card is None else card.payload
    touched = wish.card is not None or wish.letters
    made: list[Screen] = []
    anew = wish.anew or wish.letters
    for criterion, text in wish.receipts.items():
        at = next((at for at, one in enumerate(kept) if _is_receipt(one, wish.assessment, criterion)), None)
        if at is not None:
            kept[at] = kept[at].showing(text)
            continue
        if card is not None and card.editable(now):
            receipt = replace(card, purpose=Purpose.RECEIPT, assessment=wish.assessment, criterion=criterion)
            kept.append(replace(receipt, payload=text, wanted=card.wanted + 1))
            card = None
        else:
            made.append(Screen(0, Purpose.RECEIPT, text, assessment=wish.assessment, criterion=criterion))
        anew = touched = True
    if payload is None or not touched:
        return (*kept, *made) if card is None else (*kept, card, *made)
    said = wish.looks and card is not None and payload == card.payload
    if card is not None and not anew and (said or card.editable(now)):
        return (*kept, card.showing(payload), *made)
    if card is not None:
        kept.append(card.retired())
    return (*kept, *made, Screen(0, Purpose.CARD, payload))


def bury(screens: tuple[Screen, ...]) -> tuple[Screen, ...]:
    """Give the screens after a notice was sent below them: the card stays, and comes anew when it next changes."""
    return tuple(
        replace(screen, buried=True) if screen.purpose is Purpose.CARD and screen.message_id is not None else screen
        for screen in screens
    )


def drawings(screens: Iterable[Screen]) -> tuple[Drawing, ...]:
    """List what is not drawn yet, in the order to draw it: new messages and the card, then receipts, then strips."""
    owed = [
        screen
        for screen in screens
        if screen.wanted > screen.drawn and not (screen.purpose is Purpose.RETIRED and screen.message_id is None)
    ]
    return tuple(
        Drawing(
            screen.id,
            screen.purpose,
            screen.payload,
            screen.wanted,
            screen.message_id,
            screen.purpose is Purpose.RETIRED,
        )
        for screen in sorted(owed, key=_turn)
    )


def _is_receipt(screen: Screen, assessment: int | None, criterion: str) -> bool:
    return screen.purpose is Purpose.RECEIPT and screen.assessment == assessment and screen.criterion == criterion


def _turn(screen: Screen) -> tuple[int, int]:
    if screen.purpose is Purpose.RETIRED:
        return (2, screen.id)
    return (1 if screen.purpose is Purpose.RECEIPT and screen.message_id is not None else 0, screen.id)
