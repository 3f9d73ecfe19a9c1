"""What the changes feed tells each reader when somebody is hidden from them, and that it tells nobody else."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from directory.accounts.models import User
from directory.connections.blocks import block, unblock
from directory.connections.readers import reader_for
from directory.listings import changes
from directory.moderation.queue import decide
from directory.profiles.editing import changed_jobs, save
from directory.profiles.lifecycle import move
from directory.profiles.models import Agency, Submission
from tests.cast import SHERIFFS_OFFICE, Cast, account
from tests.colleagues import ally, hides, reads_mail_at, sheriffs_office, told

type Lines = list[tuple[str, str]]


@dataclass
class Follower:
    """A client that follows somebody's feed."""

    user: User
    token: str = changes.START

    def news(self) -> Lines:
        """What is new since the last time."""
        page = changes.after(reader_for(self.user), self.token)
        self.token = page.next
        return [(line.kind, line.handle) for line in page.results]


def following(user: User) -> Follower:
    """A client that has read everything so far."""
    follower = Follower(user)
    follower.news()
    return follower


def owner_writes(owner: User, **words: str) -> None:
    profile = Cast.profile(owner)
    save(profile, words, actor=owner, version=profile.version)


def owner_moves(owner: User, name: str) -> None:
    profile = Cast.profile(owner)
    move(profile, name, actor=owner, version=profile.version)


def approve(owner: User, by: User, agency: Agency | None = None) -> None:
    profile = Cast.profile(owner)
    submission = Submission.objects.get(profile=profile, state="open")
    decide(by, submission.pk, "approve", version=profile.version, agency=agency.pk if agency else None)


# --- Workplaces --------------------------------------------------------------------------------------------


def test_hiding_and_showing_again_are_told_to_colleagues_alone(people: Cast) -> None:
    dee, max_ = following(people.dee), following(people.max)

    hides(people.ben, "office")
    assert (dee.news(), max_.news()) == ([("unlisted", "ben")], [])

    hides(people.ben, "agency")
    assert (dee.news(), max_.news()) == ([], [])

    hides(people.ben, "no")
    assert (dee.news(), max_.news()) == ([("listed", "ben")], [])


def test_what_happens_while_hidden_is_not_told(people: Cast) -> None:
    hides(people.ben, "office")
    dee, max_ = following(people.dee), following(people.max)

    profile = people.profile(people.ben)
    save(profile, {"practices": ["cosa"]}, actor=people.ben, version=profile.version)
    owner_moves(people.ben, "pause")
    owner_moves(people.ben, "resume")
    assert max_.news() == [("updated", "ben"), ("unlisted", "ben"), ("listed", "ben")]
    assert dee.news() == []


def test_hiding_while_paused_is_told_to_nobody_and_holds_afterwards(people: Cast) -> None:
    owner_moves(people.ben, "pause")
    dee = following(people.dee)

    hides(people.ben, "office")
    owner_moves(people.ben, "resume")
    assert dee.news() == []


def test_who_hides_leaves_the_public_shelf_for_a_colleague_who_reads_that_one(people: Cast) -> None:
    sheriffs_office("pso.example.org")
    eve, zoe = account("eve"), account("zoe")
    reads_mail_at(eve, "pso.example.org")
    owner_writes(people.ben, audience="public")
    readers = [following(eve), following(zoe)]

    hides(people.ben, "office")
    assert [reader.news() for reader in readers] == [[("unlisted", "ben")], [("unlisted", "ben")]]

    hides(people.ben, "no")
    assert [reader.news() for reader in readers] == [[("listed", "ben")], [("listed", "ben")]]


def test_an_approved_employment_hides_its_owners_colleagues_from_them(people: Cast) -> None:
    hides(people.ben, "office")
    eve = ally("eve", by=people.mo, agency="")
    owner_writes(eve, agency=SHERIFFS_OFFICE)
    client = following(eve)

    approve(eve, by=people.mo)
    assert client.news() == [("unlisted", "ben")]


def test_a_new_member_is_not_told_that_colleagues_hide_from_them(people: Cast) -> None:
    hides(people.ben, "office")
    eve = ally("eve", by=people.mo)

    assert [line for line in told(reader_for(eve)) if line[1] == "ben"] == []


def test_an_agency_written_by_who_hides_is_told_to_its_people(people: Cast) -> None:
    gus = ally("gus", by=people.mo, agency="", hide_from_workplace="agency")
    dee, max_ = following(people.dee), following(people.max)

    owner_writes(gus, agency=SHERIFFS_OFFICE)
    assert (dee.news(), max_.news()) == ([("unlisted", "gus")], [])

    owner_writes(gus, agency="")
    assert (dee.news(), max_.news()) == ([("listed", "gus")], [])


def test_moving_away_shows_one_to_the_old_office_once_it_is_not_ones_area_any_more(people: Cast) -> None:
    gus = ally("gus", by=people.mo, agency="", hide_from_workplace="office")
    owner_writes(gus, agency=SHERIFFS_OFFICE)
    dee = following(people.dee)

    owner_writes(gus, region="23005")
    assert dee.news() == [("listed", "gus")]


def test_changing_jobs_does_not_show_one_to_former_colleagues(people: Cast) -> None:
    hides(people.ben, "office")
    dee = following(people.dee)

    changed_jobs(people.profile(people.ben), actor=people.ben)
    assert dee.news() == []


def test_merging_agencies_is_told_both_ways(people: Cast) -> None:
    known = sheriffs_office()
    known.known = True
    known.save()
    hides(people.ben, "agency")
    gus = ally("gus", by=people.mo, agency="Penobscot Sheriff", hide_from_workplace="agency")
    owner_writes(gus, title="Sergeant")
    readers = {user.email: following(user) for user in (people.ben, people.dee, gus, people.max)}

    approve(gus, by=people.mo, agency=known)
    assert {email: client.news() for email, client in readers.items()} == {
        "ben@example.org": [("unlisted", "gus")],
        "dee@example.org": [("unlisted", "gus")],
        "gus@example.org": [("unlisted", "ben")],
        "max@example.org": [],
    }


# --- Blocks ------------------------------------------------------------------------------------------------


def test_a_block_and_its_end_are_told_to_both_and_nobody_else(people: Cast) -> None:
    ana, ben, max_ = following(people.ana), following(people.ben), following(people.max)

    block(people.ana, "ben")
    assert (ana.news(), ben.news(), max_.news()) == ([("unlisted", "ben")], [("unlisted", "ana")], [])

    unblock(people.ana, "ben")
    assert (ana.news(), ben.news(), max_.news()) == ([("listed", "ben")], [("listed", "ana")], [])


def test_a_block_with_the_cap_is_told_to_the_blocked_on_the_public_shelf(people: Cast) -> None:
    owner_moves(people.ben, "withdraw")
    ben, zoe = following(people.ben), following(account("zoe"))
    owner_moves(people.ben, "submit")
    approve(people.ben, by=people.mo)
    block(people.ana, people.profile(people.ben).handle, only_members=True)
    profile = people.profile(people.ben)
    move(profile, "hold", actor=people.max, reason="other", version=profile.version)

    assert ben.news() == [("unlisted", "ana")]
    assert zoe.news() == [("unlisted", "ana")]


def test_a_block_looks_like_a_withdrawal(people: Cast) -> None:
    ben = following(people.ben)

    block(people.ana, "ben")
    move(people.profile(people.dee), "withdraw", actor=people.dee)
    by_block, by_withdrawal = ben.news()
    assert (by_block, by_withdrawal) == (("unlisted", "ana"), ("unlisted", "dee"))


# --- What may not be seen is not told, however the two reasons meet ----------------------------------------


def test_hiding_from_who_is_blocked_already_is_not_told(people: Cast) -> None:
    block(people.ben, "dee")
    dee = following(people.dee)

    hides(people.ben, "office")
    assert dee.news() == []
    hides(people.ben, "no")
    assert dee.news() == []
    unblock(people.ben, "dee")
    assert dee.news() == [("listed", "ben")]


def test_blocking_whom_one_hides_from_already_is_not_told(people: Cast) -> None:
    hides(people.ben, "office")
    dee = following(people.dee)

    block(people.ben, "dee")
    assert dee.news() == []
    unblock(people.ben, "dee")
    assert dee.news() == []
    hides(people.ben, "no")
    assert dee.news() == [("listed", "ben")]


def test_the_reasons_may_end_in_either_order(people: Cast) -> None:
    ben = ally("gus", by=people.mo, hide_from_workplace="agency")  # hidden without a mark
    dee = following(people.dee)

    block(ben, "dee")
    hides(ben, "no")
    assert dee.news() == []
    unblock(ben, "dee")
    assert dee.news() == [("listed", "gus")]


def hidden_by_workplace(people: Cast) -> User:
    return ally("gus", by=people.mo, hide_from_workplace="office")


def hidden_by_workplace_before_the_reader_joined(people: Cast) -> User:
    gus = ally("gus", by=people.mo, hide_from_workplace="office")
    owner_moves(people.dee, "withdraw")
    owner_moves(people.dee, "submit")
    approve(people.dee, by=people.mo)
    return gus


def hidden_by_mail_since_yesterday(people: Cast) -> User:
    gus = ally("gus", by=people.mo, hide_from_workplace="office")
    changed_jobs(people.profile(people.dee), actor=people.dee)
    people.profile(people.dee).employments.all().delete()
    sheriffs_office("pso.example.org")
    reads_mail_at(people.dee, "pso.example.org")
    return gus


def hidden_by_a_block_under_an_earlier_handle(people: Cast) -> User:
    gus = ally("gus", by=people.mo)
    block(gus, "dee")
    owner_moves(gus, "withdraw")
    owner_moves(gus, "submit")
    approve(gus, by=people.mo)
    return gus


def withdraws(owner: User) -> None:
    owner_moves(owner, "withdraw")


def erases(owner: User) -> None:
    owner_moves(owner, "erase")
    owner.delete()


def comes_back(owner: User) -> None:
    owner_moves(owner, "withdraw")
    owner_moves(owner, "submit")
    approve(owner, by=User.objects.get(email="max@example.org"))


@pytest.mark.parametrize("leaves", [withdraws, erases, comes_back])
@pytest.mark.parametrize(
    "hidden",
    [
        hidden_by_workplace,
        hidden_by_workplace_before_the_reader_joined,
        hidden_by_mail_since_yesterday,
        hidden_by_a_block_under_an_earlier_handle,
    ],
)
def test_a_handle_given_up_stays_as_unseen_as_it_was(
    people: Cast, hidden: Callable[[Cast], User], leaves: Callable[[User], None]
) -> None:
    gus = hidden(people)
    before = told(reader_for(people.dee))
    assert people.profile(gus).handle not in {handle for _, handle in before}
    dee, max_ = following(people.dee), following(people.max)

    leaves(gus)

    assert max_.news() != []
    assert dee.news() == []
    assert told(reader_for(people.dee)) == before
