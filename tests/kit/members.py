"""The shipped members, as coordinators' questions know them."""

from conversations.people import Member
from conversations.roll import NamedMember
from storage.members_document import default_members

NETWORK = tuple(
    NamedMember(Member(number, row.name, row.kind, row.country, row.timezone), row.aliases)
    for number, row in enumerate(default_members(), 1)
)
"""All of them, numbered from 1."""
NAMES = {one.member.id: one.member.name for one in NETWORK}
"""Their names by id."""
