"""What the forms offer to choose from, grouped as people look for it."""

from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from directory.listings.analysis import fold
from directory.listings.readers import Audience
from directory.profiles.parts import Part
from directory.vocabulary import terms
from directory.vocabulary.models import Facet, RegionKind, Term
from directory.web.words import AUDIENCES, labelled

type Choice = tuple[str, str | StrPromise]
type Choices = list[Choice | tuple[str | StrPromise, Sequence[Choice]]]

# Often spoken where this directory began; all others are typed. Codes that a vocabulary lacks are passed over.
FREQUENT_LANGUAGES = (
    "en",
    "ase",
    "es",
    "fr",
    "pt",
    "so",
    "ar",
    "sw",
    "rw",
    "ln",
    "vi",
    "zh",
    "pqm",
    "mic",
    "abe",
)


def audience_choices(part: Part, current: str) -> list[Choice]:
    """The audiences that a part may have under the site's ceiling, the widest first.

    A wider one that was chosen before the ceiling came stays in the list, so that saving does not change it.
    """
    ceiling = min(part.widest, Audience.from_code(settings.SITE_CEILING))
    labels = dict(AUDIENCES)
    if part.name == "display_name":
        labels[Audience.PUBLIC] = gettext_lazy("Whoever finds me")
        ceiling = part.widest
    return [
        (audience.code, label)
        for audience, label in labels.items()
        if audience <= ceiling or (audience.code == current and audience <= part.widest)
    ]


def reach_choices(current: str) -> list[Choice]:
    """Who may find a profile as a whole."""
    ceiling = Audience.from_code(settings.SITE_CEILING)
    return [
        (audience.code, AUDIENCES[audience])
        for audience in (Audience.MEMBERS, Audience.PUBLIC)
        if audience <= ceiling or audience.code == current
    ]


def role_choices(kept: str) -> Choices:
    """The roles by sector."""
    vocabulary = terms.current()
    groups: Choices = [("", gettext_lazy("Choose your role"))]
    for sector in vocabulary.terms(Facet.SECTOR, include_retired=True):
        roles = list(_pairs(vocabulary.children(sector), {kept}))
        if roles:
            groups.append((sector.label, roles))
    return groups


def region_choices(kept: str) -> Choices:
    """The regions: counties by area, the home states first; then nations; then wider regions and other states."""
    vocabulary = terms.current()
    groups: dict[str, list[Choice]] = {}
    wider: list[Choice] = []
    for term in vocabulary.terms(Facet.REGION, include_retired=True):
        if term.kind == RegionKind.COUNTRY or (term.retired and term.code != kept):
            continue
        if term.kind in (RegionKind.STATE, RegionKind.AREA):
            wider.append((term.code, term.label))
            continue
        groups.setdefault(_place_group(term), []).append((term.code, term.label))
    ordered = sorted(groups.items(), key=lambda group: not _is_county_at_home(str(group[1][0][0])))
    return [
        ("", gettext_lazy("Choose your region")),
        *ordered,
        (_("A wider region"), [choice for choice in wider if _is_at_home(choice[0])]),
        (_("Another state"), [choice for choice in wider if not _is_at_home(choice[0])]),
    ]


def _place_group(region: Term) -> str:
    """What a county or nation is listed under: "Maine: Southern Maine", "New Hampshire", "Wabanaki Nations"."""
    vocabulary = terms.current()
    area, state = vocabulary.area_of(region), vocabulary.state_of(region)
    if region.kind == RegionKind.TRIBAL_NATION or state is None:
        return area.label if area else _("Other places")
    return state.label if area is None or area == state else labelled(state.label, area.label)


def _is_at_home(code: str) -> bool:
    vocabulary = terms.current()
    region = vocabulary.find(Facet.REGION, code)
    above = {term.code for term in vocabulary.above(region)} if region else set()
    return code in settings.HOME_STATES or not above.isdisjoint(settings.HOME_STATES)


def _is_county_at_home(code: str) -> bool:
    region = terms.current().find(Facet.REGION, code)
    return region is not None and region.kind == RegionKind.COUNTY and _is_at_home(code)


def pick_choices(part: Part, kept: Iterable[str]) -> Choices:
    """The terms of a picked part: practices by their group, languages only the frequent and the kept ones."""
    vocabulary = terms.current()
    facet = part.facet
    if facet is None:
        raise TypeError(f"{part.name} has nothing to pick from")
    offered = vocabulary.terms(facet, include_retired=True)
    chosen = set(kept)
    if facet is Facet.LANGUAGE:
        frequent = {code: number for number, code in enumerate(FREQUENT_LANGUAGES)}
        few = [term for term in offered if term.code in frequent or term.code in chosen]
        return list(_pairs(sorted(few, key=lambda term: frequent.get(term.code, len(frequent))), chosen))
    if facet is Facet.PRACTICE:
        groups = (term for term in offered if vocabulary.children(term))
        return [(group.label, list(_pairs(vocabulary.children(group), chosen))) for group in groups]
    return list(_pairs(offered, chosen))


def languages_named(text: str) -> tuple[list[str], list[str]]:
    """The codes of the languages in a list with commas, and the names that are none.

    A language may be named in any language of the pages, with or without accents.
    """
    names = [name.strip() for name in text.replace(";", ",").replace("\n", ",").split(",") if name.strip()]
    by_name = _codes_by_name() if names else {}
    found = [by_name[fold(name)] for name in names if fold(name) in by_name]
    return found, [name for name in names if fold(name) not in by_name]


def _codes_by_name() -> dict[str, str]:
    """What languages are called in any of the languages of the pages, folded, and the codes.

    Where two are called alike, the name on this page goes before the English one, that before the others, and
    those before synonyms and codes: "Ga" is what is spoken in Accra, and the code of Irish.
    """
    offered = terms.current().terms(Facet.LANGUAGE)
    codes = {fold(term.code): term.code for term in offered}
    codes |= {fold(name): term.code for term in offered for name in term.synonyms}
    codes |= {fold(name): term.code for term in offered for name in term.names.values()}
    codes |= {fold(term.name): term.code for term in offered}
    return codes | {fold(term.label): term.code for term in offered}


def reason_choices() -> list[Choice]:
    """Why a moderator decides so."""
    return [("", gettext_lazy("Choose a reason")), *_pairs(terms.current().terms(Facet.REASON), set())]


def _pairs(offered: Iterable[Term], kept: set[str]) -> Iterator[Choice]:
    """Code and name of the terms; of the retired only the kept."""
    return ((term.code, term.label) for term in offered if not term.retired or term.code in kept)
