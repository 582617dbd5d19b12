"""The cards of a post that changes hands: is it still theirs, who follows, where things stand, a way back.

They decide what somebody who comes or goes is told, by post and never by name; they must not know what becomes of it.
"""

from collections import Counter
from datetime import timedelta
from typing import Final

from conversations.events import Choice, Show
from conversations.instrument import Language
from conversations.people import Appointment
from conversations.place import View
from conversations.wishes import Leave, TakeBack
from locales.cards.attention import ways_back
from locales.cards.drawing import LINE, Drawing, folded, paragraph
from locales.catalogue import Html, plain, plain_n, say, say_n
from locales.formats import ago
from locales.naming import fitting, role_name
from locales.screen import Button, Row, Screen

NAMED: Final = 2
"""How many of those who answered are named by their post."""
A_MOMENT: Final = timedelta(seconds=1)
"""What happened just now was a moment ago."""


def still_card(drawing: Drawing) -> Screen:
    """Ask in a new wave whether it is still their post."""
    post = drawing.person.appointment
    role = role_name(post.role, drawing.language) if post else ""
    asked = drawing.say(
        "still.ask", wave=drawing.assessment.wave.name, member=drawing.assessment.member.name, role=role
    )
    rows: tuple[Row, ...] = (
        (drawing.button("still.yes", Choice.STILL_MINE),),
        (drawing.button("still.no", Show(View.LEAVE)),),
    )
    return Screen(paragraph((*drawing.opening, asked)), rows)


def leave_card(drawing: Drawing) -> Screen:
    """Ask who follows, and say what leaving means."""
    post = drawing.person.appointment
    text = paragraph((*drawing.opening, drawing.title(drawing.say("leave.heading")), drawing.say("leave.text")))
    number = post.id if post else 0
    return Screen(
        text,
        (
            (drawing.button("leave.successor", Leave(number, successor=True)),),
            (drawing.button("leave.nobody", Leave(number, successor=False)),),
            (drawing.button("leave.phone", Show(View.NEW_PHONE)),),
            (drawing.button("button.cancel", Choice.BEGIN),),
        ),
    )


def new_phone_card(drawing: Drawing) -> Screen:
    """Offer a link with which the person goes on at another account."""
    text = paragraph((*drawing.opening, drawing.title(drawing.say("phone.heading")), drawing.say("phone.text")))
    return Screen(text, ((drawing.button("phone.make", Choice.NEW_PHONE),), ways_back(drawing)))


def left_card(left: Appointment, language: Language, *, others: bool) -> Screen:
    """Say that the post is over, and offer it back; ``others``: the person has other posts to go on with."""
    member = left.member.name if left.member else ""
    rows: list[Row] = [(Button(plain(language, "left.back"), TakeBack(left.id)),)]
    if others:
        rows.append((Button(plain(language, "button.continue"), Choice.BEGIN),))
    return Screen(say(language, "left.text", member=member), tuple(rows))


def handover_card(drawing: Drawing) -> Screen:
    """Draw where things stand for who joins or follows: how much, when, by which posts, and what the instrument is."""
    text = paragraph(
        (
            *drawing.opening,
            Html(f"<b>{drawing.say('begin.heading', member=drawing.member)}</b>"),
            _counts(drawing),
            _activity(drawing),
            _team(drawing),
            folded((drawing.of(drawing.instrument.disclaimer),)),
        )
    )
    below = (
        drawing.button("button.answers", Choice.SEND_ANSWERS),
        drawing.button("button.overview", Show(View.REVIEW)),
    )
    return Screen(text, ((drawing.button("button.continue", Choice.BEGIN),), below))


def _counts(drawing: Drawing) -> Html:
    assessment = drawing.assessment
    items, left, unknown = len(drawing.instrument.items), len(assessment.open_items()), len(assessment.unknown_items())
    return drawing.say("handover.counts", answered=items - left - unknown, all=items, left=left, unknown=unknown)


def _activity(drawing: Drawing) -> Html | None:
    assessment, language = drawing.assessment, drawing.language
    instants = [one.at for one in assessment.responses.values()]
    instants += [one.at for one in assessment.priorities.values()]
    instants += [one.at for one in assessment.notes.values()]
    if not instants:
        return None
    latest = max(instants)
    latest_ago = ago(language, latest, max(drawing.now, latest + A_MOMENT))
    said = drawing.say("handover.activity", day=latest_ago)
    noted = len(assessment.notes)
    return Html(f"{said} · {say_n(language, 'handover.notes', noted)}") if noted else said


def _team(drawing: Drawing) -> Html | None:
    """Say who answered how many, by post; those without one are somebody of the member's."""
    authors = Counter(response.author for response in drawing.assessment.responses.values())
    by_post: Counter[str] = Counter()
    for author, answered in authors.items():
        by_post[drawing.extras.posts.get(author) or plain(drawing.language, "handover.somebody")] += answered
    named = [
        plain(drawing.language, "handover.one", post=fitting(post, LINE - 10), number=answered)
        for post, answered in by_post.most_common(NAMED)
    ]
    rest = len(by_post) - len(named)
    named += [plain_n(drawing.language, "handover.others", rest)] if rest else []
    return drawing.say("handover.team", people=", ".join(named)) if named else None
