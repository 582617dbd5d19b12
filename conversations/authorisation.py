"""Who may do what. Every press and every query is checked here, whatever a card once showed.

Knows roles, scope and the state of an assessment; must not know how a refusal is worded.
"""

from datetime import datetime
from enum import StrEnum

from conversations.assessment import Assessment, Sharing
from conversations.people import Appointment, Member, Role


class Act(StrEnum):
    """What somebody may want to do with an assessment."""

    ANSWER = "answer"  # also priorities, notes and evidence
    SUBMIT = "submit"
    RECALL = "recall"
    REDACT = "redact"  # take a note or file out, also after submission
    SEE_COUNTS = "see_counts"  # answered, open, don't know
    SEE_ANSWERS = "see_answers"  # levels, notes, evidence under the member's name


OWN_ACTS = {
    Role.FOCAL_POINT: frozenset(Act),
    Role.CONTRIBUTOR: frozenset({Act.ANSWER, Act.REDACT, Act.SEE_COUNTS, Act.SEE_ANSWERS}),
    Role.REVIEWER: frozenset({Act.SEE_COUNTS, Act.SEE_ANSWERS}),
}
"""What each role of a member may do there."""


def in_scope(appointment: Appointment, member: Member) -> bool:
    """Tell whether ``member`` is the appointment's own or, for a coordinator, in one of its countries."""
    if appointment.role is Role.COORDINATOR:
        return not appointment.countries or member.country in appointment.countries
    return appointment.member is not None and appointment.member.id == member.id


def covers(appointment: Appointment, countries: tuple[str, ...]) -> bool:
    """Tell whether a coordinator's scope is that of something made for ``countries`` (all if empty), or wider."""
    if appointment.role is not Role.COORDINATOR:
        return False
    return not appointment.countries or (bool(countries) and set(countries) <= set(appointment.countries))


def runs_waves(appointment: Appointment) -> bool:
    """Tell whether an appointment may open and close waves and load instruments: they are the whole network's."""
    return appointment.role is Role.COORDINATOR and not appointment.countries


def may(appointment: Appointment, act: Act, assessment: Assessment, person: int, now: datetime) -> bool:
    """Tell whether ``person``, under ``appointment``, may do ``act`` to ``assessment`` at ``now``.

    Before submission a coordinator sees only counts; after it, answers only if the member shares them by name.
    A submitted assessment is changed by nobody: it is taken back first, by who submitted it, within its term. Only
    what says too much about somebody can be taken out of it, by those who wrote in it and by whoever may read it.
    """
    if not in_scope(appointment, assessment.member):
        return False
    submission = assessment.submission
    if appointment.role is Role.COORDINATOR:
        shared = submission is not None and submission.sharing is Sharing.NAMED
        return act is Act.SEE_COUNTS or (act in (Act.SEE_ANSWERS, Act.REDACT) and shared)
    if act not in OWN_ACTS[appointment.role]:
        return False
    match act:
        case Act.ANSWER | Act.SUBMIT:
            return submission is None
        case Act.RECALL:
            return submission is not None and submission.recallable(person, now)
        case _:
            return True
