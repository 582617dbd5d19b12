"""Whoever comes in by an invitation is told of to the coordinators, whoever passed it on: nobody comes in unnoticed."""

import pytest
from kit.scenario import Story
from kit.showcase import ROSARIO

from conversations.events import Choice
from conversations.news import JoinedNews
from conversations.people import Role
from conversations.replies import Tell


@pytest.mark.parametrize("role", Role)
def test_an_accepted_invitation_is_told_to_who_covers_it(story: Story, role: Role) -> None:
    """At the yes to consent, once, with the appointment that came to be; before it nothing is told."""
    member = None if role is Role.COORDINATOR else ROSARIO
    who = story.visitor("ana", role, member)
    who.press(Choice.CONFIRM_POST)
    assert [] == who.told
    who.press(Choice.ACCEPT)
    person = who.world.person
    assert person is not None
    assert person.appointment is not None
    assert (role, member) == (person.appointment.role, person.appointment.member)
    assert [Tell(JoinedNews(person.appointment), member)] == [one for one in who.replies if isinstance(one, Tell)]
    who.start()
    assert [] == who.told


@pytest.mark.parametrize("no", [Choice.DENY_POST, Choice.DECLINE])
def test_who_says_no_is_told_of_to_nobody(story: Story, no: Choice) -> None:
    """A link that was opened and not accepted is nobody's news."""
    who = story.visitor("ana")
    who.press(*((Choice.CONFIRM_POST, no) if no is Choice.DECLINE else (no,)))
    assert [] == who.told
