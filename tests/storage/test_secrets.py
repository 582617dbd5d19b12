"""Identities are unreadable without the key: the keyring, and a byte scan of the stolen file."""

from pathlib import Path

import pytest
from kit.nights import night
from kit.store import ANA, BRUNO, SECRET_KEY, Store

from conversations.facts import VisitEnded
from storage.invitation_token import new_token, token_hash
from storage.secrets import Identity, Keyring, SecretKeyUnusable, SecretKeyWrong, new_secret_key
from storage.turn import Decision

KEYS = Keyring(SECRET_KEY)
OTHER = Keyring(new_secret_key())


def test_a_new_key_works_and_is_new() -> None:
    """Each key must be usable, and no two alike."""
    keys = {new_secret_key() for _ in range(50)}
    assert len({Keyring(key).fingerprint for key in keys}) == 50


@pytest.mark.parametrize("text", ["", "short", "x" * 43 + "!", "ñ" * 43, "A" * 80])
def test_what_is_no_key_is_refused(text: str) -> None:
    """A text that is no key must be refused instead of being a weak one."""
    with pytest.raises(SecretKeyUnusable):
        Keyring(text)


def test_an_identity_comes_back() -> None:
    """What was encrypted must be readable with the same key and for the same person only."""
    identity = Identity(5550001234, "José «Pepe» 🎈")
    own = KEYS.telegram_hash(identity.telegram_id)
    sealed = KEYS.seal_identity(identity)
    assert KEYS.open_identity(sealed, own) == identity
    for keys, whose in ((OTHER, own), (KEYS, KEYS.telegram_hash(1))):
        with pytest.raises(SecretKeyWrong):
            keys.open_identity(sealed, whose)


@pytest.mark.parametrize("at", [0, 5, 20, -1])
def test_a_tampered_text_is_refused(at: int) -> None:
    """One changed bit anywhere must be noticed."""
    sealed = bytearray(KEYS.encrypt(b"something", "context"))
    sealed[at] ^= 1
    with pytest.raises(SecretKeyWrong):
        KEYS.decrypt(bytes(sealed), "context")


def test_equal_texts_look_different() -> None:
    """Two encryptions of one text must not be recognisable as the same."""
    assert KEYS.encrypt(b"same", "c") != KEYS.encrypt(b"same", "c")


def test_the_hash_depends_on_the_key() -> None:
    """A telegram id must hash the same with one key and differently with another."""
    assert KEYS.telegram_hash(5) == Keyring(SECRET_KEY).telegram_hash(5)
    assert KEYS.telegram_hash(5) != OTHER.telegram_hash(5)


def test_tokens_are_long_and_fit_a_link() -> None:
    """A token must have at least 128 bits, fit Telegram's start parameter, and be stored as its hash."""
    token = new_token()
    assert 22 <= len(token) <= 64
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
    assert len(token_hash("\ud800 anything")) == 64


def everything(database: Path) -> bytes:
    """Read all bytes that a thief of the files would have."""
    return b"".join(file.read_bytes() for file in sorted(database.parent.iterdir()) if file.is_file())


def test_a_stolen_file_tells_nobody(store: Store) -> None:
    """Neither ids, names, tokens, messages nor what we said may be in the database's files, live, pruned or deleted."""
    token = store.invite().token
    store.enter(ANA)
    store.draw(store.visit(BRUNO).work)
    store.facts(BRUNO, VisitEnded())
    store.turn(ANA, lambda _: Decision(card="a card", letters=("a letter",)))
    store.key()
    night(store.database, store.now.replace(year=2027))
    stolen = everything(store.database.path)
    for telegram_id in (ANA.telegram_id, BRUNO.telegram_id):
        assert str(telegram_id).encode() not in stolen
        for size in (5, 8):
            assert telegram_id.to_bytes(size, "big") not in stolen
            assert telegram_id.to_bytes(size, "little") not in stolen
    for planted in ("Planted", "Pérez", "Souza", "planted body", "a card", "a letter", token, SECRET_KEY):
        assert planted.encode() not in stolen
    assert b"Rosario" in stolen, "what is no secret is found"
