"""What the desk's parts show: an approved and a new wording side by side, sorted as a moderator reads them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from directory.listings.readers import Audience
from directory.moderation.queue import SEEN_BY, Review, ReviewedPart
from directory.profiles.parts import PART
from directory.vocabulary.models import Term
from directory.web.differences import Change, Piece, beginning, change, shortened


@dataclass(frozen=True, slots=True)
class Compared:
    """One part for ``parts/difference.html``.

    ``change`` has both sides where something was approved and is to be another; ``text`` what it says otherwise.
    ``audience`` is the code of who will see it, ``seen_by`` the same in words; ``opened`` says that anyone will,
    though usually that is not so.
    """

    label: str
    change: Change | None
    text: tuple[Piece, ...]
    shown: str
    audience: str
    seen_by: str
    changed: bool
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Picked:
    """The terms picked for one part, and who sees them."""

    label: str
    terms: tuple[Term, ...]
    audience: str
    seen_by: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A submission as the page shows it: who they say they are, what they wrote, what stays, what they picked.

    ``goes_by_real_name`` where the name that anyone will see is the one that was to be for a few.
    """

    claims: tuple[Compared, ...]
    words: tuple[Compared, ...]
    same: tuple[Compared, ...]
    picks: tuple[Picked, ...]
    audience: str
    seen_by: str
    goes_by_real_name: bool = False


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
        goes_by_real_name=_goes_by_real_name(parts),
    )


def _goes_by_real_name(parts: Iterable[ReviewedPart]) -> bool:
    named = {part.name: part for part in parts}
    shown, real = named.get("display_name"), named.get("real_name")
    if shown is None or real is None or shown.audience is not Audience.PUBLIC:
        return False
    return shown.written.casefold().split() == real.written.casefold().split()


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
        opened=bool(part.written)
        and part.audience is Audience.PUBLIC
        and part.name in PART
        and PART[part.name].default is not Audience.PUBLIC,
    )


def _picked(review: Review) -> Iterator[Picked]:
    for part in review.picks:
        if part.terms:
            yield Picked(part.label, part.terms, part.audience.code, _seen_by(part.audience))


def _seen_by(audience: Audience) -> str:
    return str(SEEN_BY[audience])
