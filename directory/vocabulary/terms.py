"""The vocabulary in memory: one immutable snapshot a process, loaded in two queries.

Every room reads terms here. A snapshot is never changed, only replaced, so that whoever holds one can go on
using it from any thread. The terms in it are model instances to be read, never saved.
"""

from collections.abc import Iterable, Mapping
from threading import Lock
from typing import NamedTuple

from directory.vocabulary.models import Edition, Facet, RegionKind, Term

# The parameter names of the API and of the search page, and the facet whose codes each takes.
PARAMETERS: Mapping[str, Facet] = {
    "sector": Facet.SECTOR,
    "role": Facet.ROLE,
    "region": Facet.REGION,
    "practice": Facet.PRACTICE,
    "setting": Facet.SETTING,
    "strand": Facet.STRAND,
    "offers": Facet.EXCHANGE,
    "seeks": Facet.EXCHANGE,
    "language": Facet.LANGUAGE,
    "exchange": Facet.EXCHANGE,
    "reason": Facet.REASON,
}

# From the smallest to the largest, to tell which of two regions is the nearer one.
_KINDS = (
    RegionKind.TRIBAL_NATION,
    RegionKind.COUNTY,
    RegionKind.AREA,
    RegionKind.STATE,
    RegionKind.COUNTRY,
)
_SIZES: Mapping[str, int] = {kind.value: size for size, kind in enumerate(_KINDS)}


class UnknownTerm(LookupError):
    """There is no such term."""


class UnknownFacet(LookupError):
    """There is no facet of that name."""


class Place(NamedTuple):
    """Where a term stands: see the methods of Vocabulary that are named alike."""

    term: Term
    above: tuple[Term, ...]
    below: frozenset[str]
    children: tuple[Term, ...]


class Vocabulary:
    """All terms of one edition, and how they contain one another.

    A ``parent`` read from one of its terms costs no query. Methods that are given a term go by its facet and
    code, so it may come from anywhere; they raise UnknownTerm for one that is in no edition.
    """

    def __init__(self, edition: int, terms: Iterable[Term]) -> None:
        self.edition = edition
        in_order = sorted(terms, key=lambda term: (term.position, term.code))
        self._by_id: dict[int, Term] = {term.pk: term for term in in_order}
        self._by_code: dict[tuple[str, str], Term] = {(term.facet, term.code): term for term in in_order}
        self._all: dict[str, tuple[Term, ...]] = {
            facet.value: tuple(term for term in in_order if term.facet == facet) for facet in Facet
        }
        self._offered = {
            facet: tuple(term for term in terms if not term.retired) for facet, terms in self._all.items()
        }
        children: dict[Term, list[Term]] = {}
        for term in in_order:
            if term.parent_id is not None:
                term.parent = self._by_id[term.parent_id]
                children.setdefault(term.parent, []).append(term)
        above = {term: self._find_above(term) for term in in_order}
        below: dict[Term, set[str]] = {}
        for term, containers in above.items():
            for container in containers:
                below.setdefault(container, set()).add(term.code)
        self._places = {
            (term.facet, term.code): Place(
                term, above[term], frozenset(below.get(term, ())), tuple(children.get(term, ()))
            )
            for term in in_order
        }

    # --- Finding ---------------------------------------------------------------------------------------

    def terms(self, facet: str, *, include_retired: bool = False) -> tuple[Term, ...]:
        """The terms of a facet in vocabulary order; those that are offered, unless the retired are asked for."""
        return (self._all if include_retired else self._offered)[Facet(facet).value]

    def find(self, facet: str, code: str) -> Term | None:
        """The term of that code, retired ones too. Costs no query, ever."""
        return self._by_code.get((str(facet), code))

    def find_by_id(self, pk: int) -> Term | None:
        """The term of that id, retired ones too. Costs no query, ever."""
        return self._by_id.get(pk)

    def term(self, facet: str, code: str) -> Term:
        """The term of that code, retired ones too.

        Raises UnknownTerm. A miss asks the database, once, whether there is another edition by now.
        """
        found = self.find(facet, code)
        if found is None:
            refresh(_stored_edition())
            found = current().find(facet, code)
        if found is None:
            raise UnknownTerm(f"There is no {facet} {code!r}.")
        return found

    def by_id(self, pk: int) -> Term:
        """The term of that id.

        Raises UnknownTerm. A miss loads the vocabulary anew, once: another process may have added the term.
        """
        found = self.find_by_id(pk)
        if found is None:
            forget()
            found = current().find_by_id(pk)
        if found is None:
            raise UnknownTerm(f"There is no term with the id {pk}.")
        return found

    # --- What takes in what ----------------------------------------------------------------------------

    def place_of(self, term: Term) -> Place:
        """Where a term stands. Of a term that came after this snapshot, the present one is asked."""
        place = self._places.get((term.facet, term.code))
        if place is not None:
            return place
        refresh(_stored_edition())
        if current() is self:
            raise UnknownTerm(f"There is no {term.facet} {term.code!r}.")
        return current().place_of(term)

    def children(self, term: Term) -> tuple[Term, ...]:
        """The terms whose parent this is, in order, retired ones too: a sector's roles, a group's practices."""
        return self.place_of(term).children

    def above(self, term: Term) -> tuple[Term, ...]:
        """Every term of the same facet that takes this one in, without itself.

        By parent and by ``also_found_in``, through any number of steps. A term comes before all that take it
        in, so the nearest come first.
        """
        return self.place_of(term).above

    def below(self, term: Term) -> frozenset[str]:
        """The codes of the terms of the same facet that this one takes in, without its own."""
        return self.place_of(term).below

    def sector_of(self, role: Term) -> Term:
        """The sector of a role; of a sector, itself. Raises UnknownTerm for any other term."""
        own = self.place_of(role).term
        sector = own if own.facet == Facet.SECTOR else own.parent
        if sector is None or sector.facet != Facet.SECTOR:
            raise UnknownTerm(f"The {own.facet} {own.code!r} is in no sector.")
        return sector

    def area_of(self, region: Term) -> Term | None:
        """The nearest area at or above a region by parent; where there is none, its state."""
        return self._nearest_parent(region, RegionKind.AREA) or self.state_of(region)

    def state_of(self, region: Term) -> Term | None:
        """The nearest state at or above a region by parent, else by ``also_found_in``."""
        by_parent = self._nearest_parent(region, RegionKind.STATE)
        if by_parent is not None:
            return by_parent
        return next((term for term in self.above(region) if term.kind == RegionKind.STATE), None)

    def nearness(self, a: Term, b: Term) -> Term | None:
        """The smallest region that takes in both, which may be one of them; None when only a country does.

        The smallest is that of the smallest kind, and among those the one fewest steps away.
        """
        from_a, from_b = (
            {term: steps for steps, term in enumerate((place.term, *place.above))}
            for place in (self.place_of(a), self.place_of(b))
        )
        return min(
            (term for term in from_a if term in from_b and term.kind != RegionKind.COUNTRY),
            key=lambda term: (_SIZES[term.kind], from_a[term] + from_b[term], term.position),
            default=None,
        )

    def _nearest_parent(self, region: Term, kind: RegionKind) -> Term | None:
        term: Term | None = self.place_of(region).term
        while term is not None and term.kind != kind:
            term = term.parent
        return term

    def _takes_in_directly(self, term: Term) -> list[Term]:
        """The terms one step above, the parent first."""
        parents = [term.parent] if term.parent is not None and term.parent.facet == term.facet else []
        others = (self.find(term.facet, code) for code in term.also_found_in)
        return parents + [other for other in others if other is not None]

    def _find_above(self, term: Term) -> tuple[Term, ...]:
        """A depth-first walk upwards, told backwards: so a term comes before all that take it in.

        Not by the number of steps: the country is one step above the Wabanaki Nations and must still come
        after the area their lands lie in.
        """
        told: dict[int, Term] = {}
        seen: set[int] = set()

        def tell(below: Term) -> None:
            seen.add(below.pk)
            for above in reversed(self._takes_in_directly(below)):
                if above.pk not in seen:
                    tell(above)
            told[below.pk] = below

        tell(term)
        return tuple(reversed(told.values()))[1:]


# --- The snapshot of this process --------------------------------------------------------------------------

_lock = Lock()
_snapshot: Vocabulary | None = None


def current() -> Vocabulary:
    """This process's snapshot, loaded on first use. Any thread may call it."""
    global _snapshot
    vocabulary = _snapshot
    if vocabulary is None:
        with _lock:
            vocabulary = _snapshot
            if vocabulary is None:
                # The number first: if a load commits in between, the snapshot counts as older than it is and
                # is replaced once more; the other way round it would stay out of date.
                edition = _stored_edition()
                vocabulary = _snapshot = Vocabulary(edition, Term.objects.all())
    return vocabulary


def refresh(edition: int) -> None:
    """Drop the snapshot if it is of another edition than this, which the caller read with something else."""
    vocabulary = _snapshot
    if vocabulary is not None and vocabulary.edition != edition:
        forget()


def forget() -> None:
    """Drop the snapshot, whatever its edition: after a load, and between tests."""
    global _snapshot
    with _lock:  # waits for a load in another thread, which may have read what is no longer true
        _snapshot = None


def facet_for_parameter(name: str) -> Facet:
    """The facet a parameter of the API takes its codes from. Raises UnknownFacet."""
    try:
        return PARAMETERS[name]
    except KeyError:
        raise UnknownFacet(f"There is no facet {name!r}.") from None


def _stored_edition() -> int:
    return Edition.objects.values_list("number", flat=True).first() or 0
