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
    batch: str
    my_data: str
    personal: str
    reply: str


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
        privacy="privacidad",
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
        batch="3 2 ns 1 4",
        my_data="mis datos",
        personal="Llamar a María Pérez, DNI 30.123.456, tel. +54 9 341 555 1234",
        reply="3: 2\nÁrea: Hacienda\n#c01",
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
        privacy="privacidade",
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
        batch="3 2 ns 1 4",
        my_data="meus dados",
        personal="Ligar para Maria Souza, CPF 123.456.789-09, tel. +55 45 99999-1234",
        reply="3: 2\nÁrea: Fazenda\n#c01",
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
        privacy="privacy",
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
        batch="3 2 dk 1 4",
        my_data="my data",
        personal="Call Mary Smith, passport AB1234567, phone +598 99 123 456",
        reply="3: 2\nArea: Finance\n#c01",
    ),
}
OTHER = {Language.ES: Language.PT, Language.PT: Language.EN, Language.EN: Language.ES}
"""The language that somebody of each language changes to mid-way."""
