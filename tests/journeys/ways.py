"""The ways in which a journey is made: on which screen, in which theme, with a script or without, by which hands.

Six ways hold every pair of such choices (a dark page without a script, the keyboard on a tablet, …), though not all
24 combinations of them: what fails, fails of one thing or of two that meet.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page

from tests.hands import Hands, Keyboard, Pointer


@dataclass(frozen=True, slots=True)
class Way:
    """One way."""

    width: int
    theme: str
    script: bool
    by_keyboard: bool

    @property
    def name(self) -> str:
        """How the tests are called."""
        return "-".join(
            (
                str(self.width),
                self.theme,
                "script" if self.script else "no-script",
                "keyboard" if self.by_keyboard else "pointer",
            )
        )

    @property
    def is_narrow(self) -> bool:
        """Whether the page stands in one column, and the filters in a sheet."""
        return self.width < 1000


WAYS: Final = (
    Way(360, "light", script=True, by_keyboard=False),
    Way(360, "dark", script=False, by_keyboard=True),
    Way(768, "light", script=False, by_keyboard=True),
    Way(768, "dark", script=True, by_keyboard=False),
    Way(1440, "light", script=False, by_keyboard=False),
    Way(1440, "dark", script=True, by_keyboard=True),
)

# ``arrive("ben")``: Ben's page and hands.
type Arrive = Callable[[str], tuple[Page, Hands]]


def hands_at(page: Page, way: Way) -> Hands:
    """Whoever works this page."""
    return Keyboard(page) if way.by_keyboard else Pointer()
