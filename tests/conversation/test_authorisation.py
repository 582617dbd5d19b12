"""Who may do what: the whole matrix of role, scope and state against a second table, written from the design."""

from datetime import timedelta
from itertools import product

import pytest
from kit.scenario import NOON, RECIFE, ROSARIO, mini

from conversations.assessment import Assessment, Sharing, Submission, Wave
from conversations.authorisation import Act, in_scope, may
from conversations.people import Appointment, Member, MemberKind, Role

ME, SOMEBODY = 7, 8
TREINTA = Member(3, "Treinta y Tres", MemberKind.CITY, "UY", "America/Montevideo")
WAVE = Wave(1, "Wave", NOON)

STATES = {
    "open": None,
    "mine, named, an hour ago": Submission(NOON - timedelta(hours=1), ME, Sharing.NAMED),
    "mine, aggregate, an hour ago": Submission(NOON - timedelta(hours=1), ME, Sharing.AGGREGATE),
    "mine, named, a day ago": Submission(NOON - timedelta(hours=24), ME, Sharing.NAMED),
    "another's, named, an hour ago": Submission(NOON - timedelta(hours=1), SOMEBODY, Sharing.NAMED),
    "another's, aggregate, a day ago": Submission(NOON - timedelta(hours=24), SOMEBODY, Sharing.AGGREGATE),
}
POSTS = {
    "focal point": Appointment(1, Role.FOCAL_POINT, ROSARIO),
    "contributor": Appointment(1, Role.CONTRIBUTOR, ROSARIO),
    "reviewer": Appointment(1, Role.REVIEWER, ROSARIO),
    "focal point elsewhere": Appointment(1, Role.FOCAL_POINT, RECIFE),
    "reviewer elsewhere": Appointment(1, Role.REVIEWER, RECIFE),
    "focal point of nothing": Appointment(1, Role.FOCAL_POINT, None),
    "coordinator of all": Appointment(1, Role.COORDINATOR, None),
    "coordinator here": Appointment(1, Role.COORDINATOR, None, ("UY", "AR")),
    "coordinator there": Appointment(1, Role.COORDINATOR, None, ("BR",)),
}
ALLOWED = {
    ("focal point", "open"): "answer submit redact see_counts see_answers",
    ("focal point", "mine, named, an hour ago"): "recall redact see_counts see_answers",
    ("focal point", "mine, aggregate, an hour ago"): "recall redact see_counts see_answers",
    ("focal point", "mine, named, a day ago"): "redact see_counts see_answers",
    ("focal point", "another's, named, an hour ago"): "redact see_counts see_answers",
    ("focal point", "another's, aggregate, a day ago"): "redact see_counts see_answers",
    ("contributor", "open"): "answer redact see_counts see_answers",
    **{("contributor", state): "redact see_counts see_answers" for state in STATES if state != "open"},
    **{("reviewer", state): "see_counts see_answers" for state in STATES},
    **{
        (post, state): "redact see_counts see_answers" if "named" in state else "see_counts"
        for post in ("coordinator of all", "coordinator here")
        for state in STATES
    },
}
"""What is allowed; everything else is not."""


@pytest.mark.parametrize(("post", "state", "act"), list(product(POSTS, STATES, Act)))
def test_only_what_the_table_allows(post: str, state: str, act: Act) -> None:
    """Each role may do, in each scope and state, exactly what is listed for it."""
    assessment = Assessment(1, ROSARIO, WAVE, mini(), submission=STATES[state])
    allowed = act.value in ALLOWED.get((post, state), "").split()
    assert allowed is may(POSTS[post], act, assessment, ME, NOON)


def test_no_coordinator_sees_answers_before_submission() -> None:
    """Before it is submitted there are only counts, whatever the countries."""
    assessment = Assessment(1, TREINTA, WAVE, mini())
    for countries in ((), ("UY",), ("AR", "UY")):
        post = Appointment(1, Role.COORDINATOR, None, countries)
        seen = [act for act in Act if may(post, act, assessment, ME, NOON)]
        assert [Act.SEE_COUNTS] == seen


@pytest.mark.parametrize(
    ("countries", "members"),
    [((), [ROSARIO, RECIFE, TREINTA]), (("BR",), [RECIFE]), (("AR", "UY"), [ROSARIO, TREINTA]), (("CL",), [])],
)
def test_a_coordinators_countries_are_the_scope(countries: tuple[str, ...], members: list[Member]) -> None:
    """No countries means all of them; a country means its members and no other."""
    post = Appointment(1, Role.COORDINATOR, None, countries)
    assert members == [one for one in (ROSARIO, RECIFE, TREINTA) if in_scope(post, one)]
