"""From the write side to the shelves, and that the two never drift apart."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from directory.accounts.models import User
from directory.listings.models import MemberListing, PublicListing, Shelf, tables_of
from directory.listings.readers import Audience
from directory.profiles import closing, publication
from directory.profiles.editing import save
from directory.profiles.lifecycle import move
from directory.profiles.models import Profile, Status
from tests.cast import Cast, account
from tests.profiles.conftest import Stand, make


def test_the_shelves_are_as_the_write_side_says(people: Cast) -> None:
    assert list(publication.differences()) == []


def test_a_preview_shows_what_waits_as_if_it_were_approved(stand: Stand, eve: User) -> None:
    profile = stand(Status.LISTED)
    profile = save(
        profile,
        {"headline": "Waiting", "audiences": {"headline": "public"}},
        actor=eve,
        version=profile.version,
    )
    public, members = (
        publication.preview(profile, audience) for audience in (Audience.PUBLIC, Audience.MEMBERS)
    )
    assert public is not None
    assert members is not None
    assert (public.headline, members.headline) == ("Waiting", "Waiting")
    standing = publication.cards_for(profile)
    assert standing[Audience.MEMBERS].headline == "Fewer arrests"
    profile = save(profile, {"audience": "members"}, actor=eve)
    assert publication.preview(profile, Audience.PUBLIC) is None
    assert publication.preview(profile, Audience.CONNECTIONS) is not None


def test_a_draft_has_a_preview_and_no_card(people: Cast) -> None:
    profile = people.profile(people.cy)
    preview = publication.preview(profile, Audience.MEMBERS)
    assert preview is not None
    assert (preview.name, preview.listed_on) == ("Cy Carter", timezone.localdate())
    assert publication.cards_for(profile) == {}


def test_ones_own_terms_are_exact_even_while_one_pauses(people: Cast) -> None:
    profile = make(people.profile(people.ben), "pause", people.ben)
    own = publication.own_terms(profile)
    assert own.role is not None
    assert own.region is not None
    assert (own.handle, own.role.code, own.region.code) == ("ben", "deputy-sheriff", "23019")
    assert [term.code for term in own.practices] == ["community-circles", "cosa"]
    assert (own.name, own.headline, own.agency) == ("", "", "")


def test_connections_get_what_is_kept_for_them(people: Cast) -> None:
    profile = people.profile(people.ana)
    assert publication.kept_for_connections(profile) == {
        "real_name": "Ana Maria Alvarez",
        "phone": "207 555 0101",
        "email": "ana@example.org",
    }
    profile = save(profile, {"audiences": {"phone": "only_me", "about": "connections"}}, actor=people.ana)
    assert set(publication.kept_for_connections(profile)) == {"real_name", "email", "about"}
    assert publication.kept_for_connections(people.profile(people.cy)) == {}, "nothing of it was approved"


def test_the_sites_ceiling_empties_the_public_shelf_at_the_next_rebuild(
    people: Cast, settings: Settings
) -> None:
    settings.SITE_CEILING = "members"
    assert list(publication.differences()) == ["public: ana should not be there"]
    assert publication.rebuild() == 5
    assert not PublicListing.objects.exists()
    assert MemberListing.objects.count() == 5
    assert list(publication.differences()) == []


def test_a_rebuild_mends_what_drifted_and_touches_nothing_else(people: Cast) -> None:
    versions = dict(Shelf.objects.values_list("audience", "version"))
    assert publication.rebuild() == 5
    assert dict(Shelf.objects.values_list("audience", "version")) == versions
    MemberListing.objects.filter(handle="ben").update(card=b"{}", by_name=b"x")
    MemberListing.objects.filter(handle="dee").delete()
    Profile.objects.filter(handle="mo").update(status=Status.HELD)
    assert set(list(publication.differences())[:3]) == {
        "members: ben has another card, by_name",
        "members: dee is missing",
        "members: mo should not be there",
    }
    with pytest.raises(CommandError):
        call_command("check_listings", stdout=StringIO())
    out = StringIO()
    call_command("rebuild_listings", stdout=out)
    assert out.getvalue().splitlines()[-1] == "4 profiles are listed."
    call_command("check_listings", stdout=out)
    assert list(publication.differences()) == []


def test_postings_words_and_text_are_made_anew_as_well(people: Cast) -> None:
    members = tables_of(Audience.MEMBERS)
    members.postings.filter(key="practice:cosa").delete()
    members.words.filter(spelling="circles").update(cards=99)
    assert len(list(publication.differences())) == 2
    publication.rebuild()
    assert list(publication.differences()) == []


@pytest.mark.parametrize("name", ["pause", "withdraw"])
def test_who_leaves_is_gone_in_the_same_transaction(name: str, people: Cast) -> None:
    move(people.profile(people.ana), name, actor=people.ana)
    assert not PublicListing.objects.exists()
    assert sorted(MemberListing.objects.values_list("handle", flat=True)) == ["ben", "dee", "max", "mo"]
    assert list(publication.differences()) == []


def test_listed_on_says_nothing_of_the_other_shelf(stand: Stand, eve: User) -> None:
    profile = save(stand(Status.PAUSED), {"audience": "members"}, actor=eve)
    profile = make(profile, "resume", eve)
    Profile.objects.filter(pk=profile.pk).update(members_since=date(2020, 1, 1))
    save(profile, {"audience": "public"}, actor=eve, version=profile.version)
    assert b"2020" not in bytes(PublicListing.objects.get().card)


def test_a_confirmation_from_before_a_shelf_is_not_told_there(stand: Stand, eve: User) -> None:
    profile = save(stand(Status.LISTED), {"audience": "members"}, actor=eve)
    Profile.objects.filter(pk=profile.pk).update(
        members_since=date(2020, 1, 10), confirmed_on=date(2020, 1, 10)
    )
    profile = save(profile, {"audience": "public"}, actor=eve, version=profile.version)
    public, members = (publication.cards_for(profile)[shelf] for shelf in (Audience.PUBLIC, Audience.MEMBERS))
    assert (public.confirmed_on, members.confirmed_on) == (None, date(2020, 1, 10))
    profile = make(profile, "confirm", eve)
    assert {card.confirmed_on for card in publication.cards_for(profile).values()} == {timezone.localdate()}
    assert list(publication.differences()) == []


def test_who_was_approved_a_day_later_is_not_told_to_have_confirmed_before(stand: Stand, mo: User) -> None:
    profile = stand(Status.SUBMITTED)
    Profile.objects.filter(pk=profile.pk).update(confirmed_on=timezone.localdate() - timedelta(days=1))
    profile = make(profile, "approve", mo)
    assert [card.confirmed_on for card in publication.cards_for(profile).values()] == [None, None]


def test_a_closed_account_is_on_no_shelf(people: Cast) -> None:
    closing.switch(people.ana, active=False, actor=people.mo)
    assert not PublicListing.objects.exists()
    assert "ana" not in MemberListing.objects.values_list("handle", flat=True)
    assert publication.cards_for(people.profile(people.ana)) == {}
    assert list(publication.differences()) == []
    assert publication.rebuild() == 4
    closing.switch(people.ana, active=True, actor=people.mo)
    assert PublicListing.objects.get().handle == "ana"
    assert list(publication.differences()) == []


def test_whoever_has_no_profile_is_closed_as_well(people: Cast) -> None:
    fay = account("fay")
    closing.switch(fay, active=False, actor=people.mo)
    fay.refresh_from_db()
    assert not fay.is_active


def test_publishing_costs_few_queries(
    people: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    profile = people.profile(people.ana)
    with django_assert_num_queries(1):
        publication.cards_for(profile)
    with django_assert_num_queries(5):  # the picks, and each shelf between savepoints: nothing changed
        publication.publish(profile)
