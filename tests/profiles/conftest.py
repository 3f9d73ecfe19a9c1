"""The cast, a person who can stand anywhere in the lifecycle, and a picture of everything that is stored."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps

from directory.accounts.models import StaffRole, User
from directory.profiles.lifecycle import SYSTEM, move
from directory.profiles.models import Profile, Status
from tests.cast import Cast, account, cast, drafted, listed, moderator

EVES_AGENCY = "Bangor Police Department"
EVE: dict[str, Any] = {
    "display_name": "Eve Eaton",
    "role": "police-officer",
    "region": "23019",
    "audience": "public",
    "audiences": {"practices": "public"},
    "practices": ["pre-arrest-deflection"],
    "headline": "Fewer arrests",
    "agency": EVES_AGENCY,
    "phone": "207 555 0199",
}
type Stand = Callable[[Status], Profile]
# The moves that lead from a draft to each status, and who makes each.
WAYS: dict[Status, list[tuple[str, str]]] = {
    Status.DRAFT: [],
    Status.SUBMITTED: [("submit", "owner")],
    Status.RETURNED: [("submit", "owner"), ("return", "mo")],
    Status.REJECTED: [("submit", "owner"), ("reject", "mo")],
    Status.LISTED: [("submit", "owner"), ("approve", "mo")],
    Status.PAUSED: [("submit", "owner"), ("approve", "mo"), ("pause", "owner")],
    Status.DORMANT: [("submit", "owner"), ("approve", "mo"), ("expire", "system")],
    Status.HELD: [("submit", "owner"), ("approve", "mo"), ("hold", "mo")],
    Status.SUSPENDED: [("submit", "owner"), ("approve", "mo"), ("suspend", "mo"), ("suspend", "max")],
    Status.WITHDRAWN: [("submit", "owner"), ("approve", "mo"), ("withdraw", "owner")],
}


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture
def mo(db: None) -> User:
    return moderator("mo")


@pytest.fixture
def max_(db: None) -> User:
    return moderator("max")


@pytest.fixture
def rae(mo: User) -> User:
    """A moderator of Eve's own agency."""
    rae = moderator("rae")
    listed(rae, EVE | {"display_name": "Rae Reed"}, by=mo)
    return rae


@pytest.fixture
def sue(db: None) -> User:
    """Support staff: no moderator."""
    return account("sue", staff_role=StaffRole.SUPPORT)


@pytest.fixture
def eve(db: None) -> User:
    return account("eve")


@pytest.fixture
def stand(eve: User, mo: User, max_: User) -> Stand:
    """Eve's profile, led to a status."""

    def lead(status: Status) -> Profile:
        who: dict[str, Any] = {"owner": eve, "mo": mo, "max": max_, "system": SYSTEM}
        profile = drafted(eve, EVE)
        for name, by in WAYS[status]:
            profile = make(profile, name, who[by])
        assert profile.status == status
        return profile

    return lead


def make(profile: Profile, name: str, actor: Any, **details: Any) -> Profile:
    """A move with everything that any move may need; the profile as it then is."""
    version = Profile.objects.get(pk=profile.pk).version
    given: dict[str, Any] = {"reason": "other", "message": "Please say more.", "version": version} | details
    return move(profile, name, actor=actor, **given).profile


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of ours. Whatever is refused must leave it as it was."""
    ours = (model for model in apps.get_models() if model.__module__.startswith("directory."))
    return {
        model._meta.label: sorted(model._default_manager.values_list(), key=repr)
        for model in ours
        if model._meta.managed
    }
