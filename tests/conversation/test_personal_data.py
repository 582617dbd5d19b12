"""What in a note looks like somebody's data, and what only has many digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.personal_data import PersonalData, personal_data

PUBLIC = (
    # norms, files, minutes
    "Ordenanza Nº 10.243/2024 del Concejo Municipal",
    "Ordenanza 9876-CM-2023",
    "Decreto 1234/2021",
    "Ley 25.871 de Migraciones",
    "Lei nº 9.474, de 22 de julho de 1997",
    "Lei Municipal 16.478/2016 e Decreto 57.533/2016",
    "Expediente EX-2024-12345678-APN-DNM",
    "Exp. 4071-12345/2024",
    "Resolución 0312-2024",
    "Acuerdo 045 de 2022 del Concejo de Bogotá",
    "Decreto 216 de 2021 (ETPV)",
    "Processo nº 2024/000123",
    "SEI 6016.2024/0001234-5",
    "Portaria 123/2023-GAB",
    "Acta 12-2024, punto 5",
    "folio 2024001234",
    "resolution 1325 (2000)",
    "Regulation 12/2020, section 4.3.2",
    "Convenio 169 de la OIT, ODS 10.7 y 11.1",
    # money
    "Presupuesto 2025: $ 12.345.678,90",
    "Presupuesto anual de 12.345.678 pesos",
    "Orçamento de R$ 1.250.000,00 em 2024",
    "Budget of USD 1,250,000 for 2026",
    "US$ 250.000 de ACNUR",
    "COP 1.200.000.000 asignados",
    "10 000 000 COP",
    "2.000.000 de quetzales",
    "USD 15 million over 3 years",
    # counts and shares
    "1.234.567 habitantes",
    "Población: 1.345.678 (censo 2022)",
    "atendimos 12.450 personas en 2024",
    "El 45% de 1.200 solicitudes, un 12,5 % más que en 2023",
    "0 a 17 años: 3.450; 18 a 59: 8.120; 60+: 430",
    "Meta 2026: 500 viviendas / 1.500 personas",
    "O abrigo tem 120 vagas e 3 assistentes sociais",
    # years, dates, hours
    "entre 2019 y 2024",
    "Plan Quinquenal 2025-2029",
    "2023 2024 2025",
    "2021, 2022, 2023 y 2024",
    "12/03/2024",
    "desde el 01/01/2023 hasta el 31/12/2024",
    "2024-03-12",
    "lunes a viernes de 08:00 a 16:30",
    "segunda a sexta, das 8h às 17h",
    "de 9.00 a 17.30 horas",
    # addresses, of pages and of offices
    "https://www.rosario.gob.ar/inicio/tramite/12345678",
    "https://leismunicipais.com.br/a/sp/s/sao-paulo/lei-ordinaria/2016/1647/16478/",
    "www.acnur.org/5b6ca7f54.html",
    "Av. San Martín 1234, piso 2, CP 2000",
    "CEP 01310-100",
    "Calle 26 # 13-19, Carrera 7 No. 32-16 piso 4",
    # short public numbers
    "línea 147, Disque 100, 911",
    "3 2 1 4 0",
)

E, T, D = PersonalData.EMAIL, PersonalData.TELEPHONE, PersonalData.DOCUMENT
PERSONAL = (
    # telephones: AR, BR, CL, CO, GT, MX, UY, VE
    ("llamar al +54 9 341 555-1234", T),
    ("tel. 0341 480-2444", T),
    ("(011) 4567-8901", T),
    ("341 555 1234", T),
    ("+55 11 98765-4321", T),
    ("(81) 3355-8000", T),
    ("11 98765 4321", T),
    ("+56 9 8765 4321", T),
    ("9 8765 4321", T),
    ("300 123 4567", T),
    ("(601) 381 3000", T),
    ("+502 5123 4567", T),
    ("5123-4567", T),
    ("+52 55 1234 5678", T),
    ("664-123-4567", T),
    ("099 123 456", T),
    ("+598 99 123 456", T),
    ("2901 2345", T),
    ("su hermana, +58 412 123 4567, espera", T),
    # documents
    ("DNI 34.567.890", D),
    ("dni: 34567890", D),
    ("DNI N° 95.123.456", D),
    ("RUT 12.345.678-9", D),
    ("26.123.456-k", D),
    ("CPF 123.456.789-09", D),
    ("CPF: 12345678909", D),
    ("RG 12.345.678-9", D),
    ("RNM V1234567", D),
    ("CURP GOMC900101HDFRRL09", D),
    ("DPI 2345 67890 0101", D),
    ("CUI 2345678900101", D),
    ("cédula 1.234.567-8", D),
    ("CI 45678901", D),
    ("cédula de ciudadanía 1.023.456.789", D),
    ("cédula V-12345678", D),
    ("pasaporte AB123456", D),
    ("Pasaporte N° 123456789", D),
    ("passaporte FX123456", D),
    ("passport no. C01234567", D),
    ("DUI 01234567-8", D),
    ("Ella es la 34567890.", D),
    ("fone: 11987654321", D),
    # e-mails
    ("escribir a maria.lopez@gmail.com", E),
    ("joao_silva+abrigo@correo.org.br", E),
    ("MARIA@EXAMPLE.ORG", E),
    ("maria @ gmail . com", E),
    ("maria (arroba) gmail.com", E),
)


@pytest.mark.parametrize("text", PUBLIC)
def test_what_only_has_many_digits_is_not_asked_about(text: str) -> None:
    """Norms, money, counts, years, hours, pages and offices."""
    assert frozenset() == personal_data(text)


@pytest.mark.parametrize(("text", "kind"), PERSONAL)
@pytest.mark.parametrize("around", ["{}", "La familia ({}), desde 2023.", "{}\nLey 25.871", "Sra. M.: {}, ok"])
def test_somebodys_data_is_found_wherever_it_stands(text: str, kind: PersonalData, around: str) -> None:
    """In brackets, before a comma or a full stop, beside an ordinance."""
    assert kind in personal_data(around.format(text))


def test_all_kinds_are_named() -> None:
    """A note may show several."""
    assert {E, T, D} == personal_data("María, DNI 34.567.890, tel. 099 123 456, maria@correo.org")


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    """Nothing a person types raises, and what is found are kinds."""
    assert personal_data(text) <= set(PersonalData)


@given(st.text(alphabet="0123456789.,-/()+ $@aN", max_size=60))
def test_also_of_digits_and_signs(text: str) -> None:
    """Odd runs of digits and signs raise nothing either, and are looked at soon enough to be typed."""
    assert personal_data(text) <= set(PersonalData)


ORDINARY = ("la familia llegó", "con dos hijos", "o abrigo tem vagas", "our office helps", "hoy", "não")
WORDS = st.lists(st.sampled_from(ORDINARY), max_size=6)


@given(WORDS, st.sampled_from(PERSONAL), WORDS)
def test_words_around_it_hide_nothing(before: list[str], found: tuple[str, PersonalData], after: list[str]) -> None:
    """Adding ordinary words never makes a number or an address less visible."""
    text, kind = found
    assert kind in personal_data(" ".join((*before, text, *after)))


@given(WORDS, st.sampled_from(PUBLIC), WORDS)
def test_words_around_it_make_nothing_personal(before: list[str], public: str, after: list[str]) -> None:
    """Nor do they make an ordinance somebody's."""
    assert frozenset() == personal_data(". ".join((" ".join(before), public, " ".join(after))))
