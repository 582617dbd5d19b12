"""A tiny bot without a library, for tests of the local Telegram and its page.

It decides answers that use everything a phone can show. It must not know the questionnaire.
"""

import asyncio
import json
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import ClientError
from kit.local import BareBot, bare_bot

from bot.local import LocalServer

COMMANDS = {
    "es": [("estado", "Dónde estoy"), ("resumen", "El diagnóstico hasta ahora"), ("ayuda", "Qué puedo hacer aquí")],
    "pt": [("estado", "Onde estou"), ("resumo", "O diagnóstico até agora"), ("ajuda", "O que posso fazer aqui")],
    "en": [("status", "Where I am"), ("summary", "The diagnosis so far"), ("help", "What I can do here")],
}
CARD = (
    "<i>Criterio 3 de 10 · Acceso a servicios · 2/5</i>\n<b>Salud</b>\n"
    "¿Las personas refugiadas acceden a la atención primaria de salud en las mismas condiciones que el resto de la"
    " población?\n"
    "<blockquote expandable>0 · No existe: no hay ninguna medida.\n1 · Inicial: depende de la buena voluntad"
    " de alguien.\n2 · En marcha: hay acciones sueltas.\n3 · Funciona con regularidad: hay un procedimiento escrito y"
    " presupuesto.\n4 · Consolidado: se evalúa y se mejora cada año.</blockquote>"
)
LEVELS = ("No existe", "Inicial", "En marcha", "Funciona con regularidad", "Consolidado")


def keyboard(chosen: int | None = None) -> dict[str, Any]:
    """Return a card's buttons, the chosen level marked."""
    rows = [
        [{"text": f"{'✓ ' if level == chosen else ''}{level} · {name}", "callback_data": f"set:{level}"}]
        for level, name in enumerate(LEVELS)
    ]
    tools = (("‹ Atrás", "back"), ("No sé", "dk"), ("Después", "later"), ("Más", "more"))
    return {"inline_keyboard": [*rows, [{"text": text, "callback_data": data} for text, data in tools]]}


def picture(width: int = 640, height: int = 480) -> bytes:
    """Return a PNG with bands of warm colour."""
    rows = []
    for y in range(height):
        colour = (20 + y * 160 // height, 99 + y * 20 // height, 92 - y * 50 // height)
        rows.append(b"\0" + bytes(colour) * width)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"".join(rows), 6)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


@asynccontextmanager
async def scripted_bot(server: LocalServer) -> AsyncIterator[BareBot]:
    """Run the bot against a server until the block ends, or until it loses its connection."""
    async with bare_bot(server) as bot:
        for language, commands in COMMANDS.items():
            listed = [{"command": name, "description": description} for name, description in commands]
            await bot.ok("setMyCommands", commands=listed, language_code=language)
        await bot.ok("setMyDescription", description="Acompaña la autoevaluación de su ciudad, pregunta por pregunta.")
        task = asyncio.create_task(_poll(bot))
        try:
            yield bot
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError, ClientError):
                await task


async def _poll(bot: BareBot) -> None:
    offset = 0
    while True:
        for update in await bot.updates(offset=offset, timeout=30):
            offset = update["update_id"] + 1
            if "message" in update:
                await _message(bot, update["message"])
            elif "edited_message" in update:
                message = update["edited_message"]
                await bot.ok("sendMessage", chat_id=message["chat"]["id"], text=f"Corregido: {message['text']}")
            elif "callback_query" in update:
                await _press(bot, update["callback_query"])


async def _message(bot: BareBot, message: dict[str, Any]) -> None:
    chat, text = message["chat"]["id"], message.get("text", "")
    match text.split()[:1]:
        case ["/start"]:
            greeting = (
                "Buenos días. Esta es la autoevaluación de <b>Rosario</b>. Toma unos minutos por criterio y se puede"
                " dejar en cualquier momento. Más en https://example.org/ayuda o con /ayuda."
            )
            await bot.ok("sendMessage", chat_id=chat, text=greeting, parse_mode="HTML")
            await bot.ok("sendMessage", chat_id=chat, text=CARD, parse_mode="HTML", reply_markup=keyboard())
        case ["foto"]:
            await bot.ok("sendChatAction", chat_id=chat, action="upload_photo")
            caption = "<b>Rosario · Ola 2026</b>\nNivel general: en marcha. Borrador."
            await bot.form(
                "sendPhoto",
                {"photo": ("radar.png", picture())},
                chat_id=chat,
                caption=caption,
                parse_mode="HTML",
                reply_markup=json.dumps({"inline_keyboard": [[{"text": "Ver el PDF", "callback_data": "pdf"}]]}),
            )
        case ["escribe"]:
            await bot.ok("sendChatAction", chat_id=chat, action="typing")
        case _:
            name = message.get("document", {}).get("file_name") or ("una foto" if "photo" in message else text)
            await bot.ok("sendMessage", chat_id=chat, text=f"Recibido: {name}")


async def _press(bot: BareBot, query: dict[str, Any]) -> None:
    message, data, identity = query["message"], query["data"], query["id"]
    where = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
    match data.split(":"):
        case ["set", level]:
            text = f"{CARD}\n<b>Guardado:</b> {level} · {LEVELS[int(level)]}"
            markup = keyboard(int(level))
            await bot.call("editMessageText", **where, text=text, parse_mode="HTML", reply_markup=markup)
            await bot.ok("answerCallbackQuery", callback_query_id=identity, text="Guardado")
        case ["more"]:
            alert = "Puede escribir una nota o enviar una foto como evidencia."
            await bot.ok("answerCallbackQuery", callback_query_id=identity, text=alert, show_alert=True)
        case ["pdf"]:
            await bot.ok("answerCallbackQuery", callback_query_id=identity)
            file = {"document": ("diagnostico-rosario.pdf", b"%PDF-1.4 made up")}
            await bot.form("sendDocument", file, chat_id=where["chat_id"])
        case _:
            await bot.ok("answerCallbackQuery", callback_query_id=identity, text="De acuerdo")
