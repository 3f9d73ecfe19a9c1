"""The facets of the search page: what may be ticked, how many each would find, and in what order it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from directory.listings.search import Count
from directory.vocabulary import terms
from directory.vocabulary.models import Facet, RegionKind, Term

MOST_AT_A_GLANCE = 12
# Of a longer list so many stand there at first, and the others once they are asked for.
FIRST_OF_LONG = 10
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
    """One box to tick; ``depth`` is how far it is indented, ``is_beyond`` whether a long list folds it away."""

    term: Term
    count: int
    checked: bool
    depth: int = 0
    is_beyond: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes under a heading: the roles of one kind of institution. Other facets are one group without."""

    code: str
    heading: str
    rows: list[Row] = field(default_factory=list)

    @property
    def is_beyond(self) -> bool:
        """Whether a long list folds all of it away."""
        return all(row.is_beyond for row in self.rows)


@dataclass(frozen=True, slots=True)
class FacetBox:
    """One facet: its boxes, and whether it is unfolded from the start."""

    name: str
    label: StrPromise
    groups: Sequence[Group]
    is_open: bool

    @property
    def rows(self) -> list[Row]:
        """All boxes, whatever their group."""
        return [row for group in self.groups for row in group.rows]

    @property
    def ticked(self) -> int:
        """How many of the boxes are ticked."""
        return sum(row.checked for row in self.rows)

    @property
    def is_long(self) -> bool:
        """Whether one would rather type than read it through."""
        return len(self.rows) > MOST_AT_A_GLANCE

    @property
    def has_beyond(self) -> bool:
        """Whether some boxes stand there only once all are asked for."""
        return any(row.is_beyond for row in self.rows)


def facet_boxes(
    counts: Mapping[str, Sequence[Count]], chosen: Mapping[str, Sequence[str]], always_open: Sequence[str]
) -> list[FacetBox]:
    """All facets that have something to tick.

    What is ticked stays, even where it would find nobody: else it could not be unticked.
    """
    boxes = []
    for name, label in LABELS.items():
        groups = _groups(name, counts.get(name, ()), chosen.get(name, ()))
        if groups:
            ticked = any(row.checked for group in groups for row in group.rows)
            boxes.append(FacetBox(name, label, groups, name in always_open or ticked))
    return boxes


def _groups(name: str, counts: Sequence[Count], chosen: Sequence[str]) -> list[Group]:
    """The boxes of one facet in vocabulary order, the chosen ones among them."""
    found = {count.term.code: count.count for count in counts}
    facet = terms.PARAMETERS[name]
    shown = [
        term
        for term in terms.current().terms(facet, include_retired=True)
        if term.code in chosen or (term.code in found and term.kind != RegionKind.COUNTRY)
    ]
    codes = {term.code for term in shown}
    groups: list[Group] = []
    for place, term in enumerate(shown):
        above = term.parent if facet == Facet.ROLE else None
        code, heading = (above.code, above.label) if above else ("", "")
        if not groups or groups[-1].code != code:
            groups.append(Group(code, heading))
        is_chosen = term.code in chosen
        is_beyond = len(shown) > MOST_AT_A_GLANCE and place >= FIRST_OF_LONG and not is_chosen
        row = Row(term, found.get(term.code, 0), is_chosen, _depth(term, codes), is_beyond)
        groups[-1].rows.append(row)
    return groups


def _depth(term: Term, codes: set[str]) -> int:
    """How many of the terms above this one, by parent and in its own facet, are shown as well."""
    depth = 0
    above = term.parent
    while above is not None and above.facet == term.facet:
        depth += above.code in codes
        above = above.parent
    return depth
