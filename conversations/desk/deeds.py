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


class DeskSay(StrEnum):
    """A line that a coordinator's card may open with, or that a press is answered with."""

    NOT_UNDERSTOOD = "not_understood"
    NOT_READABLE = "not_readable"  # stickers, voice ...
    FILE_NOT_TAKEN = "file_not_taken"  # a file of a kind that nothing is done with
    OUT_OF_REACH = "out_of_reach"  # not there, or not in this coordinator's countries
    STALE_BUTTON = "stale_button"
    LANGUAGE_CHANGED = "language_changed"
    AFTER_OUTAGE = "after_outage"
    FILE_COMING = "file_coming"  # a file of ours is on its way
    FILE_BEING_READ = "file_being_read"
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
