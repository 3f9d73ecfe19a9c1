"""What the contract promises of speed, and whether it holds; where it does not, why not."""

from collections.abc import Iterator, Sequence
from typing import Final

from scripts.bench import figures
from scripts.bench.figures import Run

# In milliseconds unless they are factors.
MOST_OVER_PLAIN: Final = 1.0
WITHIN_PLAIN: Final = ("list", "two filters", "rare word")
WITHIN_LIMIT: Final = ("common word", "all facets", "all facets, common word")
MOST_AT: Final = {100_000: 10.0, 1_000_000: 50.0}
MOST_FOR_PUBLICATION: Final = 20.0
MOST_GROWTH: Final = 2.0
MOST_TIMES_EMPTIEST: Final = 3.0
LEAST_TIMES_DATASETTE: Final = 5.0
FROM_SIZE: Final = 10_000

HOWS: Final = ("as in production", "no answers kept")

HOLDS: Final = "holds"
_TURNS: Final = (
    "On PostgreSQL every turn to the server and back counts. Plain SQL takes one; a list takes five: one moment begins,"
    " the shelf's version, the ids, the cards, the moment ends; words take one more. One moment is what keeps a card"
    " from being shown after its withdrawal returned, so they stay."
)
_NOT_KEPT: Final = (
    "Without kept answers each request reads its parameters, asks for one moment of the database and brings twenty"
    " cards; the emptiest view does nothing of that. As in production an anonymous answer is kept until somebody's"
    " card changes."
)
_A_FILE: Final = (
    "Datasette reads a file in its own process here as well; the list comes from a server beside it."
)
_BITMAPS: Final = (
    "All facets are some 600 intersections of bitmaps, a few milliseconds on either database. The rest are the word's"
    " own bitmaps, which lie in the database and come over a socket."
)
_TWO_SHELVES: Final = (
    "A publication is some 25 queries on two shelves, on PostgreSQL each a turn to the server and back."
)
# Why something does not hold, where it does not: what the promise begins with, and the database ("" for both).
WHY: Final = (
    ("list: ", "PostgreSQL", _TURNS),
    ("two filters: ", "PostgreSQL", _TURNS),
    ("rare word: ", "PostgreSQL", _TURNS),
    ("list over HTTP, no answers kept: at most", "", _NOT_KEPT),
    ("list over HTTP, no answers kept: 1× Datasette", "PostgreSQL", _A_FILE),
    ("all facets, common word: ", "PostgreSQL", _BITMAPS),
    ("publication: ", "PostgreSQL", _TWO_SHELVES),
)


def verdicts(runs: Sequence[Run]) -> Iterator[tuple[str, ...]]:
    """Rows of a promise, where it was looked at, what was measured, and the verdict."""
    for run in runs:
        if "cases" in run:
            yield from _in_process(run)
    for database in figures.NAMES:
        some = [run for run in runs if run["of"] == database and "cases" in run]
        if len(some) > 1:
            grown = figures.p50(some[-1], "list") / figures.p50(some[0], "list")
            where = f"{figures.NAMES[database]}, {some[0]['size']:,} to {some[-1]['size']:,}"
            yield "the list grows less than 2×", where, f"{grown:.2f}×", _at_most(grown, MOST_GROWTH, "×")
    for run in runs:
        if "http" in run:
            yield from _of_servers(run)


def reasons(found: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Why those of the verdicts ``found`` that say so do not hold, each reason once; then those without one."""
    missed = [(promise, where) for promise, where, _, verdict in found if verdict != HOLDS]
    told: set[str] = set()
    for begins, database, reason in WHY:
        here = {one for one in missed if one[0].startswith(begins) and one[1].startswith(database)}
        if here and reason not in told:
            told.add(reason)
            yield reason
        missed = [one for one in missed if one not in here]
    yield from (f"Not explained: {promise} ({where})." for promise, where in missed)


def _in_process(run: Run) -> Iterator[tuple[str, ...]]:
    where = figures.title(run)
    for name in WITHIN_PLAIN:
        over = figures.p50(run, name) - figures.p50(run, name, "plain")
        yield (
            f"{name}: within 1 ms of plain SQL",
            where,
            f"{figures.signed(over)} ms",
            _at_most(over, MOST_OVER_PLAIN),
        )
    most = next((most for size, most in MOST_AT.items() if run["size"] <= size), None)
    if most is not None and not (run["of"] == "postgres" and run["size"] > min(MOST_AT)):
        for name in WITHIN_LIMIT:
            took = figures.p50(run, name)
            yield f"{name}: at most {most:.0f} ms", where, f"{figures.ms(took)} ms", _at_most(took, most)
    took = figures.p50(run, "publication")
    yield "publication: at most 20 ms", where, f"{figures.ms(took)} ms", _at_most(took, MOST_FOR_PUBLICATION)


def _of_servers(run: Run) -> Iterator[tuple[str, ...]]:
    where = figures.title(run)
    for how in HOWS:
        served = run["http"][how]
        times = served["emptiest view"]["rate"] / served["list"]["rate"]
        yield (
            f"list over HTTP, {how}: at most 3 emptiest views",
            where,
            f"{times:.1f}×",
            _at_most(times, MOST_TIMES_EMPTIEST, "×"),
        )
        for what in ("list", "search, three facets"):
            least = LEAST_TIMES_DATASETTE if what != "list" and run["size"] >= FROM_SIZE else 1.0
            times = served[what]["rate"] / run["http"]["datasette"][what]["rate"]
            verdict = HOLDS if times >= least else f"**does not hold** by {least - times:.1f}×"
            yield f"{what} over HTTP, {how}: {least:.0f}× Datasette", where, f"{times:.1f}×", verdict


def _at_most(measured: float, most: float, unit: str = " ms") -> str:
    return HOLDS if measured <= most else f"**does not hold** by {measured - most:.2f}{unit}"
