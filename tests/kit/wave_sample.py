"""A wave of many made-up members that have submitted, to draw pictures of."""

from datetime import timedelta
from random import Random

from kit.golden import INSTRUMENT, NOW

from conversations.assessment import Answer, Assessment, Priority, Response, Sharing, Submission, Wave
from conversations.instrument import Nonresponse
from conversations.people import Member, MemberKind

COUNTRIES = ("AR", "BO", "BR", "CL", "CO", "CR", "EC", "GT", "HN", "MX", "PA", "PE", "UY")
NAMES = (
    "Rosario", "San Salvador de Jujuy", "Foz do Iguaçu", "Arica", "Medellín", "Desamparados", "Quito", "Huehuetenango",
    "Distrito Central", "Tapachula de Córdova y Ordóñez", "Ciudad de Panamá", "Villa El Salvador", "Montevideo",
)  # fmt: skip
WAVE = Wave(1, "2026", NOW)


def submitted_members(count: int, sharing: Sharing = Sharing.NAMED) -> list[Assessment]:
    """Give the assessments of so many members, by country; every band is there, and some criteria have no score."""
    random = Random(7)  # noqa: S311 - made-up data, always the same
    made = []
    for number in range(count):
        at = number * len(COUNTRIES) // count
        name = NAMES[at] if number % 3 == 0 else f"{NAMES[at].split()[0]} {number}"
        member = Member(number + 1, name, MemberKind.CITY, COUNTRIES[at], "America/Lima")
        level = random.uniform(0.5, 3.5)
        responses = {item.id: Response(_answer(random, level), 1, NOW) for item in INSTRUMENT.items}
        priorities = {one.id: Priority(random.randint(1, 3), 1, NOW) for one in INSTRUMENT.criteria}
        submission = Submission(NOW + timedelta(days=1), 1, sharing)
        made.append(Assessment(number + 1, member, WAVE, INSTRUMENT, responses, priorities, submission=submission))
    return made


def _answer(random: Random, level: float) -> Answer:
    if random.random() < 0.14:
        return Nonresponse.DONT_KNOW
    return min(max(round(random.gauss(level, 0.8)), 0), 4)
