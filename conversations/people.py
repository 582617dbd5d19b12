"""Who takes part: members, persons, their appointments and the invitations that lead to one.

Decides what an invitation is worth to whoever holds it; knows nothing of how any of it is stored or reached.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversations.instrument import Language


class MemberKind(StrEnum):
    """What a member of the initiative is."""

    CITY = "city"
    PROVINCE = "province"
    ASSOCIATION = "association"


class Role(StrEnum):
    """What an appointment lets a person do."""

    FOCAL_POINT = "focal_point"
    CONTRIBUTOR = "contributor"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True)
class Member:
    """A city, province or association. ``country`` is an ISO 3166 code, ``timezone`` an IANA zone."""

    id: int
    name: str
    kind: MemberKind
    country: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """A person's role: at one member, or (coordinator) over ``countries``, all of them when empty."""

    id: int
    role: Role
    member: Member | None
    countries: tuple[str, ...] = ()
    rehearsal: bool = False
    """A coordinator tries the questionnaire: the member is none, and nothing of it counts."""
    since: datetime | None = None
    confirmed_wave: int | None = None
    """The latest wave in which the person said that it is still their post."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time link to an appointment, as the person who holds it meets it. Instants are aware, in UTC."""

    id: int
    role: Role
    member: Member | None
    countries: tuple[str, ...]
    expires_at: datetime
    used_by: int | None = None
    revoked: bool = False
    requested: bool = False
    """Another one has been asked for in its place."""
    holder: int | None = None
    """Who holds the post that ends when this is accepted: the person's id."""


class InvitationState(StrEnum):
    """What an invitation is worth to one person at one moment."""

    VALID = "valid"
    OWN = "own"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


def invitation_state(invitation: Invitation, person: int | None, now: datetime) -> InvitationState:
    """Tell what ``invitation`` is worth to ``person`` (its id, ``None`` for somebody new) at ``now``."""
    if invitation.used_by is not None:
        return InvitationState.OWN if invitation.used_by == person else InvitationState.USED
    if invitation.revoked:
        return InvitationState.REVOKED
    return InvitationState.VALID if now < invitation.expires_at else InvitationState.EXPIRED


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who talks to us. Before consent there is only the language and the invitation being looked at."""

    id: int
    language: Language
    consented: bool
    appointments: tuple[Appointment, ...] = ()
    active: int | None = None
    """The appointment that the person works on now, by its id."""

    @property
    def appointment(self) -> Appointment | None:
        """The appointment being worked on: the chosen one, or the only one."""
        for appointment in self.appointments:
            if appointment.id == self.active:
                return appointment
        return self.appointments[0] if len(self.appointments) == 1 else None
