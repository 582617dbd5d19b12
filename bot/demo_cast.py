"""The people of the demo, and how those with prepared answers came to them: by the same turns as everybody."""

from dataclasses import dataclass
from datetime import datetime

from bot.notice_payloads import wave_opened
from bot.turns import Turn
from conversations.assessment import Answer, steps
from conversations.events import Choice, Event, Give, Start
from conversations.instrument import Language, Nonresponse
from conversations.people import Role
from storage.database import Transaction
from storage.instrument_document import default_instrument
from storage.invitations import create_invitation
from storage.members import find_members, import_members
from storage.members_document import default_members
from storage.turn import apply
from storage.waves import open_wave
from storage.world_reader import Inquiry, Sender


@dataclass(frozen=True, slots=True)
class Cast:
    """Somebody in the demo: a phone's owner, the member they answer for ("": all), how many answers they have given."""

    id: int
    name: str
    language: Language
    member: str
    label: str
    answers: int = 0
    role: Role = Role.FOCAL_POINT

    @property
    def inside(self) -> bool:
        """They have been through the door already."""
        return self.answers > 0 or self.role is Role.COORDINATOR


CAST = (
    Cast(1001, "Ana", Language.ES, "Rosario", "Ana · punto focal de Rosario"),
    Cast(1002, "Rafael", Language.PT, "Foz do Iguaçu", "Rafael · ponto focal de Foz do Iguaçu"),
    Cast(1003, "Grace", Language.EN, "Mercociudades", "Grace · focal point of Mercociudades"),
    Cast(1004, "Lucía", Language.ES, "Montevideo", "Lucía · Montevideo, a medio camino", 27),
    Cast(1005, "Marta", Language.ES, "Provincia de Mendoza", "Marta · Provincia de Mendoza"),
    Cast(1006, "Joana", Language.PT, "Maringá", "Joana · Maringá, tudo respondido", 54),
    Cast(1007, "Celia", Language.ES, "", "Celia · coordinadora de la red", role=Role.COORDINATOR),
)

ANSWERS: tuple[Answer, ...] = (3, 2, 1, 3, 0, 2, 4, 1, Nonresponse.DONT_KNOW, 3, 2, 1, 3, 2, 4, 0, 2)
"""The answers that are given in turn where some are prepared."""


def set_the_stage(tx: Transaction, now: datetime) -> dict[int, str]:
    """Import the members, open a wave, invite the cast and give the prepared answers; gives each one's token."""
    import_members(tx, default_members(), now)
    open_wave(tx, str(now.year), now, wave_opened)
    tokens = {}
    for one in CAST:
        member = find_members(tx, one.member)[0] if one.member else None
        tokens[one.id] = create_invitation(tx, one.role, member, now).token
        if one.inside:
            _enter(tx, one, tokens[one.id], now)
    return tokens


def _enter(tx: Transaction, one: Cast, token: str, now: datetime) -> None:
    sender = Sender(one.id, one.name, one.language)
    events: list[Event] = [Start(token), Choice.CONFIRM_POST, Choice.ACCEPT]
    events += [Choice.BEGIN] if one.answers else []
    instrument = default_instrument()
    for number, step in enumerate(steps(instrument)[: one.answers]):
        answer = number % 3 + 1 if instrument.has_criterion(step) else ANSWERS[number % len(ANSWERS)]
        events.append(Give(step, answer))
    for event in events:
        inquiry = Inquiry(token=event.token) if isinstance(event, Start) else Inquiry()
        apply(tx, None, sender, inquiry, Turn(event, now, contact="").decide, now)
