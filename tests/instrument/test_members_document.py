"""The list of members: what is accepted, and how every problem is named."""

import pytest

from conversations.people import MemberKind
from conversations.spelling import same_name
from storage.members_document import (
    MemberRow,
    MembersInvalid,
    default_members,
    default_members_text,
    parse_members,
)

HEADER = "name,kind,country,timezone\n"


def problems_of(text: str) -> list[str]:
    """Return the problems of a list as they are printed."""
    with pytest.raises(MembersInvalid) as caught:
        parse_members(text)
    return [str(problem) for problem in caught.value.problems]


def test_the_default_list_is_whole() -> None:
    """38 members in three kinds, each with a source, and no name or alias leads to two of them."""
    members = default_members()
    assert (38, {"city", "province", "association"}) == (len(members), {member.kind.value for member in members})
    assert all(member.source for member in members)
    names = [name for member in members for name in {same_name(each) for each in (member.name, *member.aliases)}]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("MVD", "Montevideo"),
        ("CABA", "Buenos Aires"),
        ("Foz", "Foz do Iguaçu"),
        ("Tegucigalpa", "Distrito Central"),
        ("Comayagüela", "Distrito Central"),
        ("Nueva Loja", "Lago Agrio"),
        ("TJ", "Tijuana"),
    ],
)
def test_people_use_other_names(alias: str, name: str) -> None:
    """The names that people use lead to the member."""
    assert [name] == [member.name for member in default_members() if alias in member.aliases]


def test_no_alias_is_a_word_of_conversation() -> None:
    """An alias is never a word that somebody would type for another reason."""
    words = {"si", "no", "sim", "yes", "ok", "nao", "salta", "salir", "parar", "tap", "cor", "dos", "uno", "barrios"}
    assert set() == words & {same_name(alias) for member in default_members() for alias in member.aliases}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_a_list_from_any_spreadsheet_loads(delimiter: str, bom: str) -> None:
    """Comma, semicolon or tab, with or without a byte order mark, capitals, spaces and empty lines."""
    text = bom + delimiter.join(["Name", " kind", "country", "timezone", "Aliases"]) + "\r\n"
    text += delimiter.join([" Quito ", "City", "ec", "America/Guayaquil", "UIO|DMQ | "]) + "\r\n\r\n"
    expected = MemberRow("Quito", MemberKind.CITY, "EC", "America/Guayaquil", ("UIO", "DMQ"), "")
    assert (expected,) == parse_members(text)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Quito,city,EC,America/Nowhere", 'line 2: timezone: "America/Nowhere" is not a known zone'),
        ("Quito,town,EC,America/Lima", 'line 2: kind: "town" is not city, province or association'),
        ("Quito,city,ECU,America/Lima", 'line 2: country: "ECU" is not the two letters of a country'),
        (",city,EC,America/Lima", "line 2: name: empty"),
        ("Quito,city", "line 2: country: empty"),
        ("--,city,EC,America/Lima", 'line 2: name: "--" has no letters'),
        ("Q" * 81 + ",city,EC,America/Lima", "line 2: name: at most 80 characters, has 81"),
        ('"Qui\nto",city,EC,America/Lima', "line 2: name: has a line break or a control character"),
        ("Quito,city,EC,America/Lima,more", "line 2: has 5 cells, the first line has 4"),
        ('"Quito,city', "line 2: not CSV: unexpected end of data"),
        ("Quito,city,EC,America/Lima\n\nquíto,CITY,ec,America/Lima", 'line 4: "quíto" is already on line 2'),
    ],
)
def test_a_problem_is_named_with_its_line(row: str, expected: str) -> None:
    """One wrong cell gives a problem on exactly its line."""
    assert expected in problems_of(HEADER + row + "\n")


def test_all_problems_are_named_at_once() -> None:
    """Two bad lines around a good one give both lines, also after a name that spans lines."""
    found = problems_of(HEADER + 'A,town,AR,America/Lima\nB,city,AR,America/Lima\n"C\nC",city,AR,Nowhere\nD,city,A,x\n')
    assert [problem.split(":")[0] for problem in found] == ["line 2", "line 4", "line 4", "line 6", "line 6"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "list: empty"),
        (HEADER, "list: empty"),
        ("name,kind,timezone\n", 'line 1: column "country" is missing'),
        ("name,kind,country,timezone,mayor\n", 'line 1: column "mayor" is not known'),
        ("name,kind,country,timezone,name\n", 'line 1: column "name" is there twice'),
        ("x" * 1_000_001, "list: longer than 1000000 characters"),
    ],
)
def test_what_is_no_list_is_refused_kindly(text: str, expected: str) -> None:
    """A list without its columns or members is a problem in words."""
    assert expected in problems_of(text)


def test_the_same_name_may_be_a_city_and_a_province() -> None:
    """Only name, kind and country together make a member."""
    rows = "Córdoba,city,AR,America/Lima\nCórdoba,province,AR,America/Lima\nCórdoba,city,ES,Europe/Madrid\n"
    assert len(parse_members(HEADER + rows)) == 3


def test_an_exported_list_reads_back_equal() -> None:
    """The shipped text gives the shipped members."""
    assert default_members() == parse_members(default_members_text())


def test_a_region_is_read_with_or_without_its_country_and_is_a_code() -> None:
    """``S`` and ``AR-S`` are one; what is no code of a region is named by its line."""
    head = "name,kind,country,timezone,region\n"
    zone = "America/Argentina/Cordoba"
    rows = parse_members(f"{head}Rosario,city,AR,{zone},ar-s\nSalta,city,AR,{zone},A\nMaipú,city,AR,{zone},\n")
    assert ["S", "A", ""] == [one.region for one in rows]
    with pytest.raises(MembersInvalid) as invalid:
        parse_members(f"{head}Rosario,city,AR,{zone},Santa Fe\n")
    assert ["line 2"] == [problem.place for problem in invalid.value.problems]
