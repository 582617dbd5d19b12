"""Where each class of data stands in the tables: every column belongs to exactly one class, and a test insists.

Decides only that. What a class is for and how long it is kept, `conversations.retention` says.
"""

from collections.abc import Mapping

from conversations.retention import DataClass

ALL = "*"
"""Every column of a table that is not named under another class."""

COLUMNS: Mapping[DataClass, Mapping[str, str]] = {
    DataClass.PEOPLE: {"person": ALL},
    DataClass.CHATS: {
        **dict.fromkeys(("screen", "place", "desk", "attention", "digest"), ALL),
        **dict.fromkeys(("response", "note", "evidence"), "message"),
        "delivery": "message_id",
    },
    DataClass.POSTS: {"appointment": ALL, "delivery": ALL},
    DataClass.VISITORS: {"visit": ALL, "person": "address"},
    DataClass.INVITATIONS: {"invitation": ALL},
    DataClass.REMINDERS: {"reminder": ALL},
    DataClass.LETTERS: {"outbox": ALL},
    DataClass.QUESTIONS: {"question": ALL},
    DataClass.UPDATES: {"inbox": "body error attempts received_at"},
    DataClass.NUMBERS: {"inbox": "id bot_id update_id state applied_at"},
    DataClass.ANSWERS: {
        "assessment": ALL,
        "response": "assessment_id item level nonresponse author at consulted",
        "note": "assessment_id target text author at",
        "evidence": "id assessment_id target kind file unique_file name size author at",
        **dict.fromkeys(("priority", "response_history"), ALL),
    },
    DataClass.AUDIT: {"audit": ALL, "audit_segment": ALL},
    DataClass.NETWORK: dict.fromkeys(
        ("member", "member_alias", "instrument", "wave", "meeting", "meeting_member", "campaign", "cut_off"), ALL
    ),
    DataClass.COUNTERS: {"counter": ALL},
    DataClass.RUNNING: {"runner_state": ALL},
    DataClass.BACKUPS: {},
    DataClass.LOGS: {},
}


def class_of(table: str, column: str) -> tuple[DataClass, ...]:
    """Give the classes that a column belongs to: one, unless this map is wrong."""
    named = tuple(data for data, tables in COLUMNS.items() if column in tables.get(table, "").split())
    return named or tuple(data for data, tables in COLUMNS.items() if tables.get(table) == ALL)
