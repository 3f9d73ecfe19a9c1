"""One database, in a process of its own, whose settings are in the environment.

What was found goes to standard output as JSON, how far it is to standard error.
"""

import cProfile
import io
import json
import os
import pstats
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client, RequestFactory

from directory.accounts.models import User
from directory.listings import publishing
from scripts.bench import cases, fresh, loading, serving
from scripts.bench.crowd import COMMON
from scripts.bench.plain import Plain, beside_django
from scripts.bench.version import ROOT

MEMBER: Final = "ben@bench.invalid"
PUBLICATIONS: Final = 10
PROFILED: Final = 100
LINES_OF_PROFILE: Final = 12
FACETS_PARAMETER: Final = "role,region,practice"
LIST: Final = "/api/v1/allies/"
SEARCH: Final = f"{LIST}?q={COMMON}&facets={FACETS_PARAMETER}"
PAGE: Final = f"/allies/?q={COMMON}"
EMPTIEST: Final = "/healthz"
_OWN_CODE: Final = re.compile(r"^(api|directory)/")


def load(size: int) -> dict[str, Any]:
    """Fill the database unless it is there; what stands in it."""
    with beside_django() as plain:
        known = loading.found(plain)
        reused = known is not None
        if known is None:
            # The only one of the cast whom anyone may see, and of whom plain SQL knows nothing.
            publishing.unlist("ana")
            known = loading.load(size, plain)
        User.objects.filter(email="ben@demo.invalid").update(email=MEMBER)
        return {**asdict(known), "rate": known.rate, "reused": reused}


# --- In one process --------------------------------------------------------------------------------------------


def measure(_: int) -> dict[str, Any]:
    """Every case, cold reads, memory and where the time goes."""
    memory = {"before": cases.held_megabytes()}
    with beside_django() as plain:
        cold = _cold(plain)
        asked = cases.Questions(plain)
        measured = [_told(cases.measure(case)) for case in cases.every_case(plain, asked)]
        memory["after"] = cases.held_megabytes()
        terms = [_told(cases.measure(case)) for case in cases.by_terms(plain, asked)]
        memory["bitmaps"] = _bitmaps()
    return {
        "cases": measured,
        "terms": terms,
        "cold": cold,
        "memory": memory,
        "profiles": {
            "list": profile(LIST),
            "search, common word": profile(f"{LIST}?q={COMMON}"),
            "search page": profile(PAGE, times=20),
        },
    }


def _told(measured: cases.Measured) -> dict[str, Any]:
    plain = f"{measured.plain.p50:9.2f}" if measured.plain else "        –"
    print(f"  {measured.name:<28}{measured.ours.p50:9.2f} ms {plain} ms plainly", file=sys.stderr)
    return measured.as_json()


def _cold(plain: Plain) -> dict[str, float]:
    """Milliseconds of the first requests of a worker, and of the first after a publication elsewhere; medians."""
    asked = cases.Questions(plain)
    misspelt = asked.misspelt[0] if asked.misspelt else COMMON
    questions = {
        "list": fresh.LIST,
        "common word": COMMON,
        "all facets": fresh.FACETS,
        "correction": misspelt,
    }
    found: dict[str, float] = {}
    for name, question in questions.items():
        firsts = []
        for _ in range(3):
            with fresh.worker(os.environ) as worker:
                firsts.append(worker.milliseconds(question))
        found[f"{name}: first of a fresh worker"] = sorted(firsts)[1]
    person = asked.people[0]
    with fresh.worker(os.environ) as worker:
        for name, question in questions.items():
            worker.milliseconds(question)
            after, again = [], []
            for at in range(PUBLICATIONS):
                card = replace(person.card, headline=f"{person.card.headline} {asked.words[at]}")
                publishing.publish(card.handle, replace(person, card=card).cards)
                after.append(worker.milliseconds(question))
                again.append(worker.milliseconds(question))
            found[f"{name}: first after a publication"] = sorted(after)[PUBLICATIONS // 2]
            found[f"{name}: the next one"] = sorted(again)[PUBLICATIONS // 2]
    publishing.publish(person.card.handle, person.cards)
    return found


def _bitmaps() -> float:
    """Megabytes of the stored bitmaps of the public shelf, as they are serialised."""
    tables = [name for name in connection.introspection.table_names() if name.startswith("listings_public")]
    total = 0
    with connection.cursor() as cursor:
        for table in tables:
            columns = {
                column.name for column in connection.introspection.get_table_description(cursor, table)
            }
            if "ids" in columns:
                cursor.execute(f"SELECT coalesce(sum(length(ids)), 0) FROM {table}")  # noqa: S608
                total += cursor.fetchone()[0]
    return int(total) / 1_000_000


def profile(path: str, times: int = PROFILED) -> list[dict[str, Any]]:
    """Where the time goes in a request as a server makes it: the functions of ours that take longest.

    Milliseconds a request, with all that they call (``within``) and alone, under cProfile, which makes calls dearer.
    """
    application = get_wsgi_application()
    # As a server does, which keeps no environment between requests.
    environment = RequestFactory(SERVER_NAME="127.0.0.1").get(path).environ

    def start(*_: object) -> Callable[[bytes], object]:
        return len

    def answer() -> None:
        with closing(application({**environment, "wsgi.input": io.BytesIO()}, start)) as response:
            b"".join(response)

    for _ in range(3):
        answer()
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(times):
        answer()
    profiler.disable()
    return list(_lines(pstats.Stats(profiler), times))


def _lines(stats: pstats.Stats, times: int) -> Iterator[dict[str, Any]]:
    by_function: dict[tuple[str, int, str], Sequence[Any]] = stats.stats  # type: ignore[attr-defined]
    rows = []
    for (file, _, function), (_, calls, own, within, _) in by_function.items():
        path = file.removeprefix(f"{ROOT}/")
        named = f"{path}: {function}" if _OWN_CODE.match(path) else f"{Path(file).stem}: {function}"
        row = {
            "function": named if file != "~" else re.sub(r" at 0x[0-9a-f]+", "", function),
            "calls": calls / times,
            "within": within / times * 1000,
            "own": own / times * 1000,
        }
        rows.append((bool(_OWN_CODE.match(path)), row))
    ours = sorted((row for is_ours, row in rows if is_ours), key=lambda row: -row["within"])
    alone = sorted((row for _, row in rows), key=lambda row: -row["own"])
    yield from ({**row, "by": "within"} for row in ours[:LINES_OF_PROFILE])
    yield from ({**row, "by": "own"} for row in alone[:LINES_OF_PROFILE])


# --- Over HTTP -------------------------------------------------------------------------------------------------


def serve(size: int) -> dict[str, Any]:
    """What the servers bear: the directory with two workers and with one, and Datasette with the same rows."""
    client = Client()
    client.force_login(User.objects.get(email=MEMBER))
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    connection.close()
    asked = {
        "emptiest view": (EMPTIEST, ""),
        "list": (LIST, ""),
        "search": (f"{LIST}?q={COMMON}", ""),
        "search, three facets": (SEARCH, ""),
        "search page": (PAGE, ""),
        "list, signed in": (LIST, cookie),
        "search page, signed in": (PAGE, cookie),
    }
    file = ROOT / "var" / "bench" / f"datasette-{size}.sqlite3"
    with beside_django() as plain:
        serving.write_for_datasette(file, plain.all_in_order())
        ((all_of_them,),) = plain.run("SELECT count(*) FROM bench_card")
        due = {
            "list": all_of_them,
            "search": plain.count(COMMON),
            "search, three facets": plain.count(COMMON),
        }
    found: dict[str, Any] = {}
    with serving.directory(os.environ, workers=2) as port:
        counts = {name: serving.ask_once(port, asked[name][0])["count"] for name in due}
        if counts != due:
            raise cases.Disagreement(f"the directory finds {counts}, plain SQL {due}")
        found["as in production"] = _borne([port], asked)
    some = {name: asked[name] for name in ("emptiest view", "list", "search", "search, three facets")}
    with serving.directory(os.environ, workers=2, kept=0) as port:
        found["no answers kept"] = _borne([port], some)
    with serving.directory(os.environ, workers=1, kept=0) as port:
        found["no answers kept, one worker"] = _borne([port], some)
    paths = {
        name: (path.format(database=file.stem, word=COMMON), "")
        for name, path in serving.DATASETTE_PATHS.items()
    }
    with serving.datasette(file) as ports:
        for name, (path, _) in paths.items():
            answer = serving.ask_once(ports[0], path)
            if answer["filtered_table_rows_count"] != due[name] or answer.get("facets_timed_out"):
                raise cases.Disagreement(f"Datasette, {name}: {answer['filtered_table_rows_count']} rows")
        found["datasette"] = _borne(ports, paths)
    return {"http": found}


def _borne(ports: Sequence[int], asked: dict[str, tuple[str, str]]) -> dict[str, Any]:
    borne = {}
    for name, (path, cookie) in asked.items():
        borne[name] = asdict(serving.bear(ports, path, cookie=cookie))
        print(f"  {name:<28}{borne[name]['rate']:9.0f} a second", file=sys.stderr)
    return borne


WORK: Final[dict[str, Callable[[int], dict[str, Any]]]] = {"load": load, "measure": measure, "serve": serve}


def main() -> None:
    """``load``, ``measure`` or ``serve``, and the size."""
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name their files by what is in them
    print(json.dumps(WORK[sys.argv[1]](int(sys.argv[2]))))
