"""Plainly invented rows and wordings for the parts of the desk, as the style guide shows them."""

from datetime import timedelta

from django.utils import timezone

from directory.listings.readers import Audience
from directory.moderation.queue import SEEN_BY, Row
from directory.profiles.models import Profile, Submission, Wording
from directory.vocabulary.models import Term
from directory.web.desk_parts import Compared
from directory.web.differences import Piece, beginning, change, shortened
from directory.web.work import Panel, Shown, State

_LONG = " ".join(["Circles take time, and time is what a school has least of."] * 8)


def rows() -> list[Row]:
    """A row of the queue in every state."""
    return [
        _row("River Example", "first", days=9),
        _row("Sky Example", "edit", days=2, changes=3),
        _row("Stone Example", "first", days=1, second=True),
        _row("Moss Example", "first", days=0, own=True),
    ]


def differences() -> list[Compared]:
    """A part that changed, one with much that did not, one that was emptied, one that is shown more coarsely."""
    return [
        _changed("In one line", "Circles instead of suspensions", "Circles before suspensions, every week"),
        _changed("About my work", _LONG, f"{_LONG} We begin on Mondays."),
        _changed("Job title", "Assistant principal", "", Audience.ONLY_ME),
        Compared("Region", None, beginning("Example County"), "Example State", *_who(Audience.PUBLIC), False),
        Compared("Phone", None, (Piece("555 0100", False),), "", *_who(Audience.CONNECTIONS), False),
    ]


def work() -> Panel:
    """Long work in every state."""
    now, began = timezone.now(), timezone.now() - timedelta(minutes=5)
    told = (
        ("Import of profiles: 3,200 of 10,000", State.RUNS, 3_200, 10_000, "river@example.invalid"),
        ("Import of profiles: 3,200 so far", State.RUNS, 3_200, None, ""),
        ("All cards are checked: 400 of 900", State.SILENT, 400, 900, ""),
        ("All cards are made anew: 900 of 900", State.DONE, 900, 900, ""),
        ("New terms come to the cards: 20 of 900", State.BROKEN, 20, 900, ""),
    )
    return Panel(
        tuple(Shown(said, state, done, total, began, now, by) for said, state, done, total, by in told)
    )


def _row(
    name: str, kind: str, *, days: int, changes: int = 0, second: bool = False, own: bool = False
) -> Row:
    profile = Profile(handle="example", written=Wording(display_name=name))
    since = timezone.now() - timedelta(days=days)
    submission = Submission(profile=profile, kind=kind, opened_at=since)
    return Row(
        submission, profile, Term(name="Example role"), Term(name="Example area"), changes, second, own
    )


def _changed(label: str, before: str, after: str, audience: Audience = Audience.MEMBERS) -> Compared:
    return Compared(label, shortened(change(label, before, after)), (), "", *_who(audience), True)


def _who(audience: Audience) -> tuple[str, str]:
    return audience.code, str(SEEN_BY[audience])
