"""The journeys, each in every way of ``ways.py``. What the database is makes no difference to hands.

``test_sign_up_to_found.py`` has the whole of the main job, on both databases.
"""

import re
from email.message import Message
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from directory.listings.readers import Audience
from directory.profiles.models import Profile
from tests.hands import Hands
from tests.journeys.ways import Arrive, Way

pytestmark = pytest.mark.sqlite
PASSWORD = "a quiet garden gate"
MESSAGE = "Could you say what you do at work? A sentence is enough."


def test_a_visitor_finds_an_ally(arrive: Arrive, way: Way) -> None:
    page, hands = arrive("")
    page.goto("/")
    hands.write(page.get_by_label("Find an ally"), "alvarez")
    hands.press(page.get_by_role("button", name="Search", exact=True))
    expect(page.locator("#count")).to_contain_text("1 ally")
    narrow(page, hands, way)
    expect(page).to_have_url(re.compile(r"\bq=alvarez\b.*\brole=school-administrator\b|role=.*q=alvarez"))
    expect(page.locator("#chips").get_by_role("link", name="Role: School administrator")).to_be_visible()
    hands.press(page.get_by_role("link", name="Ana Alvarez"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana Alvarez")
    # Back to everybody.
    hands.press(page.get_by_role("navigation", name="Where you are").get_by_role("link"))
    expect(page.locator("#count")).to_be_visible()


def narrow(page: Page, hands: Hands, way: Way) -> None:
    """Tick a role in the facets. With a script that is all; without one the form is sent."""
    if way.is_narrow:
        hands.press(page.get_by_role("button", name="Filter"))
    hands.tick(page.locator("#role-school-administrator"))
    if way.is_narrow or not way.script:
        hands.press(page.locator("#show"))


def test_somebody_joins_and_sends_six_answers(arrive: Arrive, way: Way, mail_server: list[Message]) -> None:
    page, hands = arrive("")
    page.goto("/")
    hands.press(page.get_by_role("navigation", name="This site").get_by_role("link", name="Join"))
    hands.write(page.get_by_label("E-mail address"), "rowan@example.org")
    hands.write(page.get_by_label("Password", exact=True), PASSWORD)
    hands.press(page.get_by_role("button", name="Make an account"))
    expect(page.get_by_label("Code")).to_be_visible()
    code = re.search(r"^\s*([A-Z]{4}-[A-Z]{4})\s*$", str(mail_server[-1].get_payload()), re.MULTILINE)
    assert code is not None
    hands.write(page.get_by_label("Code"), code[1])
    hands.press(page.get_by_role("button", name="Confirm"))
    hands.write(page.get_by_label("Name to show", exact=True), "Rowan Marsh")
    hands.pick(page.get_by_label("Role", exact=True), "School resource officer")
    hands.pick(page.get_by_label("Region", exact=True), "Aroostook County")
    hands.press(page.locator("summary", has_text="Building community"))
    hands.tick(page.get_by_role("checkbox", name="Community-building circles"))
    hands.write(page.get_by_label("In one line", exact=True), "Circles before citations")
    hands.tick(page.get_by_label("Everyone, with my name"))
    # Without the tick nothing is sent, and nothing is lost.
    hands.press(page.get_by_role("button", name="Send to a moderator"))
    expect(page.get_by_role("heading", name="Please check this")).to_be_visible()
    expect(page.get_by_label("In one line", exact=True)).to_have_value("Circles before citations")
    hands.tick(page.get_by_role("checkbox", name=re.compile("I agree")))
    hands.press(page.get_by_role("button", name="Send to a moderator"))
    expect(page.get_by_role("heading", name="Your profile waits for a moderator")).to_be_visible()
    profile = Profile.objects.get(owner__email="rowan@example.org")
    assert (profile.status, profile.audience) == ("submitted", Audience.PUBLIC)
    assert profile.written.role is not None
    assert profile.written.role.code == "school-resource-officer"


def test_an_owner_shows_less_pauses_withdraws_and_erases(arrive: Arrive) -> None:
    page, hands = arrive("ana")
    page.goto("/me/")
    hands.press(page.get_by_role("button", name="Show less"))
    expect(page.get_by_text("Done. Only approved members can find you now")).to_be_visible()
    hands.press(page.get_by_role("button", name="Pause"))
    expect(page.get_by_role("heading", name="Your profile is paused")).to_be_visible()
    hands.press(page.get_by_role("button", name="Come back"))
    expect(page.get_by_role("heading", name="Your profile is listed")).to_be_visible()
    hands.press(page.get_by_role("button", name="Withdraw"))
    expect(page.get_by_role("heading", name="You withdrew your profile")).to_be_visible()
    hands.press(page.get_by_role("link", name="Erase"))
    hands.tick(page.get_by_label("I am sure"))
    hands.press(page.get_by_role("button", name="Erase my profile for good"))
    expect(page.get_by_text("Your profile is erased.")).to_be_visible()
    assert not Profile.objects.filter(owner__email="ana@example.org").exists()


def test_a_member_blocks_somebody_and_takes_it_back(arrive: Arrive) -> None:
    page, hands = arrive("ben")
    page.goto("/allies/ana/")
    hands.press(page.locator("summary", has_text="Have nothing to do with this person"))
    hands.press(page.get_by_role("button", name="Block Ana Alvarez"))
    expect(page.get_by_text("Blocked. You two do not find each other any more.")).to_be_visible()
    hands.press(page.get_by_role("link", name="Find allies"))
    hands.write(page.get_by_label("Search for"), "alvarez")
    hands.press(page.get_by_role("button", name="Search", exact=True))
    expect(page.get_by_role("link", name="Ana Alvarez")).to_have_count(0)
    page.goto("/me/blocks/")
    hands.press(page.get_by_role("listitem").filter(has_text="Ana Alvarez").get_by_role("button"))
    expect(page.get_by_text("No longer blocked.")).to_be_visible()
    page.goto("/allies/ana/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana Alvarez")


def test_a_moderator_decides_all_that_waits(arrive: Arrive) -> None:
    page, hands = arrive("mo")
    page.goto("/desk/")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 wait for a decision")
    hands.press(page.get_by_role("link", name="Submitted Sewall"))
    hands.press(page.locator("summary", has_text="Reason and message"))
    hands.pick(page.get_by_label("Reason"), "Something a reader needs is missing")
    hands.write(page.get_by_label("Message"), MESSAGE)
    hands.press(page.get_by_role("button", name="Send back"))
    # The next one comes by itself.
    expect(page.get_by_role("heading", level=1)).to_have_text("A change of a profile: Eda Emery")
    hands.press(page.get_by_role("button", name="Approve", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing waits for a decision")
    statuses = Profile.objects.filter(owner__email__in=("submitted@example.org", "eda@example.org"))
    assert sorted(statuses.values_list("status", flat=True)) == ["listed", "returned"]


def test_another_language_and_back(arrive: Arrive) -> None:
    page, hands = arrive("ben")
    page.goto("/allies/?q=circles")
    hands.press(page.get_by_role("button", name="Español"))
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page).to_have_url(re.compile(r"/allies/\?q=circles$"))
    hands.press(page.get_by_role("button", name="English"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Find allies")


def test_the_exit(arrive: Arrive, way: Way, settings: Any, live_server: LiveServer) -> None:
    settings.EXIT_URL = f"{live_server.url}/agreement/?neutral"
    page, hands = arrive("ben")
    page.goto("/allies/ana/")
    hands.press(page.get_by_role("link", name="Exit this page").last)
    page.wait_for_url(settings.EXIT_URL)
    # With a script nobody waits for the answer of the signing out; the next page asks until it is there.
    if way.script:
        page.wait_for_function("async () => (await (await fetch('/session/')).json()).left === 0")
    page.goto("/me/blocks/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
