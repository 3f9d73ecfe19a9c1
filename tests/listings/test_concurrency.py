"""Truth under concurrency: processes and threads that publish and read at the same moment, on a real database."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from directory.listings import checking, postings, publishing
from directory.listings.models import tables_of
from directory.listings.readers import ANYONE, Reader
from directory.profiles import publication
from directory.vocabulary import terms
from tests.cast import BEN, account, listed, moderator
from tests.listings import other_process
from tests.listings.conftest import MEMBER
from tests.listings.numbered import (
    QUESTIONS,
    SHY,
    STEADY,
    Feed,
    Question,
    cards_of,
    feed_from_the_start,
    handle_of,
    may_see,
    number_of,
)
from tests.listings.other_process import (
    GONE,
    LEAVING,
    THERE,
    Other,
    Record,
    look,
    publish_at_random,
    swap,
    watch,
)

pytestmark = pytest.mark.django_db(transaction=True)

STANDING = 40
MOST_CYCLES = 1_000


@pytest.fixture(scope="module")
def two_processes(django_db_setup: None) -> Iterator[list[Other]]:
    """Two more workers, started once: each of them is told what to do."""
    with ExitStack() as stack:
        yield [stack.enter_context(other_process.other_process()) for _ in range(2)]


@pytest.fixture
def others(two_processes: list[Other]) -> list[Other]:
    """The two, knowing nothing of the tests before."""
    for other in two_processes:
        other.ask(other_process.forget)
    return two_processes


@pytest.fixture(autouse=True)
def small_chunks_and_nothing_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few cards lie in several chunks, here as in the other processes."""
    monkeypatch.setattr(postings, "CHUNK", other_process.CHUNK)
    monkeypatch.setattr(postings, "_held", {})
    terms.forget()  # another test may have read another vocabulary; the other processes read this one


def put(numbers: range) -> None:
    publishing.publish_many({handle_of(number): cards_of(number) for number in numbers})


class Publisher:
    """Publishes, updates and withdraws at full speed; the record says what has returned."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.first, self.next = STEADY, STANDING
        put(range(self.next))
        record.mark(range(self.next), THERE)

    def come(self) -> None:
        publishing.publish(handle_of(self.next), cards_of(self.next))
        self.record.mark([self.next], THERE)
        self.next += 1

    def go(self) -> None:
        self.record.mark([self.first], LEAVING)
        publishing.unlist(handle_of(self.first))
        self.record.mark([self.first], GONE)
        self.first += 1

    def change(self, number: int, word: str) -> None:
        publishing.publish(handle_of(number), cards_of(number, word))

    def swap(self) -> None:
        """The first one leaves as the next one comes."""
        self.record.mark([self.first], LEAVING)
        swap(self.first, self.next)
        self.record.mark([self.first], GONE)
        self.record.mark([self.next], THERE)
        self.first, self.next = self.first + 1, self.next + 1

    def run(self, watchers: int, cycles: int, rounds: int) -> None:
        """So many cycles, and on until everyone who watches has made their rounds."""
        for cycle in range(MOST_CYCLES):
            if cycle >= cycles and self.record.rounds(watchers) >= rounds:
                return
            self.come()
            self.go()
            self.change(self.next - 1, f"word{cycle}")
            self.swap()
            self.change(STEADY - 1, f"word{cycle}")
        pytest.fail(f"the watchers were too slow: {self.record.rounds(watchers)} rounds")


def test_two_other_processes_see_nothing_wrong_while_one_publishes(
    others: list[Other], tmp_path: Path
) -> None:
    """No card after its withdrawal, none missing, no count beside its list, no error: whatever is asked."""
    path = tmp_path / "record"
    record = Record(path)
    publisher = Publisher(record)
    for place, other in enumerate(others):
        other.tell(watch, path, place)
    try:
        publisher.run(len(others), cycles=20, rounds=8)
    finally:
        record.done()
        rounds = [other.answer() for other in others]
    assert min(rounds) > 8


def test_threads_see_nothing_wrong_while_one_publishes(tmp_path: Path) -> None:
    """What is in memory is shared by all threads: none finds it half changed."""

    def watch_in_thread(place: int) -> int:
        try:
            return watch(path, place)
        finally:
            connection.close()

    path = tmp_path / "record"
    record = Record(path)
    publisher = Publisher(record)
    often = sys.getswitchinterval()
    sys.setswitchinterval(often / 20)
    try:
        with ThreadPoolExecutor(4) as threads:
            watching = [threads.submit(watch_in_thread, place) for place in range(4)]
            try:
                publisher.run(len(watching), cycles=10, rounds=4)
            finally:
                record.done()
        rounds = [future.result() for future in watching]
    finally:
        sys.setswitchinterval(often)
    assert min(rounds) > 4


def test_a_question_is_answered_as_of_one_moment(others: list[Other]) -> None:
    """Before every statement of every question another process takes a card off the shelf and puts one on it."""
    publisher, size = others[0], 2 * STEADY
    put(range(size))
    moves = 0

    def publish_first(execute: Callable[..., Any], *statement: Any) -> Any:
        nonlocal moves
        publisher.ask(swap, STEADY + moves, size + moves)
        moves += 1
        return execute(*statement)

    from_the_start = Question("the changes feed", feed_from_the_start)
    for question in (*QUESTIONS, from_the_start):
        begun, one = moves, size + moves + 1
        with connection.execute_wrapper(publish_first):
            seen = question.ask(SHY, one)
        possible = [
            {
                number
                for number in chain(range(STEADY), range(STEADY + moved, size + moved))
                if may_see(SHY, number) and question.fits(number, one)
            }
            for moved in range(begun, moves + 1)
        ]
        assert moves > begun, question.name
        assert len(set(seen)) == len(seen), question.name
        assert set(seen) in possible, question.name


def test_a_worker_that_missed_changes_loads_only_those(others: list[Other]) -> None:
    """It knew the shelf at one version; twenty publications later it reads the rows that these changed, no others."""
    put(range(STANDING))
    worker, publisher = others
    for reader in (ANYONE, MEMBER):
        stored = tables_of(reader.audience).postings
        assert worker.ask(look, reader) == (visible(reader, range(STANDING)), stored.count())
        assert worker.ask(look, reader) == (visible(reader, range(STANDING)), 0)
    version = {reader: newest_version(reader) for reader in (ANYONE, MEMBER)}
    # As numbers come and go, so do ids: at one end and the other, and chunks in the middle stay as they are.
    for number in range(10):
        publisher.ask(swap, number, STANDING + number)
    for number in range(20, 25):
        publishing.publish(handle_of(number), cards_of(number, "again"))
        publishing.unlist(handle_of(number))
    there = [*range(10, 20), *range(25, STANDING + 10)]
    for reader in (ANYONE, MEMBER):
        stored = tables_of(reader.audience).postings
        changed = stored.filter(version__gt=version[reader]).count()
        assert 0 < changed < stored.count()
        assert worker.ask(look, reader) == (visible(reader, there), changed)
        assert worker.ask(look, reader) == (visible(reader, there), 0)


def visible(reader: Reader, numbers: range | list[int]) -> list[int]:
    return [number for number in numbers if may_see(reader, number)]


def newest_version(reader: Reader) -> int:
    versions = tables_of(reader.audience).postings.order_by("-version").values_list("version", flat=True)
    return versions[0]


def test_two_who_publish_at_once_lose_nothing_and_the_feed_skips_nothing(others: list[Other]) -> None:
    """Each has cards of its own, and three profiles are changed by both; a third follows the feed all the while."""
    mo = moderator("mo")
    shared = [
        listed(account(name), {**BEN, "display_name": name.title(), "audience": audience}, by=mo).pk
        for name, audience in (("kim", "members"), ("lee", "public"), ("pat", "public"))
    ]
    feeds = [Feed(reader) for reader in (ANYONE, MEMBER)]
    for seed, other in enumerate(others, 1):
        other.tell(publish_at_random, seed, 60, shared)
    while not all(other.has_answered for other in others):
        for feed in feeds:
            feed.follow()
    published = [other.answer() for other in others]
    for feed in feeds:
        feed.follow()
        tables = tables_of(feed.reader.audience)
        # Each line once, in the order in which they were written; and by them one has exactly what is there.
        assert feed.lines == list(tables.changes.order_by("pk").values_list("kind", "handle"))
        assert feed.standing == set(tables.listings.values_list("handle", flat=True))
        for done in published:
            its = {handle for _, handle in done.lines}
            visible_lines = [line for line in done.lines if may_see(feed.reader, number_of(line[1]))]
            assert [line for line in feed.lines if line[1] in its] == visible_lines
    expected = chain(publication._all_listed(), *(done.cards().items() for done in published))
    assert list(checking.differences(expected)) == []
