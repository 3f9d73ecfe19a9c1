"""Handles: the names under which profiles are found, which say nothing about anybody."""

import secrets

from directory.profiles.errors import FieldError, Invalid
from directory.profiles.models import UsedHandle

# No vowels, so that no handle spells a word; nothing that looks like something else.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
LENGTH = 12


def new_handle() -> str:
    """A random handle that never was anybody's, marked as used in the caller's transaction."""
    while True:
        handle = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if not UsedHandle.objects.filter(handle=handle).exists():
            UsedHandle.objects.create(handle=handle)
            return handle


def claim(handle: str) -> str:
    """Mark this handle as used: for the demo's and the tests' people, who have names. Raises Invalid."""
    if UsedHandle.objects.filter(handle=handle).exists():
        raise Invalid([FieldError("handle", "taken", "This handle was used before. Take another one.")])
    UsedHandle.objects.create(handle=handle)
    return handle
