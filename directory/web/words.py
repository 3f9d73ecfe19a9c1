"""Stored values in words for people: codes become names, audiences and choices their labels."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from directory.listings.readers import Audience
from directory.profiles.models import Hiding, ShowRegion, ShowRole, Stage
from directory.profiles.parts import PART
from directory.vocabulary import terms
from directory.vocabulary.models import Facet

SEEN_BY: Mapping[Audience, StrPromise] = {
    Audience.PUBLIC: gettext_lazy("Anyone"),
    Audience.MEMBERS: gettext_lazy("Approved members"),
    Audience.CONNECTIONS: gettext_lazy("People you accepted"),
    Audience.ONLY_ME: gettext_lazy("Only you and moderators"),
}
AUDIENCES: Mapping[Audience, StrPromise] = {
    Audience.PUBLIC: gettext_lazy("Anyone"),
    Audience.MEMBERS: gettext_lazy("Approved members"),
    Audience.CONNECTIONS: gettext_lazy("People I accepted"),
    Audience.ONLY_ME: gettext_lazy("Only me and moderators"),
}
_CHOICES: Mapping[str, Mapping[str, str | StrPromise]] = {
    "show_role": dict(ShowRole.choices),
    "show_region": dict(ShowRegion.choices),
    "hide_from_workplace": dict(Hiding.choices),
    "stage": dict(Stage.choices),
}
_LABELS: Mapping[str, StrPromise] = {
    "role": gettext_lazy("Role"),
    "region": gettext_lazy("Region"),
    "sector": gettext_lazy("Kind of institution"),
    "show_role": gettext_lazy("Shown of the role"),
    "show_region": gettext_lazy("Shown of the region"),
    "few_confirmed": gettext_lazy("Shown although few hold this job"),
    "audience": gettext_lazy("Who can find the profile"),
    "audiences": gettext_lazy("Who can see which part"),
    "hide_from_workplace": gettext_lazy("Hidden at work from"),
    "stage": gettext_lazy("How far along I am"),
}


def label_of(name: str) -> str:
    """What a field of a profile is called."""
    return str(PART[name].label if name in PART else _LABELS.get(name, name))


def audience_in_words(code: str) -> str:
    """An audience's label."""
    try:
        return str(AUDIENCES[Audience.from_code(code)])
    except KeyError:
        return code


def seen_by(code: str) -> str:
    """Who sees something of an audience, as the page says it to the owner."""
    return str(SEEN_BY[Audience.from_code(code)])


def labelled(label: object, value: object) -> str:
    """What something is called and what it is, with the marks between them that the language has."""
    return _("%(label)s: %(value)s") % {"label": label, "value": value}


def in_words(name: str, value: object) -> str:
    """The value of a profile's field as a person reads it; "" for nothing."""
    if isinstance(value, Mapping):
        return "; ".join(
            labelled(label_of(part), audience_in_words(str(code))) for part, code in value.items()
        )
    if isinstance(value, list | tuple):
        return ", ".join(_one(name, code) for code in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _one(name, value) if value else ""


def _one(name: str, value: object) -> str:
    text = str(value)
    facet = {"role": Facet.ROLE, "region": Facet.REGION}.get(name) or (
        PART[name].facet if name in PART else None
    )
    if facet:
        term = terms.current().find(facet, text)
        return term.label if term else text
    if name == "audience":
        return audience_in_words(text)
    return str(_CHOICES.get(name, {}).get(text, text))
