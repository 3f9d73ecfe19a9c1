"""How far long work is, on the terminal where it was started."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final, TextIO

from tqdm import tqdm

# Into a file or a pipe goes a line so often, in seconds.
EVERY: Final = 10.0


class Line:
    """One line that stays in its place on a terminal; elsewhere a new line every ten seconds; without ``out``, none.

    It tells the work, how much of how much is done, how many a second, and how long it will still take.
    """

    def __init__(self, title: str, out: TextIO | None, *, clock: Callable[[], float] = monotonic) -> None:
        self.title = title
        self.out = out
        self._clock = clock
        self._began = self._told = clock()
        self._bar = (
            tqdm(desc=title, file=out, unit="", dynamic_ncols=True, leave=False) if _is_live(out) else None
        )

    def to(self, done: int, total: int | None) -> None:
        """So much is done, of ``total`` if that is known."""
        if self._bar is not None:
            self._bar.total = total
            self._bar.update(done - self._bar.n)
        elif self.out is not None and self._clock() - self._told >= EVERY:
            self._told = self._clock()
            self.out.write(f"{self._in_words(done, total, self._told - self._began)}\n")
            self.out.flush()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Out of the way while something else is written to the terminal."""
        if self._bar is None:
            yield
        else:
            with tqdm.external_write_mode():
                yield

    def close(self) -> None:
        """Leave the place to what is told at the end."""
        if self._bar is not None:
            self._bar.close()

    def _in_words(self, done: int, total: int | None, seconds: float) -> str:
        rate = done / seconds
        words = f"{self.title}: {done:,}" if total is None else f"{self.title}: {done:,} of {total:,}"
        words += f", {rate:,.0f} a second"
        if total is None or not rate:
            return words
        return f"{words}, {tqdm.format_interval(max(0, total - done) / rate)} left"


def _is_live(out: TextIO | None) -> bool:
    return out is not None and out.isatty()
