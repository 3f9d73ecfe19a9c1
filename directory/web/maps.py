"""The map of counties: the region filter of the search page, drawn.

Its numbers are those of the region facet for this reader and nothing else. Whoever shows only an area or a state
is counted there and in no county.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.translation import ngettext

from directory.listings.search import Count, Query
from directory.vocabulary import terms
from directory.vocabulary.models import Facet, RegionKind, Term
from directory.vocabulary.terms import Vocabulary
from directory.web.links import Pairs, Search
from directory.web.shapes import NATION, Shapes, Spot, shapes_of

# The name in the page's address that shows the map of another state, without searching there.
PARAMETER = "map"
STEPS = 5
# A table of more lines than this leaves out those where nobody is found.
FEW = 40
# In the units of the shapes: half as many pixels on the page.
_NUMBER_HEIGHT = 30
_DIGIT_WIDTH = 17


@dataclass(frozen=True, slots=True)
class Badge:
    """A number on the map: where its middle is, and the box around it."""

    x: int
    y: int
    width: int
    height: int

    @property
    def left(self) -> int:
        """Where the box begins."""
        return self.x - self.width // 2

    @property
    def top(self) -> int:
        """Where the box begins, from above."""
        return self.y - self.height // 2

    @property
    def round(self) -> int:
        """How far its ends are rounded: all the way."""
        return self.height // 2


@dataclass(frozen=True, slots=True)
class Place:
    """A region: how many were found there, and the address that adds it to the search or takes it away.

    ``address`` is empty where there is nobody to find. ``step`` is how dark it is, 0 to 5; ``path`` is empty for
    what has no shape, ``badge`` None where there is no room for the number. ``depth`` indents it in the table.
    """

    term: Term
    count: int
    chosen: bool
    address: str
    step: int = 0
    path: str = ""
    badge: Badge | None = None
    depth: int = 0

    @property
    def is_darkest(self) -> bool:
        """Whether a number on it must be light to be read."""
        return self.step == STEPS

    @property
    def text(self) -> str:
        """The place in words, for whoever does not see it drawn."""
        return ngettext("%(place)s: %(count)d ally", "%(place)s: %(count)d allies", self.count) % {
            "place": self.term.label,
            "count": self.count,
        }


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the table: an area, or the state itself, and what lies in it.

    Of a long one only what leads somewhere, and ``left_out`` is how many others there are.
    """

    head: Place
    places: Sequence[Place]
    left_out: int = 0

    @property
    def lines(self) -> list[Place]:
        """All of it, the head first."""
        return [self.head, *self.places]


@dataclass(frozen=True, slots=True)
class Tab:
    """Another state whose map can be looked at."""

    term: Term
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes with numbers, and the lines over them.

    ``places`` lead somewhere, ``quiet`` have nobody; ``land`` is all that the vocabulary has no name for. ``chosen``
    is what the search is limited to, as an outline to fill and as one to follow.
    """

    width: int
    height: int
    places: Sequence[Place]
    quiet: Sequence[Place]
    land: str
    most: int
    edge: str = ""
    borders: str = ""
    chosen: str = ""
    chosen_edge: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    """The map of one state, its twin as a table, and the nation to choose another state from."""

    state: Place
    drawing: Drawing | None
    areas: Sequence[Place]
    groups: Sequence[Group]
    tabs: Sequence[Tab]
    nation: Drawing | None
    states: Sequence[Place]
    has_areas: bool
    has_counties: bool
    wider: bool


def map_of(query: Query, counts: Iterable[Count], here: Search) -> Map | None:
    """The map for a search: its region filter, the region facet's counts, and its links.

    Drawn is the state that the address asks for with ``map``, else the one state that all chosen regions lie in,
    else the first home state. None when the vocabulary has no such state.
    """
    vocabulary = terms.current()
    chosen = [term for code in query.terms.get("region", ()) if (term := vocabulary.find(Facet.REGION, code))]
    state = _drawn(vocabulary, chosen, here)
    if state is None:
        return None
    return _Drawer(vocabulary, {row.term.code: row.count for row in counts}, chosen, here, query.wider).map(
        state
    )


def _drawn(vocabulary: Vocabulary, chosen: Sequence[Term], here: Search) -> Term | None:
    """The state whose map is shown."""
    codes = [value for name, value in here.pairs if name == PARAMETER]
    states = {state.code for term in chosen if (state := vocabulary.state_of(term))}
    if len(states) == 1:
        codes += states
    for code in (*codes, *settings.HOME_STATES):
        term = vocabulary.find(Facet.REGION, code)
        if term is not None and term.kind == RegionKind.STATE:
            return term
    return None


class _Drawer:
    """What every part of one map is made from."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        counts: Mapping[str, int],
        chosen: Sequence[Term],
        here: Search,
        wider: bool,
    ) -> None:
        self.vocabulary = vocabulary
        self.counts = counts
        self.chosen = {term.code: term for term in chosen}
        self.here = here
        self.wider = wider

    def map(self, state: Term) -> Map:
        """All of it, for one state."""
        shapes = shapes_of(state.code)
        regions = self._regions_of(state)
        areas = {term.code: term for term in regions if term.kind == RegionKind.AREA}
        group_of = {term.code: self._group_of(term, areas, state) for term in regions}
        counties = [term for term in regions if term.kind == RegionKind.COUNTY]
        most = max((self.counts.get(term.code, 0) for term in counties), default=0)
        places = {
            term.code: self._place(term, shapes=shapes, most=most, depth=self._depth(term, areas))
            for term in regions
            if term.code not in areas
        }
        listed = [place for place in places.values() if self._stands(place)]
        drawing = self._drawing(shapes, list(places.values()), most, group_of) if shapes else None
        heads = {
            code: self._place(term, badge=self._area_badge(state, shapes, code, group_of) if shapes else None)
            for code, term in areas.items()
        }
        whole = self._place(
            state,
            badge=self._area_badge(state, shapes, state.code, group_of) if shapes and not areas else None,
        )
        groups = [
            _group(heads.get(head, whole), [place for place in listed if group_of[place.term.code] == head])
            for head in (state.code, *areas)
        ]
        nation, states = self._nation(state)
        return Map(
            state=whole,
            drawing=drawing,
            areas=[head for head in heads.values() if self._stands(head)] or [whole],
            groups=[group for group in groups if group.head is whole or self._stands(group.head)],
            tabs=self._tabs(state),
            nation=nation,
            states=states,
            has_areas=bool(areas),
            has_counties=bool(counties),
            wider=self.wider,
        )

    # --- One place -------------------------------------------------------------------------------------

    def _place(
        self,
        term: Term,
        *,
        shapes: Shapes | None = None,
        most: int = 0,
        depth: int = 0,
        badge: Badge | None = None,
        address: str | None = None,
    ) -> Place:
        """A region as this reader finds it."""
        count = self.counts.get(term.code, 0)
        chosen = term.code in self.chosen
        if shapes is not None and count and term.code in shapes.spots:
            badge = _badge(shapes.spots[term.code], count)
        if address is None:
            address = self._toggled(term)
        return Place(
            term=term,
            count=count,
            chosen=chosen,
            address=address if count or chosen else "",
            step=_step(count, most),
            path=shapes.paths.get(term.code, "") if shapes else "",
            badge=badge,
            depth=depth,
        )

    def _stands(self, place: Place) -> bool:
        """Whether the table has a line for it: a retired region only where it is found or chosen."""
        return bool(place.address) or not place.term.retired

    def _toggled(self, term: Term) -> str:
        """The search with this region, or without it if it is chosen.

        What is chosen above or below it gives way, or the choice would change nothing.
        """
        if term.code in self.chosen:
            return self.here.without("region", term.code)
        return Search(self.here.path, self._chosen_too(self.here.pairs, term)).address

    def _chosen_too(self, pairs: Pairs, term: Term) -> Pairs:
        place = self.vocabulary.place_of(term)
        related = place.below | {above.code for above in place.above}
        kept = [pair for pair in pairs if pair[0] != "region" or pair[1] not in related]
        return *kept, ("region", term.code)

    # --- One state -------------------------------------------------------------------------------------

    def _regions_of(self, state: Term) -> list[Term]:
        """All that lies in a state or is also found in it, in the vocabulary's order."""
        below = self.vocabulary.below(state)
        regions = self.vocabulary.terms(Facet.REGION, include_retired=True)
        return [term for term in regions if term.code in below]

    def _group_of(self, term: Term, areas: Mapping[str, Term], state: Term) -> str:
        """The code of the area a region lies in, or of the state."""
        area = self.vocabulary.area_of(term)
        return area.code if area is not None and area.code in areas else state.code

    def _depth(self, term: Term, areas: Mapping[str, Term]) -> int:
        """How many regions lie between this one and its area or state."""
        depth, above = 0, term.parent
        while above is not None and above.code not in areas and above.kind != RegionKind.STATE:
            depth, above = depth + 1, above.parent
        return depth

    def _drawing(
        self, shapes: Shapes, places: Sequence[Place], most: int, group_of: Mapping[str, str]
    ) -> Drawing:
        """The counties of one state, drawn."""
        covered = {code for code in shapes.paths if self._covers(code)}
        return self._drawn(
            shapes,
            places,
            most,
            edge=shapes.borders(lambda code: True),
            borders=shapes.borders(group_of.get) if len(set(group_of.values())) > 1 else "",
            # All of it chosen needs no pattern to be told from the rest.
            chosen=_outlines(shapes, covered) if len(covered) < len(shapes.paths) else "",
            chosen_edge=shapes.borders(lambda code: code in covered or None) if covered else "",
        )

    def _drawn(self, shapes: Shapes, places: Iterable[Place], most: int, **lines: str) -> Drawing:
        drawn = [place for place in places if place.path]
        return Drawing(
            width=shapes.width,
            height=shapes.height,
            places=[place for place in drawn if place.address],
            quiet=[place for place in drawn if not place.address],
            land=_outlines(shapes, shapes.paths.keys() - {place.term.code for place in drawn}),
            most=most,
            **lines,
        )

    def _covers(self, county: str) -> bool:
        """Whether a county is chosen, or lies in what is."""
        term = self.vocabulary.find(Facet.REGION, county)
        if term is None:
            return False
        return county in self.chosen or any(
            above.code in self.chosen and above.kind == RegionKind.AREA
            for above in self.vocabulary.above(term)
        )

    def _area_badge(
        self, state: Term, shapes: Shapes, area: str, group_of: Mapping[str, str]
    ) -> Badge | None:
        """Where the number of an area or the state stands; None for one without land of its own on the map."""
        inside = frozenset(code for code in shapes.paths if group_of.get(code, state.code) == area)
        count = self.counts.get(area, 0)
        if not inside or not (count or area in self.chosen):
            return None
        spot = _spot_within(state.code, inside)
        return _boxed(spot, count) if spot else None

    def _tabs(self, drawn: Term) -> list[Tab]:
        """The home states, those of what is chosen and the one that is drawn, if that is more than one."""
        codes = [*settings.HOME_STATES]
        codes += [state.code for term in self.chosen.values() if (state := self.vocabulary.state_of(term))]
        found = (self.vocabulary.find(Facet.REGION, code) for code in dict.fromkeys([*codes, drawn.code]))
        tabs = [
            Tab(term, self.here.with_one(PARAMETER, term.code), term == drawn)
            for term in found
            if term is not None
        ]
        return tabs if len(tabs) > 1 else []

    # --- The nation ------------------------------------------------------------------------------------

    def _nation(self, drawn: Term) -> tuple[Drawing | None, list[Place]]:
        """The states where anybody is found, drawn and as a list; nothing when that is the drawn one alone."""
        every = [
            term
            for term in self.vocabulary.terms(Facet.REGION, include_retired=True)
            if term.kind == RegionKind.STATE
        ]
        shapes = shapes_of(NATION)
        most = max((self.counts.get(term.code, 0) for term in every), default=0)
        places = [self._place(term, shapes=shapes, most=most, address=self._at_state(term)) for term in every]
        found = [place for place in places if place.address]
        if all(place.term == drawn for place in found):
            return None, []
        if shapes is None:
            return None, found
        drawing = self._drawn(
            shapes,
            places,
            most,
            edge=shapes.borders(lambda code: True),
            chosen=_outlines(shapes, self.chosen.keys() & shapes.paths.keys()),
            chosen_edge=shapes.borders(lambda code: code if code in self.chosen else None),
        )
        return drawing, found

    def _at_state(self, state: Term) -> str:
        """The search in one state alone, with its map; or no longer in it."""
        pairs = [pair for pair in self.here.pairs if pair[0] != PARAMETER]
        if state.code in self.chosen:
            return Search(self.here.path, pairs).without("region", state.code)
        kept = [pair for pair in pairs if pair[0] != "region"]
        return Search(self.here.path, [*kept, ("region", state.code)]).address


def _group(head: Place, places: Sequence[Place]) -> Group:
    """A part of the table, not too long."""
    if len(places) <= FEW:
        return Group(head, places)
    found = [place for place in places if place.address]
    return Group(head, found, len(places) - len(found))


# --- Shades and numbers ------------------------------------------------------------------------------------


def _outlines(shapes: Shapes, codes: Iterable[str]) -> str:
    """Several places as one path."""
    return "".join(shapes.paths[code] for code in sorted(codes))


def _step(count: int, most: int) -> int:
    """How dark a place is: 0 for nobody, 5 for the most on this map, by the logarithm between."""
    if not count or not most:
        return 0
    if most == 1:
        return STEPS // 2
    return 1 + int((STEPS - 1) * math.log(count) / math.log(most))


def _badge(spot: Spot, count: int) -> Badge | None:
    """A number in a place; None where it would stand out over the border."""
    box = _boxed(spot, count)
    return box if math.hypot(box.width, box.height) / 2 <= spot.room + 4 else None


def _boxed(spot: Spot, count: int) -> Badge:
    """A number and the box it needs."""
    return Badge(spot.x, spot.y, 16 + _DIGIT_WIDTH * len(str(count)), _NUMBER_HEIGHT + 8)


@lru_cache(maxsize=256)
def _spot_within(state: str, counties: frozenset[str]) -> Spot | None:
    shapes = shapes_of(state)
    return shapes.spot_within(counties) if shapes else None


def state_asked(given: str) -> Iterator[tuple[str, str]]:
    """What the links of the page repeat of the address's ``map``; nothing for what is no state."""
    term = terms.current().find(Facet.REGION, given)
    if term is not None and term.kind == RegionKind.STATE:
        yield PARAMETER, term.code
