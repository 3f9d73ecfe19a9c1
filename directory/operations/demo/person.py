"""An invented person, before there is an account."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Fate(StrEnum):
    """How far a profile comes; see ``seeding.life_of`` for the moves that lead there."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REJECTED = "rejected"
    LISTED = "listed"
    EDITED = "edited"
    PAUSED = "paused"
    HELD = "held"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be: ``written`` has the names of the import line, and so has ``edit``, what they change later.

    ``arrived`` is when they signed up; without ``can_sign_in`` the account has no password.
    """

    email: str
    handle: str
    fate: Fate
    arrived: datetime
    written: Mapping[str, object]
    edit: Mapping[str, object] = field(default_factory=dict)
    is_moderator: bool = False
    can_sign_in: bool = False
