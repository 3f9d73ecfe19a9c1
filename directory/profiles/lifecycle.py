"""The lifecycle of a profile. ``move`` is the only writer of its status."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from directory.profiles import agencies
from directory.profiles.errors import ProfileError
from directory.profiles.locking import locked
from directory.profiles.models import Profile, Status
from directory.profiles.moves import LIVE, MOVES, Back, Move, Who
from directory.profiles.steps import SYSTEM, Actor, Step, standing_of

__all__ = [
    "LIVE",
    "MOVES",
    "SYSTEM",
    "Actor",
    "Back",
    "Move",
    "Outcome",
    "Who",
    "move",
    "move_held",
    "possible",
    "release_overdue",
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The profile as it is now, and whether it moved: not yet, where a second moderator is needed.

    After an erasure it is what was there before: nothing of it is stored any more.
    """

    profile: Profile
    moved: bool


def move(
    profile: Profile | UUID,
    name: str,
    *,
    actor: Actor,
    reason: str = "",
    message: str = "",
    version: int | None = None,
    agency: int | None = None,
    consented_on: date | None = None,
) -> Outcome:
    """Make the move ``name`` of ``MOVES``, with all that belongs to it, in one transaction.

    Checked in this order: that the profile is there for the actor (NotThere), its status (IllegalMove), the actor
    (NotAllowed), the version (VersionNeeded, StaleVersion), what was sent (Invalid). A move that takes two
    moderators is proposed by the first and made by another (AlreadyProposed for the same one).

    ``agency`` is for an approval: the known agency that the typed one is merged with. ``consented_on`` is for an
    import: the day on which its owner consented elsewhere. Whenever something is raised, nothing was written.
    """
    with transaction.atomic():
        if agency is not None:
            agencies.hold_for_merging(profile.pk if isinstance(profile, Profile) else profile)
        own = locked(profile)
        return move_held(
            own,
            name,
            actor=actor,
            standing=standing_of(own, actor),
            reason=reason,
            message=message,
            version=version,
            agency=agency,
            consented_on=consented_on,
        )


def move_held(
    own: Profile,
    name: str,
    *,
    actor: Actor,
    standing: frozenset[Who],
    reason: str = "",
    message: str = "",
    version: int | None = None,
    agency: int | None = None,
    consented_on: date | None = None,
) -> Outcome:
    """``move`` for whoever holds the row in a transaction already and knows where the actor stands: the import."""
    step = Step(own, MOVES[name], actor, standing, reason=reason, message=message, consented_on=consented_on)
    step.check()
    step.check_version(version)
    proposes = step.takes_two and not step.is_seconded()
    step.check_words()
    if proposes:
        step.propose()
    else:
        if agency is not None:
            step.merge(agency)
        step.make()
    return Outcome(own, moved=not proposes)


def possible(profile: Profile, actor: Actor) -> list[str]:
    """The names of the moves open to this actor now, in the order of the table; none where it is not there.

    Of a move that takes two moderators, the one who proposed it already has none left to make.
    """
    standing = standing_of(profile, actor)
    found = []
    for wanted in MOVES.values():
        if not standing & wanted.by:
            continue
        step = Step(profile, wanted, actor, standing)
        try:
            step.check()
            if step.takes_two:
                step.is_seconded()
        except ProfileError:
            continue
        found.append(wanted.name)
    return found


def release_overdue(today: date) -> int:
    """Release what was held for its five working days; how many. Safe to run twice, or to miss a day.

    Whose account is closed stays on hold until it is open again.
    """
    held = Profile.objects.filter(status=Status.HELD, owner__is_active=True)
    overdue = held.filter(held_until__lte=today).values_list("pk", flat=True)
    return sum(move(pk, "release", actor=SYSTEM).moved for pk in list(overdue))
