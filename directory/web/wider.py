"""Ways on for whoever finds nobody: the nearest wider searches, each with how many it finds."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from directory.listings.readers import Reader
from directory.listings.search import FACETS, Found, Query
from directory.listings.wider import WORDS, Way, Wider, wider
from directory.vocabulary import terms
from directory.web.links import Search


@dataclass(frozen=True, slots=True)
class WayOn:
    """What a wider search leaves out or asks instead, its address, and how many it finds."""

    text: str
    address: str
    count: int


def ways_on(reader: Reader, query: Query, found: Found, here: Search) -> list[WayOn]:
    """Where to go on from a search that found nobody, or nobody with all words."""
    if found.count and not found.partial:
        return []
    return [
        WayOn(
            _in_words(query, one),
            here.cleared() if one.way is Way.EVERYBODY else _address(one.query, here),
            one.count,
        )
        for one in wider(reader, query, keep_words=found.partial)
    ]


def _in_words(query: Query, one: Wider) -> str:
    if one.way is Way.LARGER_REGION:
        return _("Look in %(region)s") % {"region": _names("region", one.query)}
    if one.way is Way.REGION_SHOWN_ROUGHLY:
        return _("Also those who show only a larger region")
    if one.way is Way.ANY_PRACTICE:
        return _("Any of the ticked practices, not just all of them")
    if one.way is Way.EVERYBODY:
        return _("See everybody")
    left_out = [query.q.strip() if name == WORDS else _names(name, query) for name in one.without]
    return _("Search without “%(what)s”") % {"what": ", ".join(left_out)}


def _names(facet: str, query: Query) -> str:
    vocabulary = terms.current()
    return ", ".join(
        vocabulary.term(terms.facet_for_parameter(facet), code).label for code in query.terms[facet]
    )


def _address(query: Query, here: Search) -> str:
    return here.with_all(
        {
            "q": [query.q],
            **{facet: query.terms.get(facet, ()) for facet in FACETS},
            "practice.all": ["1" if query.all_practices else ""],
            "region.wider": ["1" if query.wider else ""],
        }
    )
