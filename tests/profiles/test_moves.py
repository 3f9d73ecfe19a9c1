"""What belongs to each move: receipts, decisions, log, notices, handles, shelves, dates."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from directory.accounts.models import Receipt, User
from directory.audit.models import Entry
from directory.listings.models import MemberChange, MemberListing, PublicListing
from directory.notices.models import Notice
from directory.profiles.editing import begin, save
from directory.profiles.errors import (
    AlreadyProposed,
    IllegalMove,
    Invalid,
    NotAllowed,
    NotThere,
    StaleVersion,
    VersionNeeded,
)
from directory.profiles.lifecycle import SYSTEM, move, possible, release_overdue
from directory.profiles.models import (
    Agency,
    Decision,
    Employment,
    Pick,
    Profile,
    Proposal,
    Status,
    Submission,
    UsedHandle,
    Wording,
)
from directory.profiles.steps import working_days_after
from tests.cast import drafted, listed, moderator
from tests.profiles.conftest import EVE, EVES_AGENCY, Stand, everything, make

ON_SHELVES = (PublicListing, MemberListing)


def shelves(handle: str) -> list[str]:
    return [shelf.__name__ for shelf in ON_SHELVES if shelf._default_manager.filter(handle=handle).exists()]


def codes(invalid: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in invalid.value.errors]


# --- Submit and decide -------------------------------------------------------------------------------------


def test_submitting_writes_a_receipt_of_what_will_be_shown_to_whom(stand: Stand, eve: User) -> None:
    profile = stand(Status.SUBMITTED)
    receipt = Receipt.objects.get()
    assert (receipt.user, receipt.act, receipt.consented_on) == (eve, "submit", timezone.localdate())
    assert receipt.shown == {
        "display_name": "public",
        "sector": "public",
        "role": "public",
        "region": "public",
        "practices": "public",
        "headline": "members",
        "phone": "connections",
        "email": "connections",
    }
    assert profile.submissions.get().state == Submission.State.OPEN
    assert profile.confirmed_on == timezone.localdate()
    assert list(Notice.objects.values_list("kind", "to")) == [("submitted", eve.pk)]
    assert shelves("eve") == []


def test_nobody_submits_what_cannot_be_found(eve: User) -> None:
    profile = drafted(eve, {"display_name": "Eve"})
    before = everything()
    with pytest.raises(Invalid) as invalid:
        move(profile, "submit", actor=eve, version=profile.version)
    assert codes(invalid) == [("role", "required"), ("region", "required")]
    assert everything() == before


def test_approval_lists_writes_a_decision_and_tells_the_owner(stand: Stand, eve: User, mo: User) -> None:
    profile = make(stand(Status.SUBMITTED), "approve", mo, reason="", message="")
    assert shelves("eve") == ["PublicListing", "MemberListing"]
    assert profile.public_since == profile.members_since == timezone.localdate()
    decision = Decision.objects.get()
    assert (decision.actor, decision.move, decision.submission) == (mo, "approve", profile.submissions.get())
    assert profile.submissions.get().state == Submission.State.APPROVED
    entry = Entry.objects.first()
    assert entry is not None
    assert (entry.actor, entry.verb, entry.subject, entry.version) == (
        str(mo.pk),
        "approve",
        str(profile.pk),
        4,
    )
    assert Notice.objects.filter(kind="approved", to=eve).exists()
    job = Employment.objects.get()
    assert (job.agency.name, job.agency.known, job.area and job.area.code) == (EVE["agency"], False, "ME-R3")


@pytest.mark.parametrize("name", ["return", "reject"])
def test_a_refusal_needs_a_reason_and_words_for_the_owner(name: str, stand: Stand, mo: User) -> None:
    profile = stand(Status.SUBMITTED)
    before = everything()
    for details, wrong in (
        ({"reason": "", "message": ""}, [("reason", "required"), ("message", "required")]),
        ({"reason": "nonsense"}, [("reason", "unknown-code")]),
        ({"message": "x" * 4001}, [("message", "too-long")]),
        ({"message": "a\x00b"}, [("message", "control-character")]),
        ({"message": "\ud800"}, [("message", "broken-unicode")]),
        ({"message": " \n "}, [("message", "required")]),
    ):
        with pytest.raises(Invalid) as invalid:
            make(profile, name, mo, **details)
        assert codes(invalid) == wrong
    assert everything() == before
    make(profile, name, mo, message="x" * 4000)
    assert Decision.objects.get().message == "x" * 4000


@pytest.mark.parametrize("name", ["hold", "suspend"])
def test_hiding_somebody_needs_a_reason(name: str, stand: Stand, mo: User) -> None:
    profile = stand(Status.LISTED)
    with pytest.raises(Invalid) as invalid:
        make(profile, name, mo, reason="", message="")
    assert codes(invalid) == [("reason", "required")]


def test_the_log_has_codes_and_names_and_no_words(stand: Stand, mo: User) -> None:
    make(stand(Status.SUBMITTED), "return", mo, reason="names-others", message="Who is Jo?")
    logged = repr(list(Entry.objects.values_list()))
    assert "names-others" in logged
    for word in ("Who is Jo", "Eve Eaton", EVE["agency"], EVE["phone"], "eve@example.org"):
        assert word not in logged


def test_what_was_returned_is_submitted_anew_with_a_receipt_of_its_own(
    stand: Stand, eve: User, mo: User
) -> None:
    profile = make(stand(Status.RETURNED), "submit", eve)
    assert list(profile.submissions.values_list("kind", "state")) == [
        ("first", "returned"),
        ("first", "open"),
    ]
    assert Receipt.objects.count() == 2
    assert make(profile, "approve", mo).status == Status.LISTED


def test_a_profile_that_lost_what_it_needs_while_it_waited_is_not_approved(
    stand: Stand, eve: User, mo: User
) -> None:
    profile = save(stand(Status.SUBMITTED), {"role": ""}, actor=eve)
    with pytest.raises(Invalid) as invalid:
        make(profile, "approve", mo)
    assert codes(invalid) == [("role", "required")]


def test_nobody_is_listed_whose_account_is_switched_off(stand: Stand, eve: User, mo: User) -> None:
    profile = stand(Status.SUBMITTED)
    User.objects.filter(pk=eve.pk).update(is_active=False)
    with pytest.raises(IllegalMove):
        make(profile, "approve", mo)


@pytest.mark.parametrize(
    ("way", "name", "by"),
    [
        (["hold"], "release", ["mo"]),
        (["suspend", "suspend"], "reinstate", ["mo", "max"]),
        (["expire", "hold"], "release", []),
    ],
)
def test_nobody_comes_back_whose_account_is_switched_off(
    way: list[str], name: str, by: list[str], stand: Stand, eve: User, mo: User, max_: User
) -> None:
    profile = stand(Status.LISTED)
    who = {"mo": mo, "max": max_}
    for step, actor in zip(way, (SYSTEM if "expire" in way else mo, max_), strict=False):
        profile = make(profile, step, actor)
    User.objects.filter(pk=eve.pk).update(is_active=False)
    for actor in by:
        with pytest.raises(IllegalMove):
            make(profile, name, who[actor])
    if not by:
        assert make(profile, name, mo).status == Status.DORMANT, "which is not listed"


def test_a_hold_of_a_closed_account_waits_until_it_is_open(stand: Stand, eve: User) -> None:
    held = stand(Status.HELD).held_until
    assert held is not None
    User.objects.filter(pk=eve.pk).update(is_active=False)
    assert release_overdue(held) == 0
    User.objects.filter(pk=eve.pk).update(is_active=True)
    assert release_overdue(held) == 1


# --- Versions ----------------------------------------------------------------------------------------------


def test_what_could_undo_somebodys_work_needs_the_version_they_saw(stand: Stand, eve: User, mo: User) -> None:
    profile = stand(Status.SUBMITTED)
    seen = profile.version
    save(profile, {"headline": "Fewer still"}, actor=eve, version=seen)
    before = everything()
    with pytest.raises(StaleVersion) as stale:
        move(profile, "approve", actor=mo, version=seen)
    assert stale.value.current == seen + 1
    with pytest.raises(VersionNeeded):
        move(profile, "approve", actor=mo)
    assert everything() == before
    assert move(profile, "approve", actor=mo, version=seen + 1).moved


@pytest.mark.parametrize("name", ["pause", "withdraw", "erase"])
def test_becoming_less_visible_needs_no_version(name: str, stand: Stand, eve: User) -> None:
    profile = stand(Status.LISTED)
    assert move(profile.pk, name, actor=eve).moved
    assert shelves("eve") == []


@pytest.mark.parametrize("name", ["pause", "withdraw", "erase"])
def test_a_version_that_is_named_is_compared_whatever_the_move(name: str, stand: Stand, eve: User) -> None:
    profile = stand(Status.LISTED)
    before = everything()
    with pytest.raises(StaleVersion):
        move(profile.pk, name, actor=eve, version=profile.version - 1)
    assert everything() == before


def test_of_two_moderators_one_wins(stand: Stand, mo: User, max_: User) -> None:
    profile = stand(Status.SUBMITTED)
    move(profile, "approve", actor=mo, version=profile.version)
    with pytest.raises(IllegalMove):
        move(profile, "reject", actor=max_, reason="spam", message="No.", version=profile.version)


def test_there_is_no_profile_of_an_unknown_id(db: None, mo: User) -> None:
    with pytest.raises(NotThere):
        move(UUID(int=1), "approve", actor=mo)


# --- Two moderators ----------------------------------------------------------------------------------------


def test_a_suspension_takes_two_moderators(stand: Stand, mo: User, max_: User) -> None:
    profile = stand(Status.LISTED)
    first = move(
        profile, "suspend", actor=mo, reason="names-others", message="Look at it.", version=profile.version
    )
    assert (first.moved, first.profile.status, first.profile.version) == (False, "listed", profile.version)
    assert shelves("eve") == ["PublicListing", "MemberListing"]
    assert "suspend" not in possible(profile, mo)
    assert "suspend" in possible(profile, max_)
    before = everything()
    with pytest.raises(AlreadyProposed):
        move(profile, "suspend", actor=mo, reason="other", version=profile.version)
    assert everything() == before
    second = move(profile, "suspend", actor=max_, version=profile.version)
    assert (second.moved, second.profile.status) == (True, "suspended")
    assert shelves("eve") == []
    decision = Decision.objects.first()
    assert decision is not None
    assert (decision.actor, decision.seconded_by) == (mo, max_)
    assert (decision.reason, decision.message) == ("names-others", "Look at it.")
    assert not Proposal.objects.exists()
    verbs = Entry.objects.order_by("id").filter(verb__contains="suspend").values_list("verb", "actor")
    assert list(verbs) == [("propose-suspend", str(mo.pk)), ("suspend", str(max_.pk))]


def test_a_proposal_lapses_with_its_moderator(stand: Stand, mo: User, max_: User) -> None:
    profile = stand(Status.LISTED)
    move(profile, "suspend", actor=mo, reason="spam", version=profile.version)
    User.objects.filter(pk=mo.pk).update(staff_role="")
    assert not move(profile, "suspend", actor=max_, reason="spam", version=profile.version).moved
    assert Proposal.objects.get().by == max_


def test_pausing_does_not_shake_a_proposal_off(stand: Stand, eve: User, mo: User, max_: User) -> None:
    profile = stand(Status.LISTED)
    make(profile, "suspend", mo)
    make(profile, "pause", eve)
    assert make(profile, "suspend", max_).status == Status.SUSPENDED


def test_withdrawing_ends_a_proposal(stand: Stand, eve: User, mo: User) -> None:
    profile = stand(Status.LISTED)
    make(profile, "suspend", mo)
    make(profile, "withdraw", eve)
    assert not Proposal.objects.exists()


def test_reinstating_takes_two_moderators_as_well(stand: Stand, mo: User, max_: User) -> None:
    profile = stand(Status.SUSPENDED)
    assert make(profile, "reinstate", max_).status == Status.SUSPENDED
    assert make(profile, "reinstate", mo).status == Status.LISTED
    assert shelves("eve") == ["PublicListing", "MemberListing"]


def test_who_withdrew_while_suspended_is_approved_by_two(
    stand: Stand, eve: User, mo: User, max_: User
) -> None:
    profile = make(stand(Status.SUSPENDED), "withdraw", eve)
    assert profile.withdrawn_while_suspended
    # Going round in circles does not help.
    profile = make(make(make(profile, "submit", eve), "withdraw", eve), "submit", eve)
    assert make(profile, "approve", mo).status == Status.SUBMITTED
    with pytest.raises(AlreadyProposed):
        make(profile, "approve", mo)
    # A proposal is for the words it saw.
    save(profile, {"headline": "Something else"}, actor=eve, version=profile.version)
    assert make(profile, "approve", max_).status == Status.SUBMITTED
    assert Proposal.objects.get().by == max_
    profile = make(profile, "approve", mo)
    assert (profile.status, profile.withdrawn_while_suspended) == (Status.LISTED, False)
    profile = make(make(make(profile, "withdraw", eve), "submit", eve), "approve", mo)
    assert profile.status == Status.LISTED, "once approved by two it is a profile like any other"


@pytest.mark.parametrize("first", [[], ["withdraw"], ["withdraw", "submit"]])
def test_who_erased_while_suspended_is_approved_by_two(
    first: list[str], stand: Stand, eve: User, mo: User, max_: User
) -> None:
    profile = stand(Status.SUSPENDED)
    for name in (*first, "erase"):
        profile = make(profile, name, eve)
    assert User.objects.get(pk=eve.pk).erased_while_suspended
    # Going round in circles does not help.
    for last in ("erase", ""):
        profile = begin(User.objects.get(pk=eve.pk))
        profile = make(save(profile, EVE, actor=eve, version=profile.version), "submit", eve)
        if last:
            make(profile, last, eve)
    assert make(profile, "approve", mo).status == Status.SUBMITTED
    with pytest.raises(AlreadyProposed):
        make(profile, "approve", mo)
    assert make(profile, "approve", max_).status == Status.LISTED
    eve.refresh_from_db()
    assert not eve.erased_while_suspended, "once approved by two it is an account like any other"


def test_erasing_without_a_suspension_leaves_nothing(stand: Stand, eve: User) -> None:
    make(stand(Status.HELD), "erase", eve)
    eve.refresh_from_db()
    assert not eve.erased_while_suspended


# --- Hold, suspension, sleep, and back ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "days", "wanted"),
    [
        (date(2026, 11, 23), 5, date(2026, 11, 30)),  # Monday to Monday
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # Saturday
        (date(2026, 11, 28), 5, date(2026, 12, 4)),
    ],
)
def test_working_days(day: date, days: int, wanted: date) -> None:
    assert working_days_after(day, days) == wanted


def test_a_hold_releases_itself(stand: Stand) -> None:
    profile = stand(Status.HELD)
    assert shelves("eve") == []
    assert profile.held_until == working_days_after(timezone.localdate(), 5)
    assert release_overdue(profile.held_until - timedelta(days=1)) == 0
    assert release_overdue(profile.held_until) == 1
    assert release_overdue(profile.held_until) == 0
    released = Profile.objects.get()
    assert (released.status, released.before, released.held_until) == ("listed", "", None)
    assert shelves("eve") == ["PublicListing", "MemberListing"]
    entry = Entry.objects.first()
    assert entry is not None
    assert (entry.actor, entry.verb) == (SYSTEM, "release")


@pytest.mark.parametrize("was", [Status.LISTED, Status.PAUSED, Status.DORMANT])
def test_each_goes_back_to_what_it_was(was: Status, stand: Stand, eve: User, mo: User, max_: User) -> None:
    profile = make(stand(was), "hold", mo)
    assert make(profile, "release", max_).status == was
    # A hold becomes a suspension, and lifting that lifts both.
    for name, by in (
        ("hold", mo),
        ("suspend", mo),
        ("suspend", max_),
        ("reinstate", mo),
        ("reinstate", max_),
    ):
        profile = make(profile, name, by)
    assert (profile.status, profile.before, profile.held_until) == (was, "", None)
    assert release_overdue(timezone.localdate() + timedelta(days=30)) == 0
    if was is Status.DORMANT:
        assert make(profile, "confirm", eve).status == Status.LISTED


def test_sleep_remembers_the_pause(stand: Stand, eve: User) -> None:
    profile = make(stand(Status.PAUSED), "expire", SYSTEM)
    Profile.objects.filter(pk=profile.pk).update(confirmed_on=date(2020, 1, 1))
    profile = make(profile, "confirm", eve)
    assert (profile.status, profile.before_sleep) == (Status.PAUSED, "")
    assert profile.confirmed_on == timezone.localdate()


def test_confirming_while_listed_renews_the_day(stand: Stand, eve: User) -> None:
    profile = stand(Status.LISTED)
    Profile.objects.filter(pk=profile.pk).update(confirmed_on=date(2020, 1, 1))
    assert make(profile, "confirm", eve).confirmed_on == timezone.localdate()
    assert f'"confirmed_on":"{timezone.localdate()}"' in bytes(PublicListing.objects.get().card).decode()


# --- Appeal ------------------------------------------------------------------------------------------------


def test_another_moderator_overturns_a_rejection(stand: Stand, mo: User, max_: User) -> None:
    profile = stand(Status.REJECTED)
    before = everything()
    with pytest.raises(NotAllowed):
        make(profile, "overturn", mo)
    assert everything() == before
    profile = make(profile, "overturn", max_)
    assert profile.status == Status.SUBMITTED
    assert list(profile.submissions.values_list("state", flat=True)) == ["rejected", "open"]
    assert make(profile, "approve", max_).status == Status.LISTED


def test_a_third_moderator_overturns_a_suspension(stand: Stand, mo: User, max_: User) -> None:
    profile = stand(Status.SUSPENDED)
    for decider in (mo, max_):
        with pytest.raises(NotAllowed):
            make(profile, "overturn", decider)
    assert make(profile, "overturn", moderator("una")).status == Status.LISTED


# --- Withdraw and erase ------------------------------------------------------------------------------------


def test_withdrawing_changes_the_handle_for_good(stand: Stand, eve: User, mo: User) -> None:
    profile = make(stand(Status.LISTED), "withdraw", eve)
    assert profile.handle != "eve"
    assert (profile.approved, profile.public_since, profile.members_since) == (None, None, None)
    assert shelves("eve") == shelves(profile.handle) == []
    assert Wording.objects.filter(display_name="Eve Eaton").count() == 1, "nothing stays approved"
    assert UsedHandle.objects.filter(handle="eve").exists()
    once = profile.handle
    profile = make(make(profile, "submit", eve), "approve", mo)
    assert profile.handle == once
    assert shelves(once) == ["PublicListing", "MemberListing"]
    kinds = MemberChange.objects.order_by("id").values_list("kind", "handle")
    assert list(kinds) == [("listed", "eve"), ("unlisted", "eve"), ("listed", once)]
    assert not Notice.objects.filter(kind="withdrawn").exists(), "who asks for it needs no mail"


def test_withdrawing_drops_what_waits(stand: Stand, eve: User) -> None:
    profile = make(stand(Status.SUBMITTED), "withdraw", eve)
    assert profile.submissions.get().state == Submission.State.DROPPED


def test_staff_withdraw_at_the_owners_word_and_the_owner_is_told(stand: Stand, sue: User, eve: User) -> None:
    profile = stand(Status.LISTED)
    move(profile, "withdraw", actor=sue, message="Asked by phone.")
    decision = Decision.objects.first()
    assert decision is not None
    assert (decision.actor, decision.move, decision.message) == (sue, "withdraw", "Asked by phone.")
    assert Notice.objects.filter(kind="withdrawn", to=eve).exists()


@pytest.mark.parametrize("status", list(Status))
def test_erasing_leaves_nothing_but_opaque_ids(status: Status, stand: Stand, eve: User, mo: User) -> None:
    profile = stand(status)
    outcome = move(profile, "erase", actor=eve)
    assert outcome.moved
    assert not Profile.objects.filter(pk=profile.pk).exists()
    assert not Wording.objects.exists()
    assert not any(
        model._default_manager.exists()
        for model in (Pick, Submission, Decision, Proposal, Employment, Agency, PublicListing, MemberListing)
    )
    assert User.objects.filter(pk=eve.pk).exists(), "the account is another matter"
    entry = Entry.objects.first()
    assert entry is not None
    assert (entry.verb, entry.subject) == ("erase", str(profile.pk))
    kept = {label: rows for label, rows in everything().items() if not label.startswith("accounts.")}
    for word in ("Eve Eaton", EVES_AGENCY, "Fewer arrests", "207 555 0199", "Please say more."):
        assert word not in repr(kept)


def test_erasing_keeps_an_agency_that_somebody_else_names(stand: Stand, eve: User, mo: User) -> None:
    ann = moderator("ann")
    listed(ann, EVE | {"display_name": "Ann"}, by=mo)
    move(stand(Status.LISTED), "erase", actor=eve)
    assert Agency.objects.get().name == EVE["agency"]


# --- Recusal -----------------------------------------------------------------------------------------------


def test_nobody_moderates_themselves_or_their_own_agency(stand: Stand, rae: User, mo: User) -> None:
    profile = stand(Status.SUBMITTED)
    own = Profile.objects.get(owner=rae)
    before = everything()
    for subject, name in ((profile, "approve"), (profile, "withdraw"), (own, "hold"), (own, "suspend")):
        with pytest.raises(NotThere):
            make(subject, name, rae)
    assert everything() == before
    assert possible(profile, rae) == []
    assert possible(own, rae) == ["pause", "confirm", "withdraw", "erase"]
    # A typed agency that nobody approved yet is a reason as well: on the owner's side it counts.
    assert make(profile, "approve", mo).status == Status.LISTED
