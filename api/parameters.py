"""Reading the query: what is broken or unknown is refused by its name."""

import re
from collections.abc import Collection, Iterator
from urllib.parse import unquote_to_bytes

from django.forms.utils import ErrorDict
from django.http import QueryDict
from rest_framework.request import Request

from directory.profiles.errors import FieldError, Invalid

# What an error repeats of a name that a client made up.
NAME_LENGTH = 40


def check_text(request: Request) -> None:
    """Refuse what is not UTF-8 (lone surrogates are not) and what has NUL, which Django would read as something.

    Raises Invalid.
    """
    raw: str = request.META.get("QUERY_STRING", "")
    # Nearly every query is plain, and a plain one has neither.
    if "%" in raw or not raw.isascii():
        wrong = list(_broken(raw))
        if wrong:
            raise Invalid(wrong)


def refuse_unknown(request: Request, known: Collection[str]) -> None:
    """Refuse every parameter that is not ``known``, blank ones too. Raises Invalid."""
    unknown = [name[:NAME_LENGTH] for name in request.query_params if name not in known]
    if unknown:
        raise Invalid([FieldError(name, "unknown", "There is no such parameter here.") for name in unknown])


def refuse_repeated(request: Request, several: Collection[str]) -> None:
    """Refuse every parameter that has more than one value and is not among ``several``. Raises Invalid.

    Blank values count as not given.
    """
    given = without_blanks(request)
    repeated = [name for name in given if name not in several and len(given.getlist(name)) > 1]
    if repeated:
        raise Invalid([FieldError(name, "repeated", "Name this once.") for name in repeated])


def without_blanks(request: Request) -> QueryDict:
    """The query without its blank values: they count as not given, wherever they stand."""
    given = QueryDict(mutable=True)
    for name, values in request.query_params.lists():
        given.setlist(name, [value for value in values if value.strip()])
    return given


def form_errors(errors: ErrorDict) -> list[FieldError]:
    """What a form found, one by one."""
    return [
        FieldError(name, error["code"] or "invalid", error["message"])
        for name, found in errors.get_json_data().items()
        for error in found
    ]


def whole_number(request: Request, name: str, *, default: int, most: int) -> int:
    """The number that ``name`` gives, from 1 to ``most``; ``default`` where it is blank. Raises Invalid."""
    text = one(request, name)
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,6}", text, re.ASCII) or not 1 <= int(text) <= most:
        raise Invalid([FieldError(name, "invalid", f"Write a whole number from 1 to {most}.")])
    return int(text)


def one(request: Request, name: str, *, longest: int = 1000) -> str:
    """The one value of ``name``, without space around it; empty where it is blank. Raises Invalid."""
    # ``refuse_repeated`` left one value, and blank ones beside it.
    text = "".join(request.query_params.getlist(name)).strip()
    if len(text) > longest:
        raise Invalid([FieldError(name, "max_length", f"At most {longest} characters.")])
    return text


def _broken(raw: str) -> Iterator[FieldError]:
    for pair in raw.encode("latin-1").replace(b"+", b" ").split(b"&"):
        name, _, value = (unquote_to_bytes(part) for part in pair.partition(b"="))
        field = name.decode(errors="replace").replace("\x00", "")[:NAME_LENGTH]
        if b"\x00" in name + value:
            yield FieldError(field, "null", "NUL characters are not allowed.")
        try:
            (name + value).decode()
        except UnicodeDecodeError:
            yield FieldError(field, "encoding", "This is not UTF-8.")
