"""The facets of the search page: what may be ticked, how many each would find, and in what order it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from directory.listings.search import Count
from directory.vocabulary import terms
from directory.vocabulary.models import Facet, RegionKind, Term

# In the order in which they stand on the page.
LABELS: Mapping[str, StrPromise] = {
    "sector": _("Kind of institution"),
    "role": _("Role"),
    "region": _("Region"),
    "practice": _("Restorative practice"),
    "setting": _("Where they work"),
    "strand": _("What they do as an ally"),
    "offers": _("Can offer"),
    "seeks": _("Is looking for"),
    "language": _("Language"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One box to tick. ``heading`` stands above it where a new group begins; ``depth`` is how far it is indented."""

    term: Term
    count: int
    checked: bool
    depth: int = 0
    heading: str = ""


@dataclass(frozen=True, slots=True)
class FacetBox:
    """One facet: its boxes, and whether it is unfolded from the start."""

    name: str
    label: StrPromise
    rows: Sequence[Row]
    is_open: bool


def facet_boxes(
    counts: Mapping[str, Sequence[Count]], chosen: Mapping[str, Sequence[str]], always_open: Sequence[str]
) -> list[FacetBox]:
    """All facets that have something to tick.

    What is ticked stays, even where it would find nobody: else it could not be unticked.
    """
    boxes = []
    for name, label in LABELS.items():
        rows = _rows(name, counts.get(name, ()), chosen.get(name, ()))
        if rows:
            boxes.append(FacetBox(name, label, rows, name in always_open or any(row.checked for row in rows)))
    return boxes


def _rows(name: str, counts: Sequence[Count], chosen: Sequence[str]) -> list[Row]:
    """The rows of one facet in vocabulary order, the chosen ones among them."""
    found = {count.term.code: count.count for count in counts}
    facet = terms.PARAMETERS[name]
    shown = [
        term
        for term in terms.current().terms(facet, include_retired=True)
        if term.code in chosen or (term.code in found and term.kind != RegionKind.COUNTRY)
    ]
    codes = {term.code for term in shown}
    rows: list[Row] = []
    last_group = ""
    for term in shown:
        group = term.parent.label if facet == Facet.ROLE and term.parent else ""
        heading = group if group != last_group else ""
        last_group = group
        rows.append(Row(term, found.get(term.code, 0), term.code in chosen, _depth(term, codes), heading))
    return rows


def _depth(term: Term, codes: set[str]) -> int:
    """How many of the terms above this one, by parent and in its own facet, are shown as well."""
    depth = 0
    above = term.parent
    while above is not None and above.facet == term.facet:
        depth += above.code in codes
        above = above.parent
    return depth
