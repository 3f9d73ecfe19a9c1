"""A worker of its own: how long the first request takes in it, and the first one after something was published.

``main`` says ``ready`` once everything is imported, then for each line it reads (the name of a question, or words) how
many milliseconds that took. ``Worker`` is the other end.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter
from typing import Final

from django.core.wsgi import get_wsgi_application

from directory.listings import search
from directory.listings.readers import ANYONE
from directory.listings.search import Query
from scripts.bench.version import IN_DJANGO, ROOT

LIST: Final = "list"
FACETS: Final = "facets"


class Worker:
    """Asks a fresh process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def milliseconds(self, question: str) -> float:
        """How long ``question`` took there: LIST, FACETS or words to search for."""
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the fresh worker has no pipes")
        self.process.stdin.write(f"{question}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


@contextmanager
def worker(environment: Mapping[str, str]) -> Iterator[Worker]:
    """A process that has imported everything and asked nothing."""
    command = [sys.executable, "-c", IN_DJANGO.format(module="fresh")]
    with subprocess.Popen(
        command, cwd=ROOT, env=dict(environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdout is None or process.stdout.readline() != "ready\n":
            raise RuntimeError("the fresh worker did not come up")
        try:
            yield Worker(process)
        finally:
            process.terminate()


def main() -> None:
    """Answer questions until there are no more."""
    get_wsgi_application().load_middleware()  # imports what a server has imported before its first request
    queries = {LIST: Query(), FACETS: Query(facets=search.FACETS)}
    print("ready", flush=True)
    for line in sys.stdin:
        question = line.strip()
        query = queries.get(question) or Query(q=question)
        begun = perf_counter()
        search.search(ANYONE, query)
        print((perf_counter() - begun) * 1000, flush=True)
