"""What the desk's parts show: an approved and a new wording side by side, sorted as a moderator reads them."""

from collections.abc import Iterator
from dataclasses import dataclass

from directory.listings.readers import Audience
from directory.moderation.queue import SEEN_BY, Review, ReviewedPart
from directory.vocabulary.models import Term
from directory.web.differences import Change, Piece, beginning, change, shortened


@dataclass(frozen=True, slots=True)
class Compared:
    """One part for ``parts/difference.html``.

    ``change`` has both sides where something was approved and is to be another; ``text`` what it says otherwise.
    ``audience`` is the code of who will see it, ``seen_by`` the same in words.
    """

    label: str
    change: Change | None
    text: tuple[Piece, ...]
    shown: str
    audience: str
    seen_by: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Picked:
    """The terms picked for one part, and who sees them."""

    label: str
    terms: tuple[Term, ...]
    audience: str
    seen_by: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A submission as the page shows it: who they say they are, what they wrote, what stays, what they picked."""

    claims: tuple[Compared, ...]
    words: tuple[Compared, ...]
    same: tuple[Compared, ...]
    picks: tuple[Picked, ...]
    audience: str
    seen_by: str


def reviewed(review: Review) -> Reviewed:
    """The parts of a submission in the order in which one decides."""
    has_approved = review.kind == "edit"
    parts = [part for part in review.parts if part.written or part.approved]
    claims = [part for part in parts if part.is_claim]
    words = [part for part in parts if not part.is_claim]
    return Reviewed(
        claims=tuple(_compared(part, has_approved) for part in claims),
        words=tuple(_compared(part, has_approved) for part in words if part.changed or not has_approved),
        same=tuple(_compared(part, has_approved) for part in words if has_approved and not part.changed),
        picks=tuple(_picked(review)),
        audience=review.audience.code,
        seen_by=_seen_by(review.audience),
    )


def _compared(part: ReviewedPart, has_approved: bool) -> Compared:
    differs = has_approved and part.changed
    return Compared(
        label=part.label,
        change=shortened(change(part.label, part.approved, part.written)) if differs else None,
        text=beginning(part.written) if has_approved else (Piece(part.written, False),),
        shown=part.shown,
        audience=part.audience.code,
        seen_by=_seen_by(part.audience),
        changed=differs,
    )


def _picked(review: Review) -> Iterator[Picked]:
    for part in review.picks:
        if part.terms:
            yield Picked(part.label, part.terms, part.audience.code, _seen_by(part.audience))


def _seen_by(audience: Audience) -> str:
    return str(SEEN_BY[audience])
