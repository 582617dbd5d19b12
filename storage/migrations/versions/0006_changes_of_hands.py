"""Members that retire or are rehearsed with, invitations that are forwarded or succeed, waves that have a last day."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import UTCInstant

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the columns."""
    with op.batch_alter_table("appointment") as appointment:
        appointment.add_column(sa.Column("left_at", UTCInstant(), nullable=True))
        appointment.add_column(sa.Column("confirmed_wave_id", sa.Integer(), nullable=True))
        appointment.create_foreign_key(
            op.f("fk_appointment_confirmed_wave_id_wave"), "wave", ["confirmed_wave_id"], ["id"]
        )

    with op.batch_alter_table("invitation") as invitation:
        invitation.add_column(sa.Column("created_by", sa.Integer(), nullable=True))
        invitation.add_column(sa.Column("forwarded_at", UTCInstant(), nullable=True))
        invitation.add_column(sa.Column("succeeds", sa.Integer(), nullable=True))
        invitation.create_foreign_key(op.f("fk_invitation_succeeds_appointment"), "appointment", ["succeeds"], ["id"])
        invitation.create_foreign_key(op.f("fk_invitation_created_by_person"), "person", ["created_by"], ["id"])

    with op.batch_alter_table("member") as member:
        member.add_column(sa.Column("region", sa.String(), server_default="", nullable=False))
        member.add_column(sa.Column("retired_at", UTCInstant(), nullable=True))
        member.add_column(sa.Column("rehearsal_for", sa.Integer(), nullable=True))
        member.create_foreign_key(op.f("fk_member_rehearsal_for_person"), "person", ["rehearsal_for"], ["id"])

    with op.batch_alter_table("wave", recreate="always") as wave:
        wave.add_column(sa.Column("closes_on", sa.Date(), nullable=True))
        wave.add_column(sa.Column("closing_told_at", UTCInstant(), nullable=True))
        wave.add_column(sa.Column("rehearsal", sa.Boolean(), server_default="0", nullable=False))
        wave.create_check_constraint(op.f("ck_wave_rehearsal"), "rehearsal IN (0, 1)")
        wave.create_check_constraint(op.f("ck_wave_rehearsed"), "rehearsal <> 1 OR open_mark IS NULL")
