"""Every page of the site: at which address, for whom, in which state.

``test_every_page.py`` opens each of them. An address of the URL configuration that stands neither here nor among
``NO_PAGES`` fails a test, so whoever adds a page adds a line.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpResponse
from playwright.sync_api import Page, expect

from directory.audit.progress import Work, under_way
from directory.web import errors

ANYONE: Final = ""
type Act = Callable[[Page], None]
type View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Visit:
    """One page in one state.

    ``who`` has a session in the world, ``ANYONE`` has none. ``act`` is done on the page that was opened, and what it
    leads to is the page that is meant. ``lands`` is where the address leads if not to itself. ``instead`` answers in
    place of the view. ``settings`` differ from those of all tests. ``cookies`` are what the reader likes. ``during`` is
    what goes on meanwhile.
    """

    path: str
    who: str = ANYONE
    state: str = ""
    status: int = 200
    act: Act | None = None
    lands: str = ""
    instead: View | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    during: Callable[[], AbstractContextManager[object]] = nullcontext

    @property
    def name(self) -> str:
        """How the test is called."""
        return f"{self.path} {self.who or 'anyone'} {self.state}".strip()


def sent(action: str = "", **values: str) -> Act:
    """Fill in the fields of these names and send the form of this action (the page's own without one).

    Browser's own checks are left out: they would keep from us what the server says.
    """

    def act(page: Page) -> None:
        form = page.locator(f'main form[action="{action}"]' if action else "main form[method=post]").first
        for name, value in values.items():
            box = form.locator(f'[name="{name}"]').first
            if box.get_attribute("type") in ("checkbox", "radio"):
                form.locator(f'[name="{name}"][value="{value}"]').check()
            else:
                box.fill(value)
        with page.expect_navigation():
            form.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")

    return act


def pressed(button: str, *ticked: str, **values: str) -> Act:
    """Tick the fields of these names, fill in those, and press the button of the page that is called so."""

    def act(page: Page) -> None:
        for name in ticked:
            page.locator(f'main [name="{name}"]').first.check()
        for name, value in values.items():
            page.locator(f'main [name="{name}"]').first.fill(value)
        with page.expect_navigation():
            page.locator("main").get_by_role("button", name=re.compile(f"^{button}$")).first.click()

    return act


def raising(error: type[Exception]) -> View:
    """A view that fails in this way."""

    def view(*_arguments: object, **_named: object) -> HttpResponse:
        raise error

    return view


@contextmanager
def an_import() -> Iterator[None]:
    """Long work is under way."""
    with under_way(Work.IMPORT_PROFILES, 1000) as progress:
        progress.to(400)
        yield


def saved_meanwhile(page: Page) -> None:
    """Save what another window has saved since, in other words."""
    other = page.context.new_page()
    other.goto(page.url)
    pressed("Save.*", phone="207 555 0199")(other)
    other.close()
    pressed("Save.*", phone="207 555 0100")(page)


def sent_back_all_the_same(page: Page) -> None:
    """Send back without words: pressed once, the button leads to the box; pressed again, it sends."""
    page.get_by_role("button", name="Send back").click()
    expect(page.get_by_label("Reason", exact=True)).to_be_focused()
    pressed("Send back")(page)


def without_proof_of_origin(page: Page) -> None:
    """Send the form after its cookie has gone, as after signing out in another window."""
    page.context.clear_cookies(name="csrftoken")
    sent()(page)


_SEARCHES = [
    Visit("/allies/"),
    Visit("/allies/", "ben"),
    Visit("/allies/", "mo"),
    Visit("/allies/?page=2"),
    Visit("/allies/?q=circles", state="words"),
    Visit("/allies/?q=circles", "ben", state="words"),
    Visit("/allies/?q=circles+probation+sheriff", state="most of the words"),
    Visit("/allies/?q=zzzzzz", state="no result"),
    Visit("/allies/?q=alvares", state="did you mean"),
    Visit(
        "/allies/?role=school-administrator&region=ME-R2&practice=community-circles&sort=name",
        state="filtered",
    ),
    Visit("/allies/?role=no-such-role&page=999", state="not understood"),
    Visit("/allies/?role=judge&region=23029", "ben", state="nobody there"),
    Visit("/allies/?region=US-ME", "ben", state="the state's map"),
    Visit(
        "/allies/", "ben", state="dense, neutral titles", cookies={"density": "dense", "titles": "neutral"}
    ),
]

_CARDS = [
    Visit("/allies/ana/"),
    Visit("/allies/ana/", "ben"),
    Visit("/allies/ana/", "ana", state="one's own"),
    Visit("/allies/ben/", "mo", state="for members only"),
    Visit("/allies/ben/", status=404, state="not for anyone"),
    Visit("/allies/crowd-1/", "ben", status=404, state="blocked"),
]

_PROFILES = [
    Visit("/me/", lands="/accounts/login/?next=/me/"),
    Visit("/me/", "nobody", state="nothing yet"),
    Visit("/me/", "cy", state="draft"),
    Visit("/me/", "ana", state="listed, public"),
    Visit("/me/", "ben", state="listed, members"),
    Visit("/me/", "mo", state="moderator's own"),
    Visit("/me/", "eda", state="edit waits"),
    *(
        Visit("/me/", name, state="its status")
        for name in (
            "submitted",
            "returned",
            "rejected",
            "paused",
            "held",
            "suspended",
            "dormant",
            "withdrawn",
        )
    ),
    *(
        Visit(f"/me/edit/{step}/", who)
        for step in ("who", "work", "exchange", "employer", "contact", "visibility")
        for who in ("cy", "ana")
    ),
    Visit("/me/edit/work/", "returned", state="asked about"),
    Visit("/me/edit/no-such-step/", "ana", status=404),
    Visit("/me/", "cy", state="sent without the tick", act=pressed("Send to a moderator")),
    Visit("/me/", "nobody", state="sent empty", act=pressed("Send to a moderator")),
    Visit("/me/edit/work/", "cy", state="wrong", act=pressed("Save.*", website="javascript:alert(1)")),
    Visit("/me/edit/contact/", "ana", state="another saved meanwhile", status=409, act=saved_meanwhile),
    Visit("/me/?as=public", "ana", state="preview"),
    Visit("/me/?as=public", "ben", state="preview of nothing"),
    Visit("/me/?as=member", "ben", state="preview"),
    Visit("/me/?as=connection", "ben", state="preview"),
    Visit("/me/?as=colleague", "ben", state="preview"),
    Visit("/me/erase/", "ana"),
    Visit("/me/erase/", "ana", state="unsure", status=400, act=sent("/me/erase/")),
    Visit("/me/privacy/", "ana"),
    Visit("/me/privacy/", "nobody"),
    Visit("/me/blocks/", "ana", state="empty"),
    Visit("/me/blocks/", "ben"),
    Visit("/me/blocks/", "nobody", state="no profile"),
    Visit("/me/blocks/", "ben", state="saved", act=sent("/me/blocks/")),
]

_DESK = [
    Visit("/desk/", status=404),
    Visit("/desk/", "ben", status=404),
    Visit("/desk/", "newmo", state="no second step", lands="/accounts/2fa/"),
    Visit("/desk/", "mo"),
    Visit("/desk/", "max"),
    Visit("/desk/", "mo", state="long work", during=an_import),
    Visit("/desk/reviews/{first}/", "mo"),
    Visit("/desk/reviews/{edit}/", "mo", state="edit"),
    Visit("/desk/profiles/ana/", "mo"),
    Visit("/desk/profiles/held/", "mo", state="held"),
    Visit("/desk/profiles/proposed/", "mo", state="proposed by oneself"),
    Visit("/desk/profiles/proposed/", "max", state="proposed by another"),
    Visit("/desk/profiles/suspended/", "max", state="suspended"),
    Visit("/desk/?kind=edit&sort=newest", "mo", state="filtered"),
    Visit(
        "/desk/reviews/{first}/",
        "mo",
        state="sent back without words",
        status=400,
        act=sent_back_all_the_same,
    ),
    Visit("/desk/log/", "mo"),
    Visit("/desk/log/?verb=block&since=2999-01-01", "mo", state="empty"),
    Visit("/desk/log/?since=yesterday", "mo", state="not understood"),
    Visit("/desk/find/?handle=%2F%2F", "mo", state="no handle", lands="/desk/"),
    Visit("/desk/find/?handle=ana", "mo", state="a handle", lands="/desk/profiles/ana/"),
]

_WORDS = [
    Visit("/"),
    Visit("/", "ben"),
    Visit("/about/"),
    Visit("/about/", "mo"),
    Visit("/begin/"),
    Visit("/privacy/"),
    Visit("/agreement/"),
    Visit("/styleguide/", settings={"DEBUG": True}),
    Visit("/styleguide/", status=404),
    Visit("/api/v1/docs/"),
]

_ACCOUNT = [
    Visit("/accounts/login/"),
    Visit("/accounts/login/", state="empty", act=sent()),
    Visit("/accounts/login/", state="wrong", act=sent(login="ana@example.org", password="wrong")),
    Visit("/accounts/login/code/"),
    Visit("/accounts/login/code/", state="empty", act=sent()),
    Visit(
        "/accounts/login/code/",
        state="asked",
        act=sent(email="ana@example.org"),
        lands="/accounts/login/code/confirm/",
    ),
    Visit("/accounts/signup/"),
    Visit("/accounts/signup/", state="wrong", act=sent(email="not an address", password1="short")),
    Visit(
        "/accounts/signup/",
        state="done",
        act=sent(email="rowan@example.org", password1="a quiet garden gate"),
        lands="/accounts/confirm-email/",
    ),
    Visit("/accounts/logout/", "ana"),
    Visit("/accounts/inactive/"),
    Visit("/accounts/email/", "ana"),
    Visit("/accounts/email/", "ana", state="wrong", act=pressed("Add.*", email="no address")),
    Visit("/accounts/reauthenticate/", "ana"),
    Visit("/accounts/password/change/", "ana"),
    Visit("/accounts/password/change/", "ana", state="wrong", act=sent()),
    Visit("/accounts/password/reset/"),
    Visit("/accounts/password/reset/", state="empty", act=sent()),
    Visit("/accounts/password/reset/done/"),
    Visit(
        "/accounts/password/reset/key/{uid}-{key}/", lands="/accounts/password/reset/key/{uid}-set-password/"
    ),
    Visit("/accounts/password/reset/key/{uid}-wrong/", state="spent"),
    Visit("/accounts/password/reset/key/done/"),
    Visit("/accounts/2fa/", "ana"),
    Visit("/accounts/2fa/", "mo", state="set up"),
    Visit("/accounts/2fa/reauthenticate/", "mo"),
    Visit("/accounts/2fa/totp/activate/", "ana"),
    Visit("/accounts/2fa/totp/activate/", "ana", state="wrong", act=sent(code="000000")),
    Visit("/accounts/2fa/totp/deactivate/", "mo"),
    Visit("/accounts/2fa/recovery-codes/", "mo"),
    Visit("/accounts/2fa/recovery-codes/generate/", "mo"),
    Visit(
        "/accounts/login/",
        state="second step",
        act=sent(login="mo@example.org", password="cast-password"),
        lands="/accounts/2fa/authenticate/",
    ),
]

_ERRORS = [
    *(
        Visit("/about/", who, state=str(status), status=status, instead=instead)
        for who in (ANYONE, "ben")
        for status, instead in {
            400: raising(SuspiciousOperation),
            403: raising(PermissionDenied),
            429: errors.too_many,
            500: raising(ArithmeticError),
        }.items()
    ),
    Visit("/no-such-page/", state="404", status=404),
    Visit("/no-such-page/", "ben", state="404", status=404),
    Visit("/about/", state="503", status=503, settings={"MAINTENANCE_FILE": Path(__file__)}),
    Visit("/accounts/login/", state="csrf", status=403, act=without_proof_of_origin),
]

VISITS: Final = [*_WORDS, *_SEARCHES, *_CARDS, *_PROFILES, *_DESK, *_ACCOUNT, *_ERRORS]

# Why nobody ever sees a page at these addresses.
_JSON = "answers programs, with JSON"
_POST = "takes a form, and leads on to a page"
NO_PAGES: Final[Mapping[str, str]] = {
    "allies/<handle:handle>/block/": _POST,
    "preferences/": _POST,
    "allies/suggest/": _JSON,
    "me/send/": _POST,
    "me/preview/": "a part of the editor's pages, which shows in them",
    "me/show-less/": _POST,
    "me/changed-jobs/": _POST,
    "me/blocks/<handle:handle>/unblock/": _POST,
    "me/<own_move:name>/": _POST,
    "desk/find/": "leads on to a page",
    "desk/reviews/<uuid:submission>/skip/": "leads on to a page",
    "desk/work/": "a part of the desk's page, which shows in it",
    "exit/": "leads away",
    "session/": _JSON,
    "session/over/": _JSON,
    "healthz": "a word for the load balancer",
    "readyz": "a word for the load balancer",
    "accounts/password/set/": "for accounts without a password, which this site has none of",
    "accounts/2fa/recovery-codes/download/": "a text file",
    "api/v1/schema/": "a description for programs",
}
# Django's own pages for operators: not ours to draw. Whoever is not one gets the sign-in page.
ADMIN: Final = "admin/"
API: Final = "api/v1/"


def path_of(address: str) -> str:
    """An address without its query."""
    return urlsplit(address).path
