"""Every command: what it does, and that an operator's mistake is one line on standard error and status 1."""

import csv
import io
import json
import re
import sqlite3
import stat
from pathlib import Path

import pytest
from kit.cli import Operator
from typer import Typer
from typer.main import get_command

from bot.cli.app import app
from bot.settings import Settings
from storage.instrument_document import default_instrument_text
from storage.secrets import Keyring, new_secret_key

README = Path(__file__).parents[2] / "README.md"
HEAD = "name,kind,country,timezone,aliases\n"


def names(of: Typer = app) -> list[str]:
    """List every command of the public interface, such as "wave open"."""
    found = []
    for name, command in getattr(get_command(of), "commands", {}).items():
        below = getattr(command, "commands", None)
        found += [f"{name} {one}" for one in below] if below else [name]
    return found


PUBLIC = {
    *("init", "check", "run", "demo", "export", "backup", "restore", "invite", "db upgrade", "members import"),
    *("members list", "wave open", "wave close", "inbox list", "inbox retry", "inbox dismiss"),
    *("instrument validate", "instrument import", "instrument export"),
    *("upgrade", "pause", "resume", "people list", "people revoke", "retention"),
    *("audit verify", "audit list", "audit head", "privacy record", "privacy breach"),
}


def test_every_promised_command_is_there() -> None:
    """The public interface has at least the commands that the documentation promises."""
    assert set() == PUBLIC - set(names())


@pytest.mark.parametrize("name", names())
def test_every_command_explains_itself(fresh: Operator, name: str) -> None:
    """`--help` says in a sentence what a command does, and creates nothing."""
    said = fresh(*name.split(), "--help").done()
    assert "Usage:" in said
    assert any(line.strip().endswith(".") for line in said.splitlines())
    assert [] == list(fresh.folder.iterdir())


@pytest.mark.skipif(not README.exists(), reason="the built wheel is tested away from the sources")
@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_the_readme_has_every_command(name: str) -> None:
    """Every command of the public interface is in the README, a group's on the line of the group."""
    group, _, verb = name.rpartition(" ")
    lines = (line for line in README.read_text("utf-8").splitlines() if f"solidaria {group}".strip() in line)
    assert any(re.search(rf"\b{verb}\b", line) for line in lines)


@pytest.mark.skipif(not README.exists(), reason="the built wheel is tested away from the sources")
@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_readme_has_every_setting(name: str) -> None:
    """Every setting is in the README by the name that an operator types."""
    assert f"SOLIDARIA_{name.upper()}" in README.read_text("utf-8")


# --- init ---


def test_init_makes_a_key_that_only_its_owner_reads(fresh: Operator) -> None:
    """The key is in .env with mode 600, works, and is not printed."""
    said = fresh("init", "--token", "1:x", "--contact", "red@example.org").done()
    file = fresh.folder / ".env"
    kept = dict(line.split("=", 1) for line in file.read_text().splitlines())
    assert 0o600 == stat.S_IMODE(file.stat().st_mode)
    assert Keyring(kept["SOLIDARIA_SECRET_KEY"]).fingerprint in said
    assert kept["SOLIDARIA_SECRET_KEY"] not in said
    assert ("1:x", "red@example.org") == (kept["SOLIDARIA_BOT_TOKEN"], kept["SOLIDARIA_CONTACT"])


def test_init_never_replaces_a_key(fresh: Operator) -> None:
    """A second `init` changes nothing: the key is irreplaceable."""
    fresh("init").done()
    before = (fresh.folder / ".env").read_text()
    assert "not replaced" in fresh("init").mistake()
    assert before == (fresh.folder / ".env").read_text()


def test_init_keeps_what_is_in_the_file(fresh: Operator) -> None:
    """Settings that are there already stay, also when the last line has no end, and the file becomes private."""
    file = fresh.folder / ".env"
    file.write_text("SOLIDARIA_SECRET_KEY=\nSOLIDARIA_CONTACT=x@y.z")
    file.chmod(0o644)
    fresh("init").done()
    assert "SOLIDARIA_CONTACT=x@y.z\nSOLIDARIA_SECRET_KEY=" in file.read_text()
    assert 0o600 == stat.S_IMODE(file.stat().st_mode)
    fresh("members", "import", "--known").done()


# --- members ---


def test_members_are_imported_and_listed(operator: Operator) -> None:
    """The known members are there, again changes nothing, and a country filters."""
    listed = operator("members", "list", "--json").json()
    assert len(listed) > 30
    assert "0 added, 0 changed" in operator("members", "import", "--known").done()
    chileans = operator("members", "list", "--countries", "cl", "--json").json()
    assert {"CL"} == {one["member"]["country"] for one in chileans}
    assert "Rosario" in operator("members", "list").done()


def test_a_list_with_errors_names_each_by_its_line_and_changes_nothing(operator: Operator) -> None:
    """All or nothing: good lines of a list with errors are not imported; every error is said at once."""
    file = operator.folder / "list.csv"
    zone = "America/Santiago"
    file.write_text(
        f"{HEAD}Ciudad Inventada,city,CL,{zone},\n,city,CL,{zone},\nX,town,CL,{zone},\nY,city,Chile,{zone},\n"
    )
    answer = operator("members", "import", "list.csv")
    assert (1, "") == (answer.code, answer.out)
    said = answer.err.splitlines()
    assert all(line.startswith("solidaria: ") for line in said)
    assert all(any(f"{number}" in line for line in said) for number in (3, 4, 5))
    assert "Ciudad Inventada" not in operator("members", "list").done()


def test_retired_members_are_listed_only_when_asked_for_and_stay_retired(operator: Operator) -> None:
    """`members list` leaves them out, `--retired` marks them, and an import of the list does not bring them back."""
    file = operator.folder / "solidaria.db"
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE member SET retired_at = '2026-01-01 00:00:00' WHERE name = 'Rosario'")
    connection.close()
    assert "Rosario" not in operator("members", "list").done()
    assert "Rosario (retired)" in operator("members", "list", "--retired").done()
    assert "1 retired and left so" in operator("members", "import", "--known").done()
    assert "Rosario" not in operator("members", "list").done()


def test_a_dry_run_changes_nothing(operator: Operator) -> None:
    """`--dry-run` tells what would change."""
    (operator.folder / "list.csv").write_text(f"{HEAD}Ciudad Inventada,city,CL,America/Santiago,NV\n")
    assert "1 would be added" in operator("members", "import", "list.csv", "--dry-run").done()
    assert "Ciudad Inventada" not in operator("members", "list").done()
    assert "1 added" in operator("members", "import", "list.csv").done()
    assert "Ciudad Inventada" in operator("members", "list").done()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("members", "import"), "name a CSV file"),
        (("members", "import", "--known", "x.csv"), "name a CSV file"),
        (("members", "import", "missing.csv"), "no such file: missing.csv"),
        (("members", "import", "."), "cannot be used"),
        (("members", "import", "latin.csv"), "not UTF-8"),
        (("members", "list", "--countries", "Chile"), "country code"),
        (("instrument", "validate", "missing.yaml"), "no such file"),
        (("instrument", "validate", "latin.csv"), "not UTF-8"),
        (("instrument", "export", "latin.csv"), "is there already"),
        (("instrument", "export", "new.yaml", "--instrument", "no@1"), "no instrument no@1"),
        (("wave", "open", "X", "--instrument", "no@1"), "no instrument no@1"),
        (("wave", "close", "X"), "no wave is open"),
        (("export", "x.pdf"), "must end in"),
        (("export", "nowhere/x.xlsx"), "there is no folder nowhere"),
        (("export", "x.xlsx"), "no wave yet"),
        (("backup", "nowhere/b"), "there is no folder nowhere"),
        (("backup", "latin.csv"), "is there already"),
        (("restore", "missing"), "no such file"),
        (("restore", "latin.csv"), "cannot be verified"),
        (("people", "revoke", "77"), "no post 77"),
        (("resume",), "there is no pause"),
        (("backup",), "SOLIDARIA_BACKUP_DIR"),
        (("inbox", "retry", "5"), "not among the failed"),
        (("invitation", "revoke", "77"), "77"),
        (("invite",), "--member NAME or --coordinator"),
        (("invite", "--member", "Rosario", "--coordinator"), "--member NAME or --coordinator"),
        (("invite", "--member", "Rosario", "--countries", "AR"), "--member NAME or --coordinator"),
        (("invite", "--member", "Rosario"), "SOLIDARIA_BOT_TOKEN is not set"),
        (("run",), "SOLIDARIA_BOT_TOKEN is not set"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_mistake_is_one_line(operator: Operator, arguments: tuple[str, ...], words: str) -> None:
    """Whatever an operator gets wrong is one line that says what, with status 1 and without a traceback."""
    (operator.folder / "latin.csv").write_bytes("name,kind,country,timezone\nCórdoba\n".encode("latin-1"))
    if arguments[0] == "invitation":
        arguments = (next(name.split()[0] for name in names() if name.endswith(" revoke")), *arguments[1:])
    assert words in operator(*arguments).mistake()


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("secret_key", "tooshort", "SOLIDARIA_SECRET_KEY cannot be used"),
        ("secret_key", new_secret_key(), "not the key that this database was made with"),
        ("database_url", "postgresql://x/y", "only a SQLite file"),
        ("database_url", "nonsense", "not a database URL"),
        ("database_url", "sqlite:///nowhere/x.db", "there is no database"),
        ("database_url", "sqlite:///.", ""),
        ("database_url", "sqlite:///garbage", "damaged"),
        ("log_level", "LOUD", "SOLIDARIA_LOG_LEVEL"),
        ("listen", "nowhere", "SOLIDARIA_LISTEN"),
        ("chat_burst", "0", "SOLIDARIA_CHAT_BURST"),
    ],
)
def test_a_wrong_setting_is_one_line(operator: Operator, setting: str, value: str, words: str) -> None:
    """A setting that cannot be used is named; its value is not repeated if it is a secret."""
    (operator.folder / "garbage").write_text("this is no database, " * 100)
    said = operator("members", "list", **{setting: value}).mistake()
    assert words in said
    assert setting != "secret_key" or value not in said


def test_an_empty_setting_counts_as_not_set(operator: Operator) -> None:
    """A line such as SOLIDARIA_BOT_TOKEN= in .env is a setting that was left open."""
    assert "SOLIDARIA_BOT_TOKEN is not set" in operator("run", bot_token="", webhook_secret="").mistake()


# --- waves and instruments ---


@pytest.mark.parametrize("name", ["", " ", "x" * 41, "2026\n2027", "2026\udcff", "\x1b[31m"])
def test_a_waves_name_is_one_line_that_a_card_has_room_for(operator: Operator, name: str) -> None:
    """It is on every card: what is empty, long, broken over lines or no text is the operator's mistake."""
    assert "one line of 1 to 40 characters" in operator("wave", "open", name).mistake()


@pytest.mark.parametrize("post", ["x" * 121, "Jefa\nde todo", "\udcff"])
def test_a_post_is_one_line(operator: Operator, post: str) -> None:
    """It is in the invitation's words: nothing is made of what does not fit."""
    assert "--post has to be" in operator("invite", "--member", "Rosario", "--post", post).mistake()


def test_waves_are_opened_and_closed(operator: Operator) -> None:
    """One wave is open at a time; only the open one can be closed, by its name."""
    assert 'wave "2026" is open' in operator("wave", "open", "2026").done()
    assert "2026" in operator("wave", "open", "2027").mistake()
    assert 'the open wave is "2026"' in operator("wave", "close", "2027").mistake()
    operator("wave", "close", "2026").done()
    assert "2026" in operator("wave", "open", "2026").mistake()
    operator("wave", "open", "2027").done()
    assert ["2027", "2026"] == [one["name"] for one in operator("wave", "list", "--json").json()]


def test_an_instrument_goes_out_and_comes_back(operator: Operator) -> None:
    """The default goes to a file, is valid, comes back under a version of its own, and opens a wave."""
    operator("instrument", "export", "out.yaml").done()
    file = operator.folder / "out.yaml"
    assert default_instrument_text() == file.read_text("utf-8")
    version = next(line for line in file.read_text("utf-8").splitlines() if line.strip().startswith("version:"))
    file.write_text(file.read_text("utf-8").replace(version, 'version: "9.0.0"', 1), "utf-8")
    assert "is valid: 10 criteria, 44 items" in operator("instrument", "validate", "out.yaml").done()
    said = operator("instrument", "import", "out.yaml").done()
    reference = said.split()[0]
    assert reference.endswith("@9.0.0")
    assert reference in operator("instrument", "list").done()
    assert f"is open with {reference}" in operator("wave", "open", "2026", "--instrument", reference).done()
    operator("instrument", "export", "again.yaml", "--instrument", reference).done()
    assert file.read_text("utf-8") == (operator.folder / "again.yaml").read_text("utf-8")
    changed = file.read_text("utf-8").replace("es:", "es: ", 1)
    file.write_text(changed, "utf-8")
    answer = operator("instrument", "import", "out.yaml")
    assert answer.code in (0, 1)
    assert "Traceback" not in answer.err


def test_every_problem_of_an_instrument_is_named_with_its_place(operator: Operator) -> None:
    """A document with several problems is refused with a line for each, and with nothing kept."""
    text = default_instrument_text().replace("criteria:", "criteriums:", 1)
    (operator.folder / "bad.yaml").write_text(text, "utf-8")
    answer = operator("instrument", "validate", "bad.yaml")
    assert (1, "") == (answer.code, answer.out)
    assert "criteria" in answer.err
    assert all(line.startswith("solidaria: ") for line in answer.err.splitlines())
    assert 1 == operator("instrument", "import", "bad.yaml").code
    assert [] == operator("instrument", "list", "--json").json()


# --- the data as a whole ---


def test_a_backup_is_restored(operator: Operator) -> None:
    """What was backed up is there again, the replaced database is kept, and the backup is private."""
    operator("wave", "open", "before").done()
    said = operator("backup", "copy.db").done()
    assert "key " in said
    assert 0o600 == stat.S_IMODE((operator.folder / "copy.db").stat().st_mode)
    operator("wave", "close", "before").done()
    operator("wave", "open", "after").done()
    said = operator("restore", "copy.db").done()
    kept = Path(said.rpartition(" is ")[2].strip())
    assert kept.exists()
    assert ["before"] == [one["name"] for one in operator("wave", "list", "--json").json()]


def test_a_backup_of_another_key_is_refused(operator: Operator, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A backup that the present key cannot open is not put in the place of the database."""
    other = Operator(tmp_path_factory.mktemp("other"))
    other("init").done()
    other("members", "import", "--known").done()
    other("backup", str(operator.folder / "foreign.db")).done()
    assert "not the key" in operator("restore", "foreign.db").mistake()
    operator("members", "list").done()


def test_a_schema_that_is_up_to_date_stays(operator: Operator) -> None:
    """`db upgrade` on a present schema changes nothing and says so."""
    said = operator("db", "upgrade").done()
    before, _, after = said.strip().removeprefix("schema ").partition(" -> ")
    assert before == after.partition(";")[0]
    operator("members", "list").done()


def test_an_empty_inbox_has_nothing_to_list(operator: Operator) -> None:
    """`inbox list` and `inbox retry` of nothing are no mistakes."""
    assert [] == operator("inbox", "list", "--json").json()
    assert "0 brought back\n" == operator("inbox", "retry").done()
    operator("inbox", "list").done()


# --- exports of a wave without answers ---


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "json"])
def test_an_export_of_a_new_wave_has_all_members(operator: Operator, suffix: str) -> None:
    """Before anybody answers, the overview has every member with its state, in three languages."""
    operator("wave", "open", "2026").done()
    for language in ("es", "pt", "en"):
        operator("export", f"{language}.{suffix}", "--language", language).done()
        assert (operator.folder / f"{language}.{suffix}").stat().st_size > 0
    if suffix == "csv":
        text = (operator.folder / "es.overview.csv").read_text("utf-8-sig")
        assert len(operator("members", "list", "--json").json()) + 1 == len(list(csv.reader(io.StringIO(text))))
    if suffix == "json":
        assert [] == json.loads((operator.folder / "es.json").read_text("utf-8"))["answers"]
    assert 'no wave "2020"' in operator("export", f"x.{suffix}", "--wave", "2020").mistake()
