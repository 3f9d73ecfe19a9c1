"""Handles: the names under which profiles are found, which say nothing about anybody."""

import secrets

from django.utils.translation import gettext as _

from directory.profiles.errors import FieldError, Invalid
from directory.profiles.models import UsedHandle

# No vowels, so that no handle spells a word; nothing that looks like something else.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
LENGTH = 12


def new_handle() -> str:
    """A random handle that never was anybody's, marked as used in the caller's transaction."""
    return new_handles(1)[0]


def new_handles(count: int) -> list[str]:
    """So many random handles, for whoever makes many profiles at once. Two queries."""
    wanted: set[str] = set()
    while len(wanted) < count:
        made = {"".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(count - len(wanted))}
        wanted |= made.difference(UsedHandle.objects.filter(handle__in=made).values_list("handle", flat=True))
    UsedHandle.objects.bulk_create(UsedHandle(handle=handle) for handle in wanted)
    return list(wanted)


def claim(handle: str) -> str:
    """Mark this handle as used: for the demo's and the tests' people, who have names. Raises Invalid."""
    if UsedHandle.objects.filter(handle=handle).exists():
        raise Invalid([FieldError("handle", "taken", _("This handle was used before. Take another one."))])
    UsedHandle.objects.create(handle=handle)
    return handle
