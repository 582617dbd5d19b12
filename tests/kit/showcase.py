"""People, members and assessments to draw cards of, and every view with something worth showing in it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from conversations.assessment import Assessment, Evidence, Note, Priority, Response, Sharing, Submission, Wave
from conversations.doubt import PHOTO, Doubt, write_doubt
from conversations.instrument import Instrument, Language, Nonresponse
from conversations.people import Appointment, Invitation, Member, MemberKind, Person, Role
from conversations.personal_data import PersonalData
from conversations.place import Place, View
from storage.instrument_document import default_instrument

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
ROSARIO = Member(1, "Rosario", MemberKind.CITY, "AR", "America/Argentina/Cordoba")
LONGEST = Member(2, "ANAM (Asociación Nacional de Municipalidades)", MemberKind.ASSOCIATION, "GT", "America/Guatemala")
PROVINCE = Member(3, "Departamento de Chiquimula", MemberKind.PROVINCE, "GT", "America/Guatemala")
NASTY = Member(4, "<b>Trampa & Cía</b>", MemberKind.CITY, "BR", "America/Sao_Paulo")
WAVE = Wave(1, "Ronda 2026", NOW - timedelta(days=20))
AUTHOR, COLLEAGUE = 7, 8


def person(language: Language = Language.ES, member: Member = ROSARIO, posts: int = 1) -> Person:
    """Give a focal point of ``member``, with as many posts as asked for."""
    own = Appointment(1, Role.FOCAL_POINT, member)
    others = tuple(Appointment(one, Role.COORDINATOR, None, ("AR", "UY")) for one in range(2, posts + 1))
    return Person(AUTHOR, language, consented=True, appointments=(own, *others), active=1)


def invitation(role: Role = Role.FOCAL_POINT, member: Member | None = ROSARIO, *countries: str) -> Invitation:
    """Give an invitation that is good for two months."""
    return Invitation(1, role, member, countries, NOW + timedelta(days=60))


@cache
def blank(member: Member = ROSARIO) -> Assessment:
    """Give an assessment that nobody has answered yet."""
    return Assessment(1, member, WAVE, default_instrument())


def answered(member: Member = ROSARIO, author: int = AUTHOR) -> Assessment:
    """Give a complete assessment with a bit of everything: levels, nonresponses, notes, evidence, priorities."""
    instrument = default_instrument()
    responses = {
        item.id: Response(_answer(instrument, place), author, NOW - timedelta(days=1))
        for place, item in enumerate(instrument.items)
    }
    priorities = {one.id: Priority(3 - place % 3, author, NOW) for place, one in enumerate(instrument.criteria)}
    notes = {one: Note("Ordenanza 271 <de> 2008 & anexos. " * 12, author, NOW) for one in ("c01q1", "c03", "c10")}
    evidence = {"c01q1": (Evidence("photo", "f", "u", "acta.jpg", 1000),)}
    return replace(blank(member), responses=responses, priorities=priorities, notes=notes, evidence=evidence)


def _answer(instrument: Instrument, place: int) -> int | Nonresponse:
    item = instrument.items[place]
    if item.allows_not_applicable and place % 2:
        return Nonresponse.NOT_APPLICABLE
    return Nonresponse.DONT_KNOW if place % 9 == 4 else place * 7 % 5


def half(member: Member = ROSARIO) -> Assessment:
    """Give an assessment in the middle: 20 answered, two of the others put off."""
    whole = answered(member)
    kept = {item: response for place, (item, response) in enumerate(whole.responses.items()) if place < 20}
    later = Response(Nonresponse.LATER, AUTHOR, NOW)
    return replace(whole, responses={**kept, "c06q1": later, "c06q2": later}, priorities={})


def submitted(member: Member = ROSARIO, sharing: Sharing = Sharing.NAMED, *, late: bool = False) -> Assessment:
    """Give a complete assessment that was submitted an hour ago."""
    return replace(answered(member), submission=Submission(NOW - timedelta(hours=1), AUTHOR, sharing, late))


def states(member: Member = ROSARIO) -> tuple[Assessment, ...]:
    """Give an assessment in each of its states."""
    aggregate = submitted(member, Sharing.AGGREGATE, late=True)
    return blank(member), half(member), answered(member), submitted(member), aggregate


def places(assessment: Assessment, language: Language) -> Iterator[Place]:
    """Give a place in every view of an assessment, and in every step and criterion where that matters."""
    instrument = assessment.instrument
    base = Place(AUTHOR, language, View.REVIEW, cursor="c06q1", oriented=True)
    for view in View:
        match view:
            case View.STEP:
                for step in (*(one.id for one in instrument.items), *(one.id for one in instrument.criteria)):
                    yield replace(base, view=view, target=step)
                    yield replace(base, view=view, target=step, cursor=step, oriented=False)
            case View.CRITERION:
                for one in instrument.criteria:
                    yield replace(base, view=view, target=one.id)
            case View.CHANGE:
                for step, code in (("c01q1", "4"), ("c05q4", "dk"), ("c06q1", "na"), ("c10", "2")):
                    yield replace(base, view=view, target=step, pending=code)
            case View.TEXT:
                for step in ("c01q1", "c05q4", "c10"):
                    yield replace(base, view=view, target=step, pending="Una <nota> larga & con letras. " * 16)
            case View.SURE:
                for step, code in (("c01q1", "4"), ("c05q4", "dk"), ("c06q1", "na"), ("c10", "2")):
                    yield replace(base, view=view, target=step, pending=code)
            case View.BATCH:
                for criterion in instrument.criteria:
                    listed = [f"{item.id}={place % 5}" for place, item in enumerate(criterion.items)]
                    known = ";".join([*listed, f"{criterion.id}=1"])
                    unknown = ";".join(f"{item.id}=dk" for item in criterion.items)
                    for pending in (known, f"{unknown}@", f"{unknown}@Dirección de <Salud> y Desarrollo Humano " * 2):
                        yield replace(base, view=view, target=criterion.id, pending=pending)
            case View.PERSONAL:
                photo = Evidence("photo", "f", "u", "", 1000)
                for step in ("c01q1", "c05q4", "c10"):
                    everything = Doubt(tuple(PersonalData), "Llame a <Ana>: +54 341 555 0000. " * 12)
                    for doubt in (everything, Doubt((PHOTO,), "", photo), Doubt((PHOTO, "email"), "a@b.c", photo)):
                        yield replace(base, view=view, target=step, pending=write_doubt(doubt))
            case View.ERASE | View.BEFORE:
                for one in instrument.criteria:
                    yield replace(base, view=view, target=one.id)
            case View.NOTE:
                for step in ("c01q1", "c05q4", "c10"):
                    yield replace(base, view=view, target=step)
            case View.REVIEW:
                yield replace(base, view=view)
                yield replace(base, view=view, cursor="")
            case _:
                yield replace(base, view=view)
