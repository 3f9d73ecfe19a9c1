"""Hiding from one's office or agency: who counts as a colleague, and who does not."""

import pytest

from directory.accounts.models import User
from directory.profiles import workplaces
from directory.profiles.editing import changed_jobs, save
from directory.profiles.lifecycle import move
from directory.profiles.models import Agency, Employment
from directory.vocabulary import terms
from tests.cast import BEN, SHERIFFS_OFFICE, Cast, account, drafted, listed
from tests.colleagues import CUMBERLAND, PENOBSCOT, ally, hides, reads_mail_at, seen_by, sheriffs_office

DOMAIN = "pso.example.org"


def approved(by: User, region: str) -> User:
    """A reader whose agency a moderator approved, in this region."""
    return ally("eve", by=by, region=region)


def former(by: User, region: str) -> User:
    """A reader who was there once."""
    eve = approved(by, region)
    changed_jobs(Cast.profile(eve), actor=eve)
    return eve


def of_unknown_area(by: User, region: str) -> User:
    """A reader of the agency of whom nobody knows where."""
    eve = approved(by, region)
    Employment.objects.filter(profile__owner=eve).update(area=None)
    return eve


def pending(by: User, region: str) -> User:
    """A reader who wrote the agency into an approved profile, and nobody has looked."""
    eve = ally("eve", by=by, region=region, agency="")
    profile = Cast.profile(eve)
    save(profile, {"agency": SHERIFFS_OFFICE}, actor=eve, version=profile.version)
    return eve


def by_mail(by: User, region: str) -> User:
    """A reader with a verified address at the agency's own domain."""
    sheriffs_office(DOMAIN)
    eve = ally("eve", by=by, region=region, agency="")
    reads_mail_at(eve, DOMAIN)
    return eve


def by_unverified_mail(by: User, region: str) -> User:
    """A reader who claims such an address."""
    eve = by_mail(by, region)
    eve.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]
    return eve


def by_shared_mail(by: User, region: str) -> User:
    """A reader with a verified address at a domain that another agency uses as well."""
    eve = by_mail(by, region)
    Agency.objects.create(name="Another", key="another", known=True, domains=[DOMAIN.upper()])
    return eve


def nowhere(by: User, region: str) -> User:
    """A reader of no agency."""
    return ally("eve", by=by, region=region, agency="")


def concerned_by_ben(people: Cast) -> set[str]:
    return set(workplaces.concerned_readers(people.profile(people.ben)))


def who_does_not_see_ben() -> set[str]:
    return {str(user.pk) for user in User.objects.all() if "ben" in workplaces.hidden_from(user)}


@pytest.mark.parametrize(
    ("reader", "region", "by_office", "by_agency"),
    [
        (approved, PENOBSCOT, True, True),
        (approved, "23025", True, True),  # another county of the same area
        (approved, CUMBERLAND, False, True),
        (approved, "US-ME", True, True),  # the state takes the area in: it may be the same office
        (former, PENOBSCOT, True, True),
        (former, CUMBERLAND, False, True),
        (of_unknown_area, CUMBERLAND, True, True),
        (pending, PENOBSCOT, False, False),
        (by_mail, CUMBERLAND, True, True),
        (by_unverified_mail, PENOBSCOT, False, False),
        (by_shared_mail, PENOBSCOT, False, False),
        (nowhere, PENOBSCOT, False, False),
    ],
)
def test_who_is_a_colleague_on_the_readers_side(
    people: Cast, reader, region: str, by_office: bool, by_agency: bool
) -> None:
    eve = reader(people.mo, region)
    everybody = ["ana", "ben", "dee", "eve", "max", "mo"]
    without_ben = ["ana", "dee", "eve", "max", "mo"]
    assert seen_by(eve) == everybody

    hides(people.ben, "office")
    assert seen_by(eve) == (without_ben if by_office else everybody)
    assert concerned_by_ben(people) == who_does_not_see_ben()

    hides(people.ben, "agency")
    assert seen_by(eve) == (without_ben if by_agency else everybody)
    assert concerned_by_ben(people) == who_does_not_see_ben()

    hides(people.ben, "no")
    assert seen_by(eve) == everybody
    assert concerned_by_ben(people) == set()


# --- The owner's side --------------------------------------------------------------------------------------


def test_an_owner_hides_from_a_former_agency_too(people: Cast) -> None:
    hides(people.ben, "office")
    changed_jobs(people.profile(people.ben), actor=people.ben)

    assert seen_by(people.dee) == ["ana", "dee", "max", "mo"]


def test_an_owner_whose_area_is_not_known_hides_from_every_office(people: Cast) -> None:
    eve = approved(people.mo, CUMBERLAND)
    hides(people.ben, "office")
    Employment.objects.filter(profile__owner=people.ben).update(area=None)

    assert seen_by(eve) == ["ana", "dee", "eve", "max", "mo"]


def test_an_owner_hides_from_the_agency_they_only_wrote_so_far(people: Cast) -> None:
    gus = ally("gus", by=people.mo, agency="", hide_from_workplace="office")
    assert "gus" in seen_by(people.dee)

    profile = people.profile(gus)
    save(profile, {"agency": SHERIFFS_OFFICE}, actor=gus, version=profile.version)
    assert seen_by(people.dee) == ["ana", "ben", "dee", "max", "mo"]

    profile = people.profile(gus)
    save(profile, {"region": CUMBERLAND}, actor=gus, version=profile.version)
    assert "gus" in seen_by(people.dee)


def test_hiding_is_one_way_and_never_from_oneself(people: Cast) -> None:
    hides(people.ben, "agency")

    assert seen_by(people.ben) == ["ana", "ben", "dee", "max", "mo"]
    assert seen_by(people.dee) == ["ana", "dee", "max", "mo"]


def test_a_domain_counts_whatever_its_case_and_only_whole(people: Cast) -> None:
    hides(people.ben, "agency")
    eve, fay = (ally(name, by=people.mo, agency="") for name in ("eve", "fay"))
    sheriffs_office("PSO.example.org")
    reads_mail_at(eve, DOMAIN)
    reads_mail_at(fay, f"not-{DOMAIN}")

    assert "ben" not in seen_by(eve)
    assert "ben" in seen_by(fay)


def test_an_agency_that_names_its_domain_twice_still_uses_it_alone(people: Cast) -> None:
    hides(people.ben, "agency")
    eve = ally("eve", by=people.mo, agency="")
    sheriffs_office(DOMAIN, DOMAIN.upper())
    reads_mail_at(eve, DOMAIN)

    assert "ben" not in seen_by(eve)


def test_a_reader_without_an_approved_profile_is_found_out_by_mail(people: Cast) -> None:
    hides(people.ben, "office")
    sheriffs_office(DOMAIN)
    nia = account("nia", staff_role="support")
    assert "ben" in seen_by(nia)

    reads_mail_at(nia, DOMAIN)
    assert seen_by(nia) == ["ana", "dee", "max", "mo"]


def test_hidden_handles_are_those_of_every_status(people: Cast) -> None:
    hides(people.ben, "office")
    profile = people.profile(people.ben)
    move(profile, "pause", actor=people.ben)

    assert workplaces.hidden_from(people.dee) == {"ben"}


# --- What it costs -----------------------------------------------------------------------------------------


def test_the_colleague_of_one_costs_what_the_colleague_of_three_does(
    people: Cast, django_assert_num_queries
) -> None:
    hides(people.ben, "office")
    sheriffs_office(DOMAIN)
    reads_mail_at(people.dee, DOMAIN)
    terms.current()
    with django_assert_num_queries(4):
        assert workplaces.hidden_from(people.dee) == {"ben"}

    for name in ("eve", "fay"):
        ally(name, by=people.mo, hide_from_workplace="agency")
    with django_assert_num_queries(4):
        assert workplaces.hidden_from(people.dee) == {"ben", "eve", "fay"}


def test_who_works_nowhere_is_not_looked_up(people: Cast, django_assert_num_queries) -> None:
    hides(people.ben, "office")
    with django_assert_num_queries(3):
        assert workplaces.hidden_from(User.objects.create_user("zoe@example.org")) == frozenset()


def test_those_concerned_cost_the_same_whether_one_or_three(people: Cast, django_assert_num_queries) -> None:
    hides(people.ben, "office")
    sheriffs_office(DOMAIN)
    reads_mail_at(people.dee, DOMAIN)
    ben = people.profile(people.ben)
    terms.current()
    with django_assert_num_queries(6):
        assert workplaces.concerned_readers(ben) == {str(people.dee.pk)}

    for name in ("eve", "fay"):
        reads_mail_at(ally(name, by=people.mo), DOMAIN)
    with django_assert_num_queries(6):
        assert len(workplaces.concerned_readers(ben)) == 3


# --- Who may not decide ------------------------------------------------------------------------------------


def is_recused(moderator: User, owner: User) -> bool:
    return workplaces.is_recused(moderator, Cast.profile(owner))


def test_nobody_decides_on_their_own_profile(people: Cast) -> None:
    assert is_recused(people.mo, people.mo)
    assert not is_recused(people.mo, people.max)
    assert not is_recused(people.mo, people.ben)


@pytest.mark.parametrize("reader", [approved, former, of_unknown_area, pending, by_mail])
def test_every_tie_of_the_moderators_to_the_agency_recuses(people: Cast, reader) -> None:
    eve = reader(people.mo, CUMBERLAND)

    assert is_recused(eve, people.ben)
    assert not is_recused(eve, people.ana)


@pytest.mark.parametrize("reader", [by_unverified_mail, by_shared_mail, nowhere])
def test_what_is_no_tie_does_not(people: Cast, reader) -> None:
    assert not is_recused(reader(people.mo, PENOBSCOT), people.ben)


def test_a_draft_of_the_moderators_own_recuses(people: Cast) -> None:
    nia = account("nia", staff_role="moderator")
    drafted(nia, BEN)

    assert is_recused(nia, people.dee)


def test_every_tie_of_the_owners_to_the_agency_recuses(people: Cast) -> None:
    eve = approved(people.mo, PENOBSCOT)
    changed_jobs(people.profile(people.ben), actor=people.ben)
    fay = account("fay")
    drafted(fay, BEN)

    assert is_recused(eve, people.ben)
    assert is_recused(eve, fay)


def test_who_shares_two_agencies_is_found_once(people: Cast) -> None:
    eve = approved(people.mo, PENOBSCOT)
    Employment.objects.filter(profile__owner=people.ben).update(ended_on="2020-01-01")
    listed(account("gus"), BEN, by=people.mo)
    agency = sheriffs_office()
    profile = people.profile(people.ben)
    profile.employments.create(agency=agency, approved_at=profile.created_at)

    recused = type(profile).objects.filter(workplaces.recused(eve)).order_by("handle")
    assert [found.handle for found in recused] == ["ben", "dee", "eve", "gus"]
