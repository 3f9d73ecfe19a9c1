"""The colours of the stylesheet are far enough apart to read, light and dark."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "static" / "css" / "site.css").read_text()
COLOURS = dict(re.findall(r"--([a-z0-9-]+): light-dark\((#\w{6}, #\w{6})\)", CSS))
GROUNDS = ("ground", "raised", "sunken")

# WCAG 2.2: 1.4.3 asks 4.5 of words, 1.4.11 asks 3 of the edges of what can be used.
WORDS = [
    *((ink, ground) for ink in ("ink", "ink-soft", "link", "bad", "warn", "good") for ground in GROUNDS),
    *(
        (ink, ground)
        for ink in ("ink", "ink-soft", "link")
        for ground in ("accent-soft", "good-ground", "warn-ground")
    ),
    ("ink", "bad-ground"),
    ("bad", "bad-ground"),
    ("warn", "warn-ground"),
    ("good", "good-ground"),
    ("ink", "mark"),
    ("ink", "added"),
    ("ink", "removed"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-hover"),
]
EDGES = [(edge, ground) for edge in ("line-strong", "focus", "accent") for ground in GROUNDS]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, 0 to 1."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [*((front, back, 4.5) for front, back in WORDS), *((front, back, 3.0) for front, back in EDGES)],
)
def test_colours_are_far_enough_apart(front: str, back: str, least: float, theme: int) -> None:
    assert contrast(COLOURS[front].split(", ")[theme], COLOURS[back].split(", ")[theme]) >= least
