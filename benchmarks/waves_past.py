"""Networks of made-up members with waves behind them, written straight into the tables: what a status is read from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert, select

from bot.notice_payloads import wave_opened
from conversations.assessment import Sharing
from conversations.instrument import Nonresponse
from conversations.people import MemberKind
from storage import tables as t
from storage.database import Database, Transaction
from storage.instrument_document import default_instrument
from storage.members import import_members, list_members
from storage.members_document import MemberRow
from storage.schema import prepare
from storage.secrets import Keyring, new_secret_key
from storage.waves import close_wave, open_wave

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
COUNTRIES = ("AR", "BO", "BR", "CL", "CO", "CR", "EC", "GT", "HN", "MX", "PA", "PE", "UY")
_SYLLABLES = ("la", "mon", "te", "ri", "qui", "pa", "chu", "san", "vi", "ro", "cal", "tun", "gua", "se", "bel", "or")
_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Network:
    """A network to be made: so many members, so many waves that are over; one more wave is open."""

    members: int
    past_waves: int


def make(folder: Path, network: Network) -> Database:
    """Make the database of a network. The same network is always made the same."""
    database = Database(f"sqlite:///{folder / f'{network.members}.db'}", Keyring(new_secret_key()))
    prepare(database)
    random = Random(network.members)  # noqa: S311 - made-up data, always the same
    with database.writing() as tx:
        import_members(tx, _rows(network.members, random), NOW)
        members = [one.member.id for one in list_members(tx)]
        people = _people(tx, members)
        for past in range(network.past_waves):
            opened = NOW - timedelta(days=365 * (network.past_waves - past))
            wave = open_wave(tx, str(opened.year), opened, wave_opened).wave.id
            _answer(tx, wave, people, opened, random, share=1.0)
            close_wave(tx, opened + timedelta(days=60))
        wave = open_wave(tx, str(NOW.year), NOW - timedelta(days=30), wave_opened).wave.id
        _answer(tx, wave, people, NOW - timedelta(days=30), random, share=0.6)
    return database


def names(database: Database) -> list[str]:
    """List the members' names."""
    with database.reading() as tx:
        return [one.member.name for one in list_members(tx)]


def _rows(count: int, random: Random) -> list[MemberRow]:
    rows, seen = list[MemberRow](), set[str]()
    while len(rows) < count:
        name = "".join(random.choices(_SYLLABLES, k=random.randint(3, 5))).capitalize()
        if name not in seen:
            seen.add(name)
            country = COUNTRIES[len(rows) % len(COUNTRIES)]
            aliases = (name[:3].upper() + str(len(rows)), f"Ciudad de {name}")
            rows.append(MemberRow(name, MemberKind.CITY, country, "America/Lima", aliases, ""))
    return rows


def _people(tx: Transaction, members: list[int]) -> dict[int, int]:
    """Give each member a focal point; return the person's id by member."""
    people = {member: number for number, member in enumerate(members, 1)}
    tx.connection.execute(
        insert(t.person),
        [{"id": one, "telegram_hash": f"{one:064d}", "language": "es", "last_turn_at": NOW} for one in people.values()],
    )
    tx.connection.execute(
        insert(t.appointment),
        [
            {"person_id": person, "member_id": member, "countries": "", "role": "focal_point", "since": NOW}
            for member, person in people.items()
        ],
    )
    return people


def _answer(
    tx: Transaction, wave: int, people: dict[int, int], since: datetime, random: Random, *, share: float
) -> None:
    """Have a share of the members begin; half of those submit."""
    items = [item.id for item in default_instrument().items]
    instrument = tx.connection.execute(select(t.wave.c.instrument_id).where(t.wave.c.id == wave)).scalar_one()
    responses, history = list[dict[str, Any]](), list[dict[str, Any]]()
    for member, person in people.items():
        if random.random() > share:
            continue
        submits = random.random() < 0.5
        begun = {
            "member_id": member, "wave_id": wave, "instrument_id": instrument, "begun_at": since, "late": False,
            "submitted_at": since + timedelta(days=20) if submits else None,
            "submitted_by": person if submits else None, "sharing": Sharing.NAMED.value if submits else None,
        }  # fmt: skip
        assessment = tx.insert(insert(t.assessment), begun)
        for number, item in enumerate(items if submits else items[: random.randint(1, len(items))]):
            level, at = random.randint(0, 5), since + timedelta(days=number % 20, minutes=number)
            known = level <= 4
            responses.append(
                {"assessment_id": assessment, "item": item, "level": level if known else None,
                 "nonresponse": None if known else Nonresponse.DONT_KNOW.value, "author": person, "at": at}
            )  # fmt: skip
            history.append(
                {"assessment_id": assessment, "subject": "response", "target": item, "after": str(level),
                 "person_id": person, "at": at}
            )  # fmt: skip
    for table, rows in ((t.response, responses), (t.response_history, history)):
        for batch in _batches(rows):
            tx.connection.execute(insert(table), batch)


def _batches(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for at in range(0, len(rows), _BATCH):
        yield rows[at : at + _BATCH]
