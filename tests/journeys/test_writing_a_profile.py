"""Writing a profile in a real browser: on a phone, by keyboard alone, without JavaScript, and as one goes."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from directory.accounts.models import User
from directory.profiles import editing
from directory.profiles.models import Profile
from tests.cast import Cast, account, cast

type NewContext = Callable[..., BrowserContext]
type Open = Callable[..., Page]

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1440, "height": 900}
# What a first submission may cost in height on a phone, with all groups folded. Who can find one takes its room.
TALLEST = 3_400


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def opened(new_context: NewContext, live_server: LiveServer) -> Open:
    """``opened(people.ana, "/me/")``: the page as Ana sees it."""
    expect.set_options(timeout=10_000)

    def open_(user: User, address: str, **arguments: object) -> Page:
        client = Client()
        client.force_login(user)
        context = new_context(**arguments)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.goto(address)
        return page

    return open_


def tab_to(page: Page, wanted: Locator) -> None:
    """Press the tabulator until this has the focus; never more often than there are things to reach."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


@pytest.mark.parametrize("with_script", [True, False])
def test_the_first_submission_on_a_phone_by_keyboard_alone(
    people: Cast, opened: Open, with_script: bool
) -> None:
    eve = account("eve")
    page = opened(eve, "/me/", viewport=PHONE, java_script_enabled=with_script)
    assert page.evaluate("document.documentElement.scrollHeight") <= TALLEST
    keys = page.keyboard
    tab_to(page, page.get_by_label("Name to show"))
    keys.type("Eve Ellis")
    tab_to(page, page.get_by_label("Role", exact=True))
    keys.type("Court med")
    tab_to(page, page.get_by_label("Region", exact=True))
    keys.type("Cumberland")
    tab_to(page, page.locator("summary", has_text="Building community"))
    keys.press("Enter")
    tab_to(page, page.get_by_role("checkbox", name="Community-building circles"))
    keys.press("Space")
    tab_to(page, page.get_by_label("In one line", exact=True))
    keys.type("Circles between neighbours")
    tab_to(page, page.get_by_role("radio", name=re.compile("^Members only. My employer is not named.")))
    keys.press("ArrowDown")
    # Without the tick nothing is sent, and nothing is lost.
    tab_to(page, page.get_by_role("button", name="Send to a moderator"))
    keys.press("Enter")
    expect(page).to_have_title(re.compile("^Please check: "))
    tab_to(page, page.get_by_role("link", name=re.compile("Tick this to agree")))
    keys.press("Enter")
    tick = page.get_by_role("checkbox", name=re.compile("I agree"))
    expect(page.get_by_label("In one line", exact=True)).to_have_value("Circles between neighbours")
    expect(page.get_by_role("checkbox", name="Community-building circles")).to_be_checked()
    if not tick.evaluate("element => element === document.activeElement"):
        tab_to(page, tick)
    keys.press("Space")
    tab_to(page, page.get_by_role("button", name="Send to a moderator"))
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Your profile waits for a moderator")).to_be_visible()
    stored = editing.as_owner(Cast.profile(eve))
    assert (stored["display_name"], stored["role"], stored["region"]) == ("Eve Ellis", "mediator", "23005")
    assert (stored["practices"], stored["audience"]) == (["community-circles"], "public")


def test_a_draft_is_saved_while_it_is_written_and_the_focus_stays(people: Cast, opened: Open) -> None:
    eve = account("eve")
    page = opened(eve, "/me/", viewport=PHONE)
    page.get_by_label("Name to show").fill("Eve")
    expect(page.get_by_role("status").filter(has_text="Saved at")).to_be_visible()
    expect(page.get_by_label("Name to show")).to_be_focused()
    assert Cast.profile(eve).written.display_name == "Eve"
    page.get_by_label("Role", exact=True).select_option(label="Court mediator")
    expect(page.locator("input[name=version]")).to_have_value("3")
    # The button saves on from there: what the script saved is no conflict.
    page.get_by_label("In one line", exact=True).fill("Peers who mediate")
    page.get_by_role("button", name="Save for later").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert Cast.profile(eve).written.headline == "Peers who mediate"
    page.reload()
    expect(page.get_by_label("In one line", exact=True)).to_have_value("Peers who mediate")


def test_whom_the_server_fails_is_not_said_to_be_signed_out(people: Cast, opened: Open) -> None:
    page = opened(people.cy, "/me/edit/work/", viewport=WIDE)
    page.route("**/me/edit/work/", lambda route: route.fulfill(status=503, body="<h1>Not now</h1>"))
    page.get_by_label("In one line", exact=True).fill("Circles")
    expect(page.get_by_role("status").filter(has_text="Not saved yet")).to_be_visible()


def test_what_others_can_see_waits_for_the_button(people: Cast, opened: Open) -> None:
    before = Cast.profile(people.ana).version
    page = opened(people.ana, "/me/edit/exchange/", viewport=WIDE)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    with page.expect_response("**/me/preview/"):
        offers = page.get_by_role("group", name="What I can offer")
        offers.locator("summary").click()
        offers.locator("details").get_by_role("checkbox").first.check()
    assert [url.partition("/me/")[2] for url in sent] == ["preview/"]
    assert Cast.profile(people.ana).version == before
    page.get_by_role("button", name="Save and back to my profile").click()
    expect(page.get_by_role("heading", name="Your profile is listed")).to_be_visible()
    assert Cast.profile(people.ana).version == before + 1


def test_beside_the_form_stands_what_others_will_see(people: Cast, opened: Open) -> None:
    page = opened(people.ana, "/me/edit/work/", viewport=WIDE)
    beside = page.get_by_role("complementary", name="How others will see it")
    expect(beside.get_by_text("Circles instead of suspensions")).to_be_visible()
    page.get_by_label("In one line", exact=True).fill("Typed and not saved")
    expect(beside.get_by_text("Typed and not saved")).to_be_visible()
    expect(beside.get_by_text("The same.")).to_be_visible()
    part = page.locator("#part-headline")
    part.locator("summary").click()
    part.get_by_label("Who can see this").select_option(label="Approved members")
    expect(part.get_by_text("Who sees this: Approved members")).to_be_visible()
    expect(beside.get_by_text("Typed and not saved")).to_have_count(1)
    expect(beside.get_by_text("The same.")).to_have_count(0)
    assert Cast.profile(people.ana).written.headline == "Circles instead of suspensions"


def test_a_rare_job_is_asked_about_while_one_chooses(people: Cast, opened: Open) -> None:
    page = opened(people.cy, "/me/edit/who/", viewport=PHONE)
    question = page.get_by_role("checkbox", name=re.compile("One person or few people hold this job here"))
    expect(question).to_have_count(0)
    page.get_by_label("Role", exact=True).select_option(label="Sheriff")
    page.get_by_label("My county or nation").check()
    expect(question).to_be_visible()
    question.check()
    page.get_by_label("My part of the state").check()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="Your work")).to_be_visible()
    assert editing.as_owner(Cast.profile(people.cy))["few_confirmed"] is True


def test_without_a_script_the_steps_the_preview_and_the_ways_out_are_there(
    people: Cast, opened: Open
) -> None:
    page = opened(people.ana, "/me/", viewport=PHONE, java_script_enabled=False)
    pause = page.get_by_role("button", name="Pause")
    box = pause.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= PHONE["height"], "on the first screen of a phone"
    page.get_by_role("link", name="An approved member").click()
    expect(page.get_by_role("heading", name="Ana Alvarez")).to_be_visible()
    page.get_by_role("link", name="My profile").first.click()
    page.get_by_role("region", name="Your work").get_by_role("link", name="Edit").click()
    page.locator("#part-about summary").click()
    page.get_by_label("Who can see this: About my work").select_option(label="Only me and moderators")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="What you offer and look for")).to_be_visible()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_role("heading", name="You withdrew your profile")).to_be_visible()


def test_each_lock_says_who(people: Cast, opened: Open) -> None:
    page = opened(people.ana, "/me/edit/contact/", viewport=PHONE)
    for part in ("real_name", "phone", "email"):
        expect(page.locator(f"#part-{part} .lock")).to_have_text("Who sees this: People you accepted")
    page.goto("/me/edit/employer/")
    for part in ("agency", "title"):
        expect(page.locator(f"#part-{part} .lock")).to_have_text("Who sees this: Only you and moderators")


def test_nobody_begins_a_profile_by_looking(people: Cast, opened: Open) -> None:
    eve = account("eve")
    page = opened(eve, "/me/", viewport=WIDE)
    expect(page.get_by_role("heading", name="Begin your profile")).to_be_visible()
    page.get_by_role("link", name="Choose part by part").click()
    expect(page.get_by_role("heading", name="Who you are")).to_be_visible()
    assert not Profile.objects.filter(owner=eve).exists()
