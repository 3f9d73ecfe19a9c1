"""A recused moderator gets of a profile what everybody gets of what does not exist."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from directory.accounts.models import User
from directory.moderation.log import log_entries
from directory.moderation.queue import decide, profile_for, profile_of, proposed_by_others, review, waiting
from directory.profiles.editing import changed_jobs, save
from directory.profiles.errors import NotThere
from directory.profiles.lifecycle import move, possible
from directory.profiles.models import Submission
from tests.cast import BEN, SHERIFFS_OFFICE, Cast, account, drafted, listed, moderator
from tests.colleagues import reads_mail_at, sheriffs_office


def own(people: Cast, nia: User) -> User:
    """Nia submits a profile of her own."""
    drafted(nia, {**BEN, "display_name": "Nia Noyes", "agency": ""})
    return nia


def of_approved_colleague(people: Cast, nia: User) -> User:
    listed(nia, {**BEN, "display_name": "Nia Noyes"}, by=people.mo)
    return people.ben


def of_former_colleague(people: Cast, nia: User) -> User:
    of_approved_colleague(people, nia)
    changed_jobs(people.profile(nia), actor=nia)
    return people.ben


def of_colleague_by_her_own_word(people: Cast, nia: User) -> User:
    drafted(nia, {**BEN, "display_name": "Nia Noyes"})
    return people.ben


def of_colleague_by_mail(people: Cast, nia: User) -> User:
    sheriffs_office("pso.example.org")
    reads_mail_at(nia, "pso.example.org")
    return people.ben


def of_pending_colleague(people: Cast, nia: User) -> User:
    listed(nia, {**BEN, "display_name": "Nia Noyes"}, by=people.mo)
    save(
        people.profile(people.ana),
        {"agency": SHERIFFS_OFFICE},
        actor=people.ana,
        version=people.profile(people.ana).version,
    )
    return people.ana


TIES = [
    own,
    of_approved_colleague,
    of_former_colleague,
    of_colleague_by_her_own_word,
    of_colleague_by_mail,
    of_pending_colleague,
]


@pytest.fixture(params=TIES)
def owner(request: pytest.FixtureRequest, people: Cast, nia: User) -> User:
    """Somebody whose submission waits and on whom Nia may not decide, though Mo may."""
    tie: Callable[[Cast, User], User] = request.param
    found = tie(people, nia)
    profile = people.profile(found)
    if profile.status == "draft":
        move(profile, "submit", actor=found, version=profile.version)
    else:
        save(profile, {"headline": "Circles, again"}, actor=found, version=profile.version)
    return found


def test_it_waits_for_others_only(people: Cast, nia: User, owner: User) -> None:
    submission = Submission.objects.get(profile__owner=owner, state="open")

    assert submission in waiting(people.mo)
    assert submission not in waiting(nia)
    assert waiting(people.mo).count() == 1
    assert waiting(nia).count() == 0


def test_it_can_be_neither_read_nor_decided(people: Cast, nia: User, owner: User) -> None:
    profile = people.profile(owner)
    submission = Submission.objects.get(profile=profile, state="open")

    for there, not_there in (
        (lambda: review(nia, submission.pk), lambda: review(nia, uuid4())),
        (
            lambda: decide(nia, submission.pk, "approve", version=profile.version),
            lambda: decide(nia, uuid4(), "approve", version=1),
        ),
        (lambda: profile_for(nia, profile.handle), lambda: profile_for(nia, "nobody")),
    ):
        with pytest.raises(NotThere) as recused:
            there()
        with pytest.raises(NotThere) as absent:
            not_there()
        assert str(recused.value) == str(absent.value)
    assert people.profile(owner).version == profile.version
    assert review(people.mo, submission.pk).submission == submission


def test_a_stale_decision_does_not_give_it_away_either(people: Cast, nia: User, owner: User) -> None:
    profile = people.profile(owner)
    submission = Submission.objects.get(profile=profile, state="open")
    decide(people.mo, submission.pk, "approve", version=profile.version)

    for found in (submission.pk, uuid4()):
        with pytest.raises(NotThere, match=r"^There is no such submission\.$"):
            decide(nia, found, "approve", version=profile.version)
        with pytest.raises(NotThere, match=r"^There is no such submission\.$"):
            profile_of(nia, found)
    assert profile_of(people.mo, submission.pk) == profile


def test_what_was_proposed_on_it_waits_for_others_only(people: Cast, nia: User) -> None:
    of_approved_colleague(people, nia)
    ben = people.profile(people.ben)
    move(ben, "suspend", actor=people.mo, version=ben.version, reason="spam")

    assert [each.profile for each in proposed_by_others(people.max)] == [ben]
    assert list(proposed_by_others(nia)) == []


def test_no_move_of_a_moderators_is_open(people: Cast, nia: User, owner: User) -> None:
    assert {"approve", "hold", "suspend"}.isdisjoint(possible(people.profile(owner), nia))
    assert not {"approve", "hold"}.isdisjoint(possible(people.profile(owner), people.mo))


def test_the_log_does_not_know_it(people: Cast, nia: User, owner: User) -> None:
    subject = str(people.profile(owner).pk)

    assert log_entries(people.mo).filter(subject=subject).exists()
    assert not log_entries(nia).filter(subject=subject).exists()


def test_the_rest_is_there_as_ever(people: Cast, nia: User, owner: User) -> None:
    move(people.profile(people.cy), "submit", actor=people.cy, version=2)

    (submission,) = waiting(nia)
    assert submission.profile.handle == "cy"
    assert review(nia, submission.pk).moves == ("approve", "return", "reject", "withdraw")
    assert log_entries(nia).filter(subject=str(people.profile(people.cy).pk), verb="submit").count() == 1
    assert profile_for(nia, "max").owner == people.max


def test_two_moderators_of_one_agency_are_recused_from_each_other(people: Cast, nia: User) -> None:
    ola = moderator("ola")
    for name, user in (("Nia Noyes", nia), ("Ola Orr", ola)):
        listed(user, {**BEN, "display_name": name}, by=people.mo)

    for one, other in ((nia, "ola"), (ola, "nia")):
        with pytest.raises(NotThere):
            profile_for(one, other)


def test_a_typed_agency_of_ones_own_recuses_too(people: Cast, nia: User) -> None:
    listed(nia, {**BEN, "display_name": "Nia Noyes", "agency": "deering  MIDDLE school"}, by=people.mo)

    with pytest.raises(NotThere):
        profile_for(nia, "ana")
    listed(
        account("eve"), {**BEN, "display_name": "Eve Ellis", "agency": "Deering High School"}, by=people.mo
    )
    assert profile_for(nia, "eve").handle == "eve"
