"""Every word of every page goes through gettext: seen in a language that nobody speaks, without a browser.

What is left in English there is a person's own words, or a string that was forgotten.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as project
from django.test import Client

from directory.accounts.models import User
from directory.profiles.models import Decision, Wording
from directory.web import urls
from tests import pseudo
from tests.everybody import World
from tests.pages.table import VISITS, Visit

pytestmark = pytest.mark.sqlite

# For programs, and for those who draw the pages; both are in English.
IN_ENGLISH = ("/api/v1/docs/", "/styleguide/")
READ = [visit for visit in VISITS if visit.act is None and visit.path not in IN_ENGLISH]
# Names of things outside, what tests search for and send, and what the log calls things.
FOREIGN = (
    "The institute",
    "circles",
    "probation",
    "sheriff",
    "zzzzzz",
    "alvarez",
    "no-such-role",
    "nowhere",
    "everybody",
    "Account",
    "none",
    "alvares",
    "Ally or Accomplice? The Language of Activism",
    "Opportunities for White People in the Fight for Racial Justice",
    "Is Prison Necessary? Ruth Wilson Gilmore Might Change Your Mind",
    "Maine Youth Justice",
)


@pytest.fixture(name="code")
def code_() -> Iterator[str]:
    """The language that nobody speaks."""
    with pseudo.spoken() as code:
        yield code


@pytest.fixture(name="own_words")
def own_words_(world: World) -> frozenset[str]:
    """What people wrote, and what they go by."""
    written = {
        str(value) for row in Wording.objects.values() for value in row.values() if isinstance(value, str)
    }
    told = set(Decision.objects.values_list("message", flat=True))
    handles = set(world.sessions) | {
        email.partition("@")[0] for email in User.objects.values_list("email", flat=True)
    }
    return frozenset((written | told | handles | {*FOREIGN}) - {""})


def opened(world: World, who: str, code: str) -> Client:
    """A browser in which somebody is signed in and reads the language that nobody speaks."""
    client = Client(raise_request_exception=False)
    client.cookies["language"] = code
    if who:
        client.cookies[project.SESSION_COOKIE_NAME] = world.sessions[who]
    return client


@pytest.mark.parametrize("visit", READ, ids=lambda visit: visit.name)
def test_a_page_says_nothing_that_cannot_be_translated(
    visit: Visit,
    world: World,
    code: str,
    own_words: frozenset[str],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for pattern in urls.urlpatterns:
        if visit.instead and pattern.name == "about":
            monkeypatch.setattr(pattern, "callback", visit.instead)
    for name, value in visit.settings.items():
        setattr(settings, name, value)
    client = opened(world, visit.who, code)
    for name, liked in visit.cookies.items():
        client.cookies[name] = liked
    with visit.during():
        answer = client.get(visit.path.format(**world.named), follow=True)
    assert answer.status_code == visit.status
    assert f'<html lang="{code}" dir="rtl"' in answer.content.decode()
    assert not pseudo.unmarked(answer.content.decode(), own_words)


@pytest.mark.parametrize(
    ("who", "address", "sent"),
    [
        ("", "/accounts/login/", {}),
        ("", "/accounts/login/", {"login": "ana@example.org", "password": "wrong"}),
        ("", "/accounts/login/code/", {"email": "ana@example.org"}),
        ("", "/accounts/signup/", {}),
        ("", "/accounts/signup/", {"email": "someone@police.gov", "password1": "short"}),
        ("", "/accounts/signup/", {"email": "rowan@example.org", "password1": "a quiet garden gate"}),
        ("", "/accounts/password/reset/", {"email": "no address"}),
        ("", "/preferences/", {"language": "tlh"}),
        ("ana", "/accounts/email/", {"action_add": "", "email": "no address"}),
        ("ana", "/accounts/email/", {"action_add": "", "email": "other@example.org"}),
        ("ana", "/accounts/password/change/", {"oldpassword": "wrong", "password1": "x", "password2": "y"}),
        ("ana", "/accounts/2fa/totp/activate/", {"code": "000000"}),
        ("ana", "/me/pause/", {}),
        ("ana", "/me/withdraw/", {}),
        ("ana", "/me/changed-jobs/", {}),
        ("ana", "/me/show-less/", {}),
        ("ana", "/me/erase/", {}),
        ("ana", "/me/erase/", {"sure": "on"}),
        ("ana", "/me/resume/", {"version": "1"}),
        ("paused", "/me/pause/", {}),
        ("dormant", "/me/confirm/", {"version": "999"}),
        ("cy", "/me/send/", {}),
        ("nobody", "/me/", {"display_name": ""}),
        ("cy", "/me/edit/work/", {"website": "javascript:alert(1)", "role": "astronaut"}),
        ("cy", "/me/edit/who/", {"display_name": "x" * 500, "region": "nowhere"}),
        ("cy", "/me/edit/visibility/", {"audience": "everybody", "preset": "none"}),
        ("ana", "/me/edit/contact/", {"version": "1", "phone": "207 555 0199"}),
        ("ben", "/me/blocks/", {"hide_from_workplace": "agency", "version": "1"}),
        ("ben", "/me/blocks/crowd-1/unblock/", {}),
        ("ana", "/allies/ana/block/", {}),
        ("ana", "/allies/ben/block/", {}),
        ("mo", "/desk/reviews/{first}/", {"move": "return", "version": "1"}),
        ("mo", "/desk/reviews/{first}/", {"move": "approve", "version": "999"}),
        ("mo", "/desk/profiles/ana/", {"move": "hold", "version": "999", "reason": "incomplete"}),
        ("mo", "/desk/profiles/ana/", {"move": "hold"}),
    ],
)
def test_nor_does_an_answer_to_what_was_sent(
    world: World, code: str, own_words: frozenset[str], who: str, address: str, sent: dict[str, str]
) -> None:
    answer = opened(world, who, code).post(address.format(**world.named), sent, follow=True)
    assert answer.status_code < 500
    assert not pseudo.unmarked(answer.content.decode(), own_words)
