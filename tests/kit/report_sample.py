"""Reports made from the default instrument and a sheet of responses, in words of the tests."""

from collections.abc import Mapping
from typing import Final

from conversations.diagnosis import Diagnosis, Standing, diagnose
from conversations.instrument import Instrument, Language, Nonresponse
from locales.report_parts import (
    AnswerGroup,
    AnswerLine,
    BandKey,
    CriterionRow,
    Listing,
    PracticeNote,
    PriorityPlan,
    Report,
    TableHeadings,
)

WORDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "programme": ("Ciudades Solidarias", "Cidades Solidárias", "Cities of Solidarity"),
    "title": ("Autodiagnóstico municipal", "Autodiagnóstico municipal", "Municipal self-assessment"),
    "draft": ("Borrador", "Rascunho", "Draft"),
    "submitted": ("Enviado", "Enviado", "Submitted"),
    "overall": ("Resultado general", "Resultado geral", "Overall result"),
    "few": ("Datos insuficientes", "Dados insuficientes", "Too little data"),
    "few_overall": (
        "Aún no hay datos suficientes: se necesitan {least} criterios con puntaje y hay {have}",
        "Ainda não há dados suficientes: são necessários {least} critérios com pontuação e há {have}",
        "Not enough data yet: {least} scored criteria are needed and there are {have}",
    ),
    "na": ("No aplica", "Não se aplica", "Not applicable"),
    "answered": ("{done} de {all} preguntas respondidas", "{done} de {all} perguntas respondidas",
                 "{done} of {all} questions answered"),
    "pending": ("{n} datos pendientes", "{n} dados pendentes", "{n} pending facts"),
    "change": ("+6 puntos desde 2025", "+6 pontos desde 2025", "+6 points since 2025"),
    "of": ("{done} de {all}", "{done} de {all}", "{done} of {all}"),
    "strengths": ("Fortalezas", "Pontos fortes", "Strengths"),
    "furthest": ("Lo que más avanza", "O que mais avança", "Furthest along"),
    "priorities": ("Tres prioridades y sus próximos pasos", "Três prioridades e seus próximos passos",
                   "Three priorities and their next steps"),
    "priority": ("prioridad {label}", "prioridade {label}", "{label} priority"),
    "pendings": ("Datos pendientes", "Dados pendentes", "Pending information"),
    "practices": ("Prácticas de otras ciudades", "Práticas de outras cidades", "Practices of other cities"),
    "answers": ("Todas las respuestas", "Todas as respostas", "All answers"),
    "table": ("Resultados por criterio", "Resultados por critério", "Results by criterion"),
    "columns": ("Criterio|Resultado|Nivel|Respondidas", "Critério|Resultado|Nível|Respondidas",
                "Criterion|Result|Band|Answered"),
    "wave": ("Ronda 2026", "Rodada 2026", "2026 round"),
    "date": ("14 de marzo de 2026", "14 de março de 2026", "14 March 2026"),
    "open": ("Sin responder", "Sem resposta", "Not answered"),
}  # fmt: skip


def report_of(
    instrument: Instrument,
    responses: Mapping[str, int | Nonresponse],
    priorities: Mapping[str, int],
    language: Language,
    *,
    draft: bool = False,
    member: str = "Montevideo",
    notes: Mapping[str, str] | None = None,
) -> Report:
    """Return the report of a sheet, with every optional part filled."""
    found = diagnose(instrument, responses, priorities)
    at = list(Language).index(language)

    def say(key: str, **values: object) -> str:
        return WORDS[key][at].format(**values)

    def percent(value: int | None) -> str:
        return f"{value}%" if language is Language.EN else f"{value} %"

    columns = say("columns").split("|")
    band_ids = [band.id for band in instrument.bands]
    facts = [say("answered", done=found.count.answered, all=found.count.items)]
    if found.count.pending:
        facts.append(say("pending", n=len(found.count.pending)))
    if not draft:
        facts.append(say("change"))
    return Report(
        language=language.value,
        programme=say("programme"),
        title=say("title"),
        member=member,
        wave=say("wave"),
        date=say("date"),
        draft=draft,
        state=say("draft" if draft else "submitted"),
        disclaimer=instrument.disclaimer.in_(language),
        overall=say("overall"),
        percent=percent(found.percent)
        if found.score is not None
        else say("few_overall", least=instrument.scoring.minimum_scored_criteria, have=found.scored),
        value=None if found.score is None else float(found.score),
        band=None if found.band is None else band_ids.index(found.band.id),
        facts=tuple(facts),
        no_score=say("few"),
        bands=tuple(
            BandKey(band.label.in_(language), f"{band.minimum}–{percent(end)}", float(band.minimum))
            for band, end in zip(instrument.bands, (39, 74, 100), strict=True)
        ),
        criteria=tuple(
            CriterionRow(
                short=one.criterion.short.in_(language),
                name=one.criterion.name.in_(language),
                percent=percent(one.percent)
                if one.score is not None
                else say("na" if one.standing is Standing.NOT_APPLICABLE else "few"),
                value=None if one.score is None else float(one.score),
                band=None if one.band is None else band_ids.index(one.band.id),
                answered=say("of", done=one.count.answered, all=one.count.applicable),
            )
            for one in found.criteria
        ),
        table_heading=say("table"),
        table=TableHeadings(*columns),
        strengths=Listing(
            say("furthest" if found.furthest_along else "strengths"),
            tuple(f"{one.criterion.name.in_(language)}: {percent(one.percent)}" for one in found.strengths),
        ),
        priorities_heading=say("priorities"),
        priorities=_plans(instrument, found, language, say("priority", label="{label}")),
        pending=Listing(
            say("pendings"),
            tuple(
                ": ".join(
                    each.short.in_(language) for each in (instrument.criterion_of(item_id), instrument.item(item_id))
                )
                for item_id in found.count.pending
            ),
        ),
        practices_heading=say("practices"),
        practices=tuple(
            PracticeNote(
                one.criterion.short.in_(language), practice.place, practice.text.in_(language), practice.source
            )
            for one in found.priorities
            for practice in one.criterion.practices
        ),
        answers_heading=say("answers"),
        answers=_answers(instrument, responses, language, say("open"), notes or {}),
    )


def _plans(instrument: Instrument, found: Diagnosis, language: Language, priority: str) -> tuple[PriorityPlan, ...]:
    labels = {option.value: option.label.in_(language).lower() for option in instrument.priority_options}
    band_ids = [band.id for band in instrument.bands]
    return tuple(
        PriorityPlan(
            name=one.criterion.name.in_(language),
            detail=f"{one.count.answered}/{one.count.applicable} · {priority.format(label=labels[one.priority])}",
            band=None if one.band is None else band_ids.index(one.band.id),
            steps=tuple(step.in_(language) for step in one.next_steps),
        )
        for one in found.priorities
    )


def _answers(
    instrument: Instrument,
    responses: Mapping[str, int | Nonresponse],
    language: Language,
    unanswered: str,
    notes: Mapping[str, str],
) -> tuple[AnswerGroup, ...]:
    def answer(item_id: str) -> str:
        response = responses.get(item_id, Nonresponse.LATER)
        if response is Nonresponse.LATER:
            return unanswered
        if isinstance(response, Nonresponse):
            return instrument.nonresponse(response).label.in_(language)
        return f"{response} · {instrument.levels[response].label.in_(language)}"

    return tuple(
        AnswerGroup(
            criterion.name.in_(language),
            tuple(
                AnswerLine(item.short.in_(language), item.text.in_(language), answer(item.id), notes.get(item.id, ""))
                for item in criterion.items
            ),
        )
        for criterion in instrument.criteria
    )
