"""Who may do what: the whole matrix of role, scope and state against a second table, written from the design."""

from datetime import timedelta
from itertools import product

import pytest
from kit.scenario import NOON, RECIFE, ROSARIO, mini

from conversations.assessment import Assessment, Sharing, Submission, Wave
from conversations.authorisation import Act, covers, in_scope, may, runs_waves
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


@pytest.mark.parametrize(
    ("scope", "made_for", "covered"),
    [
        ((), (), True),
        ((), ("AR",), True),
        ((), ("AR", "BR"), True),
        (("AR",), (), False),
        (("AR",), ("AR",), True),
        (("AR",), ("BR",), False),
        (("AR",), ("AR", "BR"), False),
        (("AR", "BR"), ("BR",), True),
        (("AR", "BR"), ("BR", "AR"), True),
    ],
)
def test_what_was_made_for_more_countries_is_not_covered(
    scope: tuple[str, ...], made_for: tuple[str, ...], covered: bool
) -> None:
    """A scope covers what was made for its countries or some of them; what was made for all, only that of all does."""
    assert covered is covers(Appointment(1, Role.COORDINATOR, None, scope), made_for)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
@pytest.mark.parametrize("made_for", [(), ("AR",)])
def test_only_a_coordinators_scope_covers_anything(role: Role, made_for: tuple[str, ...]) -> None:
    """A member's people cover nothing that was made for countries, not even their own."""
    assert not covers(Appointment(1, role, ROSARIO), made_for)
    assert not covers(Appointment(1, role, ROSARIO, ("AR",)), made_for)


def test_only_who_coordinates_the_whole_network_runs_waves() -> None:
    """Waves and instruments are everybody's: a coordinator of some countries does not open them, a member's neither."""
    assert ["coordinator of all"] == [name for name, post in POSTS.items() if runs_waves(post)]
