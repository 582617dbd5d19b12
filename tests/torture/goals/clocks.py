"""R6: a clock that jumps, sleeps and is set back makes nothing come twice, too early, or not at all.

It decides the schedules, what the clock does, and what must come of each look. The bot's side is `kit.clockwork`.
"""

import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from kit.campaigns import plan
from kit.clock_bugs import planted
from kit.clockwork import FIRST, ZONES, Clockwork, Delivery, make_template

from bot.logs import set_up as set_up_logs
from conversations.campaigns import CampaignKind, DeliveryState, LeftOut
from conversations.due import EARLIEST, SATURDAY, Hours, expiry, may_sound, next_moment
from conversations.events import Typed
from conversations.instrument import Language
from conversations.intents import Word
from storage.reminders import REMINDER_KEPT, ask_reminder
from torture.goal import Bug, Goal, Tier, Trial

BEGIN = datetime(2026, 3, 3, 15, tzinfo=UTC)
DIGEST_HOUR = time(14, tzinfo=UTC)
TWICE, NEVER, EARLY = "sent twice", "never sent and not listed", "sent early"
LOOKS = 30
SECOND, HOUR, DAY, WEEK = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1), timedelta(days=7)
STEPS = (SECOND, 60 * SECOND, HOUR, 26 * HOUR, 8 * DAY, 365 * DAY)
PLANNED, SENT, EXPIRED = DeliveryState.PLANNED.value, DeliveryState.SENT.value, DeliveryState.EXPIRED.value
ARRIVED = (SENT, DeliveryState.UNCONFIRMED.value)
KINDS = (CampaignKind.REMINDER, CampaignKind.NOTICE, CampaignKind.PLAN)
TEXTS = dict.fromkeys(Language, "Nos vemos en la reunión.")


@dataclass
class Watch:
    """What was planned, and what has come of it so far."""

    trial: Trial
    number: int
    bot: Clockwork
    zones: dict[int, ZoneInfo]
    planned: dict[int, Delivery] = field(default_factory=dict)
    """Deliveries as they were when they were planned."""
    wished: Counter[int] = field(default_factory=Counter)
    turned: dict[int, datetime] = field(default_factory=dict)
    mondays: Counter[datetime] = field(default_factory=Counter)
    farthest: datetime = BEGIN
    """The latest instant at which the bot has looked; less, once a clock that was set back by a week is believed."""

    def plans(self, dice: Random) -> None:
        """Plan campaigns, and have people wish to be reminded."""
        people = self.bot.members()
        with self.bot.world.writer.database.writing() as tx:
            for _ in range(dice.randint(1, 4)):
                chosen = dice.sample(sorted(people), k=dice.randint(1, len(people)))
                for person in chosen:
                    zone, minute = self.zones[person], dice.randrange(8 * 60, 19 * 60, 15)
                    due = next_moment(self.bot.now + dice.random() * 40 * DAY, Hours(zone, minute))
                    kind = dice.choice(KINDS)
                    texts = TEXTS if kind is CampaignKind.NOTICE else None
                    one, lasts = {person: people[person]}, expiry(due, zone) - due
                    plan(tx, one, self.bot.now, kind=kind, due_at=due, lasts=lasts, texts=texts)
            for person in dice.sample(sorted(people), k=2):
                ask_reminder(tx, person, self.bot.now + dice.random() * 20 * DAY, self.bot.now)
                self.wished[person] += 1
        self.planned = self.bot.deliveries()

    async def look(self) -> None:
        """Have the bot look, and judge what it did."""
        before, wishes = self.bot.deliveries(), self.bot.wishes()
        reminded, written = Counter(self.bot.reminded), len(self.bot.digests)
        await self.bot.look()
        after = self.bot.deliveries()
        for one in after.values():
            was = before.get(one.id)
            if was is None:
                self.planned[one.id] = one
            elif was.state == PLANNED:
                self._judge(was, one, before, wishes)
        self._judge_messages(after)
        self._judge_wishes(wishes, reminded)
        self._judge_digest(written)

    def _judge_messages(self, after: dict[int, Delivery]) -> None:
        """Each row that says so is one message; of an unconfirmed one nobody knows."""
        arrived = Counter(chat - FIRST + 1 for chat, _ in self.bot.post.air.sent)
        states = Counter((one.person, one.state) for one in after.values())
        for person in self.zones:
            messages, sent = arrived[person], states[person, SENT]
            what = f"{messages} messages for {sent} of person {person}"
            self._say(TWICE, messages <= sent + states[person, DeliveryState.UNCONFIRMED.value], what)
            self._say(NEVER, messages >= sent, what)

    def _judge(self, was: Delivery, one: Delivery, before: dict[int, Delivery], wishes: dict[int, datetime]) -> None:
        planned, now = self.planned[one.id], self.bot.now
        what = f"{one.id}, due {planned.due_at} to {planned.expires_at}: {one.state} {one.reason}"
        over = planned.expires_at is not None and planned.expires_at <= now
        if one.state == SENT:
            self._say(EARLY, planned.due_at <= now and may_sound(now, self.zones[one.person]), what)
            self._say(NEVER, not over, f"{what}, too late")
        elif one.state == EXPIRED or one.reason == LeftOut.TOO_LATE:
            self._say(NEVER, over, what)
        elif one.state == PLANNED and was.due_at <= now:
            self._say(NEVER, self._busy(one.person) or self._waits_for_hours(one), what)
        elif one.reason == LeftOut.SNOOZED:
            self._say(NEVER, one.person in wishes, what)
        elif one.state != PLANNED:
            others = [it for it in before.values() if it.person == one.person and it != was]
            later = any(was.due_at <= it.due_at <= now for it in others if it.state == PLANNED)
            today = any(self._is_today(it.settled_at, one.person) for it in others if it.state in ARRIVED)
            own = self.bot.reminded[FIRST + one.person - 1] > 0
            self._say(NEVER, one.reason == LeftOut.REMINDED_TODAY and (later or today or own), what)

    def _is_today(self, at: datetime | None, person: int) -> bool:
        """Tell whether an instant is on the day that it is where the person is."""
        zone = self.zones[person]
        return at is not None and at.astimezone(zone).date() == self.bot.now.astimezone(zone).date()

    def _busy(self, person: int) -> bool:
        return person in self.turned and abs(self.bot.now - self.turned[person]) <= HOUR

    def _waits_for_hours(self, one: Delivery) -> bool:
        """It is night or a weekend where they are, and the delivery waits for eight o'clock, or for its own end."""
        zone, now = self.zones[one.person], self.bot.now
        rests = not may_sound(now, zone) or now.astimezone(zone).weekday() >= SATURDAY
        until = one.due_at.astimezone(zone)
        at_eight = until.hour * 60 + until.minute == EARLIEST or one.due_at == one.expires_at
        return rests and at_eight and now < one.due_at <= now + 3 * DAY

    def _judge_wishes(self, wishes: dict[int, datetime], reminded: Counter[int]) -> None:
        now = self.bot.now
        for person, due in wishes.items():
            shown = self.bot.reminded[FIRST + person - 1] - reminded[FIRST + person - 1]
            what = f"the wish of person {person} for {due}, shown {shown} times"
            self._say(EARLY, due <= now or not shown, what)
            self._say(NEVER, shown or not now - REMINDER_KEPT < due <= now, what)
        for one, times in self.bot.reminded.items():
            self._say(TWICE, times <= self.wished[one - FIRST + 1], f"{times} own reminders")

    def _judge_digest(self, written: int) -> None:
        now = self.bot.now
        at_hour = datetime.combine(now.date() - now.weekday() * DAY, DIGEST_HOUR)
        monday = at_hour if at_hour <= now else at_hour - WEEK
        if now < self.farthest - WEEK:  # what is noted of days to come is not believed any more
            self.mondays = Counter({day: times for day, times in self.mondays.items() if day <= now})
            self.farthest = now
        self.farthest = max(self.farthest, now)
        self.mondays[monday] += len(self.bot.digests) - written
        self._say(TWICE, self.mondays[monday] <= 1, f"{self.mondays[monday]} digests of {monday}")
        noted = self.bot.last_digest()
        comes = now < BEGIN or monday <= noted <= now + WEEK  # before, nobody coordinates
        self._say(NEVER, comes, f"the digest of {monday}: the last one is of {noted}")

    def _say(self, zero: str, holds: object, what: str) -> None:
        self.trial.expect(zero, holds, f"{what}, at {self.bot.now}", self.number)


async def run(trial: Trial) -> None:
    """Have one schedule after another, each under a clock of its own."""
    set_up_logs("CRITICAL")
    template = trial.folder / "template.db"
    make_template(template, BEGIN)
    counted: Counter[str] = Counter()
    with planted(trial.bug):
        for number in trial.numbers():
            path = trial.folder / f"{number}.db"
            watch = await _live(trial, number, Path(shutil.copyfile(template, path)))
            counted["looks"] += LOOKS + 1
            counted.update(f"deliveries {one.state}" for one in watch.bot.deliveries().values())
            counted["digests"] += len(watch.bot.digests)
            await watch.bot.close()
            for left in trial.folder.glob(f"{number}.db*"):
                left.unlink()
    trial.facts.update({name.replace("_", " "): f"{value:,}" for name, value in sorted(counted.items())})


async def _live(trial: Trial, number: int, path: Path) -> Watch:
    dice, bot = trial.dice(number), Clockwork(path, BEGIN + DAY)
    watch = Watch(trial, number, bot, bot.zones())
    watch.plans(dice)
    wrong, farthest = timedelta(), bot.now
    for _ in range(LOOKS):
        match dice.random():
            case chance if chance < 0.1:
                await bot.restart()
            case chance if chance < 0.2:
                person = dice.randint(1, len(ZONES))
                bot.acts(FIRST + person - 1, Typed(Word.HELP, "ayuda", 0))
                watch.turned[person] = bot.now
            case chance if chance < 0.4 and wrong:
                bot.now, wrong = bot.now - wrong, timedelta()
            case chance if chance < 0.6:
                step = dice.choice(STEPS) * dice.choice((1, -1))
                bot.now, wrong = bot.now + step, wrong + step
        bot.now = _next(dice, bot)
        farthest = max(farthest, bot.now)
        await watch.look()
    bot.now = farthest + 3 * 365 * DAY
    await watch.look()
    for one in bot.deliveries().values():
        left = one.state in (PLANNED, DeliveryState.SENDING.value)
        trial.expect(NEVER, not left, f"delivery {one.id} is still {one.state} in the end", number)
    return watch


def _next(dice: Random, bot: Clockwork) -> datetime:
    """Go on by seconds, hours or weeks, or to the second at which something is due."""
    ahead = [one.due_at for one in bot.deliveries().values() if one.state == PLANNED and one.due_at > bot.now]
    ahead += [at for at in bot.wishes().values() if at > bot.now]
    match dice.random():
        case chance if chance < 0.4 and ahead:
            return max(bot.now, min(ahead) + dice.choice((-SECOND, timedelta(), SECOND, 5 * HOUR)))
        case chance if chance < 0.5:
            return bot.now + dice.random() * 30 * DAY
        case _:
            return bot.now + dice.choice((15 * SECOND, HOUR, 8 * HOUR, DAY))


GOALS = (
    Goal(
        id="R6",
        title=(
            "Whatever the clock does - steps of a second to a year either way, sleep of up to 30 days, restarts - no "
            "reminder, notice or digest comes twice or early, and each is sent or listed with why it was not."
        ),
        unit="schedules",
        zeros=(TWICE, NEVER, EARLY),
        rounds={Tier.CI: 12, Tier.NIGHT: 1_200, Tier.RELEASE: 12_000},
        run=run,
        bugs=(
            Bug("what was sent is not noted", "A delivery that went out is planned again.", TWICE, 10),
            Bug(
                "for another that never comes",
                "All that is due is given up for a later one.",
                NEVER,
                10,
                "reminded_today",
            ),
            Bug("a digest at every look", "That a digest was made is not noted.", TWICE, 10, "digests of"),
            Bug("nothing is sent", "A delivery is noted as sent, and no message is.", NEVER, 10, "messages for"),
            Bug("a minute of grace", "What is more than a minute late is passed over in silence.", NEVER, 10),
            Bug("an hour ahead", "What is due within the hour goes out.", EARLY, 10),
        ),
        note=(
            "In process. Early is judged by the clock that the bot sees: a wrong one is believed. One set back by more "
            "than a week has the digests of the days after it come again. Of what is due to one person the latest is "
            "sent and the rest listed. What is due waits for whoever took a turn within the hour, at night and on a "
            "weekend; whoever asked to be reminded later is left out. A wish to be reminded lapses after a week."
        ),
    ),
)
