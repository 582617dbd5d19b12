"""The columns that come back with a list of members: link, ready text, WhatsApp, state, what to look at.

Decides what the state of a row says. Telephones come in only to make an address of them, and go out with it.
"""

import re
from dataclasses import dataclass
from typing import Final

from conversations.instrument import Language
from conversations.workbook import BadRow
from locales.catalogue import plain
from locales.desk.workbook import word_row_problem
from locales.sheet_columns import headings_in

CALLING_CODES: Final = {
    "AR": "54",
    "BO": "591",
    "BR": "55",
    "BZ": "501",
    "CA": "1",
    "CL": "56",
    "CO": "57",
    "CR": "506",
    "CU": "53",
    "DO": "1",
    "EC": "593",
    "GT": "502",
    "GY": "592",
    "HN": "504",
    "HT": "509",
    "JM": "1",
    "MX": "52",
    "NI": "505",
    "PA": "507",
    "PE": "51",
    "PY": "595",
    "SR": "597",
    "SV": "503",
    "TT": "1",
    "US": "1",
    "UY": "598",
    "VE": "58",
}
"""Country calling codes, to tell whether a number written without "+" has its country's already."""
DIGITS: Final = range(10, 16)
"""How many digits a number with its country's code may have."""


@dataclass(frozen=True, slots=True)
class AddedCells:
    """What is added to one row."""

    link: str = ""
    text: str = ""
    whatsapp: str = ""
    state: str = ""
    look_at: str = ""


def state_of(*, invited: bool, replaced: bool, staffed: bool, language: Language) -> str:
    """Say how the invitation of a row stands."""
    if invited:
        return plain(language, "list.state_replaced" if replaced else "list.state_new")
    return plain(language, "list.state_staffed" if staffed else "list.state_out")


def look_at(problems: tuple[BadRow, ...], language: Language) -> str:
    """Say what is wrong with a row."""
    return "; ".join(word_row_problem(one.problem, language) for one in problems)


def fresh_headings(language: Language) -> tuple[str, ...]:
    """Head a list that we begin ourselves: the member, its country, and what is added to every list."""
    return (plain(language, "list.member"), plain(language, "list.country"), *headings_in(language))


def sheet_name(language: Language) -> str:
    """Name the sheet of such a list."""
    return plain(language, "list.sheet")


def file_name(language: Language, of: str = "") -> str:
    """Name the workbook that goes back, after the one that came."""
    stem = re.sub(r"\.(xlsx|csv)$", "", of, flags=re.IGNORECASE)
    word = plain(language, "list.file")
    stem = stem.removesuffix(f"-{word}")
    return f"{stem}-{word}.xlsx" if stem else f"{word}.xlsx"


def dialled(phone: str, country: str) -> str:
    """Give the digits of a number as WhatsApp wants them, with the country's code; "" when that is not sure."""
    first = re.split(r"[/;,|]|\s{2,}", phone.strip())[0]
    digits = re.sub(r"\D", "", first)
    if first.startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00")
        return digits if len(digits) in DIGITS else ""
    code = CALLING_CODES.get(country, "")
    return digits if code and digits.startswith(code) and len(digits) in DIGITS else ""
