"""What runs now and takes long: how far it is, for the page of those who wait for it.

Work is done in one process, mostly in one transaction, and read about in others: so how far it is stands in the
cache that all processes share, not in a table that nobody sees into before the commit. Kept are the name of the
work, numbers, times and who answers for it, by id: nothing of what is worked on.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from time import monotonic
from typing import Any, Final, Self, TextIO
from uuid import UUID

from django.core.cache import cache
from django.utils import timezone

from directory.audit.log import SYSTEM
from directory.audit.terminal import Line

# So often it is written down, in seconds: a page cannot show more, and more would slow the work.
EVERY: Final = 1.0
# Nothing heard for so long means that it may have died. The longest step that tells nothing takes less.
SILENT_AFTER: Final = timedelta(minutes=2)
# How long it is remembered, in seconds: an hour after it ended well, for then there is nothing to do about it; what
# failed, was stopped or fell silent stays for a week, or until work of the same kind begins anew.
_ENDED_WELL_KEPT: Final = 3600
_OTHERWISE_KEPT: Final = 7 * 24 * 3600


class Work(StrEnum):
    """The work that tells how far it is, by the name of its command; of one kind, what told last is known."""

    IMPORT_PROFILES = "import_profiles"
    REBUILD_LISTINGS = "rebuild_listings"
    CHECK_LISTINGS = "check_listings"
    LOAD_VOCABULARY = "load_vocabulary"
    SEED_DEMO = "seed_demo"


class End(StrEnum):
    """How work ended: all of it done, by an error, or because whoever started it stopped it."""

    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Run:
    """One work as it told last. ``total`` is None where nobody can know; ``by`` an id, or ``SYSTEM``."""

    work: Work
    done: int
    total: int | None
    by: str
    started: datetime
    heard: datetime
    end: End | None = None

    @property
    def is_silent(self) -> bool:
        """Whether it should be running and has told nothing for so long that it may have died."""
        return self.end is None and timezone.now() - self.heard > SILENT_AFTER

    def as_kept(self) -> dict[str, Any]:
        """As it stands in the cache: plain values, so that another release can read them or leave them."""
        return {
            "done": self.done,
            "total": self.total,
            "by": self.by,
            "started": self.started,
            "heard": self.heard,
            "end": self.end.value if self.end else None,
        }

    @classmethod
    def from_kept(cls, work: Work, kept: Mapping[str, Any]) -> Self:
        """What ``as_kept`` made."""
        return cls(work=work, **{**kept, "end": End(kept["end"]) if kept["end"] else None})


def runs() -> list[Run]:
    """What runs, what ended well in the last hour, and what did not: one look into the cache, the latest begun first.

    Empty where the cache cannot be read: files that another user of the machine wrote must not close the desk. What
    another release wrote in another form is passed over.
    """
    try:
        kept = cache.get_many([_key(work) for work in Work])
    except Exception:  # noqa: BLE001 - each cache has its own errors, and none of them may close the desk
        return []
    found = [run for work in Work if _key(work) in kept and (run := _read(work, kept[_key(work)]))]
    return sorted(found, key=lambda run: run.started, reverse=True)


def _read(work: Work, kept: Mapping[str, Any]) -> Run | None:
    try:
        return Run.from_kept(work, kept)
    except (KeyError, TypeError, ValueError):
        return None


class Progress:
    """Told by the work how far it is, and tells the terminal and the cache, seldom enough to cost nothing."""

    def __init__(
        self,
        work: Work,
        total: int | None = None,
        *,
        by: UUID | str = SYSTEM,
        terminal: TextIO | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        now = timezone.now()
        self.run = Run(work, 0, total, str(by), now, now)
        self.line = Line(_TITLES[work], terminal, clock=clock)
        self._clock = clock
        self._kept_at = float("-inf")
        self.to(0)

    def to(self, done: int, total: int | None = None) -> None:
        """So much is done, of ``total`` if that is known by now."""
        total = self.run.total if total is None else total
        self.line.to(done, total)
        now = self._clock()
        self.run = self._changed(done, total)
        if now - self._kept_at >= EVERY:
            self._kept_at = now
            self._keep(_OTHERWISE_KEPT)

    def close(self, end: End) -> None:
        """It ended so; the numbers stay as they were told last."""
        self.line.close()
        self.run = self._changed(self.run.done, self.run.total, end)
        self._keep(_ENDED_WELL_KEPT if end is End.DONE else _OTHERWISE_KEPT)

    def _changed(self, done: int, total: int | None, end: End | None = None) -> Run:
        run = self.run
        return Run(run.work, done, total, run.by, run.started, timezone.now(), end)

    def _keep(self, seconds: int) -> None:
        try:
            cache.set(_key(self.run.work), self.run.as_kept(), seconds)
        except Exception:  # noqa: BLE001 - each cache has its own errors
            # The page will not know; the work must not fail for that.
            return


@contextmanager
def under_way(
    work: Work, total: int | None = None, *, by: UUID | str = SYSTEM, terminal: TextIO | None = None
) -> Iterator[Progress]:
    """Inside, the work is known to run, and afterwards how it ended. Nothing is told to a ``terminal`` of None."""
    progress = Progress(work, total, by=by, terminal=terminal)
    end = End.FAILED
    try:
        yield progress
        end = End.DONE
    except KeyboardInterrupt:
        end = End.STOPPED
        raise
    finally:
        progress.close(end)


def _key(work: Work) -> str:
    return f"progress:{work.value}"


_TITLES: Final[Mapping[Work, str]] = {
    Work.IMPORT_PROFILES: "Importing profiles",
    Work.REBUILD_LISTINGS: "Rebuilding listings",
    Work.CHECK_LISTINGS: "Checking listings",
    Work.LOAD_VOCABULARY: "Making cards anew",
    Work.SEED_DEMO: "Making the demo",
}
