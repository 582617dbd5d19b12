"""A coordinator's home card: whom they coordinate, the open wave, where the members stand, what can be done."""

from collections.abc import Callable
from typing import Any

from conversations.desk.deeds import Shown
from conversations.desk.home import HomeShown
from conversations.desk.place import DeskView
from conversations.events import Open, Show
from conversations.place import View
from conversations.roll import Progress
from locales.cards.drawing import paragraph
from locales.catalogue import Html
from locales.desk.drawing import NETWORK_ZONE, DeskDrawing
from locales.formats import country, day, listing
from locales.screen import Button, Row, Screen


def home_card(shown: HomeShown, drawing: DeskDrawing) -> Screen:
    """Draw the home card."""
    language, codes = drawing.language, shown.appointment.countries
    heading = Html(f"<b>{drawing.say('coordinator.heading')}</b>")
    if codes:
        scope = drawing.say("coordinator.scope", countries=listing(language, [country(language, one) for one in codes]))
    else:
        scope = drawing.say("coordinator.scope_all")
    if shown.wave is None:
        state = drawing.say("coordinator.no_wave")
    else:
        since = day(language, shown.wave.opened_at, NETWORK_ZONE)
        state = drawing.say("coordinator.wave", wave=shown.wave.name, day=since)
    buckets = [
        drawing.say("desk.submitted", number=shown.buckets[Progress.SUBMITTED]),
        drawing.say("desk.answering", number=shown.buckets[Progress.ANSWERING]),
        drawing.say("desk.opened", number=shown.buckets[Progress.OPENED]),
        drawing.say("desk.never_opened", number=shown.buckets[Progress.NEVER_OPENED]),
    ]
    counts = (Html(" · ".join(buckets[:2])), Html(" · ".join(buckets[2:])))
    hint = () if drawing.lines else (drawing.say("desk.ask"),)  # what is said first needs the room
    told = (*counts, *hint) if any(shown.buckets.values()) else ()
    return Screen(paragraph((heading, scope, state, *told)), _rows(shown, drawing))


def _rows(shown: HomeShown, drawing: DeskDrawing) -> tuple[Row, ...]:
    def to(key: str, view: DeskView) -> Button:
        return drawing.button(key, Open(view))

    last = [
        drawing.button("button.language", Show(View.LANGUAGE)),
        drawing.button("button.help", Show(View.HELP)),
        drawing.button("button.privacy", Show(View.PRIVACY)),
    ]
    if shown.several_posts:
        last.append(drawing.button("button.post", Show(View.CHOOSE)))
    people = (to("invite.heading", DeskView.INVITE), to("roster.heading", DeskView.MEMBERS))
    asking = (to("missing.heading", DeskView.MISSING), to("meetings.list", DeskView.MEETINGS))
    sending = (to("campaigns.remind", DeskView.REMIND), to("campaigns.list", DeskView.CAMPAIGNS))
    running = (to("waves.button", DeskView.WAVE), to("figures.button", DeskView.FIGURES))
    return asking, sending, running, people, tuple(last)


RENDERERS: dict[type[Shown], Callable[[Any, DeskDrawing], Screen]] = {HomeShown: home_card}
