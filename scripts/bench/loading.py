"""People on the shelves: cards, what is made of them and their postings, by ``publish_many`` as an import does it."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import batched, islice
from time import perf_counter
from typing import Final

from tqdm import tqdm

from directory.listings import publishing
from scripts.bench.crowd import Crowd, Person
from scripts.bench.plain import Plain
from scripts.bench.version import version_of_code

# In one transaction each.
BATCH: Final = 5_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was put on the shelves, with which code, and how quickly ``publish_many`` took it."""

    version: str
    people: int
    public: int
    seconds: float

    @property
    def rate(self) -> float:
        """People a second."""
        return self.people / self.seconds


def load(size: int, plain: Plain) -> Loaded:
    """Put ``size`` people on empty shelves and into the plain tables."""
    plain.make()
    seconds, free = 0.0, 1
    with tqdm(total=size, unit=" cards", desc="loading", mininterval=1) as progress:
        for people in batched(islice(Crowd().people(), size), BATCH):
            seconds += _publish(people)
            free = plain.add(people, free)
            progress.update(len(people))
    plain.finish()
    loaded = Loaded(version_of_code(), size, free - 1, seconds)
    plain.run("CREATE TABLE bench_loaded (said text)")
    plain.run("INSERT INTO bench_loaded VALUES (%s)", json.dumps(asdict(loaded)))
    if plain.vendor == "sqlite":
        plain.run("PRAGMA wal_checkpoint(TRUNCATE)")
    return loaded


def found(plain: Plain) -> Loaded | None:
    """What stands in this database, or None if that was never finished."""
    known = (
        "SELECT name FROM sqlite_master" if plain.vendor == "sqlite" else "SELECT tablename FROM pg_tables"
    )
    if ("bench_loaded",) not in plain.run(known):
        return None
    ((said,),) = plain.run("SELECT said FROM bench_loaded")
    return Loaded(**json.loads(said))


def _publish(people: Iterable[Person]) -> float:
    """Seconds that it took."""
    cards = {person.card.handle: person.cards for person in people}
    begun = perf_counter()
    publishing.publish_many(cards)
    return perf_counter() - begun
