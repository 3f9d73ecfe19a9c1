"""The pages on which a profile is written: one screen to begin with, and six steps for all of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the editor: the parts of a profile on it, and its other fields.

    ``fields`` stand in the order of the page. On a step each part has its audience beside it; the first screen asks
    for that once, with a preset.
    """

    name: str
    title: StrPromise
    parts: tuple[str, ...]
    fields: tuple[str, ...]
    asks_audiences: bool = True
    route: str = "me-edit"

    @property
    def address(self) -> str:
        """Where the page is, and where it is sent."""
        return reverse(self.route, args=[self.name] if self.route == "me-edit" else None)

    def filled(self, stored: Mapping[str, object]) -> bool:
        """Whether something was said here, of what a profile begins without."""
        names = {*self.parts, *self.fields} - {"show_role", "show_region"}
        return any(stored.get(name) not in (None, "", [], False, "no") for name in names)


FIRST = Page(
    "first",
    gettext_lazy("My profile"),
    ("display_name", "practices", "headline"),
    ("display_name", "role", "region", "few_confirmed", "practices", "headline", "preset", "consent"),
    asks_audiences=False,
    route="me",
)
# Not written on, only agreed to: what is stored goes to a moderator.
SENDING = Page("send", gettext_lazy("Send it in"), (), ("consent",), asks_audiences=False, route="me-send")
STEPS: tuple[Page, ...] = (
    Page(
        "who",
        gettext_lazy("Who you are"),
        ("display_name", "pronouns"),
        ("display_name", "pronouns", "role", "show_role", "region", "show_region", "few_confirmed"),
    ),
    Page(
        "work",
        gettext_lazy("Your work"),
        ("headline", "practices", "strands", "settings", "languages", "about", "website"),
        (
            "headline",
            "practices",
            "strands",
            "settings",
            "languages",
            "other_languages",
            "about",
            "website",
        ),
    ),
    Page(
        "exchange",
        gettext_lazy("What you offer and look for"),
        ("offers", "seeks"),
        ("offers", "seeks"),
    ),
    Page(
        "employer",
        gettext_lazy("Where you are employed"),
        ("agency", "title"),
        ("agency", "title", "hide_from_workplace"),
    ),
    Page(
        "contact",
        gettext_lazy("How people reach you"),
        ("real_name", "phone", "email"),
        ("real_name", "phone"),
    ),
    Page(
        "visibility",
        gettext_lazy("Who can find you"),
        (),
        ("preset", "audience", "stage", "consent"),
    ),
)
STEP: Mapping[str, Page] = {step.name: step for step in STEPS}
PAGES: Mapping[str, Page] = {FIRST.name: FIRST, **STEP}
# What a moderator's reason is about, where that is known; of any other it is the profile as a whole.
ASKED_ABOUT: Mapping[str, tuple[str, ...]] = {
    "role-unconfirmed": ("role", "agency"),
    "identifies-young-person": ("headline", "about"),
    "identifies-survivor": ("headline", "about"),
    "names-others": ("headline", "about"),
    "shows-more": ("headline", "about"),
    "disrespectful": ("headline", "about"),
}


def number_of(step: Page) -> int:
    """Which step it is, counted from one."""
    return STEPS.index(step) + 1


def after(step: Page) -> Page | None:
    """The step that follows; None after the last."""
    return STEPS[number_of(step)] if number_of(step) < len(STEPS) else None


def step_of(name: str) -> Page:
    """The step on which a part or another field of a profile is written."""
    return next((step for step in STEPS if name in (*step.parts, *step.fields)), STEPS[-1])


def progress(step: Page, stored: Mapping[str, object]) -> Iterator[tuple[Page, str]]:
    """Every step: ``here`` for this one, ``done`` where something is stored, and ``empty``."""
    for one in STEPS:
        yield one, "here" if one is step else "done" if one.filled(stored) else "empty"
