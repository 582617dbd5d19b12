"""Which entries of the audit tell of a change of which table, and which need not occur in a network that is watched.

A second opinion, written from the design: it must not know what is told as what.
"""

from typing import Final

_GONE: Final = "person_forgotten old_forgotten"
_LINES: Final = "response_changed priority_changed note_changed evidence_added submission_changed redacted"
_MEMBER: Final = "member_edited member_added member_retired member_restored members_imported rehearsal_begun"
BELONGS: Final = {
    table: frozenset(actions.split())
    for table, actions in {
        "response": "response_changed",
        "priority": "priority_changed",
        "note": "note_changed redacted",
        "evidence": "evidence_added redacted",
        "response_history": _LINES,
        "assessment": "assessment_begun submission_changed rehearsal_begun",
        "question": f"question_asked question_answered {_GONE}",
        "person": "visit_begun visit_ended invitation_accepted language_chosen wave_awaited wave_opened wave_reopened"
        f" post_changed {_GONE}",
        "visit": f"visit_begun visit_ended invitation_accepted {_GONE}",
        "appointment": "invitation_accepted appointment_chosen post_confirmed post_left post_taken_back rehearsal_begun"
        f" rehearsal_ended access_ended {_GONE}",
        "attention": f"snoozed muted hour_chosen {_GONE}",
        "reminder": f"reminder_asked reminders_taken {_GONE}",
        "invitation": "invitation_made invitation_accepted invitation_requested invitation_revoked links_revoked"
        f" links_forwarded member_retired access_ended {_GONE}",
        "member": _MEMBER,
        "member_alias": _MEMBER,
        "wave": "wave_opened wave_term_set wave_closed wave_reopened rehearsal_begun",
        "instrument": "instrument_loaded wave_opened rehearsal_begun",
        "meeting": "meeting_saved meeting_cancelled",
        "meeting_member": "meeting_saved",
        "campaign": "campaign_made campaign_stopped campaign_completed meeting_saved meeting_cancelled",
        "cut_off": "cut_off_made",
        "digest": f"digest_chosen digest_sent {_GONE}",
    }.items()
}
"""What tells of a change of each table; one of these has to be entered with it."""
ELSEWHERE: Final = {
    **dict.fromkeys(
        ("audit_read", "backed_up", "restored", "upgraded", "updates_retried", "updates_dismissed", "paused", "resumed",
         "invitations_listed", "invitation_revoked"),
        "a command's: tests/cli/test_audit.py runs every command, and holds the entry of each against a list",
    ),
    **dict.fromkeys(
        ("audit_expired", "key_rotated", "segment_begun", "vouching_begun"),
        "the chain's own: in the segments that are tampered with",
    ),
}  # fmt: skip
"""What need not occur in a network that is watched, and why."""
