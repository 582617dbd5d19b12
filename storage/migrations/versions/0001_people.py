"""Members, persons, invitations, visits, appointments."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import UTCInstant

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('city', 'province', 'association')", name=op.f("ck_member_kind")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_member_name")),
        sa.CheckConstraint("timezone <> ''", name=op.f("ck_member_timezone")),
        sa.CheckConstraint("length(country) = 2 AND upper(country) = country", name=op.f("ck_member_country")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("name", "kind", "country", name=op.f("uq_member_name_kind_country")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("telegram_hash", sa.String(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=True),
        sa.Column("consented_at", UTCInstant(), nullable=True),
        sa.Column("consent_version", sa.String(), nullable=True),
        sa.Column("unreachable_at", UTCInstant(), nullable=True),
        sa.Column("awaiting_wave_since", UTCInstant(), nullable=True),
        sa.Column("last_turn_at", UTCInstant(), nullable=False),
        sa.Column("outage_told_at", UTCInstant(), nullable=True),
        sa.CheckConstraint("language IN ('es', 'pt', 'en')", name=op.f("ck_person_language")),
        sa.CheckConstraint("(consented_at IS NULL) = (consent_version IS NULL)", name=op.f("ck_person_consent")),
        sa.CheckConstraint("(consented_at IS NULL) = (identity IS NULL)", name=op.f("ck_person_identity")),
        sa.CheckConstraint("address IS NULL OR consented_at IS NULL", name=op.f("ck_person_address")),
        sa.CheckConstraint("length(telegram_hash) = 64", name=op.f("ck_person_telegram_hash")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("telegram_hash", name=op.f("uq_person_telegram_hash")),
    )
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("countries", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("since", UTCInstant(), nullable=False),
        sa.Column("until", UTCInstant(), nullable=True),
        sa.Column("chosen_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(role = 'coordinator') = (member_id IS NULL)", name=op.f("ck_appointment_scope")),
        sa.CheckConstraint("countries = '' OR role = 'coordinator'", name=op.f("ck_appointment_countries")),
        sa.CheckConstraint(
            "role IN ('focal_point', 'contributor', 'reviewer', 'coordinator')", name=op.f("ck_appointment_role")
        ),
        sa.CheckConstraint("chosen_by IS NULL OR chosen_by = person_id", name=op.f("ck_appointment_chosen_by")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_appointment_term")),
        sa.ForeignKeyConstraint(["chosen_by"], ["person.id"], name=op.f("fk_appointment_chosen_by_person")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_appointment_member_id_member")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_appointment_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("chosen_by", name=op.f("uq_appointment_chosen_by")),
    )
    op.create_index(op.f("ix_appointment_member_id"), "appointment", ["member_id"], unique=False)
    op.create_index(op.f("ix_appointment_person_id"), "appointment", ["person_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("countries", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=True),
        sa.Column("created_at", UTCInstant(), nullable=False),
        sa.Column("expires_at", UTCInstant(), nullable=False),
        sa.Column("used_at", UTCInstant(), nullable=True),
        sa.Column("used_by", sa.Integer(), nullable=True),
        sa.Column("revoked_at", UTCInstant(), nullable=True),
        sa.CheckConstraint("(role = 'coordinator') = (member_id IS NULL)", name=op.f("ck_invitation_scope")),
        sa.CheckConstraint("countries = '' OR role = 'coordinator'", name=op.f("ck_invitation_countries")),
        sa.CheckConstraint(
            "role IN ('focal_point', 'contributor', 'reviewer', 'coordinator')", name=op.f("ck_invitation_role")
        ),
        sa.CheckConstraint("(used_at IS NULL) = (used_by IS NULL)", name=op.f("ck_invitation_used")),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_invitation_expiry")),
        sa.CheckConstraint("length(token_hash) = 64", name=op.f("ck_invitation_token_hash")),
        sa.CheckConstraint("used_at IS NULL OR revoked_at IS NULL", name=op.f("ck_invitation_outcome")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_invitation_member_id_member")),
        sa.ForeignKeyConstraint(["used_by"], ["person.id"], name=op.f("fk_invitation_used_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_member_id"), "invitation", ["member_id"], unique=False)
    op.create_table(
        "member_alias",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.String(), nullable=False),
        sa.CheckConstraint("alias <> ''", name=op.f("ck_member_alias_alias")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_member_alias_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", "alias", name=op.f("pk_member_alias")),
    )
    op.create_table(
        "visit",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("view", sa.String(), nullable=False),
        sa.Column("began_at", UTCInstant(), nullable=False),
        sa.CheckConstraint("view <> ''", name=op.f("ck_visit_view")),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_visit_invitation_id_invitation")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_visit_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_visit")),
    )
