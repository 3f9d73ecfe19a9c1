"""The search page: the API's query in the address, its answer as a page for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from django_stubs_ext import StrPromise

from directory.listings import suggestions
from directory.listings.filters import AllyFilters
from directory.listings.readers import Audience, Reader
from directory.listings.search import FACETS, RELEVANCE, BadCursor, Found, Query, search
from directory.vocabulary import terms
from directory.web.cards import name_shown, shown
from directory.web.facets import LABELS, facet_boxes
from directory.web.links import Search, page_numbers
from directory.web.maps import PARAMETER as MAP
from directory.web.maps import map_of, state_asked
from directory.web.reading import kept_as_it_should_be, page, reader_of
from directory.web.results import Asked, Result, asked_in, own_work, result
from directory.web.wider import ways_on
from directory.web.words import labelled

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
# What could not be used, by its name, and of words by what was wrong with them.
_NOT_USED: Mapping[str, StrPromise] = {
    "sort": gettext_lazy("There is no such order; this is the usual one."),
    "page_size": gettext_lazy("A page can show from 1 to 100 people."),
    "cursor": gettext_lazy("The link to that page of results is no longer good; this is the first page."),
}
_LEFT_OUT: Mapping[str, StrPromise] = {
    "max_length": gettext_lazy("The words you typed are too long. Try a few words."),
    "too_many_words": gettext_lazy("You typed too many words. Try a few words."),
}
# What links need not repeat: the page shows all facets anyway, and a change starts at the first page.
_NOT_IN_LINKS = frozenset({"cursor", "facets"})


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that is set, and the address without it.

    ``narrows`` if it is a box that was ticked.
    """

    facet: str
    text: str
    remove: str
    narrows: bool = True


@dataclass(frozen=True, slots=True)
class Sort:
    """One order of the results, and the address that has it."""

    name: str
    label: StrPromise
    address: str
    current: bool


@dataclass(slots=True)
class Section:
    """Cards that stand under one heading: a role or a region begins here."""

    heading: str
    results: list[Result] = field(default_factory=list)


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
    """Find allies by words, role, region and work; for this reader, and in the API's words.

    The whole page, or only what a change of the search changes on it, for the script that asks so.
    """
    filters, problems = understood(request.GET)
    query = replace(filters.query, facets=FACETS)
    here = Search(request.path, [*_pairs(filters.data), *state_asked(request.GET.get(MAP, ""))])
    reader = reader_of(request)
    number = _page_number(request.GET.get("page", ""))
    found, pager = _look(reader, query, filters, here, number)
    answered = replace(query, q=found.answered)
    if not found.count and found.did_you_mean and found.did_you_mean != found.answered:
        answered = replace(query, q=found.did_you_mean)
        again = _look(reader, answered, filters, here, number)
        if again[0].count:
            found, pager = again
    chips = list(_chips(here))
    answer = page(
        request,
        "search/live.html" if _is_for_script(request) else "search/search.html",
        {
            "q": request.GET.get("q", "").replace("\x00", ""),
            "kept": [pair for pair in here.pairs if pair[0] in ("sort", "page_size", MAP)],
            "problems": problems,
            "found": found,
            "sentence": count_sentence(found, pager, filters.size),
            "show": show_sentence(found.count),
            "sections": sections(found, query.order, asked_in(answered, reader, own_work(request.user))),
            "chips": chips,
            "narrowed": sum(chip.narrows for chip in chips),
            "here": here.at_page(pager.number) if pager.number else request.get_full_path(),
            "cleared": here.cleared(),
            "sorts": list(_sorts(here, query)),
            "pager": pager,
            "facets": facet_boxes(found.facets, query.terms, _OPEN_AT_FIRST),
            "map": map_of(query, found.facets["region"], here),
            "wider": query.wider,
            "all_practices": query.all_practices,
            "reads_as_anyone": reader.audience is Audience.PUBLIC,
            "corrected": found.answered
            if found.answered != query.q and found.count and not found.partial
            else "",
            "correction": here.with_one("q", found.did_you_mean or found.answered),
            "named": [
                (_label(one.parameter), one, here.with_all({"q": [one.rest], one.parameter: [one.term.code]}))
                for one in found.named
            ],
            "ways_on": ways_on(reader, answered, found, here),
        },
    )
    patch_vary_headers(answer, ["HX-Request", "HX-History-Restore-Request"])
    return answer


def _is_for_script(request: HttpRequest) -> bool:
    """Whether the script asked, that puts an answer in its place on the page that is there already."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """What to offer while somebody types: people, work and places, each with the address that it leads to.

    The rest of the query is the search so far, which terms and corrections are added to.
    """
    filters, _problems = understood(request.GET)
    here = Search(reverse("allies"), [pair for pair in _pairs(filters.data) if pair[0] != "q"])
    offers = suggestions.suggest(reader_of(request), filters.query.q)
    groups: dict[str, list[dict[str, str]]] = {}
    for offer in offers:
        group, option = _offered(offer, here)
        groups.setdefault(group, []).append(option)
    said = ngettext("%(count)s suggestion", "%(count)s suggestions", len(offers))
    answer = JsonResponse(
        {
            "said": said % {"count": _number(len(offers))} if offers else _("No suggestions"),
            "groups": [{"label": label, "options": options} for label, options in groups.items()],
        }
    )
    return kept_as_it_should_be(request, answer)


def _offered(offer: suggestions.Suggestion, here: Search) -> tuple[str, dict[str, str]]:
    """The group that a suggestion stands in, and what it says and leads to."""
    if offer.handle:
        option = {"text": name_shown(offer.text), "hint": ""}
        return _("People"), {**option, "address": reverse("ally", args=[offer.handle])}
    if offer.facet and offer.code:
        term = terms.current().term(terms.facet_for_parameter(offer.facet), offer.code)
        option = {"text": term.label, "hint": _label(offer.facet)}
        group = _("Places") if offer.facet == "region" else _("Work, roles and languages")
        chosen = [value for name, value in here.pairs if name == offer.facet]
        address = here.with_all({"q": [offer.rest], offer.facet: dict.fromkeys([*chosen, offer.code])})
        return group, {**option, "address": address}
    return _("Did you mean"), {"text": offer.text, "hint": "", "address": here.with_one("q", offer.text)}


def understood(given: QueryDict) -> tuple[AllyFilters, list[str]]:
    """The filters as far as they make sense, and a sentence for each that did not.

    A person who follows an old or broken link gets an answer to the rest of it.
    """
    known = QueryDict(mutable=True)
    for name in AllyFilters.base_filters:
        known.setlist(name, given.getlist(name))
    filters = AllyFilters(known)
    problems: list[str] = []
    for name, errors in filters.errors.as_data().items():
        known.setlist(name, [])
        problems += dict.fromkeys(_in_words(name, error) for error in errors)
    if problems:
        filters, _none = understood(known)
    return filters, problems


def _in_words(name: str, error: ValidationError) -> str:
    """What could not be used, for people; of what was sent it says what may help to see why."""
    if name == "q":
        return str(_LEFT_OUT.get(str(error.code), _("We could not read the words you typed.")))
    if name in LABELS and error.code == "unknown_term":
        said = {"value": (error.params or {})["shown"], "facet": _label(name)}
        return _("There is no “%(value)s” to choose under “%(facet)s”.") % said
    if name in LABELS:
        return _("Too much was chosen under “%(facet)s”. Choose fewer.") % {"facet": _label(name)}
    if name in _SWITCHES:
        return _("“%(setting)s” can only be on or off.") % {"setting": _label(name)}
    return str(_NOT_USED.get(name, _("A part of the address could not be read.")))


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


def sections(found: Found, order: str, asked: Asked) -> list[Section]:
    """The cards under headings: where the list is sorted by role or region, one where each begins."""
    parts: list[Section] = []
    for card in map(shown, found.cards):
        heading = _heading(card, order.removeprefix("-"))
        if not parts or parts[-1].heading != heading:
            parts.append(Section(heading))
        parts[-1].results.append(result(card, asked))
    return parts


def _heading(card: Mapping[str, Any], order: str) -> str:
    """What the card's section is called, from what the card shows; "" in other orders."""
    if order == "role":
        sector = card["sector"]["name"] if "sector" in card else _("Kind of institution not shown")
        return labelled(sector, card["role"]["name"]) if "role" in card else sector
    if order == "region":
        return str(card["region"]["name"]) if "region" in card else _("Region not shown")
    return ""


def count_sentence(found: Found, pager: Pager, size: int) -> str:
    """How many were found, and which of them stand here."""
    whole = ngettext("%(count)s ally", "%(count)s allies", found.count) % {"count": _number(found.count)}
    if pager.last == 1:
        return whole
    first = (pager.number - 1) * size + 1
    return _("%(whole)s, %(first)s to %(last)s shown") % {
        "whole": whole,
        "first": _number(first),
        "last": _number(first + len(found.cards) - 1),
    }


def show_sentence(count: int) -> str:
    """What the button says that closes the sheet of filters."""
    if not count:
        return _("Nobody to show")
    return ngettext("Show %(count)s ally", "Show %(count)s allies", count) % {"count": _number(count)}


def _number(number: int) -> str:
    """A number as the page's language writes it."""
    return number_format(number, force_grouping=True)


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
            yield Chip(_("Words"), value, here.without(name, value), narrows=False)
        elif name in _SWITCHES:
            yield Chip(_label(name), "", here.without(name, value))
        elif name in LABELS:
            term = vocabulary.find(terms.facet_for_parameter(name), value)
            yield Chip(_label(name), term.label if term else value, here.without(name, value))


def _sorts(here: Search, query: Query) -> Iterator[Sort]:
    """The orders there are: best match only for words, and the one that holds marked."""
    for name, label in _SORTS.items():
        if name != RELEVANCE or query.q.strip():
            yield Sort(name, label, here.with_one("sort", name), query.order.removeprefix("-") == name)
