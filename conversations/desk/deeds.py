"""What a coordinator's button may do, and what may be said about it in one line."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Deed(StrEnum):
    """An act of a coordinator; its target is a text that the act's own module understands. Values stay short."""

    # waves
    OPEN_WAVE = "wopen"
    WAVE_INSTRUMENT = "winstr"  # target: an instrument, "0" the default one
    WAVE_TERM = "wterm"  # target: the last day as 2026-12-31, "" for none
    CLOSE_WAVE = "wclose"  # target: a wave
    REOPEN_WAVE = "wreopen"  # target: a wave
    REHEARSE = "rehearse"  # target: an instrument, "" the one in use
    END_REHEARSAL = "endreh"
    LOAD_INSTRUMENT = "iload"  # target: "", "yes" once it is confirmed
    SEND_INSTRUMENT = "isend"  # target: an instrument
    # what leaves
    EXPORT = "export"  # target: "format.language"
    FREEZE = "freeze"  # target: the latest cut-off that is known, "0" for none
    CUT_OFF = "cutoff"  # target: "part.cut-off"
    DIGEST = "digest"  # target: week, meeting, never
    INVITE = "inv"  # target: "m12", "c" (countries of the draft), with "q" after it for a QR code
    INVITE_UNOPENED = "invall"
    PICK_COUNTRY = "ctry"  # target: a country, "*" the whole network
    FORWARDED = "fwd"  # target: "m12", "i33" an invitation
    REVOKE_LINKS = "unlink"  # target: as above
    END_ACCESS = "endacc"  # target: an appointment
    RETIRE_MEMBER = "retire"
    RESTORE_MEMBER = "restore"
    SET_ZONE = "zone"  # target: a zone, for the member, new member or row on the card
    NEW_KIND = "nkind"
    NEW_COUNTRY = "nctry"
    ADD_MEMBER = "nadd"
    IMPORT_LIST = "import"
    # how the members are doing
    REDACT = "redact"  # target: "12.c01q2", a member and a step
    HEAT_MAP = "heat"  # target: a country, or ""
    NETWORK_PICTURE = "netpic"

    # meetings, reminders, notices; the first ones change what is being made, and name what is then chosen
    MEET_COUNTRY = "mctry"  # target: a country with + or - after it, "*" for all
    MEET_MEMBER = "mmem"  # target: a member with + or - after it
    MEET_ZONE = "mzone"
    PLAN_STEP = "step"  # target: days with + or - after them
    PLAN_BY = "by"  # target: the day until which answers are asked for
    REMIND_STANDING = "stand"  # target: a standing with + or - after it, "all", "open"
    REMIND_DAY = "rday"  # target: a day, "" for at once
    REMIND_MINUTE = "rmin"  # target: a minute of the day, "" for each person's own
    CONFIRM = "ok"  # target: the stamp of what was shown
    UNDO = "undo"  # target: a campaign, or "m" and a meeting
    STOP = "stop"  # target: a campaign
    CANCEL_MEETING = "mcancel"  # target: a meeting
    RETRY = "retry"  # target: "campaign.state"


class DeskSay(StrEnum):
    """A line that a coordinator's card may open with, or that a press is answered with."""

    NOT_UNDERSTOOD = "not_understood"
    NOT_READABLE = "not_readable"  # stickers, voice ...
    FILE_NOT_TAKEN = "file_not_taken"  # a file of a kind that nothing is done with
    OUT_OF_REACH = "out_of_reach"  # not there, or not in this coordinator's countries
    STALE_BUTTON = "stale_button"
    LANGUAGE_CHANGED = "language_changed"
    AFTER_OUTAGE = "after_outage"
    AFTER_LOSS = "after_loss"  # away for so long that what was written may be lost
    FILE_COMING = "file_coming"  # a file of ours is on its way
    FILE_BEING_READ = "file_being_read"
    # how the members are doing
    NO_SUCH_NAME = "no_such_name"  # name
    NO_SUCH_COUNTRY = "no_such_country"  # name: no members there, or none in scope
    NOTHING_SHARED = "nothing_shared"  # nobody shares by name yet
    TOO_FEW_TO_HIDE = "too_few_to_hide"  # number: how many members there must be
    TEXT_REDACTED = "text_redacted"
    # waves
    NETWORK_ONLY = "network_only"  # only who coordinates the whole network may do that
    WAVE_OPENED = "wave_opened"  # name
    WAVE_STILL_OPEN = "wave_still_open"  # name: another wave is open
    WAVE_NAME_TAKEN = "wave_name_taken"  # name
    WAVE_NAME_TOO_LONG = "wave_name_too_long"  # number: characters allowed
    WAVE_TERM_SET = "wave_term_set"  # day
    WAVE_TERM_GONE = "wave_term_gone"
    WAVE_DAY_REFUSED = "wave_day_refused"  # a day that is past, or more than a year away
    WAVE_CLOSED = "wave_closed"  # name, number: how many are told
    WAVE_REOPENED = "wave_reopened"  # name
    REHEARSAL_ENDED = "rehearsal_ended"
    INSTRUMENT_LOADED = "instrument_loaded"  # name
    INSTRUMENT_KNOWN = "instrument_known"  # name: it was loaded before
    FILE_TOO_LARGE = "file_too_large"  # number: KB allowed
    # what leaves
    FIGURES_FROZEN = "figures_frozen"
    DIGEST_WEEKLY = "digest_weekly"
    DIGEST_BEFORE_MEETINGS = "digest_before_meetings"
    DIGEST_OFF = "digest_off"
    # people and members
    INVITATION_COMING = "invitation_coming"
    INVITATION_REPLACED = "invitation_replaced"  # the link of the message before is worth nothing any more
    COUNTRIES_MISSING = "countries_missing"
    POST_NOTED = "post_noted"  # name
    POST_TOO_LONG = "post_too_long"  # number: characters allowed
    NO_SUCH_MEMBER = "no_such_member"  # name
    LINKS_FORWARDED = "links_forwarded"
    LINKS_REVOKED = "links_revoked"
    ACCESS_ENDED = "access_ended"  # name
    MEMBER_CHANGED = "member_changed"
    MEMBER_ADDED = "member_added"  # name
    MEMBER_RETIRED = "member_retired"  # name
    MEMBER_RESTORED = "member_restored"  # name
    NAME_TAKEN = "name_taken"  # name
    NAME_UNUSABLE = "name_unusable"  # number: characters allowed
    ZONE_UNKNOWN = "zone_unknown"
    REGION_UNKNOWN = "region_unknown"
    COUNTRY_UNKNOWN = "country_unknown"
    LIST_COMING = "list_coming"  # number: invitations
    LIST_GONE = "list_gone"  # send the file again

    # meetings, reminders, notices
    MEETING_NAME_UNUSABLE = "meeting_name_unusable"  # number: characters allowed
    DAYS_UNREAD = "days_unread"
    DAYS_PAST = "days_past"
    DAYS_TURNED = "days_turned"  # the last before the first
    BY_REFUSED = "by_refused"  # day: the last possible
    STEPS_ENOUGH = "steps_enough"  # number: how many a plan may have
    STEP_PAST = "step_past"  # number: days before
    MEETING_MADE = "meeting_made"  # name
    MEETING_CHANGED = "meeting_changed"  # name
    MEETING_CANCELLED = "meeting_cancelled"  # name
    DAY_REFUSED = "day_refused"  # a day that is past, or more than a year away
    NOBODY_TO_WRITE = "nobody_to_write"
    AUDIENCE_CHANGED = "audience_changed"  # what is confirmed is not what was shown
    CAMPAIGN_MADE = "campaign_made"  # number: how many people
    UNDONE = "undone"
    UNDO_OVER = "undo_over"
    CAMPAIGN_STOPPED = "campaign_stopped"
    RETRIED = "retried"  # number
    NOTHING_TO_RETRY = "nothing_to_retry"
    TEXT_TOO_LONG = "text_too_long"  # number: characters allowed
    TEXT_NOTED = "text_noted"


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One thing to say, with what it is about."""

    say: DeskSay
    name: str = ""
    number: int = 0
    at: datetime | None = None
    day: date | None = None


class Shown:
    """The base of what a coordinator's card can show: a frozen dataclass with all that the card says, unworded."""

    __slots__ = ()


class Reading:
    """The base of what a file that a coordinator sent turned out to hold: a frozen dataclass."""

    __slots__ = ()
