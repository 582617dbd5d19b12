"""What the people of the golden transcripts type, in their own words."""

from dataclasses import dataclass

from conversations.instrument import Language


@dataclass(frozen=True, slots=True)
class Phrases:
    """The typed words of one language."""

    three: str
    four: str
    dont_know: str
    not_applicable: str
    later: str
    back: str
    carry_on: str
    pause: str
    hello: str
    help: str
    privacy: str
    summary: str
    review: str
    submit: str
    criterion: str
    slip: str
    remark: str
    note: str
    caption: str
    other_language: str
    own_language: str


PHRASES = {
    Language.ES: Phrases(
        three="tres",
        four="Nivel 4",
        dont_know="No sé",
        not_applicable="no aplica",
        later="después",
        back="atrás",
        carry_on="seguir",
        pause="pausa",
        hello="Hola, buenos días",
        help="¿Cómo funciona?",
        privacy="mis datos",
        summary="resumen",
        review="¿cómo voy?",
        submit="enviar",
        criterion="Vivienda",
        slip="eh?",
        remark="Depende de la mesa provincial, que se reúne cada tres meses.",
        note="La mesa incluye a tres organizaciones de personas refugiadas.",
        caption="Protocolo de acogida, versión de 2025",
        other_language="português",
        own_language="espanhol",
    ),
    Language.PT: Phrases(
        three="três",
        four="Nível 4",
        dont_know="Não sei",
        not_applicable="não se aplica",
        later="depois",
        back="voltar",
        carry_on="continuar",
        pause="pausa",
        hello="Olá, bom dia",
        help="Como funciona?",
        privacy="meus dados",
        summary="resumo",
        review="Como estou indo?",
        submit="enviar",
        criterion="Moradia",
        slip="hein?",
        remark="Depende do comitê estadual, que se reúne a cada três meses.",
        note="O comitê inclui três organizações de pessoas refugiadas.",
        caption="Protocolo de acolhida, versão de 2025",
        other_language="inglês",
        own_language="portuguese",
    ),
    Language.EN: Phrases(
        three="three",
        four="Level 4",
        dont_know="I don't know",
        not_applicable="not applicable",
        later="later",
        back="back",
        carry_on="continue",
        pause="pause",
        hello="Hello, good morning",
        help="How does it work?",
        privacy="my data",
        summary="summary",
        review="progress",
        submit="submit",
        criterion="Housing",
        slip="eh?",
        remark="It depends on the provincial board, which meets every three months.",
        note="The board includes three organisations of refugees.",
        caption="Reception protocol, version of 2025",
        other_language="spanish",
        own_language="inglés",
    ),
}
OTHER = {Language.ES: Language.PT, Language.PT: Language.EN, Language.EN: Language.ES}
"""The language that somebody of each language changes to mid-way."""
