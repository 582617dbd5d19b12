"""Inbox, screens, outbox, counters, the runner's own notes."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import UTCInstant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "counter",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 1", name=op.f("ck_counter_count")),
        sa.PrimaryKeyConstraint("name", "day", name=op.f("pk_counter")),
    )
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("received_at", UTCInstant(), nullable=False),
        sa.Column("applied_at", UTCInstant(), nullable=True),
        sa.CheckConstraint("(state = 'applied') = (applied_at IS NOT NULL)", name=op.f("ck_inbox_applied_at")),
        sa.CheckConstraint("(state = 'applied') = (body IS NULL)", name=op.f("ck_inbox_body")),
        sa.CheckConstraint("state IN ('pending', 'applied', 'failed', 'quarantined')", name=op.f("ck_inbox_state")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_inbox_attempts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("bot_id", "update_id", name=op.f("uq_inbox_bot_id_update_id")),
    )
    op.create_index(op.f("ix_inbox_state_id"), "inbox", ["state", "id"], unique=False)
    op.create_table(
        "runner_state",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_runner_state")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("created_at", UTCInstant(), nullable=False),
        sa.Column("settled_at", UTCInstant(), nullable=True),
        sa.CheckConstraint("(state IN ('pending', 'sending')) = (payload IS NOT NULL)", name=op.f("ck_outbox_payload")),
        sa.CheckConstraint(
            "(state IN ('pending', 'sending')) = (settled_at IS NULL)", name=op.f("ck_outbox_settled_at")
        ),
        sa.CheckConstraint("kind IN ('reply', 'notice')", name=op.f("ck_outbox_kind")),
        sa.CheckConstraint(
            "state IN ('pending', 'sending', 'sent', 'failed', 'unconfirmed')", name=op.f("ck_outbox_state")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outbox_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_person_id_state"), "outbox", ["person_id", "state"], unique=False)
    op.create_table(
        "screen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("live_for", sa.Integer(), nullable=True),
        sa.Column("criterion", sa.String(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", UTCInstant(), nullable=True),
        sa.Column("buried", sa.Boolean(create_constraint=True, name="buried"), nullable=False),
        sa.CheckConstraint("(purpose = 'card') = (live_for IS NOT NULL)", name=op.f("ck_screen_live")),
        sa.CheckConstraint("(purpose = 'receipt') = (criterion IS NOT NULL)", name=op.f("ck_screen_criterion")),
        sa.CheckConstraint("purpose <> 'receipt' OR assessment_id IS NOT NULL", name=op.f("ck_screen_receipt")),
        sa.CheckConstraint("purpose IN ('card', 'receipt', 'retired')", name=op.f("ck_screen_purpose")),
        sa.CheckConstraint("(message_id IS NULL) = (sent_at IS NULL)", name=op.f("ck_screen_sent")),
        sa.CheckConstraint("drawn >= 0 AND wanted >= 1 AND drawn <= wanted", name=op.f("ck_screen_revision")),
        sa.CheckConstraint("live_for IS NULL OR live_for = person_id", name=op.f("ck_screen_live_for")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_screen_assessment_id_assessment")),
        sa.ForeignKeyConstraint(["live_for"], ["person.id"], name=op.f("fk_screen_live_for_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_screen_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screen")),
        sa.UniqueConstraint("live_for", name=op.f("uq_screen_live_for")),
        sa.UniqueConstraint(
            "person_id", "assessment_id", "criterion", name=op.f("uq_screen_person_id_assessment_id_criterion")
        ),
    )
    op.create_index(op.f("ix_screen_person_id"), "screen", ["person_id"], unique=False)
