"""How members, answers and results are named, in full and where there is little room.

It decides the wording of single values; it must not know which card shows them.
"""

from conversations.assessment import Answer
from conversations.diagnosis import CriterionDiagnosis, Standing
from conversations.instrument import Instrument, Language, Nonresponse
from conversations.people import Appointment, Member, MemberKind, Role
from locales.catalogue import plain
from locales.formats import country, listing, percent
from locales.isolating import isolated

_SHORTER = {"Provincia de ": "Prov. ", "Departamento de ": "Depto. ", "Estado de ": "Est. ", "Estado do ": "Est. "}


def short_name(member: Member) -> str:
    """Name a member briefly: no parenthesis, the kind in front of it abbreviated."""
    name = member.name.split(" (")[0]
    for long, short in _SHORTER.items():
        if name.startswith(long):
            return short + name.removeprefix(long)
    return name


def fitting(text: str, room: int) -> str:
    """Cut a text to ``room`` characters (at least 8), with an ellipsis."""
    room = max(room, 8)
    return text if len(text) <= room else text[: room - 1].rstrip(" .,") + "…"


def side_by_side(first: str, second: str, room: int) -> str:
    """Write two texts on one label, cut to ``room`` characters, neither turning the other around."""
    kept = fitting(f"{first} · {second}", room)
    if len(kept) <= len(first) + 3:
        return isolated(kept)
    return f"{isolated(first)} · {isolated(kept[len(first) + 3 :])}"


_SPELT = {
    "Araguaina": "Araguaína",
    "Asuncion": "Asunción",
    "Bahia Banderas": "Bahía de Banderas",
    "Belem": "Belém",
    "Bogota": "Bogotá",
    "Cancun": "Cancún",
    "Ciudad Juarez": "Ciudad Juárez",
    "Cordoba": "Córdoba",
    "Cuiaba": "Cuiabá",
    "Curacao": "Curaçao",
    "Eirunepe": "Eirunepé",
    "Maceio": "Maceió",
    "Mazatlan": "Mazatlán",
    "Merida": "Mérida",
    "Panama": "Panamá",
    "Rio Gallegos": "Río Gallegos",
    "Santarem": "Santarém",
    "Sao Paulo": "São Paulo",
    "Tucuman": "Tucumán",
}
"""Cities whose zones are spelt in ASCII."""


def place_name(member: Member, language: Language) -> str:
    """Say what and where a member is: ``ciudad, Argentina``."""
    where = country(language, member.country)
    match member.kind:
        case MemberKind.CITY:
            return plain(language, "place.city", country=where)
        case MemberKind.PROVINCE:
            return plain(language, "place.province", country=where)
        case MemberKind.ASSOCIATION:
            return plain(language, "place.association", country=where)


def zone_name(zone: str) -> str:
    """Name a time zone by the city that it is named after, spelt as it is there: ``Bogotá``."""
    name = zone.rpartition("/")[2].replace("_", " ")
    return _SPELT.get(name, name)


def role_name(role: Role, language: Language) -> str:
    """Name a role."""
    return plain(language, f"role.{role}")


def post_name(appointment: Appointment, language: Language) -> str:
    """Name an appointment: what it is about, and the role."""
    role = role_name(appointment.role, language)
    if appointment.member:
        return plain(language, "choose.post", place=short_name(appointment.member), role=role)
    if appointment.countries:
        where = listing(language, [country(language, code) for code in appointment.countries])
        return plain(language, "choose.post", place=where, role=role)
    return plain(language, "choose.post", place=plain(language, "choose.network"), role=role)


def answer_label(instrument: Instrument, step: str, answer: Answer, language: Language, *, brief: bool = False) -> str:
    """Name an answer to a step: ``3 · Funciona con regularidad``, ``No sé``, ``3 · Alta`` for a priority."""
    if answer is Nonresponse.LATER:
        return plain(language, "card.put_off")
    if isinstance(answer, Nonresponse):
        option = instrument.nonresponse(answer)
        return (option.button if brief else option.label).in_(language)
    if instrument.has_criterion(step):
        labels = {option.value: option.label for option in instrument.priority_options}
    else:
        labels = {level.value: level.button if brief else level.label for level in instrument.levels}
    return f"{answer} · {labels[answer].in_(language)}" if answer in labels else str(answer)


def nonresponse_mark(code: Nonresponse, language: Language) -> str:
    """Abbreviate a nonresponse as people write it, and as it is read again: ``NS``; "" for what is put off."""
    match code:
        case Nonresponse.DONT_KNOW:
            return plain(language, "mark.dont_know")
        case Nonresponse.NOT_APPLICABLE:
            return plain(language, "mark.not_applicable")
        case Nonresponse.LATER:
            return ""


def result_label(criterion: CriterionDiagnosis, language: Language) -> str:
    """Name a criterion's result: its percentage, or why there is none."""
    match criterion.standing:
        case Standing.SCORED:
            return percent(language, criterion.percent or 0)
        case Standing.INSUFFICIENT:
            return plain(language, "report.insufficient")
        case Standing.NOT_APPLICABLE:
            return plain(language, "report.not_applicable")


def priority_label(criterion: CriterionDiagnosis, instrument: Instrument, language: Language) -> str:
    """Name the priority that a criterion has: ``prioridad alta``."""
    labels = {option.value: option.label.in_(language) for option in instrument.priority_options}
    return plain(language, "priorities.level", level=labels[criterion.priority].lower())
