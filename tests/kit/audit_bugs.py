"""The audit broken on purpose, for as long as a trial lasts: what is not entered, not sealed, not compared."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import Any
from unittest.mock import patch

from kit import victim as stage

from conversations.desk.waves import WaveOpened
from conversations.facts import QuestionAsked
from conversations.membership import MemberEdited, MemberPart
from storage import appointments, audit, audit_answers, audit_check, audit_facts, turn, vouching
from storage.audit_check import verify
from storage.audit_seal import COLUMNS, seal_entry
from storage.audit_words import Action, Kind


def _skips_the_moment(key: bytes, before: str, values: Sequence[object]) -> str:
    at = COLUMNS.index("at")
    return seal_entry(key, before, [*values[:at], "", *values[at + 1 :]])


def _gives_up(*_: object) -> Any:  # noqa: ANN401 - it gives nothing
    raise RuntimeError("the chain is broken")


@contextmanager
def _several(*patches: AbstractContextManager[object]) -> Iterator[None]:
    with ExitStack() as stack:
        for one in patches:
            stack.enter_context(one)
        yield


def planted(bug: str) -> AbstractContextManager[object]:
    """Break the product for the time of a trial."""
    match bug:
        case "chain:skips-a-column":
            return _several(
                patch.object(audit, "seal_entry", _skips_the_moment),
                patch.object(audit_check, "seal_entry", _skips_the_moment),
            )
        case "chain:end-not-compared":
            return patch.object(audit_check, "_leave", lambda *_, **__: None)
        case "chain:answers-not-compared":
            return patch.object(stage, "verify_audit", verify)
        case "chain:rows-unheld":
            return patch.object(audit_answers, "changed_rows", lambda _: ())
        case "chain:laundered":
            return patch.object(vouching, "is_right", lambda *_: True)
        case "each:post-not-vouched":
            return patch.object(appointments, "vouch", lambda *_: None)
        case "chain:broken-stops-the-bot":
            begin = audit._begin
            return patch.object(audit, "_begin", lambda *given: (_gives_up if given[3] == "broken" else begin)(*given))
        case "chain:cries-wolf":
            return patch.object(audit_check, "same", lambda *_: False)
        case "question-not-entered":
            asked = audit_facts.TOLD[QuestionAsked]
            return _several(
                patch.dict(audit_facts.TOLD, {QuestionAsked: asked}),
                patch.dict(audit_facts.NOTHING_TO_TELL, {QuestionAsked: "planted"}),
            )
        case "each:wave-not-entered":
            return _several(
                patch.dict(audit_facts.TOLD, {WaveOpened: audit_facts.TOLD[WaveOpened]}),
                patch.dict(audit_facts.NOTHING_TO_TELL, {WaveOpened: "planted"}),
            )
        case "each:aliases-told-as-a-look":
            edited = audit_facts.TOLD[MemberEdited]
            read = audit_facts.Told(Action.STATUSES_READ, Kind.NETWORK)
            return patch.dict(
                audit_facts.TOLD,
                {MemberEdited: lambda fact: read if fact.what is MemberPart.ALIASES else edited(fact)},
            )
        case "looks-not-entered":
            return patch.object(turn, "note_reads", lambda *_: None)
        case "question-in-the-detail":
            told = audit_facts.TOLD[QuestionAsked]
            return _several(
                patch.object(audit_facts, "codes", str),
                patch.dict(
                    audit_facts.TOLD,
                    {QuestionAsked: lambda fact: audit_facts.Told(told(fact).action, told(fact).kind, 1, fact.text)},
                ),
            )
    return nullcontext()
