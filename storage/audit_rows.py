"""Whether the rows that say who belongs where are what the audit vouches for: appointments, invitations, waves ...

Decides nothing about which rows and columns those are (`storage.vouched_rows`). Until the audit says that vouching
began, no row is held against anything. Changes nothing. To be asked when the chain itself is whole.
"""

from collections.abc import Iterator

from storage.audit_check import Trouble
from storage.audit_seal import same, seal_row
from storage.database import Transaction
from storage.vouched_rows import VOUCHED, Illegible, Row, read_rows
from storage.vouching import Key, Last, begun_at, is_right, last_entries, segment_keys


def changed_rows(tx: Transaction) -> Iterator[Trouble]:
    """Find rows that were changed, are gone, or were put in past the bot."""
    begun = begun_at(tx)
    if begun is None:
        return
    entries, keys = last_entries(tx, begun), segment_keys(tx)
    for kind in VOUCHED:
        rows = read_rows(tx, kind)
        for number in sorted(rows.keys() | {one for other, one in entries if other is kind}):
            row, entry = rows.get(number), entries.get((kind, number))
            if not is_right(keys, (kind, number), row, entry):
                yield _trouble(keys, (kind, number), row, entry)


def _trouble(keys: dict[int, bytes], key: Key, row: Row | Illegible, entry: Last | None) -> Trouble:
    name = f"{key[0].value} {key[1]}"
    if entry is None:
        return Trouble(0, f"{name} was not written by the bot: no entry vouches for it")
    if row is None:
        return Trouble(entry.position, f"vouches for {name}, which is gone")
    if same(entry.content, seal_row(keys[entry.segment], key[0].value, key[1], None)):
        return Trouble(entry.position, f"tells that {name} is gone, which is there")
    return Trouble(entry.position, f"vouches for {name}, which was changed since")
