"""Rows in an order, without walking all the way to them.

Each order is an index. Where most of a stretch is wanted, the index is walked and a bitmap asked; where little is,
just that is sorted. An order by role or region lies in sections, one for each of them, and which rows a section has is
a posting: so a search for teachers begins to walk where the teachers begin.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pyroaring import BitMap

from directory.listings.databases import among, fetched
from directory.listings.models import Tables
from directory.listings.postings import Postings

# Sections of one order are digits, all of one length; no key goes on with this byte, which is none of UTF-8.
_END = b"\xff"

type Row = tuple[int, bytes]  # listing id, key in the order
type Section = tuple[bytes, BitMap]  # what keys begin with, and the ids of the rows whose keys do


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the ``visible`` rows of a table, in which order: ``order`` is one of its columns.

    ``beyond`` leaves out all up to and including that key. Which way rows are found goes by those visible alone;
    the others are walked past, up to fifty on a page without one more query.
    """

    tables: Tables
    visible: BitMap
    ids: BitMap
    order: str
    backwards: bool = False
    beyond: bytes | None = None


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Sections from the ``first`` to the ``last``, the number of their visible rows, and which of these are wanted."""

    first: bytes
    last: bytes
    ids: BitMap
    rows: int
    is_walked: bool


def rows_in_order(postings: Postings, wanted: Wanted, limit: int, skip: int = 0) -> list[Row]:
    """``limit`` of the rows wanted, after leaving out the first ``skip``, which is not for rows beyond a key.

    One query, or another each time that the rows come to lie so differently that they are found another way.
    """
    if not wanted.ids or limit <= 0:
        return []
    if len(wanted.ids) <= skip + limit and wanted.ids != wanted.visible:
        return _sorted(wanted, limit, skip)
    found: list[Row] = []
    sections = postings.sections(wanted.order) or [(b"", postings.everything)]
    if wanted.backwards:
        sections = sections[::-1]
    if wanted.beyond is not None:
        sections = [one for one in sections if not _is_before(one[0], wanted.beyond, wanted.backwards)]
    else:
        sections, skip = _without(sections, wanted.ids, skip)
    hides_nobody = len(wanted.visible) == len(postings.everything)
    for stretch in _stretches(sections, wanted, skip + limit):
        part = replace(wanted, ids=stretch.ids)
        if not stretch.is_walked:
            found += _sorted(part, limit - len(found), skip)
        elif hides_nobody and len(stretch.ids) == stretch.rows:
            found += _walked(part, stretch, limit - len(found), skip)
        else:
            found += _picked(part, stretch, limit - len(found), skip)
        if len(found) >= limit:
            break
        skip = 0
    return found


def _is_before(section: bytes, key: bytes, backwards: bool) -> bool:
    there = key[: len(section)]
    return section > there if backwards else section < there


def _without(sections: Sequence[Section], ids: BitMap, skip: int) -> tuple[Sequence[Section], int]:
    """The sections less those at the start that hold nothing but what is skipped; and what then is left to skip."""
    for at, (_, rows) in enumerate(sections):
        here = ids.intersection_cardinality(rows)
        if here > skip:
            return sections[at:], skip
        skip -= here
    return [], skip


def _stretches(sections: Sequence[Section], wanted: Wanted, needed: int) -> Iterator[_Stretch]:
    """What holds any of those wanted: as many sections at once as are needed and are read alike.

    Between sections that are walked there are no others; among those that are sorted it makes no difference.
    """
    wants_all = wanted.ids == wanted.visible
    stretch: _Stretch | None = None
    for section, all_rows in sections:
        here, rows = wanted.ids & all_rows, wanted.visible.intersection_cardinality(all_rows)
        if not rows:
            continue
        if stretch and (len(stretch.ids) >= needed or (not here and stretch.is_walked)):
            yield stretch
            stretch = None
        if not here:
            continue
        is_walked = wants_all or needed * rows <= len(here) ** 2
        if stretch and stretch.is_walked != is_walked:
            yield stretch
            stretch = None
        if stretch:
            here, rows = stretch.ids | here, stretch.rows + rows
        stretch = _Stretch(stretch.first if stretch else section, section, here, rows, is_walked)
    if stretch:
        yield stretch


def _picked(wanted: Wanted, stretch: _Stretch, limit: int, skip: int) -> list[Row]:
    """Of all rows of a stretch those that are wanted, if they lie about as evenly as expected; else the rest is sorted.

    Blocks grow until as many rows were walked as sorting would have looked at.
    """
    needed = min(skip + limit, len(stretch.ids))
    block = needed * stretch.rows // len(stretch.ids) * 5 // 4 + 50
    walked = 0
    found: list[Row] = []
    while len(found) < skip + limit:
        rows = _walked(wanted, stretch, block)
        found += [row for row in rows if row[0] in stretch.ids]
        if len(rows) < block:
            break
        wanted = replace(wanted, beyond=rows[-1][1])
        walked += block
        if len(found) < skip + limit and len(stretch.ids) < min(walked, stretch.rows - walked):
            found += _sorted(wanted, skip + limit - len(found))
            break
        block *= 2
    return found[skip : skip + limit]


def _sorted(wanted: Wanted, limit: int, skip: int = 0) -> list[Row]:
    """Rows among those wanted. One query."""
    condition, parameter = among("id", wanted.ids)
    return _rows(wanted, [condition], [parameter], limit, skip)


def _walked(wanted: Wanted, stretch: _Stretch, limit: int, skip: int = 0) -> list[Row]:
    """All rows of a stretch, wanted or not. One query."""
    if not stretch.first:
        return _rows(wanted, [], [], limit, skip)
    first, last = sorted((stretch.first, stretch.last))
    return _rows(wanted, [f"{wanted.order} >= %s", f"{wanted.order} < %s"], [first, last + _END], limit, skip)


def _rows(
    wanted: Wanted, conditions: Sequence[str], parameters: Sequence[Any], limit: int, skip: int
) -> list[Row]:
    order = wanted.order
    direction, comparison = ("DESC", "<") if wanted.backwards else ("ASC", ">")
    if wanted.beyond is not None:
        conditions, parameters = [*conditions, f"{order} {comparison} %s"], [*parameters, wanted.beyond]
    where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
    sql = (
        f"SELECT id, {order} FROM {wanted.tables.name} {where}ORDER BY {order} {direction} LIMIT %s OFFSET %s"
    )
    return [(pk, bytes(key)) for pk, key in fetched(sql, *parameters, limit, skip)]
