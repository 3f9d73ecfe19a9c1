"""The search page: the API's query in the address, its answer as a page for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from django_stubs_ext import StrPromise

from directory.listings.filters import AllyFilters
from directory.listings.readers import Audience, Reader
from directory.listings.search import FACETS, RELEVANCE, BadCursor, Found, Query, search
from directory.vocabulary import terms
from directory.web.cards import shown
from directory.web.facets import LABELS, facet_boxes
from directory.web.links import Search, page_numbers
from directory.web.reading import page, reader_of

FARTHEST_PAGE = 10_000
_OPEN_AT_FIRST = ("role", "region")
_SORTS: Mapping[str, StrPromise] = {
    RELEVANCE: gettext_lazy("Best match"),
    "role": gettext_lazy("Role"),
    "region": gettext_lazy("Region"),
    "name": gettext_lazy("Name"),
    "newest": gettext_lazy("Newest"),
}
_SWITCHES: Mapping[str, StrPromise] = {
    "region.wider": gettext_lazy("Also those who show only a larger region"),
    "practice.all": gettext_lazy("All of the ticked practices"),
}
# What links need not repeat: the page shows all facets anyway, and a change starts at the first page.
_NOT_IN_LINKS = frozenset({"cursor", "facets"})


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that is set, and the address without it."""

    facet: str
    text: str
    remove: str


@dataclass(frozen=True, slots=True)
class Sort:
    """One order of the results, and the address that has it."""

    label: StrPromise
    address: str
    current: bool


@dataclass(slots=True)
class Section:
    """Cards that stand under one heading: a role or a region begins here."""

    heading: str
    cards: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pager:
    """Where the reader is, and the addresses around: numbered, or by the API's cursors if one was given."""

    number: int = 1
    last: int = 1
    previous: str = ""
    next: str = ""
    pages: tuple[tuple[int, str] | None, ...] = ()


@require_safe
def allies(request: HttpRequest) -> HttpResponse:
    """Find allies by words, role, region and work; for this reader, and in the API's words."""
    filters, problems = understood(request.GET)
    query = replace(filters.query, facets=FACETS)
    here = Search(request.path, _pairs(filters.data))
    reader = reader_of(request)
    found, pager = _look(reader, query, filters, here, _page_number(request.GET.get("page", "")))
    return page(
        request,
        "search/search.html",
        {
            "q": request.GET.get("q", "").replace("\x00", ""),
            "kept": [pair for pair in here.pairs if pair[0] in ("sort", "page_size")],
            "problems": problems,
            "found": found,
            "sentence": count_sentence(found, pager, filters.size),
            "sections": sections(found, query.order),
            "chips": list(_chips(here)),
            "cleared": here.cleared(),
            "sorts": list(_sorts(here, query)),
            "pager": pager,
            "facets": facet_boxes(found.facets, query.terms, _OPEN_AT_FIRST),
            "wider": query.wider,
            "all_practices": query.all_practices,
            "reads_as_anyone": reader.audience is Audience.PUBLIC,
            "correction": here.with_one("q", found.did_you_mean) if found.did_you_mean else "",
        },
    )


def understood(given: QueryDict) -> tuple[AllyFilters, list[str]]:
    """The filters as far as they make sense, and a sentence for each that did not.

    A person who follows an old or broken link gets an answer to the rest of it.
    """
    known = QueryDict(mutable=True)
    for name in AllyFilters.base_filters:
        known.setlist(name, given.getlist(name))
    filters = AllyFilters(known)
    problems = []
    for name, errors in filters.errors.items():
        known.setlist(name, [])
        problems += [f"{_label(name)}: {_tidy(error)}" for error in errors]
    if problems:
        filters, _none = understood(known)
    return filters, problems


def _tidy(error: object) -> str:
    """An error in words; what was sent may stand in it, however long and strange."""
    return Truncator(str(error).replace("\x00", "")).chars(200)


def _look(
    reader: Reader, query: Query, filters: AllyFilters, here: Search, number: int
) -> tuple[Found, Pager]:
    """The page asked for; of a number beyond the last page, the last."""
    if filters.cursor:
        try:
            found = search(reader, query, size=filters.size, cursor=filters.cursor)
        except BadCursor:
            number = 1
        else:
            previous, following = (
                here.with_one("cursor", way) if way else "" for way in (found.previous, found.next)
            )
            return found, Pager(number=0, previous=previous, next=following)
    found = search(reader, query, size=filters.size, page=number)
    last = max(1, -(-found.count // filters.size))
    if number > last:
        number = last
        found = search(reader, query, size=filters.size, page=number)
    return found, Pager(
        number,
        last,
        previous=here.at_page(number - 1) if number > 1 else "",
        next=here.at_page(number + 1) if number < last else "",
        pages=tuple((n, here.at_page(n)) if n else None for n in page_numbers(number, last))
        if last > 1
        else (),
    )


def sections(found: Found, order: str) -> list[Section]:
    """The cards under headings: where the list is sorted by role or region, one where each begins."""
    parts: list[Section] = []
    for card in map(shown, found.cards):
        heading = _heading(card, order.removeprefix("-"))
        if not parts or parts[-1].heading != heading:
            parts.append(Section(heading))
        parts[-1].cards.append(card)
    return parts


def _heading(card: Mapping[str, Any], order: str) -> str:
    """What the card's section is called, from what the card shows; "" in other orders."""
    if order == "role":
        sector = card["sector"]["name"] if "sector" in card else _("Kind of institution not shown")
        return f"{sector}: {card['role']['name']}" if "role" in card else sector
    if order == "region":
        return str(card["region"]["name"]) if "region" in card else _("Region not shown")
    return ""


def count_sentence(found: Found, pager: Pager, size: int) -> str:
    """How many were found, and which of them stand here."""
    whole = ngettext("%(count)d ally", "%(count)d allies", found.count) % {"count": found.count}
    if pager.last == 1:
        return whole
    first = (pager.number - 1) * size + 1
    return _("%(whole)s, %(first)d to %(last)d shown") % {
        "whole": whole,
        "first": first,
        "last": first + len(found.cards) - 1,
    }


def _page_number(text: str) -> int:
    """The number of the page; 1 for whatever is not one."""
    digits = text.strip()
    return min(max(int(digits), 1), FARTHEST_PAGE) if digits.isdecimal() and len(digits) < 9 else 1


def _pairs(given: QueryDict) -> Iterator[tuple[str, str]]:
    """Names and values as links repeat them."""
    for name, values in given.lists():
        if name not in _NOT_IN_LINKS:
            yield from ((name, value.strip()) for value in values)


def _label(name: str) -> str:
    return str(LABELS.get(name) or _SWITCHES.get(name) or AllyFilters.base_filters[name].label)


def _chips(here: Search) -> Iterator[Chip]:
    """What is set, each with the address that takes it away."""
    vocabulary = terms.current()
    for name, value in here.pairs:
        if name == "q":
            yield Chip(_("Words"), value, here.without(name, value))
        elif name in _SWITCHES:
            yield Chip(_label(name), "", here.without(name, value))
        elif name in LABELS:
            term = vocabulary.find(terms.facet_for_parameter(name), value)
            yield Chip(_label(name), term.label if term else value, here.without(name, value))


def _sorts(here: Search, query: Query) -> Iterator[Sort]:
    """The orders there are: best match only for words, and the one that holds marked."""
    for name, label in _SORTS.items():
        if name != RELEVANCE or query.q.strip():
            yield Sort(label, here.with_one("sort", name), query.order.removeprefix("-") == name)
