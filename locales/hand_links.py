"""The letters that carry a link with which a post goes on: for who follows, and for one's own other account.

They decide the words alone; the link comes ready, and is in nothing else that we keep.
"""

from datetime import datetime

from conversations.instrument import Language
from conversations.people import Member, Role
from locales.catalogue import plain
from locales.formats import day
from locales.naming import place_name, role_name


def render_succession(member: Member, role: Role, link: str, expires: datetime, language: Language) -> str:
    """Word what somebody forwards to who follows them, without markup; ``expires`` is aware."""
    return plain(
        language,
        "leave.letter",
        member=member.name,
        place=place_name(member, language),
        role=role_name(role, language),
        link=link,
        day=day(language, expires, member.timezone),
    )


def render_new_phone(member: Member, link: str, expires: datetime, language: Language) -> str:
    """Word what somebody opens at their other account, without markup; ``expires`` is aware."""
    return plain(language, "phone.letter", link=link, day=day(language, expires, member.timezone))
