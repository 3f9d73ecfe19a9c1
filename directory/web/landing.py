"""The first page, and the pages of words: about, to begin, privacy, the agreement."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from directory.listings.search import crosstab
from directory.vocabulary import terms
from directory.vocabulary.models import Facet, RegionKind, Term
from directory.web.links import Search
from directory.web.reading import page, reader_of

# What the institute gives people to begin with: title, address, and what it is and for whom it may be hard.
FIRST_READING = (
    (
        "Ally or Accomplice? The Language of Activism",
        "https://www.learningforjustice.org/magazine/ally-or-accomplice-the-language-of-activism",
        _(
            "What is the difference between being on someone’s side and taking a risk for them? It may sting if "
            "you like to be called an ally."
        ),
    ),
    (
        "Opportunities for White People in the Fight for Racial Justice",
        "https://www.habitathome.us/opportunities-for-white-people-in-the-fight-for-racial-justice/",
        _("Things that white people can do, from small ones to brave ones. It may sting if you are white."),
    ),
    (
        "Is Prison Necessary? Ruth Wilson Gilmore Might Change Your Mind",
        "https://ibw21.org/editors-choice/is-prison-necessary-ruth-wilson-gilmore-might-change-your-mind/",
        _("About a scholar who thinks that we can do without prisons. It may sting if you work in one."),
    ),
    (
        "Maine Youth Justice",
        "https://www.maineyouthjustice.org/",
        _(
            "Young people in Maine who want no child to be locked up. It may sting if you work where young people "
            "are held."
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of a role are in a region, and the search that shows them."""

    count: int
    address: str
    region: Term | None


@dataclass(frozen=True, slots=True)
class Row:
    """A sector or a role: a cell for each region, and one for all places."""

    term: Term
    cells: list[Cell]
    everywhere: Cell

    @property
    def is_sector(self) -> bool:
        """Whether the row sums up the roles below it, and whoever shows only the sector."""
        return self.term.facet == Facet.SECTOR

    @property
    def somewhere(self) -> list[Cell]:
        """The cells with anybody in them."""
        return [cell for cell in self.cells if cell.count]


@dataclass(frozen=True, slots=True)
class Sector:
    """A kind of institution: a row for the whole of it, then one for each role."""

    rows: list[Row]

    @property
    def whole(self) -> Row:
        """The row that sums up the others."""
        return self.rows[0]


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """What this is, who it is for, what stays hidden, and who is here by role and region."""
    columns = home_regions()
    counted = crosstab(reader_of(request), columns)
    rows = [
        Row(
            term,
            [_cell(count, term, region) for count, region in zip(counts, columns, strict=True)],
            _cell(whole, term, None),
        )
        for term, counts, whole in counted.rows
    ]
    said = {"columns": columns, "sectors": _by_sector(rows), "total": counted.total}
    return page(request, "landing/landing.html", said)


def home_regions() -> list[Term]:
    """The columns of the table: the areas of the home states; a state without areas stands for itself."""
    return [region for code in settings.HOME_STATES for region in _parts_of(code)]


def _parts_of(state: str) -> Iterator[Term]:
    vocabulary = terms.current()
    areas = [
        term
        for term in vocabulary.terms(Facet.REGION)
        if term.kind == RegionKind.AREA and state in {above.code for above in vocabulary.above(term)}
    ]
    itself = vocabulary.find(Facet.REGION, state)
    return iter(areas or ([itself] if itself else []))


def _by_sector(rows: Iterable[Row]) -> list[Sector]:
    """The rows of the table in their sectors: each sector's own row stands before those of its roles."""
    sectors: list[Sector] = []
    for row in rows:
        if row.is_sector:
            sectors.append(Sector([row]))
        else:
            sectors[-1].rows.append(row)
    return sectors


def _cell(count: int, term: Term, region: Term | None) -> Cell:
    pairs = [(str(term.facet), term.code)] + ([("region", region.code)] if region else [])
    return Cell(count, Search(reverse("allies"), pairs).address, region)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Why the directory exists, how it works, and where its source code is."""
    return page(request, "landing/about.html", {"source": settings.SOURCE_URL})


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """For whoever is curious, or on the defensive, and not an ally yet."""
    return page(request, "landing/begin.html", {"resources": FIRST_READING})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whom, who sees it, and how to get rid of it."""
    return page(request, "landing/privacy.html")


@require_safe
def agreement(request: HttpRequest) -> HttpResponse:
    """The words a member consents to, in the version that a receipt names; ``#data`` is for programs."""
    return page(request, "landing/agreement.html", {"version": settings.AGREEMENT_VERSION})
