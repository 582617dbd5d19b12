"""The words of the audit: what can be done, and to what. Written in each entry, so they never change their meaning."""

from enum import StrEnum


class Action(StrEnum):
    """What was done. A new one goes at the end of its group; none is ever renamed."""

    # the chain itself
    SEGMENT_BEGUN = "segment_begun"  # detail: first, key_rotated or broken
    AUDIT_EXPIRED = "audit_expired"  # object: the last position that went; detail: its mac, and the line of history
    AUDIT_READ = "audit_read"
    VOUCHING_BEGUN = "vouching_begun"  # from here on rows are held against their last entry; detail: how many
    ROW_VOUCHED = "row_vouched"  # object: a row of that kind, as this transaction left it, or that it is gone
    # in an assessment; all but the first three are about a line of history
    ASSESSMENT_BEGUN = "assessment_begun"
    QUESTION_ASKED = "question_asked"
    QUESTION_ANSWERED = "question_answered"
    RESPONSE_CHANGED = "response_changed"
    PRIORITY_CHANGED = "priority_changed"
    NOTE_CHANGED = "note_changed"
    EVIDENCE_ADDED = "evidence_added"
    SUBMISSION_CHANGED = "submission_changed"
    REDACTED = "redacted"
    # people
    VISIT_BEGUN = "visit_begun"
    VISIT_ENDED = "visit_ended"
    INVITATION_ACCEPTED = "invitation_accepted"
    INVITATION_REQUESTED = "invitation_requested"
    LANGUAGE_CHOSEN = "language_chosen"
    APPOINTMENT_CHOSEN = "appointment_chosen"
    WAVE_AWAITED = "wave_awaited"
    REMINDER_ASKED = "reminder_asked"
    REMINDERS_TAKEN = "reminders_taken"
    SNOOZED = "snoozed"
    MUTED = "muted"
    HOUR_CHOSEN = "hour_chosen"
    POST_CHANGED = "post_changed"
    POST_CONFIRMED = "post_confirmed"
    POST_LEFT = "post_left"
    POST_TAKEN_BACK = "post_taken_back"
    PERSON_FORGOTTEN = "person_forgotten"
    OLD_FORGOTTEN = "old_forgotten"
    DENIED = "denied"
    # invitations, members, access
    INVITATION_MADE = "invitation_made"
    INVITATION_REVOKED = "invitation_revoked"
    LINKS_REVOKED = "links_revoked"
    LINKS_FORWARDED = "links_forwarded"
    ACCESS_ENDED = "access_ended"
    MEMBER_EDITED = "member_edited"
    MEMBER_ADDED = "member_added"
    MEMBER_RETIRED = "member_retired"
    MEMBER_RESTORED = "member_restored"
    MEMBERS_IMPORTED = "members_imported"
    # waves, instruments, rehearsals, figures
    WAVE_OPENED = "wave_opened"
    WAVE_TERM_SET = "wave_term_set"
    WAVE_CLOSED = "wave_closed"
    WAVE_REOPENED = "wave_reopened"
    INSTRUMENT_LOADED = "instrument_loaded"
    REHEARSAL_BEGUN = "rehearsal_begun"
    REHEARSAL_ENDED = "rehearsal_ended"
    CUT_OFF_MADE = "cut_off_made"
    # meetings, campaigns, digests
    MEETING_SAVED = "meeting_saved"
    MEETING_CANCELLED = "meeting_cancelled"
    CAMPAIGN_MADE = "campaign_made"
    CAMPAIGN_STOPPED = "campaign_stopped"
    DELIVERIES_RETRIED = "deliveries_retried"
    CAMPAIGN_COMPLETED = "campaign_completed"  # by the bot, with who came after it was made
    DIGEST_CHOSEN = "digest_chosen"
    DIGEST_SENT = "digest_sent"
    # reads of what is about others
    STATUSES_READ = "statuses_read"
    MEMBER_FILE_READ = "member_file_read"
    ANSWERS_READ = "answers_read"
    PEOPLE_READ = "people_read"
    UNOPENED_READ = "unopened_read"
    LIST_COMPARED = "list_compared"
    AUDIENCE_READ = "audience_read"
    DELIVERIES_READ = "deliveries_read"
    RECIPIENTS_READ = "recipients_read"
    CUT_OFF_READ = "cut_off_read"
    HEAT_MAP_SENT = "heat_map_sent"
    EXPORTED = "exported"
    NOTICE_WRITTEN = "notice_written"  # something about a member or somebody, to a coordinator
    INVITATIONS_LISTED = "invitations_listed"
    # the operator's
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    UPGRADED = "upgraded"
    KEY_ROTATED = "key_rotated"
    UPDATES_RETRIED = "updates_retried"
    PAUSED = "paused"
    RESUMED = "resumed"
    UPDATES_DISMISSED = "updates_dismissed"


class Kind(StrEnum):
    """What an action is about; the object's id is one of that table, or a count or position where it is said so."""

    ASSESSMENT = "assessment"
    LINE = "line"  # of the history of an assessment
    QUESTION = "question"
    PERSON = "person"
    INVITATION = "invitation"
    APPOINTMENT = "appointment"
    MEMBER = "member"
    WAVE = "wave"
    INSTRUMENT = "instrument"
    MEETING = "meeting"
    CAMPAIGN = "campaign"
    CUT_OFF = "cut_off"
    NETWORK = "network"  # all members, or those of the countries in the detail
    DATABASE = "database"
    AUDIT = "audit"  # the id is a position in the chain
