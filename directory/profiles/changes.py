"""Reading what an owner sends: the names of the import line, checked and turned into values.

Whatever comes in by page, API or file passes here and nowhere else, so that one rule holds for all.
"""

import re
import unicodedata
from collections.abc import Callable, Container, Mapping
from functools import partial
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from directory.listings.readers import Audience
from directory.profiles.errors import FieldError, Invalid
from directory.profiles.models import Hiding, ShowRegion, ShowRole, Stage
from directory.profiles.parts import PART, PICKED, WORDS, Part
from directory.vocabulary import terms
from directory.vocabulary.models import Facet, Term

type Wanted = str | bool | Audience | Term | tuple[Term, ...] | dict[str, str] | None

MOST_PICKED: Final = 60
# Without these nobody could be found.
REQUIRED: Final[Mapping[str, StrPromise]] = {
    "display_name": gettext_lazy("Say by which name you want to be found; it may be a pseudonym."),
    "role": gettext_lazy("Pick your role."),
    "region": gettext_lazy("Pick your region."),
}
MULTILINE: Final = frozenset({"about"})
# They turn the direction of everything after them, and can make one text look like another.
_DIRECTIONS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Between letters they decide how some scripts are written, and between pictures which picture it is.
_JOINERS: Final = frozenset("\u200c\u200d")
_JOINED: Final = ("L", "M", "So", "Sk")
# Letters to Unicode, nothing to the eye.
_FILLERS: Final = frozenset("\u115f\u1160\u3164\uffa0")
_is_address: Final = URLValidator(schemes=["http", "https"])


class _Wrong(Exception):
    """One value does not hold: a code for programs and what to do next."""

    def __init__(self, code: str, detail: str) -> None:
        self.code, self.detail = code, detail


def read(changes: Mapping[str, object], *, kept: Container[int] = ()) -> dict[str, Wanted]:
    """The values that ``changes`` asks for, by name. Raises Invalid with everything that is wrong.

    ``kept`` are the ids of terms that the owner has already: a retired one among them stays theirs.
    """
    wanted: dict[str, Wanted] = {}
    errors: list[FieldError] = []
    for name, sent in changes.items():
        reader = _READERS.get(name)
        try:
            if reader is None:
                raise _Wrong("unknown-field", _("There is no such field. Leave it out."))
            wanted[name] = reader(sent, kept)
        except _Wrong as wrong:
            errors.append(FieldError(_field(name), wrong.code, wrong.detail))
    if errors:
        raise Invalid(errors)
    return wanted


def missing(values: Mapping[str, object]) -> list[FieldError]:
    """What is not there and must be before a moderator looks at a profile."""
    return [FieldError(name, "required", str(REQUIRED[name])) for name in REQUIRED if not values.get(name)]


def read_words(field: str, sent: object, max_length: int, *, multiline: bool = True) -> str:
    """Typed words made tidy: outer spaces gone, one form of each letter. Raises Invalid for ``field``."""
    try:
        return _words(sent, max_length, multiline=multiline)
    except _Wrong as wrong:
        raise Invalid([FieldError(field, wrong.code, wrong.detail)]) from None


def _words(sent: object, max_length: int, *, multiline: bool) -> str:
    if not isinstance(sent, str):
        raise _Wrong("wrong-type", _("Send text here; an empty text takes the part away."))
    if any("\ud800" <= character <= "\udfff" for character in sent):
        raise _Wrong("broken-unicode", _("This text has a broken character. Type it anew."))
    text = sent.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    turned = _DIRECTIONS.search(text)
    text = unicodedata.normalize("NFC", _without_formats(text))
    text = (text if multiline else re.sub(" +", " ", text)).strip()
    allowed = "\n" if multiline else ""
    if turned or any(
        unicodedata.category(character) in ("Cc", "Zl", "Zp") and character not in allowed
        for character in text
    ):
        raise _Wrong("control-character", _("This text has invisible control characters. Type it anew."))
    if len(text) > max_length:
        raise _Wrong(
            "too-long",
            _("Shorten this to %(most)d characters; it has %(count)d.")
            % {"most": max_length, "count": len(text)},
        )
    return text


def _without_formats(text: str) -> str:
    """The text without characters that have no width, but for joiners inside a word or a picture."""
    plain = "".join(
        character for character in text if character in _JOINERS or unicodedata.category(character) != "Cf"
    )
    around = zip(" " + plain, plain, plain[1:] + " ", strict=False)
    return "".join(
        character
        for before, character, after in around
        if character not in _JOINERS or (_is_joined(before) and _is_joined(after))
    )


def _is_joined(character: str) -> bool:
    return unicodedata.category(character).startswith(_JOINED)


def _text(part: Part, sent: object, kept: Container[int]) -> str:
    return _words(sent, part.max_length, multiline=part.name in MULTILINE)


def _name(part: Part, sent: object, kept: Container[int]) -> str:
    """A name that people can see and say, or none."""
    name = _text(part, sent, kept)
    if str(sent).strip() and not any(_is_seen(character) for character in name):
        raise _Wrong("nothing-to-read", _("Write a name with at least one letter or digit."))
    return name


def _is_seen(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN" and character not in _FILLERS


def _website(part: Part, sent: object, kept: Container[int]) -> str:
    address = _text(part, sent, kept)
    if address:
        try:
            _is_address(address)
        except ValidationError:
            raise _Wrong(
                "not-an-address", _("Write the whole address, beginning with https:// or http://.")
            ) from None
    return address


def _term(facet: Facet, sent: object, kept: Container[int]) -> Term | None:
    if not isinstance(sent, str):
        raise _Wrong("wrong-type", _("Send a code here; an empty text takes it away."))
    return _find(facet, sent, kept) if sent else None


def _picked(part: Part, sent: object, kept: Container[int]) -> tuple[Term, ...]:
    facet = part.facet
    if facet is None or not isinstance(sent, list | tuple) or not all(isinstance(code, str) for code in sent):
        raise _Wrong("wrong-type", _("Send a list of codes here; an empty list takes them all away."))
    if len(sent) > MOST_PICKED:
        raise _Wrong("too-many", _("Pick %(most)d at most.") % {"most": MOST_PICKED})
    found = {term.pk: term for term in (_find(facet, code, kept) for code in sent)}
    return tuple(sorted(found.values(), key=lambda term: term.position))


def _find(facet: Facet, code: str, kept: Container[int]) -> Term:
    vocabulary = terms.current()
    try:
        term = vocabulary.term(facet, code) if _may_be_a_code(code) else None
    except terms.UnknownTerm:
        term = None
    if term is None:
        raise _Wrong("unknown-code", _not_on_the_list(code))
    if term.retired and term.pk not in kept:
        raise _Wrong(
            "retired",
            _("“%(term)s” is no longer offered. Take another one from the list.") % {"term": term.label},
        )
    if facet is Facet.PRACTICE and vocabulary.children(term):
        raise _Wrong(
            "a-group",
            _("“%(term)s” is a group. Pick the practices in it that are yours.") % {"term": term.label},
        )
    return term


def _field(name: object) -> str:
    """The name of a field as an error gives it back, which may be anything that somebody sent."""
    return name if isinstance(name, str) and _may_be_a_code(name) else "?"


def _may_be_a_code(code: str) -> bool:
    """Whether it is worth asking the database: codes are short and plain."""
    return len(code) <= 64 and code.isascii() and code.isprintable()


def _not_on_the_list(code: str) -> str:
    if _may_be_a_code(code):
        return _("There is no “%(code)s” to choose. Take one from the list.") % {"code": code}
    return _("There is no such thing to choose. Take one from the list.")


def _choice(choices: type[TextChoices], blank: bool, sent: object, kept: Container[int]) -> str:
    allowed = [*choices.values, ""] if blank else choices.values
    if not isinstance(sent, str) or sent not in allowed:
        raise _Wrong(
            "not-a-choice", _("Choose one of: %(choices)s.") % {"choices": ", ".join(choices.values)}
        )
    return sent


def _yes_or_no(sent: object, kept: Container[int]) -> bool:
    if not isinstance(sent, bool):
        raise _Wrong("wrong-type", _("Send true or false here."))
    return sent


def _audience(sent: object, kept: Container[int]) -> Audience:
    if sent not in ("public", "members"):
        raise _Wrong("not-a-choice", _("Choose one of: public, members."))
    return Audience.from_code(str(sent))


def _audiences(sent: object, kept: Container[int]) -> dict[str, str]:
    if not isinstance(sent, Mapping):
        raise _Wrong("wrong-type", _("Send the parts and the audience of each."))
    for name, code in sent.items():
        part = PART.get(name) if isinstance(name, str) else None
        if part is None:
            raise _Wrong(
                "unknown-part", _("There is no such part; these are: %(parts)s.") % {"parts": ", ".join(PART)}
            )
        codes = [audience.code for audience in Audience if audience <= part.widest]
        if not isinstance(code, str) or code not in codes:
            raise _Wrong(
                "not-a-choice",
                _("Choose for “%(part)s” one of: %(choices)s.")
                % {"part": part.label, "choices": ", ".join(codes)},
            )
    return {str(name): str(code) for name, code in sent.items()}


_READERS: Final[dict[str, Callable[[object, Container[int]], Wanted]]] = {
    **{part.name: partial(_text, part) for part in WORDS},
    "display_name": partial(_name, PART["display_name"]),
    "website": partial(_website, PART["website"]),
    **{part.name: partial(_picked, part) for part in PICKED},
    "role": partial(_term, Facet.ROLE),
    "region": partial(_term, Facet.REGION),
    "few_confirmed": _yes_or_no,
    "show_role": partial(_choice, ShowRole, False),
    "show_region": partial(_choice, ShowRegion, False),
    "stage": partial(_choice, Stage, True),
    "hide_from_workplace": partial(_choice, Hiding, False),
    "audience": _audience,
    "audiences": _audiences,
}
# The names of the import line, less email and consented_on, as ``as_owner`` orders them.
FIELDS: Final = (
    "display_name", "pronouns", "role", "region", "show_role", "show_region", "few_confirmed",
    *(part.name for part in PICKED),
    "headline", "about", "agency", "title", "real_name", "phone", "website", "stage",
    "audience", "audiences", "hide_from_workplace",
)  # fmt: skip
