"""``members import|list`` and ``invite``: who takes part."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.audited import enter, enter_reading
from bot.cli.mistakes import Mistake
from bot.cli.setting import Json, now, print_json, print_table, ready_database
from bot.cli.telegram import bot_username
from bot.settings import read_settings
from conversations.membership import LONGEST_POST
from conversations.people import Member, Role
from storage.audit_words import Action, Kind
from storage.database import Transaction
from storage.invitations import create_invitation, list_invitations, revoke_invitation
from storage.members import find_members, import_members, list_members
from storage.members_document import default_members, parse_members

members = typer.Typer(help="The members of the initiative.", no_args_is_help=True)
invitations = typer.Typer(help="Invitation links.", no_args_is_help=True)


@members.command("import")
def import_file(
    file: Annotated[
        Path | None, typer.Argument(help="CSV: name,kind,country,timezone[,aliases,source,region]", readable=False)
    ] = None,
    *,
    known: Annotated[bool, typer.Option("--known", help="Import the members that public sources name.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
    as_json: Json = False,
) -> None:
    """Add and update members, all or nothing; members that are not in the file stay."""
    if (file is None) == (not known):
        raise Mistake("name a CSV file, or give --known for the members that public sources name")
    rows = default_members() if file is None else parse_members(file.read_text("utf-8-sig"))
    with ready_database(new=True) as database, database.writing() as tx:
        changes = import_members(tx, rows, now(), dry_run=dry_run)
        if not dry_run:
            counts = f"{len(changes.added)} added {len(changes.changed)} changed"
            enter(tx, Action.MEMBERS_IMPORTED, Kind.NETWORK, detail=counts)
    if as_json:
        print_json(changes)
        return
    would = "would be " if dry_run else ""
    typer.echo(
        f"{len(changes.added)} {would}added, {len(changes.changed)} {would}changed, {changes.unchanged} as before"
        f", {len(changes.absent)} not in the list and kept"
        + (f", {len(changes.retired)} retired and left so" if changes.retired else "")
    )


@members.command("list")
def list_all(
    countries: Annotated[str, typer.Option(help="Country codes with commas between, such as AR,CL.")] = "",
    *,
    retired: Annotated[bool, typer.Option("--retired", help="Also the retired ones, marked.")] = False,
    as_json: Json = False,
) -> None:
    """List the members."""
    with ready_database() as database, database.reading() as tx:
        listed = list_members(tx, country_codes(countries), retired=retired)
    if as_json:
        print_json(listed)
        return
    rows: list[tuple[object, ...]] = [
        (
            one.member.country,
            f"{one.member.name} (retired)" if one.retired else one.member.name,
            one.member.kind.value,
            one.member.timezone,
            one.people,
            ", ".join(one.aliases),
        )
        for one in listed
    ]
    print_table(("country", "name", "kind", "time zone", "people", "aliases"), rows)


def invite(
    member: Annotated[str, typer.Option("--member", help="The member to invite a focal point of.")] = "",
    *,
    coordinator: Annotated[bool, typer.Option("--coordinator", help="Invite a coordinator.")] = False,
    countries: Annotated[str, typer.Option(help="A coordinator's countries, such as AR,CL; all if not given.")] = "",
    post: Annotated[str, typer.Option(help="The post of whoever is invited, such as 'Social director'.")] = "",
    as_json: Json = False,
) -> None:
    """Print a one-time invitation link."""
    if bool(member) == coordinator or (member and countries):
        raise Mistake("invite either --member NAME or --coordinator [--countries AR,CL]")
    if len(post) > LONGEST_POST or not post.isprintable():
        raise Mistake(f"--post has to be one line of at most {LONGEST_POST} characters")
    settings = read_settings()
    with ready_database(settings) as database:
        username = bot_username(settings, database)
        with database.writing() as tx:
            invited = one_member(tx, member) if member else None
            role = Role.COORDINATOR if coordinator else Role.FOCAL_POINT
            made = create_invitation(tx, role, invited, now(), countries=country_codes(countries), post=post)
    link = f"https://t.me/{username}?start={made.token}"
    if as_json:
        print_json({"id": made.id, "link": link, "expires_at": made.expires_at})
    else:
        typer.echo(link)


@invitations.command("list")
def list_links(*, as_json: Json = False) -> None:
    """List invitations, without their links: those are shown once."""
    with ready_database() as database:
        enter_reading(database, Action.INVITATIONS_LISTED, Kind.NETWORK)
        with database.reading() as tx:
            listed = list_invitations(tx)
    if as_json:
        print_json(listed)
        return
    rows: list[tuple[object, ...]] = []
    for one in listed:
        made = one.invitation
        state = (
            "used" if made.used_by else "revoked" if made.revoked else "open" if now() < made.expires_at else "expired"
        )
        scope = made.member.name if made.member else ", ".join(made.countries) or "all countries"
        rows.append((made.id, made.role.value, scope, state, f"{made.expires_at:%Y-%m-%d}"))
    print_table(("id", "role", "for", "state", "until"), rows)


@invitations.command("revoke")
def revoke(number: Annotated[int, typer.Argument(help="The invitation's id.")]) -> None:
    """Take an unused invitation back."""
    with ready_database() as database, database.writing() as tx:
        if not revoke_invitation(tx, number, now()):
            raise Mistake(f"invitation {number} is not there, or was used or revoked before")
    typer.echo(f"invitation {number} is revoked")


def country_codes(text: str) -> tuple[str, ...]:
    """Read country codes. Raises ``Mistake`` for what is none."""
    codes = tuple(code.strip().upper() for code in text.split(",") if code.strip())
    for code in codes:
        if not (len(code) == 2 and code.isascii() and code.isalpha()):
            raise Mistake(f'"{code}" is not a country code: two letters, such as AR')
    return codes


def one_member(tx: Transaction, name: str) -> Member:
    """Find the member of a name. Raises ``Mistake`` when there is none, or more than one."""
    found = find_members(tx, name)
    if not found:
        raise Mistake(f'no member is called "{name}": `solidaria members list` shows them')
    if len(found) > 1:
        several = ", ".join(f"{one.name} ({one.kind.value}, {one.country})" for one in found)
        raise Mistake(f'"{name}" could be any of: {several}')
    return found[0]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(members, name="members")
    app.command("invite")(invite)
    app.add_typer(invitations, name="invitations")
