"""The exit, sessions that end when nothing happens, and what was being typed when they did."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import signing
from django.http import QueryDict
from django.test import Client

from directory.accounts.models import User
from directory.profiles.lifecycle import move
from directory.profiles.models import Submission
from directory.web import leaving
from tests.cast import PASSWORD, Cast
from tests.web.conftest import Browser
from tests.web.reading import text

MORNING = datetime(2026, 11, 2, 14, 0, tzinfo=UTC)
IN_TIME = MORNING + timedelta(minutes=30)
TOO_LATE = MORNING + timedelta(minutes=31)
ENDED = "You were signed out because nothing happened for 30 minutes."
NOT_SAVED = "You were signed out before this was saved. Here is what you typed. Nothing of it is saved yet."


def is_signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def sign_in(browser: Client, name: str, **more: str) -> Any:
    fields = {"login": f"{name}@example.org", "password": PASSWORD, **more}
    return browser.post("/accounts/login/", fields)


def marked(user: User, path: str, **fields: str) -> dict[str, str]:
    return {leaving.MARK: leaving.mark_for(user, path), **fields}


# --- The exit ----------------------------------------------------------------------------------------------


def test_the_exit_signs_out_and_leads_to_the_operators_address(
    people: Cast, browse: Browser, settings: Any
) -> None:
    settings.EXIT_URL = "https://weather.example/today"
    browser = browse(people.ben)
    answer = browser.get("/exit/", headers={"Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer["Location"]) == (302, "https://weather.example/today")
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert not is_signed_in(browser)


@pytest.mark.parametrize(
    ("headers", "stays"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, True),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Sec-Fetch-Site": "same-origin", "Sec-Purpose": "prefetch"}, True),
        ({"Sec-Fetch-Site": "none"}, False),
        ({}, False),
    ],
)
def test_another_sites_link_signs_nobody_out(
    people: Cast, browse: Browser, headers: dict[str, str], stays: bool
) -> None:
    browser = browse(people.ben)
    assert browser.get("/exit/", headers=headers).status_code == 302
    assert is_signed_in(browser) is stays


def test_what_was_to_be_said_next_is_not_left_for_the_next_person(people: Cast, browse: Browser) -> None:
    browser = browse(people.ben)
    browser.post("/me/pause/")
    assert browser.cookies["messages"].value
    browser.get("/exit/")
    assert not browser.cookies["messages"].value


def test_looking_at_the_exit_does_nothing(people: Cast, browse: Browser) -> None:
    browser = browse(people.ben)
    assert browser.head("/exit/").status_code == 302
    assert browser.post("/exit/").status_code == 405
    assert is_signed_in(browser)


def test_whoever_is_nobody_leaves_without_a_query(
    people: Cast, client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert client.get("/exit/").status_code == 302


@pytest.mark.parametrize("address", ["/", "/allies/", "/privacy/", "/accounts/login/", "/no-such-page/"])
def test_every_page_has_the_exit_early_and_as_a_button(people: Cast, client: Client, address: str) -> None:
    body = client.get(address).content.decode()
    exits = re.findall(r'<a [^>]*href="/exit/"[^>]*>', body)
    assert len(exits) == 2
    assert all('rel="noreferrer nofollow"' in link for link in exits)
    assert 'data-exit="https://www.weather.gov/"' in exits[1]
    assert body.index(exits[0]) < body.index('class="brand"')
    assert '<a class="exit-about" href="/privacy/#exit">What does this do?</a>' in body


def test_privacy_says_what_the_exit_cannot_do(client: Client, db: None) -> None:
    said = text(client.get("/privacy/"))
    assert "It does not empty your history: earlier pages are still in it." in said
    assert "It cannot hide where you were from whoever watches your network or runs your computer" in said
    assert "you can ask for neutral page titles" in said
    assert "If nothing happens for 30 minutes, we sign you out." in said


# --- A session ends when nothing happens -------------------------------------------------------------------


def test_a_session_ends_after_thirty_minutes_and_says_so(people: Cast, browse: Browser) -> None:
    with time_machine.travel(MORNING, tick=False):
        browser = browse(people.ben)
    with time_machine.travel(IN_TIME, tick=False):
        assert browser.get("/me/blocks/").status_code == 200
    with time_machine.travel(IN_TIME + timedelta(minutes=31), tick=False):
        answer = browser.get("/me/blocks/")
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/me/blocks/")
        assert ENDED in text(browser.get(answer["Location"]))
        assert not is_signed_in(browser)


def test_the_setting_says_how_long(people: Cast, browse: Browser, settings: Any) -> None:
    settings.SESSION_IDLE_MINUTES = 1
    with time_machine.travel(MORNING, tick=False):
        browser = browse(people.ben)
    with time_machine.travel(MORNING + timedelta(minutes=2), tick=False):
        answer = browser.get("/me/", follow=True)
        assert "You were signed out because nothing happened for 1 minute." in text(answer)


def test_what_one_does_is_written_down_once_a_minute(people: Cast, browse: Browser) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        browser = browse(people.ben)
        browser.get("/me/blocks/")
        assert "last_seen" not in browser.session
        clock.move_to(MORNING + timedelta(seconds=60))
        browser.get("/me/blocks/")
        assert browser.session["last_seen"] == MORNING.timestamp() + 60
        clock.move_to(MORNING + timedelta(seconds=119))
        browser.get("/me/blocks/")
        assert browser.session["last_seen"] == MORNING.timestamp() + 60


def test_what_a_page_does_by_itself_keeps_no_session_alive(people: Cast, browse: Browser) -> None:
    with time_machine.travel(MORNING, tick=False):
        browser = browse(people.ben)
    with time_machine.travel(IN_TIME, tick=False):
        assert browser.get("/session/").json() == {"left": 60}
        assert browser.get("/allies/", headers={"X-Background": "yes"}).status_code == 200
    with time_machine.travel(TOO_LATE, tick=False):
        answer = browser.get("/session/")
        assert (answer.json(), answer["Cache-Control"]) == ({"left": 0}, "private, no-store")
        assert ENDED not in text(browser.get("/accounts/login/"))


def test_stay_signed_in(people: Cast, browse: Browser) -> None:
    with time_machine.travel(MORNING, tick=False):
        browser = browse(people.ben)
    with time_machine.travel(IN_TIME, tick=False):
        assert browser.post("/session/").json() == {"left": 31 * 60}
    with time_machine.travel(TOO_LATE, tick=False):
        assert browser.get("/me/blocks/").status_code == 200


def test_signing_in_counts_from_then_and_ends_with_the_browser(people: Cast, client: Client) -> None:
    with time_machine.travel(MORNING, tick=False):
        answer = sign_in(client, "ben")
        assert client.session["last_seen"] == MORNING.timestamp()
        assert client.session.get_expire_at_browser_close() is True
        assert answer.cookies["sessionid"]["max-age"] == ""


def test_a_program_whose_session_ended_is_nobody(people: Cast, browse: Browser) -> None:
    with time_machine.travel(MORNING, tick=False):
        browser = browse(people.ben)
        assert browser.get("/api/v1/me/profile/").status_code == 200
    with time_machine.travel(TOO_LATE, tick=False):
        answer = browser.get("/api/v1/me/profile/")
        assert (answer.status_code, json.loads(answer.content)["title"]) == (401, "Not signed in")


@pytest.mark.parametrize(
    ("page", "leads_to"),
    [
        ("http://testserver/me/blocks/?a=b", "/me/blocks/"),
        ("https://elsewhere.example/me/blocks/", "/me/"),
        ("http://[", "/me/"),
    ],
)
def test_a_button_pressed_too_late_leads_back_to_its_page(
    people: Cast, browse: Browser, page: str, leads_to: str
) -> None:
    with time_machine.travel(MORNING, tick=False):
        browser = browse(people.ben)
    with time_machine.travel(TOO_LATE, tick=False):
        answer = browser.post("/me/pause/", headers={"Referer": page})
        assert answer["Location"] == f"/accounts/login/?next={leads_to}"
        assert people.profile(people.ben).status == "listed"


# --- What was typed ----------------------------------------------------------------------------------------


def late_form(people: Cast, browse: Browser) -> Client:
    """Ben's browser, after he sent a form on his page of blocks when his session was over."""
    with time_machine.travel(MORNING, tick=False):
        browser = browse(people.ben)
        page = browser.get("/me/blocks/").content.decode()
    mark = re.search(r'name="owner_mark" value="([^"]+)"', page)
    assert mark
    fields = {"owner_mark": mark[1], "version": "3", "hide_from_workplace": "agency", "only_members": "on"}
    with time_machine.travel(TOO_LATE, tick=False):
        answer = browser.post("/me/blocks/", {**fields, "password": "secret", "csrfmiddlewaretoken": "x"})
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/me/blocks/")
        assert people.profile(people.ben).hide_from_workplace == "no"
    return browser


def test_what_was_typed_waits_for_its_owner(people: Cast, browse: Browser) -> None:
    browser = late_form(people, browse)
    with time_machine.travel(TOO_LATE, tick=False):
        kept = browser.session["typed"]
        assert QueryDict(kept["fields"]).dict() == {
            "version": "3",
            "hide_from_workplace": "agency",
            "only_members": "on",
        }
        assert browser.session.get_expiry_age() == 3600
        assert ENDED in text(browser.get("/accounts/login/"))
        answer = sign_in(browser, "ben", next="/me/blocks/")
        assert answer["Location"] == "/me/blocks/"
        for _again in range(2):
            page = browser.get("/me/blocks/")
            assert NOT_SAVED in text(page)
            assert re.search(r'value="agency"[^>]* checked', page.content.decode())
        assert people.profile(people.ben).hide_from_workplace == "no"
        browser.post("/me/blocks/", marked(people.ben, "/me/blocks/", hide_from_workplace="no"))
        assert NOT_SAVED not in text(browser.get("/me/blocks/"))


def test_nobody_else_on_a_shared_computer_gets_it(people: Cast, browse: Browser) -> None:
    browser = late_form(people, browse)
    with time_machine.travel(TOO_LATE, tick=False):
        sign_in(browser, "dee")
        assert NOT_SAVED not in text(browser.get("/me/blocks/"))
        assert "typed" not in browser.session
        browser.post("/accounts/logout/")
        sign_in(browser, "ben")
        assert NOT_SAVED not in text(browser.get("/me/blocks/"))


def test_after_an_hour_it_is_gone(people: Cast, browse: Browser) -> None:
    browser = late_form(people, browse)
    with time_machine.travel(TOO_LATE + timedelta(seconds=3600), tick=False):
        browser.cookies["sessionid"]["max-age"] = ""
        sign_in(browser, "ben")
        assert NOT_SAVED not in text(browser.get("/me/blocks/"))


def test_it_is_kept_for_the_page_that_the_form_stands_on(people: Cast, client: Client) -> None:
    fields = marked(people.ben, "/me/blocks/", hide_from_workplace="office")
    answer = client.post("/me/pause/", fields)
    assert answer["Location"] == "/accounts/login/?next=/me/blocks/"
    sign_in(client, "ben")
    assert NOT_SAVED not in text(client.get("/me/"))


@pytest.mark.parametrize("mark", ["", "somebody /me/:nonsense", signing.Signer(salt="other").sign("a /me/")])
def test_without_a_mark_of_ours_nothing_is_kept(people: Cast, client: Client, mark: str) -> None:
    client.post("/me/blocks/", {"owner_mark": mark, "hide_from_workplace": "agency"})
    assert Session.objects.count() == 0


def test_too_much_is_not_kept_and_the_browser_still_has_it(people: Cast, client: Client) -> None:
    answer = client.post("/me/blocks/", marked(people.ben, "/me/blocks/", about="x" * leaving.MOST_KEPT))
    assert answer.status_code == 403
    assert "what you typed is most often still there" in text(answer)
    assert "typed" not in client.session


def test_a_form_made_for_somebody_else_is_not_saved(people: Cast, browse: Browser) -> None:
    answer = browse(people.dee).post(
        "/me/blocks/", marked(people.ben, "/me/blocks/", version="3", hide_from_workplace="agency")
    )
    assert answer.status_code == 403
    assert "Please send that once more" in text(answer)
    assert people.profile(people.dee).hide_from_workplace == "no"


def test_a_form_from_before_one_signed_in_again_is_kept_too(people: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people.ben)
    fields = marked(people.ben, "/me/blocks/", hide_from_workplace="agency", csrfmiddlewaretoken="old")
    answer = browser.post("/me/blocks/", fields)
    assert answer.status_code == 403
    assert '<a href="/me/blocks/">Open the page again</a>' in answer.content.decode()
    assert NOT_SAVED in text(browser.get("/me/blocks/"))


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_another_sites_form_begins_no_session(people: Cast, headers: dict[str, str]) -> None:
    """Its cookie would take the place of the reader's, who would be signed out by it."""
    answer = Client(enforce_csrf_checks=True).post(
        "/me/blocks/", marked(people.dee, "/me/blocks/", hide_from_workplace="agency"), headers=headers
    )
    assert answer.status_code == 403
    assert "sessionid" not in answer.cookies
    assert Session.objects.count() == 0


def test_a_strangers_form_leaves_nothing_in_a_session(people: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people.dee)
    answer = browser.post("/me/blocks/", marked(people.ben, "/me/blocks/", hide_from_workplace="agency"))
    assert answer.status_code == 403
    assert "typed" not in browser.session


def test_a_fetched_form_sends_the_whole_page_to_sign_in(people: Cast, client: Client) -> None:
    answer = client.post("/me/blocks/", marked(people.ben, "/me/blocks/"), headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/accounts/login/?next=/me/blocks/")


def test_a_page_whose_time_is_over_hands_its_words_in_and_signs_out(people: Cast, browse: Browser) -> None:
    browser = browse(people.ben)
    answer = browser.post("/session/over/", marked(people.ben, "/me/blocks/", hide_from_workplace="office"))
    assert answer.json() == {"left": 0}
    assert not is_signed_in(browser)
    assert browser.session["typed"]["fields"] == urlencode({"hide_from_workplace": "office"})
    sign_in(browser, "ben")
    assert NOT_SAVED in text(browser.get("/me/blocks/"))


def test_a_moderators_words_wait_too(people: Cast, browse: Browser) -> None:
    move(people.profile(people.cy), "submit", actor=people.cy, version=people.profile(people.cy).version)
    address = f"/desk/reviews/{Submission.objects.get(profile=people.profile(people.cy)).pk}/"
    fields = {"version": "2", "move": "return", "message": "Which county do you mean?"}
    browser = browse(None)
    answer = browser.post(address, {**fields, **marked(people.mo, address)})
    assert answer["Location"] == f"/accounts/login/?next={address}"
    browser.force_login(people.mo)
    page = browser.get(address)
    assert NOT_SAVED in text(page)
    assert "Which county do you mean?" in text(page)
    assert people.profile(people.cy).status == "submitted"


def test_words_about_a_profile_outside_the_queue_wait_too(people: Cast, browse: Browser) -> None:
    address = "/desk/profiles/ben/"
    browser = browse(None)
    browser.post(address, {"version": "3", "message": "We look into it.", **marked(people.mo, address)})
    browser.force_login(people.mo)
    assert "We look into it." in text(browser.get(address))
    assert people.profile(people.ben).status == "listed"


def test_the_warning_is_for_the_signed_in_alone(people: Cast, browse: Browser) -> None:
    assert "<dialog" not in browse(None).get("/about/").content.decode()
    said = browse(people.ben).get("/about/").content.decode()
    assert 'data-idle="1800" data-warning="120"' in said
    assert "You will be signed out in 2 minutes" in said
