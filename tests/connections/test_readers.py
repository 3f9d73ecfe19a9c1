"""Who reads which shelf, and as whom."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.functional import SimpleLazyObject

from directory.connections.blocks import block
from directory.connections.readers import reader_for, seen_by_colleague
from directory.listings.cards import Card
from directory.listings.readers import ANYONE, Audience, Reader
from directory.profiles.editing import changed_jobs, save
from directory.profiles.lifecycle import move
from directory.profiles.models import Profile, Status
from directory.vocabulary import terms
from tests.cast import CY, DEE, Cast, account, moderator, submitted
from tests.colleagues import ally, hides, reads_mail_at, sheriffs_office


def test_nobody_who_signed_in_is_anyone_and_costs_nothing(people: Cast, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert reader_for(AnonymousUser()) == ANYONE


def test_an_account_that_was_switched_off_is_anyone(people: Cast) -> None:
    people.mo.is_active = False

    assert reader_for(people.mo) == ANYONE


def test_a_listed_member_reads_the_members_shelf_under_their_own_handle(people: Cast) -> None:
    assert reader_for(people.ben) == Reader(Audience.MEMBERS, handle="ben", key=str(people.ben.pk))


def test_the_user_of_a_request_is_as_good_as_the_user(people: Cast) -> None:
    lazy: Any = SimpleLazyObject(lambda: people.ben)

    assert reader_for(lazy) == reader_for(people.ben)


def test_an_account_without_a_profile_reads_the_public_shelf(people: Cast) -> None:
    eve = account("eve")

    assert reader_for(eve) == Reader(Audience.PUBLIC, key=str(eve.pk))


@pytest.mark.parametrize(
    ("status", "audience", "handle"),
    [
        (Status.DRAFT, Audience.PUBLIC, None),
        (Status.SUBMITTED, Audience.PUBLIC, None),
        (Status.RETURNED, Audience.PUBLIC, None),
        (Status.REJECTED, Audience.PUBLIC, None),
        (Status.LISTED, Audience.MEMBERS, "ben"),
        (Status.PAUSED, Audience.MEMBERS, None),
        (Status.DORMANT, Audience.PUBLIC, None),
        (Status.HELD, Audience.PUBLIC, None),
        (Status.SUSPENDED, Audience.PUBLIC, None),
        (Status.WITHDRAWN, Audience.PUBLIC, None),
    ],
)
def test_only_who_is_listed_or_paused_reads_as_a_member(
    people: Cast, status: Status, audience: Audience, handle: str | None
) -> None:
    Profile.objects.filter(owner=people.ben).update(status=status)

    assert reader_for(people.ben) == Reader(audience, handle=handle, key=str(people.ben.pk))


@pytest.mark.parametrize("role", ["moderator", "support"])
def test_staff_read_the_members_shelf_without_a_profile(people: Cast, role: str) -> None:
    eve = account("eve", staff_role=role)

    assert reader_for(eve) == Reader(Audience.MEMBERS, key=str(eve.pk))


def test_both_kinds_of_exclusion_meet_in_one_reader(people: Cast) -> None:
    hides(people.ben, "office")
    block(people.dee, "ana")

    assert reader_for(people.dee).excluded == {"ana", "ben"}


# --- What it costs -----------------------------------------------------------------------------------------


def test_who_works_nowhere_costs_five_queries(people: Cast, django_assert_num_queries) -> None:
    terms.current()
    with django_assert_num_queries(5):
        assert reader_for(people.mo).excluded == frozenset()


def test_blocks_and_colleagues_cost_the_same_whether_one_or_three(
    people: Cast, django_assert_num_queries
) -> None:
    reads_mail_at(people.dee, "pso.example.org")
    sheriffs_office("pso.example.org")
    hides(people.ben, "office")
    block(people.dee, "ana")
    with django_assert_num_queries(6):
        assert reader_for(people.dee).excluded == {"ana", "ben"}

    for name in ("fay", "gus"):
        ally(name, by=people.mo, hide_from_workplace="agency")
        block(people.dee, {"fay": "mo", "gus": "max"}[name])
    with django_assert_num_queries(6):
        assert reader_for(people.dee).excluded == {"ana", "ben", "fay", "gus", "max", "mo"}


# --- The preview for colleagues ----------------------------------------------------------------------------


def test_who_hides_from_nobody_is_seen_by_colleagues_as_by_other_members(people: Cast) -> None:
    card = seen_by_colleague(people.profile(people.ben))

    assert isinstance(card, Card)
    assert (card.name, card.headline, card.agency) == ("Ben Brooks", "Circles behind the wall", "")


@pytest.mark.parametrize("hiding", ["office", "agency"])
def test_who_hides_is_not_seen_by_colleagues(people: Cast, hiding: str) -> None:
    hides(people.ben, hiding)

    assert seen_by_colleague(people.profile(people.ben)) is None


def test_a_colleague_of_former_times_does_not_see_who_hides_either(people: Cast) -> None:
    hides(people.ben, "agency")
    changed_jobs(people.profile(people.ben), actor=people.ben)

    assert seen_by_colleague(people.profile(people.ben)) is None


def test_who_hides_but_names_no_agency_is_shown_that_it_does_nothing(people: Cast) -> None:
    profile = people.profile(people.cy)
    save(profile, {"hide_from_workplace": "agency"}, actor=people.cy, version=profile.version)

    card = seen_by_colleague(people.profile(people.cy))
    assert card is not None
    assert card.name == CY["display_name"]


def test_a_pending_agency_hides_its_owner_already(people: Cast) -> None:
    eve = account("eve")
    profile = submitted(eve, {**DEE, "hide_from_workplace": "office"})

    assert seen_by_colleague(profile) is None


def test_a_member_put_on_hold_loses_the_members_shelf_at_once(people: Cast) -> None:
    profile = people.profile(people.ben)
    move(profile, "hold", actor=moderator("nia"), reason="other", version=profile.version)

    assert reader_for(people.ben).audience is Audience.PUBLIC
