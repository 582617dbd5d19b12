"""A small network for golden transcripts, and the files that they are compared with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from kit.chat import Chat, World

from bot.notice_payloads import wave_opened
from conversations.assessment import Sharing, steps
from conversations.events import Give, Submit
from conversations.instrument import Instrument, Language
from conversations.people import Role
from locales.catalogue import plain
from storage.database import Database
from storage.instrument_document import default_instrument
from storage.invitations import create_invitation, revoke_invitation
from storage.members import find_members, import_members
from storage.members_document import default_members
from storage.schema import prepare
from storage.secrets import Keyring
from storage.waves import open_wave
from storage.writer import Writer

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
SECRET_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
MEMBERS = {Language.ES: "Rosario", Language.PT: "Foz do Iguaçu", Language.EN: "Mercociudades"}
NAMES = {Language.ES: "Ana", Language.PT: "Rafael", Language.EN: "Grace"}
INSTRUMENT: Instrument = default_instrument()
STEPS = steps(INSTRUMENT)


@contextmanager
def network(folder: Path, wave: str | None = "2026") -> Iterator[World]:
    """Make a database with the shipped members and an open wave, unless ``wave`` is ``None``."""
    database = Database(f"sqlite:///{folder / 'golden.db'}", Keyring(SECRET_KEY))
    prepare(database)
    writer = Writer(database)
    with database.writing() as tx:
        import_members(tx, default_members(), NOW)
        if wave is not None:
            open_wave(tx, wave, NOW, wave_opened)
    yield World(writer, NOW)
    writer.close_now()


def invite(world: World, member: str, role: Role = Role.FOCAL_POINT) -> str:
    """Make an invitation; gives its token."""
    with world.writer.database.writing() as tx:
        (found,) = find_members(tx, member)
        return create_invitation(tx, role, found, world.now).token


def revoked(world: World, member: str) -> str:
    """Make an invitation and take it back; gives its token."""
    with world.writer.database.writing() as tx:
        (found,) = find_members(tx, member)
        made = create_invitation(tx, Role.FOCAL_POINT, found, world.now)
        assert revoke_invitation(tx, made.id, world.now)
        return made.token


def label(language: Language, key: str, /, **params: object) -> str:
    """Give what a button reads."""
    return plain(language, key, **params)


def option(language: Language, step: str, value: int) -> str:
    """Give what the option of a step begins with."""
    if INSTRUMENT.has_criterion(step):
        return next(one.label.in_(language) for one in INSTRUMENT.priority_options if one.value == value)
    return f"{value} · "


def come_in(chat: Chat, token: str, language: Language) -> None:
    """Go from the invitation to the first question."""
    chat.start(token)
    for key in ("button.yes", "button.accept"):
        chat.tap(label(language, key))
    begins = label(language, "button.begin")
    chat.tap(begins if chat.has(begins) else label(language, "button.continue"))


def compare(name: str, text: str, *, update: bool) -> None:
    """Compare a text with the golden file of that name, or write it."""
    file = Path(__file__).parents[1] / "golden" / f"{name}.txt"
    if update:
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


def finish(chat: Chat, sharing: Sharing = Sharing.NAMED) -> None:
    """Answer everything, in every band, and submit."""
    for number, step in enumerate(STEPS):
        chat.press(Give(step, number % 3 + 1))
    chat.press(Submit(sharing))
