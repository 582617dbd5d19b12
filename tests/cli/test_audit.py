"""The audit at the command line: what an operator does is entered, and who verifies gets one line and a status."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from kit.chat import World
from kit.cli import Operator
from kit.coordinator import focal_point
from kit.tampering import unlock
from typer.main import get_command

from bot.cli.app import app
from conversations.audit import Head, HeadUnreadable, read_head
from conversations.events import Choice, Give
from storage.database import Database
from storage.inbox import UpdateKey, quarantine, store_updates
from storage.runner_state import Memo, remember
from storage.secrets import Keyring
from storage.writer import Writer

ENTERED = {
    "audit list": "audit_read",
    "backup": "backed_up",
    "db upgrade": "upgraded",
    "export": "exported",
    "inbox dismiss": "updates_dismissed",
    "inbox retry": "updates_retried",
    "instrument import": "instrument_loaded",
    "invitations list": "invitations_listed",
    "invitations revoke": "invitation_revoked",
    "invite": "invitation_made",
    "key rotate": "key_rotated",
    "members import": "members_imported",
    "pause": "paused",
    "people list": "people_read",
    "people revoke": "access_ended",
    "restore": "restored",
    "resume": "resumed",
    "retention": "old_forgotten",
    "upgrade": "upgraded",
    "wave close": "wave_closed",
    "wave open": "wave_opened",
}
"""What each command is in the audit, when it does something."""
NOTHING_TO_ENTER = {
    **dict.fromkeys(("audit head", "audit verify", "check", "privacy breach", "privacy record"), "tells of nobody"),
    **dict.fromkeys(("init", "run", "demo"), "what the running bot does is entered as it does it"),
    **dict.fromkeys(("instrument validate", "instrument export", "instrument list"), "questionnaires"),
    "members list": "names of municipalities, and how many people each has",
    "wave list": "names and days of waves",
    "inbox list": "numbers and reasons; what is in an update is not shown",
}


def commands(of: object = None, before: str = "") -> Iterator[str]:
    """List every command."""
    for name, command in getattr(of or get_command(app), "commands", {}).items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{name} ")
        else:
            yield before + name


@contextmanager
def database(operator: Operator) -> Iterator[Database]:
    """Open the operator's database with their key."""
    key = (operator.folder / ".env").read_text().strip().partition("=")[2]
    opened = Database(f"sqlite:///{operator.folder / 'solidaria.db'}", Keyring(key))
    yield opened
    opened.close()


def entered(operator: Operator) -> list[tuple[str, str, str]]:
    """List who did what, with the detail, from the first entry to the last."""
    with closing(sqlite3.connect(operator.folder / "solidaria.db")) as connection:
        return connection.execute("SELECT actor, action, detail FROM audit ORDER BY id").fetchall()


def change(operator: Operator, statement: str) -> None:
    """Change the database past the bot, its triggers and rules."""
    with closing(sqlite3.connect(operator.folder / "solidaria.db")) as connection:
        unlock(connection)
        connection.execute(statement)
        connection.commit()


@pytest.fixture
def network(operator: Operator) -> Operator:
    """An operator whose network answers: a focal point of Rosario has begun."""
    operator("wave", "open", "2026").done()
    with database(operator) as opened:
        ana = focal_point(World(Writer(opened), datetime.now(UTC)), "Rosario", 81, name="Ana Plantada")
        ana.press(Choice.BEGIN)
        ana.press(Give("c01q1", 3))
        ana.press(Give("c01q2", 1))
    return operator


def test_every_command_is_entered_or_has_a_reason_not_to_be() -> None:
    """A command that is in neither table would be forgotten."""
    assert sorted((*ENTERED, *NOTHING_TO_ENTER)) == sorted(commands())


def test_what_an_operator_does_is_entered(network: Operator, tmp_path: Path) -> None:
    """Command after command, each leaves the entry that is listed for it, by the operator, and the chain is whole."""
    instrument = (files("storage") / "defaults" / "instrument.yaml").read_text("utf-8")
    version = re.search(r"(?m)^version: .*$", instrument)
    assert version is not None
    (network.folder / "i.yaml").write_text(instrument.replace(version[0], 'version: "9.9.9"'), "utf-8")
    token = {"bot_token": "1:x"}
    with database(network) as opened, opened.writing() as tx:
        remember(tx, Memo.BOT_USERNAME, "x_bot")
        remember(tx, Memo.BOT_KNOWN, "1 x_bot")
        store_updates(tx, 1, [(900, b"{}"), (901, b"{}")], datetime.now(UTC))
        quarantine(tx, UpdateKey(1, 900), "unreadable")
        quarantine(tx, UpdateKey(1, 901), "unreadable")
    saved = str(tmp_path / "saved.db")
    for line in (
        *("pause", "resume", "members import --known", "invite --coordinator", "invitations list", "people list"),
        *("invitations revoke 2", "people revoke 1", "wave close 2026", "wave open 2027", "export x.json"),
        *("instrument import i.yaml", "inbox dismiss 901 --yes", "inbox retry", "audit list"),
        *(f"backup {saved}", f"restore {saved}", "upgrade"),
        "key rotate",
    ):
        before = len(entered(network))
        network(*line.split(), **(token if line.startswith("invite ") else {})).done()
        new = [(actor, action) for actor, action, _ in entered(network)[before:]]
        name = next(one for one in ENTERED if line.startswith(one))
        assert ("operator", ENTERED[name]) in new, line
        assert "whole: " in network("audit", "verify").done()
    names = repr(entered(network))
    said = ("Plantada", "Ana", "Rosario", "saved", "x_bot", r"\b81\b")  # a fingerprint may well have 81 in it
    assert [] == [word for word in said if re.search(word, names)]


def test_what_changes_nothing_leaves_no_entry(network: Operator) -> None:
    """A dry run, a mistake, a look at names of municipalities and a verification leave the head as it is."""
    before = network("audit", "head").done()
    network("members", "import", "--known", "--dry-run").done()
    network("members", "list").done()
    network("wave", "list").done()
    network("check")
    network("audit", "verify").done()
    network("wave", "open", "2026").mistake()
    network("people", "revoke", "77").mistake()
    network("invitations", "revoke", "77").mistake()
    assert before == network("audit", "head").done()


def test_a_change_without_the_key_is_refused(network: Operator) -> None:
    """Without the key nothing can be sealed: a command that belongs into the audit says so in a line."""
    (network.folder / ".env").unlink()
    for line in ("pause", "wave close 2026", "export x.json", "backup b.db", "members import --known", "audit verify"):
        assert "SOLIDARIA_SECRET_KEY is not set" in network(*line.split()).mistake()
    assert 'wave "2026" is open' in network("check").out


# --- audit verify, head, list ---


def test_whole_is_one_line_and_a_head(network: Operator) -> None:
    """Verified, with the number of entries and the head; as JSON too; the head fits however it is written."""
    said = network("audit", "verify").done()
    head = network("audit", "head").done().strip()
    position, mac = head.split(" · ")
    assert said == f"whole: {position} entries, head {head}\n"
    found = network("audit", "verify", "--json").json()
    assert (found["whole"], found["entries"], found["head"]) == (
        True,
        int(position),
        {"position": int(position), "mac": mac},
    )
    assert found["head"] == network("audit", "head", "--json").json()
    for written in (head, f"{position} {mac.replace(' ', '')}", f"{int(position):,} {mac.upper()}"):
        assert "whole" in network("audit", "verify", "--head", written).done()


def test_a_change_is_one_clear_line(network: Operator) -> None:
    """A flipped entry names its position; a changed answer names its item; status 1, `check` says it as well."""
    listed = network("audit", "list", "--json").json()
    (place,) = (one["position"] for one in listed if one["action"] == "assessment_begun")
    change(network, "UPDATE audit SET person_id = 2 WHERE action = 'assessment_begun'")
    assert network("audit", "verify").mistake().startswith(f"entry {place} was changed")
    found = network("audit", "verify", "--json")
    assert (found.code, f'"position": {place}' in found.out) == (1, True)
    (line,) = [line for line in network("check").out.splitlines() if " audit: " in line]
    assert line.startswith("MEND")
    change(network, "UPDATE audit SET person_id = 1 WHERE action = 'assessment_begun'")
    assert "whole" in network("audit", "verify").done()
    change(network, "UPDATE response SET level = 4 WHERE item = 'c01q2'")
    assert "the response c01q2 of assessment 1 is not what its history says" in network("audit", "verify").mistake()
    change(network, "UPDATE response SET level = 1 WHERE item = 'c01q2'")
    change(network, "UPDATE appointment SET role = 'reviewer'")
    assert "vouches for appointment 1, which was changed since" in network("audit", "verify").mistake()


def test_a_head_shows_what_was_put_back(network: Operator) -> None:
    """After a restore the chain is whole and goes on; a head from since then is told apart, and the entry names it."""
    network("backup", "b.db").done()
    network("pause").done()
    network("resume").done()
    head = network("audit", "head").done().strip()
    network("restore", "b.db").done()
    assert "whole" in network("audit", "verify").done()
    assert "is missing" in network("audit", "verify", "--head", head).mistake()
    position, mac = head.split(" · ")
    assert ("operator", "restored", f"in the place of {position} {mac.replace(' ', '')}") == entered(network)[-1]


def test_a_database_that_is_beyond_repair_can_be_replaced(network: Operator) -> None:
    """A restore over something that is no database is entered without its head."""
    network("backup", "b.db").done()
    (network.folder / "solidaria.db").write_text("this is no database, " * 100)
    network("restore", "b.db").done()
    assert ("operator", "restored", "") == entered(network)[-1]
    assert "whole" in network("audit", "verify").done()


def test_a_dropped_table_is_said(network: Operator) -> None:
    """Without the audit's table the answer is a line, not a traceback."""
    change(network, "DROP TABLE audit")
    assert "cannot be read" in network("audit", "verify").mistake()


@pytest.mark.parametrize("text", ["x", "12", "3f2a9c0177b012de", "1 3f2a9c01", "12 3f2a9c0177b012dg"])
def test_what_is_no_head_is_a_mistake(operator: Operator, text: str) -> None:
    """Too short, without a position or with other letters: said with an example."""
    assert "is no head" in operator("audit", "verify", "--head", text).mistake()


def test_a_head_is_read_as_it_is_written() -> None:
    """Whatever stands between the digits, in whichever language it was told."""
    head = Head(1_234_567, "3f2a9c0177b012de" + "0" * 48)
    for written in (str(head), f"1.234.567 · {head.groups}", f"1,234,567 · {head.groups}", f"1234567 {head.mac[:16]}"):
        assert read_head(written) == Head(1_234_567, head.mac[:16])
    with pytest.raises(HeadUnreadable):
        read_head("")


def test_entries_are_listed_and_narrowed(network: Operator) -> None:
    """The latest first, of a member too; people are numbers, and looking is an entry itself."""
    listed = network("audit", "list", "--last", "3", "--json").json()
    assert ["audit_read", "response_changed", "response_changed"] == [one["action"] for one in listed]
    assert [None, 1, 1] == [one["person"] for one in listed]
    said = network("audit", "list", "--member", "Rosario").done()
    assert "response_changed" in said
    assert "Plantada" not in said
    told = network("audit", "list", "--member", "Rosario", "--rows").done()
    assert (False, True) == ("row_vouched" in said, "row_vouched" in told)
    of_quito = network("audit", "list", "--member", "Quito", "--json").json()
    assert ["audit_read"] == [one["action"] for one in of_quito]
    assert "no member is called" in network("audit", "list", "--member", "Nowhere").mistake()


def test_check_tells_that_it_is_whole(network: Operator) -> None:
    """`check` has a line for the audit, with the head to note."""
    assert any(
        re.match(r"ok +audit: whole: \d+ entries, head \d+ · ", line) for line in network("check").out.splitlines()
    )


def test_a_new_database_has_nothing_to_verify(operator: Operator) -> None:
    """The first command has been entered; there is a head from the beginning."""
    beginning = [("bot", "segment_begun"), ("operator", "members_imported"), ("bot", "vouching_begun")]
    done = [one[:2] for one in entered(operator)]
    assert (beginning, {("bot", "row_vouched")}) == (done[:3], set(done[3:]))
    assert operator("audit", "verify").done().startswith(f"whole: {len(done)} entries")
