"""Blocks work both ways, look like a withdrawal, and are told to nobody."""

import pytest

from directory.audit.models import Entry
from directory.connections.blocks import Blocked, block, blocked_by, unblock
from directory.connections.models import Block
from directory.listings.models import PublicListing
from directory.profiles.editing import save
from directory.profiles.errors import Invalid, NotThere
from directory.profiles.lifecycle import move
from tests.cast import Cast, account
from tests.colleagues import hides, seen_by


def test_neither_sees_the_other_and_everybody_else_sees_both(people: Cast) -> None:
    block(people.ana, "ben")

    assert seen_by(people.ana) == ["ana", "dee", "max", "mo"]
    assert seen_by(people.ben) == ["ben", "dee", "max", "mo"]
    assert seen_by(people.dee) == ["ana", "ben", "dee", "max", "mo"]


def test_taking_it_back_brings_both_back(people: Cast) -> None:
    block(people.ana, "ben")
    unblock(people.ana, "ben")

    assert seen_by(people.ana) == ["ana", "ben", "dee", "max", "mo"]
    assert seen_by(people.ben) == ["ana", "ben", "dee", "max", "mo"]
    assert blocked_by(people.ana) == []


def test_blocking_again_changes_nothing(people: Cast) -> None:
    block(people.ana, "ben")
    block(people.ana, "ben")

    assert Block.objects.count() == 1
    assert Entry.objects.filter(verb="block").count() == 1


def test_nobody_blocks_themselves(people: Cast) -> None:
    with pytest.raises(Invalid, match="You cannot block yourself"):
        block(people.ana, "ana")


def test_whom_one_may_not_see_one_cannot_block(people: Cast) -> None:
    hides(people.ben, "office")
    eve = account("eve")  # reads the public shelf
    for actor, handle in [(people.dee, "ben"), (people.dee, "cy"), (people.dee, "nobody"), (eve, "ben")]:
        with pytest.raises(NotThere):
            block(actor, handle)

    assert not Block.objects.exists()


def test_the_blocked_cannot_block_back_as_if_the_other_had_withdrawn(people: Cast) -> None:
    block(people.ana, "ben")
    move(people.profile(people.dee), "withdraw", actor=people.dee)

    with pytest.raises(NotThere) as by_block:
        block(people.ben, "ana")
    with pytest.raises(NotThere) as by_withdrawal:
        block(people.ben, "dee")
    assert str(by_block.value) == str(by_withdrawal.value)


def test_only_the_blocker_takes_it_back(people: Cast) -> None:
    block(people.ana, "ben")

    with pytest.raises(NotThere):
        unblock(people.ben, "ana")
    with pytest.raises(NotThere):
        unblock(people.dee, "ben")
    assert seen_by(people.ana) == ["ana", "dee", "max", "mo"]


def test_an_account_that_is_not_listed_can_block_too(people: Cast) -> None:
    eve = account("eve")
    block(eve, "ana")

    assert seen_by(eve) == []
    assert seen_by(people.ana) == ["ana", "ben", "dee", "max", "mo"]


def test_workplace_hiding_stays_when_a_block_is_taken_back(people: Cast) -> None:
    block(people.dee, "ben")
    hides(people.ben, "office")
    unblock(people.dee, "ben")

    assert seen_by(people.dee) == ["ana", "dee", "max", "mo"]
    assert seen_by(people.ben) == ["ana", "ben", "dee", "max", "mo"]


# --- The cap -----------------------------------------------------------------------------------------------


def public_handles() -> list[str]:
    return sorted(PublicListing.objects.values_list("handle", flat=True))


def test_a_block_leaves_the_public_shelf_alone_unless_asked(people: Cast) -> None:
    block(people.ana, "ben")
    assert public_handles() == ["ana"]

    block(people.ana, "ben", only_members=True)
    assert public_handles() == []
    assert people.profile(people.ana).only_members
    assert not people.profile(people.ben).only_members


def test_the_cap_stays_when_the_block_is_taken_back(people: Cast) -> None:
    block(people.ana, "ben", only_members=True)
    unblock(people.ana, "ben")

    assert public_handles() == []


def test_without_a_profile_there_is_nothing_to_cap(people: Cast) -> None:
    block(account("eve"), "ana", only_members=True)

    assert public_handles() == ["ana"]


# --- The list ----------------------------------------------------------------------------------------------


def test_the_list_has_the_latest_first_and_takes_one_query(people: Cast, django_assert_num_queries) -> None:
    block(people.ana, "ben")
    with django_assert_num_queries(1):
        assert [row.handle for row in blocked_by(people.ana)] == ["ben"]

    block(people.ana, "dee")
    block(people.ana, "max")
    with django_assert_num_queries(1):
        assert [(row.handle, row.name) for row in blocked_by(people.ana)] == [
            ("max", "Max Munro"),
            ("dee", "Dee Dunn"),
            ("ben", "Ben Brooks"),
        ]
    assert blocked_by(people.ben) == []


def test_the_name_is_the_one_that_the_blocker_saw(people: Cast) -> None:
    profile = people.profile(people.ana)
    save(profile, {"audiences": {"display_name": "members"}}, actor=people.ana, version=profile.version)
    eve = account("eve")
    block(eve, "ana")
    block(people.ben, "ana")

    assert [row.name for row in blocked_by(eve)] == ["A system ally"]
    assert [row.name for row in blocked_by(people.ben)] == ["Ana Alvarez"]


def renamed(people: Cast) -> None:
    profile = people.profile(people.ben)
    save(profile, {"display_name": "Benno"}, actor=people.ben, version=profile.version)
    profile = people.profile(people.ben)
    move(profile, "approve", actor=people.mo, version=profile.version)


def withdrawn(people: Cast) -> None:
    move(people.profile(people.ben), "withdraw", actor=people.ben)


def paused(people: Cast) -> None:
    move(people.profile(people.ben), "pause", actor=people.ben)


def hidden(people: Cast) -> None:
    hides(people.ben, "agency")


def blocking(people: Cast) -> None:
    block(people.ben, "max")


@pytest.mark.parametrize("happens", [renamed, withdrawn, paused, hidden, blocking])
def test_the_list_does_not_tell_what_became_of_the_other(people: Cast, happens) -> None:
    block(people.dee, "ben")
    since = Block.objects.get(blocker=people.dee).created_at

    happens(people)

    assert blocked_by(people.dee) == [Blocked("ben", "Ben Brooks", since)]


def test_a_block_outlasts_a_new_handle_and_is_taken_back_by_the_old_one(people: Cast) -> None:
    block(people.dee, "ben")
    withdrawn(people)
    profile = people.profile(people.ben)
    move(profile, "submit", actor=people.ben, version=profile.version)
    profile = people.profile(people.ben)
    move(profile, "approve", actor=people.mo, version=profile.version)
    new = people.profile(people.ben).handle
    assert new != "ben"
    assert seen_by(people.dee) == ["ana", "dee", "max", "mo"]

    with pytest.raises(NotThere):
        unblock(people.dee, new)
    unblock(people.dee, "ben")
    assert seen_by(people.dee) == sorted(["ana", "dee", "max", "mo", new])


def test_the_log_has_ids_and_nothing_else(people: Cast) -> None:
    block(people.ana, "ben")
    unblock(people.ana, "ben")

    entries = Entry.objects.filter(verb__in=["block", "unblock"]).order_by("pk")
    assert [
        (row.actor, row.verb, row.subject_kind, row.subject, row.fields, row.reason) for row in entries
    ] == [
        (str(people.ana.pk), "block", "user", str(people.ben.pk), [], ""),
        (str(people.ana.pk), "unblock", "user", str(people.ben.pk), [], ""),
    ]


def test_erasing_either_account_takes_the_block_along(people: Cast) -> None:
    block(people.ana, "ben")
    block(people.mo, "ana")
    move(people.profile(people.ana), "erase", actor=people.ana)
    people.ana.delete()

    assert not Block.objects.exists()
