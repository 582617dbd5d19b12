"""What a coordinator of the golden transcripts types, in their own words."""

from dataclasses import dataclass

from conversations.instrument import Language


@dataclass(frozen=True, slots=True)
class DeskPhrases:
    """The typed words of one language. ``asked`` are questions about members, with names that are close or mistyped."""

    wave: str
    post: str
    asked: tuple[str, ...]
    missing: str
    country: str
    countries: tuple[str, str]
    export: str
    headings: tuple[str, str, str]
    meetings: str
    meeting: str
    days: str
    moved: str
    remind: str
    note: str
    thanks: str


DESK_PHRASES = {
    Language.ES: DeskPhrases(
        wave="Autodiagnóstico 2026",
        post="Directora de Derechos Humanos",
        asked=(
            "¿cómo va Rosario?",
            "y Montevidio?",
            "MVD",
            "¿cómo va Córdoba?",
            "Quito",
            "estado de Maipu",
            "qué tal Foz",
            "¿cómo va Bogotá?",
            "/estado AR",
        ),
        missing="¿Quién falta en Chile?",
        country="Argentina",
        countries=("Argentina", "Brasil"),
        export="/exportar",
        headings=("Municipio", "País", "Cargo"),
        meetings="/reunion",
        meeting="Encuentro Regional, Quito",
        days="12 al 14 de mayo",
        moved="9 al 11 de junio",
        remind="/recordar Rosario",
        note="La mesa la coordina Marta Díaz, tel. 341 555 1234.",
        thanks="Gracias por responder hasta el último día. Los resultados se verán en Quito.",
    ),
    Language.PT: DeskPhrases(
        wave="Autodiagnóstico 2026",
        post="Diretora de Direitos Humanos",
        asked=(
            "como está Rosario?",
            "e Montevidéo?",
            "MVD",
            "como vai Córdoba?",
            "Quito",
            "status de Maipu",
            "e aí, como está Foz?",
            "como está Bogotá?",
            "/situacao AR",
        ),
        missing="Quem falta no Chile?",
        country="Argentina",
        countries=("Argentina", "Brasil"),
        export="/exportar",
        headings=("Município", "País", "Cargo"),
        meetings="/reuniao",
        meeting="Encontro Regional, Quito",
        days="12 a 14 de maio",
        moved="9 a 11 de junho",
        remind="/lembrar Rosario",
        note="Quem coordena o comitê é Marta Dias, tel. 45 99999-1234.",
        thanks="Agradecemos a quem respondeu até o último dia. Os resultados serão vistos em Quito.",
    ),
    Language.EN: DeskPhrases(
        wave="Self-assessment 2026",
        post="Director of Human Rights",
        asked=(
            "how is Rosario doing?",
            "and Montevido?",
            "MVD",
            "how's Cordoba doing",
            "Quito",
            "status of Maipu",
            "what about Foz",
            "how is Bogotá doing?",
            "/status AR",
        ),
        missing="Who's missing in Chile?",
        country="Argentina",
        countries=("Argentina", "Brazil"),
        export="/export",
        headings=("City", "Country", "Post"),
        meetings="/meeting",
        meeting="Regional Meeting, Quito",
        days="May 12-14",
        moved="June 9-11",
        remind="/remind Rosario",
        note="The board is chaired by Mary Smith, phone 341 555 1234.",
        thanks="Thank you for answering until the last day. We will look at the results in Quito.",
    ),
}
