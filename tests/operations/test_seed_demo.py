"""The demo in the database: the same world for the same seed, and a cast that others rely on."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from directory.accounts.models import User
from directory.audit.models import Entry
from directory.listings.models import MemberListing, PublicListing
from directory.moderation import queue
from directory.notices import outbox
from directory.operations.demo import clock, seeding
from directory.operations.demo.cast import CAST, PASSWORD
from directory.operations.demo.people import LAST_DAY
from directory.operations.demo.person import Fate
from directory.profiles import lifecycle, publication, workplaces
from directory.profiles.editing import save
from directory.profiles.models import Agency, Profile, Status

pytestmark = pytest.mark.django_db

MEMBERS = ["ana", "ben", "dee", "max", "mo"]


@pytest.fixture(autouse=True)
def on_ones_own_machine(settings: Settings) -> None:
    settings.DEBUG = True


def seed_demo(**options: Any) -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out, **options)
    return out.getvalue()


def cards() -> list[tuple[str, bytes]]:
    """Every card of both shelves, as it is served."""
    return [
        (f"{model.__name__} {handle}", bytes(card))
        for model in (PublicListing, MemberListing)
        for handle, card in model._default_manager.order_by("handle").values_list("handle", "card")
    ]


def profile_of(handle: str) -> Profile:
    return Profile.objects.select_related("written", "approved", "owner").get(handle=handle)


def world(seed: int, count: int) -> list[tuple[str, bytes]]:
    """The cards of a world that is gone again."""
    with transaction.atomic():
        seeding.sow(count, seed)
        found = cards()
        transaction.set_rollback(True)
    return found


# --- Worlds ------------------------------------------------------------------------------------------------


def test_the_same_seed_makes_the_same_world() -> None:
    first = world(5, 15)
    assert len(first) > len(MEMBERS) + 10
    assert world(5, 15) == first
    assert world(6, 15) != first


def test_a_round_of_people_and_what_became_of_them() -> None:
    sown = seeding.sow(75, 3)
    assert sown.kept == 0
    assert sown.made.total() == 75 + len(CAST)
    assert Counter(Profile.objects.values_list("status", flat=True)) == {
        Status.LISTED: 62 + len(MEMBERS),
        Status.PAUSED: 3,
        Status.SUBMITTED: 2,
        Status.DRAFT: 2 + 1,
        Status.WITHDRAWN: 2,
        Status.RETURNED: 1,
        Status.REJECTED: 1,
        Status.HELD: 1,
        Status.SUSPENDED: 1,
    }
    assert MemberListing.objects.count() == 62 + len(MEMBERS)
    assert 10 <= PublicListing.objects.count() <= 35
    assert list(publication.differences()) == []
    # Both moderators see all that waits: two first profiles and an edit.
    for moderator in User.objects.filter(email__in=["mo@demo.invalid", "max@demo.invalid"]):
        assert sorted(queue.waiting(moderator).values_list("kind", flat=True)) == ["edit", "first", "first"]
    # Each is dated in the demo's past, and the log tells it in order.
    days = set(MemberListing.objects.values_list("by_newest", flat=True))
    assert len({bytes(day)[:7] for day in days}) > 20
    assert Profile.objects.filter(members_since__gt=LAST_DAY).count() == 0
    # (The two moderators were made so before anything else, in one moment.)
    moments = list(Entry.objects.order_by("id").values_list("at", flat=True))
    assert moments == sorted(moments)
    # Nobody was written to, and nothing waits to be.
    assert mail.outbox == []
    assert outbox.send_waiting() == 0


def test_repeating_keeps_everybody_and_makes_nobody_twice() -> None:
    seeding.sow(5, 1)
    ben = profile_of("ben")
    save(ben, {"headline": "Mine now"}, actor=ben.owner, version=ben.version)
    before = cards()
    again = seeding.sow(5, 1)
    assert (again.made, again.kept) == (Counter(), 5 + len(CAST))
    assert cards() == before
    assert profile_of("ben").written.headline == "Mine now"
    more = seeding.sow(8, 1)
    assert (more.made.total(), more.kept) == (3, 5 + len(CAST))
    assert User.objects.count() == 8 + len(CAST)
    assert Agency.objects.filter(known=True).count() == 42


def test_who_was_erased_does_not_come_back() -> None:
    seeding.sow(0, 1)
    dee = profile_of("dee")
    lifecycle.move(dee, "erase", actor=dee.owner)
    assert seeding.sow(0, 1).made == Counter()
    assert not Profile.objects.filter(handle="dee").exists()


# --- The cast ----------------------------------------------------------------------------------------------


@pytest.fixture
def cast_alone() -> str:
    return seed_demo(profiles=0, seed=1)


def test_the_cast_is_as_the_contract_says(cast_alone: str) -> None:
    assert dict(Profile.objects.values_list("handle", "status")) == {
        **dict.fromkeys(MEMBERS, "listed"),
        "cy": "draft",
    }
    assert sorted(PublicListing.objects.values_list("handle", flat=True)) == ["ana"]
    assert sorted(MemberListing.objects.values_list("handle", flat=True)) == MEMBERS
    assert set(Profile.objects.values_list("hide_from_workplace", flat=True)) == {"no"}
    users = User.objects.order_by("email")
    assert [(user.email, user.is_moderator) for user in users] == [
        ("ana@demo.invalid", False),
        ("ben@demo.invalid", False),
        ("cy@demo.invalid", False),
        ("dee@demo.invalid", False),
        ("max@demo.invalid", True),
        ("mo@demo.invalid", True),
    ]
    assert all(
        user.check_password(PASSWORD) and user.profile.handle == user.email.split("@")[0] for user in users
    )
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == len(CAST)


def test_dee_is_bens_colleague_and_ben_may_hide(cast_alone: str) -> None:
    ben, dee = profile_of("ben"), profile_of("dee")
    offices = workplaces.agencies_counted(ben.owner)
    assert len(offices) == 1
    assert offices == workplaces.agencies_counted(dee.owner)
    assert ben.owner_id != dee.owner_id
    assert workplaces.hidden_from(dee.owner) == frozenset()
    save(ben, {"hide_from_workplace": "office"}, actor=ben.owner, version=ben.version)
    assert workplaces.hidden_from(dee.owner) == {"ben"}
    assert workplaces.hidden_from(profile_of("ana").owner) == frozenset()


def test_cy_has_only_to_submit(cast_alone: str) -> None:
    cy = profile_of("cy")
    assert "submit" in lifecycle.possible(cy, cy.owner)
    cy = lifecycle.move(cy, "submit", actor=cy.owner, version=cy.version).profile
    assert lifecycle.move(cy, "approve", actor=profile_of("mo").owner, version=cy.version).moved


def test_the_moderators_decided_on_each_other(cast_alone: str) -> None:
    for handle, other in (("mo", "max"), ("max", "mo")):
        (decision,) = profile_of(handle).decisions.all()
        assert (decision.move, decision.actor) == ("approve", profile_of(other).owner)


# --- The command -------------------------------------------------------------------------------------------


def test_it_says_what_it_made_and_who_signs_in(cast_alone: str) -> None:
    assert cast_alone == (
        "Made 6 invented people; 0 were there already.\n"
        "       5 listed\n"
        "       1 drafts\n"
        "Demo sign-ins, all with the password demo-directory:\n"
        "  ana@demo.invalid   member, public\n"
        "  ben@demo.invalid   member, members only\n"
        "  dee@demo.invalid   member, Ben’s colleague\n"
        "  cy@demo.invalid    draft, ready to submit\n"
        "  mo@demo.invalid    moderator, listed for members\n"
        "  max@demo.invalid   moderator, listed for members\n"
    )


def test_it_refuses_without_debug(settings: Settings) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match=r"^seed_demo makes invented people .* set DEBUG=1\.$"):
        seed_demo(profiles=0)
    assert User.objects.count() == 0


def test_if_empty_leaves_a_directory_alone() -> None:
    assert seed_demo(profiles=0, if_empty=True).startswith("Made 6 invented people")
    assert seed_demo(profiles=10, if_empty=True) == "The directory is not empty; no demo was seeded.\n"
    assert User.objects.count() == len(CAST)


def test_it_refuses_a_number_below_none() -> None:
    with pytest.raises(CommandError, match="--profiles must be 0 or more"):
        seed_demo(profiles=-1)


# --- The clock ---------------------------------------------------------------------------------------------


@pytest.fixture
def real_clock() -> Iterator[None]:
    before = timezone.now
    yield
    assert timezone.now is before


def test_the_clock_goes_on_afterwards(real_clock: None) -> None:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    with clock.at(moment):
        assert timezone.now() == moment
    with suppress(RuntimeError), clock.at(moment):
        raise RuntimeError


def test_every_fate_is_told() -> None:
    assert set(seeding.LIFE) == set(Fate)
