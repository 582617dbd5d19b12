"""All tables as SQLAlchemy Core tables, for statements; the record classes live in the modules beside this one."""

from storage.tables.answers import (
    AssessmentRecord,
    EvidenceRecord,
    InstrumentRecord,
    NoteRecord,
    PlaceRecord,
    PriorityRecord,
    QuestionRecord,
    ResponseHistoryRecord,
    ResponseRecord,
    WaveRecord,
)
from storage.tables.audit import AuditRecord, AuditSegmentRecord
from storage.tables.base import catalogue, table_of
from storage.tables.desk import (
    AttentionRecord,
    CampaignRecord,
    CutOffRecord,
    DeliveryRecord,
    DeskRecord,
    DigestRecord,
    MeetingMemberRecord,
    MeetingRecord,
)
from storage.tables.people import (
    AppointmentRecord,
    InvitationRecord,
    MemberAliasRecord,
    MemberRecord,
    PersonRecord,
    ReminderRecord,
    VisitRecord,
)
from storage.tables.talk import CounterRecord, InboxRecord, OutboxRecord, RunnerStateRecord, ScreenRecord

member = table_of(MemberRecord)
member_alias = table_of(MemberAliasRecord)
person = table_of(PersonRecord)
invitation = table_of(InvitationRecord)
visit = table_of(VisitRecord)
appointment = table_of(AppointmentRecord)
reminder = table_of(ReminderRecord)
instrument = table_of(InstrumentRecord)
wave = table_of(WaveRecord)
assessment = table_of(AssessmentRecord)
place = table_of(PlaceRecord)
response = table_of(ResponseRecord)
priority = table_of(PriorityRecord)
note = table_of(NoteRecord)
evidence = table_of(EvidenceRecord)
question = table_of(QuestionRecord)
response_history = table_of(ResponseHistoryRecord)
inbox = table_of(InboxRecord)
screen = table_of(ScreenRecord)
outbox = table_of(OutboxRecord)
counter = table_of(CounterRecord)
runner_state = table_of(RunnerStateRecord)
desk = table_of(DeskRecord)
meeting = table_of(MeetingRecord)
meeting_member = table_of(MeetingMemberRecord)
campaign = table_of(CampaignRecord)
delivery = table_of(DeliveryRecord)
attention = table_of(AttentionRecord)
digest = table_of(DigestRecord)
cut_off = table_of(CutOffRecord)
audit = table_of(AuditRecord)
audit_segment = table_of(AuditSegmentRecord)

__all__ = [
    "appointment", "assessment", "attention", "audit", "audit_segment", "campaign", "catalogue", "counter", "cut_off",
    "delivery", "desk", "digest", "evidence", "inbox", "instrument", "invitation", "meeting", "meeting_member",
    "member", "member_alias", "note", "outbox", "person", "place", "priority", "question", "reminder", "response",
    "response_history", "runner_state", "screen", "visit", "wave",
]  # fmt: skip
