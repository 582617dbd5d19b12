"""Lists of members are read whatever their headings and the order of their columns, and nothing private is kept."""

import pytest

from conversations.instrument import Language
from conversations.people import MemberKind
from conversations.workbook import FileProblem, RowProblem, read_reading, write_reading
from locales.invited_list import dialled, file_name
from locales.sheet_columns import Column, columns_of, country_in, headings_in, kind_in
from locales.sheet_reading import Cell, read_list

C = Column


@pytest.mark.parametrize(
    ("headings", "wanted"),
    [
        (
            ["País", "Ciudad", "Tipo", "Zona horaria", "Otros nombres", "Cargo", "Teléfono", "Correo electrónico"],
            [C.COUNTRY, C.NAME, C.KIND, C.TIMEZONE, C.ALIASES, C.POST, C.PHONE, C.EMAIL],
        ),
        (
            ["E-mail", "WhatsApp", "Função do ponto focal", "Siglas", "Fuso horário", "TIPO", "pais", "Município"],
            [C.EMAIL, C.PHONE, C.POST, C.ALIASES, C.TIMEZONE, C.KIND, C.COUNTRY, C.NAME],
        ),
        (
            ["Member", "Country", "Time zone", "Job title", "Mobile phone", "Email address", "Kind"],
            [C.NAME, C.COUNTRY, C.TIMEZONE, C.POST, C.PHONE, C.EMAIL, C.KIND],
        ),
        (["Nº", "Municipio / Município", "País (ISO)"], [None, C.NAME, C.COUNTRY]),
        (["Nombre", "País"], [C.NAME, C.COUNTRY]),
        (["Nombre", "Ciudad"], [None, C.NAME]),
        (["Ciudad", "Teléfono del punto focal", "Correo institucional"], [C.NAME, C.PHONE, C.EMAIL]),
        (["Persona", "Observaciones"], [None, None]),
    ],
)
def test_headings_are_known_in_three_languages(headings: list[str], wanted: list[Column | None]) -> None:
    """Any order, accents and capitals aside, with remarks in brackets, in two languages at once."""
    found = columns_of(headings)
    assert {column: at for at, column in enumerate(wanted) if column} == found


@pytest.mark.parametrize("language", Language)
def test_the_columns_that_we_add_are_none_of_theirs(language: Language) -> None:
    """A list that comes back with our columns is read as it was before: a WhatsApp link is no telephone."""
    assert {C.NAME: 0} == columns_of(["Ciudad", *headings_in(language)])


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        *(("AR", "AR"), ("ar", "AR"), ("Argentina", "AR"), ("Brasil", "BR"), ("Brazil", "BR"), ("México", "MX")),
        *(("EEUU", "US"), ("Estados Unidos", "US"), ("United States", "US"), ("Perú", "PE"), ("peru", "PE")),
        *(("ZZ", ""), ("Atlantis", ""), ("", "")),
    ],
)
def test_countries_are_read_by_code_and_by_name(cell: str, code: str) -> None:
    """ISO codes and the names of the three languages; nothing is guessed."""
    assert code == country_in(cell)


def test_kinds_are_read_in_three_languages() -> None:
    """City, province and association, as people write them."""
    for kind, cells in {
        MemberKind.CITY: ("Ciudad", "município", "TOWN"),
        MemberKind.PROVINCE: ("Departamento", "Estado", "state"),
        MemberKind.ASSOCIATION: ("Asociación", "rede", "Network"),
        None: ("village", ""),
    }.items():
        assert {kind} == {kind_in(cell) for cell in cells}


def test_titles_above_the_headings_and_empty_rows_do_not_matter() -> None:
    """The line of a row is that of the sheet, counted from 1."""
    table: list[list[Cell]] = [["Red 2026"], [], ["", "Ciudad", "País"], ["", "", ""], [1.0, "Temuco", "Chile"]]
    reading = read_list("f", [[["nothing"]], table])
    assert [(5, "Temuco", "CL")] == [(one.line, one.name, one.country) for one in reading.rows]


def test_what_is_wrong_is_said_by_line_and_the_rest_is_read() -> None:
    """Every kind of bad cell has its problem; good rows around it stay."""
    table: list[list[Cell]] = [
        ["Ciudad", "País", "Tipo", "Cargo"],
        ["", "Chile", "", ""],
        ["Temuco", "Chilandia", "", ""],
        ["Temuco", "Chile", "aldea", ""],
        ["x" * 81, "Chile", "", ""],
        ["...", "Chile", "", ""],
        ["Temuco", "Chile", "", "jefa@temuco.example"],
        ["Osorno", "Chile", "", "Tel. +56 9 1234 5678"],
        ["Valdivia", "CL", "ciudad", "Directora"],
    ]
    reading = read_list("f", [table])
    bad = RowProblem
    assert [
        (2, bad.NO_NAME),
        (3, bad.COUNTRY_UNKNOWN),
        (4, bad.KIND_UNKNOWN),
        (5, bad.NAME_UNUSABLE),
        (6, bad.NAME_UNUSABLE),
        (7, bad.POST_NOT_KEPT),
        (8, bad.POST_NOT_KEPT),
    ] == [(one.line, one.problem) for one in reading.problems]
    assert [("Temuco", ""), ("Osorno", ""), ("Valdivia", "Directora")] == [(one.name, one.post) for one in reading.rows]


def test_telephones_addresses_and_names_of_persons_are_not_kept() -> None:
    """Nothing of those columns is in what waits in the draft."""
    table: list[list[Cell]] = [
        ["Ciudad", "Punto focal", "Teléfono", "Correo", "Alias"],
        ["Temuco", "Rosa Planted", 56912345678.0, "rosa@planted.example", "TMC; rosa@planted.example"],
    ]
    kept = write_reading(read_list("f", [table]))
    assert "TMC" in kept
    assert not [word for word in ("Planted", "planted", "56912345678", "@") if word in kept]


def test_a_reading_is_read_as_it_was_written() -> None:
    """The draft loses nothing of it."""
    table: list[list[Cell]] = [
        ["Ciudad", "País", "Tipo", "Cargo", "Alias"],
        ["Temuco", "CL", "ciudad", "Jefa", "TMC"],
        ["", "CL"],
    ]
    for reading in (read_list("f", [table]), read_list("f", [])):
        assert reading == read_reading(write_reading(reading))


@pytest.mark.parametrize(
    ("tables", "why"),
    [
        ([], FileProblem.EMPTY),
        ([[]], FileProblem.EMPTY),
        ([[["a", "b"], ["c", "d"]]], FileProblem.NO_MEMBERS),
        ([[["Ciudad", "País"]]], FileProblem.EMPTY),
        ([[["Ciudad"], *[[f"x{at}"] for at in range(501)]]], FileProblem.TOO_MANY_ROWS),
    ],
)
def test_a_file_that_is_no_list_says_why(tables: list[list[list[str]]], why: FileProblem) -> None:
    """One reason for the whole file, and no rows."""
    reading = read_list("f", tables)
    assert (why, ()) == (reading.unusable, reading.rows)


@pytest.mark.parametrize(
    ("phone", "country", "digits"),
    [
        *(("+54 9 341 555-1234", "AR", "5493415551234"), ("005511912345678", "BR", "5511912345678")),
        *(("5493415551234", "AR", "5493415551234"), ("56912345678 / 56987654321", "CL", "56912345678")),
        *(("341 555-1234", "AR", ""), ("912345678", "CL", ""), ("", "AR", ""), ("interno 12", "AR", "")),
        *(("+1", "US", ""), ("5493415551234", "XX", "")),
    ],
)
def test_a_number_is_dialled_only_when_it_is_whole(phone: str, country: str, digits: str) -> None:
    """Without a country's code it is left to the coordinator to choose the contact: no message goes astray."""
    assert digits == dialled(phone, country)


def test_the_file_that_goes_back_is_named_after_the_one_that_came() -> None:
    """And it is not lengthened each time that it comes and goes."""
    assert "red-invitaciones.xlsx" == file_name(Language.ES, "red.csv")
    assert "red-invitaciones.xlsx" == file_name(Language.ES, "red-invitaciones.xlsx")
    assert "convites.xlsx" == file_name(Language.PT)
