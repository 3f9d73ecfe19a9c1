"""The desk in a browser: three decisions in a row by keyboard alone, and without a script; an import that shows."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as site
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from directory.accounts.models import User
from directory.listings.models import MemberListing
from directory.profiles import editing
from tests.cast import CY, Cast, account, cast, submitted
from tests.journeys.test_two_workers import database_url
from tests.profiles.conftest import EVE

type NewContext = Callable[..., BrowserContext]
type Enter = Callable[..., Page]

# The command, telling others of every batch and not only once a second.
IMPORT = """
import sys, django
django.setup()
from directory.audit import progress
from django.core.management import call_command
progress.EVERY = 0
call_command("import_profiles", sys.argv[1], "--listed-by", "mo@example.org")
"""


@pytest.fixture
def people(transactional_db: None) -> Cast:
    everybody = cast()
    Authenticator.objects.create(user=everybody.mo, type=Authenticator.Type.TOTP, data={})
    return everybody


@pytest.fixture
def enter(new_context: NewContext, live_server: LiveServer) -> Enter:
    """``enter(people.mo, java_script_enabled=False)``: a page of a browser in which Mo is signed in."""
    expect.set_options(timeout=20_000)

    def entered(user: User, **arguments: Any) -> Page:
        client = Client()
        client.force_login(user)
        context = new_context(**arguments)
        name = site.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        return context.new_page()

    return entered


@pytest.fixture
def three(people: Cast) -> None:
    """Two new profiles and a change wait, in this order."""
    for name in ("una", "vic"):
        submitted(account(name), {**CY, "display_name": f"{name.capitalize()} Doe"})
    profile = people.profile(people.ana)
    editing.save(profile, {"headline": "Newly said"}, actor=people.ana, version=profile.version)


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


# --- Three in a row ----------------------------------------------------------------------------------------


def test_three_in_a_row_by_keyboard_alone(people: Cast, three: None, enter: Enter) -> None:
    mo = enter(people.mo)
    mo.goto("/desk/")
    heading(mo, "3 wait for a decision")
    for keys, row in (
        ("j", "Una Doe"),
        ("j", "Vic Doe"),
        ("k", "Una Doe"),
        ("k", "Una Doe"),
        ("ArrowDown", "Vic Doe"),
    ):
        mo.keyboard.press(keys)
        expect(mo.get_by_role("link", name=row)).to_be_focused()
    mo.keyboard.press("k")
    mo.keyboard.press("Enter")

    # No letter decides: it leads to the button, and Enter presses it.
    heading(mo, "A new profile: Una Doe")
    mo.keyboard.press("a")
    expect(mo.get_by_role("button", name="Approve", exact=True)).to_be_focused()
    heading(mo, "A new profile: Una Doe")
    mo.keyboard.press("Enter")

    # To send back takes a reason and words; what is typed there is typing, letters of the bar among it.
    heading(mo, "A new profile: Vic Doe")
    expect(mo.get_by_text("Approved: Una Doe.")).to_be_visible()
    mo.keyboard.press("r")
    expect(mo.get_by_role("button", name="Send back")).to_be_focused()
    mo.keyboard.press("Enter")
    expect(mo.get_by_label("Reason", exact=True)).to_be_focused()
    mo.keyboard.type("Something")
    expect(mo.get_by_label("Reason", exact=True)).to_have_value("incomplete")
    begin = mo.get_by_role("button", name="Begin the message for me")
    begin.focus()
    mo.keyboard.press("Enter")
    message = mo.get_by_label("Message to the owner")
    expect(message).to_be_focused()
    mo.keyboard.type("a relax axis?")
    expect(message).to_have_value(
        "Thank you for writing. Before others can read it, we need one thing more. Could you tell us a relax axis?"
    )
    mo.get_by_role("button", name="Send back").focus()
    mo.keyboard.press("Enter")

    heading(mo, "A change of a profile: Ana Alvarez")
    expect(mo.get_by_text("Sent back with your message: Vic Doe.")).to_be_visible()
    expect(mo.locator("ins")).to_have_text(["Newly said"])
    mo.keyboard.press("a")
    mo.keyboard.press("Enter")
    heading(mo, "Nothing waits for a decision")
    assert set(MemberListing.objects.values_list("handle", flat=True)) == {
        "ana",
        "ben",
        "dee",
        "max",
        "mo",
        "una",
    }


def test_the_keys_can_be_turned_off(people: Cast, three: None, enter: Enter) -> None:
    mo = enter(people.mo)
    mo.goto("/desk/")
    mo.get_by_text("Keyboard shortcuts", exact=True).click()
    mo.get_by_role("button", name="Turn these keys off").click()
    expect(mo.get_by_role("button", name="Turn these keys on")).to_be_visible()
    mo.keyboard.press("j")
    expect(mo.get_by_role("button", name="Turn these keys on")).to_be_focused()
    mo.reload()
    mo.keyboard.press("j")
    expect(mo.locator("[data-row]:focus")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1440])
def test_three_in_a_row_without_a_script(people: Cast, three: None, enter: Enter, width: int) -> None:
    mo = enter(people.mo, java_script_enabled=False, viewport={"width": width, "height": 740})
    mo.goto("/desk/")
    expect(mo.get_by_text("Keyboard shortcuts", exact=True)).to_be_hidden()
    mo.get_by_role("link", name="Una Doe").click()
    mo.get_by_role("link", name="Skip for now").click()
    heading(mo, "A new profile: Vic Doe")
    mo.get_by_role("button", name="Do not approve").click()

    # Nothing is lost, and all that is wrong is said, beside the boxes that are open now.
    expect(mo.get_by_role("heading", name="Please check this")).to_be_visible()
    mo.get_by_label("Message to the owner").fill("This is not a person’s profile.")
    mo.get_by_role("button", name="Do not approve").click()
    expect(mo.get_by_label("Message to the owner")).to_have_value("This is not a person’s profile.")
    mo.get_by_label("Reason", exact=True).select_option("spam")
    mo.get_by_role("button", name="Do not approve").click()
    heading(mo, "A change of a profile: Ana Alvarez")
    expect(mo.get_by_text("Not approved: Vic Doe. Your message is on its way.")).to_be_visible()
    mo.get_by_role("button", name="Approve", exact=True).click()
    heading(mo, "1 waits for a decision")
    mo.get_by_role("link", name="Una Doe").click()
    mo.get_by_role("button", name="Approve", exact=True).click()
    heading(mo, "Nothing waits for a decision")


# --- Long work ---------------------------------------------------------------------------------------------


@pytest.fixture
def cache_folder(settings: Any, tmp_path: Path) -> Path:
    """A cache that processes share, as on a real site."""
    folder = tmp_path / "cache"
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(folder)}
    }
    return folder


@pytest.fixture
def importing(people: Cast, cache_folder: Path, tmp_path: Path) -> Iterator[tuple[IO[bytes], IO[str]]]:
    """An import in another process: where its lines go in, and what it says, line by line."""
    pipe = tmp_path / "people.jsonl"
    os.mkfifo(pipe)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "directory.settings",
        "DATABASE_URL": database_url(),
        "CACHE_URL": f"filecache://{cache_folder}",
        "SECRET_KEY": site.SECRET_KEY,
        "DEBUG": "on",
    }
    command = [sys.executable, "-u", "-c", IMPORT, str(pipe)]
    with subprocess.Popen(
        command, env=environment, cwd=site.BASE_DIR, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            with pipe.open("wb", buffering=0) as lines:
                assert process.stdout is not None
                yield lines, process.stdout
        finally:
            process.terminate()


def feed(lines: IO[bytes], first: int) -> None:
    """A hundred lines, which is what is stored at once; the last of them is one that the command tells of."""
    for number in range(first, first + 100):
        consented = "2026-05-01" if number < first + 99 else ""
        row = EVE | {"email": f"p{number}@example.net", "consented_on": consented}
        lines.write(json.dumps(row).encode() + b"\n")


def test_an_import_in_another_process_shows_itself(
    people: Cast, enter: Enter, importing: tuple[IO[bytes], IO[str]]
) -> None:
    lines, says = importing
    feed(lines, 1)
    assert says.readline() == "line 100: invited: it has no consented_on\n"
    mo, plain = enter(people.mo), enter(people.mo, java_script_enabled=False)
    mo.goto("/desk/")
    panel = mo.get_by_role("region", name="Running and recent work")
    expect(panel).to_contain_text("Import of profiles: 100 so far")
    expect(panel).to_contain_text("Began 1 minute ago. mo@example.org answers for it.")

    # It goes on: the open page says so by itself, one without a script when it is loaded again.
    feed(lines, 101)
    expect(panel).to_contain_text("Import of profiles: 200 so far")
    plain.goto("/desk/")
    expect(plain.get_by_role("region", name="Running and recent work")).to_contain_text(
        "Import of profiles: 200 so far"
    )

    lines.close()
    expect(panel).to_contain_text("Finished 1 minute ago.")
    expect(panel.get_by_role("progressbar")).to_have_count(0)
    expect(mo.locator("#work")).not_to_have_attribute("data-hx-trigger", "every 3s")
    assert says.read().splitlines() == [
        "line 200: invited: it has no consented_on",
        "198 listed, 0 waiting, 2 invited, 0 known, 0 not loaded.",
    ]
