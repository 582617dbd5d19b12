"""Random and hand-made sheets of responses to an instrument."""

from fractions import Fraction

from hypothesis import strategies as st

from conversations.instrument import Instrument, Nonresponse

Responses = dict[str, int | Nonresponse]


def full_sheet(instrument: Instrument, level: int) -> Responses:
    """Return every item answered with the same level."""
    return {item.id: level for item in instrument.items}


@st.composite
def sheets(draw: st.DrawFn, instrument: Instrument) -> tuple[Responses, dict[str, int]]:
    """Draw responses (some missing, some nonresponses, more or less answered) and priorities (some missing)."""
    levels = st.integers(0, instrument.highest_level)
    missing = draw(st.sampled_from([Fraction(0), Fraction(1, 10), Fraction(1, 2), Fraction(9, 10)]))
    responses: Responses = {}
    for item in instrument.items:
        if draw(st.integers(0, 99)) >= missing * 100:
            responses[item.id] = draw(levels)
        elif draw(st.booleans()):
            responses[item.id] = draw(st.sampled_from(Nonresponse))
    values = st.sampled_from([option.value for option in instrument.priority_options])
    chosen = draw(st.dictionaries(st.sampled_from([one.id for one in instrument.criteria]), values))
    return responses, chosen
