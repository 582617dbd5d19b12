"""Photos, documents and files."""

import json

import pytest
from kit.local import ANA, BareBot
from kit.phone import Phone
from kit.scripted import picture

from bot.local import LocalServer
from bot.local.images import size_of

PDF = b"%PDF-1.4 made up"


async def test_a_photo_is_uploaded_shown_and_exchanged(ana: Phone, bot: BareBot) -> None:
    """A multipart photo has its real size, reaches the phone byte for byte, and can be exchanged for another."""
    content = picture(320, 200)
    markup = json.dumps({"inline_keyboard": [[{"text": "PDF", "callback_data": "pdf"}]]})
    params = {"chat_id": ANA, "caption": "<b>Rosario</b>", "parse_mode": "HTML", "reply_markup": markup}
    sent = (await bot.form("sendPhoto", {"photo": ("radar.png", content)}, **params))["result"]
    (size,) = sent["photo"]
    assert (320, 200, len(content)) == (size["width"], size["height"], size["file_size"])
    assert (sent["caption"], sent["caption_entities"][0]["type"]) == ("Rosario", "bold")
    shown = await ana.expect("Rosario")
    assert shown.photo is not None
    assert content == await ana.download(shown.photo)
    other = picture(100, 100)
    media = json.dumps({"type": "photo", "media": "attach://new", "caption": "Recife"})
    where = {"chat_id": ANA, "message_id": sent["message_id"]}
    edited = (await bot.form("editMessageMedia", {"new": ("r.png", other)}, media=media, **where))["result"]
    assert (edited["photo"][0]["width"], edited["caption"]) == (100, "Recife")
    shown = await ana.expect("Recife")
    assert shown.edited
    assert (await bot.ok("editMessageCaption", caption="Final", **where))["caption"] == "Final"
    no_text = (400, "Bad Request: there is no text in the message to edit")
    assert no_text == await bot.refused("editMessageText", text="x", **where)
    long = (400, "Bad Request: MEDIA_CAPTION_TOO_LONG")
    assert long == await bot.refused("editMessageCaption", caption="x" * 1025, **where)


async def test_a_document_is_sent_again_by_its_id(ana: Phone, bot: BareBot) -> None:
    """A document keeps its name and type, and its file_id sends it without another upload."""
    sent = (await bot.form("sendDocument", {"document": ("diagnóstico.pdf", PDF)}, chat_id=ANA))["result"]
    document = sent["document"]
    assert ("diagnóstico.pdf", "application/pdf", len(PDF)) == (
        document["file_name"],
        document["mime_type"],
        document["file_size"],
    )
    again = await bot.ok("sendDocument", chat_id=ANA, document=document["file_id"], caption="otra vez")
    assert document["file_id"] == again["document"]["file_id"]
    shown = await ana.expect("otra vez")
    assert shown.document is not None
    assert await ana.download(shown.document) == PDF


async def test_evidence_reaches_the_bot(ana: Phone, bot: BareBot) -> None:
    """A photo and a document that a person sends are found with getFile and downloaded byte for byte."""
    await ana.upload("plan.pdf", PDF, "application/pdf", caption="Plan municipal")
    await ana.upload("foto.png", picture(30, 20), "image/png", photo=True)
    document, photo = await bot.updates()
    assert (document["message"]["caption"], document["message"]["document"]["file_name"]) == (
        "Plan municipal",
        "plan.pdf",
    )
    for identity, content in (
        (document["message"]["document"]["file_id"], PDF),
        (photo["message"]["photo"][-1]["file_id"], picture(30, 20)),
    ):
        file = await bot.ok("getFile", file_id=identity)
        async with bot.session.get(f"{bot.files}/{file['file_path']}") as answer:
            assert content == await answer.read()
    async with bot.session.get(f"{bot.files}/documents/none") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("method", "files", "params", "description"),
    [
        ("sendPhoto", {}, {}, "there is no photo in the request"),
        ("sendDocument", {}, {}, "there is no document in the request"),
        ("sendPhoto", {"photo": ("x.png", b"no picture")}, {}, "IMAGE_PROCESS_FAILED"),
        ("sendPhoto", {"photo": ("x.png", b"")}, {}, "file must be non-empty"),
        ("sendPhoto", {"photo": ("x.png", picture(2100, 100))}, {}, "PHOTO_INVALID_DIMENSIONS"),
        ("sendPhoto", {"photo": ("x.png", picture(9, 9))}, {"caption": "x" * 1025}, "message caption is too long"),
        ("sendDocument", {}, {"document": "nothing"}, "wrong file identifier/HTTP URL specified"),
        ("getFile", {}, {}, "file_id not specified"),
        ("getFile", {}, {"file_id": "nothing"}, "invalid file_id"),
        ("editMessageMedia", {}, {}, "media not found"),
    ],
)
async def test_wrong_files_are_refused(
    ana: Phone,
    bot: BareBot,
    method: str,
    files: dict[str, tuple[str, bytes]],
    params: dict[str, str],
    description: str,
) -> None:
    """Files that Telegram does not take are refused in its words."""
    said = await bot.form(method, files, chat_id=ana.person, **params)
    assert f"Bad Request: {description}" == said["description"]


async def test_too_big_files_are_refused(ana: Phone, bot: BareBot, server: LocalServer) -> None:
    """A photo over 10 MB is refused, and a file over 20 MB cannot be fetched."""
    photo = picture(10, 10) + bytes(10 * 1024 * 1024)
    said = await bot.form("sendPhoto", {"photo": ("x.png", photo)}, chat_id=ana.person)
    assert said["description"] == "Bad Request: file is too big"
    stored = server.telegram.keep_file("x.bin", "application/octet-stream", bytes(20 * 1024 * 1024 + 1))
    assert await bot.refused("getFile", file_id=stored.id) == (400, "Bad Request: file is too big")


async def test_an_upload_cannot_run_in_the_page(ana: Phone) -> None:
    """A page or a drawing that a person uploads is downloaded, never shown with the page's own rights."""
    sent = await ana.upload("x.svg", b"<svg onload='alert(1)'/>", "image/svg+xml")
    assert sent.document is not None
    assert ana._session is not None
    async with ana._session.get(f"{ana.base_url}{sent.document}") as answer:
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (picture(3, 4), (3, 4)),
        (b"GIF89a\x05\x00\x06\x00", (5, 6)),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x07\x00\x08\x03", (8, 7)),
        (b"RIFF....WEBPVP8X\n\x00\x00\x00\x00\x00\x00\x00\x09\x00\x00\x0a\x00\x00", (10, 11)),
        (b"not a picture", None),
        (b"\xff\xd8\xff", None),
    ],
)
def test_sizes_are_read_from_the_first_bytes(content: bytes, size: tuple[int, int] | None) -> None:
    """PNG, GIF, JPEG and WebP tell their size; anything else is no picture."""
    assert size == size_of(content)
