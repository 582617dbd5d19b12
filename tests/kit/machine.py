"""The people of the state machine, and what is checked after every turn of one of them."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant
from kit.hands import check_asked, check_posts
from kit.keeping import check_rest, must_go
from kit.oracle import answers_of, expected, listed_in, listing
from kit.scenario import RECIFE, ROSARIO, Somebody, Story, said
from kit.ways import check_ways

from conversations.assessment import Answer
from conversations.events import Event, ReminderDue, Start, Typed
from conversations.instrument import Language
from conversations.intents import Intent
from conversations.people import Role
from conversations.place import View


class Machine(RuleBasedStateMachine):
    """Two who answer for one member, somebody who joins by invitation, and a coordinator."""

    def __init__(self) -> None:
        """Prepare people and invitations."""
        super().__init__()
        self.story = Story()
        self.last: tuple[Somebody, Event, str, int | None] | None = None
        self.repeatable = False

    @initialize(role=st.sampled_from((Role.FOCAL_POINT, Role.CONTRIBUTOR, Role.REVIEWER)))
    def begin(self, role: Role) -> None:
        """Everybody but the third has come in."""
        for token, member in (("recife", RECIFE), ("other", ROSARIO), ("revoked", ROSARIO)):
            self.story.invite(token, Role.CONTRIBUTOR, member)
        self.story.revoke("revoked")
        self.ana = self.story.focal_point("ana")
        self.beto = self.story.focal_point("beto", role)
        self.dora = self.story.member_of("dora", Role.COORDINATOR, None)
        self.people = (self.ana, self.beto, self.story.somebody("caio", Language.PT), self.dora)

    @invariant()
    def nobody_is_stuck(self) -> None:
        """Help, language, pause and the end can be reached from wherever the last turn led."""
        if self.last is not None:
            check_ways(self.last[0])

    def teardown(self) -> None:
        """Everybody else can go on as well."""
        for who in getattr(self, "people", ()):
            check_ways(who)

    def turn(self, who: Somebody, event: Event, *, token: str = "", message: int | None = None) -> None:
        """Take a turn and check what it did to every assessment."""
        ledger = self.story.ledger
        world = ledger.world(who.key, who.language, token, message)
        assessments = {number: ledger.assessment(number) for number in ledger.begun}
        who.does(event, token=token, message=message)
        self.last, self.repeatable = (who, event, token, message), True
        active = world.assessment.id if world.assessment else 0
        for number, before in assessments.items():
            after = ledger.assessment(number)
            if number != active or (isinstance(event, Start) and event.token):
                assert before == after
                continue
            earlier = ledger.assessment(world.earlier) if world.earlier else None
            wanted = expected(world, event, earlier)
            assert wanted.answers == answers_of(after)
            if wanted.asks:
                assert (View.CHANGE, wanted.asks) == who.stands
            if wanted.sure:
                assert (View.SURE, wanted.sure) == who.stands
            if (listed := listing(world, event)) is not None:
                assert (View.BATCH, listed) == (who.place.view, listed_in(who.place.pending)[0])
            elif world.place and not world.visiting and isinstance(event, Typed) and who.place.view is View.BATCH:
                assert world.place.pending == who.place.pending
            check_rest(world, event, after)
        after_all = ledger.world(who.key, who.language)
        check_posts(world, event, after_all)
        check_asked(world, event, after_all)
        if isinstance(event, ReminderDue) and world.person and (world.person.appointments or world.left):
            assert ledger.people[who.key].reminder is None
        assert must_go(world, event) <= (who.key not in ledger.people)
        if world.person and world.person.consented:
            assert (who.key not in ledger.people) <= must_go(world, event)

    def says(self, who: int, what: Intent | str) -> None:
        """Type something."""
        intent, text = said(what)
        self.turn(self.people[who], Typed(intent, text, self.story.next_message()))

    def all_answers(self) -> dict[int, dict[str, Answer]]:
        """Return the answers of every assessment."""
        return {number: answers_of(self.story.ledger.assessment(number)) for number in self.story.ledger.begun}

    def pick(self, data: st.DataObject) -> int:
        """Pick the id of a recent message."""
        return data.draw(st.integers(max(100, self.story.message - 12), self.story.message))
