"""``wave open|close|list``: dated rounds of data collection."""

from typing import Annotated

import typer

from bot.cli.audited import enter
from bot.cli.mistakes import Mistake
from bot.cli.setting import Json, now, print_json, print_table, ready_database
from bot.notice_payloads import wave_closed, wave_opened
from storage.audit_words import Action, Kind
from storage.waves import close_wave, list_waves, open_now, open_wave

wave = typer.Typer(help="Waves: dated rounds of data collection.", no_args_is_help=True)


@wave.command("open")
def open_one(
    name: Annotated[str, typer.Argument(help="What people will read, such as 2026.")],
    instrument: Annotated[str, typer.Option(help="ID@VERSION; the default instrument if not given.")] = "",
) -> None:
    """Open a wave; one can be open at a time."""
    with ready_database(new=True) as database, database.writing() as tx:
        opened = open_wave(tx, name, now(), wave_opened, instrument or None)
        enter(tx, Action.WAVE_OPENED, Kind.WAVE, opened.wave.id)
    told = f", {opened.told} who waited will be told" if opened.told else ""
    typer.echo(f'wave "{name}" is open with {opened.instrument}{told}')


@wave.command("close")
def close_one(name: Annotated[str, typer.Argument(help="The open wave's name.")]) -> None:
    """Close the open wave: nobody begins in it any more, who has begun may finish."""
    with ready_database() as database, database.writing() as tx:
        present = open_now(tx)
        if present is not None and present.name != name:
            raise Mistake(f'the open wave is "{present.name}", not "{name}"')
        closed = close_wave(tx, now(), wave_closed)
        enter(tx, Action.WAVE_CLOSED, Kind.WAVE, closed.id)
    typer.echo(f'wave "{name}" is closed')


@wave.command("list")
def list_all(*, as_json: Json = False) -> None:
    """List the waves, the latest first."""
    with ready_database() as database, database.reading() as tx:
        waves = list_waves(tx)
    if as_json:
        print_json(waves)
        return
    rows: list[tuple[object, ...]] = [
        (one.name, f"{one.opened_at:%Y-%m-%d}", f"{one.closed_at:%Y-%m-%d}" if one.closed_at else "open")
        for one in waves
    ]
    print_table(("name", "opened", "closed"), rows)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(wave, name="wave")
