"""The main job, from sign-up to being found, in a real browser, with mail through a real SMTP server.

Rowan signs up, writes a profile, chooses who sees what and sends it in; Mo, with a second factor, approves it;
a member, an anonymous visitor and an API client find what each may see; then Rowan withdraws.
"""

import re
from collections.abc import Callable
from email.message import Message

import pytest
from allauth.mfa.totp.internal import auth
from playwright.sync_api import BrowserContext, Page, expect

from tests import cast

type NewContext = Callable[..., BrowserContext]
PASSWORD = "a-long-and-plain-password"
SECRET = "heron"  # stands only where Rowan shows it to nobody


def sign_in(page: Page, name: str, secret: str = "") -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(f"{name}@example.org")
    page.get_by_label("Password", exact=True).fill(cast.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    if secret:
        counter = next(auth.yield_hotp_counters_from_time())
        page.get_by_label("Code").fill(auth.format_hotp_value(auth.hotp_value(secret, counter)))
        page.get_by_role("button", name="Sign in").click()


@pytest.mark.django_db(transaction=True)
def test_from_sign_up_to_found(new_context: NewContext, mail_server: list[Message]) -> None:
    expect.set_options(timeout=10_000)
    people = cast.cast()
    second_factor = auth.generate_totp_secret()
    auth.TOTP.activate(people.mo, second_factor)

    # Rowan signs up, and confirms the address with the code that came by mail.
    rowan = new_context().new_page()
    rowan.goto("/")
    rowan.get_by_role("link", name="Join").first.click()
    rowan.get_by_label("E-mail address").fill("rowan@example.org")
    rowan.get_by_label("Password", exact=True).fill(PASSWORD)
    rowan.get_by_role("button", name="Make an account").click()
    code = re.search(r"^\s*([A-Z]{4}-[A-Z]{4})\s*$", str(mail_server[-1].get_payload()), re.MULTILINE)
    assert code is not None
    rowan.get_by_label("Code").fill(code[1])
    rowan.get_by_role("button", name="Confirm").click()

    # Rowan answers six questions: public with a name. Without the tick nothing is sent, and nothing is lost.
    rowan.locator("label", has_text="Everyone, with my name").click()
    rowan.get_by_label("Name to show", exact=True).fill("Rowan Marsh")
    rowan.get_by_label("Role", exact=True).select_option(label="School resource officer")
    rowan.get_by_label("Region", exact=True).select_option(label="Aroostook County")
    rowan.get_by_label("In one line", exact=True).fill("Circles before citations")
    rowan.locator("summary", has_text="Building community").click()
    rowan.get_by_role("checkbox", name="Community-building circles").check()
    rowan.get_by_role("button", name="Send to a moderator").click()
    expect(rowan.get_by_role("heading", name="Please check this")).to_be_visible()

    # Part by part there is more to say; what "about" says is for nobody.
    rowan.get_by_role("link", name="Choose part by part").click()
    rowan.get_by_role("link", name="Your work").click()
    rowan.get_by_label("About my work", exact=True).fill(f"Only for me: {SECRET}")
    rowan.locator("#part-about summary").click()
    rowan.get_by_label("Who can see this: About my work").select_option(label="Only me and moderators")
    rowan.get_by_role("button", name="Save and back to my profile").click()
    expect(rowan.get_by_label("In one line", exact=True)).to_have_value("Circles before citations")
    rowan.get_by_role("checkbox", name=re.compile("I agree")).check()
    rowan.get_by_role("button", name="Send to a moderator").click()
    expect(rowan.get_by_role("heading", name="Your profile waits for a moderator")).to_be_visible()

    # Nobody finds Rowan yet.
    visitor = new_context().new_page()
    visitor.goto("/allies/?q=rowan")
    expect(visitor.get_by_role("link", name="Rowan Marsh")).to_have_count(0)

    # Mo signs in with a second factor and approves.
    mo = new_context().new_page()
    sign_in(mo, "mo", second_factor)
    mo.goto("/desk/")
    mo.get_by_role("link", name="Rowan Marsh").click()
    expect(mo.get_by_text(f"Only for me: {SECRET}")).to_be_visible()
    mo.get_by_role("button", name="Approve", exact=True).click()
    expect(mo.get_by_role("heading", name="Nothing waits for a decision")).to_be_visible()

    # The visitor finds the card by role, place and practice, and not by what it does not show.
    for query in ("q=SRO+circles", "role=school-resource-officer&region=ME-R3", "practice=community-circles"):
        visitor.goto(f"/allies/?{query}")
        expect(visitor.get_by_role("link", name="Rowan Marsh")).to_have_count(1)
    for query in (f"q={SECRET}", "region=23003"):
        visitor.goto(f"/allies/?{query}")
        expect(visitor.get_by_role("link", name="Rowan Marsh")).to_have_count(0)
    visitor.goto("/allies/?q=rowan")
    visitor.get_by_role("link", name="Rowan Marsh").click()
    expect(visitor.get_by_text("Northern, Downeast and upper Midcoast Maine")).to_have_count(1)
    assert SECRET not in visitor.content()

    # A member and an API client get the same.
    ben = new_context().new_page()
    sign_in(ben, "ben")
    ben.goto("/allies/?q=rowan")
    expect(ben.get_by_role("link", name="Rowan Marsh")).to_have_count(1)
    answer = visitor.request.get("/api/v1/allies/?q=rowan").json()
    assert [card["name"] for card in answer["results"]] == ["Rowan Marsh"]
    assert answer["results"][0]["region"]["code"] == "ME-R3"
    assert "about" not in answer["results"][0]

    # Rowan withdraws, and is gone in the next request.
    rowan.goto("/me/")
    rowan.get_by_role("button", name="Withdraw").click()
    expect(rowan.get_by_role("heading", name="You withdrew your profile")).to_be_visible()
    for page in (visitor, ben):
        page.goto("/allies/?q=rowan")
        expect(page.get_by_role("link", name="Rowan Marsh")).to_have_count(0)
    assert visitor.request.get("/api/v1/allies/?q=rowan").json()["count"] == 0
