"""How a person works a page in the journeys: with a pointer, or with the keyboard alone.

Both know the same few verbs, so that a journey is written once. The keyboard uses only what a keyboard has (Tab, Enter,
Space, arrows, letters), and at each stop sees to it that the focus can be seen: that it is drawn, and that nothing
fixed to the screen lies over it (WCAG 2.4.7 and 2.4.11).
"""

from typing import Final, Protocol

from playwright.sync_api import Locator, Page

# More stops than that no page has.
MOST_STOPS: Final = 400

# What is wrong with the focus, in words; empty where it can be seen. A control may be drawn by its label or by what
# holds it, as boxes inside a frame are.
UNSEEN: Final = """() => {
    const at = document.activeElement;
    if (!at || at === document.body || at === document.documentElement) return 'nothing has the focus';
    const says = at.outerHTML.slice(0, 160);
    const drawn = (element, part) => {
        const style = getComputedStyle(element, part);
        const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
        const stroked = element instanceof SVGElement && style.stroke !== 'none' && parseFloat(style.strokeWidth) > 1;
        return outlined || style.boxShadow !== 'none' || stroked;
    };
    const above = [at.parentElement, at.parentElement?.parentElement, at.closest('li, svg')];
    const around = [at, ...(at.labels || []), ...above, at.nextElementSibling, ...at.querySelectorAll('*')];
    const parts = [undefined, '::before', '::after'];
    if (!around.some(element => element && parts.some(part => drawn(element, part)))) {
        return 'the focus is not drawn: ' + says;
    }
    const boxes = [...at.getClientRects()].filter(box => box.width && box.height);
    if (!boxes.length) return 'the focus has no place on the screen: ' + says;
    const seen = boxes.some(box => {
        const places = [0.1, 0.5, 0.9];
        return places.some(across => places.some(down => {
            const x = box.left + box.width * across, y = box.top + box.height * down;
            const top = document.elementFromPoint(x, y);
            const own = [at, ...(at.labels || [])];
            return top && (own.some(element => element.contains(top)) || top.contains(at));
        }));
    });
    return seen ? '' : 'the focus lies outside of the screen, or under something: ' + says;
}"""


class Hands(Protocol):
    """The verbs of a person at a page."""

    def press(self, wanted: Locator) -> None:
        """Follow a link, press a button, unfold what is folded."""

    def write(self, wanted: Locator, text: str) -> None:
        """Put this text into a box, in place of what stood there."""

    def tick(self, wanted: Locator) -> None:
        """Tick a box that is not ticked, or choose one of several."""

    def pick(self, wanted: Locator, label: str) -> None:
        """Choose from a list what begins with these words."""


class Pointer:
    """Somebody with a mouse or a finger."""

    def press(self, wanted: Locator) -> None:
        """Click it."""
        wanted.click()

    def write(self, wanted: Locator, text: str) -> None:
        """Click into the box and type."""
        wanted.fill(text)

    def tick(self, wanted: Locator) -> None:
        """Click it, where it is not ticked."""
        wanted.check()

    def pick(self, wanted: Locator, label: str) -> None:
        """Choose from the list."""
        wanted.select_option(label=label)


class Keyboard:
    """Somebody with a keyboard alone."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._keys = page.keyboard

    def press(self, wanted: Locator) -> None:
        """Go there and press Enter."""
        self.go_to(wanted)
        self._keys.press("Enter")

    def write(self, wanted: Locator, text: str) -> None:
        """Go there and type; what stood there is marked, so the first letter replaces it."""
        self.go_to(wanted)
        self._keys.press("ControlOrMeta+A")
        self._keys.type(text)

    def tick(self, wanted: Locator) -> None:
        """Go there and press Space; one of several is reached by arrows from the one that has the focus."""
        if wanted.is_checked():
            return
        if wanted.get_attribute("type") == "radio":
            self._choose(wanted)
        else:
            self.go_to(wanted)
            self._keys.press("Space")

    def pick(self, wanted: Locator, label: str) -> None:
        """Go there and type what the wanted one begins with."""
        self.go_to(wanted)
        self._keys.type(label)

    def go_to(self, wanted: Locator) -> None:
        """Press Tab until this has the focus. Each stop on the way can be seen."""
        wanted.wait_for(state="attached")
        for _ in range(MOST_STOPS):
            if _has_focus(wanted):
                return
            self._keys.press("Tab")
            if self._page.evaluate("document.activeElement === document.body"):
                continue  # the end of the page, where the browser's own bar begins
            unseen = self._page.evaluate(UNSEEN)
            assert not unseen, unseen
        raise AssertionError(f"the keyboard does not reach {wanted}")

    def _choose(self, wanted: Locator) -> None:
        group = wanted.evaluate("one => one.name")
        form = wanted.locator("xpath=ancestor::form")
        self.go_to(form.locator(f'[name="{group}"]:checked').or_(form.locator(f'[name="{group}"]')).first)
        for _ in range(form.locator(f'[name="{group}"]').count()):
            if _has_focus(wanted):
                break
            self._keys.press("ArrowDown")
        assert wanted.is_checked(), f"arrows do not reach {wanted}"


def _has_focus(wanted: Locator) -> bool:
    return bool(wanted.evaluate("element => element === document.activeElement"))
