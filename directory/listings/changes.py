"""The changes feed: what came onto a reader's shelf, changed there, or left it, so that clients can forget.

A reader's feed is the shelf's less the lines about those excluded, and with the reader's private lines, by which
somebody who hides from them leaves like anybody else. Tokens are random; nothing counts what a reader cannot see.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from directory.listings import text
from directory.listings.models import Change, tables_of
from directory.listings.readers import Reader
from directory.listings.shelves import is_open

START = "start"  # Before the first line there ever was.


class UnknownToken(LookupError):
    """No line of this reader's feed has this token: start again from a full walk of the list."""


@dataclass(frozen=True, slots=True)
class Line:
    """One change: ``kind`` is ``listed``, ``updated`` or ``unlisted``."""

    kind: str
    handle: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Some changes in their order, and the token to go on from."""

    results: list[Line]
    next: str


def after(reader: Reader, token: str, limit: int = 100) -> Page:
    """Up to ``limit`` changes after the one with this token. Raises UnknownToken."""
    with text.snapshot():
        feed = _feed(reader)
        if token != START:
            known = feed.filter(token=token).values_list("pk", flat=True).first()
            if known is None:
                raise UnknownToken("This token is unknown here or too old. Walk the list, then follow again.")
            feed = feed.filter(pk__gt=known)
        rows = list(feed.order_by("pk")[:limit])
    lines = [Line(row.kind, row.handle, row.at) for row in rows]
    return Page(lines, rows[-1].token if rows else token)


def newest(reader: Reader) -> str:
    """The token of the newest change in this reader's feed."""
    return _feed(reader).order_by("-pk").values_list("token", flat=True).first() or START


def _feed(reader: Reader) -> QuerySet[Change]:
    """The lines that concern this reader.

    Of somebody excluded only the private lines remain: the last of them says that they are gone.
    """
    changes = tables_of(reader.audience).change._default_manager
    if not is_open(reader.audience):
        return changes.none()
    shared = Q(reader_key="")
    if reader.excluded:
        shared &= ~Q(handle__in=reader.excluded)
    return changes.filter(shared | Q(reader_key=reader.key) if reader.key else shared)
