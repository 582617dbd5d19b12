"""Answers to presses, and the sign that the bot is writing.

It decides how long a press can be answered. It must not know what was pressed.
"""

from bot.local.calls import Call
from bot.local.methods_messages import writable_chat
from bot.local.refusals import QUERY_TOO_OLD, WRONG_ACTION, Refused, bad_request
from bot.local.state import Bot, Telegram

ANSWERED_WITHIN = 20.0
TYPING_SECONDS = 5.0
LONGEST_ANSWER = 200
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def answer_callback_query(telegram: Telegram, bot: Bot, call: Call) -> object:
    """AnswerCallbackQuery: once, and within seconds of the press."""
    query = bot.queries.pop(call.string("callback_query_id"), None)
    if query is None or telegram.clock.timestamp() - query.made > ANSWERED_WITHIN:
        raise Refused(QUERY_TOO_OLD)
    text = call.string("text")
    if len(text) > LONGEST_ANSWER:
        bot.queries[query.id] = query
        raise Refused(bad_request("MESSAGE_TOO_LONG"))
    query.answer = {"text": text, "alert": call.flag("show_alert"), "url": call.string("url")}
    event = {"type": "answer", "query_id": query.id, "message_id": query.message_id, **query.answer}
    for tell in query.when_answered:
        tell(query.answer)
    query.chat.tell(lambda: event)
    return True


def send_chat_action(telegram: Telegram, bot: Bot, call: Call) -> object:
    """SendChatAction: shown for five seconds, or until the next message."""
    if call.string("action").lower() not in _ACTIONS:
        raise Refused(WRONG_ACTION)
    chat = writable_chat(telegram, bot, call)
    chat.typing_until = telegram.clock.timestamp() + TYPING_SECONDS
    chat.tell(lambda: {"type": "typing", "seconds": TYPING_SECONDS})
    return True
