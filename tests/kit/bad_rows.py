"""A bad row for each constraint of the schema: it breaks that rule and no other."""

from kit.store import NOW

Row = dict[str, object]
HASH = "a" * 64
MEMBER: Row = {"name": "Lima", "kind": "city", "country": "PE", "timezone": "America/Lima"}
PERSON: Row = {"telegram_hash": HASH, "language": "es", "last_turn_at": NOW}
INVITATION: Row = {
    "token_hash": HASH,
    "role": "focal_point",
    "member_id": 1,
    "countries": "",
    "created_at": NOW,
    "expires_at": NOW.replace(year=2027),
}
APPOINTMENT: Row = {"person_id": 1, "member_id": 1, "countries": "", "role": "focal_point", "since": NOW}
ASSESSMENT: Row = {"member_id": 2, "wave_id": 1, "instrument_id": 1, "begun_at": NOW, "late": False}
PLACE: Row = {
    "person_id": 1,
    "assessment_id": 9,
    "language": "es",
    "view": "step",
    "target": "",
    "cursor": "",
    "pending": "",
    "oriented": False,
}
RESPONSE: Row = {"assessment_id": 1, "item": "c09q1", "level": 2, "author": 1, "at": NOW}
EVIDENCE: Row = {
    "assessment_id": 1,
    "target": "c01",
    "kind": "photo",
    "file": "f",
    "unique_file": "u",
    "name": "",
    "size": 1,
    "author": 1,
    "at": NOW,
    "message": 1,
}
QUESTION: Row = {"assessment_id": 1, "target": "c01q1", "text": "x", "asked_by": 1, "asked_at": NOW}
REMINDER: Row = {"person_id": 1, "due_at": NOW, "asked_at": NOW}
HISTORY: Row = {"assessment_id": 1, "subject": "response", "target": "c01q1", "after": "3", "person_id": 1, "at": NOW}
INBOX: Row = {"bot_id": 1, "update_id": 1, "body": b"x", "state": "pending", "attempts": 0, "received_at": NOW}
SCREEN: Row = {
    "person_id": 1,
    "purpose": "retired",
    "payload": b"",
    "wanted": 1,
    "drawn": 0,
    "buried": False,
}
OUTBOX: Row = {"person_id": 1, "kind": "reply", "state": "pending", "payload": b"x", "created_at": NOW}
WAVE: Row = {"name": "2025", "instrument_id": 1, "opened_at": NOW, "closed_at": NOW}
DESK: Row = {"person_id": 1, "view": "home", "target": "", "draft": "{}"}
DIGEST: Row = {"person_id": 1, "every": "week", "last": ""}
CUT_OFF: Row = {"wave_id": 1, "made_by": 1, "made_at": NOW, "figures": "{}"}
LATER = NOW.replace(year=2030)
MEETING: Row = {
    "name": "Encuentro",
    "place": "Quito",
    "starts_on": LATER.date(),
    "ends_on": LATER.date(),
    "timezone": "America/Guayaquil",
    "respond_by": NOW.date(),
    "countries": "",
    "created_by": 1,
    "created_at": NOW,
}
CAMPAIGN: Row = {
    "kind": "reminder",
    "segment": "{}",
    "countries": "",
    "created_by": 1,
    "created_at": NOW,
    "undo_until": NOW,
}
STEP: Row = CAMPAIGN | {"kind": "plan", "meeting_id": 1, "days_before": 7}
DELIVERY: Row = {"campaign_id": 1, "person_id": 1, "due_at": NOW, "state": "planned", "reason": ""}

ENTRY: Row = {
    "id": 9_001,
    "segment": 1,
    "at": NOW,
    "actor": "bot",
    "action": "paused",
    "object_kind": "database",
    "detail": "",
    "mac": "0" * 64,
}
AUDIT_SEGMENT: Row = {"id": 9_001, "key": b"x", "last": 1, "seal": "0" * 64}

BAD_ROWS: dict[str, tuple[str, Row]] = {
    "ck_audit_position": ("audit", ENTRY | {"segment": 0}),
    "ck_audit_actor": ("audit", ENTRY | {"actor": "mayor"}),
    "ck_audit_person": ("audit", ENTRY | {"person_id": 1}),
    "ck_audit_action": ("audit", ENTRY | {"action": ""}),
    "ck_audit_object": ("audit", ENTRY | {"object_kind": ""}),
    "ck_audit_detail": ("audit", ENTRY | {"detail": "x" * 161}),
    "ck_audit_content": ("audit", ENTRY | {"content": "0"}),
    "ck_audit_mac": ("audit", ENTRY | {"mac": ""}),
    "ck_audit_segment_position": ("audit_segment", AUDIT_SEGMENT | {"last": 0}),
    "ck_audit_segment_seal": ("audit_segment", AUDIT_SEGMENT | {"seal": ""}),
    "ck_member_name": ("member", MEMBER | {"name": ""}),
    "ck_member_kind": ("member", MEMBER | {"kind": "village"}),
    "ck_member_country": ("member", MEMBER | {"country": "pe"}),
    "ck_member_timezone": ("member", MEMBER | {"timezone": ""}),
    "uq_member_name_kind_country": ("member", MEMBER | {"name": "Rosario", "country": "AR"}),
    "ck_member_alias_alias": ("member_alias", {"member_id": 1, "alias": ""}),
    "ck_person_telegram_hash": ("person", PERSON | {"telegram_hash": "5550001234"}),
    "ck_person_language": ("person", PERSON | {"language": "fr"}),
    "ck_person_consent": ("person", PERSON | {"consented_at": NOW, "identity": b"x"}),
    "ck_person_identity": ("person", PERSON | {"identity": b"x"}),
    "ck_person_address": (
        "person",
        PERSON | {"consented_at": NOW, "consent_version": "1", "identity": b"x", "address": b"x"},
    ),
    "ck_invitation_token_hash": ("invitation", INVITATION | {"token_hash": "token"}),
    "ck_invitation_role": ("invitation", INVITATION | {"role": "mayor"}),
    "ck_invitation_scope": ("invitation", INVITATION | {"member_id": None}),
    "ck_invitation_countries": ("invitation", INVITATION | {"countries": "AR"}),
    "ck_invitation_expiry": ("invitation", INVITATION | {"expires_at": NOW}),
    "ck_invitation_used": ("invitation", INVITATION | {"used_at": NOW}),
    "ck_invitation_outcome": ("invitation", INVITATION | {"used_at": NOW, "used_by": 1, "revoked_at": NOW}),
    "ck_visit_view": ("visit", {"person_id": 1, "invitation_id": 1, "view": "", "began_at": NOW}),
    "uq_appointment_chosen_by": ("appointment", APPOINTMENT | {"member_id": 2, "chosen_by": 1}),
    "ck_appointment_role": ("appointment", APPOINTMENT | {"role": "mayor"}),
    "ck_appointment_scope": ("appointment", APPOINTMENT | {"role": "coordinator"}),
    "ck_appointment_countries": ("appointment", APPOINTMENT | {"countries": "AR"}),
    "ck_appointment_chosen_by": ("appointment", APPOINTMENT | {"chosen_by": 2}),
    "ck_appointment_term": ("appointment", APPOINTMENT | {"until": NOW.replace(year=2020)}),
    "uq_appointment_reminded_for": ("appointment", APPOINTMENT | {"reminded_for": 1}),
    "ck_appointment_reminded_for": ("appointment", APPOINTMENT | {"reminded_for": 2}),
    "ck_appointment_reminded": ("appointment", APPOINTMENT | {"member_id": 2, "reminded_for": 2, "role": "reviewer"}),
    "uq_instrument_identifier_version": (
        "instrument",
        {"identifier": "cos-americas-adapted", "version": "1.1.0", "document": "x", "imported_at": NOW},
    ),
    "ck_instrument_names": (
        "instrument",
        {"identifier": "x", "version": "1", "document": "", "imported_at": NOW},
    ),
    "uq_wave_name": ("wave", WAVE | {"name": "2026"}),
    "uq_wave_open_mark": ("wave", WAVE | {"closed_at": None, "open_mark": 1}),
    "ck_wave_name": ("wave", WAVE | {"name": ""}),
    "ck_wave_open_mark": ("wave", WAVE | {"closed_at": None, "open_mark": 2}),
    "ck_wave_open": ("wave", WAVE | {"closed_at": None}),
    "ck_wave_rehearsed": ("wave", WAVE | {"closed_at": None, "open_mark": 1, "rehearsal": True}),
    "ck_wave_term": ("wave", WAVE | {"closed_at": NOW.replace(year=2020)}),
    "uq_assessment_member_id_wave_id": ("assessment", ASSESSMENT | {"member_id": 1}),
    "ck_assessment_sharing": (
        "assessment",
        ASSESSMENT | {"submitted_at": LATER, "submitted_by": 1, "sharing": "everything"},
    ),
    "ck_assessment_submitter": ("assessment", ASSESSMENT | {"submitted_at": LATER, "sharing": "named"}),
    "ck_assessment_submission": ("assessment", ASSESSMENT | {"sharing": "named"}),
    "ck_place_language": ("place", PLACE | {"language": "fr"}),
    "ck_place_view": ("place", PLACE | {"view": ""}),
    "ck_response_item": ("response", RESPONSE | {"item": ""}),
    "ck_response_level": ("response", RESPONSE | {"level": 5}),
    "ck_response_nonresponse": ("response", RESPONSE | {"level": None, "nonresponse": "perhaps"}),
    "ck_response_answer": ("response", RESPONSE | {"nonresponse": "dk"}),
    "ck_priority_criterion": ("priority", {"assessment_id": 1, "criterion": "", "value": 1, "author": 1, "at": NOW}),
    "ck_priority_value": ("priority", {"assessment_id": 1, "criterion": "c09", "value": -1, "author": 1, "at": NOW}),
    "ck_note_target": ("note", {"assessment_id": 1, "target": "", "text": "x", "author": 1, "at": NOW}),
    "ck_note_text": ("note", {"assessment_id": 1, "target": "c01", "text": "", "author": 1, "at": NOW}),
    "ck_evidence_names": ("evidence", EVIDENCE | {"file": ""}),
    "ck_evidence_size": ("evidence", EVIDENCE | {"size": -1}),
    "ck_question_target": ("question", QUESTION | {"target": ""}),
    "ck_question_text": ("question", QUESTION | {"text": ""}),
    "ck_question_answer": ("question", QUESTION | {"answer": "", "answered_by": 1, "answered_at": NOW}),
    "ck_question_answerer": ("question", QUESTION | {"answer": "x", "answered_at": NOW}),
    "ck_question_answered_at": ("question", QUESTION | {"answer": "x", "answered_by": 1}),
    "ck_response_history_subject": ("response_history", HISTORY | {"subject": "gossip"}),
    "ck_response_history_change": ("response_history", HISTORY | {"after": None}),
    "ck_response_history_update": ("response_history", HISTORY | {"update_id": 1}),
    "uq_inbox_bot_id_update_id": ("inbox", INBOX | {"bot_id": 77, "update_id": 1001}),
    "ck_inbox_state": ("inbox", INBOX | {"state": "lost"}),
    "ck_inbox_body": ("inbox", INBOX | {"state": "applied", "applied_at": NOW}),
    "ck_inbox_applied_at": ("inbox", INBOX | {"state": "applied", "body": None}),
    "ck_inbox_attempts": ("inbox", INBOX | {"attempts": -1}),
    "uq_screen_live_for": ("screen", SCREEN | {"purpose": "card", "live_for": 1}),
    "ck_screen_purpose": ("screen", SCREEN | {"purpose": "poster"}),
    "ck_screen_live": ("screen", SCREEN | {"purpose": "card"}),
    "ck_screen_live_for": ("screen", SCREEN | {"purpose": "card", "live_for": 2}),
    "ck_screen_criterion": ("screen", SCREEN | {"criterion": "c01"}),
    "ck_screen_receipt": ("screen", SCREEN | {"purpose": "receipt", "criterion": "c01"}),
    "ck_screen_revision": ("screen", SCREEN | {"drawn": 2}),
    "ck_screen_sent": ("screen", SCREEN | {"message_id": 5}),
    "ck_outbox_kind": ("outbox", OUTBOX | {"kind": "spam"}),
    "ck_outbox_state": ("outbox", OUTBOX | {"state": "lost", "payload": None, "settled_at": NOW}),
    "ck_outbox_payload": ("outbox", OUTBOX | {"state": "sent", "settled_at": NOW}),
    "ck_outbox_settled_at": ("outbox", OUTBOX | {"settled_at": NOW}),
    "ck_outbox_question": ("outbox", OUTBOX | {"question_id": 1}),
    "ck_meeting_name": ("meeting", MEETING | {"name": ""}),
    "ck_meeting_timezone": ("meeting", MEETING | {"timezone": ""}),
    "ck_meeting_dates": ("meeting", MEETING | {"ends_on": NOW.date()}),
    "ck_meeting_respond_by": ("meeting", MEETING | {"respond_by": LATER.date().replace(year=2031)}),
    "ck_campaign_kind": ("campaign", CAMPAIGN | {"kind": "rumour"}),
    "ck_campaign_plan": ("campaign", CAMPAIGN | {"meeting_id": 1}),
    "ck_campaign_days_before": ("campaign", CAMPAIGN | {"days_before": 7}),
    "ck_campaign_corrects": ("campaign", CAMPAIGN | {"corrects_id": 1}),
    "ck_campaign_texts": ("campaign", CAMPAIGN | {"texts": "{}"}),
    "ck_campaign_runs_on": ("campaign", STEP | {"runs_on": NOW.date()}),
    "ck_campaign_minute": ("campaign", CAMPAIGN | {"runs_on": NOW.date(), "minute": 1440}),
    "ck_campaign_moment": ("campaign", CAMPAIGN | {"minute": 600}),
    "ck_delivery_state": ("delivery", DELIVERY | {"state": "lost", "settled_at": NOW}),
    "ck_delivery_settled": ("delivery", DELIVERY | {"settled_at": NOW}),
    "ck_delivery_expiry": ("delivery", DELIVERY | {"expires_at": NOW.replace(year=2020)}),
    "ck_desk_view": ("desk", DESK | {"view": ""}),
    "ck_desk_draft": ("desk", DESK | {"draft": ""}),
    "ck_digest_every": ("digest", DIGEST | {"every": "hour"}),
    "ck_attention_minute": ("attention", {"person_id": 1, "minute": 1440}),
    "ck_counter_count": ("counter", {"name": "x", "day": NOW.date(), "count": 0}),
}
"""The constraint that must refuse it, the table, the row."""

PAIRED: dict[str, tuple[str, Row]] = {
    "uq_person_telegram_hash": ("person", PERSON),
    "uq_invitation_token_hash": ("invitation", INVITATION),
    "uq_evidence_assessment_id_target_unique_file": ("evidence", EVIDENCE),
    "uq_campaign_meeting_id_days_before": ("campaign", STEP),
    "uq_delivery_campaign_id_person_id": ("delivery", DELIVERY),
    "uq_screen_person_id_assessment_id_criterion": (
        "screen",
        SCREEN | {"purpose": "receipt", "assessment_id": 1, "criterion": "c01"},
    ),
}
"""Rows that are good once and refused the second time."""

FLAGS = {"ck_wave_rehearsal", "ck_assessment_late", "ck_place_oriented", "ck_screen_buried"}
