"""What a coordinator asks: about a member, about who is missing in a country, or for a meeting, reminder or export.

Phrases of all three languages are understood, and only whole texts. It decides which phrase a text is and what it is
about; which member a name means, `locales.member_names` decides. It must not know what is answered.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cache

from conversations.instrument import Language
from conversations.intents import Asked, Question, Word
from conversations.roll import NamedMember
from locales.catalogue import plain
from locales.country_names import country_meant
from locales.member_names import Closeness, members_meant
from locales.words.book import book
from locales.words.reading import same, without
from locales.words.requests import GAP, requests

_LONGEST = 90
_LONGEST_NAME = 8
"""Words that a name and what is said with it may have."""
_ANYBODYS = (Word.HELP, Word.LANGUAGE, Word.PRIVACY, Word.MY_DATA, Word.FORGET_ME)
"""Commands that are about the person rather than an assessment."""
_TOKEN = re.compile(r"[^\W_]+(?:['’‘`´.][^\W_]+)*")


def asked(text: str, names: Collection[NamedMember]) -> Asked | None:
    """Tell what a text asks of somebody who coordinates ``names``; ``None`` for what is no question of theirs."""
    if len(text) > _LONGEST or "\n" in text.strip():
        return None
    if text.startswith("/"):
        return _commanded(text, names)
    whole = same(text)
    for reduced in dict.fromkeys((whole, without(whole, _courtesies()))):
        alone = _alone().get(reduced)
        if alone is not None:
            return Asked(alone, bare=" " not in reduced)
        for question, before, after in _around():
            name = _between(reduced, before, after)
            if name:
                return _about(question, _spelled(without(name, _courtesies()), text), names)
    return _bare(without(whole, _courtesies()), text, names)


def is_request(text: str) -> bool:
    """Tell whether a text is a command of coordinators, ``/status`` or ``/faltan@a_bot``."""
    return _command_of(text) is not None


def coordinator_commands(language: Language) -> tuple[tuple[str, str], ...]:
    """List the commands of somebody who coordinates, with what each does, for Telegram's menu."""
    asking = requests(language).commands.items()
    words = book(language).commands
    return (
        *((names[0], plain(language, f"question.{question}")) for question, names in asking),
        *((words[word][0], plain(language, f"command.{word}")) for word in _ANYBODYS),
    )


def _commanded(text: str, names: Collection[NamedMember]) -> Asked | None:
    question = _command_of(text)
    if question is None:
        return None
    _, _, rest = text.strip().partition(" ")
    return replace(_about(question, rest.strip(), names), bare=False) if same(rest) else Asked(question)


def _command_of(text: str) -> Question | None:
    if not text.startswith("/") or not text[1:].strip() or text[1].isspace():
        return None
    return _commands().get(same(text[1:].split(maxsplit=1)[0].split("@")[0]))


def _about(question: Question, name: str, names: Collection[NamedMember]) -> Asked:
    """Say what a question is about. Where nothing fits it may be no question at all: whatever waits comes first."""
    known = {one.member.country for one in names}
    country = country_meant(name, known)
    meant = members_meant(name, names, spelled=country in known)
    if country not in known and meant.closeness >= Closeness.NEAR:
        country = ""
    if country and meant.closeness < Closeness.SEVERAL:
        return Asked(question, (), country, about=name)
    certain = meant.closeness is Closeness.CERTAIN and not country
    unknown = meant.closeness <= Closeness.FAR
    return Asked(question, meant.members, country, certain, bare=unknown, about=name, unknown=unknown)


def _bare(reduced: str, text: str, names: Collection[NamedMember]) -> Asked | None:
    """Take a name that is typed by itself."""
    for before in _before_names():
        reduced = reduced.removeprefix(f"{before} ")
    if not reduced or len(reduced.split()) > _LONGEST_NAME:
        return None
    name = _spelled(reduced, text)
    known = {one.member.country for one in names}
    country = country_meant(name, ())
    if country not in known or (len(name) <= len("AR") and not name.isupper()):
        country = ""
    meant = members_meant(name, names, spelled=bool(country))
    if meant.closeness < Closeness.SEVERAL and country:
        return Asked(Question.STATUS, (), country, bare=True, about=name)
    if meant.closeness < Closeness.NEAR:
        return None
    certain = meant.closeness is Closeness.CERTAIN and not country
    return Asked(Question.STATUS, meant.members, country, certain, bare=True, about=name)


def _between(reduced: str, before: str, after: str) -> str:
    """Give what stands in the gap of a phrase, "" if the text is not that phrase."""
    if before and not reduced.startswith(f"{before} "):
        return ""
    if after and not reduced.endswith(f" {after}"):
        return ""
    name = reduced[len(before) : len(reduced) - len(after)].strip()
    return name if len(name.split()) <= _LONGEST_NAME else ""


def _spelled(reduced: str, text: str) -> str:
    """Give a part of a reduced text as the person wrote it."""
    written = _TOKEN.findall(text)
    plain_words = [same(word) for word in written]
    wanted = reduced.split()
    for at in range(len(written)):
        for end in range(at + 1, len(written) + 1):
            if " ".join(plain_words[at:end]).split() == wanted:
                return " ".join(written[at:end])
    return reduced


@cache
def _commands() -> dict[str, Question]:
    return {
        same(name): question
        for language in Language
        for question, names in requests(language).commands.items()
        for name in names
    }


@cache
def _alone() -> dict[str, Question]:
    return {
        same(phrase): question
        for language in Language
        for question, phrases in requests(language).alone.items()
        for phrase in phrases
    }


@cache
def _around() -> tuple[tuple[Question, str, str], ...]:
    """List the phrases with a gap, those that say most first."""
    phrases = {(question, *_halves(phrase)) for question, phrase in _phrases()}
    return tuple(sorted(phrases, key=lambda one: (-len(one[1]) - len(one[2]), one)))


def _phrases() -> Iterator[tuple[Question, str]]:
    for language in Language:
        for question, phrases in requests(language).about.items():
            for phrase in phrases:
                yield question, phrase


def _halves(phrase: str) -> tuple[str, str]:
    before, _, after = phrase.partition(GAP)
    return same(before), same(after)


@cache
def _before_names() -> tuple[str, ...]:
    return tuple(sorted({same(one) for language in Language for one in requests(language).bare}, key=len, reverse=True))


@cache
def _courtesies() -> tuple[str, ...]:
    said = {
        same(phrase)
        for language in Language
        for phrase in (*book(language).courtesies, *book(language).words[Word.GREETING])
    }
    return tuple(sorted(said, key=len, reverse=True))
