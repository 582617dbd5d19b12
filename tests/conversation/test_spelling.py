"""When two names are one: what looks alike, what nobody sees, accents and capitals make no second name."""

import pytest

from conversations.spelling import same_name
from storage.members_document import MembersInvalid, default_members, parse_members

HEADER = "name,kind,country,timezone\n"
ROW = "{},city,AR,America/Argentina/Cordoba\n"
ALIKE = {
    "a Cyrillic a": "Ros\u0430rio",
    "Cyrillic o's": "R\u043esari\u043e",
    "a Cyrillic capital": "ROS\u0410\u0420IO".replace("\u0420", "R"),
    "a Greek omicron": "R\u03bfsario",
    "Greek capitals": "R\u039fS\u0391RI\u039f",
    "an Armenian o": "R\u0585sario",
    "a dotless i": "Rosar\u0131o",
    "a long s": "Ro\u017fario",
    "full width": "\uff32osario",
    "a zero-width space": "Ros\u200bario",
    "a zero-width joiner": "Ros\u200dario",
    "a word joiner": "Rosario\u2060",
    "a soft hyphen": "Ros\u00adario",
    "a grapheme joiner": "Rosario\u034f",
    "a variation selector": "Rosario\ufe0f",
    "an override": "\u202eRosario",
    "an unseen letter": "Rosar\u3164io",
    "accents": "R\u00f3s\u00e0ri\u00f5",
    "capitals": "ROSARIO",
}


@pytest.mark.parametrize("name", ALIKE.values(), ids=ALIKE.keys())
def test_what_reads_the_same_is_the_same(name: str) -> None:
    """No letter of another script, and nothing unseen, makes a second name."""
    assert same_name("Rosario") == same_name(name)


@pytest.mark.parametrize("name", [one for one in ALIKE.values() if one != "\u202eRosario"])
def test_no_look_alike_comes_in_beside_a_member(name: str) -> None:
    """A list with both is refused, with the line that has the second one."""
    with pytest.raises(MembersInvalid) as caught:
        parse_members(HEADER + ROW.format("Rosario") + ROW.format(name))
    assert f'line 3: "{name}" is already on line 2' in [str(one) for one in caught.value.problems]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rosario", "Rosaria"),
        ("São Paulo", "San Pablo"),
        ("Comuna 1", "Comuna 10"),
        ("Iquique", "Quique"),
    ],
)
def test_what_reads_otherwise_stays_apart(one: str, other: str) -> None:
    """Names that anybody tells apart are two."""
    assert same_name(one) != same_name(other)


def test_all_that_ships_stays_apart() -> None:
    """No two names or aliases of the list that ships have become one."""
    names = [
        name for member in default_members() for name in {same_name(each) for each in (member.name, *member.aliases)}
    ]
    assert len(set(names)) == len(names)


def test_it_is_at_rest_once_reduced() -> None:
    """What has been reduced reduces to itself."""
    for name in (*ALIKE.values(), *(member.name for member in default_members())):
        assert same_name(name) == same_name(same_name(name))
