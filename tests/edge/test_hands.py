"""A post goes on by link, over HTTP with several phones: the link comes in one message and is kept nowhere."""

import re
from pathlib import Path

from kit.edge import ANA, BRUNO, enter, eventually, path_of, rows
from kit.phone import Phone
from kit.service import Service, service

from bot.local import Person

PEOPLE = [Person(ANA, "Ana María Pérez", "es"), Person(BRUNO, "Bruno Planted Souza", "es")]
LINK = re.compile(r"https://t\.me/\w+\?start=([\w-]+)")


def contents(made: Service) -> bytes:
    """Read the database's file and those beside it."""
    path = path_of(made)
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


async def test_who_follows_comes_by_the_link_that_was_forwarded(tmp_path: Path) -> None:
    """Two taps end the post and bring a text to forward; whoever opens its link goes on with the answers."""
    async with service(tmp_path, PEOPLE) as made:
        base = made.server.base_url
        async with Phone(base, ANA) as ana, Phone(base, BRUNO) as bruno:
            await enter(ana, made.invite())
            await ana.tap("3 · ")
            await ana.send("pausa")
            await ana.tap("Horario y silencio")
            await ana.tap("Ya no es mi tarea")
            await ana.tap("Sé quién sigue")
            letter = await ana.expect("Desde ahora usted sigue")
            found = LINK.search(letter.text)
            assert found is not None
            assert "Rosario" in letter.text
            assert "Ana" not in letter.text
            await eventually(lambda: rows(made, "SELECT 1 FROM appointment WHERE left_at IS NOT NULL"), "an end")
            await bruno.start(found[1])
            await bruno.tap("Sí")
            await bruno.tap("Acepto")
            await bruno.expect("Respondidas: 1 de 44")
            assert found[1].encode() not in contents(made)
            assert [(1, 1)] == rows(made, "SELECT succeeds, created_by FROM invitation WHERE used_by = 2")


async def test_ones_own_other_account_goes_on_at_the_same_question(tmp_path: Path) -> None:
    """The other account stands where this one stood; this one is told, and is out."""
    async with service(tmp_path, PEOPLE) as made:
        base = made.server.base_url
        async with Phone(base, ANA) as ana, Phone(base, BRUNO) as other:
            await enter(ana, made.invite())
            await ana.tap("3 · ")
            await ana.send("pausa")
            await ana.tap("Horario y silencio")
            await ana.tap("Ya no es mi tarea")
            await ana.tap("Sigo yo")
            await ana.tap("Enviar el enlace")
            found = LINK.search((await ana.expect("Ábralo solo usted")).text)
            assert found is not None
            await other.start(found[1])
            await other.tap("Sí")
            await other.tap("Acepto")
            await other.expect("2/44")
            await ana.expect("sigue ahora en otra cuenta")
            await ana.send("hola")
            await ana.expect("terminó")
