"""How exactly a role and a region are shown."""

import pytest

from directory.profiles.granularity import shown_claims, shown_region
from directory.vocabulary import terms
from directory.vocabulary.models import Holders

pytestmark = pytest.mark.django_db


def role(code: str):
    return terms.current().term("role", code)


def region(code: str):
    return terms.current().term("region", code)


@pytest.mark.parametrize(
    ("code", "county", "area", "state"),
    [
        ("23005", "23005", "ME-R1", "US-ME"),
        ("23029", "23029", "ME-R3", "US-ME"),
        ("ME-R2", "ME-R2", "ME-R2", "US-ME"),
        ("US-ME", "US-ME", "US-ME", "US-ME"),
        ("US-NH", "US-NH", "US-NH", "US-NH"),
        ("US", "US", "US", "US"),
        # The nations' area lies under the country; their state is where their land is also found.
        ("WABANAKI", "WABANAKI", "WABANAKI", "US-ME"),
        ("ME-PENOBSCOT", "ME-PENOBSCOT", "WABANAKI", "US-ME"),
        ("ME-SIPAYIK", "ME-SIPAYIK", "WABANAKI", "US-ME"),
    ],
)
def test_a_region_as_it_is_shown(code: str, county: str, area: str, state: str) -> None:
    shown = [shown_region(region(code), choice) for choice in ("county", "area", "state")]
    assert [term and term.code for term in shown] == [county, area, state]
    assert [shown_region(None, choice) for choice in ("county", "area", "state")] == [None] * 3


# holders × where it is shown × confirmed: the exact role, or only its sector
@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.parametrize(
    ("place", "show_region", "is_exact_place"),
    [
        ("23005", "county", True),
        ("ME-PENOBSCOT", "county", True),
        ("ME-SIPAYIK", "county", True),
        ("23005", "area", False),
        ("ME-PENOBSCOT", "area", False),
        ("23005", "state", False),
        ("ME-R1", "county", False),
        ("US-NH", "county", False),
        (None, "county", False),
    ],
)
@pytest.mark.parametrize(
    ("code", "holders", "sector"),
    [
        ("sheriff", Holders.ONE, "policing"),
        ("judge", Holders.FEW, "courts"),
        ("peacemaker", Holders.FEW, "tribal-justice"),
        ("teacher", Holders.MANY, "education"),
    ],
)
def test_a_role_that_points_at_a_person_is_shown_as_its_sector(
    code: str,
    holders: str,
    sector: str,
    place: str | None,
    show_region: str,
    is_exact_place: bool,
    confirmed: bool,
) -> None:
    assert role(code).holders == holders
    shown = shown_claims(
        role(code), region(place) if place else None,
        show_role="role", show_region=show_region, few_confirmed=confirmed,
    )  # fmt: skip
    coarsened = is_exact_place and holders != Holders.MANY and not confirmed
    assert shown.sector is not None
    assert shown.sector.code == sector
    assert shown.role == (None if coarsened else role(code))
    assert (shown.region is None) == (place is None)


@pytest.mark.parametrize("confirmed", [False, True])
def test_only_the_sector_is_only_the_sector(confirmed: bool) -> None:
    shown = shown_claims(
        role("teacher"), region("US-ME"), show_role="sector", show_region="state", few_confirmed=confirmed
    )
    assert (shown.sector and shown.sector.code, shown.role) == ("education", None)


def test_without_a_role_there_is_no_sector() -> None:
    shown = shown_claims(None, region("23005"), show_role="role", show_region="county", few_confirmed=False)
    assert (shown.sector, shown.role, shown.region) == (None, None, region("23005"))
