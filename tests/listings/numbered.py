"""Cards by number, and questions about them that check their own answers: count and list, order, sums and offers."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from directory.listings import changes, peers, publishing, search, shelves, suggestions
from directory.listings.readers import ANYONE, Audience, Reader
from directory.listings.wider import wider
from directory.vocabulary import terms
from directory.vocabulary.models import Facet
from tests.listings.conftest import MEMBER, card, find

# --- Cards by their numbers --------------------------------------------------------------------------------

STEADY = 6  # So many are there before anybody asks, and stay.
ROLES, REGIONS = ("teacher", "sheriff"), ("23005", "23019")
PRACTICES = ("cosa", "youth-court", "policy-reform")
TERMS = {"role": ROLES, "region": REGIONS, "practice": PRACTICES, "setting": ("court",)}
PARTS = {"role": "role", "region": "region", "practice": "practices", "setting": "settings"}
SHY = Reader(Audience.MEMBERS, key="shy", excluded=frozenset({"c0002"}))
READERS = (ANYONE, MEMBER, SHY)


def handle_of(number: int) -> str:
    return f"c{number:04}"


def number_of(handle: str) -> int:
    return int(handle[1:])


def cards_of(number: int, word: str = "") -> publishing.Cards:
    """The cards of one person; every fifth is for members only. ``word`` changes nothing that is asked for."""
    one = card(
        handle_of(number),
        name=f"Nora W{number:04}",
        role=ROLES[number % 2],
        region=REGIONS[number // 2 % 2],
        practices=[PRACTICES[number % 3]],
        settings=["court"],
        headline="heron" if number % 2 else "",
        about=f"{'zebra' if number % 3 == 0 else ''} {word}".strip(),
    )
    return dict.fromkeys(publishing.SHELVES if number % 5 else (Audience.MEMBERS,), one)


def may_see(reader: Reader, number: int) -> bool:
    return (reader.audience is Audience.MEMBERS or number % 5 != 0) and handle_of(
        number
    ) not in reader.excluded


# --- Questions ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """``ask`` gives the numbers of the cards in an answer, ``fits`` says whether a card belongs there.

    Both are given the one card that the question is about, where it is ``about_one``.
    """

    name: str
    ask: Callable[[Reader, int], list[int]]
    fits: Callable[[int, int], bool] = lambda number, one: True
    about_one: bool = False


def whole(reader: Reader, q: str = "", **asked: Any) -> list[int]:
    """The numbers of all cards that a search finds, after a look whether all its counts speak of just these."""
    found = find(reader, q=q, size=100, facets=tuple(TERMS), **asked)
    cards = [orjson.loads(one) for one in found.cards]
    same(found.count, len(cards), "the count and the list")
    for facet, codes in TERMS.items():
        counted = {row.term.code: row.count for row in found.facets[facet]}
        shown: Counter[str] = Counter()
        for one in cards:
            value = one[PARTS[facet]]
            shown.update(term["code"] for term in (value if isinstance(value, list) else [value]))
        for code in (asked[facet],) if facet in asked else codes:
            # A question for some words alone counts facets of those that have them; so does the list.
            same(counted.get(code, 0), shown[code], f"the count of {code} and the cards that show it")
    return [number_of(one["handle"]) for one in cards]


def by_name(reader: Reader, _one: int) -> list[int]:
    numbers = whole(reader, sort="name")
    same(numbers, sorted(numbers), "the order of names")
    return numbers


def one_card(reader: Reader, one: int) -> list[int]:
    found = shelves.card_of(reader, handle_of(one))
    return [] if found is None else [number_of(orjson.loads(found)["handle"])]


def suggested(reader: Reader, one: int) -> list[int]:
    offers = suggestions.suggest(reader, f"nora w{one:04}")
    return [number_of(offer.handle) for offer in offers if offer.handle is not None]


def peers_of_a_steady_one(reader: Reader, _one: int) -> list[int]:
    return [
        number_of(orjson.loads(peer.card)["handle"])
        for peer in peers.peers_of(reader, handle_of(1), 100) or ()
    ]


def by_role_and_region(reader: Reader, _one: int) -> list[int]:
    """No card is named, but the sums must be right."""
    vocabulary = terms.current()
    table = search.crosstab(reader, [vocabulary.term(Facet.REGION, code) for code in REGIONS])
    totals = {term.code: (cells, total) for term, cells, total in table.rows}
    same(
        sum(total for code, (_, total) in totals.items() if code in ROLES), table.total, "roles and the total"
    )
    for code in ROLES:
        cells, total = totals[code]
        same(sum(cells), total, f"the regions of {code} and their total")
    return []


def corrected(reader: Reader, _one: int) -> list[int]:
    found = find(reader, q="zebrq", size=100)
    same((found.count, found.did_you_mean), (len(found.cards), "zebra"), "the correction of zebrq")
    return []


def most_of_the_words(reader: Reader, _one: int) -> list[int]:
    """Nobody has all three: who has two is shown, and counted as shown."""
    found = find(reader, q="zebra heron quokka", size=100)
    same((found.partial, found.count), (True, len(found.cards)), "half an answer and its count")
    return [number_of(orjson.loads(one)["handle"]) for one in found.cards]


def with_a_name(reader: Reader, _one: int) -> list[int]:
    """What words are the name of is offered as a filter, with the count of what it will find beside the rest."""
    found = find(reader, q="zebra sheriff", size=100)
    offered = [(one.term.code, one.rest, one.count) for one in found.named]
    same(offered, [("sheriff", "zebra", len(found.cards))], "the filter offered")
    return [number_of(orjson.loads(one)["handle"]) for one in found.cards]


def ways_on(reader: Reader, _one: int) -> list[int]:
    """Only sheriffs have a heron: teachers and herons are everybody, counted at one moment."""
    ways = wider(reader, search.Query(q="heron", terms={"role": ("teacher",)}))
    counts = {one.without: one.count for one in ways}
    same(counts["q",] + counts["role",], counts["role", "q"], "those with less and everybody")
    return []


def on_the_shelf(reader: Reader, _one: int) -> list[int]:
    return [number_of(handle) for handle in shelves.shelf_for(reader).values_list("handle", flat=True)]


def feed_from_the_start(reader: Reader, _one: int) -> list[int]:
    feed = Feed(reader)
    feed.read(limit=10_000)
    return sorted(map(number_of, feed.standing))


def in_practice(code: str) -> Callable[[int, int], bool]:
    return lambda number, one: PRACTICES[number % 3] == code


QUESTIONS = (
    Question("the list", lambda reader, one: whole(reader)),
    Question("the list by name", by_name),
    Question("a filter", lambda reader, one: whole(reader, practice="cosa"), in_practice("cosa")),
    Question(
        "two filters",
        lambda reader, one: whole(reader, role="sheriff", region="23005", sort="newest"),
        lambda number, one: number % 2 == 1 and number // 2 % 2 == 0,
    ),
    Question("a word", lambda reader, one: whole(reader, q="zebra"), lambda number, one: number % 3 == 0),
    Question(
        "two words", lambda reader, one: whole(reader, q="zebra heron"), lambda number, one: number % 6 == 3
    ),
    Question(
        "a word and a filter",
        lambda reader, one: whole(reader, q="heron", practice="youth-court"),
        lambda number, one: number % 6 == 1,
    ),
    Question("a correction", corrected, lambda number, one: False),
    Question("most of the words", most_of_the_words, lambda number, one: number % 6 == 3),
    Question("a word that is a name", with_a_name, lambda number, one: number % 6 == 3),
    Question("ways on", ways_on, lambda number, one: False),
    Question("roles by regions", by_role_and_region, lambda number, one: False),
    Question("peers", peers_of_a_steady_one, lambda number, one: number != 1),
    Question("the rows", on_the_shelf),
    Question("a card", one_card, lambda number, one: number == one, about_one=True),
    Question("suggestions", suggested, lambda number, one: number == one, about_one=True),
    Question(
        "a name",
        lambda reader, one: whole(reader, q=f"w{one:04}"),
        lambda number, one: number == one,
        about_one=True,
    ),
)


def same(one: object, other: object, what: str) -> None:
    """Told in words, since this also happens where pytest does not look."""
    if one != other:
        raise AssertionError(f"{what} differ: {one!r} and {other!r}")


@dataclass(slots=True)
class Feed:
    """One reader's changes feed as a client follows it: what it was told, and who stands there by that."""

    reader: Reader
    token: str = changes.START
    lines: list[tuple[str, str]] = field(default_factory=list)
    standing: set[str] = field(default_factory=set)

    def follow(self, limit: int = 7) -> None:
        """Read on to the end; a line that makes no sense after those before it is an error."""
        while self.read(limit):
            pass

    def read(self, limit: int) -> bool:
        """Read one page; whether there was anything on it."""
        page = changes.after(self.reader, self.token, limit)
        for line in page.results:
            if (line.handle in self.standing) == (line.kind == "listed"):
                raise AssertionError(f"{line.kind} {line.handle} after {self.lines[-20:]}")
            self.lines.append((line.kind, line.handle))
            (self.standing.discard if line.kind == "unlisted" else self.standing.add)(line.handle)
        self.token = page.next
        return bool(page.results)
