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
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
DOCUMENTS = (
    re.compile(r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b"),  # CPF
    re.compile(r"\b\d{1,2}\.\d{3}\.\d{3}(?:-[\dkK])?\b(?!\s*(?:%|habitantes|pesos|reais|d[oó]lares))", re.IGNORECASE),
    re.compile(r"\b[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d\b", re.IGNORECASE),  # CURP
    re.compile(r"\b[A-Z]{1,3}\d{6,9}\b"),  # passports, residence permits
    re.compile(r"(?:\b(?:dni|ci|c[eé]dula|cpf|rg|rut|run|curp|dui|dpi|pasaporte|passaporte|passport|documento)\b\W{0,4}"
               r"(?:n[.º°o]*\s*)?)[A-Z]?[\d.\-/ ]{5,}", re.IGNORECASE),
    re.compile(r"(?<![\d.,$/-])\b\d{7,11}\b(?![\d.,%/-])"),
)  # fmt: skip
TELEPHONE = re.compile(r"(?<![\w.,$/-])\+?\(?\d{1,4}\)?(?:[ .-]?\(?\d{2,5}\)?){1,4}(?![\w,%/])")
TELEPHONE_DIGITS = range(8, 16)
MONEY = re.compile(r"(?:[$€]|\b(?:USD|ARS|BRL|MXN|COP|CLP|UYU))\s?[\d.,]+")
AMOUNT = re.compile(r"\b\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?\b(?!-)")
DATE = re.compile(r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b|\b(?:19|20)\d\d\s?[-–/a]\s?(?:19|20)\d\d\b")


def personal_data(text: str) -> frozenset[PersonalData]:
    """Tell which kinds of personal data ``text`` seems to hold."""
    found = set()
    text = PAGE.sub(" ", text)
    if EMAIL.search(text):
        found.add(PersonalData.EMAIL)
        text = EMAIL.sub(" ", text)
    text = DATE.sub(" ", MONEY.sub(" ", text))
    if any(document.search(text) for document in DOCUMENTS):
        found.add(PersonalData.DOCUMENT)
    without_amounts = AMOUNT.sub(" ", text)
    if any(_is_telephone(match[0]) for match in TELEPHONE.finditer(without_amounts)):
        found.add(PersonalData.TELEPHONE)
    return frozenset(found)


def _is_telephone(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return digits in TELEPHONE_DIGITS and (text.startswith("+") or any(sign in text for sign in " .-()"))
