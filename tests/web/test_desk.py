"""The desk."""

import re
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from directory.accounts.models import User
from directory.profiles import editing
from directory.profiles.lifecycle import move, possible
from directory.profiles.models import Agency, Profile
from tests.cast import CY, SHERIFFS_OFFICE, Cast, account, moderator, submitted
from tests.web.conftest import Browser
from tests.web.reading import field, text

PLACES = (
    "/desk/",
    "/desk/log/",
    "/desk/find/?handle=ana",
    "/desk/profiles/ana/",
    f"/desk/reviews/{UUID(int=0)}/",
)


def submission_of(person: User) -> UUID:
    """The id of what waits of this person."""
    return Profile.objects.get(owner=person).submissions.get(state="open").pk


def cy_submits(people: Cast) -> str:
    """Cy's draft is sent in; the address of its review."""
    profile = people.profile(people.cy)
    move(profile, "submit", actor=people.cy, version=profile.version)
    return f"/desk/reviews/{submission_of(people.cy)}/"


def rows(browser: Client) -> list[str]:
    """The names in the queue, the oldest first."""
    body = browser.get("/desk/").content.decode()
    return re.findall(r'<th scope="row"><a href="/desk/reviews/[0-9a-f-]{36}/">([^<]+)</a>', body)


# --- Who comes in ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", PLACES)
def test_for_everybody_else_there_is_no_desk(people: Cast, browse: Browser, address: str) -> None:
    for person in (None, people.ben, people.cy):
        browser = browse(person)
        never = browser.get("/no-such-page/")
        answer = browser.get(address)
        assert answer.status_code == 404
        assert answer.content == never.content
        assert browser.post(address).status_code == 404


@pytest.mark.parametrize("address", PLACES)
def test_a_moderator_without_a_second_factor_sets_one_up(people: Cast, browse: Browser, address: str) -> None:
    Authenticator.objects.filter(user=people.mo).delete()
    answer = browse(people.mo).get(address)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")


# --- The queue ---------------------------------------------------------------------------------------------


def test_an_empty_queue(people: Cast, browse: Browser) -> None:
    answer = browse(people.mo).get("/desk/")
    assert "Nothing waits. Thank you." in text(answer)
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("waiting", [1, 3])
def test_a_queue_of_one_costs_as_much_as_one_of_three(
    people: Cast, browse: Browser, django_assert_num_queries: DjangoAssertNumQueries, waiting: int
) -> None:
    for number in range(waiting):
        submitted(account(f"new{number}"), {**CY, "display_name": f"New {number}"})
    browser = browse(people.mo)
    browser.get("/desk/")
    with django_assert_num_queries(14):
        answer = browser.get("/desk/")
    assert text(answer).count("First time") == waiting


def test_what_a_moderator_is_recused_from_is_not_there(people: Cast, browse: Browser) -> None:
    """Max wrote that he works at the sheriff's office, and so does who waits."""
    address = (
        f"/desk/reviews/{submitted(account('eve'), {**CY, 'agency': SHERIFFS_OFFICE}).submissions.get().pk}/"
    )
    assert rows(browse(people.mo)) == ["Cy Carter"]
    profile = people.profile(people.max)
    editing.save(profile, {"agency": SHERIFFS_OFFICE}, actor=people.max, version=profile.version)
    max_ = browse(people.max)
    assert rows(max_) == []
    assert max_.get(address).status_code == 404
    assert max_.post(address, {"move": "approve", "version": "3"}).status_code == 404
    assert max_.get("/desk/profiles/eve/").content == max_.get("/desk/profiles/never-was/").content
    assert max_.get("/desk/profiles/eve/").status_code == 404


# --- Decisions ---------------------------------------------------------------------------------------------


def test_a_first_profile_is_read_and_approved(people: Cast, browse: Browser) -> None:
    address = cy_submits(people)
    browser = browse(people.mo)
    answer = browser.get(address)
    said = text(answer)
    assert "A new profile: Cy Carter" in said
    assert "In one line Circles on probation Approved members" in said
    assert "Region Kennebec County Shown as: Central and Midcoast Maine Approved members" in said
    version = field(answer, "version")
    answer = browser.post(address, {"move": "approve", "version": version}, follow=True)
    assert "Done." in text(answer)
    assert rows(browser) == []
    assert browse(people.ben).get("/allies/cy/").status_code == 200


def test_old_and_new_stand_side_by_side(people: Cast, browse: Browser) -> None:
    profile = people.profile(people.ana)
    editing.save(profile, {"headline": "Newly said"}, actor=people.ana, version=profile.version)
    said = text(browse(people.mo).get(f"/desk/reviews/{submission_of(people.ana)}/"))
    assert "A change of a profile: Ana Alvarez" in said
    assert "In one line changed Circles instead of suspensions Newly said Anyone" in said


@pytest.mark.parametrize("decision", ["return", "reject"])
def test_to_say_no_needs_a_reason_and_words(people: Cast, browse: Browser, decision: str) -> None:
    address = cy_submits(people)
    browser = browse(people.mo)
    version = field(browser.get(address), "version")
    answer = browser.post(address, {"move": decision, "version": version, "message": ""})
    assert answer.status_code == 400
    assert "Reason: Pick a reason." in text(answer)
    assert "Message to the owner: Tell the owner what to do next." in text(answer)
    assert '<a href="#id_reason">' in answer.content.decode()
    sent = {"move": decision, "version": version, "reason": "incomplete", "message": "Which court?"}
    assert browser.post(address, sent).status_code == 302
    assert people.profile(people.cy).status == {"return": "returned", "reject": "rejected"}[decision]


def test_words_for_the_owner_are_kept_when_the_owner_wrote_meanwhile(people: Cast, browse: Browser) -> None:
    address = cy_submits(people)
    browser = browse(people.mo)
    version = field(browser.get(address), "version")
    profile = people.profile(people.cy)
    editing.save(profile, {"headline": "Written meanwhile"}, actor=people.cy, version=profile.version)
    sent = {"move": "return", "version": version, "reason": "incomplete", "message": "Long and <careful>"}
    answer = browser.post(address, sent)
    assert answer.status_code == 409
    assert "This was changed since you opened it. Look again." in text(answer)
    assert "Written meanwhile" in text(answer)
    assert "Long and &lt;careful&gt;" in answer.content.decode()
    assert '<option value="incomplete" selected>' in answer.content.decode()
    assert people.profile(people.cy).status == "submitted"
    now = {**sent, "version": field(answer, "version")}
    assert browser.post(address, now).status_code == 302
    assert people.profile(people.cy).status == "returned"


def test_of_two_moderators_one_decides(people: Cast, browse: Browser) -> None:
    address = cy_submits(people)
    mo, max_ = browse(people.mo), browse(people.max)
    version = field(mo.get(address), "version")
    mo.post(address, {"move": "approve", "version": version})
    sent = {"move": "reject", "version": version, "reason": "spam", "message": "No."}
    answer = max_.post(address, sent, follow=True)
    assert "Somebody decided on this before you, or the owner took it back." in text(answer)
    assert people.profile(people.cy).status == "listed"
    assert max_.get(address).status_code == 404


def test_a_typed_agency_is_merged_with_a_known_one(people: Cast, browse: Browser) -> None:
    known = Agency.objects.create(name="Probation Department", key="probation department", known=True)
    eve = account("eve")
    address = f"/desk/reviews/{submitted(eve, {**CY, 'agency': 'Probation Dept.'}).submissions.get().pk}/"
    browser = browse(people.mo)
    answer = browser.get(address)
    assert "The agency is really" in text(answer)
    sent = {"move": "approve", "version": field(answer, "version"), "agency": str(known.pk)}
    assert browser.post(address, sent).status_code == 302
    assert people.profile(eve).employments.get().agency == known


@pytest.mark.parametrize("made_up", ["erase", "pause", "", "x" * 50])
def test_only_decisions_decide(people: Cast, browse: Browser, made_up: str) -> None:
    address = cy_submits(people)
    browser = browse(people.mo)
    version = field(browser.get(address), "version")
    answer = browser.post(address, {"move": made_up, "version": version, "reason": "spam", "message": "x"})
    assert answer.status_code in (400, 409)
    assert people.profile(people.cy).status == "submitted"


# --- One profile -------------------------------------------------------------------------------------------


def test_hold_and_release(people: Cast, browse: Browser, client: Client) -> None:
    browser = browse(people.mo)
    answer = browser.get("/desk/profiles/ana/")
    assert "Hold for up to five working days" in text(answer)
    assert "Circles instead of suspensions" in text(answer)
    assert "Agency or employer Deering Middle School" in text(answer)
    version = field(answer, "version")
    assert browser.post("/desk/profiles/ana/", {"move": "hold", "version": version}).status_code == 400
    sent = {"move": "hold", "version": version, "reason": "names-others"}
    answer = browser.post("/desk/profiles/ana/", sent, follow=True)
    assert "Where it stands On hold" in text(answer)
    assert client.get("/allies/ana/").status_code == 404
    browser.post("/desk/profiles/ana/", {"move": "release", "version": field(answer, "version")})
    assert client.get("/allies/ana/").status_code == 200


def test_to_suspend_takes_two(people: Cast, browse: Browser, client: Client) -> None:
    mo, max_ = browse(people.mo), browse(people.max)
    version = field(mo.get("/desk/profiles/ana/"), "version")
    sent = {"move": "suspend", "version": version, "reason": "spam", "message": "Not a real person."}
    answer = mo.post("/desk/profiles/ana/", sent, follow=True)
    assert "Proposed. It takes another moderator to do it." in text(answer)
    assert client.get("/allies/ana/").status_code == 200
    assert "Suspend (takes two moderators)" not in text(mo.get("/desk/profiles/ana/"))
    assert "Waits for a second moderator" not in text(mo.get("/desk/"))
    assert "Waits for a second moderator" in text(max_.get("/desk/"))
    answer = max_.get("/desk/profiles/ana/")
    assert "mo@example.org proposed to suspend this profile" in text(answer)
    assert "“Not a real person.”" in text(answer)
    answer = max_.post("/desk/profiles/ana/", {**sent, "version": field(answer, "version")}, follow=True)
    assert "Done." in text(answer)
    assert client.get("/allies/ana/").status_code == 404


def test_to_overturn_takes_an_appeal_and_has_no_button(people: Cast, browse: Browser) -> None:
    profile = people.profile(people.ana)
    move(profile, "suspend", actor=people.mo, version=profile.version, reason="spam")
    version = move(profile, "suspend", actor=people.max, version=profile.version).profile.version
    una = moderator("una")
    Authenticator.objects.create(user=una, type=Authenticator.Type.TOTP, data={})
    browser = browse(una)
    assert "overturn" in possible(people.profile(people.ana), una)

    answer = browser.get("/desk/profiles/ana/")
    assert "Reinstate" in text(answer)
    assert "overturn" not in answer.content.decode().lower()
    browser.post("/desk/profiles/ana/", {"move": "overturn", "version": version})
    assert people.profile(people.ana).status == "suspended"


def test_a_stale_move_keeps_what_was_typed(people: Cast, browse: Browser) -> None:
    browser = browse(people.mo)
    version = field(browser.get("/desk/profiles/ana/"), "version")
    profile = people.profile(people.ana)
    editing.save(profile, {"headline": "Written meanwhile"}, actor=people.ana, version=profile.version)
    sent = {"move": "hold", "version": version, "reason": "spam", "message": "Typed for long"}
    answer = browser.post("/desk/profiles/ana/", sent)
    assert answer.status_code == 409
    assert "Typed for long" in text(answer)
    assert people.profile(people.ana).status == "listed"


def test_nobody_moderates_themselves(people: Cast, browse: Browser) -> None:
    assert browse(people.mo).get("/desk/profiles/mo/").status_code == 404


@pytest.mark.parametrize("typed", ["ana", " ana ", "/allies/ana/", "https://example.org/allies/ana/"])
def test_a_profile_is_found_by_handle_or_address(people: Cast, browse: Browser, typed: str) -> None:
    answer = browse(people.mo).get("/desk/find/", {"handle": typed})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/profiles/ana/")


@pytest.mark.parametrize("typed", ["", "?", "x" * 10_000, "\x00"])
def test_what_is_no_handle_is_said(people: Cast, browse: Browser, typed: str) -> None:
    answer = browse(people.mo).get("/desk/find/", {"handle": typed}, follow=True)
    assert "That is no handle." in text(answer)


# --- The log -----------------------------------------------------------------------------------------------


def test_the_log_says_who_did_what(people: Cast, browse: Browser) -> None:
    said = text(browse(people.mo).get("/desk/log/?verb=approve"))
    assert "mo@example.org approve ben" in said
    assert "submit" not in said
    assert "Circles" not in said


@pytest.mark.parametrize(
    "query", ["since=bogus", "verb=%00", "actor=" + "x" * 5000, "page=99", "until=2020-01-01"]
)
def test_whatever_is_asked_of_the_log(people: Cast, browse: Browser, query: str) -> None:
    assert browse(people.mo).get(f"/desk/log/?{query}").status_code == 200


@pytest.mark.parametrize("lines", [1, 3])
def test_the_log_costs_the_same_for_one_line_and_three(
    people: Cast, browse: Browser, django_assert_num_queries: DjangoAssertNumQueries, lines: int
) -> None:
    handles = ("ana", "ben", "dee")[:lines]
    for owner in (people.ana, people.ben, people.dee)[:lines]:
        profile = people.profile(owner)
        move(profile, "hold", actor=people.mo, version=profile.version, reason="spam")
    browser = browse(people.mo)
    browser.get("/desk/log/")
    with django_assert_num_queries(20):
        answer = browser.get("/desk/log/?verb=hold")
    assert [handle for handle in handles if f"hold {handle}" in text(answer)] == list(handles)
