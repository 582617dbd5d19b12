"""The twin in aiogram-dialog: one window, a Select for the options, the answers in ``dialog_data``.

Its default MemoryStorage promises nothing over a restart: a kill or an update loses every answer and every place.
Updates are acknowledged before they are handled; a duplicate is handled twice.
"""

import asyncio
import gc
import operator
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.kbd import Column, Row, Select
from aiogram_dialog.widgets.text import Format

from benchmarks.twins.scene import Question, read_scene


class Assessment(StatesGroup):
    """The states of the dialog."""

    answering = State()


async def main() -> None:
    """Serve until killed."""
    scene = read_scene()

    def at(manager: DialogManager) -> Question:
        number: int = manager.dialog_data.get("at", 0)
        return scene.questions[number]

    async def shown(dialog_manager: DialogManager, **_: object) -> dict[str, object]:
        question = at(dialog_manager)
        buttons = [button for row in question.rows for button in row]
        return {
            "text": question.text,
            "options": [(label, data) for label, data in buttons if data in question.answers],
            "others": [(label, data) for label, data in buttons if data not in question.answers],
        }

    async def answer(press: CallbackQuery, _widget: object, manager: DialogManager, chosen: str) -> None:
        if chosen in at(manager).answers:
            _, step, given = chosen.split(":")
            manager.dialog_data.setdefault("answers", {})[step] = given
            manager.dialog_data["at"] = (manager.dialog_data.get("at", 0) + 1) % len(scene.questions)
        await press.answer("✓ Guardado")

    def buttons(name: str, items: str) -> Select[Any]:
        return Select(Format("{item[0]}"), name, operator.itemgetter(1), items, on_click=answer)

    window = Window(
        Format("{text}"),
        Column(buttons("o", "options")),
        Row(buttons("n", "others")),
        state=Assessment.answering,
        getter=shown,
        parse_mode="HTML",
    )
    bot = Bot(scene.token, session=AiohttpSession(api=TelegramAPIServer.from_base(scene.api_url)))
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.include_router(Dialog(window))

    @dispatcher.message(CommandStart())
    async def begin(_: Message, dialog_manager: DialogManager) -> None:
        await dialog_manager.start(Assessment.answering, mode=StartMode.RESET_STACK)

    setup_dialogs(dispatcher)
    gc.collect()
    gc.freeze()
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
