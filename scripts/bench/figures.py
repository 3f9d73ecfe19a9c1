"""One measured database as its figures, and how a figure is written."""

from collections.abc import Mapping
from typing import Any, Final

NAMES: Final = {"sqlite": "SQLite", "postgres": "PostgreSQL"}

type Run = Mapping[str, Any]


def p50(run: Run, name: str, of: str = "ours") -> float:
    return next(
        (float(case[of]["p50"]) for case in run["cases"] if case["name"] == name and case[of]), float("nan")
    )


def title(run: Run) -> str:
    return f"{NAMES[run['of']]}, {run['size']:,} profiles"


def ms(milliseconds: float) -> str:
    return f"{milliseconds:.2f}" if milliseconds < 10 else f"{milliseconds:,.1f}"


def signed(milliseconds: float) -> str:
    return f"{'+' if milliseconds >= 0 else '−'}{ms(abs(milliseconds))}"


def times(one: float, other: float) -> str:
    return f"{one / other:.1f}×"
