"""A language that nobody speaks, written from right to left, in which every translated text can be told by its look.

``⟦Ḟíŋđ ȧļļíëš⟧`` is "Find allies": whatever a page says outside such brackets did not go through gettext. Its
catalogue is made from the strings of the Spanish one when it is asked for; nothing of it is kept.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from unittest import mock

from django.conf import settings
from django.test import override_settings

from directory.vocabulary.models import Term, active_language
from scripts import languages

# Arabic as it would be spoken in a region that is nobody's: a browser takes it for what it is, and turns the page.
CODE: Final = "ar-xb"
NAME: Final = "⟦Ṁïřřȯřëđ⟧"
_LANGUAGE: Final = "ar"
_FOLDER: Final = "ar_XB"
_LETTERS: Final = str.maketrans(
    "aceginorstuyACDEGINORSTUY",
    "ȧçëğïñȯřšţüýÅÇĎËĞÏÑÖŘŠŢÜÝ",
)
# What must stay as it is: placeholders, tags and entities.
_KEPT: Final = re.compile(r"%\(\w+\)[sdif]|%[sdif%]|\{\w*\}|<[^>]*>|&#?\w+;")
# No translated text has one of the letters that are turned into others.
_PLAIN: Final = re.compile(r"[aceginorstuyACDEGINORSTUY]")
_ADDRESS: Final = re.compile(r"\S+@\S+|(?:https?|tel|mailto):\S+")
_SAYING_ATTRIBUTES: Final = (
    "aria-label",
    "alt",
    "title",
    "placeholder",
    "aria-description",
    "aria-roledescription",
)
# Programs, codes, keys, and the words in which somebody's wordings differ or match.
_NOT_SAID: Final = ("script", "style", "code", "kbd", "del", "ins", "mark")
_ALONE: Final = ("br", "hr", "img", "input", "link", "meta", "wbr")


def mirrored(text: str) -> str:
    """The text in this language; its spaces at both ends stay outside, and so does nothing else."""
    parts, place = [], 0
    for kept in _KEPT.finditer(text):
        parts += [text[place : kept.start()].translate(_LETTERS), kept[0]]
        place = kept.end()
    return f"⟦{''.join(parts)}{text[place:].translate(_LETTERS)}⟧"


@contextmanager
def spoken() -> Iterator[str]:
    """Inside, the site speaks it beside its own languages; its code. The vocabulary has names in it too."""
    spanish = languages.read(languages.catalogue(languages.ROOT, "es"))
    header = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
    messages = [
        languages.Message("", "", None, (header,), frozenset()),
        *(_translated(message) for message in spanish if not message.is_header),
    ]
    with tempfile.TemporaryDirectory(prefix="directory-pseudo-") as folder:
        catalogue = Path(folder) / _FOLDER / "LC_MESSAGES" / "django.mo"
        catalogue.parent.mkdir(parents=True)
        catalogue.write_bytes(languages.compiled(messages))
        with (
            override_settings(
                LANGUAGES=[*settings.LANGUAGES, (CODE, NAME)], LOCALE_PATHS=[folder, *settings.LOCALE_PATHS]
            ),
            mock.patch.object(Term, "named_in", _named_in),
            mock.patch.object(Term, "explained", property(_explained)),
        ):
            yield CODE


def unmarked(html: str, own_words: Iterable[str] = ()) -> list[str]:
    """What a page says that did not go through gettext: of its texts, its title and what is read out, in order.

    Also what was put into a translated sentence. ``own_words`` are people's own, which are in nobody's catalogue;
    addresses are no words either.
    """
    reading = _Reading()
    reading.feed(html)
    own = sorted(own_words, key=len, reverse=True)
    found = []
    for text in reading.texts:
        said = " ".join(text.split())
        rest = _ADDRESS.sub(" ", said)
        for words in own:
            rest = rest.replace(words, " ")
        # Around words that are marked stands a piece of what somebody wrote.
        if _PLAIN.search(rest) and not any(said in words for words in own):
            found.append(said)
    return found


def _translated(message: languages.Message) -> languages.Message:
    texts = (mirrored(message.text), *((mirrored(message.plural),) if message.plural else ()))
    return languages.Message(message.text, message.plural, message.context, texts, frozenset())


def _named_in(term: Term, language: str) -> str:
    return mirrored(term.name) if language == active_language() == _LANGUAGE else term.name


def _explained(term: Term) -> str:
    text = term.explanation
    return mirrored(text) if text and active_language() == _LANGUAGE else text


class _Reading(HTMLParser):
    """The texts of a page, with those of the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = 0
        self._foreign: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag in _NOT_SAID:
            self._silent += 1
        # A script has no words of its own: they stand in the page for it.
        self.texts += [
            value
            for name, value in given.items()
            if name in _SAYING_ATTRIBUTES
            or (name.startswith("data-") and not name.startswith("data-hx-") and " " in value)
        ]
        if tag == "input" and given.get("type") in ("submit", "button"):
            self.texts.append(given.get("value", ""))
        # What is said to be in another language is: each language is named in itself.
        is_foreign = bool(self._foreign) or ("lang" in given and tag != "html")
        if is_foreign and tag not in _ALONE:
            self._foreign.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _NOT_SAID:
            self._silent -= 1
        if self._foreign and self._foreign[-1] == tag:
            self._foreign.pop()

    def handle_data(self, text: str) -> None:
        if not self._silent and not self._foreign and text.strip():
            self.texts.append(text)
