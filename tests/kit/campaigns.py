"""Campaigns for tests: planned by rows, sent through an air that is told what becomes of each message.

It decides how a test says what Telegram does. It must not know what a reminder shows.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

from kit.chat import Chat, World
from sqlalchemy import insert, select

from bot.campaigns import Campaigns
from bot.screens import Rows
from bot.speech import Ending, Outcome
from conversations.campaigns import CampaignKind, DeliveryState, Segment
from conversations.instrument import Language
from conversations.people import Role
from storage import tables as t
from storage.campaign_rows import write_segment, write_texts
from storage.database import Database, Transaction
from storage.talk import Work

_d, _ap = t.delivery.c, t.appointment.c
DAY = timedelta(days=1)


def focal_points(database: Database) -> dict[int, int]:
    """Map each focal point in force to a member of theirs."""
    wanted = select(_ap.person_id, _ap.member_id).where(_ap.role == Role.FOCAL_POINT.value, _ap.until.is_(None))
    with database.reading() as tx:
        return {row.person_id: row.member_id for row in tx.connection.execute(wanted.order_by(_ap.id.desc()))}


def plan(
    tx: Transaction,
    people: Mapping[int, int],
    now: datetime,
    *,
    kind: CampaignKind = CampaignKind.REMINDER,
    due_at: datetime | None = None,
    lasts: timedelta | None = DAY,
    undo: timedelta = timedelta(),
    texts: Mapping[Language, str] | None = None,
    segment: Segment | None = None,
    days_before: int = 7,
) -> int:
    """Plan a campaign for people, each about the member given; gives its id. A PLAN has a meeting of its own."""
    by, meeting, corrects = min(people), None, None
    if kind is CampaignKind.PLAN:
        meeting = tx.insert(insert(t.meeting), _meeting(by, now))
    if kind is CampaignKind.CORRECTION:
        corrects = tx.connection.execute(select(t.campaign.c.id)).scalars().first()
    values: dict[str, object] = {
        "kind": kind.value,
        "meeting_id": meeting,
        "days_before": days_before if meeting else None,
        "segment": write_segment(segment or Segment()),
        "texts": write_texts(texts) if texts else None,
        "corrects_id": corrects,
        "countries": "",
        "created_by": by,
        "created_at": now,
        "undo_until": now + undo,
    }
    campaign = tx.insert(insert(t.campaign), values)
    due = due_at or now
    rows = [
        {
            "campaign_id": campaign,
            "person_id": person,
            "member_id": member,
            "due_at": due,
            "expires_at": None if lasts is None else due + lasts,
            "state": DeliveryState.PLANNED.value,
            "reason": "",
        }
        for person, member in people.items()
    ]
    tx.connection.execute(insert(t.delivery), rows)
    return campaign


def _meeting(by: int, now: datetime) -> dict[str, object]:
    first = date(2027, 5, 10)
    return {
        "name": "Reunión del Cono Sur",
        "place": "Montevideo",
        "starts_on": first,
        "ends_on": first + 2 * DAY,
        "timezone": "America/Montevideo",
        "respond_by": first - 10 * DAY,
        "countries": "",
        "created_by": by,
        "created_at": now,
    }


def states(database: Database, campaign: int | None = None) -> dict[int, tuple[DeliveryState, str]]:
    """Read what has become of each person's delivery, and the reason."""
    wanted = select(_d.person_id, _d.state, _d.reason).order_by(_d.id)
    if campaign is not None:
        wanted = wanted.where(_d.campaign_id == campaign)
    with database.reading() as tx:
        return {row.person_id: (DeliveryState(row.state), row.reason) for row in tx.connection.execute(wanted)}


@dataclass
class Air:
    """A `Speech` without a network. Messages arrive in the chats that are known to it, unless told otherwise.

    ``next`` are outcomes of the coming messages; with ``lost`` they arrive all the same. ``meanwhile`` happens while a
    message is on its way.
    """

    chats: dict[int, Chat] = field(default_factory=dict)
    next: deque[Outcome] = field(default_factory=deque)
    lost: bool = False
    meanwhile: Callable[[], Awaitable[object]] | None = None
    sent: list[tuple[int, str]] = field(default_factory=list)
    _ids: Iterator[int] = field(default_factory=lambda: count(9_000))

    async def answers(self) -> bool:
        return True

    async def send(self, chat_id: int, text: str, rows: Rows = (), *, silently: bool = False) -> Outcome:
        outcome = self.next.popleft() if self.next else None
        message = None
        if outcome is None or (self.lost and outcome.ending is Ending.UNCONFIRMED):
            message = self._arrive(chat_id, text, rows)
        if self.meanwhile is not None:
            await self.meanwhile()
        return outcome or Outcome(Ending.SENT, message)

    async def close(self) -> None:
        return None

    def _arrive(self, chat_id: int, text: str, rows: Rows) -> int:
        self.sent.append((chat_id, text))
        chat = self.chats.get(chat_id)
        if chat is None:
            return next(self._ids)
        return chat.receive(text, rows)


@dataclass
class Post:
    """The campaigns of a world on their way through an air."""

    world: World
    air: Air = field(default_factory=Air)
    resting: dict[int, float] = field(default_factory=dict)
    halted: list[tuple[int, float]] = field(default_factory=list)
    campaigns: Campaigns = field(init=False)

    def __post_init__(self) -> None:
        """Make a source like the runner's."""
        self.campaigns = Campaigns(
            self.world.writer,
            self,
            self.world.contact,
            self._wish,
            lambda chat: self.resting.get(chat, 0.0),
            lambda chat, seconds: self.halted.append((chat, seconds)),
        )

    def now(self) -> datetime:
        return self.world.now

    def monotonic(self) -> float:
        return self.world.now.timestamp()

    def meet(self, *chats: Chat) -> "Post":
        """Let messages arrive in these chats."""
        self.air.chats |= {chat.telegram_id: chat for chat in chats}
        return self

    async def deliver(self, most: int = 1_000) -> list[Ending]:
        """Send what is due, until nothing is or Telegram says not now; gives what became of each."""
        endings: list[Ending] = []
        await self.campaigns.look()
        while len(endings) < most and (outcome := await self.campaigns.send_next(self.air)) is not None:
            endings.append(outcome.ending)
            if outcome.ending in (Ending.NOT_NOW, Ending.UNREACHED):
                break
        return endings

    def _wish(self, work: Work) -> None:
        if chat := self.air.chats.get(work.chat_id):
            chat.show(work)
