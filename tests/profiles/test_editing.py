"""What an owner changes: what is live at once, what waits, what needs a receipt, and what needs a version."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from django.utils import timezone

from directory.accounts.models import Receipt, User
from directory.audit.models import Entry
from directory.listings.models import MemberListing, PublicListing
from directory.notices.models import Notice
from directory.profiles.editing import (
    PRESETS,
    as_owner,
    begin,
    changed_jobs,
    narrows_only,
    only_members,
    pending,
    preset_of,
    save,
)
from directory.profiles.errors import Invalid, NotAllowed, NotThere, StaleVersion, VersionNeeded
from directory.profiles.models import Decision, Employment, Profile, Status, Submission
from directory.profiles.moves import LIVE
from directory.vocabulary import terms
from directory.vocabulary.models import Term
from tests.cast import account, drafted
from tests.profiles.conftest import EVE, EVES_AGENCY, Stand, everything, make


def card(shelf: str, handle: str = "eve") -> dict[str, Any] | None:
    """The published card, as the API answers it."""
    model = {"public": PublicListing, "members": MemberListing}[shelf]
    row = model._default_manager.filter(handle=handle).first()
    return None if row is None else orjson.loads(bytes(row.card))


def write(profile: Profile, **changes: Any) -> Profile:
    """The owner saves, having seen the profile as it is."""
    return save(profile, changes, actor=profile.owner, version=profile.version)


def open_edits(profile: Profile) -> int:
    return profile.submissions.filter(kind="edit", state=Submission.State.OPEN).count()


# --- Drafts ------------------------------------------------------------------------------------------------


def test_a_new_profile_is_an_empty_draft_under_a_random_handle(eve: User) -> None:
    profile = begin(eve)
    assert (profile.status, profile.version, len(profile.handle)) == (Status.DRAFT, 1, 12)
    assert begin(eve) == profile, "there is one a person"
    assert begin(account("fay")).handle != profile.handle
    assert as_owner(profile) == {
        "display_name": "",
        "pronouns": "",
        "role": "",
        "region": "",
        "show_role": "role",
        "show_region": "area",
        "few_confirmed": False,
        "practices": [],
        "settings": [],
        "strands": [],
        "offers": [],
        "seeks": [],
        "languages": [],
        "headline": "",
        "about": "",
        "agency": "",
        "title": "",
        "real_name": "",
        "phone": "",
        "website": "",
        "stage": "",
        "audience": "members",
        "audiences": {
            "display_name": "public",
            "pronouns": "members",
            "headline": "members",
            "practices": "members",
            "settings": "members",
            "strands": "members",
            "offers": "members",
            "seeks": "members",
            "languages": "members",
            "about": "members",
            "website": "members",
            "agency": "only_me",
            "title": "only_me",
            "real_name": "connections",
            "phone": "connections",
            "email": "connections",
        },
        "hide_from_workplace": "no",
        "handle": profile.handle,
        "status": "draft",
        "version": 1,
        "pending": [],
    }


def test_what_one_reads_can_be_sent_back(people: Any) -> None:
    profile = people.profile(people.ana)
    sent = {
        name: value
        for name, value in as_owner(profile).items()
        if name not in ("handle", "status", "version", "pending")
    }
    before = everything()
    assert save(profile, sent, actor=people.ana).version == profile.version
    assert everything() == before, "what changes nothing writes nothing"


def test_a_save_raises_the_version_by_one_and_logs_names(eve: User) -> None:
    profile = begin(eve)
    profile = write(profile, display_name="Eve", practices=["cosa"], audiences={"about": "public"})
    assert profile.version == 2
    entry = Entry.objects.get()
    assert (entry.verb, entry.fields, entry.version) == (
        "save",
        ["audiences", "display_name", "practices"],
        2,
    )
    assert profile.audiences == {"about": "public"}, "what is the default is not kept"


def test_a_draft_shows_nobody_anything_and_needs_no_receipt(eve: User) -> None:
    drafted(eve, EVE)
    assert not Receipt.objects.exists()
    assert not MemberListing.objects.exists()


def test_only_its_owner_writes(stand: Stand, eve: User, mo: User) -> None:
    profile = stand(Status.LISTED)
    before = everything()
    with pytest.raises(NotThere):
        save(profile, {"about": "x"}, actor=account("fay"), version=profile.version)
    with pytest.raises(NotAllowed):
        save(profile, {"about": "x"}, actor=mo, version=profile.version)
    User.objects.filter(pk=eve.pk).update(is_active=False)
    eve.refresh_from_db()
    with pytest.raises(NotThere):
        save(profile, {"about": "x"}, actor=eve, version=profile.version)
    assert everything()["profiles.Profile"] == before["profiles.Profile"]


# --- Versions ----------------------------------------------------------------------------------------------


def test_what_shows_more_needs_the_version(stand: Stand, eve: User) -> None:
    profile = stand(Status.LISTED)
    before = everything()
    for changes in (
        {"about": "x"},
        {"practices": ["cosa"]},
        {"audiences": {"headline": "public"}},
        {"show_region": "county"},
        {"few_confirmed": True},
        {"stage": "beginning"},
        {"practices": [], "about": "x"},
    ):
        assert not narrows_only(profile, changes)
        with pytest.raises(VersionNeeded):
            save(profile, changes, actor=eve)
        with pytest.raises(StaleVersion) as stale:
            save(profile, changes, actor=eve, version=profile.version - 1)
        assert stale.value.current == profile.version
    assert everything() == before


@pytest.mark.parametrize("status", sorted({*LIVE, Status.DRAFT, Status.SUBMITTED}))
@pytest.mark.parametrize(
    "changes",
    [
        {"headline": ""},
        {"display_name": "", "role": "", "region": ""},
        {"practices": []},
        {"region": "ME-R3"},
        {"region": "US"},
        {"show_role": "sector"},
        {"show_region": "state"},
        {"audience": "members"},
        {"audiences": {"practices": "members", "headline": "only_me", "email": "only_me"}},
        {"hide_from_workplace": "agency"},
        {"agency": "", "phone": ""},
        {},
    ],
)
def test_what_only_narrows_needs_no_version(
    status: Status, changes: dict[str, Any], stand: Stand, eve: User
) -> None:
    profile = stand(status)
    assert narrows_only(profile, changes)
    changed = save(profile, changes, actor=eve)
    assert changed.version == profile.version + bool(changes)


@pytest.mark.parametrize("changes", [{"headline": ""}, {"audience": "members"}, {}])
def test_a_version_that_is_named_is_compared_whatever_changes(
    changes: dict[str, Any], stand: Stand, eve: User
) -> None:
    profile = stand(Status.LISTED)
    before = everything()
    with pytest.raises(StaleVersion):
        save(profile, changes, actor=eve, version=profile.version - 1)
    assert everything() == before


def test_coarsening_a_place_can_show_the_exact_role_and_then_narrows_nothing(eve: User, mo: User) -> None:
    """In a county a sheriff is one person and shown as policing; in the whole state the word may stand."""
    profile = make(
        make(drafted(eve, EVE | {"role": "sheriff", "show_region": "county"}), "submit", eve), "approve", mo
    )
    shown = card("members")
    assert shown is not None
    assert "role" not in shown
    assert not narrows_only(profile, {"show_region": "state"})
    with pytest.raises(VersionNeeded):
        save(profile, {"show_region": "state"}, actor=eve)
    write(profile, show_region="state")
    shown = card("members")
    assert shown is not None
    assert (shown["role"]["code"], shown["region"]["code"]) == ("sheriff", "US-ME")
    assert Receipt.objects.filter(act="widen").get().shown == {"role": "public"}


# --- What is live at once ----------------------------------------------------------------------------------


def test_picked_parts_are_live_at_once(stand: Stand) -> None:
    profile = write(stand(Status.LISTED), practices=["cosa", "youth-court"], languages=["fr"])
    shown = card("members")
    assert shown is not None
    assert [term["code"] for term in shown["practices"]] == ["youth-court", "cosa"], "in vocabulary order"
    assert [term["code"] for term in shown["languages"]] == ["fr"]
    assert open_edits(profile) == 0
    assert pending(profile) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", "Eva"),
        ("role", "mediator"),
        ("region", "23005"),
        ("agency", "Portland Police"),
        ("title", "Sergeant"),
        ("pronouns", "they/them"),
        ("headline", "None at all"),
        ("about", "A lot to say."),
        ("website", "https://eve.example.org/"),
        ("real_name", "Evelyn"),
        ("phone", "207 555 0000"),
    ],
)
def test_typed_words_and_claims_wait_for_a_moderator(
    field: str, value: str, stand: Stand, eve: User, mo: User
) -> None:
    profile = stand(Status.LISTED)
    before = card("public"), card("members")
    profile = write(profile, **{field: value})
    assert (card("public"), card("members")) == before
    assert pending(profile) == as_owner(profile)["pending"] == [field]
    assert open_edits(profile) == 1
    assert as_owner(profile)[field] == value
    receipts = [(receipt.act, list(receipt.shown)) for receipt in Receipt.objects.order_by("id")[1:]]
    # Nobody sees agency and title, so nobody need agree to show them.
    assert receipts == ([] if field in ("agency", "title") else [("submit", [field])])
    profile = make(profile, "approve", mo)
    assert (profile.status, pending(profile), open_edits(profile)) == (Status.LISTED, [], 0)
    entry = Entry.objects.first()
    assert entry is not None
    assert (entry.verb, entry.fields) == ("approve", [field])


@pytest.mark.parametrize("status", sorted(LIVE))
def test_an_edit_is_decided_wherever_something_is_approved_and_leaves_the_status_alone(
    status: Status, stand: Stand, mo: User, max_: User
) -> None:
    profile = write(stand(status), about="First try.")
    for name, kind in (("return", "edit-returned"), ("reject", "edit-rejected")):
        profile = make(profile, name, mo)
        assert (profile.status, open_edits(profile), pending(profile)) == (status, 0, ["about"])
        assert Notice.objects.filter(kind=kind).count() == 1
        decision = Decision.objects.first()
        assert decision is not None
        assert (decision.move, decision.submission and decision.submission.kind) == (name, "edit")
        # What is decided is asked again only when it is written again.
        profile = write(profile, practices=["cosa"] if name == "return" else [])
        assert open_edits(profile) == 0
        profile = write(profile, about=f"After the {name}.")
        assert open_edits(profile) == 1
    profile = make(profile, "approve", max_)
    assert (profile.status, pending(profile)) == (status, [])
    assert profile.approved is not None
    assert profile.approved.about == "After the reject."
    assert (card("members") is not None) == (status is Status.LISTED)


def test_an_edit_that_is_taken_back_waits_for_nobody(stand: Stand) -> None:
    profile = write(write(stand(Status.LISTED), about="x", headline="y"), about="")
    assert open_edits(profile) == 1
    profile = write(profile, headline=EVE["headline"])
    assert open_edits(profile) == 0
    assert profile.submissions.get(kind="edit").state == Submission.State.DROPPED


@pytest.mark.parametrize(
    "field", ["display_name", "role", "region", "agency", "pronouns", "headline", "about", "website", "title"]
)
def test_emptying_is_live_at_once_even_while_an_edit_waits(
    field: str, stand: Stand, eve: User, mo: User
) -> None:
    everyone = {
        "audiences": dict.fromkeys(("agency", "pronouns", "headline", "about", "website", "title"), "public")
    }
    words = {"pronouns": "she/her", "about": "Much.", "website": "https://eve.example.org/", "title": "Chief"}
    profile = write(make(write(stand(Status.LISTED), **everyone, **words), "approve", mo), headline="Waiting")
    on_card = "name" if field == "display_name" else field
    shown = card("public")
    assert shown is not None
    assert on_card in shown
    save(profile, {field: ""}, actor=eve)
    for shelf in ("public", "members"):
        shown = card(shelf)
        assert shown is not None
        assert shown.get(on_card) in (None, "A system ally")


def test_a_region_that_takes_in_the_approved_one_is_live_at_once(stand: Stand, eve: User) -> None:
    profile = write(stand(Status.LISTED), show_region="county")
    profile = write(profile, region="23005")
    shown = card("members")
    assert shown is not None
    assert (shown["region"]["code"], pending(profile)) == ("23019", ["region"])
    profile = write(profile, region="US-ME")
    shown = card("members")
    assert shown is not None
    assert (shown["region"]["code"], pending(profile), open_edits(profile)) == ("US-ME", [], 0)


def test_narrowing_off_the_public_shelf_forgets_that_one_was_there(stand: Stand, eve: User) -> None:
    profile = stand(Status.LISTED)
    Profile.objects.filter(pk=profile.pk).update(public_since="2020-01-01", members_since="2020-01-01")
    profile = save(profile, {"audience": "members"}, actor=eve)
    assert card("public") is None
    assert (profile.public_since, str(profile.members_since)) == (None, "2020-01-01")
    write(profile, audience="public")
    public, members = card("public"), card("members")
    assert public is not None
    assert members is not None
    assert (public["listed_on"], members["listed_on"]) == (str(timezone.localdate()), "2020-01-01")


def test_a_pause_keeps_the_first_day_but_narrowing_while_paused_does_not(stand: Stand, eve: User) -> None:
    profile = stand(Status.LISTED)
    Profile.objects.filter(pk=profile.pk).update(public_since="2020-01-01")
    profile = make(profile, "pause", eve)
    assert str(profile.public_since) == "2020-01-01"
    profile = save(profile, {"audience": "members"}, actor=eve)
    profile = make(write(profile, audience="public"), "resume", eve)
    assert profile.public_since == timezone.localdate()


# --- Receipts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"audiences": {"headline": "public", "phone": "only_me"}}, {"headline": "public"}),
        ({"practices": [*EVE["practices"], "cosa"]}, {"practices": "public"}),
        ({"offers": ["mentor"]}, {"offers": "members"}),
        ({"show_region": "county"}, {"region": "public"}),
        ({"audiences": {"agency": "members"}}, {"agency": "members"}),
        ({"audiences": {"about": "public"}}, None),
        ({"stage": "beginning"}, None),
        ({"headline": ""}, None),
        ({"audience": "members"}, None),
    ],
)
def test_showing_more_of_what_is_approved_is_receipted(
    changes: dict[str, Any], shown: dict[str, str] | None, stand: Stand
) -> None:
    profile = stand(Status.LISTED)
    write(profile, **changes)
    receipts = Receipt.objects.filter(act="widen")
    assert [receipt.shown for receipt in receipts] == ([] if shown is None else [shown])


def test_widening_the_whole_profile_names_every_part_that_follows(stand: Stand, eve: User) -> None:
    profile = save(stand(Status.LISTED), {"audience": "members"}, actor=eve)
    write(profile, audience="public")
    assert Receipt.objects.get(act="widen").shown == dict.fromkeys(
        ["display_name", "practices", "sector", "role", "region"], "public"
    )


def test_hiding_less_shows_everything_to_colleagues(stand: Stand, eve: User) -> None:
    profile = save(stand(Status.LISTED), {"hide_from_workplace": "office", "audience": "members"}, actor=eve)
    assert not narrows_only(profile, {"hide_from_workplace": "no"})
    write(profile, hide_from_workplace="no")
    assert Receipt.objects.get(act="widen").shown == {
        "display_name": "members",
        "headline": "members",
        "practices": "members",
        "sector": "members",
        "role": "members",
        "region": "members",
        "phone": "connections",
        "email": "connections",
    }


def test_what_waits_for_its_first_approval_is_receipted_anew_when_it_shows_more(
    stand: Stand, eve: User
) -> None:
    profile = stand(Status.SUBMITTED)
    profile = save(profile, {"headline": ""}, actor=eve)
    assert Receipt.objects.count() == 1
    write(profile, audiences={"about": "public"}, about="Now for everybody")
    receipt = Receipt.objects.first()
    assert receipt is not None
    assert (receipt.act, receipt.shown["about"]) == ("submit", "public")


# --- Few holders, changed jobs, members only ---------------------------------------------------------------


def test_confirming_that_few_hold_a_role_is_for_this_role_in_this_place(eve: User, mo: User) -> None:
    words = EVE | {"role": "sheriff", "show_region": "county"}
    profile = make(make(drafted(eve, words), "submit", eve), "approve", mo)
    profile = write(profile, few_confirmed=True)
    shown = card("public")
    assert shown is not None
    assert shown["role"]["code"] == "sheriff", "live at once: the role is approved"
    assert Receipt.objects.get(act="widen").shown == {"role": "public"}
    profile = write(profile, region="23005")
    assert not as_owner(profile)["few_confirmed"], "nobody confirmed it of Cumberland County"
    shown = card("public")
    assert shown is not None
    assert (shown["role"]["code"], shown["region"]["code"]) == ("sheriff", "23019"), "what is approved stays"
    profile = make(profile, "approve", mo)
    shown = card("public")
    assert shown is not None
    assert "role" not in shown
    profile = write(profile, few_confirmed=True, region="23031")
    profile = save(profile, {"few_confirmed": False}, actor=eve)
    profile = make(profile, "approve", mo)
    shown = card("public")
    assert shown is not None
    assert "role" not in shown


def test_changed_jobs_empties_at_once_and_the_former_job_stays_one(stand: Stand, eve: User) -> None:
    profile = write(stand(Status.LISTED), title="Chief", audiences={"agency": "public"})
    version = profile.version
    profile = changed_jobs(profile, actor=eve)
    assert profile.version == version + 1
    shown = card("public")
    assert shown is not None
    assert not {"role", "sector", "region", "agency", "title"} & shown.keys()
    answer = as_owner(profile)
    assert [answer[name] for name in ("role", "region", "agency", "title", "pending")] == ["", "", "", "", []]
    job = Employment.objects.get()
    assert (job.agency.name, job.ended_on) == (EVES_AGENCY, timezone.localdate())
    entry = Entry.objects.first()
    assert entry is not None
    assert (entry.verb, entry.fields) == ("change-jobs", ["agency", "region", "role", "title"])
    with pytest.raises(NotThere):
        changed_jobs(profile, actor=account("fay"))


def test_only_members_takes_one_off_the_public_shelf_and_back_with_a_receipt(stand: Stand, eve: User) -> None:
    profile = only_members(stand(Status.LISTED), actor=eve)
    assert card("public") is None
    assert card("members") is not None
    assert not Receipt.objects.filter(act="widen").exists()
    with pytest.raises(VersionNeeded):
        only_members(profile, False, actor=eve)
    assert card("public") is None
    only_members(profile, False, actor=eve, version=profile.version)
    assert card("public") is not None
    assert Receipt.objects.filter(act="widen").count() == 1


# --- Presets -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(PRESETS))
def test_a_preset_is_a_save_and_is_known_again(name: str, eve: User) -> None:
    profile = begin(eve)
    assert preset_of(profile) == "members-no-employer"
    profile = write(profile, **PRESETS[name].changes())
    assert preset_of(profile) == name
    profile = write(profile, audiences={"phone": "only_me"})
    assert preset_of(profile) == name, "contact data are nobody's business"
    profile = write(profile, audiences={"agency": "members"})
    assert preset_of(profile) is None


def test_public_without_a_name(eve: User, mo: User) -> None:
    words = EVE | PRESETS["public-no-name"].changes()
    make(make(drafted(eve, words), "submit", eve), "approve", mo)
    public, members = card("public"), card("members")
    assert public is not None
    assert members is not None
    assert (public["name"], members["name"]) == ("A system ally", "Eve Eaton")
    assert not {"headline", "about", "agency", "title", "website", "pronouns"} & public.keys()


# --- Retired terms -----------------------------------------------------------------------------------------


@pytest.fixture
def _terms_forgotten() -> Iterator[None]:
    yield
    terms.forget()


@pytest.mark.usefixtures("_terms_forgotten")
def test_a_retired_term_stays_ones_own_and_is_not_offered_to_others(stand: Stand) -> None:
    profile, fay = stand(Status.LISTED), account("fay")
    Term.objects.filter(code="pre-arrest-deflection").update(retired=True)
    terms.forget()
    profile = write(profile, practices=["pre-arrest-deflection", "cosa"])
    assert as_owner(profile)["practices"] == ["pre-arrest-deflection", "cosa"]
    with pytest.raises(Invalid) as invalid:
        write(begin(fay), practices=["pre-arrest-deflection"])
    assert [error.code for error in invalid.value.errors] == ["retired"]
