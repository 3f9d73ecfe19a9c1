"""The table of moves: from which status to which, and by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from directory.profiles.models import Status


class Who(StrEnum):
    """In which capacity somebody acts on one profile."""

    OWNER = "owner"
    MODERATOR = "moderator"
    STAFF = "staff"
    SYSTEM = "system"


class Back(StrEnum):
    """A move that leads to no fixed status."""

    BEFORE = "what it was"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Move:
    """One way to change a profile's status.

    ``two`` takes two moderators: the first call proposes, another's moves. ``decides_edits`` also decides an open
    edit of a profile with an approved wording, and then leaves the status alone. ``versioned`` needs the version
    that the actor saw; what makes a profile less visible does not. ``notice`` is the mail to the owner.
    """

    name: str
    label: str | StrPromise
    sources: frozenset[Status]
    target: Status | Back
    by: frozenset[Who]
    two: bool = False
    reason: bool = False
    message: bool = False
    versioned: bool = True
    decides_edits: bool = False
    notice: str = ""


# An approved wording stands in all of these; what is written may be edited, and the edit decided.
LIVE: Final = frozenset({Status.LISTED, Status.PAUSED, Status.DORMANT, Status.HELD, Status.SUSPENDED})


def _any_but(*statuses: Status) -> frozenset[Status]:
    return frozenset(Status) - set(statuses)


def _from(*statuses: Status) -> frozenset[Status]:
    return frozenset(statuses)


_OWNER: Final = frozenset({Who.OWNER})
_MODERATOR: Final = frozenset({Who.MODERATOR})

MOVES: Final[Mapping[str, Move]] = {
    move.name: move
    for move in (
        Move("submit", _("Submit"), _from(Status.DRAFT, Status.RETURNED, Status.WITHDRAWN), Status.SUBMITTED, _OWNER,
             notice="submitted"),
        Move("approve", _("Approve"), _from(Status.SUBMITTED), Status.LISTED, _MODERATOR,
             decides_edits=True, notice="approved"),
        Move("return", _("Send back"), _from(Status.SUBMITTED), Status.RETURNED, _MODERATOR,
             reason=True, message=True, decides_edits=True, notice="returned"),
        Move("reject", _("Do not approve"), _from(Status.SUBMITTED), Status.REJECTED, _MODERATOR,
             reason=True, message=True, decides_edits=True, notice="rejected"),
        Move("overturn", _("Overturn"), _from(Status.REJECTED, Status.SUSPENDED), Back.BEFORE, _MODERATOR,
             notice="overturned"),
        Move("pause", _("Pause"), _from(Status.LISTED), Status.PAUSED, _OWNER, versioned=False),
        Move("resume", _("Resume"), _from(Status.PAUSED), Status.LISTED, _OWNER),
        Move("hold", _("Hold"), _from(Status.LISTED, Status.PAUSED, Status.DORMANT), Status.HELD, _MODERATOR,
             reason=True, notice="held"),
        Move("release", _("Release"), _from(Status.HELD), Back.BEFORE, frozenset({Who.MODERATOR, Who.SYSTEM}),
             notice="released"),
        Move("suspend", _("Suspend"), _from(Status.LISTED, Status.PAUSED, Status.HELD, Status.DORMANT),
             Status.SUSPENDED, _MODERATOR, two=True, reason=True, notice="suspended"),
        Move("reinstate", _("Reinstate"), _from(Status.SUSPENDED), Back.BEFORE, _MODERATOR,
             two=True, notice="reinstated"),
        Move("expire", _("Put to sleep"), _from(Status.LISTED, Status.PAUSED), Status.DORMANT, frozenset({Who.SYSTEM}),
             notice="dormant"),
        Move("confirm", _("Confirm"), _from(Status.DORMANT, Status.LISTED, Status.PAUSED), Back.BEFORE, _OWNER),
        Move("withdraw", _("Withdraw"), _any_but(Status.DRAFT, Status.WITHDRAWN), Status.WITHDRAWN,
             frozenset({Who.OWNER, Who.STAFF}), versioned=False, notice="withdrawn"),
        Move("erase", _("Erase"), frozenset(Status), Back.GONE, _OWNER, versioned=False),
    )
}  # fmt: skip
