"""``people list|revoke``: who holds which post, and taking one away, without the chat."""

from typing import Annotated

import typer

from bot.cli.audited import enter, enter_reading
from bot.cli.members import country_codes
from bot.cli.mistakes import Mistake
from bot.cli.setting import Json, now, print_json, print_table, ready_database
from storage.audit_words import Action, Kind
from storage.posts_kept import Post, list_posts, revoke_post

people = typer.Typer(help="Focal points and coordinators.", no_args_is_help=True)


@people.command("list")
def list_all(
    countries: Annotated[str, typer.Option(help="Country codes with commas between, such as AR,CL.")] = "",
    *,
    ended: Annotated[bool, typer.Option("--ended", help="Also the posts that have ended.")] = False,
    as_json: Json = False,
) -> None:
    """List who holds which post. Names are shown only where the secret key is."""
    codes = country_codes(countries)
    with ready_database() as database:
        if database.keyring is not None:  # without it nobody has a name
            enter_reading(database, Action.PEOPLE_READ, Kind.NETWORK, detail=",".join(codes))
        with database.reading() as tx:
            posts = list_posts(tx, codes, ended=ended)
    if as_json:
        print_json(posts)
        return
    rows: list[tuple[object, ...]] = [
        (one.id, one.role.value, _scope(one), one.name or "", f"{one.since:%Y-%m-%d}", _state(one)) for one in posts
    ]
    print_table(("id", "role", "for", "name", "since", ""), rows)


@people.command("revoke")
def revoke(number: Annotated[int, typer.Argument(help="The id that `people list` shows.")]) -> None:
    """End a post at once, whatever its holder is doing; answers stay with the member."""
    with ready_database() as database, database.writing() as tx:
        if not revoke_post(tx, number, now()):
            raise Mistake(f"there is no post {number} in force: `solidaria people list` shows them")
        enter(tx, Action.ACCESS_ENDED, Kind.APPOINTMENT, number)
    typer.echo(f"post {number} is ended; unused links to it are void")


def _scope(post: Post) -> str:
    if post.member is None:
        return ", ".join(post.countries) or "all countries"
    return f"{post.member.name} ({post.member.country})"


def _state(post: Post) -> str:
    if post.until is not None:
        return f"ended {post.until:%Y-%m-%d}"
    told = () if post.reachable else ("cannot be reached",)
    return ", ".join((*told, "gets the reminders") if post.reminded else told)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(people, name="people")
