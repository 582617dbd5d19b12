"""What coordinators and the command line do: members, invitations, instruments, waves."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from kit.store import ANA, BRUNO, NOW, ROWS, Store, new_store

from conversations.facts import InvitationAccepted, WaveAwaited
from conversations.instrument import Language
from conversations.people import MemberKind, Role
from conversations.world import World
from storage.instrument_document import InstrumentInvalid, default_instrument_text
from storage.instruments import (
    InstrumentUnknown,
    InstrumentVersionTaken,
    export_instrument,
    import_instrument,
    list_instruments,
)
from storage.invitations import TERM, create_invitation, list_invitations, revoke_invitation
from storage.members import MemberChange, MemberChanges, find_members, import_members, list_members
from storage.members_document import default_members
from storage.talk import mark_unreachable, pending_work
from storage.turn import Decision
from storage.waves import NoWaveOpen, WaveNameTaken, WaveStillOpen, close_wave, list_waves, open_wave


def wording(language: Language) -> str:
    """Word the notice as short as it gets."""
    return f"open {language}"


def test_an_import_adds_updates_and_keeps(store: Store) -> None:
    """An import must say what is new, changed, the same and absent; a dry run says the same and writes nothing."""
    rows = (
        replace(ROWS[0], timezone="America/Lima", aliases=("ROS", "ROS")),
        ROWS[1],
        replace(ROWS[2], name="Chuí"),
    )
    expected = MemberChanges(("Chuí",), (MemberChange("Rosario", "AR", ("timezone", "aliases")),), 1, ("Boa Vista",))
    with store.database.writing() as tx:
        before = list_members(tx)
        assert import_members(tx, rows, NOW, dry_run=True) == expected
        assert list_members(tx) == before
        assert import_members(tx, rows, NOW) == expected
        assert [one.member.name for one in list_members(tx)] == ["Rosario", "Boa Vista", "Chuí", "Quito"]
        assert [one.name for one in find_members(tx, "ros")] == ["Rosario"]


def test_an_import_that_fails_changes_nothing(store: Store) -> None:
    """An import that breaks in the middle must leave the list as it was."""
    with store.database.reading() as tx:
        before = list_members(tx)
    bad = (replace(ROWS[0], name="Lima"), replace(ROWS[0], name="Arica", timezone=""))
    with pytest.raises(Exception, match="ck_member_timezone"), store.database.writing() as tx:
        import_members(tx, bad, NOW)
    with store.database.reading() as tx:
        assert list_members(tx) == before


def test_the_shipped_list_is_imported_whole(store: Store) -> None:
    """All members that ship with the program must go in, and a second import must change nothing."""
    with store.database.writing() as tx:
        first = import_members(tx, default_members(), NOW)
        again = import_members(tx, default_members(), NOW)
    assert len(first.added) + len(first.changed) + first.unchanged == len(default_members())
    assert (again.added, again.changed, again.unchanged) == ((), (), len(default_members()))


def test_names_are_found_without_accents(store: Store) -> None:
    """A name typed without accents or capitals must find all members that are called so."""
    with store.database.writing() as tx:
        import_members(
            tx,
            (
                replace(ROWS[0], name="Córdoba"),
                replace(ROWS[0], name="Córdoba", kind=type(ROWS[0].kind)(MemberKind.PROVINCE.value)),
            ),
            NOW,
        )
        assert [one.kind for one in find_members(tx, "cordoba")] == [MemberKind.CITY, MemberKind.PROVINCE]
        assert find_members(tx, "nowhere") == ()


def test_an_invitation_lasts_sixty_days_and_can_be_taken_back(store: Store) -> None:
    """A new invitation must expire after its term; it can be revoked once, but not after it was used."""
    made = store.invite()
    assert made.expires_at == NOW + TERM == NOW + timedelta(days=60)
    store.enter(ANA)
    with store.database.writing() as tx:
        assert [revoke_invitation(tx, number, NOW) for number in (made.id, made.id, made.id + 1, 99)] == [
            True,
            False,
            False,
            False,
        ]
        listed = list_invitations(tx)
    assert [(one.invitation.revoked, one.invitation.used_by is not None) for one in listed] == [
        (False, True),
        (True, False),
    ]


@pytest.mark.parametrize(
    ("role", "member", "countries"),
    [(Role.COORDINATOR, "Rosario", ()), (Role.REVIEWER, None, ()), (Role.FOCAL_POINT, "Rosario", ("AR",))],
)
def test_role_and_scope_go_together(store: Store, role: Role, member: str | None, countries: tuple[str, ...]) -> None:
    """A coordinator is appointed to countries, everybody else to one member: anything else must be refused."""
    of = store.members[member] if member else None
    with pytest.raises(ValueError, match="coordinator"), store.database.writing() as tx:
        create_invitation(tx, role, of, NOW, countries=countries)


def test_an_instrument_comes_back_as_it_went_in(store: Store) -> None:
    """A document must be exported byte for byte, be imported once, and never be replaced under its version."""
    text = default_instrument_text()
    with store.database.writing() as tx:
        (present,) = list_instruments(tx)
        assert import_instrument(tx, text, NOW).id == present.id
        assert export_instrument(tx, present.reference) == text
        with pytest.raises(InstrumentVersionTaken, match=present.reference):
            import_instrument(tx, text + "\n# changed\n", NOW)
        other = import_instrument(tx, text.replace(f"version: {present.version}", "version: 9.0.0"), NOW)
        assert other.version == "9.0.0"
        with pytest.raises(InstrumentInvalid):
            import_instrument(tx, "id: nothing", NOW)
        with pytest.raises(InstrumentUnknown, match="x@1"):
            export_instrument(tx, "x@1")


def test_one_wave_is_open_at_a_time(store: Store) -> None:
    """Opening a second wave, reopening a name or closing none must be refused, each in its own words."""
    with store.database.writing() as tx:
        with pytest.raises(WaveStillOpen, match="2026"):
            open_wave(tx, "2027", NOW, wording)
        assert close_wave(tx, NOW).closed_at == NOW
        with pytest.raises(NoWaveOpen):
            close_wave(tx, NOW)
        with pytest.raises(WaveNameTaken, match="2026"):
            open_wave(tx, "2026", NOW, wording)
        with pytest.raises(InstrumentUnknown):
            open_wave(tx, "2027", NOW, wording, "x@1")
        assert open_wave(tx, "2027", NOW, wording).told == 0
        assert [(one.name, one.closed_at) for one in list_waves(tx)] == [("2027", None), ("2026", NOW)]


def test_an_assessment_keeps_the_version_it_began_with(store: Store) -> None:
    """A new version of the instrument must be used by the next wave and not by assessments that have begun."""
    store.enter(ANA)
    text = default_instrument_text()
    with store.database.writing() as tx:
        close_wave(tx, NOW)
        (present,) = list_instruments(tx)
        new = import_instrument(tx, text.replace(f"version: {present.version}", "version: 9.0.0"), NOW)
    begun = store.world(ANA).assessment
    with store.database.writing() as tx:
        assert open_wave(tx, "2027", NOW, wording, new.reference).instrument == new.reference
    fresh = store.world(ANA).assessment
    assert begun is not None
    assert fresh is not None
    assert (begun.instrument.version, fresh.instrument.version) == (present.version, "9.0.0")


def test_whoever_waits_is_told_once(tmp_path: Path) -> None:
    """Opening a wave must send one notice, in their language, to each reachable person who waits for it."""
    store = new_store(tmp_path, wave=None)
    for sender in (ANA, BRUNO):
        store.draw(store.visit(sender).work)
        store.turn(sender, _accept)
        store.facts(sender, WaveAwaited())
    with store.database.writing() as tx:
        mark_unreachable(tx, 2, NOW)
        assert open_wave(tx, "2026", NOW, wording).told == 1
        letters = [letter.payload for work in pending_work(tx) for letter in work.letters]
        assert letters == ["open es"]
        close_wave(tx, NOW)
        assert open_wave(tx, "2027", NOW, wording).told == 0
    store.database.close()


def _accept(world: World) -> Decision:
    assert world.visiting is not None
    return Decision((InvitationAccepted(world.visiting.id, "1"),))
