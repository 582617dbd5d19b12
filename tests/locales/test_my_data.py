"""The file of everything about a person is complete and readable."""

from datetime import timedelta

import pytest
from kit.showcase import NOW

from conversations.instrument import Language
from locales.my_data import MyData, Record, render_my_data

SOME = (Record("uno\ndos", NOW - timedelta(days=1)), Record("tres"))


@pytest.mark.parametrize("language", Language)
def test_everything_is_in_it(language: Language) -> None:
    """Every value that is given stands in the file, with its date in the person's zone."""
    data = MyData(
        "America/Argentina/Cordoba",
        "5550001",
        "Ana <Pérez>",
        "ana",
        Language.PT,
        met=NOW,
        consented=NOW,
        consent_version="2026-1",
        reminder=NOW,
        posts=(Record("punto focal · Rosario", NOW),),
        answers=SOME,
        notes=(Record("una nota"),),
        files=(Record("acta.jpg"),),
        questions=(Record("¿qué?"),),
        notices=(Record("recordatorio"),),
        others=(Record("pantalla"),),
    )
    text = render_my_data(data, language, NOW)
    for value in ("5550001", "Ana <Pérez>", "@ana", "Português", "2026-1", "punto focal · Rosario", "uno\n  dos"):
        assert value in text
    for value in ("- tres", "una nota", "acta.jpg", "¿qué?", "recordatorio", "pantalla"):
        assert value in text
    assert "12:30" in text.replace("\u00a0", " ")
    assert text.endswith("\n")


def test_what_is_not_there_is_said() -> None:
    """Empty sections say so, and there is nothing about what was never given."""
    text = render_my_data(MyData("UTC", "", "", "", Language.ES), Language.ES, NOW)
    assert text.count("Nada") == 6
    assert "Consentimiento" not in text
