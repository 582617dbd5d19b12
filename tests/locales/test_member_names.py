"""A member is found however its name is typed; nothing is guessed where two are meant."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.members import NAMES, NETWORK

from conversations.people import Member, MemberKind
from conversations.roll import NamedMember
from locales.country_names import country_meant
from locales.member_names import Closeness, members_meant
from locales.words.reading import same

SHARED = ("Córdoba", "Mendoza", "Chiquimula", "Jutiapa")
"""Names of a city and of a province or department."""
ROSARIO_UY = NamedMember(Member(900, "Rosario", MemberKind.CITY, "UY", "America/Montevideo"))


def names() -> Iterator[tuple[NamedMember, str]]:
    """Give every member with each of its names."""
    for one in NETWORK:
        for name in (one.member.name, *one.aliases):
            yield one, name


def meant(text: str, network: tuple[NamedMember, ...] = NETWORK) -> tuple[Closeness, list[str]]:
    """Tell what a text means, by names."""
    found = members_meant(text, network)
    known = {one.member.id: one.member.name for one in network}
    return found.closeness, [known[member] for member in found.members]


@pytest.mark.parametrize("write", [str, str.upper, str.lower, same, lambda name: f"  {name}. "])
def test_every_name_and_alias_finds_its_member(write: object) -> None:
    """By name, by alias, in capitals, without accents: certain, unless a city and a province share the name."""
    assert callable(write)
    missed = []
    for one, name in names():
        closeness, found = meant(write(name))
        expected = Closeness.SEVERAL if name in SHARED else Closeness.CERTAIN
        if (closeness, one.member.name in found) != (expected, True):
            missed.append((name, closeness, found))
    assert [] == missed


def typos(name: str) -> Iterator[str]:
    """Give a name with one letter left out, doubled, wrong, or in the other's place, inside the longest word."""
    word = max(same(name).split(), key=len)
    at = len(word) // 2
    for wrong in (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + "x" + word[at + 1 :],
        word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
    ):
        if wrong != word:
            yield same(name).replace(word, wrong)


def test_a_typo_is_forgiven() -> None:
    """One wrong letter in a name of five letters or more finds the member; in a shared name, both."""
    missed = []
    for one, name in names():
        if len(same(name)) < 5:
            continue
        for wrong in typos(name):
            closeness, found = meant(wrong)
            if closeness < Closeness.SEVERAL or one.member.name not in found:
                missed.append((wrong, closeness, found))
    assert [] == missed


@pytest.mark.parametrize(
    ("text", "closeness", "found"),
    [
        ("Córdoba", Closeness.SEVERAL, ["Córdoba", "Provincia de Córdoba"]),
        ("cordova", Closeness.SEVERAL, ["Córdoba", "Provincia de Córdoba"]),
        ("la ciudad de Córdoba", Closeness.CERTAIN, ["Córdoba"]),
        ("provincia de Cordoba", Closeness.CERTAIN, ["Provincia de Córdoba"]),
        ("Cordoba province", Closeness.CERTAIN, ["Provincia de Córdoba"]),
        ("MVD", Closeness.CERTAIN, ["Montevideo"]),
        ("caba", Closeness.CERTAIN, ["Buenos Aires"]),
        ("Foz", Closeness.CERTAIN, ["Foz do Iguaçu"]),
        ("San Felipe, Chile", Closeness.CERTAIN, ["San Felipe"]),
        ("barrios", Closeness.NEAR, ["Puerto Barrios"]),
        ("Tapach", Closeness.NEAR, ["Tapachula"]),
        ("ciudad de Canelones", Closeness.NEAR, ["Departamento de Canelones"]),
        ("…", Closeness.NONE, []),
    ],
)
def test_what_a_name_means(text: str, closeness: Closeness, found: list[str]) -> None:
    """Kinds and countries tell namesakes apart, a part of a name is asked about, short codes are never guessed."""
    assert (closeness, found) == meant(text)


def test_two_cities_of_one_name_are_both_meant_until_the_country_is_said() -> None:
    """In two countries."""
    network = (*NETWORK, ROSARIO_UY)
    assert (Closeness.SEVERAL, 2) == (meant("Rosario", network)[0], len(meant("Rosario", network)[1]))
    for country, member in (("Uruguay", 900), ("uruguai", 900), ("UY", 900), ("la Argentina", None)):
        found = members_meant(f"Rosario, {country}", network)
        assert (Closeness.CERTAIN, member or _id("Rosario")) == (found.closeness, found.members[0])


def _id(name: str) -> int:
    return next(member for member, known in NAMES.items() if known == name)


def test_somewhere_else_is_nobody() -> None:
    """A city that is no member is not found; the nearest are named as nothing more than that."""
    for text in ("Bogotá", "MVX"):
        closeness, found = meant(text)
        assert (Closeness.FAR, True) == (closeness, len(found) <= 3)


@given(st.text(max_size=60))
def test_nothing_typed_fails(text: str) -> None:
    """Whatever is typed means members or none."""
    assert set(members_meant(text, NETWORK).members) <= set(NAMES)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Chile", "CL"),
        ("el Perú", "PE"),
        ("Brazil", "BR"),
        ("brasil", "BR"),
        ("México", "MX"),
        ("os Estados Unidos", "US"),
        ("eeuu", "US"),
        ("ar", "AR"),
        ("Argentna", "AR"),
        ("Perv", ""),
        ("Uruguax", ""),
        ("Rosario", ""),
        ("", ""),
    ],
)
def test_countries_are_known_by_name_and_code(text: str, code: str) -> None:
    """In the three languages; a typo is forgiven where there are members."""
    assert code == country_meant(text, {"AR", "BR", "CL", "GT"})
