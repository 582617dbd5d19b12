"""Photos and documents: sending, exchanging and fetching them.

It decides which files Telegram takes. It must not know HTTP.
"""

from bot.local.calls import Call, Upload
from bot.local.images import size_of
from bot.local.markup import read_markup
from bot.local.methods_messages import caption, editable, post, redraw, replied_to, writable_chat
from bot.local.refusals import (
    EDITED_CAPTION_TOO_LONG,
    ENTITY_TOO_LARGE,
    FILE_EMPTY,
    FILE_ID_MISSING,
    FILE_TOO_BIG,
    IMAGE_PROCESS_FAILED,
    INVALID_FILE_ID,
    NO_DOCUMENT,
    NO_MEDIA,
    NO_PHOTO,
    NOT_MODIFIED,
    UNPARSABLE_MARKUP,
    WRONG_FILE,
    Refused,
    bad_request,
)
from bot.local.shapes import file_shape, message_shape
from bot.local.state import Bot, Message, StoredFile, Telegram

BIGGEST_PHOTO = 10 * 1024 * 1024
BIGGEST_UPLOAD = 50 * 1024 * 1024
BIGGEST_DOWNLOAD = 20 * 1024 * 1024


def send_photo(telegram: Telegram, bot: Bot, call: Call) -> object:
    """SendPhoto, by upload or by file_id."""
    if not (given := call.upload("photo")):
        raise Refused(NO_PHOTO)
    return _send(telegram, bot, call, photo=_photo(telegram, given))


def send_document(telegram: Telegram, bot: Bot, call: Call) -> object:
    """SendDocument, by upload or by file_id."""
    if not (given := call.upload("document")):
        raise Refused(NO_DOCUMENT)
    return _send(telegram, bot, call, document=_document(telegram, given))


def edit_message_media(telegram: Telegram, bot: Bot, call: Call) -> object:
    """EditMessageMedia: exchange the photo or document, or add one to a text."""
    told = call.json("media", bad_request("can't parse input media JSON object"))
    if told is None:
        raise Refused(NO_MEDIA)
    if not isinstance(told, dict):
        raise Refused(bad_request("can't parse InputMedia: InputMedia must be an Object"))
    inner = Call(call.method, dict(told), call.files)
    given = inner.upload("media")
    photo = document = None
    match inner.string("type"):
        case "photo":
            photo = _photo(telegram, given)
        case "document":
            document = _document(telegram, given)
        case other:
            raise Refused(bad_request(f'can\'t parse InputMedia: type "{other}" is unsupported'))
    text, entities = caption(inner, EDITED_CAPTION_TOO_LONG)
    markup = read_markup(call.json("reply_markup", UNPARSABLE_MARKUP), inline_only=True)
    message = editable(telegram, bot, call)
    if (photo, document, text, entities, markup) == (
        message.photo,
        message.document,
        message.text,
        message.entities,
        message.markup,
    ):
        raise Refused(NOT_MODIFIED)
    message.photo, message.document = photo, document
    message.text, message.entities, message.markup = text, entities, markup
    return message_shape(bot, redraw(telegram, message))


def get_file(telegram: Telegram, bot: Bot, call: Call) -> object:
    """GetFile: where to download a file of at most 20 MB."""
    del bot
    wanted = call.string("file_id")
    if not wanted:
        raise Refused(FILE_ID_MISSING)
    stored = telegram.files.get(wanted)
    if stored is None:
        raise Refused(INVALID_FILE_ID)
    if len(stored.content) > BIGGEST_DOWNLOAD:
        raise Refused(FILE_TOO_BIG)
    return file_shape(stored) | {"file_path": stored.path}


def _send(
    telegram: Telegram, bot: Bot, call: Call, *, photo: StoredFile | None = None, document: StoredFile | None = None
) -> object:
    text, entities = caption(call)
    markup = read_markup(call.json("reply_markup", UNPARSABLE_MARKUP))
    chat = writable_chat(telegram, bot, call)
    message = Message(0, chat, None, 0, text, entities, photo, document, markup, replied_to(chat, call))
    return message_shape(bot, post(telegram, bot, message))


def _photo(telegram: Telegram, given: Upload | str) -> StoredFile:
    if isinstance(given, str):
        stored = _known(telegram, given)
        if not stored.width:
            raise Refused(bad_request("can't use file of type Document as Photo"))
        return stored
    _check_size(given, BIGGEST_PHOTO)
    size = size_of(given.content)
    if size is None or not all(size):
        raise Refused(IMAGE_PROCESS_FAILED)
    if sum(size) > 10_000 or max(size) > 20 * min(size):
        raise Refused(bad_request("PHOTO_INVALID_DIMENSIONS"))
    return telegram.keep_file(given.name, given.mime, given.content, size)


def _document(telegram: Telegram, given: Upload | str) -> StoredFile:
    if isinstance(given, str):
        return _known(telegram, given)
    _check_size(given, BIGGEST_UPLOAD)
    return telegram.keep_file(given.name, given.mime, given.content)


def _check_size(given: Upload, most: int) -> None:
    if not given.content:
        raise Refused(FILE_EMPTY)
    if len(given.content) > most:
        raise Refused(FILE_TOO_BIG if most == BIGGEST_PHOTO else ENTITY_TOO_LARGE)


def _known(telegram: Telegram, identity: str) -> StoredFile:
    stored = telegram.files.get(identity)
    if stored is None:
        raise Refused(WRONG_FILE)
    return stored
