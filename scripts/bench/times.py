"""How long things took."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds, of so many repetitions."""

    p50: float
    p95: float
    repetitions: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Times":
        """The times in a list of seconds."""
        ordered = sorted(seconds)
        at95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        return cls(statistics.median(ordered) * 1000, at95 * 1000, len(ordered))
