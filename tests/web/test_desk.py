"""The desk."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from directory.accounts.models import User
from directory.moderation import queue
from directory.profiles import editing
from directory.profiles.lifecycle import move, possible
from directory.profiles.models import Agency, Profile, Submission
from tests.cast import CY, SHERIFFS_OFFICE, Cast, account, moderator, submitted
from tests.web.conftest import Browser
from tests.web.reading import field, text

PLACES = (
    "/desk/",
    "/desk/log/",
    "/desk/find/?handle=ana",
    "/desk/work/",
    f"/desk/reviews/{UUID(int=0)}/skip/",
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


def three_wait(people: Cast) -> tuple[str, str, str]:
    """Cy for the first time, then a change of Ana's and one of Ben's; the addresses of their reviews."""
    cy = cy_submits(people)
    for owner in (people.ana, people.ben):
        profile = people.profile(owner)
        editing.save(profile, {"headline": "Newly said"}, actor=owner, version=profile.version)
    return cy, f"/desk/reviews/{submission_of(people.ana)}/", f"/desk/reviews/{submission_of(people.ben)}/"


def rows(browser: Client, query: str = "") -> list[str]:
    """The names in the queue, as they are asked for."""
    body = browser.get(f"/desk/{query}").content.decode()
    return re.findall(r'<a class="queue-name" data-row href="/desk/reviews/[^"]+">([^<]+)</a>', body)


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
    assert "Nothing waits for a decision" in text(answer)
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
    assert answer.content.decode().count('<span class="badge good">First time</span>') == waiting
    assert {1: "1 waits for a decision", 3: "3 wait for a decision"}[waiting] in text(answer)


def test_a_row_says_what_one_needs_to_choose_it(people: Cast, browse: Browser) -> None:
    cy_submits(people)
    profile = people.profile(people.ana)
    edited = {"headline": "Newly said", "title": "Principal"}
    editing.save(profile, edited, actor=people.ana, version=profile.version)
    said = text(browse(people.mo).get("/desk/"))
    assert (
        "Cy Carter First time Role and region: Probation officer · Central and Midcoast Maine Waiting 1 minute "
        "Ana Alvarez 2 parts changed Role and region: School administrator · Southern Maine Waiting 1 minute"
    ) in said


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Cy Carter", "Ana Alvarez", "Ben Brooks"]),
        ("?sort=newest", ["Ben Brooks", "Ana Alvarez", "Cy Carter"]),
        ("?kind=first", ["Cy Carter"]),
        ("?kind=edit", ["Ana Alvarez", "Ben Brooks"]),
        ("?kind=edit&sort=newest", ["Ben Brooks", "Ana Alvarez"]),
        ("?kind=bogus&sort=%00&page=x", ["Cy Carter", "Ana Alvarez", "Ben Brooks"]),
    ],
)
def test_the_queue_is_looked_at_in_parts(people: Cast, browse: Browser, query: str, names: list[str]) -> None:
    three_wait(people)
    browser = browse(people.max)
    assert rows(browser, query) == names
    assert "All 3 First time 1 Changes 2 Sort by Oldest first Newest first" in text(
        browser.get(f"/desk/{query}")
    )


@pytest.mark.parametrize(
    ("opened", "now", "is_long"),
    [
        ("2026-11-20 12:00", "2026-11-27 22:00", False),
        ("2026-11-20 12:00", "2026-11-28 12:00", True),
        ("2026-11-23 12:00", "2026-11-30 22:00", False),
        ("2026-11-23 12:00", "2026-12-01 12:00", True),
    ],
)
def test_what_waits_for_more_than_five_working_days_waits_long(opened: str, now: str, is_long: bool) -> None:
    since = datetime.fromisoformat(opened).astimezone(UTC)
    with time_machine.travel(datetime.fromisoformat(now).astimezone(UTC), tick=False):
        assert queue.waits_long(since) is is_long


def test_what_waits_long_says_so(people: Cast, browse: Browser) -> None:
    address = cy_submits(people)
    browser = browse(people.mo)
    assert "Waiting long" not in text(browser.get("/desk/"))
    Submission.objects.update(opened_at=timezone.now() - timedelta(days=14))
    assert "Cy Carter First time Waiting long Role and region:" in text(browser.get("/desk/"))
    assert "Waiting 2 weeks" in text(browser.get(address))


def test_one_decides_from_one_to_the_next(people: Cast, browse: Browser) -> None:
    cy, ana, ben = three_wait(people)
    browser = browse(people.max)
    answer = browser.get(cy)
    assert "2 more wait after this" in text(answer)
    answer = browser.post(cy, {"move": "approve", "version": field(answer, "version")})
    assert (answer.status_code, answer["Location"]) == (302, ana)
    answer = browser.get(ana)
    assert "Approved: Cy Carter." in text(answer)
    assert "1 more waits after this" in text(answer)
    assert browser.get(f"{ana}skip/")["Location"] == ben
    answer = browser.get(ben)
    assert "The last in the queue" in text(answer)
    said = {"reason": "incomplete", "message": "Which court?"}
    answer = browser.post(ben, {"move": "return", "version": field(answer, "version"), **said})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert "Sent back with your message: Ben Brooks." in text(browser.get("/desk/"))
    assert rows(browser) == ["Ana Alvarez"]


def test_the_next_one_is_that_of_the_queue_one_looked_at(people: Cast, browse: Browser) -> None:
    _, ana, ben = three_wait(people)
    browser = browse(people.max)
    assert (
        f'href="{ben}?kind=edit&amp;sort=newest"'
        in browser.get("/desk/?sort=newest&kind=edit").content.decode()
    )
    there = f"{ben}?kind=edit&sort=newest"
    answer = browser.get(there)
    assert f'action="{ben}?kind=edit&amp;sort=newest"' in answer.content.decode()
    answer = browser.post(there, {"move": "approve", "version": field(answer, "version")})
    assert answer["Location"] == f"{ana}?kind=edit&sort=newest"
    assert browser.get(f"{ana}skip/?kind=edit&sort=newest")["Location"] == "/desk/?kind=edit&sort=newest"


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
    nowhere = f"/desk/reviews/{UUID(int=0)}/"
    for sent in ({"move": "approve", "version": "3"}, {}):
        # Whatever the form says, as of one that never was.
        answers = [max_.post(where, sent) for where in (address, nowhere)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    assert max_.get(f"{address}skip/").content == max_.get(f"{nowhere}skip/").content
    assert max_.get("/desk/profiles/eve/").content == max_.get("/desk/profiles/never-was/").content
    assert max_.get("/desk/profiles/eve/").status_code == 404


# --- Decisions ---------------------------------------------------------------------------------------------


def test_a_first_profile_is_read_and_approved(people: Cast, browse: Browser) -> None:
    address = cy_submits(people)
    browser = browse(people.mo)
    answer = browser.get(address)
    said = text(answer)
    assert "A new profile: Cy Carter" in said
    assert "In one line Approved members Circles on probation" in said
    assert "Region Approved members Kennebec County Others see: Central and Midcoast Maine" in said
    assert (
        said.index("Who they say they are") < said.index("What they wrote") < said.index("What they picked")
    )
    version = field(answer, "version")
    answer = browser.post(address, {"move": "approve", "version": version}, follow=True)
    assert "Approved: Cy Carter." in text(answer)
    assert rows(browser) == []
    assert browse(people.ben).get("/allies/cy/").status_code == 200


@pytest.mark.parametrize(
    ("real_name", "name_for", "is_said"),
    [
        ("cy  carter", "public", True),
        ("Cyrus Carter", "public", False),
        ("", "public", False),
        ("Cy Carter", "members", False),
    ],
)
def test_that_the_shown_name_is_the_real_one_is_said_where_anyone_sees_it(
    people: Cast, browse: Browser, real_name: str, name_for: str, is_said: bool
) -> None:
    profile = people.profile(people.cy)
    changes = {
        "real_name": real_name,
        "audience": "public",
        "audiences": {"display_name": name_for, "about": "members"},
    }
    editing.save(profile, changes, actor=people.cy, version=profile.version)
    said = text(browse(people.mo).get(cy_submits(people)))
    assert ("The shown name is also the real name, and anyone will see it." in said) is is_said
    assert "Can be found by: Anyone" in said


def test_what_usually_few_see_is_marked_where_anyone_will(people: Cast, browse: Browser) -> None:
    profile = people.profile(people.ana)
    editing.save(profile, {"headline": "Newly said"}, actor=people.ana, version=profile.version)
    body = browse(people.mo).get(f"/desk/reviews/{submission_of(people.ana)}/").content.decode()
    assert re.findall(r'<div class="difference changed opened">\s*<div[^>]+>\s*<h3>([\w ]+) <span', body) == [
        "In one line"
    ]


def test_old_and_new_stand_side_by_side(people: Cast, browse: Browser) -> None:
    profile = people.profile(people.ana)
    editing.save(profile, {"headline": "Newly said"}, actor=people.ana, version=profile.version)
    said = text(browse(people.mo).get(f"/desk/reviews/{submission_of(people.ana)}/"))
    assert "A change of a profile: Ana Alvarez" in said
    assert "In one line changed Anyone Approved Circles instead of suspensions New Newly said" in said
    assert "parts as they were approved" in said


def test_the_words_that_differ_are_marked(people: Cast, browse: Browser) -> None:
    profile = people.profile(people.ana)
    said = "Circles instead of <b>detentions</b>"
    editing.save(profile, {"headline": said}, actor=people.ana, version=profile.version)
    body = browse(people.mo).get(f"/desk/reviews/{submission_of(people.ana)}/").content.decode()
    assert "Circles instead of <del>suspensions</del></dd>" in body
    assert "Circles instead of <ins>&lt;b&gt;detentions&lt;/b&gt;</ins></dd>" in body


def test_a_long_text_that_stays_is_folded(people: Cast, browse: Browser) -> None:
    profile = people.profile(people.ben)
    words = " ".join(f"w{number}" for number in range(200))
    editing.save(profile, {"about": words}, actor=people.ben, version=profile.version)
    move(people.profile(people.ben), "approve", actor=people.mo, version=people.profile(people.ben).version)
    profile = people.profile(people.ben)
    editing.save(profile, {"about": f"{words} more"}, actor=people.ben, version=profile.version)
    body = browse(people.max).get(f"/desk/reviews/{submission_of(people.ben)}/").content.decode()
    assert body.count('<details class="folded"><summary>185 words the same</summary>w0 w1 ') == 2
    assert "w199 <ins>more</ins></dd>" in body


@pytest.mark.parametrize("decided", [1, 3])
def test_a_review_costs_the_same_whatever_was_before(
    people: Cast, browse: Browser, django_assert_num_queries: DjangoAssertNumQueries, decided: int
) -> None:
    for number in range(decided):
        profile = people.profile(people.ana)
        profile = editing.save(
            profile, {"headline": f"Said {number}"}, actor=people.ana, version=profile.version
        )
        if number < decided - 1:
            move(profile, "approve", actor=people.mo, version=profile.version)
    browser = browse(people.mo)
    address = f"/desk/reviews/{submission_of(people.ana)}/"
    browser.get(address)
    with django_assert_num_queries(24):
        answer = browser.get(address)
    assert {1: "1 earlier decision ", 3: "3 earlier decisions "}[decided] in text(answer)


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
    assert "Which agency this is" in text(answer)
    sent = {"move": "approve", "version": field(answer, "version"), "agency": str(known.pk)}
    assert browser.post(address, sent).status_code == 302
    assert people.profile(eve).employments.get().agency == known


def test_who_becomes_a_colleague_by_it_is_approved_and_gone(people: Cast, browse: Browser) -> None:
    """The typed agency turns out to be the moderator's own: that was the last this one decides there."""
    known = Agency.objects.create(name="Probation Department", key="probation department", known=True)
    profile = people.profile(people.mo)
    editing.save(profile, {"agency": "Probation Department"}, actor=people.mo, version=profile.version)
    eve = account("eve")
    address = f"/desk/reviews/{submitted(eve, {**CY, 'agency': 'Probation Dept.'}).submissions.get().pk}/"
    browser = browse(people.mo)
    sent = {"move": "approve", "version": field(browser.get(address), "version"), "agency": str(known.pk)}
    answer = browser.post(address, sent)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert people.profile(eve).status == "listed"
    assert browser.get(address).status_code == 404


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
    assert "On hold: Ana Alvarez. Nobody finds this profile now." in text(answer)
    assert client.get("/allies/ana/").status_code == 404
    browser.post("/desk/profiles/ana/", {"move": "release", "version": field(answer, "version")})
    assert client.get("/allies/ana/").status_code == 200


def test_to_suspend_takes_two(people: Cast, browse: Browser, client: Client) -> None:
    mo, max_ = browse(people.mo), browse(people.max)
    version = field(mo.get("/desk/profiles/ana/"), "version")
    sent = {"move": "suspend", "version": version, "reason": "spam", "message": "Not a real person."}
    answer = mo.post("/desk/profiles/ana/", sent, follow=True)
    assert "Proposed: Ana Alvarez. It takes another moderator to do it." in text(answer)
    assert client.get("/allies/ana/").status_code == 200
    assert "Suspend (takes two moderators)" not in text(mo.get("/desk/profiles/ana/"))
    assert "Waits for a second moderator" not in text(mo.get("/desk/"))
    assert "Waits for a second moderator" in text(max_.get("/desk/"))
    answer = max_.get("/desk/profiles/ana/")
    assert " to suspend this profile." in text(answer)
    assert "“Not a real person.”" in text(answer)
    answer = max_.post("/desk/profiles/ana/", {**sent, "version": field(answer, "version")}, follow=True)
    assert "Suspended: Ana Alvarez. Nobody finds this profile now." in text(answer)
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
    assert "That is not the address of a card. Copy it from the card’s page." in text(answer)


# --- The log -----------------------------------------------------------------------------------------------


def test_the_log_says_who_did_what(people: Cast, browse: Browser) -> None:
    said = text(browse(people.mo).get("/desk/log/?verb=approve"))
    assert "mo@example.org Approved ben" in said
    assert "Sent in ben" not in said
    assert "Circles" not in said


def test_the_log_says_where_an_id_is_to_be_found(people: Cast, browse: Browser) -> None:
    browser = browse(people.mo)
    said = text(browser.get("/desk/log/"))
    assert "Press a name under “Who”, and its id stands here." in said
    assert "On a profile’s page on the desk, press “Its lines in the log”." in said
    its_lines = f'href="/desk/log/?subject={people.profile(people.ana).pk}"'
    assert its_lines in browser.get("/desk/profiles/ana/").content.decode()


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
    assert [handle for handle in handles if f"Put on hold {handle}" in text(answer)] == list(handles)
