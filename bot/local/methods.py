"""The table of Bot API methods that the local Telegram knows.

It decides which names exist. It must not know what they do: the methods_* modules do.
"""

from collections.abc import Callable

from bot.local.calls import Call
from bot.local.methods_callbacks import answer_callback_query, send_chat_action
from bot.local.methods_commands import (
    delete_my_commands,
    get_chat,
    get_chat_menu_button,
    get_me,
    get_my_commands,
    get_my_description,
    get_my_short_description,
    set_chat_menu_button,
    set_my_commands,
    set_my_description,
    set_my_short_description,
)
from bot.local.methods_media import edit_message_media, get_file, send_document, send_photo
from bot.local.methods_messages import (
    delete_message,
    edit_message_caption,
    edit_message_reply_markup,
    edit_message_text,
    send_message,
)
from bot.local.methods_updates import delete_webhook, get_webhook_info, set_webhook
from bot.local.state import Bot, Telegram

Method = Callable[[Telegram, Bot, Call], object]

METHODS: dict[str, Method] = {
    "answercallbackquery": answer_callback_query,
    "deletemessage": delete_message,
    "deletemycommands": delete_my_commands,
    "deletewebhook": delete_webhook,
    "editmessagecaption": edit_message_caption,
    "editmessagemedia": edit_message_media,
    "editmessagereplymarkup": edit_message_reply_markup,
    "editmessagetext": edit_message_text,
    "getchat": get_chat,
    "getchatmenubutton": get_chat_menu_button,
    "getfile": get_file,
    "getme": get_me,
    "getmycommands": get_my_commands,
    "getmydescription": get_my_description,
    "getmyshortdescription": get_my_short_description,
    "getwebhookinfo": get_webhook_info,
    "sendchataction": send_chat_action,
    "senddocument": send_document,
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "setchatmenubutton": set_chat_menu_button,
    "setmycommands": set_my_commands,
    "setmydescription": set_my_description,
    "setmyshortdescription": set_my_short_description,
    "setwebhook": set_webhook,
}

GET_UPDATES = "getupdates"
LIMITED = frozenset(
    {
        "editmessagecaption",
        "editmessagemedia",
        "editmessagereplymarkup",
        "editmessagetext",
        "senddocument",
        "sendmessage",
        "sendphoto",
    }
)
