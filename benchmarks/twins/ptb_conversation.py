"""The twin in python-telegram-bot: a ConversationHandler with a PicklePersistence, as its documentation shows it.

Does not promise: that an answer shown as saved survives a kill (the pickle is written every 60 s), that an update in
hand does, that a duplicate changes nothing, that a stale button does no harm. A ConversationHandler needs updates to
be handled one after another (the default), so people wait for each other's network.
"""

from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    PicklePersistence,
)

from benchmarks.twins.scene import Question, read_scene

ANSWERING = 0


def keyboard(question: Question) -> InlineKeyboardMarkup:
    """Make the buttons of a question."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in question.rows]
    )


def main() -> None:
    """Serve until killed."""
    scene = read_scene()

    async def begin(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        assert update.effective_chat is not None
        assert context.user_data is not None
        context.user_data.update(at=0, answers={})
        first = scene.questions[0]
        await context.bot.send_message(
            update.effective_chat.id, first.text, parse_mode="HTML", reply_markup=keyboard(first)
        )
        return ANSWERING

    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        press, kept = update.callback_query, context.user_data
        assert press is not None
        assert press.data is not None
        assert kept is not None
        await press.answer("✓ Guardado")
        if press.data in scene.questions[kept["at"]].answers:
            _, step, given = press.data.split(":")
            kept["answers"][step] = given
            kept["at"] = (kept["at"] + 1) % len(scene.questions)
        question = scene.questions[kept["at"]]
        await press.edit_message_text(question.text, parse_mode="HTML", reply_markup=keyboard(question))
        return ANSWERING

    conversation: ConversationHandler[Any] = ConversationHandler(
        entry_points=[CommandHandler("start", begin)],
        states={ANSWERING: [CallbackQueryHandler(answer)]},
        fallbacks=[CommandHandler("start", begin)],
        name="assessment",
        persistent=True,
    )
    application = (
        Application.builder()
        .token(scene.token)
        .base_url(f"{scene.api_url}/bot")
        .persistence(PicklePersistence(scene.folder / "conversation.pickle"))
        .build()
    )
    application.add_handler(conversation)
    application.run_polling()


if __name__ == "__main__":
    main()
