"""Agencies: typed ones, known ones, and who worked where."""

from typing import Any

import pytest
from django.utils import timezone

from directory.accounts.models import User
from directory.audit.models import Entry
from directory.profiles import agencies
from directory.profiles.admin import AgencyForm
from directory.profiles.editing import save
from directory.profiles.errors import Invalid
from directory.profiles.lifecycle import move
from directory.profiles.models import Agency, Profile, Status
from tests.cast import account, drafted, submitted
from tests.profiles.conftest import EVE, EVES_AGENCY, Stand, everything, make


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bangor Police Department", "  bangor  POLICE-department. "),
        ("Café Société", "cafe societe"),
        ("Straße", "STRASSE"),
        ("ﬁre", "Fire"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert agencies.folded(one) == agencies.folded(other)


def test_every_name_has_a_key_that_fits() -> None:
    assert agencies.folded("!!!") == "!!!"
    assert len(agencies.folded("ﷺ" * 120)) <= 140


def test_two_who_type_the_same_are_of_one_agency_and_neither_is_told(eve: User, mo: User) -> None:
    one = drafted(eve, EVE)
    other = drafted(account("fay"), EVE | {"agency": "bangor police department"})
    assert one.written.employer == other.written.employer == Agency.objects.get()
    assert (one.written.agency, other.written.agency) == (EVES_AGENCY, "bangor police department")
    assert list(agencies.known_agencies()) == []


def test_a_name_that_nobody_uses_any_more_is_forgotten(eve: User) -> None:
    profile = drafted(eve, EVE)
    save(profile, {"agency": "Another"}, actor=eve, version=profile.version)
    assert Agency.objects.get().name == "Another"
    Agency.objects.update(known=True)
    save(profile, {"agency": ""}, actor=eve)
    assert Agency.objects.get().name == "Another", "the operator's stay"


def test_approval_writes_employments_and_ends_former_ones(stand: Stand, eve: User, mo: User) -> None:
    profile = stand(Status.LISTED)
    profile = save(profile, {"title": "Chief"}, actor=eve, version=profile.version)
    profile = make(profile, "approve", mo)
    assert profile.employments.count() == 1, "the same job"
    profile = save(profile, {"region": "23005"}, actor=eve, version=profile.version)
    profile = make(profile, "approve", mo)
    profile = save(profile, {"agency": "Portland Police"}, actor=eve, version=profile.version)
    make(profile, "approve", mo)
    today = timezone.localdate()
    jobs = profile.employments.order_by("id").values_list("agency__name", "area__code", "ended_on")
    assert list(jobs) == [
        (EVES_AGENCY, "ME-R3", today),
        (EVES_AGENCY, "ME-R1", today),
        ("Portland Police", "ME-R1", None),
    ]


def test_a_moderator_merges_a_typed_agency_with_a_known_one(stand: Stand, eve: User, mo: User) -> None:
    known = Agency.objects.create(name="Bangor PD", key=agencies.folded("Bangor PD"), known=True)
    fay = submitted(account("fay"), EVE)
    gil = make(submitted(account("gil"), EVE), "approve", mo)
    profile = stand(Status.SUBMITTED)
    typed = profile.written.employer
    assert typed is not None
    outcome = move(profile, "approve", actor=mo, version=profile.version, agency=known.pk)
    assert outcome.moved
    for person in Profile.objects.filter(pk__in=[profile.pk, fay.pk, gil.pk]):
        assert person.written.employer == known
        assert person.written.agency == EVES_AGENCY, "everybody's own words stay"
        assert all(job.agency == known for job in person.employments.all())
    assert profile.employments.count() == 1
    assert Entry.objects.filter(verb="merge-agency", subject=str(typed.pk)).count() == 1
    # Who types it from now on means the known one.
    assert drafted(account("hal"), EVE).written.employer == known
    assert list(agencies.known_agencies()) == [known]


def test_only_with_a_known_one(stand: Stand, mo: User) -> None:
    profile = stand(Status.SUBMITTED)
    other = Agency.objects.create(name="Typed", key="typed")
    before = everything()
    for pk in (other.pk, 10**6):
        with pytest.raises(Invalid):
            move(profile, "approve", actor=mo, version=profile.version, agency=pk)
    with pytest.raises(Invalid):
        make(profile, "return", mo, agency=other.pk)
    assert everything() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "valid"),
    [
        ({"name": "Bangor PD", "domains": "Bangor.example\nbangor.example pd.example"}, True),
        ({"name": "Bangor PD", "domains": ""}, True),
        ({"name": "typed!", "domains": ""}, False),
        ({"name": "Bangor PD", "domains": "not a domain"}, False),
        ({"name": "Bangor PD", "domains": "a@b.example"}, False),
    ],
)
def test_operators_load_agencies(sent: dict[str, Any], valid: bool) -> None:
    Agency.objects.create(name="Typed", key="typed")
    form = AgencyForm(sent | {"known": True})
    assert form.is_valid() == valid
    if valid and sent["domains"]:
        assert form.cleaned_data["domains"] == ["bangor.example", "pd.example"]
