"""What is done and seen beside the tests' own process: a record of where each card stands, who watches that all answers
agree with it, and a process that takes part in all of it.
"""

import mmap
import os
import random
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from directory.listings import postings, publishing, shelves
from directory.listings.models import tables_of
from directory.listings.readers import ANYONE, Reader
from directory.profiles.editing import save
from directory.profiles.errors import IllegalMove, StaleVersion
from directory.profiles.lifecycle import move
from directory.profiles.models import Profile
from tests.listings.numbered import (
    PRACTICES,
    QUESTIONS,
    READERS,
    STEADY,
    Feed,
    Question,
    by_name,
    cards_of,
    handle_of,
    may_see,
    number_of,
    same,
    whole,
)

SECONDS_TO_ANSWER = 120
MOST_CARDS = 4_096
MOST_ROUNDS = 5_000
# Ids of a chunk: few, so that few cards lie in several.
CHUNK = 8

# --- The record --------------------------------------------------------------------------------------------

# Before its publication has returned, after it, since its withdrawal began, and since that returned.
AWAITED, THERE, LEAVING, GONE = range(4)
_HEAD = 16
_DONE = _HEAD - 1
_ENDED = 255


class Record:
    """Where each card stands, as the one who publishes tells everybody: a byte for each in shared memory.

    A byte only rises. So what it said before a question was asked was so during the whole of it, unless what it
    says afterwards is something else. In front stand the rounds of up to 15 who watch.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(_HEAD + MOST_CARDS))
        with path.open("r+b") as file:
            self._bytes = mmap.mmap(file.fileno(), 0)

    def mark(self, numbers: Iterator[int] | Sequence[int], state: int) -> None:
        for number in numbers:
            self._bytes[_HEAD + number] = state

    def states(self) -> bytes:
        return self._bytes[_HEAD:]

    def rounds(self, watchers: int) -> int:
        """How many rounds each of the watchers has made at least."""
        return min(self._bytes[:watchers])

    def count_round(self, watcher: int) -> None:
        self._bytes[watcher] = min(self._bytes[watcher] + 1, _ENDED - 1)

    def end(self, watcher: int) -> None:
        """Nobody waits for a watcher that failed."""
        self._bytes[watcher] = _ENDED

    @property
    def is_done(self) -> bool:
        return bool(self._bytes[_DONE])

    def done(self) -> None:
        self._bytes[_DONE] = 1


def judge(what: str, wanted: Callable[[int], bool], before: bytes, seen: Sequence[int], after: bytes) -> None:
    """Whether an answer can be right, between what the record said before it was asked for and after it came."""
    numbers = set(seen)
    same(len(numbers), len(seen), f"{what}: the cards and the different ones among them")
    for number in numbers:
        if not wanted(number):
            raise AssertionError(f"{what} shows {number}, which does not belong there")
        if before[number] == GONE:
            raise AssertionError(f"{what} shows {number}, whose withdrawal had returned")
    for number, (was, became) in enumerate(zip(before, after, strict=True)):
        if was == became == THERE and number not in numbers and wanted(number):
            raise AssertionError(f"{what} lacks {number}, whose publication had returned")


def watch(path: Path, place: int) -> int:
    """Ask everything, round after round, each time as another reader, until the record is done; how many rounds."""
    record = Record(path)
    feeds = {reader: Feed(reader) for reader in READERS}
    versions: dict[str, list[int]] = {}
    try:
        for number in range(MOST_ROUNDS):
            is_last = record.is_done
            reader = READERS[(number + place) % len(READERS)]
            _ask_everything(record, reader)
            before = record.states()
            feeds[reader].follow()
            standing = [*map(number_of, feeds[reader].standing)]
            # Who is excluded without a line of their own was always hidden.
            judge("the changes feed", partial(may_see, reader), before, standing, record.states())
            _same_version_same_answer(versions)
            record.count_round(place)
            if is_last:
                return number + 1
    finally:
        record.end(place)
    raise AssertionError("the record was never done")


def _ask_everything(record: Record, reader: Reader) -> None:
    for question in QUESTIONS:
        states = record.states()
        # Who left last, who is next, and who came last.
        ones = {states.rfind(GONE), states.find(THERE, STEADY), states.rfind(THERE)} - {-1}
        for one in ones if question.about_one else (-1,):
            before = record.states()
            seen = question.ask(reader, one)
            after = record.states()

            def wanted(number: int, question: Question = question, one: int = one) -> bool:
                return may_see(reader, number) and question.fits(number, one)

            judge(f"{question.name} for {reader}", wanted, before, seen, after)


def _same_version_same_answer(known: dict[str, list[int]]) -> None:
    """Between two looks at the same public version nothing can have been otherwise."""
    version = shelves.public_version()
    seen = whole(ANYONE)
    if shelves.public_version() == version:
        same(seen, known.setdefault(version, seen), "two lists under one public version")


# --- What another process may be told to do, beside watching -------------------------------------------------


def forget() -> None:
    """As if this worker had just started: the database is another one since the last test."""
    postings._held.clear()


def swap(number: int, other: int) -> None:
    """One off the shelf and another onto it, in one publication."""
    publishing.publish_many({handle_of(number): {}, handle_of(other): cards_of(other)})


def look(reader: Reader) -> tuple[list[int], int]:
    """The whole list, and how many rows of postings were read for it."""
    table = tables_of(reader.audience).posting._meta.db_table
    counting = "SELECT COUNT(*) FROM ("
    rows_read = 0

    def count(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:
        nonlocal rows_read
        if f'FROM "{table}"' in sql and not sql.startswith(counting):
            with connection.cursor() as cursor:
                cursor.execute(f"{counting}{sql}) AS those_read", parameters)
                rows_read += cursor.fetchone()[0]
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(count):
        numbers = by_name(reader, -1)
    return numbers, rows_read


@dataclass(slots=True)
class Published:
    """What somebody published: the lines the members' feed must have of it, and what stands there in the end."""

    lines: list[tuple[str, str]] = field(default_factory=list)
    words: dict[int, str] = field(default_factory=dict)

    def cards(self) -> dict[str, publishing.Cards]:
        return {handle_of(number): cards_of(number, word) for number, word in self.words.items()}


def publish_at_random(seed: int, times: int, shared: Sequence[UUID]) -> Published:
    """Publish, update and withdraw cards of one's own; every fourth time change a profile that others change too."""
    chance = random.Random(seed)
    own = range(seed * 100, seed * 100 + 12)
    done = Published()
    for time in range(times):
        some: dict[str, publishing.Cards] = {}
        for number in chance.sample(own, chance.choice((1, 1, 1, 3))):
            handle, word = handle_of(number), f"word{time}"
            if number in done.words and chance.random() < 0.5:
                some[handle], kind = {}, "unlisted"
                del done.words[number]
            else:
                some[handle], kind = cards_of(number, word), "updated" if number in done.words else "listed"
                done.words[number] = word
            done.lines.append((kind, handle))
        publishing.publish_many(some)
        if time % 4 == 0:
            profile = Profile.objects.select_related("owner").get(pk=shared[time // 4 % len(shared)])
            # Somebody else may just have done something to it.
            with suppress(IllegalMove, StaleVersion):
                _change(profile, chance)
    return done


def _change(profile: Profile, chance: random.Random) -> None:
    way = chance.choice(("practices", "practices", "pause", "resume"))
    if way == "practices":
        save(profile, {way: chance.sample(PRACTICES, 2)}, actor=profile.owner, version=profile.version)
    else:
        move(profile.pk, way, actor=profile.owner, version=profile.version)


# --- The process -------------------------------------------------------------------------------------------

_START = """
import sys, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[2]
django.setup()
from tests.listings.other_process import serve
serve(int(sys.argv[1]))
"""


class Other:
    """Another process: what it is told to do, and what it answers."""

    def __init__(self, ours: Connection) -> None:
        self._ours = ours
        self._told = 0

    def tell(self, work: Callable[..., Any], *arguments: Any) -> None:
        """Let it do this; the answer is fetched later."""
        self._told += 1
        self._ours.send((self._told, work, arguments))

    @property
    def has_answered(self) -> bool:
        return self._ours.poll()

    def answer(self) -> Any:
        """What came of what it was told last."""
        answered = went_well = answer = None
        while answered != self._told:
            if not self._ours.poll(SECONDS_TO_ANSWER):
                raise TimeoutError(f"no answer within {SECONDS_TO_ANSWER} seconds")
            # A test that failed may have left the answer before.
            answered, went_well, answer = self._ours.recv()
        if not went_well:
            raise AssertionError(f"in the other process:\n{answer}")
        return answer

    def ask(self, work: Callable[..., Any], *arguments: Any) -> Any:
        self.tell(work, *arguments)
        return self.answer()


@contextmanager
def other_process() -> Iterator[Other]:
    """Another process on the test database, with the settings of production, until the end."""
    ours, theirs = Pipe()
    handed_on = theirs.fileno()
    environment: Mapping[str, str] = {**os.environ, "DJANGO_SETTINGS_MODULE": "directory.settings"}
    command = [sys.executable, "-c", _START, str(handed_on), str(connection.settings_dict["NAME"])]
    with subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, pass_fds=[handed_on]) as process:
        theirs.close()
        try:
            with closing(ours):
                yield Other(ours)
            # It ends by itself when nobody is there to tell it anything.
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
        finally:
            process.kill()


def serve(handed_on: int) -> None:
    """Do what one is told, one after the other, until nobody is there any more."""
    postings.CHUNK = CHUNK
    with closing(Connection(handed_on)) as theirs, suppress(EOFError):
        while True:
            told, work, arguments = theirs.recv()
            try:
                went_well, answer = True, work(*arguments)
            except Exception:  # noqa: BLE001 - told to who asked
                went_well, answer = False, traceback.format_exc()
            finally:
                connection.close()
            theirs.send((told, went_well, answer))
