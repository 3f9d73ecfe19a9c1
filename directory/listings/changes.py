"""The changes feed: what came onto a reader's shelf, changed there, or left it, so that clients can forget.

A reader's feed is the shelf's, less what was said of others while they were hidden from this reader, and with the
reader's private lines, by which somebody who hides from them leaves like anybody else. What a reader has once been
shown stays: a line that went missing would tell them as much as one too many. Tokens are random.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

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
    """The lines that this reader may see. Up to two queries to make, one to read."""
    told = _told(reader)
    turns: dict[str, list[Turn]] = {handle: [] for handle in reader.excluded}
    if reader.key:
        own = told.exclude(reader_key="").order_by("pk")
        for handle, *turn in own.values_list("handle", "kind", "reason", "pk"):
            turns.setdefault(handle, []).append(Turn(*turn))
    unseen = Q(kind__in=Change.SILENT)
    open_ended: dict[str, int] = {}
    for handle, its_turns in turns.items():
        spans, since = _hidden(its_turns, excluded=handle in reader.excluded)
        for start, end in spans:
            unseen |= Q(handle=handle, reader_key="", pk__gt=start, pk__lt=end)
        if since is not None:
            open_ended[handle] = since
    # Hidden to the end: from whom they are excluded now, and whoever was when their handle was given up.
    gone = open_ended.keys() - reader.excluded
    if gone:
        gone -= set(
            tables_of(reader.audience).listings.filter(handle__in=gone).values_list("handle", flat=True)
        )
    for handle in reader.excluded | gone:
        unseen |= Q(handle=handle, reader_key="", pk__gt=open_ended[handle])
    return told.exclude(unseen)


class Turn(NamedTuple):
    """One private line: somebody became hidden from the reader, or visible, for a reason."""

    kind: str
    reason: str
    pk: int


def _hidden(turns: Iterable[Turn], *, excluded: bool) -> tuple[list[tuple[int, int]], int | None]:
    """Between which lines somebody was hidden from the reader, and since which they are; None if they are not."""
    reasons: set[str] = set()
    spans = []
    since: int | None = None
    last = 0
    for kind, reason, last in turns:
        if kind in Change.HIDES:
            if since is None:
                since = 0 if kind == "never" else last
            reasons.add(reason)
        else:
            reasons.discard(reason)
            if not reasons:
                # Without a line that says since when, always.
                spans.append((since or 0, last))
                since = None
    return spans, last if since is None and excluded else since


def _told(reader: Reader) -> QuerySet[Change]:
    """All lines of the shelf but other readers' private ones."""
    changes = tables_of(reader.audience).changes
    return changes.filter(reader_key__in={"", reader.key}) if is_open(reader.audience) else changes.none()
