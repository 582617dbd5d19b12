"""``people``: who holds which post, without the chat; taking one away is over at once."""

import re
from datetime import UTC, datetime

import pytest
from kit.chat import Chat, World
from kit.cli import Operator

from conversations.events import Choice, Give
from conversations.instrument import Language
from conversations.people import Role
from storage.database import Database
from storage.invitations import create_invitation
from storage.members import find_members
from storage.secrets import Keyring
from storage.writer import Writer

NASTY = "Ana [bold]Plantada[/x] \x1b[2J\u202e"


class Cast:
    """People who come in by invitations into the operator's database."""

    def __init__(self, operator: Operator) -> None:
        key = (operator.folder / ".env").read_text().strip().partition("=")[2]
        self.writer = Writer(Database(f"sqlite:///{operator.folder / 'solidaria.db'}", Keyring(key)))
        self.world = World(self.writer, datetime.now(UTC))

    def token(self, member: str, countries: tuple[str, ...] = ()) -> str:
        with self.writer.database.writing() as tx:
            invited = find_members(tx, member)[0] if member else None
            role = Role.FOCAL_POINT if member else Role.COORDINATOR
            return create_invitation(tx, role, invited, self.world.now, countries=countries).token

    def enter(self, number: int, name: str, member: str = "", countries: tuple[str, ...] = ()) -> Chat:
        chat = Chat(self.world, number, name, Language.ES)
        chat.start(self.token(member, countries))
        chat.press(Choice.CONFIRM_POST)
        chat.press(Choice.ACCEPT)
        return chat


@pytest.fixture
def cast(operator: Operator) -> Cast:
    """An open wave, and nobody in it yet."""
    operator("wave", "open", "2026").done()
    return Cast(operator)


def test_ended_posts_are_listed_when_asked_for(operator: Operator, cast: Cast) -> None:
    """A number in the audit may be somebody's whose post has ended: `--ended` has them too, with the day."""
    cast.enter(81, "Ana Plantada", "Rosario")
    cast.enter(82, "Beto Plantado", "Rosario")
    (ana, beto) = sorted(operator("people", "list", "--json").json(), key=lambda one: str(one["name"]))
    operator("people", "revoke", str(ana["id"])).done()
    assert [beto["id"]] == [one["id"] for one in operator("people", "list", "--json").json()]
    both = operator("people", "list", "--ended", "--json").json()
    assert {ana["id"]: ana["person"], beto["id"]: beto["person"]} == {one["id"]: one["person"] for one in both}
    assert {"Ana Plantada", "Beto Plantado"} == {one["name"] for one in both}
    assert [False, True] == [one["until"] is None for one in sorted(both, key=lambda one: str(one["name"]))]
    (line,) = (one for one in operator("people", "list", "--ended").done().splitlines() if "ended" in one)
    assert str(ana["id"]) == line.split()[0]


def listed(operator: Operator, *arguments: str, **settings: str) -> list[tuple[str, str, str | None]]:
    """List role, scope and name of each post."""
    found = operator("people", "list", *arguments, "--json", **settings).json()
    return [
        (one["role"], one["member"]["name"] if one["member"] else ",".join(one["countries"]), one["name"])
        for one in found
    ]


def test_posts_are_listed_with_their_scope(operator: Operator, cast: Cast) -> None:
    """Focal points have their member, coordinators their countries; a country filters both."""
    assert [] == listed(operator)
    cast.enter(81, "Ana", "Rosario")
    cast.enter(82, "Bruno", countries=("BR",))
    cast.enter(83, "Clara")
    assert {("focal_point", "Rosario", "Ana"), ("coordinator", "BR", "Bruno"), ("coordinator", "", "Clara")} == set(
        listed(operator)
    )
    assert ["Ana", "Clara"] == sorted(str(name) for _, _, name in listed(operator, "--countries", "ar"))
    assert ["Bruno", "Clara"] == sorted(str(name) for _, _, name in listed(operator, "--countries", "BR"))
    (one,) = (one for one in operator("people", "list", "--json").json() if one["member"])
    assert (True, True) == (one["reachable"], one["reminded"])
    assert "Rosario (AR)" in operator("people", "list").done()


def test_without_the_key_there_are_no_names(operator: Operator, cast: Cast) -> None:
    """Whoever has the database and not the key sees which posts there are, and whose they are not."""
    cast.enter(81, "Ana Plantada", "Rosario")
    (operator.folder / ".env").unlink()
    assert [("focal_point", "Rosario", None)] == listed(operator)
    assert "Plantada" not in operator("people", "list").done()


def test_a_name_is_shown_as_text(operator: Operator, cast: Cast) -> None:
    """Markup, escape sequences and marks that turn the writing round do nothing in an operator's terminal."""
    cast.enter(81, NASTY, "Rosario")
    said = operator("people", "list").done()
    assert "Ana [bold]Plantada[/x]" in said
    assert not re.search("[\x1b\u202e]", said)


def test_a_revoked_person_is_out_at_once(operator: Operator, cast: Cast) -> None:
    """In the middle of answering, the next press records nothing and says that the post is over."""
    ana = cast.enter(81, "Ana", "Rosario")
    ana.press(Choice.BEGIN)
    ana.press(Give("c01q1", 3))
    (one,) = operator("people", "list", "--json").json()
    assert f"post {one['id']} is ended" in operator("people", "revoke", str(one["id"])).done()
    cast.world.now = datetime.now(UTC)
    ana.press(Give("c01q2", 4))
    with cast.writer.database.reading() as tx:
        answers = tx.connection.exec_driver_sql("SELECT item, level FROM response").all()
    assert [("c01q1", 3)] == [tuple(row) for row in answers]
    assert [] == listed(operator)
    assert "no post" in operator("people", "revoke", str(one["id"])).mistake()
    assert "no post 999" in operator("people", "revoke", "999").mistake()


def test_a_revoked_coordinators_links_are_void(operator: Operator, cast: Cast) -> None:
    """Links that a coordinator made before and nobody used do not let anybody in afterwards; others' do."""
    bruno = cast.enter(82, "Bruno")
    (one,) = operator("people", "list", "--json").json()
    theirs, other = cast.token("Rosario"), cast.token("Montevideo")
    with cast.writer.database.writing() as tx:
        tx.connection.exec_driver_sql(
            "UPDATE invitation SET created_by = ? WHERE id = (SELECT max(id) - 1 FROM invitation)", (one["person"],)
        )
    operator("people", "revoke", str(one["id"])).done()
    del bruno
    for number, token in ((84, theirs), (85, other)):
        chat = Chat(cast.world, number, f"N{number}", Language.ES)
        chat.start(token)
        chat.press(Choice.CONFIRM_POST)
        chat.press(Choice.ACCEPT)
    assert [("focal_point", "Montevideo", "N85")] == listed(operator)
