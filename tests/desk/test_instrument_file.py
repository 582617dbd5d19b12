"""An instrument by file: checked first, with every problem told; nothing is live before it is confirmed twice."""

import ast
from pathlib import Path

import pytest
from kit.chat import Chat, World
from kit.coordinator import coordinator, counted, focal_point
from kit.golden import label
from kit.phone import Phone
from kit.service import service
from kit.whole_cards import whole

import storage
from bot.errand_table import READERS
from bot.instrument_errands import read_document
from bot.local import Person
from conversations.assessment import Evidence
from conversations.desk.deeds import Deed
from conversations.desk.instruments import LARGEST_FILE, InstrumentRead
from conversations.desk.place import DeskView
from conversations.events import Attached, Do, FileRead, Open
from conversations.instrument import Language
from locales.desk.problems import word_problem
from storage.instrument_document import default_instrument, default_instrument_text
from storage.instruments import list_instruments
from storage.waves import list_waves, wave_instrument
from storage.yaml_document import MAX_DEPTH

ES = Language.ES
CELIA = 900
NEWER = default_instrument_text().replace("version: 1.1.0", "version: 2.0.0", 1)
HOSTILE = {
    "a tag in a valid document": NEWER.replace(
        "status: adapted", "status: !!python/name:os.system adapted", 1
    ).encode(),
    "an anchor in a valid document": NEWER.replace("status: adapted", "status: &x adapted", 1).encode(),
    "an object of Python": b"id: !!python/object/apply:os.system ['true']\n",
    "aliases that multiply": b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
    "nesting without end": b"[" * 100_000,
    "nesting": ("a: " + "[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2)).encode(),
    "not a text": b"\xff\xfe\x00i\x00d",
    "nothing": b"",
    "a workbook": b"PK\x03\x04" + bytes(range(256)),
    "too long": b"a: " + b"x" * LARGEST_FILE,
    "two documents": b"id: x\n---\nid: y\n",
    "a list": b"- 1\n- 2\n",
}


def tap(chat: Chat, key: str, **params: object) -> None:
    """Tap a button by its entry."""
    chat.tap(label(chat.language or ES, key, **params))


def arrives(chat: Chat, content: bytes) -> None:
    """Have a file that was sent be fetched and read."""
    chat.attach("instrumento.YAML")
    chat.press(FileRead(read_document("", content)))


def loaded(world: World) -> list[str]:
    """List the instruments that waves can use."""
    with world.writer.database.reading() as tx:
        return [one.reference for one in list_instruments(tx)]


@pytest.mark.parametrize("language", Language)
def test_a_document_is_live_after_two_taps_and_not_before(world: World, language: Language) -> None:
    """What a valid file holds is shown; asked once more; then it can be chosen for the next wave and rehearsed."""
    celia = coordinator(world, language)
    celia.after = whole
    before = loaded(world)
    arrives(celia, NEWER.encode())
    assert "cos-americas-adapted@2.0.0" in celia.card.text
    with counted(celia, taps=2):
        tap(celia, "instruments.load")
        assert loaded(world) == before
        tap(celia, "instruments.load_yes")
    assert loaded(world) == [*before, "cos-americas-adapted@2.0.0"]
    tap(celia, "instruments.rehearse", version="2.0.0")
    assert NAMES[language] in celia.card.text
    celia.press(Do(Deed.END_REHEARSAL))
    celia.press(Do(Deed.CLOSE_WAVE, "1"))
    tap(celia, "waves.open")
    tap(celia, "waves.other_instrument")
    celia.tap("cos-americas-adapted@1.1.0")
    tap(celia, "waves.other_instrument")
    celia.tap("cos-americas-adapted@2.0.0")
    celia.press(Do(Deed.OPEN_WAVE))
    with world.writer.database.reading() as tx:
        assert wave_instrument(tx, list_waves(tx)[0].id).version == "2.0.0"


NAMES = {Language.ES: "Ensayo", Language.PT: "Ensaio", Language.EN: "Rehearsal"}


def test_an_open_wave_keeps_its_instrument(world: World) -> None:
    """A file that is loaded while a wave is open changes nothing in it, nor in what has begun."""
    ana = focal_point(world, "Rosario", 10)
    celia = coordinator(world)
    arrives(celia, NEWER.encode())
    tap(celia, "instruments.load")
    tap(celia, "instruments.load_yes")
    ana.tap("3 ·")
    assert "2/44" in ana.card.text
    with world.writer.database.reading() as tx:
        assert wave_instrument(tx, 1).version == "1.1.0"


def test_problems_come_first_with_their_lines(world: World) -> None:
    """A file with mistakes is told line by line in the reader's language, and cannot be loaded."""
    lines = default_instrument_text().splitlines()
    at = next(number for number, line in enumerate(lines, 1) if line.startswith("estimated_minutes_per_item"))
    lines[at - 1] = "estimated_minutes_per_item: muchos"
    broken = "\n".join(lines)
    said = {
        Language.ES: f"línea {at}, estimated_minutes_per_item: debe ser un número",
        Language.PT: f"linha {at}, estimated_minutes_per_item: deve ser um número",
        Language.EN: f"line {at}, estimated_minutes_per_item: must be a number",
    }
    before = loaded(world)
    for number, language in enumerate(Language):
        celia = coordinator(world, language, telegram_id=CELIA + number)
        arrives(celia, broken.encode())
        assert said[language] in celia.card.text
        assert not celia.has(label(language, "instruments.load"))
        for old in (Do(Deed.LOAD_INSTRUMENT), Do(Deed.LOAD_INSTRUMENT, "yes")):
            celia.press(old)
    assert before == loaded(world)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused(world: World, name: str) -> None:
    """Whatever a file holds, it is refused with a reason, and the chat goes on."""
    celia = coordinator(world)
    arrives(celia, HOSTILE[name])
    assert "El archivo no se puede usar" in celia.card.text
    assert loaded(world) == [default_instrument().reference]


def test_a_file_that_is_too_large_is_not_fetched(world: World) -> None:
    """The size is known before anything is fetched: a larger one is refused at once."""
    celia = coordinator(world)
    celia.press(Attached(Evidence("document", "file", "u", "x.yml", LARGEST_FILE + 1), "", 1))
    assert "hasta 500 KB" in celia.card.text
    assert not any("📎" in bubble.text for bubble in celia.bubbles)
    assert read_document("", None).problems


def test_the_same_version_with_another_content_is_refused(world: World) -> None:
    """A version once loaded never changes: the same document again is known, another one must raise its version."""
    celia = coordinator(world)
    arrives(celia, default_instrument_text().encode())
    tap(celia, "instruments.load")
    tap(celia, "instruments.load_yes")
    assert "ya estaba cargado" in celia.card.text
    arrives(celia, default_instrument_text().replace("Nada todavía", "Todavía nada").encode())
    assert "Suba la versión" in celia.card.text
    celia.press(Do(Deed.LOAD_INSTRUMENT))
    celia.press(Do(Deed.LOAD_INSTRUMENT, "yes"))
    assert loaded(world) == [default_instrument().reference]


def test_a_document_is_let_go_by_whatever_leads_elsewhere(world: World) -> None:
    """Somebody who goes home in between, or presses only the second button, loads nothing."""
    celia = coordinator(world)
    arrives(celia, NEWER.encode())
    celia.press(Do(Deed.LOAD_INSTRUMENT, "yes"))
    assert len(loaded(world)) == 1
    arrives(celia, NEWER.encode())
    tap(celia, "instruments.load")
    celia.press(Open(DeskView.HOME))
    celia.press(Do(Deed.LOAD_INSTRUMENT, "yes"))
    assert len(loaded(world)) == 1


def test_who_coordinates_countries_loads_nothing(world: World) -> None:
    """Neither their file nor one that was being read when their scope changed comes any further."""
    diego = coordinator(world, ES, "AR")
    diego.attach("instrumento.yaml")
    assert "quien coordina toda la red" in diego.card.text
    diego.press(FileRead(InstrumentRead(NEWER)))
    assert "quien coordina toda la red" in diego.card.text
    assert not any("📎" in bubble.text for bubble in diego.bubbles)


def test_a_focal_point_sends_a_file_as_evidence(world: World) -> None:
    """To somebody who answers, a .yaml is a file like any other, and one that was read means nothing."""
    ana = focal_point(world, "Rosario", 10)
    ana.press(FileRead(InstrumentRead(NEWER)))
    ana.attach("instrumento.yaml")
    assert loaded(world) == [default_instrument().reference]


def test_every_remark_of_storage_is_worded() -> None:
    """Whatever storage can say about a document has an entry: no remark reaches a chat in English by omission."""
    messages = set()
    for name in ("yaml_document", "document_reader", "instrument_parts", "instrument_scale", "instrument_criteria"):
        tree = ast.parse((Path(storage.__file__).parent / f"{name}.py").read_text("utf-8"))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if called in ("problem", "Problem") and not isinstance(call.args[1], ast.Name):
                messages.add(_written(call.args[1]))
    assert len(messages) > 30
    for message in sorted(messages):
        assert word_problem(message, Language.ES) != message, message


def _written(part: ast.expr) -> str:
    """Give a message as it may read: whatever is filled in is a number or what is filled in there."""
    if isinstance(part, ast.Constant):
        return str(part.value)
    assert isinstance(part, ast.JoinedStr)
    return "".join(str(one.value) if isinstance(one, ast.Constant) else _filled(one) for one in part.values)


def _filled(value: ast.expr) -> str:
    assert isinstance(value, ast.FormattedValue)
    source = ast.unparse(value.value)
    shapes = {"shape.words": "1 to 40 of a-z, 0-9 and -", "what": "gap"}
    return shapes.get(source, "7")


def test_remarks_carry_their_numbers() -> None:
    """What is filled in is filled in in every language."""
    for language in Language:
        assert "160" in word_problem("at most 160 characters, has 170", language)
        assert "170" in word_problem("at most 160 characters, has 170", language)
        assert word_problem("something new", language) == "something new"


async def test_over_http(tmp_path: Path) -> None:
    """The real bot fetches the file, checks it and shows what it holds; then it sends it back as it came."""
    people = [Person(CELIA, "Celia", "es")]
    async with service(tmp_path, people, chat_refill_seconds=0.01) as bot, Phone(bot.server.base_url, CELIA) as celia:
        await celia.start(bot.invite_coordinator())
        for text in ("Sí", "Acepto"):
            await celia.tap(text)
        await celia.expect("Coordinación")
        await celia.upload("propio.yml", NEWER.encode(), "application/yaml")
        await celia.expect("El archivo está bien")
        await celia.tap("Cargar")
        await celia.tap("Sí, cargar")
        await celia.expect("Se cargó")
        await celia.tap("Archivo")
        await celia.until(lambda phone: any(one.document for one in phone.messages if not one.mine), "the file")
        sent = next(one.document for one in celia.messages if one.document and not one.mine)
        assert await celia.download(sent) == NEWER.encode()
        await celia.upload("ajeno.yaml", HOSTILE["an object of Python"], "application/yaml")
        await celia.expect("El archivo no se puede usar")


def test_the_endings_lead_to_the_reader() -> None:
    """Both endings of YAML are read by the one reader of instruments."""
    assert READERS["yaml"] is read_document
