"""Who counts as a member."""

from typing import Final

from directory.accounts.models import User
from directory.profiles.models import Status

# Both are approved. Who pauses is not found, but still finds.
MEMBER_STATUSES: Final = frozenset({Status.LISTED.value, Status.PAUSED.value})


def reads_as_member(user: User, status: str | None) -> bool:
    """Whether ``user``, whose profile (if any) stands at ``status``, reads the members' shelf.

    Staff do without a profile; an account that was switched off never does.
    """
    return user.is_active and (user.works_here or status in MEMBER_STATUSES)
