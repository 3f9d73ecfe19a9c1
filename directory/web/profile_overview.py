"""What the owner's overview says of their profile: what each part shows to whom, what waits, what would help."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from directory.listings.readers import Audience
from directory.profiles import editing
from directory.profiles.audiences import claims_of, effective, reach, term_of
from directory.profiles.models import Decision, Profile, Wording
from directory.profiles.parts import PART, PARTS
from directory.vocabulary.models import Term
from directory.web.differences import Change, change
from directory.web.profile_steps import ASKED_ABOUT, STEPS, Page, step_of
from directory.web.words import in_words, label_of

# Fields that are no parts, and stand on the overview all the same; what they are shown by stands beside them.
_ALSO = ("role", "region", "hide_from_workplace", "audience", "stage")
# Who sees how something is set: the settings of a profile are nobody else's business.
_PRIVATE = frozenset({"hide_from_workplace", "stage"})


@dataclass(frozen=True, slots=True)
class Row:
    """One part: what it says in words, who sees it (a code; "" for nothing to be seen), and what others see of it.

    ``coarser`` is what stands in its place for others, where that is less.
    """

    name: str
    label: str
    value: str
    seen_by: str
    coarser: str
    waiting: bool
    asked: bool


@dataclass(frozen=True, slots=True)
class Section:
    """One step with its parts."""

    step: Page
    rows: tuple[Row, ...]

    @property
    def empty(self) -> list[str]:
        """What is left out, by label."""
        return [row.label for row in self.rows if not row.value]


@dataclass(frozen=True, slots=True)
class Help:
    """At most one thing that would help others to find or understand the owner: a sentence and where to go."""

    sentence: str
    address: str


@dataclass(frozen=True, slots=True)
class SeenBy:
    """An audience, and the parts that it and no wider one sees."""

    audience: str
    parts: tuple[str, ...]


def asked_about(told: Decision | None) -> frozenset[str]:
    """The parts that a moderator's last message is about, as far as its reason says so."""
    if told is None or not told.message:
        return frozenset()
    return frozenset(ASKED_ABOUT.get(told.reason, ()))


def sections(profile: Profile, stored: Mapping[str, object], told: Decision | None) -> Iterator[Section]:
    """Every step with what it says now. No query."""
    rows = {row.name: row for row in _rows(profile, stored, told)}
    for step in STEPS:
        names = [name for name in dict.fromkeys((*step.parts, *step.fields)) if name in rows]
        yield Section(step, tuple(rows[name] for name in names))


def waiting(profile: Profile) -> Iterator[Change]:
    """What waits for a moderator, each as it was approved and as it is written, marked by word. No query."""
    written, approved = profile.written, profile.approved
    if approved is None:
        return
    for name in editing.pending(profile):
        yield change(label_of(name), _said(approved, name), _said(written, name))


def by_audience(profile: Profile, stored: Mapping[str, object]) -> Iterator[SeenBy]:
    """Who sees which of the filled parts, the widest audience first. No query."""
    seen = {part.name: effective(profile, part) for part in PARTS if stored.get(part.name)}
    seen["email"] = effective(profile, PART["email"])
    seen |= {name: reach(profile) for name in ("role", "region") if stored.get(name)}
    for audience in sorted(set(seen.values()), reverse=True):
        parts = tuple(label_of(name) for name, theirs in seen.items() if theirs == audience)
        yield SeenBy(audience.code, parts)


def help_for(stored: Mapping[str, object]) -> Help:
    """One line that says what is enough already, with at most one hint; never a list of what is missing."""
    found_by = bool(stored["practices"]) and bool(stored["region"])
    if not stored["region"]:
        return Help(
            _("Others find you by your practices and your region. Your region is still missing."),
            f"{step_of('region').address}#id_region",
        )
    if not stored["practices"]:
        return Help(
            _("Others find you by your practices and your region. Your practices are still missing."),
            f"{step_of('practices').address}#part-practices",
        )
    if found_by and not stored["headline"]:
        return Help(
            _(
                "Others find you by your practices and your region, and you gave both. If you like, say in one line "
                "what you do."
            ),
            f"{step_of('headline').address}#id_headline",
        )
    return Help(
        _("Others find you by your practices and your region. You gave both, and that is enough."), ""
    )


def _rows(profile: Profile, stored: Mapping[str, object], told: Decision | None) -> Iterator[Row]:
    asked, waits = asked_about(told), frozenset(editing.pending(profile))
    claims = claims_of(profile, profile.written)
    shown: Mapping[str, Term | None] = {"role": claims.role or claims.sector, "region": claims.region}
    for name in (*PART, *_ALSO):
        value = profile.owner.email if name == "email" else in_words(name, stored[name])
        audience = _audience_of(profile, name)
        coarser = shown.get(name)
        label = coarser.label if coarser else ""
        yield Row(
            name,
            label_of(name),
            value,
            audience.code if value else "",
            label if label != value else "",
            name in waits,
            name in asked,
        )


def _audience_of(profile: Profile, name: str) -> Audience:
    if name in PART:
        return effective(profile, PART[name])
    return Audience.ONLY_ME if name in _PRIVATE else reach(profile)


def _said(wording: Wording, name: str) -> str:
    if name in ("role", "region"):
        term = term_of(getattr(wording, f"{name}_id"))
        return term.label if term else ""
    return in_words(name, getattr(wording, name))
