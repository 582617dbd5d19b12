"""What is kept, of whom, what for, and for how long: the one declaration that the nightly job, the papers and the
privacy card go by.

Decides the classes of data and their terms. A term of something personal is a maximum: the job takes it away in the
last night before. Where each class stands in the database is storage's matter, its words are locales'.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class DataClass(StrEnum):
    """A class of data: what has one purpose and one term."""

    PEOPLE = "people"
    CHATS = "chats"
    POSTS = "posts"
    VISITORS = "visitors"
    INVITATIONS = "invitations"
    REMINDERS = "reminders"
    LETTERS = "letters"
    QUESTIONS = "questions"
    UPDATES = "updates"
    NUMBERS = "numbers"
    ANSWERS = "answers"
    AUDIT = "audit"
    NETWORK = "network"
    COUNTERS = "counters"
    RUNNING = "running"
    BACKUPS = "backups"
    LOGS = "logs"


class Whose(StrEnum):
    """Whom a class of data is about."""

    OFFICIALS = "officials"
    INVITED = "invited"
    WRITERS = "writers"
    INSTITUTIONS = "institutions"
    NOBODY = "nobody"


class Purpose(StrEnum):
    """What a class of data is for."""

    RECOGNISE = "recognise"
    CONVERSE = "converse"
    SHOW_HISTORY = "show_history"
    ADMIT = "admit"
    REMIND = "remind"
    HELP = "help"
    MEND = "mend"
    APPLY_ONCE = "apply_once"
    ACCOUNT = "account"
    DIAGNOSE = "diagnose"
    OPERATE = "operate"
    RESTORE = "restore"


class Ground(StrEnum):
    """On what ground it is kept."""

    CONSENT = "consent"
    REQUEST = "request"
    TASK = "task"
    SECURITY = "security"


class Since(StrEnum):
    """From what on the days of a term are counted."""

    POST_ENDED = "post_ended"
    OPENED = "opened"
    LINK_ENDED = "link_ended"
    DUE = "due"
    SETTLED = "settled"
    RECEIVED = "received"
    APPLIED = "applied"
    WRITTEN = "written"
    COUNTED = "counted"
    MADE = "made"
    JOURNAL = "journal"
    INSTITUTION = "institution"


class Place(StrEnum):
    """Where it is kept."""

    SEALED = "sealed"
    DATABASE = "database"
    FOLDER = "folder"
    JOURNAL = "journal"


class Seer(StrEnum):
    """Who gets to see it, besides the person."""

    COORDINATORS = "coordinators"
    COLLEAGUES = "colleagues"
    SHARED = "shared"
    OPERATOR = "operator"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Term:
    """How long: so many days counted from something. ``days`` None: no end is set here, ``since`` says why."""

    days: int | None
    since: Since

    def before(self, now: datetime) -> datetime:
        """Give the instant since when it may be kept, at ``now``. Raises ValueError for a term without an end."""
        if self.days is None:
            raise ValueError(self.since)
        return now - timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Holding:
    """A class of data as it is declared. ``leaves_number``: a row stays, with a number that leads to nobody."""

    data: DataClass
    personal: bool
    whose: Whose
    purpose: Purpose
    ground: Ground
    term: Term
    place: Place
    seen_by: tuple[Seer, ...]
    leaves_number: bool = False


_WITH_THE_POST = Term(365, Since.POST_ENDED)
_KEPT = Term(None, Since.INSTITUTION)
_D, _W, _P, _G, _S = DataClass, Whose, Purpose, Ground, Seer

HOLDINGS = (
    Holding(_D.PEOPLE, True, _W.OFFICIALS, _P.RECOGNISE, _G.CONSENT, _WITH_THE_POST, Place.SEALED,
            (_S.COORDINATORS, _S.COLLEAGUES), leaves_number=True),
    Holding(_D.CHATS, True, _W.OFFICIALS, _P.CONVERSE, _G.CONSENT, _WITH_THE_POST, Place.DATABASE, (_S.OPERATOR,)),
    Holding(_D.POSTS, True, _W.OFFICIALS, _P.SHOW_HISTORY, _G.TASK, _WITH_THE_POST, Place.DATABASE,
            (_S.COORDINATORS,), leaves_number=True),
    Holding(_D.VISITORS, True, _W.INVITED, _P.ADMIT, _G.REQUEST, Term(7, Since.OPENED), Place.SEALED, (_S.NOBODY,)),
    Holding(_D.INVITATIONS, True, _W.INVITED, _P.ADMIT, _G.TASK, Term(365, Since.LINK_ENDED), Place.DATABASE,
            (_S.COORDINATORS,)),
    Holding(_D.REMINDERS, True, _W.OFFICIALS, _P.REMIND, _G.REQUEST, Term(10, Since.DUE), Place.DATABASE,
            (_S.NOBODY,)),
    Holding(_D.LETTERS, True, _W.OFFICIALS, _P.CONVERSE, _G.CONSENT, Term(30, Since.SETTLED), Place.DATABASE,
            (_S.OPERATOR,)),
    Holding(_D.QUESTIONS, True, _W.OFFICIALS, _P.HELP, _G.REQUEST, _WITH_THE_POST, Place.DATABASE,
            (_S.COORDINATORS,)),
    Holding(_D.UPDATES, True, _W.WRITERS, _P.MEND, _G.CONSENT, Term(90, Since.RECEIVED), Place.SEALED, (_S.NOBODY,)),
    Holding(_D.NUMBERS, False, _W.NOBODY, _P.APPLY_ONCE, _G.SECURITY, Term(7, Since.APPLIED), Place.DATABASE,
            (_S.OPERATOR,)),
    Holding(_D.ANSWERS, False, _W.INSTITUTIONS, _P.DIAGNOSE, _G.TASK, _KEPT, Place.DATABASE,
            (_S.COLLEAGUES, _S.SHARED)),
    Holding(_D.AUDIT, True, _W.OFFICIALS, _P.ACCOUNT, _G.SECURITY, Term(5 * 365 + 1, Since.WRITTEN), Place.DATABASE,
            (_S.OPERATOR,)),
    Holding(_D.NETWORK, False, _W.INSTITUTIONS, _P.DIAGNOSE, _G.TASK, _KEPT, Place.DATABASE, (_S.COORDINATORS,)),
    Holding(_D.COUNTERS, False, _W.NOBODY, _P.OPERATE, _G.SECURITY, Term(730, Since.COUNTED), Place.DATABASE,
            (_S.OPERATOR,)),
    Holding(_D.RUNNING, False, _W.NOBODY, _P.OPERATE, _G.SECURITY, _KEPT, Place.DATABASE, (_S.OPERATOR,)),
    Holding(_D.BACKUPS, True, _W.OFFICIALS, _P.RESTORE, _G.SECURITY, Term(14, Since.MADE), Place.FOLDER,
            (_S.OPERATOR,)),
    Holding(_D.LOGS, False, _W.NOBODY, _P.OPERATE, _G.SECURITY, Term(None, Since.JOURNAL), Place.JOURNAL,
            (_S.OPERATOR,)),
)  # fmt: skip
"""Everything that is kept, in the order in which the papers say it."""

_BY_CLASS = {one.data: one for one in HOLDINGS}


def holding(data: DataClass) -> Holding:
    """Give what is declared of a class."""
    return _BY_CLASS[data]
