"""Instruments, waves, assessments with all that is answered, and the append-only history."""

import sqlalchemy as sa
from alembic import op

from storage.history_triggers import protect_history
from storage.tables.base import UTCInstant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "instrument",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identifier", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("imported_at", UTCInstant(), nullable=False),
        sa.CheckConstraint("identifier <> '' AND version <> '' AND document <> ''", name=op.f("ck_instrument_names")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument")),
        sa.UniqueConstraint("identifier", "version", name=op.f("uq_instrument_identifier_version")),
    )
    op.create_table(
        "wave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", UTCInstant(), nullable=False),
        sa.Column("closed_at", UTCInstant(), nullable=True),
        sa.Column("open_mark", sa.Integer(), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_wave_name")),
        sa.CheckConstraint("(closed_at IS NULL) = (open_mark IS NOT NULL)", name=op.f("ck_wave_open")),
        sa.CheckConstraint("closed_at IS NULL OR closed_at >= opened_at", name=op.f("ck_wave_term")),
        sa.CheckConstraint("open_mark IS NULL OR open_mark = 1", name=op.f("ck_wave_open_mark")),
        sa.ForeignKeyConstraint(["instrument_id"], ["instrument.id"], name=op.f("fk_wave_instrument_id_instrument")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("name", name=op.f("uq_wave_name")),
        sa.UniqueConstraint("open_mark", name=op.f("uq_wave_open_mark")),
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", UTCInstant(), nullable=False),
        sa.Column("submitted_at", UTCInstant(), nullable=True),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("sharing", sa.String(), nullable=True),
        sa.Column("late", sa.Boolean(create_constraint=True, name="late"), nullable=False),
        sa.CheckConstraint("sharing IN ('named', 'aggregate')", name=op.f("ck_assessment_sharing")),
        sa.CheckConstraint("(submitted_at IS NULL) = (sharing IS NULL)", name=op.f("ck_assessment_submission")),
        sa.CheckConstraint("(submitted_at IS NULL) = (submitted_by IS NULL)", name=op.f("ck_assessment_submitter")),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instrument.id"], name=op.f("fk_assessment_instrument_id_instrument")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_assessment_member_id_member")),
        sa.ForeignKeyConstraint(["submitted_by"], ["person.id"], name=op.f("fk_assessment_submitted_by_person")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_assessment_wave_id_wave")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("member_id", "wave_id", name=op.f("uq_assessment_member_id_wave_id")),
    )
    op.create_index(op.f("ix_assessment_wave_id"), "assessment", ["wave_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("unique_file", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("at", UTCInstant(), nullable=False),
        sa.Column("message", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "target <> '' AND kind <> '' AND file <> '' AND unique_file <> ''", name=op.f("ck_evidence_names")
        ),
        sa.CheckConstraint("size >= 0", name=op.f("ck_evidence_size")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_evidence_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(["author"], ["person.id"], name=op.f("fk_evidence_author_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint(
            "assessment_id", "target", "unique_file", name=op.f("uq_evidence_assessment_id_target_unique_file")
        ),
    )
    op.create_table(
        "note",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("at", UTCInstant(), nullable=False),
        sa.Column("message", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("target <> ''", name=op.f("ck_note_target")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_note_text")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_note_assessment_id_assessment")),
        sa.ForeignKeyConstraint(["author"], ["person.id"], name=op.f("fk_note_author_person")),
        sa.PrimaryKeyConstraint("assessment_id", "target", name=op.f("pk_note")),
    )
    op.create_table(
        "place",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("view", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=False),
        sa.Column("pending", sa.Text(), nullable=False),
        sa.Column("pending_message", sa.BigInteger(), nullable=True),
        sa.Column("oriented", sa.Boolean(create_constraint=True, name="oriented"), nullable=False),
        sa.CheckConstraint("language IN ('es', 'pt', 'en')", name=op.f("ck_place_language")),
        sa.CheckConstraint("view <> ''", name=op.f("ck_place_view")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_place_assessment_id_assessment")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_place_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "assessment_id", name=op.f("pk_place")),
    )
    op.create_table(
        "priority",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("at", UTCInstant(), nullable=False),
        sa.CheckConstraint("criterion <> ''", name=op.f("ck_priority_criterion")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_priority_value")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_priority_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(["author"], ["person.id"], name=op.f("fk_priority_author_person")),
        sa.PrimaryKeyConstraint("assessment_id", "criterion", name=op.f("pk_priority")),
    )
    op.create_table(
        "response",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("nonresponse", sa.String(), nullable=True),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("at", UTCInstant(), nullable=False),
        sa.Column("message", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("item <> ''", name=op.f("ck_response_item")),
        sa.CheckConstraint("nonresponse IN ('dk', 'na', 'later')", name=op.f("ck_response_nonresponse")),
        sa.CheckConstraint("(level IS NULL) <> (nonresponse IS NULL)", name=op.f("ck_response_answer")),
        sa.CheckConstraint("level BETWEEN 0 AND 4", name=op.f("ck_response_level")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_response_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(["author"], ["person.id"], name=op.f("fk_response_author_person")),
        sa.PrimaryKeyConstraint("assessment_id", "item", name=op.f("pk_response")),
    )
    op.create_table(
        "response_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCInstant(), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=True),
        sa.Column("update_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "subject IN ('response', 'priority', 'note', 'evidence', 'submission')",
            name=op.f("ck_response_history_subject"),
        ),
        sa.CheckConstraint("(bot_id IS NULL) = (update_id IS NULL)", name=op.f("ck_response_history_update")),
        sa.CheckConstraint("before IS NOT NULL OR after IS NOT NULL", name=op.f("ck_response_history_change")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_response_history_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_response_history_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_history")),
    )
    op.create_index(op.f("ix_response_history_assessment_id"), "response_history", ["assessment_id"], unique=False)
    protect_history(op.get_bind())
