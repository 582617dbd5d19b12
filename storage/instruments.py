"""The instruments of this database: importing a document, giving it back, listing, the default one.

Decides that a version once imported never changes. What a valid document is, `storage.instrument_document` decides.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from storage import tables as t
from storage.audit_words import Kind
from storage.database import Transaction
from storage.instrument_document import default_instrument_text, parse_instrument
from storage.vouching import vouch_new

_i = t.instrument.c


@dataclass(frozen=True, slots=True)
class StoredInstrument:
    """An instrument's row, without its document."""

    id: int
    identifier: str
    version: str
    imported_at: datetime

    @property
    def reference(self) -> str:
        """Return ``id@version``."""
        return f"{self.identifier}@{self.version}"


class InstrumentUnknown(LookupError):
    """There is no instrument of that reference."""

    def __init__(self, reference: str) -> None:
        """Keep the reference that was asked for."""
        super().__init__(f"no instrument {reference}")
        self.reference = reference


class InstrumentVersionTaken(ValueError):
    """Another document was imported under the same id and version: give the new one a new version."""

    def __init__(self, reference: str) -> None:
        """Keep the reference."""
        super().__init__(f"{reference} is there already with another content; raise its version")
        self.reference = reference


def import_instrument(tx: Transaction, text: str, now: datetime) -> StoredInstrument:
    """Keep a document; the same document again changes nothing.

    Raises InstrumentInvalid with all problems, InstrumentVersionTaken.
    """
    parsed = parse_instrument(text)
    same = select(_i.id, _i.document, _i.imported_at)
    same = same.where(_i.identifier == parsed.id, _i.version == parsed.version)
    row = tx.connection.execute(same).one_or_none()
    if row is not None:
        if row.document != text:
            raise InstrumentVersionTaken(parsed.reference)
        return StoredInstrument(row.id, parsed.id, parsed.version, row.imported_at)
    values = {"identifier": parsed.id, "version": parsed.version, "document": text, "imported_at": now}
    made = tx.insert(insert(t.instrument), values)
    vouch_new(tx, now, Kind.INSTRUMENT, made)
    return StoredInstrument(made, parsed.id, parsed.version, now)


def install_default(tx: Transaction, now: datetime) -> StoredInstrument:
    """Keep the instrument that ships with the program."""
    return import_instrument(tx, default_instrument_text(), now)


def list_instruments(tx: Transaction) -> tuple[StoredInstrument, ...]:
    """List all instruments, the one imported last at the end."""
    rows = tx.connection.execute(select(_i.id, _i.identifier, _i.version, _i.imported_at).order_by(_i.id))
    return tuple(StoredInstrument(*row) for row in rows)


def find_instrument(tx: Transaction, reference: str) -> StoredInstrument:
    """Find an instrument by ``id@version``; raise InstrumentUnknown."""
    for one in list_instruments(tx):
        if one.reference == reference:
            return one
    raise InstrumentUnknown(reference)


def export_instrument(tx: Transaction, reference: str) -> str:
    """Return the document of an instrument exactly as it was imported; raise InstrumentUnknown."""
    found = find_instrument(tx, reference)
    document = tx.connection.execute(select(_i.document).where(_i.id == found.id)).scalar_one()
    return str(document)
