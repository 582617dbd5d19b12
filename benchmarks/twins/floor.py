"""The floor: a bare aiogram handler, one raw ``sqlite3`` commit with ``synchronous=FULL``, the same two calls.

Promises only that an answer is on the disk before the next question. Keeps no inbox (an update that is in hand when
the process is killed is lost), knows no stale button, no duplicate, no language, no summary, no review, no pace.
"""

import asyncio
import gc
import sqlite3

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from benchmarks.twins.scene import Question, read_scene


def keyboard(question: Question) -> InlineKeyboardMarkup:
    """Make the buttons of a question."""
    rows = [[InlineKeyboardButton(text=label, callback_data=data) for label, data in row] for row in question.rows]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def main() -> None:
    """Serve until killed."""
    scene = read_scene()
    connection = sqlite3.connect(scene.folder / "floor.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE answer (person INTEGER, step TEXT, answer TEXT, PRIMARY KEY (person, step))")
    number_of = {data: number for number, question in enumerate(scene.questions) for data in question.answers}
    bot = Bot(scene.token, session=AiohttpSession(api=TelegramAPIServer.from_base(scene.api_url)))
    dispatcher = Dispatcher(disable_fsm=True)

    @dispatcher.message(CommandStart())
    async def begin(message: Message) -> None:
        first = scene.questions[0]
        await bot.send_message(message.chat.id, first.text, parse_mode="HTML", reply_markup=keyboard(first))

    @dispatcher.callback_query()
    async def answer(press: CallbackQuery) -> None:
        assert press.data is not None
        assert press.message is not None
        _, step, given = press.data.split(":")
        connection.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", (press.from_user.id, step, given))
        following = scene.questions[(number_of[press.data] + 1) % len(scene.questions)]
        await asyncio.gather(
            bot.edit_message_text(
                following.text,
                chat_id=press.message.chat.id,
                message_id=press.message.message_id,
                parse_mode="HTML",
                reply_markup=keyboard(following),
            ),
            bot.answer_callback_query(press.id, text="✓ Guardado"),
        )

    gc.collect()
    gc.freeze()
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
