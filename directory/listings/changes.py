"""The changes feed: what came onto a reader's shelf, changed there, or left it, so that clients can forget.

A reader's feed is the shelf's, less what was said of others while they were hidden from this reader, and with the
reader's private lines, by which somebody who hides from them leaves like anybody else. What a reader has once been
shown stays: a line that went missing would tell them as much as one too many. Tokens are random.
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
            known = _told(reader).filter(token=token).values_list("pk", flat=True).first()
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
    """The lines that this reader may see. One query to make, one to read."""
    told = _told(reader)
    own = told.exclude(reader_key="").order_by("pk").values_list("handle", "kind", "pk") if reader.key else ()
    marks: dict[str, list[tuple[str, int]]] = {handle: [] for handle in reader.excluded}
    for handle, kind, pk in own:
        marks.setdefault(handle, []).append((kind, pk))
    hidden = Q(kind__in=Change.SILENT)
    for handle, turns in marks.items():
        since = 0 if handle in reader.excluded and not turns else None
        for kind, pk in turns:
            if kind in Change.HIDES:
                since = pk if since is None else since
            elif since is not None:
                hidden |= Q(handle=handle, reader_key="", pk__gt=since, pk__lt=pk)
                since = None
        if handle in reader.excluded:
            last = turns[-1][1] if turns else 0
            hidden |= Q(handle=handle, reader_key="", pk__gt=last if since is None else since)
    return told.exclude(hidden)


def _told(reader: Reader) -> QuerySet[Change]:
    """All lines of the shelf but other readers' private ones."""
    changes = tables_of(reader.audience).changes
    return changes.filter(reader_key__in={"", reader.key}) if is_open(reader.audience) else changes.none()
