"""The file of everything about a person has every row that an independent scan of the database finds."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from kit.own_file import about, missing, rows_about
from kit.store import ANA, NOW
from kit.traces import fresh_store, leave_traces

from bot.own_data import own_data
from conversations.instrument import Language
from locales.my_data import render_my_data
from storage.given import Given
from storage.instrument_document import default_instrument
from storage.my_data import read_my_data


@pytest.mark.parametrize("language", Language)
def test_every_row_about_a_person_is_in_their_file(tmp_path: Path, language: Language) -> None:
    """Invitations, places with a text that waits, ended posts, and the number of what is only counted: all of it."""
    store = fresh_store(tmp_path / "one")
    traces = leave_traces(store, ANA, random.Random(1))  # noqa: S311 - the dice of a test
    with store.database.reading() as tx:
        held = read_my_data(tx, traces.person)
    path = store.database.path
    store.database.close()
    file = render_my_data(own_data(held, default_instrument(), language), language, NOW)
    assert {"visit", "place", "invitation", "outbox", "screen"} <= rows_about(path, traces.person).keys()
    wanted = about(path, traces.person, language, "UTC")
    assert [] == missing(wanted, file)
    lines = file.splitlines()
    listed = [number for number, line in enumerate(lines) if line.startswith("- ")]
    for number in listed:
        less = "\n".join(lines[:number] + lines[number + 1 :])
        assert missing(wanted, less), f"a file without {lines[number]!r} is found out"


@pytest.mark.parametrize(("language", "photo"), [(Language.ES, "Foto"), (Language.PT, "Foto"), (Language.EN, "Photo")])
def test_a_file_goes_by_its_name_or_by_what_it_is(tmp_path: Path, language: Language, photo: str) -> None:
    """A file's name stands without a code before it, and a photo, which has none, is called one in their language."""
    store = fresh_store(tmp_path / "one")
    traces = leave_traces(store, ANA, random.Random(1))  # noqa: S311 - the dice of a test
    with store.database.reading() as tx:
        held = read_my_data(tx, traces.person)
    store.database.close()
    sent = tuple(
        Given("evidence", "2026", "Rosario", "x", value, "", 1, NOW)
        for value in ("document decreto 2021.pdf", "photo ")
    )
    files = own_data(replace(held, given=sent), default_instrument(), language).files
    assert ["Rosario · x: decreto 2021.pdf", f"Rosario · x: {photo}"] == [one.what for one in files]
