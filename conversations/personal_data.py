"""What in a text looks like personal data of somebody: e-mail addresses, telephones, document numbers.

Decides only what to ask about: a person confirms or takes it back. Years, amounts, percentages, ordinances and
addresses of pages are not asked about; names and faces cannot be told.
"""

import re
from enum import StrEnum


class PersonalData(StrEnum):
    """A kind of personal data."""

    EMAIL = "email"
    TELEPHONE = "telephone"
    DOCUMENT = "document"


PAGE = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
EMAIL = re.compile(r"[\w.+-]+\s?(?:@|[\[(](?:arroba|at)[\])])\s?[\w-]+(?:(?:\.| \. )[\w-]+)+", re.IGNORECASE)
DOCUMENTS = (
    re.compile(r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b"),  # CPF
    re.compile(r"\b\d{1,2}\.\d{3}\.\d{3}(?:-[\dkK])?\b(?!\s*%)"),  # DNI, RUT
    re.compile(r"\b[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d\b", re.IGNORECASE),  # CURP
    re.compile(r"\b[A-Z]{1,3}\d{6,9}\b"),  # passports, residence permits
    re.compile(r"(?:\b(?:dni|ci|c[eé]dula|cpf|rg|rut|run|curp|dui|dpi|pasaporte|passaporte|passport|documento)\b\W{0,4}"
               r"(?:n[.º°o]*\s*)?)[A-Z]?[\d.\-/ ]{5,}", re.IGNORECASE),
    re.compile(r"(?<![\d$/-])(?<!\d[.,])\b(?:\d{7,11}|\d{13})\b(?![\d%/-]|[.,]\d)"),
)  # fmt: skip
TELEPHONE = re.compile(r"(?<![\w$/-])(?<!\d[.,])\+?\(?\d{1,4}\)?(?:[ .-]?\(?\d{2,5}\)?){1,4}(?![\w%/]|,\d)")
TELEPHONE_DIGITS = range(8, 16)
AMOUNT = re.compile(r"\b\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?\b(?!-)")
YEAR = r"(?:19|20)\d\d"
PUBLIC = (
    re.compile(r"(?:[$€£]|\b(?:USD|ARS|BRL|MXN|COP|CLP|UYU|GTQ))\s?\d[\d.,]*"),  # money
    re.compile(r"\b\d{1,3}(?:[., ]?\d{3})*(?:[.,]\d{1,2})?\s*(?:de\s+)?(?:pesos|reais|quetzales|d[oó]lar\w*|dollars|"
               r"euros|USD|ARS|BRL|MXN|COP|CLP|UYU|habitantes|inhabitants|personas|pessoas|people)\b", re.IGNORECASE),
    re.compile(r"\b(?:poblaci[oó]n|popula[cç][aã]o|population|total|presupuesto|or[cç]amento|budget)\W{1,3}"
               r"(?:(?:de|of|anual|annual|total|estimad[ao])\W{1,3}){0,2}[\d.,]+", re.IGNORECASE),
    re.compile(r"\b(?:ley|lei|law|ordenanza|ordinance|decreto|decree|resoluci[oó]n|resolu[cç][aã]o|resolution|acuerdo|acta|"
               r"ata|portaria|edital|oficio|of[ií]cio|convenio|conv[eê]nio|exp|expediente|processo|folio|file|CEP|CP)\b"
               r"\W{0,3}(?:n(?:[.º°]|ro|úm)*\W{0,2})?[\d./-]*\d", re.IGNORECASE),  # norms, files, postal codes
    re.compile(r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b"),  # dates
    re.compile(rf"\b{YEAR}(?:(?:\s?[-–/,]\s?|\s(?:[aye]|and|to)?\s?){YEAR})+\b|\({YEAR}\)"),
)  # fmt: skip
"""What has many digits and tells of nobody; left out before documents and telephones are looked for."""


def personal_data(text: str) -> frozenset[PersonalData]:
    """Tell which kinds of personal data ``text`` seems to hold."""
    found = set()
    text = PAGE.sub(" ", text)
    if EMAIL.search(text):
        found.add(PersonalData.EMAIL)
        text = EMAIL.sub(" ", text)
    for public in PUBLIC:
        text = public.sub(" ", text)
    if any(document.search(text) for document in DOCUMENTS):
        found.add(PersonalData.DOCUMENT)
    without_amounts = AMOUNT.sub(" ", text)
    if any(_is_telephone(match[0]) for match in TELEPHONE.finditer(without_amounts)):
        found.add(PersonalData.TELEPHONE)
    return frozenset(found)


def _is_telephone(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return digits in TELEPHONE_DIGITS and (text.startswith("+") or any(sign in text for sign in " .-()"))
