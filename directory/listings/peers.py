"""Peers: who does similar restorative work, near by, and why each is named.

Each thing in common counts: a practice three, a strand, a setting and the sector one each, and one each for the
same state, area and county. The best come first, the newest among equals. Nothing but the reader's shelf is used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from pyroaring import BitMap

from directory.listings.cards import Card
from directory.listings.points import Points
from directory.listings.readers import Reader
from directory.listings.shelves import OpenShelf, open_shelf
from directory.vocabulary import terms
from directory.vocabulary.models import Facet, RegionKind

WEIGHTS = {"practice": 3, "strand": 1, "setting": 1, "sector": 1, "region": 1}
# Work in common makes a peer; a place alone does not.
WORK = ("practice", "strand", "setting", "sector")


@dataclass(frozen=True, slots=True)
class Common:
    """What two cards have in common: so many practices, strands and settings, the sector, a kind of region."""

    practices: int
    strands: int
    settings: int
    sector: bool
    near: str

    def in_words(self) -> list[str]:
        """As the API says it, in English."""
        counted = (
            (self.practices, "shared practice", "shared practices"),
            (self.strands, "shared aim", "shared aims"),
            (self.settings, "shared setting", "shared settings"),
        )
        reasons = [f"{count} {one if count == 1 else many}" for count, one, many in counted if count]
        if self.sector:
            reasons.append("same sector")
        if self.near:
            reasons.append("same nation" if self.near == RegionKind.TRIBAL_NATION else f"same {self.near}")
        return reasons


@dataclass(frozen=True, slots=True)
class Peer:
    """A card and why it is named."""

    card: bytes
    common: Common

    @property
    def reasons(self) -> list[str]:
        """Why, as the API says it."""
        return self.common.in_words()


def peers_of(reader: Reader, handle: str, limit: int = 5) -> list[Peer] | None:
    """Peers of one card, without itself and the reader; None if there is no such card for this reader."""
    with open_shelf(reader) as shelf:
        rows = shelf.tables.listings.filter(handle=handle).values_list("pk", "keys", "card")
        found = next(iter(rows), None)
        if found is None or found[0] not in shelf.visible:
            return None
        pk, keys, card = found
        return _nearest(shelf, keys.split(), orjson.loads(bytes(card)), shelf.visible - BitMap([pk]), limit)


def peers_for(reader: Reader, own: Card, limit: int = 5) -> list[Peer]:
    """Peers of the reader, whose own terms are ``own``: it need not be on a shelf."""
    with open_shelf(reader) as shelf:
        return _nearest(shelf, own.posting_keys(), orjson.loads(own.json()), shelf.visible, limit)


def _nearest(
    shelf: OpenShelf, keys: Sequence[str], own: dict[str, Any], others: BitMap, limit: int
) -> list[Peer]:
    if shelf.reader.handle:
        mine = shelf.tables.listings.filter(handle=shelf.reader.handle)
        others = others - BitMap(mine.values_list("pk", flat=True))
    picked: list[int] = []
    points, candidates = _points(shelf, keys, others)
    for _, ids in points.bands(candidates):
        rows = shelf.in_order(ids, "by_newest", limit=limit - len(picked))
        picked += [pk for pk, _ in rows]
        if len(picked) >= limit:
            break
    return [Peer(card, _in_common(own, orjson.loads(card))) for card in shelf.cards(picked)]


def _points(shelf: OpenShelf, keys: Sequence[str], others: BitMap) -> tuple[Points, BitMap]:
    """What each of ``others`` has in common, in points; and those who have some work in common."""
    common: list[tuple[BitMap, int]] = []
    candidates = BitMap()
    for key in keys:
        parameter, _, code = key.partition(":")
        if parameter not in WEIGHTS or not _counts(parameter, code):
            continue
        ids = shelf.postings.having(key) & others
        common.append((ids, WEIGHTS[parameter]))
        if parameter in WORK:
            candidates |= ids
    points = Points()
    for ids, weight in common:
        points.give(ids & candidates, weight)
    return points, candidates


def _counts(parameter: str, code: str) -> bool:
    """Whether a term in common says something: a group of practices and the whole country do not."""
    if parameter == "practice":
        term = terms.current().find(Facet.PRACTICE, code)
        return term is not None and term.parent_id is not None
    if parameter == "region":
        term = terms.current().find(Facet.REGION, code)
        return term is not None and term.kind != RegionKind.COUNTRY
    return True


def _in_common(own: dict[str, Any], other: dict[str, Any]) -> Common:
    near = None
    if "region" in own and "region" in other:
        vocabulary = terms.current()
        near = vocabulary.nearness(
            vocabulary.term(Facet.REGION, own["region"]["code"]),
            vocabulary.term(Facet.REGION, other["region"]["code"]),
        )
    return Common(
        practices=_how_many("practices", own, other),
        strands=_how_many("strands", own, other),
        settings=_how_many("settings", own, other),
        sector="sector" in own and own["sector"] == other.get("sector"),
        near=near.kind if near else "",
    )


def _how_many(part: str, own: dict[str, Any], other: dict[str, Any]) -> int:
    return len({term["code"] for term in own.get(part, ())} & {term["code"] for term in other.get(part, ())})
