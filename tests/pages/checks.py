"""What must hold on every page, whatever it is about: each function answers what is wrong, in words."""

from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

STANDARDS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Of 320 CSS pixels is a phone held upright with the text at its largest (WCAG 1.4.10).
WIDTHS: Final = (320, 360, 768, 1440)
HEIGHT: Final = 900
_AXE: Final = Axe()
_OPTIONS: Final = {
    "runOnly": {"type": "tag", "values": STANDARDS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
# What sticks out to the side, the innermost of it first.
_STICKS_OUT: Final = """() => {
    const scrolls = document.scrollingElement;
    if (scrolls.scrollWidth <= innerWidth) return [];
    const held = element => {
        for (let above = element.parentElement; above && above !== document.body; above = above.parentElement) {
            if (!['visible', 'clip'].includes(getComputedStyle(above).overflowX)) return true;
        }
        return false;
    };
    const out = [...document.body.querySelectorAll('*')].filter(element => {
        const box = element.getBoundingClientRect();
        return box.width && (box.right > innerWidth + 1 || box.left < -1) && !held(element);
    });
    const innermost = out.filter(element => !out.some(other => other !== element && element.contains(other)));
    return innermost.slice(0, 3).map(element => element.outerHTML.slice(0, 160)).concat(
        innermost.length ? [] : ['something without a box of its own']);
}"""
# What hides a part of its own text, if only the letters are large enough.
_CUT_OFF: Final = """() => [...document.body.querySelectorAll('*')].filter(element => {
    const style = getComputedStyle(element);
    const hides = ['hidden', 'clip'].includes(style.overflowY) && element.clientHeight > 1;
    const isShort = /[0-9]/.test(style.webkitLineClamp);
    return hides && !isShort && element.innerText && element.scrollHeight > element.clientHeight + 2;
}).slice(0, 3).map(element => 'cut off: ' + element.outerHTML.slice(0, 160))"""
# Where the way out is a bar below, the end of the page; where it is in a head that stays above, the beginning.
_TO_WHERE_NOTHING_IS_COVERED: Final = """() => scrollTo({
    top: getComputedStyle(document.querySelector('.site-header') ?? document.body).position === 'sticky'
        ? 0 : document.documentElement.scrollHeight,
    behavior: 'instant',
})"""
_TO_THE_TOP: Final = "scrollTo({top: 0, behavior: 'instant'})"
_MOVES: Final = """() => document.getAnimations().map(one => {
    const target = one.effect.target;
    return (target ? target.outerHTML.slice(0, 120) : 'nothing') + ' ' + (one.animationName || one.transitionProperty);
})"""


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and good practice, with the element and why.

    Asked where what stays in the window covers nothing. Elsewhere it stands on half of some target, which then
    measures too small; there one scrolls.
    """
    page.evaluate(_TO_WHERE_NOTHING_IS_COVERED)
    found: list[dict[str, Any]] = _AXE.run(page, options=_OPTIONS).response["violations"]
    page.evaluate(_TO_THE_TOP)
    return [
        f"{one['id']}: {node['html'][:200]} ({node['failureSummary'].splitlines()[-1].strip()})"
        for one in found
        for node in one["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """What makes the page scroll to the side at one of ``WIDTHS``. Leaves the page at the widest."""
    wrong = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        wrong += [f"sticks out at {width} px: {what}" for what in sticks_out(page)]
    return wrong


def sticks_out(page: Page) -> list[str]:
    """What makes the page scroll to the side as wide as it is."""
    return list(page.evaluate(_STICKS_OUT))


def motion(page: Page) -> list[str]:
    """What moves, though the reader asked for less of it."""
    return [f"moves: {what}" for what in page.evaluate(_MOVES)]


def large_letters(page: Page) -> list[str]:
    """What does not fit on a wide screen when letters are twice as large (WCAG 1.4.4): to the side, or cut off."""
    page.set_viewport_size({"width": 1280, "height": HEIGHT})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    return [*sticks_out(page), *page.evaluate(_CUT_OFF)]
