"""Writing one's own profile."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from directory.profiles import editing
from directory.profiles.lifecycle import move
from tests.cast import Cast, account
from tests.web.conftest import Browser
from tests.web.reading import Answer, field, text


def form_of(answer: Answer) -> dict[str, Any]:
    """What the browser would send if the editor were sent as it is: boxes, ticks, selects."""
    body = answer.content.decode()
    body = body[body.index('<form action="/me/" method="post"') :]
    body = body[: body.index("</form>")]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", body):
        name, kind = _attribute(tag, "name"), _attribute(tag, "type")
        if kind in ("checkbox", "radio") and " checked" not in tag:
            continue
        if kind == "checkbox":
            sent.setdefault(name, []).append(_attribute(tag, "value") or "on")
        else:
            sent[name] = _attribute(tag, "value")
    for opening, inner in re.findall(r"(<select[^>]*>)(.*?)</select>", body, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)"[^>]*selected', inner)
        sent[_attribute(opening, "name")] = chosen[1] if chosen else ""
    for opening, inner in re.findall(r"(<textarea[^>]*>)(.*?)</textarea>", body, re.DOTALL):
        sent[_attribute(opening, "name")] = unescape(inner).removeprefix("\n")
    return sent


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def test_anyone_signs_in_first(client: Client, db: None) -> None:
    for address in ("/me/", "/me/privacy/", "/me/blocks/", "/me/erase/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={address}")


# --- To begin ----------------------------------------------------------------------------------------------


def test_without_a_profile_there_is_a_start(people: Cast, browse: Browser) -> None:
    browser = browse(account("eve"))
    assert "You have no profile yet" in text(browser.get("/me/"))
    answer = browser.post("/me/start/", follow=True)
    assert "Where it stands: Draft" in text(answer)
    assert answer["Cache-Control"] == "private, no-store"


def test_from_nothing_to_the_desk(people: Cast, browse: Browser) -> None:
    eve = account("eve")
    browser = browse(eve)
    browser.post("/me/start/")
    sent = form_of(browser.get("/me/"))
    sent |= {
        "display_name": "Eve Ellis",
        "role": "mediator",
        "region": "23005",
        "practices": ["peer-mediation"],
        "languages": ["en"],
        "other_languages": "Lingala, haitian",
        "consent": "on",
        "action": "submit",
    }
    answer = browser.post("/me/", sent, follow=True)
    assert "Sent. A moderator reads it, and you get a mail." in text(answer)
    profile = people.profile(eve)
    assert profile.status == "submitted"
    assert editing.as_owner(profile)["languages"] == ["en", "ht", "ln"]
    assert eve.receipts.count() == 1


def test_the_first_look_at_the_editor_offers_the_presets_and_the_reminder(
    people: Cast, browse: Browser
) -> None:
    answer = browse(people.cy).get("/me/")
    said = text(answer)
    assert "Members, without my employer" in said
    assert "Anyone may copy what is public, and copies cannot be recalled." in said
    boxes = len(re.findall(r'<(?:input type="text"|textarea)', answer.content.decode()))
    reminders = said.count("Do not describe a young person, a survivor or a case, even without a name.")
    assert reminders == boxes - 1  # the box for other languages takes nothing but their names
    for part in ("display_name", "about", "practices", "agency", "phone", "email"):
        assert f'<select name="audience_of_{part}"' in answer.content.decode()


def test_sending_the_editor_as_it_is_changes_nothing(people: Cast, browse: Browser) -> None:
    for person in (people.ana, people.ben, people.cy):
        browser = browse(person)
        before = editing.as_owner(people.profile(person))
        answer = browser.post("/me/", form_of(browser.get("/me/")) | {"action": "save"})
        assert answer.status_code == 302
        assert editing.as_owner(people.profile(person)) == before


def test_the_editor_costs_the_same_for_little_and_much(
    people: Cast, browse: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for person in (people.cy, people.ana):
        browser = browse(person)
        browser.get("/me/")
        with django_assert_num_queries(6):
            browser.get("/me/")


# --- Who sees what -----------------------------------------------------------------------------------------


def test_a_preset_sets_the_choices_and_what_is_changed_by_hand_stays(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    sent = form_of(browser.get("/me/")) | {"preset": "public-named", "audience_of_headline": "only_me"}
    browser.post("/me/", sent | {"action": "save"})
    stored = editing.as_owner(people.profile(people.cy))
    assert stored["audience"] == "public"
    audiences = stored["audiences"]
    assert isinstance(audiences, dict)
    assert (audiences["about"], audiences["headline"], audiences["agency"]) == (
        "public",
        "only_me",
        "only_me",
    )


def test_a_mix_of_ones_own(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    browser.post(
        "/me/", form_of(browser.get("/me/")) | {"audience_of_practices": "connections", "action": "save"}
    )
    answer = browser.get("/me/")
    assert form_of(answer)["preset"] == "own"
    assert form_of(answer)["audience_of_practices"] == "connections"


def test_narrowing_is_live_in_the_next_request(people: Cast, browse: Browser, client: Client) -> None:
    assert "Circles instead of suspensions" in text(client.get("/allies/ana/"))
    browser = browse(people.ana)
    browser.post("/me/", form_of(browser.get("/me/")) | {"audience_of_headline": "members", "action": "save"})
    assert "Circles instead of suspensions" not in text(client.get("/allies/ana/"))


def test_typed_words_wait_and_say_so(people: Cast, browse: Browser, client: Client) -> None:
    browser = browse(people.ana)
    answer = browser.post(
        "/me/", form_of(browser.get("/me/")) | {"headline": "Newly said", "action": "save"}, follow=True
    )
    said = text(answer)
    assert "Saved. What you typed waits for a moderator; everything else counts now." in said
    assert "Waiting for a moderator: In one line." in said
    assert field(answer, "headline") == "Newly said"
    assert "Circles instead of suspensions" in text(client.get("/allies/ana/"))


@pytest.mark.parametrize(
    ("who", "sees", "misses"),
    [
        ("public", "Circles instead of suspensions", "207 555 0101"),
        ("member", "Circles instead of suspensions", "207 555 0101"),
        ("connection", "207 555 0101", "Deering"),
        ("colleague", "Circles instead of suspensions", "207 555 0101"),
    ],
)
def test_previews(people: Cast, browse: Browser, who: str, sees: str, misses: str) -> None:
    said = text(browse(people.ana).get(f"/me/?as={who}"))
    assert sees in said
    assert misses not in said


@pytest.mark.parametrize("who", ["public", "colleague"])
def test_who_sees_nothing_is_said(people: Cast, browse: Browser, who: str) -> None:
    editing.save(
        people.profile(people.ben),
        {"hide_from_workplace": "office"},
        actor=people.ben,
        version=people.profile(people.ben).version,
    )
    said = text(browse(people.ben).get(f"/me/?as={who}"))
    assert "nothing: you are not in their list, in their counts or in their search." in said
    assert "Circles behind the wall" not in said


def test_there_is_no_other_view(people: Cast, browse: Browser) -> None:
    assert browse(people.ben).get("/me/?as=boss").status_code == 404


# --- When something is wrong -------------------------------------------------------------------------------


def test_nothing_typed_is_lost_when_something_is_wrong(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    sent = form_of(browser.get("/me/")) | {
        "headline": "Typed for long",
        "about": "First line\nSecond <line>",
        "website": "no address",
        "other_languages": "Klingon",
        "practices": ["peer-mediation", "cosa"],
        "audience_of_about": "connections",
        "action": "save",
    }
    answer = browser.post("/me/", sent)
    assert answer.status_code == 200
    said = text(answer)
    assert "Please check this" in said
    assert "We know no language “Klingon”." in said
    assert "Write the whole address, beginning with https:// or http://." in said
    again = form_of(answer)
    for name in ("headline", "about", "website", "other_languages", "practices", "audience_of_about"):
        assert again[name] == sent[name]
    assert '<a href="#id_other_languages">' in answer.content.decode()
    assert people.profile(people.cy).written.headline == "Circles on probation"
    # Mended, all of it is saved.
    mended = again | {"website": "https://cy.example.org/", "other_languages": "", "action": "save"}
    assert browser.post("/me/", mended).status_code == 302
    assert people.profile(people.cy).written.headline == "Typed for long"


def test_what_the_write_side_refuses_stands_beside_its_field(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    answer = browser.post(
        "/me/", form_of(browser.get("/me/")) | {"website": "cy.example.org", "action": "save"}
    )
    assert '<a href="#id_website">' in answer.content.decode()
    assert "Write the whole address, beginning with https:// or http://." in text(answer)


@pytest.mark.parametrize("typed", ["a\x00b", "x" * 10_000, "\u202e evil"])
def test_strange_words_are_refused_kindly(people: Cast, browse: Browser, typed: str) -> None:
    browser = browse(people.cy)
    answer = browser.post("/me/", form_of(browser.get("/me/")) | {"headline": typed, "action": "save"})
    assert answer.status_code == 200
    assert "Please check this" in text(answer)


def test_without_consent_it_is_saved_and_not_sent(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    sent = form_of(browser.get("/me/")) | {
        "headline": "Said anew",
        "preset": "public-named",
        "action": "submit",
    }
    answer = browser.post("/me/", sent)
    assert "Tick this to agree. Everything else is saved." in text(answer)
    profile = people.profile(people.cy)
    assert (profile.status, profile.written.headline) == ("draft", "Said anew")
    # What is shown now is what is stored: sending it once more, with the tick, goes through.
    answer = browser.post("/me/", form_of(answer) | {"consent": "on", "action": "submit"})
    assert answer.status_code == 302
    assert people.profile(people.cy).status == "submitted"
    assert editing.preset_of(people.profile(people.cy)) == "public-named"


def test_what_is_missing_is_said_beside_its_field_and_the_rest_is_saved(
    people: Cast, browse: Browser
) -> None:
    browser = browse(people.cy)
    sent = form_of(browser.get("/me/")) | {
        "display_name": "",
        "headline": "Kept",
        "consent": "on",
        "action": "submit",
    }
    answer = browser.post("/me/", sent)
    assert '<a href="#id_display_name">' in answer.content.decode()
    assert (people.profile(people.cy).status, people.profile(people.cy).written.headline) == ("draft", "Kept")


def test_a_stale_page_shows_both_and_keeps_what_was_typed(people: Cast, browse: Browser) -> None:
    browser = browse(people.ana)
    opened = form_of(browser.get("/me/"))
    browser.post("/me/", opened | {"headline": "From the other window", "action": "save"})
    answer = browser.post(
        "/me/", opened | {"headline": "From this window", "about": "Typed here", "action": "save"}
    )
    assert answer.status_code == 409
    said = text(answer)
    assert "Your profile changed since you opened this page" in said
    assert "In one line From the other window From this window" in said
    assert people.profile(people.ana).written.headline == "From the other window"
    again = form_of(answer)
    assert (again["headline"], again["about"]) == ("From this window", "Typed here")
    assert browser.post("/me/", again | {"action": "save"}).status_code == 302
    assert people.profile(people.ana).written.headline == "From this window"


def test_an_older_page_does_not_empty_what_a_newer_one_typed(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    browser.post("/me/", form_of(browser.get("/me/")) | {"headline": "", "action": "save"})
    opened = form_of(browser.get("/me/"))
    browser.post("/me/", opened | {"headline": "From the other window", "action": "save"})
    answer = browser.post("/me/", opened | {"action": "save"})
    assert answer.status_code == 409
    assert people.profile(people.cy).written.headline == "From the other window"
    assert browser.post("/me/", form_of(answer) | {"action": "save"}).status_code == 302
    assert people.profile(people.cy).written.headline == ""


def test_pressing_save_twice_is_no_conflict(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    sent = form_of(browser.get("/me/")) | {"headline": "Typed once", "action": "save"}
    answers = [browser.post("/me/", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert people.profile(people.cy).written.headline == "Typed once"


@pytest.mark.parametrize("name", ["pause", "withdraw"])
def test_an_older_page_still_leads_out(name: str, people: Cast, browse: Browser) -> None:
    browser = browse(people.ana)
    opened = browser.get("/me/").content.decode()
    form = opened[opened.index(f'action="/me/{name}/"') :].partition("</form>")[0]
    assert 'name="version"' not in form
    editing.save(people.profile(people.ana), {"phone": ""}, actor=people.ana)
    browser.post(f"/me/{name}/")
    assert people.profile(people.ana).status in ("paused", "withdrawn")


def test_an_older_page_still_hides(people: Cast, browse: Browser) -> None:
    browser = browse(people.ana)
    browser.post("/me/blocks/", {"version": "1", "hide_from_workplace": "agency"})
    assert people.profile(people.ana).hide_from_workplace == "agency"
    browser.post("/me/blocks/", {"version": "1", "hide_from_workplace": "no"})
    assert people.profile(people.ana).hide_from_workplace == "agency", "to be seen again takes a page of now"


def test_what_the_moderator_asked_for_is_there(people: Cast, browse: Browser) -> None:
    move(people.profile(people.cy), "submit", actor=people.cy, version=people.profile(people.cy).version)
    move(
        people.profile(people.cy),
        "return",
        actor=people.mo,
        version=people.profile(people.cy).version,
        reason="incomplete",
        message="Which court is it?",
    )
    said = text(browse(people.cy).get("/me/"))
    assert "Sent back with a question" in said
    assert "Something a reader needs is missing Which court is it?" in said
    assert "Save and send to a moderator" in said


# --- The ways out ------------------------------------------------------------------------------------------


def test_pause_and_come_back(people: Cast, browse: Browser, client: Client) -> None:
    browser = browse(people.ana)
    answer = browser.post("/me/pause/", follow=True)
    assert "Paused. From now on nobody finds you; you can still look around." in text(answer)
    assert client.get("/allies/ana/").status_code == 404
    assert browser.get("/allies/ben/").status_code == 200
    browser.post("/me/resume/", {"version": str(people.profile(people.ana).version)})
    assert client.get("/allies/ana/").status_code == 200


def test_withdraw(people: Cast, browse: Browser, client: Client) -> None:
    answer = browse(people.ana).post("/me/withdraw/", follow=True)
    assert "Where it stands: Withdrawn" in text(answer)
    assert client.get("/allies/ana/").status_code == 404
    assert field(answer, "headline") == "Circles instead of suspensions"


def test_changed_jobs(people: Cast, browse: Browser, client: Client) -> None:
    browse(people.ana).post("/me/changed-jobs/")
    said = text(client.get("/allies/ana/"))
    assert "Ana Alvarez" in said
    assert "School administrator" not in said
    assert "Southern Maine" not in said


def test_a_move_that_is_not_possible_is_said(people: Cast, browse: Browser) -> None:
    answer = browse(people.cy).post("/me/pause/", follow=True)
    assert "“Pause” is not possible while the profile is" in text(answer)


def test_to_erase_is_asked_once_more(people: Cast, browse: Browser, client: Client) -> None:
    browser = browse(people.ana)
    assert "This deletes all that you wrote" in text(browser.get("/me/erase/"))
    answer = browser.post("/me/erase/")
    assert answer.status_code == 400
    assert "Nothing was erased." in text(answer)
    assert client.get("/allies/ana/").status_code == 200
    answer = browser.post("/me/erase/", {"sure": "1"}, follow=True)
    assert "Your profile is erased." in text(answer)
    assert "You have no profile yet" in text(answer)
    assert client.get("/allies/ana/").status_code == 404


@pytest.mark.parametrize("address", ["/me/pause/", "/me/withdraw/", "/me/changed-jobs/", "/me/start/"])
def test_a_link_alone_changes_nothing(people: Cast, browse: Browser, address: str) -> None:
    assert browse(people.ana).get(address).status_code == 405
    assert people.profile(people.ana).status == "listed"


def test_consents_are_listed(people: Cast, browse: Browser) -> None:
    said = text(browse(people.ana).get("/me/privacy/"))
    assert "You sent in your profile" in said
    assert "Phone People I accepted" in said
    assert "In one line Anyone" in said


def test_hiding_from_work(people: Cast, browse: Browser) -> None:
    ben, dee = browse(people.ben), browse(people.dee)
    assert dee.get("/allies/ben/").status_code == 200
    version = str(people.profile(people.ben).version)
    answer = ben.post("/me/blocks/", {"hide_from_workplace": "office", "version": version}, follow=True)
    assert "Saved. It counts at once." in text(answer)
    assert dee.get("/allies/ben/").status_code == 404
    assert browse(people.mo).get("/allies/ben/").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_blocks_costs_the_same_for_one_and_three(
    people: Cast, browse: Browser, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    browser = browse(people.ben)
    for handle in ("ana", "mo", "max")[:rows]:
        browser.post(f"/allies/{handle}/block/")
    browser.get("/me/blocks/")
    with django_assert_num_queries(4):
        answer = browser.get("/me/blocks/")
    assert text(answer).count("Unblock") == rows
