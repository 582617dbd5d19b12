"""Notices: what we say first. Their first line, which a locked phone shows, tells nothing. They name no person.

It must not know who gets one, nor when.
"""

from conversations.desk.place import DeskView
from conversations.events import Open
from conversations.instrument import Instrument, Language
from conversations.news import AnswerNews, Hands, InvitationNews, JoinedNews, News, PostNews, QuestionNews, WaveNews
from conversations.people import Appointment, Member
from locales.cards.drawing import paragraph
from locales.catalogue import Html, escaped, plain, say
from locales.formats import country, listing
from locales.lengths import units, visible
from locales.naming import fitting, place_name, role_name
from locales.screen import Button, Row
from locales.splitting import LIMIT, split_text

LONGEST_QUESTION = 1500
LONGEST_REMINDER = 300
"""Characters of a question where it only reminds of what was asked."""


def describe_bot(language: Language) -> tuple[str, str]:
    """Describe the bot to who has not pressed START yet, and in a few words on its profile (at most 120 characters)."""
    return plain(language, "bot.description"), plain(language, "bot.about")


def render_wave_opened(language: Language) -> str:
    """Word the notice to somebody who came while no wave was open."""
    return say(language, "notice.wave_opened")


def render_wave_closed(language: Language) -> str:
    """Word the notice to somebody whose member has begun and not submitted when a wave closes."""
    return say(language, "notice.wave_closed")


def render_wave_reopened(language: Language) -> str:
    """Word the notice to somebody who was told that a wave had closed, when it is open again."""
    return say(language, "notice.wave_reopened")


def render_news(news: News, language: Language) -> str:
    """Word news to a coordinator or respondent as Telegram HTML that fits one message.

    A long answer takes the place of the question that it answers.
    """
    match news:
        case QuestionNews(assessment, target, text):
            return paragraph(
                (
                    say(language, "news.question"),
                    say(language, "news.from", **_named(assessment.member, language)),
                    *_subject(assessment.instrument, target, language),
                    _quoted(fitting(text, LONGEST_QUESTION)),
                    say(language, "news.reply"),
                )
            )
        case AnswerNews(question, answer):
            heading = say(language, "news.answer")
            reminder = (say(language, "news.asked"), _quoted(fitting(question, LONGEST_REMINDER)))
            whole = paragraph((heading, *reminder, escaped(answer)))
            if units(visible(whole)) <= LIMIT:
                return whole
            return paragraph((heading, escaped(split_text(answer, LIMIT - units(heading) - 1)[0])))
        case WaveNews(again=True):
            return render_wave_reopened(language)
        case WaveNews(wave):
            return render_wave_opened(language) if wave.closed_at is None else render_wave_closed(language)
        case JoinedNews(appointment):
            return paragraph(
                (say(language, "news.joined"), _about_joining(appointment, language), say(language, "news.unexpected"))
            )
        case PostNews(member, hands):
            return paragraph((say(language, "news.post"), _about_post(member, hands, language)))
        case InvitationNews(member):
            return paragraph(
                (say(language, "news.invitation"), say(language, "news.expired", **_named(member, language)))
            )


def news_rows(news: News, language: Language) -> tuple[Row, ...]:
    """Give the buttons under news: to the card of who accepted an invitation, where their access can be ended."""
    if not isinstance(news, JoinedNews):
        return ()
    return ((Button(plain(language, "news.who"), Open(DeskView.PEOPLE, str(news.appointment.id))),),)


def _about_post(member: Member, hands: Hands, language: Language) -> Html:
    named = _named(member, language)
    match hands:
        case Hands.LEFT:
            return say(language, "news.left", **named)
        case Hands.TAKEN_BACK:
            return say(language, "news.taken_back", **named)
        case Hands.PASSED_ON:
            return say(language, "news.passed_on", **named)


def _about_joining(appointment: Appointment, language: Language) -> Html:
    role = role_name(appointment.role, language)
    if appointment.member is not None:
        return say(language, "news.joined_member", role=role, **_named(appointment.member, language))
    countries = listing(language, [country(language, one) for one in appointment.countries])
    return say(language, "news.joined_desk", scope=countries or plain(language, "choose.network"))


def _named(member: Member, language: Language) -> dict[str, str]:
    return {"member": member.name, "place": place_name(member, language)}


def _subject(instrument: Instrument, target: str, language: Language) -> list[Html]:
    """Say which item or criterion it is about, with the item's question; nothing where it is about neither."""
    if instrument.has_criterion(target):
        return [Html(f"<b>{escaped(instrument.criterion(target).name.in_(language))}</b>")]
    if not instrument.has_item(target):
        return []
    item, criterion, place = instrument.item(target), instrument.criterion_of(target), instrument.position(target)
    where = f"{criterion.short.in_(language)} {place.item + 1}/{len(criterion.items)}"
    return [
        Html(f"{escaped(where)} · <b>{escaped(item.short.in_(language))}</b>"),
        escaped(item.text.in_(language)),
    ]


def _quoted(text: str) -> Html:
    return Html(f"<blockquote>{escaped(text)}</blockquote>")
