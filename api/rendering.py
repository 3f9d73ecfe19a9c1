"""How answers are written: JSON, and for cards CSV.

``bytes`` in an answer are JSON already, written when a card was published, and are put in as they stand.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer

# Every field of a card that can hold something, in the order of the contract; one column each.
COLUMNS = (
    "handle",
    "url",
    "name",
    "listed_on",
    "sector",
    "role",
    "region",
    "practices",
    "settings",
    "strands",
    "offers",
    "seeks",
    "languages",
    "pronouns",
    "headline",
    "about",
    "agency",
    "title",
    "website",
    "confirmed_on",
)
# A spreadsheet takes a cell that starts with one of these for a formula, full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class JSONRenderer(BaseRenderer):
    """JSON, UTF-8. Dates, ids and translated texts are known; anything else is a mistake and raises."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """``b""`` for an answer without a body."""
        return b"" if data is None else orjson.dumps(data, default=_known)


class CSVRenderer(BaseRenderer):
    """The cards of an answer as RFC 4180 CSV with a header line; safe to open in a spreadsheet.

    Only what is on the page: the ``Link`` header names the next one. Every cell is quoted, since some
    spreadsheets also split at a semicolon.
    """

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """``data`` is a list's envelope or one card."""
        cards: Iterable[bytes] = data["results"] if isinstance(data, dict) else [data]
        text = io.StringIO(newline="")
        lines = csv.writer(text, quoting=csv.QUOTE_ALL)
        lines.writerow(COLUMNS)
        for card in cards:
            parts = orjson.loads(card)
            lines.writerow(cell(parts.get(column)) for column in COLUMNS)
        return text.getvalue().encode()


def cell(value: Any) -> str:
    """One cell: terms by their names, joined by ``; ``, and an apostrophe before what looks like a formula."""
    match value:
        case None:
            text = ""
        case list():
            text = "; ".join(term["name"] for term in value)
        case dict():
            text = value["name"]
        case _:
            text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def with_reasons(card: bytes, reasons: list[str]) -> bytes:
    """A card with one more field, without reading it: a card is an object and never empty."""
    return card[:-1] + b',"reasons":' + orjson.dumps(reasons) + b"}"


def _known(value: Any) -> Any:
    match value:
        case bytes() | memoryview():
            return orjson.Fragment(bytes(value))
        case Promise():
            return str(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no JSON form")
