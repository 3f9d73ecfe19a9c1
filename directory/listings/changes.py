"""The changes feed: what came onto a reader's shelf, changed there, or left it, so that clients can forget.

A reader's feed is the shelf's, less what was said of others while they were hidden from this reader, and with the
reader's private lines, by which somebody who hides from them leaves like anybody else. What a reader has once been
shown stays: a line that went missing would tell them as much as one too many. Tokens are random.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from math import inf
from typing import NamedTuple

from django.db.models import QuerySet

from directory.listings.databases import snapshot
from directory.listings.models import Change, tables_of
from directory.listings.readers import Reader
from directory.listings.shelves import is_open

START = "start"  # Before the first line there ever was.
# So many lines are read at a time, however few are asked for: no answer should take longer for each line passed over.
BATCH = 500


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
    with snapshot():
        told = _told(reader)
        known = 0
        if token != START:
            found = told.filter(token=token).values_list("pk", flat=True).first()
            if found is None:
                raise UnknownToken("This token is unknown here or too old. Walk the list, then follow again.")
            known = found
        rows = list(islice(_seen(reader, told.filter(pk__gt=known).order_by("pk")), limit))
    lines = [Line(row.kind, row.handle, row.at) for row in rows]
    return Page(lines, rows[-1].token if rows else token)


def newest(reader: Reader) -> str:
    """The token of the newest change in this reader's feed."""
    with snapshot():
        return next((row.token for row in _seen(reader, _told(reader).order_by("-pk"))), START)


def _seen(reader: Reader, told: QuerySet[Change]) -> Iterator["_Stored"]:
    """Those of the lines that this reader may see, in their order; a query for each batch of them."""
    hidden = _hidden_spans(reader)
    place = 0
    columns = told.values_list(*_Stored._fields)
    while rows := list(columns[place : place + BATCH]):
        for row in map(_Stored._make, rows):
            is_hidden = not row.reader_key and any(
                start < row.pk < end for start, end in hidden.get(row.handle, ())
            )
            if row.kind not in Change.SILENT and not is_hidden:
                yield row
        if len(rows) < BATCH:
            return
        place += BATCH


def _hidden_spans(reader: Reader) -> dict[str, list[tuple[int, float]]]:
    """Between which lines somebody was, or to the end is, hidden from this reader. Up to two queries."""
    turns: dict[str, list[Turn]] = {handle: [] for handle in reader.excluded}
    if reader.key:
        own = _told(reader).exclude(reader_key="").order_by("pk")
        for handle, *turn in own.values_list("handle", "kind", "reason", "pk"):
            turns.setdefault(handle, []).append(Turn(*turn))
    spans: dict[str, list[tuple[int, float]]] = {}
    open_ended: dict[str, int] = {}
    for handle, its_turns in turns.items():
        closed, since = _hidden(its_turns, excluded=handle in reader.excluded)
        spans[handle] = [*closed]
        if since is not None:
            open_ended[handle] = since
    # Hidden to the end: from whom they are excluded now, and whoever was when their handle was given up.
    gone = open_ended.keys() - reader.excluded
    if gone:
        listings = tables_of(reader.audience).listings
        gone -= set(listings.filter(handle__in=gone).values_list("handle", flat=True))
    for handle in reader.excluded | gone:
        spans[handle].append((open_ended[handle], inf))
    return spans


class _Stored(NamedTuple):
    """A line as it lies in the table."""

    pk: int
    token: str
    kind: str
    handle: str
    at: datetime
    reader_key: str


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
