"""The message that a coordinator forwards to whoever is invited, and the ways to pass it on.

Decides its words and its language. It names no coordinator: whoever forwards it is known to who gets it. It must not
know how an invitation is made.
"""

from datetime import datetime
from urllib.parse import quote

from conversations.instrument import Language
from conversations.people import Member
from locales.catalogue import plain, say
from locales.formats import country, day, listing

NETWORK_ZONE = "UTC"


def invite_member_text(member: Member, post: str, link: str, expires_at: datetime, language: Language) -> str:
    """Write to who may be a member's focal point, without markup; ``expires_at`` is aware."""
    until = day(language, expires_at, member.timezone)
    greeting = plain(language, "inviting.post", post=post) if post else plain(language, "inviting.hello")
    body = plain(language, "inviting.member", member=member.name, day=until)
    return f"{greeting}\n\n{body}\n{link}\n\n{plain(language, 'inviting.otherwise')}"


def invite_coordinator_text(countries: tuple[str, ...], link: str, expires_at: datetime, language: Language) -> str:
    """Write to who may coordinate countries, all of them when empty."""
    until = day(language, expires_at, NETWORK_ZONE)
    if countries:
        where = listing(language, [country(language, code) for code in countries])
        body = plain(language, "inviting.coordinator", countries=where, day=until)
    else:
        body = plain(language, "inviting.coordinator_all", day=until)
    return f"{plain(language, 'inviting.hello')}\n\n{body}\n{link}"


def whatsapp_link(text: str, phone: str = "") -> str:
    """Give the address that opens WhatsApp with a text written, to a number (digits with the country's) if known."""
    return f"https://wa.me/{phone}?text={quote(text, safe='')}"


def whatsapp_line(text: str, language: Language) -> str:
    """Offer to send a text by WhatsApp, as Telegram HTML."""
    return say(language, "inviting.whatsapp", link=whatsapp_link(text))
