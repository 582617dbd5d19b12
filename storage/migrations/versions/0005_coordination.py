"""What coordinators need: where they stand, meetings, campaigns and their deliveries, attention, digests, cut-offs."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import UTCInstant

revision = "0005"
down_revision = "0004"

STATES = "'planned', 'sending', 'sent', 'blocked', 'failed', 'unconfirmed', 'expired', 'left_out', 'cancelled'"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "desk",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("view", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.CheckConstraint("draft <> ''", name=op.f("ck_desk_draft")),
        sa.CheckConstraint("view <> ''", name=op.f("ck_desk_view")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_desk_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_desk")),
    )
    op.create_table(
        "digest",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("every", sa.String(), nullable=False),
        sa.Column("last_at", UTCInstant(), nullable=True),
        sa.Column("last", sa.Text(), nullable=False),
        sa.CheckConstraint("every IN ('week', 'meeting')", name=op.f("ck_digest_every")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_digest_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_digest")),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("respond_by", sa.Date(), nullable=False),
        sa.Column("countries", sa.String(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCInstant(), nullable=False),
        sa.Column("cancelled_at", UTCInstant(), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_meeting_name")),
        sa.CheckConstraint("timezone <> ''", name=op.f("ck_meeting_timezone")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_meeting_dates")),
        sa.CheckConstraint("respond_by <= starts_on", name=op.f("ck_meeting_respond_by")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_meeting_created_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_table(
        "attention",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=True),
        sa.Column("snoozed_until", UTCInstant(), nullable=True),
        sa.Column("muted_wave_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("minute BETWEEN 0 AND 1439", name=op.f("ck_attention_minute")),
        sa.ForeignKeyConstraint(["muted_wave_id"], ["wave.id"], name=op.f("fk_attention_muted_wave_id_wave")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attention_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_attention")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("days_before", sa.Integer(), nullable=True),
        sa.Column("wave_id", sa.Integer(), nullable=True),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("countries", sa.String(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCInstant(), nullable=False),
        sa.Column("runs_on", sa.Date(), nullable=True),
        sa.Column("minute", sa.Integer(), nullable=True),
        sa.Column("undo_until", UTCInstant(), nullable=False),
        sa.Column("completed_at", UTCInstant(), nullable=True),
        sa.Column("cancelled_at", UTCInstant(), nullable=True),
        sa.CheckConstraint("(kind = 'correction') = (corrects_id IS NOT NULL)", name=op.f("ck_campaign_corrects")),
        sa.CheckConstraint("(kind = 'plan') = (days_before IS NOT NULL)", name=op.f("ck_campaign_days_before")),
        sa.CheckConstraint("(kind = 'plan') = (meeting_id IS NOT NULL)", name=op.f("ck_campaign_plan")),
        sa.CheckConstraint("(kind IN ('notice', 'correction')) = (texts IS NOT NULL)", name=op.f("ck_campaign_texts")),
        sa.CheckConstraint("minute BETWEEN 0 AND 1439", name=op.f("ck_campaign_minute")),
        sa.CheckConstraint("minute IS NULL OR runs_on IS NOT NULL", name=op.f("ck_campaign_moment")),
        sa.CheckConstraint("runs_on IS NULL OR kind <> 'plan'", name=op.f("ck_campaign_runs_on")),
        sa.CheckConstraint("kind IN ('plan', 'reminder', 'notice', 'correction')", name=op.f("ck_campaign_kind")),
        sa.ForeignKeyConstraint(["corrects_id"], ["campaign.id"], name=op.f("fk_campaign_corrects_id_campaign")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_campaign_created_by_person")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_campaign_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_campaign_wave_id_wave")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("meeting_id", "days_before", name=op.f("uq_campaign_meeting_id_days_before")),
    )
    op.create_index(op.f("ix_campaign_meeting_id"), "campaign", ["meeting_id"], unique=False)

    op.create_table(
        "cut_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("countries", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCInstant(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_cut_off_made_by_person")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_cut_off_wave_id_wave")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cut_off")),
    )
    op.create_index(op.f("ix_cut_off_wave_id"), "cut_off", ["wave_id"], unique=False)

    op.create_table(
        "meeting_member",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_member_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_meeting_member_member_id_member")),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name=op.f("pk_meeting_member")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("due_at", UTCInstant(), nullable=False),
        sa.Column("expires_at", UTCInstant(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("claimed_at", UTCInstant(), nullable=True),
        sa.Column("settled_at", UTCInstant(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('planned', 'sending')) = (settled_at IS NULL)", name=op.f("ck_delivery_settled")
        ),
        sa.CheckConstraint(
            f"state IN ({STATES})",
            name=op.f("ck_delivery_state"),
        ),
        sa.CheckConstraint("expires_at IS NULL OR expires_at >= due_at", name=op.f("ck_delivery_expiry")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_delivery_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_delivery_member_id_member")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delivery_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("campaign_id", "person_id", name=op.f("uq_delivery_campaign_id_person_id")),
    )
    op.create_index(op.f("ix_delivery_member_id"), "delivery", ["member_id"], unique=False)
    op.create_index(op.f("ix_delivery_person_id"), "delivery", ["person_id"], unique=False)
    op.create_index(op.f("ix_delivery_state_due_at"), "delivery", ["state", "due_at"], unique=False)
