"""What Telegram says when it refuses: every error of the local Bot API, in Telegram's own words.

It decides the sentences and codes. It must not know when they apply: the methods do.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer with `ok: false`: HTTP status, description, and seconds to wait when it is a 429."""

    code: int
    description: str
    retry_after: int | None = None

    def body(self) -> dict[str, object]:
        """Return the JSON object that Telegram answers."""
        body: dict[str, object] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


class Refused(Exception):
    """Raised by a method that refuses; `refusal` is what the bot is told."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.description)
        self.refusal = refusal


def bad_request(reason: str) -> Refusal:
    """Return a 400 with Telegram's prefix."""
    return Refusal(400, f"Bad Request: {reason}")


def too_many_requests(retry_after: int) -> Refusal:
    """Return a 429 that names the seconds to wait."""
    return Refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after)


def cannot_parse_entities(reason: str) -> Refusal:
    """Return the 400 for formatting that Telegram cannot read."""
    return bad_request(f"can't parse entities: {reason}")


def cannot_parse_button(reason: str) -> Refusal:
    """Return the 400 for an inline button of the wrong shape."""
    return bad_request(f"can't parse inline keyboard button: {reason}")


UNAUTHORIZED = Refusal(401, "Unauthorized")
NOT_FOUND = Refusal(404, "Not Found")
METHOD_NOT_FOUND = Refusal(404, "Not Found: method not found")

OTHER_GETUPDATES = Refusal(
    409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_IS_ACTIVE = Refusal(
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
)
ENDED_BY_SETWEBHOOK = Refusal(409, "Conflict: terminated by setWebhook request")

BLOCKED = Refusal(403, "Forbidden: bot was blocked by the user")
CANNOT_INITIATE = Refusal(403, "Forbidden: bot can't initiate conversation with a user")
KICKED = Refusal(403, "Forbidden: bot was kicked from the group chat")
DEACTIVATED = Refusal(403, "Forbidden: user is deactivated")

CHAT_ID_EMPTY = bad_request("chat_id is empty")
CHAT_NOT_FOUND = bad_request("chat not found")
MESSAGE_ID_MISSING = bad_request("message identifier is not specified")
REPLIED_NOT_FOUND = bad_request("message to be replied not found")
EDITED_NOT_FOUND = bad_request("message to edit not found")
DELETED_NOT_FOUND = bad_request("message to delete not found")
CANNOT_EDIT = bad_request("message can't be edited")
CANNOT_DELETE = bad_request("message can't be deleted for everyone")
NOT_MODIFIED = bad_request(
    "message is not modified: specified new message content and reply markup are exactly the same as a current"
    " content and reply markup of the message"
)
NO_TEXT_TO_EDIT = bad_request("there is no text in the message to edit")
NO_CAPTION_TO_EDIT = bad_request("there is no caption in the message to edit")

TEXT_EMPTY = bad_request("message text is empty")
TEXT_BLANK = bad_request("text must be non-empty")
TEXT_TOO_LONG = bad_request("message is too long")
EDITED_TEXT_TOO_LONG = bad_request("MESSAGE_TOO_LONG")
CAPTION_TOO_LONG = bad_request("message caption is too long")
EDITED_CAPTION_TOO_LONG = bad_request("MEDIA_CAPTION_TOO_LONG")
UNSUPPORTED_PARSE_MODE = bad_request("unsupported parse_mode")
UNPARSABLE_ENTITIES = bad_request("can't parse entities JSON object")

UNPARSABLE_MARKUP = bad_request("can't parse reply keyboard markup JSON object")
MARKUP_NOT_OBJECT = bad_request("object expected as reply markup")
KEYBOARD_NOT_ROWS = bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
REPLY_KEYBOARD_NOT_ROWS = bad_request('field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays')
INLINE_KEYBOARD_EXPECTED = bad_request("inline keyboard expected")
BUTTON_DATA_INVALID = bad_request("BUTTON_DATA_INVALID")
MARKUP_TOO_LONG = bad_request("reply markup is too long")

QUERY_TOO_OLD = bad_request("query is too old and response timeout expired or query ID is invalid")
WRONG_ACTION = bad_request("wrong parameter action in request")

NO_PHOTO = bad_request("there is no photo in the request")
NO_DOCUMENT = bad_request("there is no document in the request")
NO_MEDIA = bad_request("media not found")
IMAGE_PROCESS_FAILED = bad_request("IMAGE_PROCESS_FAILED")
FILE_EMPTY = bad_request("file must be non-empty")
FILE_TOO_BIG = bad_request("file is too big")
WRONG_FILE = bad_request("wrong file identifier/HTTP URL specified")
FILE_ID_MISSING = bad_request("file_id not specified")
INVALID_FILE_ID = bad_request("invalid file_id")
ENTITY_TOO_LARGE = Refusal(413, "Request Entity Too Large")

UNPARSABLE_COMMANDS = bad_request("can't parse commands JSON object")
COMMAND_INVALID = bad_request("BOT_COMMAND_INVALID")
COMMAND_DESCRIPTION_INVALID = bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
INVALID_LANGUAGE = bad_request("invalid language code specified")
UNPARSABLE_ALLOWED = bad_request("can't parse allowed_updates JSON array")
BAD_WEBHOOK_URL = bad_request("bad webhook: An HTTPS URL must be provided for webhook")
SECRET_TOO_LONG = bad_request("secret token is too long")
SECRET_UNALLOWED = bad_request("secret token contains unallowed characters")
