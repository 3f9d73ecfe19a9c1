"""Writing one's own profile."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from directory.accounts.models import User
from directory.profiles import editing
from directory.profiles.lifecycle import move
from directory.profiles.models import Profile
from directory.web.profile_steps import PAGES, STEPS
from directory.web.templatetags.pages import shortened
from tests.cast import PASSWORD, Cast, account
from tests.web.conftest import Browser
from tests.web.reading import Answer, field, text


def form_of(answer: Answer) -> dict[str, Any]:
    """What the browser would send if the editor were sent as it is: boxes, ticks, selects."""
    body = answer.content.decode()
    body = body[body.index(" data-editor=") :]
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


def test_to_look_begins_nothing(people: Cast, browse: Browser) -> None:
    eve = account("eve")
    for address in ("/me/", "/me/edit/work/", "/me/?as=public"):
        answer = browse(eve).get(address)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
    assert "Begin your profile" in text(browse(eve).get("/me/"))
    assert not Profile.objects.filter(owner=eve).exists()


def test_from_nothing_to_the_desk_in_one_screen(people: Cast, browse: Browser) -> None:
    eve = account("eve")
    browser = browse(eve)
    sent = form_of(browser.get("/me/")) | {
        "display_name": "Eve Ellis",
        "role": "mediator",
        "region": "23005",
        "practices": ["peer-mediation"],
        "headline": "Peers who mediate",
        "consent": "on",
        "action": "submit",
    }
    assert sent["preset"] == "members-no-employer"
    answer = browser.post("/me/", sent, follow=True)
    assert "Sent. A moderator reads it, and you get a mail." in text(answer)
    assert "Your profile waits for a moderator" in text(answer)
    assert people.profile(eve).status == "submitted"
    assert eve.receipts.count() == 1


def test_everything_that_is_missing_is_said_at_once(people: Cast, browse: Browser) -> None:
    browser = browse(account("eve"))
    answer = browser.post("/me/", form_of(browser.get("/me/")) | {"headline": "Kept", "action": "submit"})
    body = answer.content.decode()
    for name in ("display_name", "role", "region", "consent"):
        assert f'<a href="#id_{name}">' in body, name
    assert field(answer, "headline") == "Kept"


def test_what_is_sent_after_the_session_ended_is_there_again(people: Cast, browse: Browser) -> None:
    browser = browse(people.ana)
    sent = form_of(browser.get("/me/edit/work/")) | {"headline": "Typed for long", "action": "next"}
    browser.logout()
    answer = browser.post("/me/edit/work/", sent)
    assert answer["Location"] == "/accounts/login/?next=/me/edit/work/"
    assert people.profile(people.ana).written.headline == "Circles instead of suspensions"
    browser.post("/accounts/login/", {"login": people.ana.email, "password": PASSWORD})
    answer = browser.get("/me/edit/work/")
    assert "You were signed out before this was saved." in text(answer)
    assert field(answer, "headline") == "Typed for long"
    browser.post("/me/edit/work/", form_of(answer) | {"action": "next"})
    assert people.profile(people.ana).written.headline == "Typed for long"


def test_the_first_screen_asks_six_things(people: Cast, browse: Browser) -> None:
    answer = browse(account("eve")).get("/me/")
    body, said = answer.content.decode(), text(answer)
    assert body.count('<div class="question"') == 6
    assert set(form_of(answer)) == {
        "owner_mark",
        "version",
        "display_name",
        "role",
        "region",
        "headline",
        "preset",
        "csrfmiddlewaretoken",
    }
    assert "Members only. My employer is not named." in said
    assert "Anyone may copy what is public, and copies cannot be recalled." in said
    assert "My own mix" not in said
    assert '<a href="/me/edit/who/">Choose part by part</a>' in body
    # The home state stands before all others.
    regions = re.findall(r'<optgroup label="([^"]+)"', body[body.index('name="region"') :])
    assert regions[0].startswith("Maine")


def test_the_reminder_stands_once_and_belongs_to_every_box_for_words(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    for address, boxes in (
        ("/me/", 2),
        ("/me/edit/who/", 2),
        ("/me/edit/work/", 3),
        ("/me/edit/exchange/", 0),
        ("/me/edit/employer/", 2),
        ("/me/edit/contact/", 2),
        ("/me/edit/visibility/", 0),
    ):
        answer = browser.get(address)
        reminders = text(answer).count(
            "Do not describe a young person, a survivor or a case, even without a name."
        )
        assert reminders == (1 if boxes else 0), address
        tied = re.findall(r'aria-describedby="[^"]*\bguard"', answer.content.decode())
        assert len(tied) == boxes, address


def test_sending_each_page_as_it_is_changes_nothing(people: Cast, browse: Browser) -> None:
    for person in (people.ana, people.ben, people.cy):
        browser = browse(person)
        before = editing.as_owner(people.profile(person))
        for step in STEPS:
            answer = browser.post(step.address, form_of(browser.get(step.address)) | {"action": "save"})
            assert answer.status_code == 302
        assert editing.as_owner(people.profile(person)) == before
    before = editing.as_owner(people.profile(people.cy))
    browser = browse(people.cy)
    browser.post("/me/", form_of(browser.get("/me/")) | {"action": "save"})
    assert editing.as_owner(people.profile(people.cy)) == before


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/me/", 4),
        ("/me/edit/who/", 5),
        ("/me/edit/work/", 5),
        ("/me/edit/exchange/", 5),
        ("/me/edit/employer/", 6),
        ("/me/edit/contact/", 5),
        ("/me/edit/visibility/", 5),
    ],
)
def test_the_editor_costs_the_same_for_little_and_much(
    people: Cast,
    browse: Browser,
    django_assert_num_queries: DjangoAssertNumQueries,
    address: str,
    queries: int,
) -> None:
    people_who_edit = (people.mo, people.ana) if "edit" in address else (people.cy, account("eve"))
    for person in people_who_edit:
        browser = browse(person)
        browser.get(address)
        with django_assert_num_queries(queries):
            browser.get(address)


def test_the_overview_costs_five_queries(
    people: Cast, browse: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for person in (people.mo, people.ana):
        browser = browse(person)
        browser.get("/me/")
        with django_assert_num_queries(5):
            browser.get("/me/")


# --- Step by step ------------------------------------------------------------------------------------------


def test_the_steps_lead_on_to_a_clear_end(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    address = "/me/edit/who/"
    seen = []
    while True:
        answer = browser.get(address)
        seen.append(re.search(r"Step \d of \d", text(answer))[0])  # type: ignore[index]
        if "Save and go on" not in text(answer):
            break
        answer = browser.post(address, form_of(answer) | {"action": "next"})
        address = answer["Location"]
    assert seen == [f"Step {number} of 6" for number in range(1, 7)]
    assert address == "/me/edit/visibility/"
    answer = browser.post(address, form_of(answer) | {"consent": "on", "action": "submit"}, follow=True)
    assert "Your profile waits for a moderator" in text(answer)


def test_a_tick_beside_a_step_says_that_something_is_filled_in(people: Cast, browse: Browser) -> None:
    body = browse(account("eve")).get("/me/edit/who/").content.decode()
    # Who can find one is always answered. Each list stands there twice: folded for phones, and open.
    assert re.findall(r'<li class="done"><a href="/me/edit/(\w+)/"', body) == ["visibility"] * 2
    body = browse(people.ana).get("/me/edit/contact/").content.decode()
    ticked = ["who", "work", "exchange", "employer", "visibility"]
    assert re.findall(r'<li class="done"><a href="/me/edit/(\w+)/"', body) == ticked * 2


def test_from_the_presets_a_button_saves_and_leads_to_hiding(people: Cast, browse: Browser) -> None:
    browser = browse(account("eve"))
    sent = form_of(browser.get("/me/")) | {"display_name": "Eve", "action": "hide"}
    answer = browser.post("/me/", sent, follow=True)
    assert answer.redirect_chain == [("/me/edit/employer/", 302)]
    assert "Hide me from people who work at my agency" in text(answer)
    assert field(browser.get("/me/"), "display_name") == "Eve"
    assert '<a href="/me/edit/employer/">Hide from my workplace</a>' in (
        browser.get("/me/edit/visibility/").content.decode()
    )


def test_a_step_saves_its_own_fields_alone(people: Cast, browse: Browser) -> None:
    browser = browse(people.ana)
    before = editing.as_owner(people.profile(people.ana))
    sent = form_of(browser.get("/me/edit/exchange/")) | {"offers": ["listen"], "headline": "Not of this step"}
    browser.post("/me/edit/exchange/", sent | {"action": "save"})
    after = editing.as_owner(people.profile(people.ana))
    assert {name for name in after if after[name] != before[name]} == {"offers", "version"}


def test_the_last_step_of_what_cannot_be_sent_says_done(people: Cast, browse: Browser) -> None:
    answer = browse(people.ana).get("/me/edit/visibility/")
    assert "Save and finish" in text(answer)
    assert "Send to a moderator" not in text(answer)


def test_there_is_no_other_step(people: Cast, browse: Browser) -> None:
    assert browse(people.cy).get("/me/edit/more/").status_code == 404
    assert browse(people.cy).post("/me/preview/", {"page": "more"}).status_code == 404


def test_languages_are_ticked_or_typed(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    sent = form_of(browser.get("/me/edit/work/")) | {
        "languages": ["en"],
        "other_languages": "Lingala, haitian",
        "action": "next",
    }
    assert browser.post("/me/edit/work/", sent)["Location"] == "/me/edit/exchange/"
    assert editing.as_owner(people.profile(people.cy))["languages"] == ["en", "ht", "ln"]


# --- A job that few people hold ------------------------------------------------------------------------------


FEW = "One person or few people hold this job here."


def test_a_rare_job_is_asked_about_where_it_applies_and_only_there(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    answer = browser.get("/me/edit/who/")
    assert FEW not in text(answer)
    sent = form_of(answer) | {"role": "sheriff", "show_region": "county", "action": "next"}
    answer = browser.post("/me/edit/who/", sent)
    assert answer.status_code == 200
    assert "Few people hold this job there." in text(answer)
    assert '<a href="#id_few_confirmed">' in answer.content.decode()
    assert editing.as_owner(people.profile(people.cy))["role"] == "sheriff", "all the rest is saved"
    # Left alone it goes on, and stays coarse; ticked it is kept.
    again = form_of(answer)
    assert browser.post("/me/edit/who/", again | {"action": "next"})["Location"] == "/me/edit/work/"
    assert editing.as_owner(people.profile(people.cy))["few_confirmed"] is False
    again = form_of(browser.get("/me/edit/who/"))
    assert again["few_asked"] == "1"
    browser.post("/me/edit/who/", again | {"few_confirmed": "on", "action": "next"})
    assert editing.as_owner(people.profile(people.cy))["few_confirmed"] is True
    assert form_of(browser.get("/me/"))["few_confirmed"] == ["on"]
    for address in ("/me/", "/me/edit/who/", "/me/edit/work/"):
        browser.post(address, form_of(browser.get(address)) | {"action": "save"})
        assert editing.as_owner(people.profile(people.cy))["few_confirmed"] is True, address


def test_the_first_screen_asks_about_a_rare_job_before_it_is_sent(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    editing.save(
        people.profile(people.cy),
        {"show_region": "county"},
        actor=people.cy,
        version=people.profile(people.cy).version,
    )
    sent = form_of(browser.get("/me/")) | {"role": "sheriff", "consent": "on", "action": "submit"}
    answer = browser.post("/me/", sent)
    assert FEW in text(answer)
    assert people.profile(people.cy).status == "draft"
    again = form_of(answer)
    assert again["consent"] == ["on"], "nothing of the answers is lost"
    browser.post("/me/", again | {"few_confirmed": "on", "action": "submit"})
    assert people.profile(people.cy).status == "submitted"
    assert editing.as_owner(people.profile(people.cy))["few_confirmed"] is True


# --- Saved as one goes ---------------------------------------------------------------------------------------


def test_a_draft_is_saved_as_one_goes(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    sent = form_of(browser.get("/me/")) | {"headline": "Half a sen", "action": "autosave"}
    answer = browser.post("/me/", sent)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    said = answer.json()
    assert said["said"].startswith("Saved at ")
    profile = people.profile(people.cy)
    assert (said["version"], profile.written.headline) == (profile.version, "Half a sen")
    assert browser.post("/me/", sent | {"headline": "x", "version": said["version"]}).status_code == 200
    assert people.profile(people.cy).status == "draft"


def test_what_is_not_finished_is_left_out_quietly(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    sent = form_of(browser.get("/me/edit/work/")) | {
        "about": "Kept",
        "website": "https:/",
        "other_languages": "Ling",
        "action": "autosave",
    }
    said = browser.post("/me/edit/work/", sent).json()["said"]
    assert said.endswith(" – not finished yet: Other languages, Website")
    assert people.profile(people.cy).written.about == "Kept"
    assert people.profile(people.cy).written.website == ""


def test_the_first_answer_begins_a_draft(people: Cast, browse: Browser) -> None:
    eve = account("eve")
    browser = browse(eve)
    sent = form_of(browser.get("/me/")) | {"action": "autosave"}
    assert browser.post("/me/", sent).json() == {"said": "", "version": 1}
    assert not Profile.objects.filter(owner=eve).exists()
    assert browser.post("/me/", sent | {"display_name": "Eve"}).json()["version"] == 2
    assert people.profile(eve).written.display_name == "Eve"


def test_a_draft_that_changed_elsewhere_is_not_saved_over(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    opened = form_of(browser.get("/me/"))
    browser.post("/me/", opened | {"headline": "From the other window", "action": "save"})
    answer = browser.post("/me/", opened | {"headline": "From this one", "action": "autosave"})
    assert answer.status_code == 409
    assert answer.json()["said"].startswith("Not saved: your profile changed in another window.")
    assert people.profile(people.cy).written.headline == "From the other window"


def test_what_was_sent_in_from_another_window_is_not_saved_over(people: Cast, browse: Browser) -> None:
    """It is not in the directory for that, and the words do not say so."""
    browser = browse(people.cy)
    opened = form_of(browser.get("/me/"))
    browser.post("/me/", opened | {"consent": "on", "action": "submit"})
    assert people.profile(people.cy).status == "submitted"
    answer = browser.post("/me/", opened | {"headline": "From this one", "action": "autosave"})
    assert answer.status_code == 409
    assert answer.json()["said"].startswith("Not saved: your profile changed in another window.")
    assert people.profile(people.cy).written.headline != "From this one"


def test_what_others_see_is_never_saved_by_itself(people: Cast, browse: Browser) -> None:
    browser = browse(people.ana)
    answer = browser.get("/me/edit/exchange/")
    assert "data-autosave" not in answer.content.decode()
    assert "Everything else counts as soon as you save" in text(answer)
    answer = browser.post(
        "/me/edit/exchange/", form_of(answer) | {"offers": ["listen"], "action": "autosave"}
    )
    assert answer.status_code == 409
    assert editing.as_owner(people.profile(people.ana))["offers"] == ["mentor"]


# --- Beside the form -----------------------------------------------------------------------------------------


def test_the_preview_shows_what_is_typed_and_saves_nothing(people: Cast, browse: Browser) -> None:
    for person, page in ((people.cy, "first"), (people.ana, "work"), (account("eve"), "first")):
        browser = browse(person)
        address = PAGES[page].address
        sent = form_of(browser.get(address)) | {"headline": "Only typed yet", "page": page}
        before = list(Profile.objects.order_by("pk").values_list("pk", "version"))
        answer = browser.post("/me/preview/", sent)
        assert "Approved members see" in text(answer)
        assert "Only typed yet" in text(answer)
        assert list(Profile.objects.order_by("pk").values_list("pk", "version")) == before
    assert people.profile(people.cy).written.headline == "Circles on probation"
    assert people.profile(people.ana).written.headline == "Circles instead of suspensions"


def test_the_preview_follows_who_sees_what(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    sent = form_of(browser.get("/me/")) | {"page": "first"}
    nobody = "Anyone else sees Nothing. Who is no approved member does not find you."
    assert nobody in text(browser.post("/me/preview/", sent))
    said = text(browser.post("/me/preview/", sent | {"preset": "public-no-name"}))
    assert "Anyone else sees A system ally" in said
    assert "Circles on probation" not in said.partition("Anyone else sees")[2]
    sent = form_of(browser.get("/me/edit/work/")) | {"page": "work", "audience_of_headline": "only_me"}
    assert "Circles on probation" not in text(browser.post("/me/preview/", sent))


def test_the_preview_leaves_out_what_does_not_hold(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    sent = form_of(browser.get("/me/edit/work/")) | {
        "page": "work",
        "website": "nowhere",
        "headline": "Holds",
        "languages": ["tlh-no-such"],
    }
    answer = browser.post("/me/preview/", sent)
    assert answer.status_code == 200
    assert "Holds" in text(answer)
    assert "nowhere" not in text(answer)


def test_the_preview_asks_about_a_rare_job_where_it_applies(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    sent = form_of(browser.get("/me/edit/who/")) | {"page": "who"}
    assert FEW not in text(browser.post("/me/preview/", sent))
    rare = sent | {"role": "sheriff", "show_region": "county"}
    assert FEW in text(browser.post("/me/preview/", rare))


def test_the_preview_is_for_posting_and_for_the_signed_in(
    people: Cast, browse: Browser, client: Client
) -> None:
    assert browse(people.cy).get("/me/preview/").status_code == 405
    assert client.post("/me/preview/", {"page": "first"}).status_code == 302


# --- The overview --------------------------------------------------------------------------------------------


def test_the_overview_says_who_sees_each_part(people: Cast, browse: Browser) -> None:
    said = text(browse(people.ana).get("/me/"))
    assert "Your profile is listed" in said
    assert "In one line Circles instead of suspensions Anyone" in said
    assert "Agency or employer Deering Middle School Only you and moderators" in said
    assert "Phone 207 555 0101 People you accepted" in said
    assert "Region Cumberland County Others see: Southern Maine Anyone" in said
    assert "Others find you by your practices and your region. You gave both, and that is enough." in said
    said = text(browse(people.ben).get("/me/"))
    assert "In one line Circles behind the wall Approved members" in said
    assert "Not filled in: Pronouns. You do not have to." in said


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"region": ""}, "Your region is still missing. Add it"),
        ({"practices": []}, "Your practices are still missing. Add it"),
        ({"headline": ""}, "If you like, say in one line what you do. Add it"),
    ],
)
def test_at_most_one_hint(people: Cast, browse: Browser, changes: dict[str, Any], says: str) -> None:
    editing.save(people.profile(people.ana), changes, actor=people.ana)
    said = text(browse(people.ana).get("/me/"))
    assert says in said
    assert said.count("Add it") == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("Short enough.", "Short enough."),
        ("We meet on Mondays. I bring what I have", "We meet on Mondays. …"),
        ("Circles, mediation and, if I can, more", "Circles, mediation …"),
        ("Antidisestablishmentarianism", "Antidisestablishmentari …"),
    ],
)
def test_long_words_end_with_a_sentence_or_a_word(words: str, says: str) -> None:
    assert shortened(words, 23) == says


def test_what_waits_is_shown_as_it_was_and_is(people: Cast, browse: Browser) -> None:
    browser = browse(people.ana)
    address = "/me/edit/work/"
    sent = form_of(browser.get(address)) | {"headline": "Circles instead of detentions", "action": "save"}
    answer = browser.post(address, sent, follow=True)
    said = text(answer)
    assert "Others see Circles instead of suspensions You wrote Circles instead of detentions" in said
    # What others still see is not crossed out: it is not gone.
    assert "<ins>detentions</ins>" in answer.content.decode()
    assert "<del>" not in answer.content.decode()


# --- Who sees what -----------------------------------------------------------------------------------------


def test_a_preset_sets_who_sees_each_part(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    browser.post("/me/", form_of(browser.get("/me/")) | {"preset": "public-named", "action": "save"})
    stored = editing.as_owner(people.profile(people.cy))
    assert stored["audience"] == "public"
    audiences = stored["audiences"]
    assert isinstance(audiences, dict)
    assert (audiences["about"], audiences["agency"]) == ("public", "only_me")


def test_a_mix_of_ones_own(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    address = "/me/edit/work/"
    browser.post(
        address, form_of(browser.get(address)) | {"audience_of_practices": "connections", "action": "save"}
    )
    assert form_of(browser.get(address))["audience_of_practices"] == "connections"
    # The first screen offers the mix then, and keeps it.
    answer = browser.get("/me/")
    assert form_of(answer)["preset"] == "own"
    browser.post("/me/", form_of(answer) | {"action": "save"})
    assert form_of(browser.get(address))["audience_of_practices"] == "connections"


def test_each_part_says_who_sees_it(people: Cast, browse: Browser) -> None:
    said = text(browse(people.ana).get("/me/edit/employer/"))
    assert "Who sees this: Only you and moderators Change : Agency or employer" in said
    said = text(browse(people.ben).get("/me/edit/work/"))
    assert said.count("Who sees this: Approved members") == 7


def test_narrowing_is_live_in_the_next_request(people: Cast, browse: Browser, client: Client) -> None:
    assert "Circles instead of suspensions" in text(client.get("/allies/ana/"))
    browser = browse(people.ana)
    sent = form_of(browser.get("/me/edit/work/")) | {"audience_of_headline": "members", "action": "save"}
    browser.post("/me/edit/work/", sent)
    assert "Circles instead of suspensions" not in text(client.get("/allies/ana/"))


def test_typed_words_wait_and_say_so(people: Cast, browse: Browser, client: Client) -> None:
    browser = browse(people.ana)
    sent = form_of(browser.get("/me/edit/work/")) | {"headline": "Newly said", "action": "save"}
    answer = browser.post("/me/edit/work/", sent, follow=True)
    said = text(answer)
    assert "Saved. What you typed waits for a moderator; everything else counts now." in said
    assert "Waiting for a moderator Until then, others see what was approved before. In one line" in said
    assert field(browser.get("/me/edit/work/"), "headline") == "Newly said"
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


def test_a_preview_says_whether_it_is_live(people: Cast, browse: Browser) -> None:
    browser = browse(people.ana)
    assert "This is live: it is what they see now." in text(browser.get("/me/?as=member"))
    editing.save(
        people.profile(people.ana),
        {"headline": "Other words"},
        actor=people.ana,
        version=people.profile(people.ana).version,
    )
    assert "Part of this waits for a moderator." in text(browser.get("/me/?as=member"))
    browser.post("/me/pause/")
    assert "Not live: nobody sees your profile now. Below is how it looks when you are back" in text(
        browser.get("/me/?as=member")
    )
    assert "Below is how it looks once a moderator has approved it." in text(
        browse(people.cy).get("/me/?as=member")
    )


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
    sent = form_of(browser.get("/me/edit/work/")) | {
        "headline": "Typed for long",
        "about": "First line\nSecond <line>",
        "website": "no address",
        "other_languages": "Klingon",
        "practices": ["peer-mediation", "cosa"],
        "audience_of_about": "connections",
        "action": "save",
    }
    answer = browser.post("/me/edit/work/", sent)
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
    assert browser.post("/me/edit/work/", mended).status_code == 302
    assert people.profile(people.cy).written.headline == "Typed for long"


def test_what_the_write_side_refuses_stands_beside_its_field(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    answer = browser.post(
        "/me/edit/work/",
        form_of(browser.get("/me/edit/work/")) | {"website": "cy.example.org", "action": "save"},
    )
    assert '<a href="#id_website">' in answer.content.decode()
    assert "Write the whole address, beginning with https:// or http://." in text(answer)


@pytest.mark.parametrize("typed", ["a\x00b", "x" * 10_000, "\u202e evil"])
def test_strange_words_are_refused_kindly(people: Cast, browse: Browser, typed: str) -> None:
    browser = browse(people.cy)
    answer = browser.post(
        "/me/edit/work/", form_of(browser.get("/me/edit/work/")) | {"headline": typed, "action": "save"}
    )
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
    opened = form_of(browser.get("/me/edit/work/"))
    browser.post("/me/edit/work/", opened | {"headline": "From the other window", "action": "save"})
    answer = browser.post(
        "/me/edit/work/", opened | {"headline": "From this window", "about": "Typed here", "action": "save"}
    )
    assert answer.status_code == 409
    said = text(answer)
    assert "Your profile changed since you opened this page" in said
    assert "In one line From the other window From this window" in said
    assert people.profile(people.ana).written.headline == "From the other window"
    again = form_of(answer)
    assert (again["headline"], again["about"]) == ("From this window", "Typed here")
    assert browser.post("/me/edit/work/", again | {"action": "save"}).status_code == 302
    assert people.profile(people.ana).written.headline == "From this window"


def test_an_older_page_does_not_empty_what_a_newer_one_typed(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    browser.post(
        "/me/edit/work/", form_of(browser.get("/me/edit/work/")) | {"headline": "", "action": "save"}
    )
    opened = form_of(browser.get("/me/edit/work/"))
    browser.post("/me/edit/work/", opened | {"headline": "From the other window", "action": "save"})
    answer = browser.post("/me/edit/work/", opened | {"action": "save"})
    assert answer.status_code == 409
    assert people.profile(people.cy).written.headline == "From the other window"
    assert browser.post("/me/edit/work/", form_of(answer) | {"action": "save"}).status_code == 302
    assert people.profile(people.cy).written.headline == ""


def test_pressing_save_twice_is_no_conflict(people: Cast, browse: Browser) -> None:
    browser = browse(people.cy)
    sent = form_of(browser.get("/me/edit/work/")) | {"headline": "Typed once", "action": "save"}
    answers = [browser.post("/me/edit/work/", sent) for _ in range(2)]
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


@pytest.mark.parametrize("version", ["1", ""])
def test_an_older_page_shows_nobody_to_anyone_again(
    people: Cast, browse: Browser, client: Client, version: str
) -> None:
    """On it the box is empty, since Ana ticked it later, where she blocked somebody."""
    browser = browse(people.ana)
    browser.post("/allies/ben/block/", {"only_members": "1"})
    assert client.get("/allies/ana/").status_code == 404
    sent = {"hide_from_workplace": "no"}
    browser.post("/me/blocks/", sent | {"version": version})
    assert people.profile(people.ana).only_members
    assert client.get("/allies/ana/").status_code == 404
    browser.post("/me/blocks/", sent | {"version": field(browser.get("/me/blocks/"), "version")})
    assert not people.profile(people.ana).only_members
    assert client.get("/allies/ana/").status_code == 200


def send_back(people: Cast, owner: User, reason: str, message: str) -> None:
    """A first submission, and what a moderator answered."""
    move(people.profile(owner), "submit", actor=owner, version=people.profile(owner).version)
    version = people.profile(owner).version
    move(people.profile(owner), "return", actor=people.mo, version=version, reason=reason, message=message)


def test_what_the_moderator_asked_for_is_there(people: Cast, browse: Browser) -> None:
    send_back(people, people.cy, "incomplete", "Which court is it?")
    said = text(browse(people.cy).get("/me/"))
    assert "A moderator sent your profile back with a question" in said
    assert "Something a reader needs is missing Which court is it?" in said
    assert "A moderator asks you to look at this." not in said, "it is about the whole"
    assert "Send to a moderator" in said


def test_what_the_moderator_asked_for_stands_beside_its_part(people: Cast, browse: Browser) -> None:
    send_back(people, people.cy, "role-unconfirmed", "Who can confirm it?")
    browser = browse(people.cy)
    asks = "A moderator asks you to look at this. We could not confirm the role. Who can confirm it?"
    assert text(browser.get("/me/")).count(asks) == 2
    assert f"{asks} Role" in text(browser.get("/me/edit/who/"))
    assert f"{asks} Agency or employer" in text(browser.get("/me/edit/employer/"))
    assert asks not in text(browser.get("/me/edit/work/"))


def test_what_was_sent_back_is_sent_in_again_from_the_overview(people: Cast, browse: Browser) -> None:
    browser = browse(people.ana)
    browser.post("/me/withdraw/")
    answer = browser.post("/me/send/")
    assert "Tick this to agree. Everything else is saved." in text(answer)
    assert "Please check:" in answer.content.decode()
    assert people.profile(people.ana).status == "withdrawn"
    answer = browser.post("/me/send/", {"consent": "on"}, follow=True)
    assert "Your profile waits for a moderator" in text(answer)


def test_what_is_missing_on_another_page_is_named_with_the_way_there(people: Cast, browse: Browser) -> None:
    browser = browse(people.ana)
    editing.changed_jobs(people.profile(people.ana), actor=people.ana)
    browser.post("/me/withdraw/")
    for address in ("/me/send/", "/me/edit/visibility/"):
        sent = form_of(browser.get(address)) if "edit" in address else {}
        answer = browser.post(address, sent | {"consent": "on", "action": "submit"})
        assert '<a href="/me/edit/who/#id_role">Role: Pick your role.</a>' in answer.content.decode()
        assert '<a href="/me/edit/who/#id_region">Region: Pick your region.</a>' in answer.content.decode()
    assert people.profile(people.ana).status == "withdrawn"


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
    assert "You withdrew your profile" in text(answer)
    assert client.get("/allies/ana/").status_code == 404
    assert "In one line Circles instead of suspensions" in text(answer)


def test_changed_jobs(people: Cast, browse: Browser, client: Client) -> None:
    browse(people.ana).post("/me/changed-jobs/")
    said = text(client.get("/allies/ana/"))
    assert "Ana Alvarez" in said
    assert "School administrator" not in said
    assert "Southern Maine" not in said


def test_show_less(people: Cast, browse: Browser, client: Client) -> None:
    profile = people.profile(people.ana)
    editing.save(profile, {"audiences": {"title": "members"}}, actor=people.ana, version=profile.version)
    browser = browse(people.ana)
    assert "Show less" in text(browser.get("/me/"))
    answer = browser.post("/me/show-less/", follow=True)
    assert "Done. Only approved members can find you now, and nobody sees your agency or job title." in text(
        answer
    )
    assert client.get("/allies/ana/").status_code == 404
    seen = browse(people.ben).get("/allies/ana/")
    assert "Circles instead of suspensions" in text(seen)
    assert "Assistant principal" not in text(seen)
    assert "Show less" not in text(browser.get("/me/")), "there is no less of that kind"


@pytest.mark.parametrize(
    "address", ["/me/", "/me/edit/work/", "/me/privacy/", "/me/blocks/", "/me/?as=member"]
)
def test_the_ways_out_are_on_every_page_about_oneself(people: Cast, browse: Browser, address: str) -> None:
    body = browse(people.ana).get(address).content.decode()
    for way in ("pause", "show-less", "withdraw", "changed-jobs"):
        assert f'<form action="/me/{way}/" method="post">' in body, way
    assert '<a class="button danger small" href="/me/erase/"' in body
    for page in ("/me/blocks/", "/me/privacy/", "/accounts/email/"):
        assert f'<a href="{page}"' in body


def test_a_move_that_is_not_possible_is_said(people: Cast, browse: Browser) -> None:
    answer = browse(people.cy).post("/me/pause/", follow=True)
    assert "“Pause” is not possible while the profile is" in text(answer)


def test_to_erase_is_asked_once_more(people: Cast, browse: Browser, client: Client) -> None:
    browser = browse(people.ana)
    asked = browser.get("/me/erase/")
    assert "This deletes all that you wrote" in text(asked)
    assert "Your account and its e-mail address, ana@example.org: you can still sign in" in text(asked)
    assert "Pause instead" in text(asked)
    answer = browser.post("/me/erase/")
    assert answer.status_code == 400
    assert "Nothing was erased." in text(answer)
    assert client.get("/allies/ana/").status_code == 200
    answer = browser.post("/me/erase/", {"sure": "1"}, follow=True)
    assert "Your profile is erased." in text(answer)
    assert "Begin your profile" in text(answer)
    assert client.get("/allies/ana/").status_code == 404


@pytest.mark.parametrize("address", ["/me/pause/", "/me/withdraw/", "/me/changed-jobs/", "/me/show-less/"])
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
