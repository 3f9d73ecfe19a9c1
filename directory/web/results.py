"""Cards in a list: who, what, where, and why each is there, as far as the card itself says it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_stubs_ext import StrPromise

from directory.accounts.models import User
from directory.listings.cards import PARAMETER_OF
from directory.listings.marks import Piece, excerpt, marked, marked_term, said_by, said_in
from directory.listings.peers import Common
from directory.listings.questions import NOTHING, Question, read
from directory.listings.readers import Reader
from directory.listings.search import Query
from directory.profiles.models import Pick
from directory.vocabulary import terms
from directory.vocabulary.models import RegionKind, Term
from directory.web.facets import LABELS

MOST_PRACTICES = 4
MOST_OFFERS = 2
MOST_SHARED = 4
# Work that two people can share, in the order in which it is named.
SHARED_WORK = ("practices", "settings", "strands")
# Parts that a card in a list shows only where they are why it is there.
_ONLY_IF_ASKED = ("sector", "settings", "strands", "seeks", "languages")


@dataclass(frozen=True, slots=True)
class Tag:
    """A term on a card: its name in pieces, and whether it is one that was asked for."""

    pieces: Sequence[Piece]
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Some:
    """The first few of a card's terms, those asked for before the others, and how many more there are."""

    tags: Sequence[Tag] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What makes a card an answer: the words, the terms ticked (by part), and the reader's own work (by part).

    ``handle`` is the reader's own card: nobody shares work with themselves.
    """

    question: Question = NOTHING
    ticked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    own: Mapping[str, frozenset[str]] = field(default_factory=dict)
    handle: str | None = None

    @property
    def words(self) -> frozenset[str]:
        """The stems of the words asked for."""
        return self.question.words


@dataclass(frozen=True, slots=True)
class Result:
    """One card in a list. What the reader may not see is not on the card, and so in none of this."""

    card: Mapping[str, Any]
    name: Sequence[Piece]
    work: Sequence[Piece]
    region: Sequence[Piece]
    agency: Sequence[Piece]
    headline: Sequence[Piece]
    practices: Some
    offers: Some
    also: Sequence[tuple[StrPromise, Sequence[Tag]]]
    excerpt: Sequence[Piece]
    shared: Sequence[str]
    shared_more: int
    reasons: Sequence[str] = ()


NOTHING_ASKED = Asked()


def asked_in(query: Query, reader: Reader, own: Mapping[str, frozenset[str]]) -> Asked:
    """What a search asks for; whoever is ticked takes in what it contains."""
    vocabulary = terms.current()
    ticked = {}
    for part, parameter in PARAMETER_OF.items():
        facet = terms.facet_for_parameter(parameter)
        codes = query.terms.get(parameter, ())
        if codes:
            ticked[part] = frozenset().union(
                *({code} | vocabulary.below(vocabulary.term(facet, code)) for code in codes)
            )
    return Asked(read(query.q), ticked, own, reader.handle)


def own_work(user: User | AnonymousUser) -> Mapping[str, frozenset[str]]:
    """What this reader does, by part, to say what they share with others. One query, none for the signed-out."""
    if not isinstance(user, User):
        return {}
    picked: dict[str, set[str]] = {}
    picks = Pick.objects.filter(profile__owner=user, part__in=SHARED_WORK)
    for part, term_id in picks.values_list("part", "term_id"):
        picked.setdefault(part, set()).add(terms.current().by_id(term_id).code)
    return {part: frozenset(codes) for part, codes in picked.items()}


def result(card: Mapping[str, Any], asked: Asked = NOTHING_ASKED, reasons: Sequence[str] = ()) -> Result:
    """The card ready to be shown in a list, its answers marked."""
    work = "role" if "role" in card else "sector"
    at_a_glance = [part for part in (work, "region", "practices", "offers") if part in card]
    left = asked.words - _explained(card, at_a_glance, ("name", "headline", "agency"), asked.question)
    shared = [] if card["handle"] == asked.handle else shared_work(card, asked.own)
    return Result(
        card=card,
        name=marked(card["name"], asked.words),
        work=_one(card, work, asked),
        region=_one(card, "region", asked),
        agency=marked(card.get("agency", ""), asked.words),
        headline=marked(card.get("headline", ""), asked.words),
        practices=_some(card, "practices", asked, MOST_PRACTICES),
        offers=_some(card, "offers", asked, MOST_OFFERS),
        also=list(_also(card, asked, left)),
        excerpt=next(filter(None, (excerpt(card.get(part, ""), left) for part in ("title", "about"))), ())
        if left
        else (),
        shared=shared[:MOST_SHARED],
        shared_more=len(shared[MOST_SHARED:]),
        reasons=reasons,
    )


def shared_work(card: Mapping[str, Any], own: Mapping[str, frozenset[str]]) -> list[str]:
    """The names of the work on the card that is the reader's own too."""
    return [
        term["name"]
        for part in SHARED_WORK
        for term in card.get(part, ())
        if term["code"] in own.get(part, ())
    ]


def reasons_in_words(common: Common) -> list[str]:
    """What two people have in common, in the page's language."""
    reasons = []
    if common.practices:
        reasons.append(
            ngettext("%(count)d shared practice", "%(count)d shared practices", common.practices)
            % {"count": common.practices}
        )
    if common.strands:
        reasons.append(
            ngettext("%(count)d shared aim", "%(count)d shared aims", common.strands)
            % {"count": common.strands}
        )
    if common.settings:
        reasons.append(
            ngettext("%(count)d shared setting", "%(count)d shared settings", common.settings)
            % {"count": common.settings}
        )
    if common.sector:
        reasons.append(_("same kind of institution"))
    near = {
        RegionKind.TRIBAL_NATION: _("same nation"),
        RegionKind.COUNTY: _("same county"),
        RegionKind.AREA: _("same area"),
        RegionKind.STATE: _("same state"),
    }
    return reasons + [words for kind, words in near.items() if kind == common.near]


def _terms_in(card: Mapping[str, Any], part: str) -> list[dict[str, str]]:
    value = card.get(part, ())
    return [value] if isinstance(value, dict) else list(value)


def _term(part: str, code: str) -> Term | None:
    return terms.current().find(terms.facet_for_parameter(PARAMETER_OF[part]), code)


def _one(card: Mapping[str, Any], part: str, asked: Asked) -> Sequence[Piece]:
    """The single term of a part in pieces; empty if the card has none."""
    for tag in _tags(card, part, asked):
        return tag.pieces
    return ()


def _tags(card: Mapping[str, Any], part: str, asked: Asked) -> list[Tag]:
    """The terms of a part; who was asked for come first, the others stay in order."""
    ticked = asked.ticked.get(part, frozenset())
    tags = []
    for said in _terms_in(card, part):
        pieces = marked_term(said["name"], PARAMETER_OF[part], _term(part, said["code"]), asked.question)
        tags.append(Tag(pieces, said["code"] in ticked or any(piece.is_match for piece in pieces)))
    return sorted(tags, key=lambda tag: not tag.is_asked)


def _some(card: Mapping[str, Any], part: str, asked: Asked, most: int) -> Some:
    """The first of a part's terms. One more that would stand alone behind "+1 more" stands itself."""
    tags = _tags(card, part, asked)
    shown = tags if len(tags) <= most + 1 else tags[:most]
    return Some(shown, len(tags) - len(shown))


def _also(
    card: Mapping[str, Any], asked: Asked, left: frozenset[str]
) -> Iterator[tuple[StrPromise, Sequence[Tag]]]:
    """What else of the card was asked for: by a tick, or by a word that nothing shown so far explains."""
    for part in _ONLY_IF_ASKED:
        if part == "sector" and "role" not in card:
            continue  # It stands in the role's place.
        # Whoever ticked a kind of institution reads it from the role.
        narrower = Asked(asked.question.only(left), {} if part == "sector" else asked.ticked)
        tags = [tag for tag in _tags(card, part, narrower) if tag.is_asked]
        if tags:
            yield LABELS[PARAMETER_OF[part]], tags


def _explained(
    card: Mapping[str, Any], parts: Iterable[str], texts: Iterable[str], question: Question
) -> frozenset[str]:
    """Those of the words that stand where the card is seen at a glance."""
    if not question.parts:
        return frozenset()
    found: set[str] = set()
    for part in parts:
        for said in _terms_in(card, part):
            term = _term(part, said["code"])
            found |= said_by(PARAMETER_OF[part], term, question) if term else set()
    for text in texts:
        found |= said_in(card.get(text, ""), question.words)
    return frozenset(found)
