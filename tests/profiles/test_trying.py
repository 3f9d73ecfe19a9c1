"""A profile tried on before it is saved, and shown less of in one step."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from directory.accounts.models import Receipt, User
from directory.audit.models import Entry
from directory.listings.readers import Audience
from directory.profiles.editing import as_owner, blank, less, refused, save, show_less, tried
from directory.profiles.errors import Invalid, NotAllowed, NotThere
from directory.profiles.granularity import needs_confirming
from directory.profiles.models import Profile, Status
from directory.vocabulary import terms
from tests.cast import Cast
from tests.profiles.conftest import Stand

CHANGES: dict[str, Any] = {
    "headline": "Tried on",
    "practices": ["cosa"],
    "region": "23003",
    "audience": "public",
    "audiences": {"headline": "public"},
}


def test_what_is_tried_on_is_what_a_save_would_show(people: Cast) -> None:
    profile = people.profile(people.cy)
    attempt = tried(profile, CHANGES)
    saved = save(profile, CHANGES, actor=people.cy, version=profile.version)
    for audience in (Audience.PUBLIC, Audience.MEMBERS):
        would, does = attempt.card(audience), tried(saved, {}).card(audience)
        assert would is not None
        assert does is not None
        assert would.json() == does.json()
    assert attempt.for_connections() == tried(saved, {}).for_connections() == {"email": people.cy.email}


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.LISTED, Status.PAUSED])
def test_to_try_on_writes_nothing_and_leaves_the_profile_alone(
    status: Status, stand: Stand, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    profile = stand(status)
    before, entries, receipts = as_owner(profile), Entry.objects.count(), Receipt.objects.count()
    with django_assert_num_queries(1):
        card = tried(profile, CHANGES).card(Audience.MEMBERS)
    assert card is not None
    assert card.headline == "Tried on"
    assert as_owner(profile) == before
    assert (
        as_owner(Profile.objects.select_related("written", "approved", "owner").get(pk=profile.pk)) == before
    )
    assert (Entry.objects.count(), Receipt.objects.count()) == (entries, receipts)


def test_a_blank_profile_can_be_tried_on_and_is_stored_nowhere(eve: User) -> None:
    card = tried(blank(eve), {"display_name": "Eve", "role": "mediator"}).card(Audience.MEMBERS)
    assert card is not None
    assert (card.name, card.role and card.role.code) == ("Eve", "mediator")
    assert not Profile.objects.filter(owner=eve).exists()


def test_what_does_not_hold_is_named_by_field(people: Cast) -> None:
    profile = people.profile(people.cy)
    changes = {"website": "nowhere", "headline": "Holds", "practices": ["no-such"]}
    assert [(error.field, error.code) for error in refused(profile, changes)] == [
        ("website", "not-an-address"),
        ("practices", "unknown-code"),
    ]
    assert refused(profile, {"headline": "Holds"}) == ()
    with pytest.raises(Invalid):
        tried(profile, changes)


# --- Show less ---------------------------------------------------------------------------------------------


def test_show_less_is_members_without_the_employer_and_leaves_the_rest(people: Cast) -> None:
    profile = people.profile(people.ana)
    wide = {"audiences": {"agency": "public", "title": "members", "about": "connections"}}
    profile = save(profile, wide, actor=people.ana, version=profile.version)
    before = as_owner(profile)
    assert less(profile) == {
        "audience": "members",
        "audiences": {"agency": "only_me", "title": "only_me"},
    }
    after = as_owner(show_less(profile, actor=people.ana))
    assert {name for name in after if after[name] != before[name]} == {"audience", "audiences", "version"}
    audiences = after["audiences"]
    assert isinstance(audiences, dict)
    assert (audiences["agency"], audiences["title"], audiences["about"]) == (
        "only_me",
        "only_me",
        "connections",
    )
    profile = people.profile(people.ana)
    assert less(profile) == {}
    assert show_less(profile, actor=people.ana).version == profile.version, "there was nothing left to do"


def test_only_the_owner_shows_less(people: Cast) -> None:
    with pytest.raises(NotThere):
        show_less(people.profile(people.ana), actor=people.ben)
    with pytest.raises(NotAllowed):
        show_less(people.profile(people.ana), actor=people.mo)


# --- A job that few people hold ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "region", "show_role", "show_region", "asks"),
    [
        ("sheriff", "23005", "role", "county", True),
        ("sheriff", "ME-PENOBSCOT", "role", "county", True),
        ("sheriff", "23005", "role", "area", False),
        ("sheriff", "23005", "sector", "county", False),
        ("deputy-sheriff", "23005", "role", "county", False),
        ("sheriff", None, "role", "county", False),
        (None, "23005", "role", "county", False),
    ],
)
def test_where_a_rare_job_needs_its_owner_to_confirm(
    db: None, role: str | None, region: str | None, show_role: str, show_region: str, asks: bool
) -> None:
    vocabulary = terms.current()
    answer = needs_confirming(
        vocabulary.term("role", role) if role else None,
        vocabulary.term("region", region) if region else None,
        show_role=show_role,
        show_region=show_region,
    )
    assert answer is asks
