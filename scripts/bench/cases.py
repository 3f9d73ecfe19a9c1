"""What is measured in one process, each beside what one would write by hand for it in SQL."""

import gc
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import count, islice
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.listings import changes, peers, publishing, shelves, suggestions
from directory.listings.readers import ANYONE
from directory.listings.search import FACETS, Found, Query, search
from scripts.bench.crowd import COMMON, Crowd, words
from scripts.bench.plain import PAGE, Plain
from scripts.bench.times import Times

WARM_UP: Final = 3
LEAST: Final = 30
MOST: Final = 1_000
LEAST_SECONDS: Final = 0.5
SECONDS: Final = 3.0
ROUNDS: Final = 3
FARTHEST_PAGE: Final = 200
RARE: Final = 5_000  # The place of the first rare word among the words, by how often they come.
_NO_QUERY: Final = re.compile(r"BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE", re.IGNORECASE)

type Work = Callable[[int], object]


class Disagreement(Exception):
    """The directory and plain SQL do not find the same cards."""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that readers or owners do. ``ours`` and ``plain`` are given the number of the repetition.

    ``before_ours`` and ``before_plain`` make ready for a repetition and are not timed; ``afterwards`` undoes what was
    done. ``same`` says that both must answer the same cards in the same order.
    """

    name: str
    ours: Work
    plain: Work | None = None
    before_ours: Work | None = None
    before_plain: Work | None = None
    afterwards: Callable[[], None] | None = None
    same: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """One case: ``memory`` is the most that one repetition held beyond what the process held before, in MB."""

    name: str
    ours: Times
    plain: Times | None
    queries: int
    memory: float | None
    found: int | None

    def as_json(self) -> dict[str, Any]:
        """As it is kept in the file of results."""
        return asdict(self)


def measure(case: Case, *, least: int = LEAST, seconds: float = SECONDS) -> Measured:
    """Time a case: ours and plain SQL in turns, so that both see the machine as it is. Raises Disagreement."""
    numbers = count()
    queries, answer = _first(case, next(numbers))
    for _ in range(min(WARM_UP, least) - 1):
        _once(case.ours, case.before_ours, next(numbers))
    memory = _memory_of(case, next(numbers))
    ours: list[float] = []
    plain: list[float] = []
    for _ in range(ROUNDS):
        ours += _timed(case.ours, case.before_ours, numbers, least / ROUNDS, seconds / ROUNDS)
        if case.plain:
            plain += _timed(case.plain, case.before_plain, count(), least / ROUNDS, seconds / ROUNDS)
    if case.afterwards:
        case.afterwards()
    return Measured(
        case.name,
        Times.of(ours),
        Times.of(plain) if plain else None,
        queries,
        memory,
        answer.count if isinstance(answer, Found) else None,
    )


def _first(case: Case, number: int) -> tuple[int, object]:
    """How many queries it takes, what it answers, and whether plain SQL says the same."""
    if case.before_ours:
        case.before_ours(number)
    with CaptureQueriesContext(connection) as captured:
        answer = case.ours(number)
    if case.same and case.plain:
        rows: Any = case.plain(number)
        cards = [bytes(card) for (card,) in rows][:PAGE]
        own = answer.cards if isinstance(answer, Found) else [answer]
        if cards != own:
            raise Disagreement(
                f"{case.name}: the directory shows {len(own)} cards, plain SQL {len(cards)} others"
            )
    return sum(not _NO_QUERY.match(query["sql"]) for query in captured.captured_queries), answer


def _once(work: Work, before: Work | None, number: int) -> float:
    if before:
        before(number)
    begun = perf_counter()
    work(number)
    return perf_counter() - begun


def _timed(
    work: Work, before: Work | None, numbers: Iterator[int], least: float, seconds: float
) -> list[float]:
    """Until there are enough repetitions and a little time is over, or the time is up."""
    times: list[float] = []
    begun = perf_counter()
    while True:
        times.append(_once(work, before, next(numbers)))
        passed = perf_counter() - begun
        enough = len(times) >= least and passed >= min(LEAST_SECONDS / ROUNDS, seconds)
        if enough or passed >= seconds or len(times) >= MOST:
            return times


# --- Memory ----------------------------------------------------------------------------------------------------


def peak_megabytes() -> float | None:
    """The most that this process held in memory since ``forget_peak``; None where the system does not tell."""
    return _status("VmHWM")


def held_megabytes() -> float | None:
    """What this process holds in memory now."""
    return _status("VmRSS")


def forget_peak() -> None:
    """Begin to look for the peak anew. Linux only."""
    clear = Path("/proc/self/clear_refs")
    if clear.exists():
        clear.write_text("5")


def _status(name: str) -> float | None:
    status = Path("/proc/self/status")
    if sys.platform != "linux" or not status.exists():
        return None
    found = re.search(rf"^{name}:\s+(\d+) kB", status.read_text(), re.MULTILINE)
    return int(found[1]) / 1024 if found else None


def _memory_of(case: Case, number: int) -> float | None:
    if case.before_ours:
        case.before_ours(number)
    gc.collect()
    forget_peak()
    held = held_megabytes()
    case.ours(number)
    peak = peak_megabytes()
    return max(0.0, peak - held) if peak is not None and held is not None else None


# --- The cases -------------------------------------------------------------------------------------------------


class Questions:
    """What is asked, drawn from what is on the public shelf: several of each, so that no answer is asked for again."""

    def __init__(self, plain: Plain) -> None:
        self.words = words()
        self.people = [person for person in islice(Crowd().people(), 50) if person.is_public]
        self.rare = self._leading_somewhere(plain, range(RARE, 6_000), 20)
        self.second = self._leading_somewhere(plain, range(100, 400), 20, COMMON)
        self.filters = [
            [("role", role), ("practice", practice)]
            for role in self._most_frequent(plain, "role", 3)
            for practice in self._most_frequent(plain, "practice", 3)
        ]
        self.names = [person.card.name.split()[-1].lower() for person in self.people]
        self.misspelt = [word for word in map(_misspell, self.rare) if not plain.count(word)]
        ((total,),) = plain.run("SELECT count(*) FROM bench_card")
        self.page = max(1, min(FARTHEST_PAGE, total // PAGE))
        self.middle = total // 2

    def terms_of(self, plain: Plain, facet: str, number: int) -> tuple[str, ...]:
        """Up to ``number`` codes that are on cards."""
        return tuple(self._most_frequent(plain, facet, number))

    def _leading_somewhere(self, plain: Plain, places: range, number: int, *beside: str) -> list[str]:
        """Words from about these places among all words that are on a card."""
        nearest = [self.words[at] for at in (*places, *reversed(range(places.start)))]
        found = (word for word in nearest if plain.count(word, *beside))
        return list(islice(found, number))

    def _most_frequent(self, plain: Plain, facet: str, number: int) -> list[str]:
        rows = plain.run(
            "SELECT code FROM bench_term WHERE facet = %s GROUP BY code ORDER BY count(*) DESC, code LIMIT %s",
            facet,
            number,
        )
        return [code for (code,) in rows]


def every_case(plain: Plain, asked: Questions) -> Iterator[Case]:
    """All that is measured, the contract's first; what writes stands last."""
    yield from _lists(plain, asked)
    yield from _texts(plain, asked)
    yield from _facets(plain, asked)
    yield from _others(plain, asked)
    yield from _writing(plain, asked)


def _lists(plain: Plain, asked: Questions) -> Iterator[Case]:
    skip = (asked.page - 1) * PAGE
    key, cursor = plain.key_at(asked.middle), _cursor_at(asked.middle + 1)
    yield Case("list", lambda _: search(ANYONE, Query()), lambda _: plain.page(), same=True)
    yield Case(
        "deep page, by number",
        lambda _: search(ANYONE, Query(), page=asked.page),
        lambda _: plain.page(skip),
        same=True,
    )
    yield Case(
        "deep page, by cursor",
        lambda _: search(ANYONE, Query(), cursor=cursor),
        lambda _: plain.page_after(key),
        same=True,
    )
    yield Case(
        "two filters",
        lambda at: search(ANYONE, Query(terms=_terms(_pick(asked.filters, at)))),
        lambda at: plain.filtered(*_pick(asked.filters, at)),
        same=True,
    )


def _texts(plain: Plain, asked: Questions) -> Iterator[Case]:
    yield Case(
        "rare word",
        lambda at: search(ANYONE, Query(q=_pick(asked.rare, at))),
        lambda at: plain.best(_pick(asked.rare, at)),
    )
    yield Case("common word", lambda _: search(ANYONE, Query(q=COMMON)), lambda _: plain.best(COMMON))
    yield Case(
        "two words",
        lambda at: search(ANYONE, Query(q=f"{COMMON} {_pick(asked.second, at)}")),
        lambda at: plain.best(COMMON, _pick(asked.second, at)),
    )
    yield Case(
        "common word, two filters",
        lambda at: search(ANYONE, Query(q=COMMON, terms=_terms(_pick(asked.filters, at)))),
        lambda at: plain.best(COMMON, filters=_pick(asked.filters, at)),
    )


def _facets(plain: Plain, asked: Questions) -> Iterator[Case]:
    yield Case("all facets", lambda _: search(ANYONE, Query(facets=FACETS)), lambda _: plain.facets(FACETS))
    yield Case(
        "all facets, common word",
        lambda _: search(ANYONE, Query(q=COMMON, facets=FACETS)),
        lambda _: plain.facets(FACETS, COMMON),
    )


def _others(plain: Plain, asked: Questions) -> Iterator[Case]:
    for letters in (2, 4):
        typed = [name[:letters] for name in asked.names]
        yield Case(
            f"completion, {letters} letters",
            partial(_suggest, typed),
            partial(_complete, plain, typed),
        )
    if asked.misspelt:
        yield Case("correction", lambda at: search(ANYONE, Query(q=_pick(asked.misspelt, at))))
    handles = [person.card.handle for person in asked.people]
    yield Case(
        "one card",
        lambda at: shelves.card_of(ANYONE, _pick(handles, at)),
        lambda at: plain.one(_pick(handles, at)),
        same=True,
    )
    yield Case(
        "peers of a card",
        lambda at: peers.peers_of(ANYONE, _pick(handles, at)),
        lambda at: plain.peers(_pick(handles, at)),
    )
    token = changes.after(ANYONE, changes.START, limit=100).next
    yield Case("changes, 100 lines", lambda _: changes.after(ANYONE, token), lambda _: plain.changes(100))


def _writing(plain: Plain, asked: Questions) -> Iterator[Case]:
    """What one profile's owner sets off. Afterwards everybody stands on the shelves as before."""
    several = asked.people

    def publish(at: int) -> None:
        person = _pick(several, at)
        changed = replace(
            person, card=replace(person.card, headline=f"{person.card.headline} {asked.words[at]}")
        )
        publishing.publish(changed.card.handle, changed.cards)

    def replace_plainly(at: int) -> None:
        card = _pick(several, at).card
        plain.replace(replace(card, headline=f"{card.headline} {asked.words[at]}"))

    def as_before(at: int) -> None:
        person = _pick(several, at)
        publishing.publish(person.card.handle, person.cards)

    def put_back(at: int) -> None:
        card = _pick(several, at).card
        if not plain.one(card.handle):
            plain.put_back(card)

    def restore() -> None:
        for at, person in enumerate(several):
            as_before(at)
            put_back(at)
            plain.replace(person.card)

    yield Case("publication", publish, replace_plainly, afterwards=restore)
    yield Case(
        "withdrawal",
        lambda at: publishing.unlist(_pick(several, at).card.handle),
        lambda at: plain.withdraw(_pick(several, at).card.handle),
        before_ours=as_before,
        before_plain=put_back,
        afterwards=restore,
    )


def by_terms(plain: Plain, asked: Questions) -> Iterator[Case]:
    """How cost grows with terms: with those of the facet that is counted, and with those asked for."""
    for facet in ("sector", "role", "region", "language"):
        counted = Query(facets=(facet,))
        yield Case(f"counts of {facet}", partial(_search, counted), partial(_facets_plainly, plain, facet))
    for number in (1, 10, 100, 300):
        codes = asked.terms_of(plain, "language", number)
        yield Case(
            f"{len(codes)} codes of language",
            partial(_search, Query(terms={"language": codes})),
            partial(_any_plainly, plain, codes),
            same=True,
        )


def _search(query: Query, _: int) -> Found:
    return search(ANYONE, query)


def _suggest(typed: Sequence[str], at: int) -> object:
    return suggestions.suggest(ANYONE, _pick(typed, at))


def _complete(plain: Plain, typed: Sequence[str], at: int) -> object:
    return plain.complete(_pick(typed, at))


def _facets_plainly(plain: Plain, facet: str, _: int) -> object:
    return plain.facets([facet])


def _any_plainly(plain: Plain, codes: Sequence[str], _: int) -> object:
    return plain.any_of("language", codes)


def _pick[T](several: Sequence[T], at: int) -> T:
    return several[at % len(several)]


def _terms(filters: Sequence[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    return {facet: (code,) for facet, code in filters}


def _cursor_at(skip: int) -> str:
    """The cursor of the page that begins after ``skip`` cards."""
    found = search(ANYONE, Query(), size=1, page=skip).next
    if found is None:
        raise Disagreement("there is no page in the middle of the list")
    return found


def _misspell(word: str) -> str:
    """With two letters in the middle the other way round."""
    at = len(word) // 2
    return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
