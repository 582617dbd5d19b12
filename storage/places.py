"""Where a person stands in an assessment, as a row."""

from sqlalchemy import bindparam, insert, update

from conversations.place import Place
from storage import tables as t
from storage.database import Transaction

_pl = t.place.c
_FIELDS = ("language", "view", "target", "cursor", "pending", "pending_message", "oriented")
_MOVE = (
    update(t.place)
    .where(_pl.person_id == bindparam("person"), _pl.assessment_id == bindparam("assessment"))
    .values({name: bindparam(f"new_{name}") for name in _FIELDS})
)


def write_place(tx: Transaction, place: Place, person: int, assessment: int) -> None:
    """Keep where a person stands in an assessment."""
    values = {name: getattr(place, name) for name in _FIELDS}
    values |= {"language": place.language.value, "view": place.view.value}
    moved = {f"new_{name}": value for name, value in values.items()}
    if tx.connection.execute(_MOVE, {"person": person, "assessment": assessment, **moved}).rowcount == 0:
        tx.connection.execute(insert(t.place), {"person_id": person, "assessment_id": assessment, **values})
