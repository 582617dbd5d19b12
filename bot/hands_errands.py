"""Sends the links with which a post goes on. The token is made here, at the moment of sending, and kept nowhere.

Decides nothing about posts: whether the link may be made, storage reads again.
"""

from bot.errands import Errand
from conversations.replies import Enclosure
from locales.hand_links import render_new_phone, render_succession
from storage.database import Transaction
from storage.hands import Link, make_link
from storage.runner_state import Memo, recall


async def send_succession(errand: Errand) -> int | None:
    """Send a text to forward to who follows; nothing if the post was taken back in the meantime."""
    username, link = await errand.writer.run(_make, errand)
    if link is None:
        return None
    address = _address(username, link)
    return await errand.send_text(
        render_succession(link.member, link.role, address, link.made.expires_at, errand.language), mode=None
    )


async def send_new_phone(errand: Errand) -> int | None:
    """Send a link to open at one's own other account; nothing if the post is not theirs any more."""
    username, link = await errand.writer.run(_make, errand)
    if link is None:
        return None
    address = _address(username, link)
    return await errand.send_text(
        render_new_phone(link.member, address, link.made.expires_at, errand.language), mode=None
    )


def _make(tx: Transaction, errand: Errand) -> tuple[str, Link | None]:
    return recall(tx, Memo.BOT_USERNAME) or "", make_link(tx, int(errand.target), errand.person, errand.now)


def _address(username: str, link: Link) -> str:
    return f"https://t.me/{username}?start={link.made.token}"


ERRANDS = {Enclosure.SUCCESSION: send_succession, Enclosure.NEW_PHONE: send_new_phone}
