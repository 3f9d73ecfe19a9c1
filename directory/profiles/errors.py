"""What can go wrong with a write, as types. Whenever one is raised, nothing was written."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field: its name, a code for programs, and words that say what to do next."""

    field: str
    code: str
    detail: str


class ProfileError(Exception):
    """The parent of them all; ``str()`` is a sentence for people."""


class Invalid(ProfileError):
    """What was sent does not hold; ``errors`` says why, by the field."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        self.errors = tuple(errors)
        super().__init__(" ".join(error.detail for error in self.errors))


class NotAllowed(ProfileError):
    """The actor may see the profile but may not do this."""


class NotThere(ProfileError):
    """For this actor there is no such profile or item (it may exist: a recused moderator gets this too)."""


class IllegalMove(ProfileError):
    """The profile's status does not allow this move."""


class VersionNeeded(ProfileError):
    """The write could collide, and did not say which version it saw."""


class StaleVersion(ProfileError):
    """Somebody wrote since: ``current`` is the profile's version now."""

    def __init__(self, current: int) -> None:
        self.current = current
        super().__init__(_("This was changed since you opened it. Look at it as it is now, then try again."))


class AlreadyProposed(ProfileError):
    """This moderator proposed the move already; it takes another one."""
