"""The parts of a profile, what kind each is, and who may see it unless its owner says otherwise.

This table is the one place that knows a part; forms, API, desk, cards and tests read it.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from directory.listings.readers import Audience
from directory.vocabulary.models import Facet


class Kind(StrEnum):
    """How a part is decided: picked terms go live at once, typed words and claims are reviewed."""

    PICKED = "picked"
    TYPED = "typed"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a profile that has an audience of its own.

    ``default`` is its audience unless the owner chooses one; ``widest`` the widest that may be chosen. A part
    whose ``widest`` is ``CONNECTIONS`` never stands on a card.
    """

    name: str
    label: str | StrPromise
    kind: Kind
    default: Audience
    widest: Audience = Audience.PUBLIC
    max_length: int = 0
    facet: Facet | None = None


PARTS: tuple[Part, ...] = (
    Part("display_name", _("Name to show"), Kind.CLAIM, Audience.PUBLIC, max_length=80),
    Part("pronouns", _("Pronouns"), Kind.TYPED, Audience.MEMBERS, max_length=40),
    Part("headline", _("In one line"), Kind.TYPED, Audience.MEMBERS, max_length=160),
    Part("practices", _("Restorative practices"), Kind.PICKED, Audience.MEMBERS, facet=Facet.PRACTICE),
    Part("settings", _("Where I work"), Kind.PICKED, Audience.MEMBERS, facet=Facet.SETTING),
    Part("strands", _("What I do as an ally"), Kind.PICKED, Audience.MEMBERS, facet=Facet.STRAND),
    Part("offers", _("What I can offer"), Kind.PICKED, Audience.MEMBERS, facet=Facet.EXCHANGE),
    Part("seeks", _("What I am looking for"), Kind.PICKED, Audience.MEMBERS, facet=Facet.EXCHANGE),
    Part("languages", _("Languages"), Kind.PICKED, Audience.MEMBERS, facet=Facet.LANGUAGE),
    Part("about", _("About my work"), Kind.TYPED, Audience.MEMBERS, max_length=2000),
    Part("website", _("Website"), Kind.TYPED, Audience.MEMBERS, max_length=200),
    Part("agency", _("Agency or employer"), Kind.CLAIM, Audience.ONLY_ME, max_length=120),
    Part("title", _("Job title"), Kind.TYPED, Audience.ONLY_ME, max_length=120),
    Part("real_name", _("Real name"), Kind.TYPED, Audience.CONNECTIONS, Audience.CONNECTIONS, max_length=120),
    Part("phone", _("Phone"), Kind.TYPED, Audience.CONNECTIONS, Audience.CONNECTIONS, max_length=40),
    Part(
        "email", _("E-mail address"), Kind.TYPED, Audience.CONNECTIONS, Audience.CONNECTIONS, max_length=254
    ),
)
PART: dict[str, Part] = {part.name: part for part in PARTS}
PICKED: tuple[Part, ...] = tuple(part for part in PARTS if part.kind is Kind.PICKED)
# What a wording holds and has an audience of its own; the e-mail address is the account's.
WORDS: tuple[Part, ...] = tuple(
    part for part in PARTS if part.kind is not Kind.PICKED and part.name != "email"
)
# What a moderator reads before others do, in the order of the form.
REVIEWED: tuple[str, ...] = ("display_name", "role", "region", *(part.name for part in WORDS[1:]))
# Typed words kept with a wording; the e-mail address is the account's and stands there alone.
TYPED: tuple[Part, ...] = tuple(part for part in PARTS if part.kind is Kind.TYPED and part.name != "email")
