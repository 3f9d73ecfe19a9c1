"""The results so far, kept in var/bench/results.json, and docs/performance.md, which is written from them."""

import json
import os
import platform
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import psycopg

from scripts.bench import figures, promises, serving
from scripts.bench.figures import Run
from scripts.bench.version import ROOT

RESULTS: Final = ROOT / "var" / "bench" / "results.json"
WRITTEN: Final = ROOT / "docs" / "performance.md"

# What is measured; where something in it is not committed, the commit has a plus.
_CODE: Final = ("api", "directory", "scripts/bench", "templates")


# --- What was measured -----------------------------------------------------------------------------------------


def machine(database: str, address: str) -> dict[str, Any]:
    """Where and when this is measured."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    if database == "postgres":
        with psycopg.connect(address) as connection:
            ((version,),) = connection.execute("SHOW server_version").fetchall()
        version = str(version).split()[0]
    else:
        version = sqlite3.sqlite_version
    return {
        "cores": os.cpu_count(),
        "memory": round(memory),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "database": f"{figures.NAMES[database]} {version}",
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        "commit": f"{_git('rev-parse', '--short', 'HEAD')}{'+' if _git('status', '--porcelain', *_CODE) else ''}",
    }


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown"
    )


def keep(database: str, size: int, found: Run) -> None:
    """Keep what was found, in place of what was found before in the same parts."""
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    name = f"{database} {size}"
    known = kept.get(name, {})
    when = f"{found['machine']['date']} at {found['machine']['commit']}"
    dates = {**known.get("dates", {}), **{part: when for part in ("cases", "http") if part in found}}
    kept[name] = {**known, **found, "of": database, "size": size, "dates": dates}
    RESULTS.write_text(json.dumps(kept, indent=1))


def results() -> list[Run]:
    """All runs, by database and size."""
    kept: dict[str, Run] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    return sorted(kept.values(), key=lambda run: (run["of"] != "sqlite", run["size"]))


# --- How it is told --------------------------------------------------------------------------------------------


def table(runs: Iterable[Run]) -> str:
    """The cases of all runs, as the command prints them."""
    return "\n".join(line for run in runs for line in (f"\n{figures.title(run)}", *_cases(run)))


def write() -> None:
    """Write docs/performance.md anew."""
    runs = results()
    WRITTEN.write_text("\n".join([*_beginning(runs), *_body(runs), ""]))
    print(f"Written: {WRITTEN.relative_to(ROOT)}")


def _beginning(runs: Sequence[Run]) -> Iterator[str]:
    yield "# Performance"
    yield ""
    yield (
        "Written by `make bench` from what it measured; not to be edited. Each size and database is measured by itself,"
        " so that the lines may be of several days. A plus says that not all of the code was committed."
    )
    yield ""
    yield from _rows(
        (
            "",
            "profiles",
            "on the public shelf",
            "loaded, profiles a second",
            "Python",
            "cores, memory",
            "in one process at, of commit",
            "over HTTP at, of commit",
        ),
        [
            (
                run["machine"]["database"],
                f"{run['size']:,}",
                f"{run['loaded']['public']:,}",
                f"{run['loaded']['rate']:,.0f}",
                run["machine"]["python"],
                f"{run['machine']['cores']}, {run['machine']['memory']} GB",
                run["dates"].get("cases", "–"),
                run["dates"].get("http", "–"),
            )
            for run in runs
        ],
    )
    processors = sorted({f"{run['machine']['processor']}, {run['machine']['system']}" for run in runs})
    yield ""
    yield f"Processor: {'; '.join(processors)}."
    yield ""
    yield (
        "The profiles are made up: few roles and regions hold most of them, texts are 40 to 80 made-up words of 8,000"
        " of which few are frequent, 60 % are public, and “circles” is on a quarter of the cards. They come onto the"
        " shelves by `publish_many`, 5,000 in a transaction. PostgreSQL runs on the same machine over a socket, without"
        " waiting for the disk (`fsync` off) and with 256 MB of shared buffers, unless a server was named."
    )


def _body(runs: Sequence[Run]) -> Iterator[str]:
    measured = [run for run in runs if "cases" in run]
    served = [run for run in runs if "http" in run]
    yield "\n## What was promised\n"
    verdicts = list(promises.verdicts(runs))
    yield from _rows(("promise", "where", "measured", ""), verdicts)
    if reasons := list(promises.reasons(verdicts)):
        yield "\nWhy some do not hold:\n"
        yield from (f"- {reason}" for reason in reasons)
    yield from _one_process(measured)
    yield from _growth(measured)
    if served:
        yield from _over_http(served)
    yield from _profiles(measured)


_HOW: Final = """
Milliseconds, server side, cards included: the domain's functions as pages and API call them, as nobody in particular,
in one process. *Plain SQL* is what one would write by hand for the same page over the same cards, in `sqlite3` or
`psycopg` alone, on the same database, in the same run and in turns with ours: own tables (`scripts/bench/plain.py`)
with a composite index in the list's order, a table of terms by card with an index, FTS5 with Porter's stemmer and
prefixes or a `tsvector` with GIN. It fetches the rows of the page and counts nothing beside them: texts are the 20
best by bm25 or `ts_rank`, filters an EXISTS each along the list's index, facets one GROUP BY each, peers a self-join by
common terms. Ours always counts what it found. Plain SQL knows no members' shelf, no exclusions, no versions and no
corrections. Publication and withdrawal change one shelf there and two here. For correction neither database has
anything without an extension. *Memory* is the most that one repetition held beyond what the process held before.
"""


def _one_process(runs: Sequence[Run]) -> Iterator[str]:
    yield "\n## In one process"
    yield _HOW
    for run in runs:
        yield f"### {figures.title(run)}\n"
        yield from _cases(run)
        memory = run["memory"]
        if memory["before"] is not None:
            yield ""
            yield (
                f"The process held {memory['before']:.0f} MB before the first question and {memory['after']:.0f} MB"
                f" after the last; the stored bitmaps of the public shelf are {memory['bitmaps']:.1f} MB."
            )
        yield "\nWhere something is kept in memory, the first request pays for it:\n"
        yield from _cold(run)
        yield ""


def _cases(run: Run) -> Iterator[str]:
    header = (
        "",
        "found",
        "p50",
        "p95",
        "plain p50",
        "plain p95",
        "ratio",
        "difference",
        "queries",
        "memory, MB",
    )
    return _rows(header, [_case(case) for case in run.get("cases", ())])


def _case(case: Run) -> tuple[str, ...]:
    ours, plain = case["ours"], case["plain"]
    compared = (
        (
            figures.ms(plain["p50"]),
            figures.ms(plain["p95"]),
            f"{ours['p50'] / plain['p50']:.1f}×",
            figures.signed(ours["p50"] - plain["p50"]),
        )
        if plain
        else ("–",) * 4
    )
    found = "" if case["found"] is None else f"{case['found']:,}"
    memory = "–" if case["memory"] is None else f"{case['memory']:.1f}"
    return (
        case["name"],
        found,
        figures.ms(ours["p50"]),
        figures.ms(ours["p95"]),
        *compared,
        str(case["queries"]),
        memory,
    )


def _cold(run: Run) -> Iterator[str]:
    steps = ("first of a fresh worker", "first after a publication", "the next one")
    questions = list(dict.fromkeys(name.partition(": ")[0] for name in run["cold"]))
    return _rows(
        ("ms", *steps),
        [(name, *(figures.ms(run["cold"][f"{name}: {step}"]) for step in steps)) for name in questions],
    )


def _growth(runs: Sequence[Run]) -> Iterator[str]:
    yield "## How cost grows"
    for database, name in figures.NAMES.items():
        some = [run for run in runs if run["of"] == database]
        if not some:
            continue
        yield f"\n{name}, p50 in ms, by profiles:\n"
        names = [case["name"] for case in some[-1]["cases"]]
        yield from _rows(
            ("", *(f"{run['size']:,}" for run in some)),
            [(case, *(figures.ms(figures.p50(run, case)) for run in some)) for case in names],
        )
        largest = some[-1]
        yield f"\n{name}, {largest['size']:,} profiles, by terms: of the facet counted, and asked for at once:\n"
        yield from _rows(
            (
                "",
                "found",
                "p50",
                "p95",
                "plain p50",
                "plain p95",
                "ratio",
                "difference",
                "queries",
                "memory, MB",
            ),
            [_case(case) for case in largest["terms"]],
        )


_HTTP: Final = """
granian with two workers of one blocking thread each, as `make run` starts one, `DEBUG` off, no limit on requests,
{connections} connections that stay open ({few} where one answer takes more than {slow} s), each asking again as soon
as it is answered, {seconds:.0f} seconds; of {rounds} such rounds, each on new connections, the middle one counts.
Whoever asks runs on the same cores. *Emptiest view* is `/healthz`, which passes all middleware and asks the database
nothing. *No answers kept* is the API without the answers that a worker keeps in memory while the public shelf stands
still (`API_ANSWERS_KEPT`). Datasette 0.65 serves the public cards from a file of its own (immutable and inspected,
suggested facets off, FTS5 over the same texts, indexes on what it sorts and counts by) in two processes on two ports,
since one is one loop: the load is split evenly. The search is “circles”, the facets are role, region and practice, 20
cards a page; both find equally many cards, or the bench stops. Practices are a list in one column there, which is what
its counts of them (`_facet_array`) take longest for.
"""


def _over_http(runs: Sequence[Run]) -> Iterator[str]:
    yield "\n## Over HTTP"
    yield _HTTP.format(
        connections=serving.CONNECTIONS,
        few=serving.FEW_CONNECTIONS,
        slow=serving.SLOW,
        seconds=serving.SECONDS,
        rounds=serving.ROUNDS,
    )
    for run in runs:
        yield f"### {figures.title(run)}\n"
        rows = [
            (
                how,
                what,
                f"{one['rate']:,.0f}",
                figures.ms(one["times"]["p50"]),
                figures.ms(one["times"]["p95"]),
                f"{one['size'] / 1000:.1f}",
                figures.times(served["emptiest view"]["rate"], one["rate"])
                if "emptiest view" in served
                else "",
            )
            for how, served in run["http"].items()
            for what, one in served.items()
        ]
        yield from _rows(
            ("", "", "answers a second", "p50, ms", "p95, ms", "kB", "cost in emptiest views"), rows
        )
        yield "\nTimes as many answers a second as Datasette:\n"
        theirs = run["http"]["datasette"]
        yield from _rows(
            ("", *theirs),
            [
                (
                    how,
                    *(figures.times(run["http"][how][what]["rate"], theirs[what]["rate"]) for what in theirs),
                )
                for how in promises.HOWS
            ],
        )
        one, two = run["http"]["no answers kept, one worker"], run["http"]["no answers kept"]
        grown = ", ".join(f"{what} {figures.times(two[what]['rate'], one[what]['rate'])}" for what in one)
        yield f"\nTwo workers bear this many times what one does: {grown}.\n"


def _profiles(runs: Sequence[Run]) -> Iterator[str]:
    yield "## Where the time goes"
    yield (
        "\nRequests to the WSGI application in one process, no answers kept, under cProfile, which makes every call"
        " dearer: milliseconds a request. Our own functions with all that they call, then whatever takes longest alone."
    )
    for run in [largest for name in figures.NAMES if (largest := _largest(runs, name))]:
        for path, lines in run["profiles"].items():
            for by, header in (("within", "with what it calls"), ("own", "alone")):
                yield f"\n{figures.title(run)}: {path}, {header}\n"
                yield from _rows(
                    ("function", "calls", "ms"),
                    [
                        (f"`{line['function']}`", f"{line['calls']:.0f}", figures.ms(line[by]))
                        for line in lines
                        if line["by"] == by
                    ],
                )


# --- Promises --------------------------------------------------------------------------------------------------


def _largest(runs: Sequence[Run], database: str) -> Run | None:
    return max((run for run in runs if run["of"] == database), key=lambda run: int(run["size"]), default=None)


def _rows(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'|'.join('---:' if at else '---' for at in range(len(header)))}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"
