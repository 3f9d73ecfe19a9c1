"""The queue: what waits for a moderator, how it looks, and deciding on it.

A moderator who is recused from a profile gets of it what everybody gets of what does not exist: nothing here
shows, counts or names it, and deciding on it raises NotThere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from directory.accounts.models import User
from directory.connections import blocks
from directory.listings.readers import Audience
from directory.profiles import lifecycle, workplaces
from directory.profiles.audiences import claims_of, effective, reach, term_of
from directory.profiles.drafts import pending
from directory.profiles.errors import NotAllowed, NotThere, StaleVersion
from directory.profiles.locking import locked
from directory.profiles.models import Agency, Decision, Profile, Proposal, Status, Submission, Wording
from directory.profiles.parts import PART, PICKED, REVIEWED, Kind
from directory.profiles.publication import picks_of
from directory.profiles.steps import working_days_after
from directory.vocabulary.models import Term

# The moves that decide on what waits in the queue.
DECISIONS: Final = ("approve", "return", "reject")
# A draft is its owner's alone, and who withdrew is to be left alone.
_NOT_ON_THE_DESK: Final = (Status.DRAFT, Status.WITHDRAWN)
# After so many working days something waits long.
LONG: Final = 5
# Who sees something, as the desk says it.
SEEN_BY: Final[Mapping[Audience, StrPromise]] = {
    Audience.PUBLIC: gettext_lazy("Anyone"),
    Audience.MEMBERS: gettext_lazy("Approved members"),
    Audience.CONNECTIONS: gettext_lazy("People the owner accepted"),
    Audience.ONLY_ME: gettext_lazy("Only the owner and moderators"),
}

# What a moderator reads that is no part with an audience of its own.
_CLAIMS: Final[Mapping[str, StrPromise]] = {"role": gettext_lazy("Role"), "region": gettext_lazy("Region")}


@dataclass(frozen=True, slots=True)
class ReviewedPart:
    """One part as it was approved and as it is asked for, and who will see it; "" where there is nothing.

    ``is_claim`` of what says who somebody is. ``shown`` says how a role or region comes to stand on the card, where
    that is coarser than what is written. Terms are named in the language of whoever asks.
    """

    name: str
    label: str
    approved: str
    written: str
    changed: bool
    audience: Audience
    is_claim: bool
    shown: str = ""


@dataclass(frozen=True, slots=True)
class PickedPart:
    """Terms that are picked: live without a moderator, and here to be read with the rest."""

    name: str
    label: str
    terms: tuple[Term, ...]
    audience: Audience


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the queue: what waits, as whom it asks to be listed, and how many reviewed parts it changes.

    ``role`` is a sector where only that is to be shown. ``second`` says that another moderator has proposed a
    decision that this one can make whole; ``own`` that this one has proposed it, so that another must.
    ``waits_long`` after more than ``LONG`` working days.
    """

    submission: Submission
    profile: Profile
    role: Term | None
    region: Term | None
    changes: int
    second: bool
    own: bool
    waits_long: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """All that a moderator needs to decide on a submission.

    ``version`` is the one to decide with. ``audience`` is the widest that sees anything of the profile.
    ``employer`` is the agency that the written one is understood to be, and ``mergeable`` whether it was typed, so
    that it may be merged with a known one. ``earlier`` are the decisions so far, the latest first; ``proposals``
    the first halves of moves that take two moderators; ``moves`` what this moderator can do now.
    """

    submission: Submission
    profile: Profile
    kind: str
    since: datetime
    version: int
    audience: Audience
    parts: tuple[ReviewedPart, ...]
    picks: tuple[PickedPart, ...]
    employer: Agency | None
    mergeable: bool
    earlier: tuple[Decision, ...]
    proposals: tuple[Proposal, ...]
    moves: tuple[str, ...]


def waiting(moderator: User) -> QuerySet[Submission]:
    """The open submissions that ``moderator`` may decide on, the oldest first; none for who is no moderator.

    Each comes with its profile and the written and approved words, so that a list of them is one query; making it
    takes up to four more.
    """
    if not moderator.is_moderator:
        return Submission.objects.none()
    return (
        Submission.objects.filter(state=Submission.State.OPEN)
        .exclude(workplaces.recused(moderator, "profile__"))
        .select_related("profile__written", "profile__approved")
        .order_by("opened_at", "pk")
    )


def rows(moderator: User, waiting: QuerySet[Submission]) -> QuerySet[Submission]:
    """The same, each knowing what ``row`` says of proposals; still one query."""
    proposals = Proposal.objects.filter(profile=OuterRef("profile"), move__in=DECISIONS)
    return waiting.annotate(
        proposed_by_another=Exists(proposals.exclude(by=moderator)),
        proposed_by_this_one=Exists(proposals.filter(by=moderator)),
    )


def row(submission: Submission) -> Row:
    """What a row of the queue says of one of ``rows``; no query."""
    profile = submission.profile
    claims = claims_of(profile, profile.written)
    return Row(
        submission=submission,
        profile=profile,
        role=claims.role or claims.sector,
        region=claims.region,
        changes=len(pending(profile)),
        second=bool(getattr(submission, "proposed_by_another", False)),
        own=bool(getattr(submission, "proposed_by_this_one", False)),
        waits_long=waits_long(submission.opened_at),
    )


def waits_long(since: datetime) -> bool:
    """Whether what waits ``since`` then waits for more than ``LONG`` working days."""
    return timezone.localdate() > working_days_after(timezone.localdate(since), LONG)


def beyond(
    waiting: QuerySet[Submission], submission: Submission, *, newest_first: bool = False
) -> QuerySet[Submission]:
    """Those of ``waiting`` that come after ``submission``, whether that still waits or not."""
    side = "lt" if newest_first else "gt"
    later = {f"opened_at__{side}": submission.opened_at}
    last = {"opened_at": submission.opened_at, f"pk__{side}": submission.pk}
    return waiting.filter(Q(**later) | Q(**last))


def proposed_by_others(moderator: User) -> QuerySet[Proposal]:
    """The first halves of moves that ``moderator`` could make whole, the oldest first; none for who is no moderator.

    Each comes with its profile and who proposed it: one query, and up to four to make it.
    """
    if not moderator.is_moderator:
        return Proposal.objects.none()
    return (
        Proposal.objects.exclude(workplaces.recused(moderator, "profile__"))
        .exclude(by=moderator)
        .select_related("profile", "by")
        .order_by("at", "pk")
    )


def review(moderator: User, submission_id: UUID) -> Review:
    """One open submission in full. Raises NotThere, also for one that was decided or taken back meanwhile."""
    submission = (
        waiting(moderator)
        .select_related("profile__written__employer", "profile__owner")
        .filter(pk=submission_id)
        .first()
    )
    if submission is None:
        raise NotThere(_("There is no such submission."))
    profile = submission.profile
    employer = profile.written.employer
    return Review(
        submission=submission,
        profile=profile,
        kind=submission.kind,
        since=submission.opened_at,
        version=profile.version,
        audience=reach(profile),
        parts=tuple(_reviewed_parts(profile)),
        picks=tuple(_picked_parts(profile)),
        employer=employer,
        mergeable=employer is not None and not employer.known,
        earlier=tuple(profile.decisions.select_related("actor", "seconded_by")),
        proposals=tuple(profile.proposals.select_related("by").order_by("at", "pk")),
        moves=tuple(lifecycle.possible(profile, moderator)),
    )


def decide(
    moderator: User,
    submission_id: UUID,
    move: str,
    *,
    version: int | None,
    reason: str = "",
    message: str = "",
    agency: int | None = None,
) -> lifecycle.Outcome:
    """Decide on a submission: one of ``DECISIONS``, at the version that the moderator read.

    ``agency`` is, with an approval, the known agency that the typed one is merged with. Raises NotThere;
    StaleVersion when it was decided, changed or taken back since, so that of two moderators one decides; and what
    ``lifecycle.move`` raises.
    """
    if move not in DECISIONS:
        raise NotAllowed(_("This is no decision on what waits in the queue."))
    with transaction.atomic():
        profile = locked(profile_of(moderator, submission_id).pk)
        if not Submission.objects.filter(pk=submission_id, state=Submission.State.OPEN).exists():
            raise StaleVersion(profile.version)
        if move == "approve" and profile.approved_id is None:
            # It may go by a handle that those whom a block concerns never heard of; it stays so.
            blocks.mark(profile)
        return lifecycle.move(
            profile, move, actor=moderator, version=version, reason=reason, message=message, agency=agency
        )


def on_the_desk(moderator: User) -> QuerySet[Profile]:
    """The profiles that ``moderator`` has to do with: sent in at some time, not withdrawn, none they are recused from.

    None for who is no moderator. Up to four queries to make it.
    """
    if not moderator.is_moderator:
        return Profile.objects.none()
    return Profile.objects.exclude(workplaces.recused(moderator)).exclude(status__in=_NOT_ON_THE_DESK)


def profile_for(moderator: User, handle: str) -> Profile:
    """The profile of this handle, for moves that need no submission: hold, suspend and what undoes them.

    Raises NotThere, also for drafts and for who withdrew.
    """
    there = on_the_desk(moderator).select_related("written", "approved", "owner")
    profile = there.filter(handle=handle).first()
    if profile is None:
        raise NotThere(_("There is no such profile."))
    return profile


def profile_of(moderator: User, submission_id: UUID) -> Profile:
    """Whose submission it is, open or closed. Raises NotThere where that is none of this moderator's business."""
    found = (
        Profile.objects.exclude(workplaces.recused(moderator)).filter(submissions=submission_id).first()
        if moderator.is_moderator
        else None
    )
    if found is None:
        raise NotThere(_("There is no such submission."))
    return found


def _reviewed_parts(profile: Profile) -> Iterator[ReviewedPart]:
    written, approved = profile.written, profile.approved
    changed = set(pending(profile))
    claims = claims_of(profile, written)
    for name in REVIEWED:
        now, then = _words(written, name), _words(approved, name) if approved else ""
        shown = {"role": claims.role or claims.sector, "region": claims.region}.get(name)
        yield ReviewedPart(
            name=name,
            label=str(PART[name].label if name in PART else _CLAIMS[name]),
            approved=then,
            written=now,
            changed=name in changed if approved else bool(now),
            audience=effective(profile, PART[name]) if name in PART else reach(profile),
            is_claim=name not in PART or PART[name].kind is Kind.CLAIM,
            shown=shown.label if shown is not None and shown.label != now else "",
        )


def _words(wording: Wording, name: str) -> str:
    if name in ("role", "region"):
        term = term_of(wording.role_id if name == "role" else wording.region_id)
        return term.label if term else ""
    return str(getattr(wording, name))


def _picked_parts(profile: Profile) -> Iterator[PickedPart]:
    picks = picks_of(profile)
    for part in PICKED:
        yield PickedPart(
            part.name,
            str(part.label),
            picks.get(part.name, ()),
            effective(profile, part),
        )
