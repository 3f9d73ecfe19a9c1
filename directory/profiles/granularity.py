"""How exactly a role and a region are shown. Everything here goes by the vocabulary, never by who is listed."""

from dataclasses import dataclass

from directory.profiles.models import ShowRegion, ShowRole
from directory.vocabulary import terms
from directory.vocabulary.models import Holders, RegionKind, Term

_EXACT_PLACES = frozenset({RegionKind.COUNTY.value, RegionKind.TRIBAL_NATION.value})
_FEW = frozenset({Holders.ONE.value, Holders.FEW.value})
# What is already as coarse as the choice, and is then shown as it is.
_COARSE_ENOUGH = {
    ShowRegion.AREA.value: frozenset(
        {RegionKind.AREA.value, RegionKind.STATE.value, RegionKind.COUNTRY.value}
    ),
    ShowRegion.STATE.value: frozenset({RegionKind.STATE.value, RegionKind.COUNTRY.value}),
}


@dataclass(frozen=True, slots=True)
class Claims:
    """A role and a region as coarsened; None is not shown."""

    sector: Term | None = None
    role: Term | None = None
    region: Term | None = None


def shown_region(region: Term | None, show_region: str) -> Term | None:
    """The region as ``show_region`` wants it, never a finer one.

    Where nothing above it is an area, its state; where nothing is a state, its country; else nothing.
    """
    if region is None or show_region == ShowRegion.COUNTY or region.kind in _COARSE_ENOUGH[show_region]:
        return region
    vocabulary = terms.current()
    coarser = vocabulary.area_of(region) if show_region == ShowRegion.AREA else vocabulary.state_of(region)
    countries = (above for above in vocabulary.above(region) if above.kind == RegionKind.COUNTRY)
    return coarser or next(countries, None)


def shown_claims(
    role: Term | None, region: Term | None, *, show_role: str, show_region: str, few_confirmed: bool
) -> Claims:
    """What is shown of a role held in a region.

    A role that one person or few hold in a county or nation points at a person, so beside one it is shown as its
    sector, unless the owner confirmed that they know.
    """
    place = shown_region(region, show_region)
    if role is None:
        return Claims(region=place)
    exact = show_role == ShowRole.ROLE and (few_confirmed or not _points_at_a_person(role, place))
    return Claims(terms.current().sector_of(role), role if exact else None, place)


def needs_confirming(role: Term | None, region: Term | None, *, show_role: str, show_region: str) -> bool:
    """Whether this role is shown in this region only once its owner confirms that few hold it there."""
    shows = role is not None and show_role == ShowRole.ROLE
    return shows and _points_at_a_person(role, shown_region(region, show_region))


def _points_at_a_person(role: Term | None, place: Term | None) -> bool:
    return role is not None and role.holders in _FEW and place is not None and place.kind in _EXACT_PLACES


def takes_in(wider: Term, region: Term) -> bool:
    """Whether ``region`` lies within ``wider`` and is not it."""
    return region.code in terms.current().below(wider)
