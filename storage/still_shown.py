"""Who may still be shown what was taken out, because the bot was killed before it drew their cards anew.

Decides by the audit, which says when something was redacted or somebody forgotten, and by when a card was last drawn:
nothing is kept for this. A card that was drawn since shows none of it.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select

from conversations.desk.place import DeskView
from storage import tables as t
from storage.audit_words import Action, Kind
from storage.database import Transaction
from storage.world_reader import Sender, sender_of

LOOKED_BACK: Final = timedelta(days=7)
"""A bot that was killed starts within that; what is on a card from before then has long been passed by."""
_a, _h, _l, _d, _s, _p = (one.c for one in (t.audit, t.response_history, t.place, t.desk, t.screen, t.person))


def still_shown(tx: Transaction, now: datetime) -> tuple[Sender, ...]:
    """List the people whose card was last drawn before something that may be on it was taken out."""
    since = now - LOOKED_BACK
    stale: set[int] = set()
    for gone in (_redacted(since), _forgotten(since)):
        about = gone.subquery()
        drawn = func.coalesce(_s.edited_at, _s.sent_at)
        before: ColumnElement[bool] = or_(drawn < about.c.at, drawn.is_(None), _s.drawn < _s.wanted)
        who = select(_s.live_for).join_from(t.screen, about, _s.live_for == about.c.person_id).where(before)
        stale |= {*tx.connection.execute(who).scalars()}
    wanted = select(_p.telegram_hash, _p.identity, _p.language).where(_p.id.in_(stale), _p.identity.is_not(None))
    return tuple(sender_of(tx, row) for row in tx.connection.execute(wanted.order_by(_p.id)))


def _redacted(since: datetime) -> Select[Any]:
    """Select who stands in an assessment of which something was redacted, and when the last time."""
    done = (_a.action == Action.REDACTED.value, _a.object_kind == Kind.LINE.value, _a.at >= since)
    who = select(_l.person_id, func.max(_a.at).label("at")).join_from(
        t.audit, t.response_history, _h.id == _a.object_id
    )
    return who.join(t.place, _l.assessment_id == _h.assessment_id).where(*done).group_by(_l.person_id)


def _forgotten(since: datetime) -> Select[Any]:
    """Select the coordinators who look at people, and when somebody was last forgotten."""
    done = (_a.action.in_((Action.PERSON_FORGOTTEN.value, Action.OLD_FORGOTTEN.value)), _a.at >= since)
    last = select(func.max(_a.at).label("at")).where(*done).subquery()
    looking = _d.view == DeskView.PEOPLE.value
    return select(_d.person_id, last.c.at).join_from(t.desk, last, looking).where(last.c.at.is_not(None))
