"""What a test looks at after a turn: the card, the lines on it, what stands in the world."""

from abc import ABC, abstractmethod

from conversations.assessment import Assessment
from conversations.place import Place, View
from conversations.replies import Card, Courtesy, DeskCard, Door, Line, Receipt, Reply, Say, Send, Tell, Toast
from conversations.world import World


class Reading(ABC):
    """Somebody's chat after the last turn."""

    replies: tuple[Reply, ...]

    @property
    @abstractmethod
    def world(self) -> World:
        """What the next event of this person would meet."""

    @property
    def assessment(self) -> Assessment:
        """The assessment that the person works on, read back from history."""
        assessment = self.world.assessment
        assert assessment is not None
        return assessment

    @property
    def place(self) -> Place:
        """Where the person stands, read back."""
        place = self.world.place
        assert place is not None
        return place

    @property
    def stands(self) -> tuple[View, str]:
        """The view on the person's card, and what it is about."""
        return self.place.view, self.place.target

    @property
    def answers(self) -> dict[str, object]:
        """All recorded answers and priorities, by step."""
        assessment = self.assessment
        return {step: assessment.answer(step) for step in (*assessment.responses, *assessment.priorities)}

    @property
    def card(self) -> Card | Door:
        """The card that the last turn drew."""
        return next(reply for reply in self.replies if isinstance(reply, Card | Door))

    @property
    def desk(self) -> DeskCard:
        """The coordinator's card of the last turn."""
        return next(reply for reply in self.replies if isinstance(reply, DeskCard))

    @property
    def door(self) -> Door:
        """The card of the door that the last turn drew."""
        return next(reply for reply in self.replies if isinstance(reply, Door))

    def at_door(self) -> View:
        """Return the view of the door that the last turn drew."""
        return self.door.view

    @property
    def lines(self) -> list[Say]:
        """What the card opens with."""
        return [line.say for line in self.card.lines]

    @property
    def toasts(self) -> list[Line]:
        """What the press was answered with."""
        return [reply.line for reply in self.replies if isinstance(reply, Toast) and isinstance(reply.line, Line)]

    @property
    def courtesies(self) -> list[Say]:
        """Lines said without a card."""
        return [reply.line.say for reply in self.replies if isinstance(reply, Courtesy)]

    @property
    def offers(self) -> list[str]:
        """Expired tokens in whose place another link can be asked for."""
        return [reply.again for reply in self.replies if isinstance(reply, Courtesy) and reply.again]

    @property
    def receipts(self) -> list[str]:
        """Criteria whose receipt the last turn drew."""
        return [reply.criterion for reply in self.replies if isinstance(reply, Receipt)]

    @property
    def told(self) -> list[object]:
        """What the last turn told others."""
        return [reply.news for reply in self.replies if isinstance(reply, Tell)]

    @property
    def sent(self) -> list[str]:
        """What the last turn sent along."""
        return [reply.enclosure.value for reply in self.replies if isinstance(reply, Send)]
