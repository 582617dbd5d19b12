"""What an official's month needs: questions, reminders, who gets them, areas consulted, redaction, requests."""

import sqlalchemy as sa
from alembic import op

from storage.history_triggers import protect_history, unprotect_history
from storage.tables.base import UTCInstant

revision = "0004"
down_revision = "0003"

SUBJECTS = "subject IN ('response', 'priority', 'note', 'evidence', 'submission', 'redaction')"


def upgrade() -> None:
    """Make the tables, add the columns, and let the first focal point of each member get its reminders."""
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", UTCInstant(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", UTCInstant(), nullable=True),
        sa.CheckConstraint("target <> ''", name=op.f("ck_question_target")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_question_text")),
        sa.CheckConstraint("answer <> ''", name=op.f("ck_question_answer")),
        sa.CheckConstraint("(answer IS NULL) = (answered_by IS NULL)", name=op.f("ck_question_answerer")),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_question_answered_at")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_question_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_question_asked_by_person")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_question_answered_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    op.create_index(op.f("ix_question_assessment_id"), "question", ["assessment_id"], unique=False)
    op.create_table(
        "reminder",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("due_at", UTCInstant(), nullable=False),
        sa.Column("asked_at", UTCInstant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_reminder")),
    )
    op.create_index(op.f("ix_reminder_due_at"), "reminder", ["due_at"], unique=False)
    with op.batch_alter_table("response", recreate="always") as response:
        response.add_column(sa.Column("consulted", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("invitation", recreate="always") as invitation:
        invitation.add_column(sa.Column("requested_at", UTCInstant(), nullable=True))
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("question_id", sa.Integer(), nullable=True))
        outbox.create_foreign_key(op.f("fk_outbox_question_id_question"), "question", ["question_id"], ["id"])
        outbox.create_check_constraint(op.f("ck_outbox_question"), "question_id IS NULL OR kind = 'notice'")
    op.create_index(op.f("ix_outbox_question_id"), "outbox", ["question_id"], unique=False)
    with op.batch_alter_table("appointment") as appointment:
        appointment.add_column(sa.Column("reminded_for", sa.Integer(), nullable=True))
        appointment.create_foreign_key(op.f("fk_appointment_reminded_for_member"), "member", ["reminded_for"], ["id"])
        appointment.create_unique_constraint(op.f("uq_appointment_reminded_for"), ["reminded_for"])
        appointment.create_check_constraint(
            op.f("ck_appointment_reminded_for"), "reminded_for IS NULL OR reminded_for = member_id"
        )
        appointment.create_check_constraint(
            op.f("ck_appointment_reminded"), "reminded_for IS NULL OR (role = 'focal_point' AND until IS NULL)"
        )
    unprotect_history(op.get_bind())
    with op.batch_alter_table("response_history") as history:
        history.drop_constraint(op.f("ck_response_history_subject"), type_="check")
        history.create_check_constraint(op.f("ck_response_history_subject"), SUBJECTS)
    protect_history(op.get_bind())
    op.execute(
        """UPDATE appointment SET reminded_for = member_id WHERE id IN (
            SELECT min(one.id) FROM appointment AS one
            WHERE one.role = 'focal_point' AND one.until IS NULL GROUP BY one.member_id
        )"""
    )
