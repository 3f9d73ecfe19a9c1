"""What waits, how it looks, and that of two moderators one decides."""

from uuid import uuid4

import pytest

from directory.accounts.models import User
from directory.listings.readers import Audience
from directory.moderation.queue import (
    beyond,
    decide,
    profile_for,
    proposed_by_others,
    review,
    row,
    rows,
    waiting,
)
from directory.profiles.editing import save
from directory.profiles.errors import (
    AlreadyProposed,
    Invalid,
    NotAllowed,
    NotThere,
    StaleVersion,
    VersionNeeded,
)
from directory.profiles.lifecycle import move
from directory.profiles.models import Agency, Decision, Submission
from directory.vocabulary import terms
from tests.cast import ANA, DEE, Cast, account, submitted


def edit(owner: User, **words: object) -> Submission:
    """An edit that waits."""
    profile = Cast.profile(owner)
    save(profile, words, actor=owner, version=profile.version)
    return Submission.objects.get(profile=profile, state="open")


def submit(owner: User) -> Submission:
    profile = Cast.profile(owner)
    move(profile, "submit", actor=owner, version=profile.version)
    return Submission.objects.get(profile=profile, state="open")


# --- The queue ---------------------------------------------------------------------------------------------


def test_the_queue_has_what_waits_the_oldest_first(people: Cast) -> None:
    assert list(waiting(people.mo)) == []

    submit(people.cy)
    edit(people.ana, headline="Circles for everyone")
    assert [(row.profile.handle, row.kind) for row in waiting(people.mo)] == [
        ("cy", "first"),
        ("ana", "edit"),
    ]
    assert waiting(people.mo).count() == 2


def test_what_is_decided_or_taken_back_waits_no_more(people: Cast) -> None:
    first, second = submit(people.cy), edit(people.ana, headline="Circles for everyone")

    decide(people.mo, first.pk, "approve", version=people.profile(people.cy).version)
    assert list(waiting(people.mo)) == [second]

    edit_back = {"headline": ANA["headline"]}
    save(people.profile(people.ana), edit_back, actor=people.ana, version=people.profile(people.ana).version)
    assert list(waiting(people.mo)) == []


@pytest.mark.parametrize("role", ["", "support"])
def test_only_moderators_have_a_queue(people: Cast, role: str) -> None:
    submission = submit(people.cy)
    eve = account("eve", staff_role=role)

    assert list(waiting(eve)) == []
    for attempt in (
        lambda: review(eve, submission.pk),
        lambda: decide(eve, submission.pk, "approve", version=people.profile(people.cy).version),
        lambda: profile_for(eve, "ana"),
    ):
        with pytest.raises(NotThere):
            attempt()


def test_a_moderator_whose_account_was_switched_off_has_none(people: Cast) -> None:
    submit(people.cy)
    people.mo.is_active = False

    assert list(waiting(people.mo)) == []


def test_the_queue_costs_the_same_for_one_row_and_for_three(people: Cast, django_assert_num_queries) -> None:
    def read_all() -> list[tuple[str, str]]:
        return [(row.profile.handle, row.profile.written.display_name) for row in waiting(people.mo)]

    submit(people.cy)
    with django_assert_num_queries(5):
        assert read_all() == [("cy", "Cy Carter")]

    edit(people.ana, headline="Circles for everyone")
    submitted(account("eve"), {**DEE, "display_name": "Eve Ellis"})
    with django_assert_num_queries(5):
        assert read_all() == [("cy", "Cy Carter"), ("ana", "Ana Alvarez"), ("eve", "Eve Ellis")]


def test_what_another_proposed_waits_for_a_second(people: Cast) -> None:
    ana = people.profile(people.ana)
    assert not move(ana, "suspend", actor=people.mo, version=ana.version, reason="spam").moved

    assert [(each.profile.handle, each.by) for each in proposed_by_others(people.max)] == [("ana", people.mo)]
    assert list(proposed_by_others(people.mo)) == []
    assert list(proposed_by_others(account("eve"))) == []


def test_an_id_tells_neither_order_nor_number(people: Cast) -> None:
    first, second = submit(people.cy), edit(people.ana, headline="Circles for everyone")

    assert (first.pk.version, second.pk.version) == (4, 4)


def test_a_row_says_what_is_asked_for(people: Cast) -> None:
    submit(people.cy)
    edit(people.ana, headline="Circles for everyone", title="Principal")

    found = [row(each) for each in rows(people.mo, waiting(people.mo))]
    assert [
        (each.profile.handle, each.role and each.role.code, each.region and each.region.code, each.changes)
        for each in found
    ] == [("cy", "probation-officer", "ME-R2", 0), ("ana", "school-administrator", "ME-R1", 2)]
    assert [(each.second, each.own) for each in found] == [(False, False), (False, False)]


def test_what_another_proposed_is_marked_and_ones_own_otherwise(people: Cast, nia: User) -> None:
    for moderator in (people.mo, people.max):
        profile = people.profile(people.ben)
        move(profile, "suspend", actor=moderator, reason="other", version=profile.version)
    move(people.profile(people.ben), "withdraw", actor=people.ben)
    submission = submit(people.ben)
    decide(people.mo, submission.pk, "approve", version=people.profile(people.ben).version)

    def marks(moderator: User) -> list[tuple[bool, bool]]:
        return [(each.second, each.own) for each in map(row, rows(moderator, waiting(moderator)))]

    assert (marks(people.mo), marks(nia)) == ([(False, True)], [(True, False)])


def test_what_comes_after_a_row(people: Cast) -> None:
    first, second = submit(people.cy), edit(people.ana, headline="Circles for everyone")
    third = edit(people.ben, headline="Circles at night")
    there = waiting(people.max)

    assert list(beyond(there, first)) == [second, third]
    assert list(beyond(there, third)) == []
    newest = there.order_by("-opened_at", "-pk")
    assert list(beyond(newest, second, newest_first=True)) == [first]
    decide(people.mo, second.pk, "approve", version=people.profile(people.ana).version)
    assert list(beyond(there, second)) == [third]
    assert list(beyond(there, first)) == [third]


# --- A review ----------------------------------------------------------------------------------------------


def test_a_first_profile_is_read_in_full(people: Cast) -> None:
    submission = submit(people.cy)

    found = review(people.mo, submission.pk)

    assert (found.kind, found.version, found.audience) == ("first", 3, Audience.MEMBERS)
    assert found.since == submission.opened_at
    parts = {part.name: part for part in found.parts}
    assert [name for name, part in parts.items() if part.changed] == [
        "display_name",
        "role",
        "region",
        "headline",
    ]
    assert {name: (part.approved, part.written) for name, part in parts.items() if part.written} == {
        "display_name": ("", "Cy Carter"),
        "role": ("", "Probation officer"),
        "region": ("", "Kennebec County"),
        "headline": ("", "Circles on probation"),
    }
    assert parts["region"].shown == "Central and Midcoast Maine"
    assert parts["role"].shown == ""
    assert [(part.name, [term.code for term in part.terms]) for part in found.picks if part.terms] == [
        ("practices", ["cosa"]),
        ("settings", ["court"]),
        ("strands", ["challenge"]),
    ]
    assert (found.employer, found.mergeable) == (None, False)
    assert (found.earlier, found.proposals) == ((), ())
    assert found.moves == ("approve", "return", "reject", "withdraw")


def test_an_edit_shows_what_was_beside_what_is_asked_for(people: Cast) -> None:
    submission = edit(people.ana, headline="Circles for everyone", title="Principal", region="23031")

    found = review(people.mo, submission.pk)

    assert (found.kind, found.audience) == ("edit", Audience.PUBLIC)
    assert [(part.name, part.approved, part.written) for part in found.parts if part.changed] == [
        ("region", "Cumberland County", "York County"),
        ("headline", "Circles instead of suspensions", "Circles for everyone"),
        ("title", "Assistant principal", "Principal"),
    ]
    assert {part.name: (part.label, part.audience) for part in found.parts} == {
        "display_name": ("Name to show", Audience.PUBLIC),
        "role": ("Role", Audience.PUBLIC),
        "region": ("Region", Audience.PUBLIC),
        "pronouns": ("Pronouns", Audience.PUBLIC),
        "headline": ("In one line", Audience.PUBLIC),
        "about": ("About my work", Audience.PUBLIC),
        "website": ("Website", Audience.PUBLIC),
        "agency": ("Agency or employer", Audience.ONLY_ME),
        "title": ("Job title", Audience.ONLY_ME),
        "real_name": ("Real name", Audience.CONNECTIONS),
        "phone": ("Phone", Audience.CONNECTIONS),
    }
    assert [decision.move for decision in found.earlier] == ["approve"]


def test_a_role_that_few_hold_is_said_to_be_shown_as_its_sector(people: Cast) -> None:
    submission = edit(people.ben, role="sheriff", show_region="county")

    parts = {part.name: part for part in review(people.mo, submission.pk).parts}
    assert (parts["role"].written, parts["role"].shown) == ("Sheriff", "Policing")
    assert (parts["region"].written, parts["region"].shown) == ("Penobscot County", "")


def test_what_was_decided_before_stands_beside_it(people: Cast) -> None:
    first = submit(people.cy)
    decide(
        people.mo,
        first.pk,
        "return",
        version=people.profile(people.cy).version,
        reason="incomplete",
        message="Say more.",
    )
    second = submit(people.cy)

    (earlier,) = review(people.max, second.pk).earlier
    assert (earlier.actor, earlier.move, earlier.reason, earlier.message) == (
        people.mo,
        "return",
        "incomplete",
        "Say more.",
    )


def test_what_is_closed_cannot_be_read_any_more(people: Cast) -> None:
    submission = submit(people.cy)
    decide(
        people.mo,
        submission.pk,
        "return",
        version=people.profile(people.cy).version,
        reason="incomplete",
        message="Say more.",
    )

    with pytest.raises(NotThere):
        review(people.mo, submission.pk)
    with pytest.raises(NotThere):
        review(people.mo, uuid4())


def test_a_review_costs_the_same_with_one_row_beside_it_and_with_three(
    people: Cast, django_assert_num_queries
) -> None:
    terms.current()
    submission = edit(people.ana, headline="Circles for everyone")
    with django_assert_num_queries(15):
        assert len(review(people.mo, submission.pk).earlier) == 1

    for _ in range(2):
        decide(people.mo, submission.pk, "approve", version=people.profile(people.ana).version)
        submission = edit(people.ana, headline=f"Circles for everyone, {submission.pk}")
    with django_assert_num_queries(15):
        assert len(review(people.mo, submission.pk).earlier) == 3


# --- Deciding ----------------------------------------------------------------------------------------------


def test_an_approval_lists_and_leaves_the_decision_behind(people: Cast) -> None:
    submission = submit(people.cy)

    outcome = decide(people.mo, submission.pk, "approve", version=3)

    assert (outcome.moved, outcome.profile.status, outcome.profile.version) == (True, "listed", 4)
    decision = Decision.objects.get(submission=submission)
    assert (decision.actor, decision.move) == (people.mo, "approve")


def test_of_two_moderators_one_decides(people: Cast) -> None:
    submission = submit(people.cy)
    decide(people.mo, submission.pk, "approve", version=3)

    with pytest.raises(StaleVersion) as stale:
        decide(people.max, submission.pk, "reject", version=3, reason="spam", message="No.")
    assert stale.value.current == 4
    assert people.profile(people.cy).status == "listed"
    assert Decision.objects.filter(submission=submission).count() == 1


def test_a_closed_submission_does_not_decide_the_next_one(people: Cast) -> None:
    first = submit(people.cy)
    decide(people.mo, first.pk, "approve", version=3)
    edit(people.cy, headline="Circles after court")

    with pytest.raises(StaleVersion):
        decide(people.max, first.pk, "approve", version=people.profile(people.cy).version)


def test_what_was_taken_back_is_a_clear_conflict(people: Cast) -> None:
    submission = submit(people.cy)
    move(people.profile(people.cy), "withdraw", actor=people.cy)

    with pytest.raises(StaleVersion):
        decide(people.mo, submission.pk, "approve", version=3)


def test_a_decision_names_the_version_it_read(people: Cast) -> None:
    submission = submit(people.cy)
    save(people.profile(people.cy), {"headline": "Circles"}, actor=people.cy, version=3)

    with pytest.raises(StaleVersion):
        decide(people.mo, submission.pk, "approve", version=3)
    with pytest.raises(VersionNeeded):
        decide(people.mo, submission.pk, "approve", version=None)
    assert people.profile(people.cy).status == "submitted"


def test_a_decision_that_does_not_hold_changes_nothing(people: Cast) -> None:
    submission = submit(people.cy)

    with pytest.raises(Invalid):
        decide(people.mo, submission.pk, "reject", version=3)
    with pytest.raises(NotAllowed):
        decide(people.mo, submission.pk, "suspend", version=3)
    assert people.profile(people.cy).version == 3


def test_who_withdrew_while_suspended_takes_two_moderators(people: Cast, nia: User) -> None:
    for moderator in (people.mo, people.max):
        profile = people.profile(people.ben)
        move(profile, "suspend", actor=moderator, reason="other", version=profile.version)
    move(people.profile(people.ben), "withdraw", actor=people.ben)
    submission = submit(people.ben)
    version = people.profile(people.ben).version

    assert not decide(people.mo, submission.pk, "approve", version=version).moved
    assert [(each.by, each.move) for each in review(nia, submission.pk).proposals] == [(people.mo, "approve")]
    with pytest.raises(AlreadyProposed):
        decide(people.mo, submission.pk, "approve", version=version)
    assert decide(nia, submission.pk, "approve", version=version).moved


def test_a_typed_agency_is_merged_with_a_known_one(people: Cast) -> None:
    known = Agency.objects.create(name="Kennebec County Jail", key="kennebec county jail", known=True)
    submission = edit(people.ana, agency="Kennebec Jail")
    found = review(people.mo, submission.pk)
    assert (found.employer and found.employer.name, found.mergeable) == ("Kennebec Jail", True)

    decide(people.mo, submission.pk, "approve", version=found.version, agency=known.pk)

    assert people.profile(people.ana).written.employer == known
    again = edit(people.ana, agency="Kennebec  JAIL")
    assert review(people.mo, again.pk).employer == known
    assert not review(people.mo, again.pk).mergeable


# --- Profiles without a submission -------------------------------------------------------------------------


def test_a_listed_profile_is_there_for_the_desk(people: Cast) -> None:
    profile = profile_for(people.mo, "ben")

    move(profile, "hold", actor=people.mo, reason="other", version=profile.version)
    assert profile_for(people.max, "ben").status == "held"


def test_drafts_and_who_withdrew_are_nobodys_business(people: Cast) -> None:
    move(people.profile(people.ben), "withdraw", actor=people.ben)

    for handle in ("cy", "ben", people.profile(people.ben).handle, "nobody"):
        with pytest.raises(NotThere):
            profile_for(people.mo, handle)
