"""Every page of the site: at which address, for whom, in which state.

``test_every_page.py`` opens each of them. An address of the URL configuration that stands neither here nor among
``NO_PAGES`` fails a test, so whoever adds a page adds a line.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from playwright.sync_api import Page

ANYONE: Final = ""
type Act = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Visit:
    """One page in one state.

    ``who`` has a session in the world, ``ANYONE`` has none. ``act`` is done on the page that was opened, and what it
    leads to is the page that is meant. ``lands`` is where the address leads if not to itself. ``raises`` is what the
    view raises instead of answering.
    """

    path: str
    who: str = ANYONE
    state: str = ""
    status: int = 200
    act: Act | None = None
    lands: str = ""
    raises: type[Exception] | None = None

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
    Visit("/desk/reviews/{first}/", "mo"),
    Visit("/desk/reviews/{edit}/", "mo", state="edit"),
    Visit("/desk/profiles/ana/", "mo"),
    Visit("/desk/profiles/held/", "mo", state="held"),
    Visit("/desk/profiles/proposed/", "mo", state="proposed by oneself"),
    Visit("/desk/profiles/proposed/", "max", state="proposed by another"),
    Visit("/desk/profiles/suspended/", "max", state="suspended"),
    Visit("/desk/log/", "mo"),
    Visit("/desk/log/?verb=block&since=2999-01-01", "mo", state="empty"),
    Visit("/desk/log/?since=yesterday", "mo", state="not understood"),
    Visit("/desk/find/?handle=%2F%2F", "mo", state="no handle", lands="/desk/"),
]

_WORDS = [
    Visit("/"),
    Visit("/", "ben"),
    Visit("/about/"),
    Visit("/about/", "mo"),
    Visit("/begin/"),
    Visit("/privacy/"),
    Visit("/agreement/"),
    Visit("/styleguide/"),
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
    Visit("/about/", state="400", status=400, raises=SuspiciousOperation),
    Visit("/about/", state="403", status=403, raises=PermissionDenied),
    Visit("/about/", "ben", state="403", status=403, raises=PermissionDenied),
    Visit("/about/", state="500", status=500, raises=ArithmeticError),
    Visit("/about/", "ben", state="500", status=500, raises=ArithmeticError),
    Visit("/no-such-page/", state="404", status=404),
    Visit("/no-such-page/", "ben", state="404", status=404),
    Visit("/accounts/login/", state="csrf", status=403, act=without_proof_of_origin),
]

VISITS: Final = [*_WORDS, *_SEARCHES, *_CARDS, *_PROFILES, *_DESK, *_ACCOUNT, *_ERRORS]

# Why nobody ever sees a page at these addresses.
_JSON = "answers programs, with JSON"
_POST = "takes a form, and leads on to a page"
NO_PAGES: Final[Mapping[str, str]] = {
    "allies/<handle:handle>/block/": _POST,
    "preferences/": _POST,
    "me/start/": _POST,
    "me/changed-jobs/": _POST,
    "me/blocks/<handle:handle>/unblock/": _POST,
    "me/<own_move:name>/": _POST,
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
