"""Every move from every status by everybody: what is allowed happens, and what is not leaves no trace."""

from typing import Any

import pytest
from django.db import transaction

from directory.accounts.models import User
from directory.profiles import errors
from directory.profiles.lifecycle import MOVES, SYSTEM, move, possible
from directory.profiles.models import Profile, Status
from tests.cast import account
from tests.profiles.conftest import Stand, everything

# As the design has it, and written down here a second time on purpose. "was" is what it was before.
TABLE = """
submit    | draft returned withdrawn      | submitted | owner
approve   | submitted                     | listed    | moderator
return    | submitted                     | returned  | moderator
reject    | submitted                     | rejected  | moderator
overturn  | rejected                      | submitted | another
overturn  | suspended                     | was       | another
pause     | listed                        | paused    | owner
resume    | paused                        | listed    | owner
hold      | listed paused dormant         | held      | moderator
release   | held                          | was       | moderator system
suspend   | listed paused held dormant    | proposed  | moderator
reinstate | suspended                     | proposed  | moderator
expire    | listed paused                 | dormant   | system
confirm   | listed dormant                | listed    | owner
confirm   | paused                        | paused    | owner
withdraw  | submitted returned rejected listed paused dormant held suspended | withdrawn | owner moderator staff
erase     | draft submitted returned rejected listed paused dormant held suspended withdrawn | gone | owner
"""
ACTORS = ("owner", "mo", "max", "rae", "sue", "stranger", "dismissed", "system")
MAY = {"owner": "owner", "mo": "moderator", "max": "moderator", "sue": "staff", "system": "system"}


def expected(name: str, status: Status, actor: str) -> str | type[errors.ProfileError]:
    """What becomes of the profile, or what is raised."""
    if actor in ("rae", "stranger", "dismissed"):
        return errors.NotThere
    rows = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]
    found = [row for row in rows if row[0] == name and status.value in row[1].split()]
    if not found:
        return errors.IllegalMove
    _, _, target, by = found[0]
    if by == "another":
        # Mo rejected; Mo and Max suspended.
        decided = {"rejected": ["mo"], "suspended": ["mo", "max"]}[status.value]
        may = MAY[actor] == "moderator" and actor not in decided
    else:
        may = MAY[actor] in by.split()
    # Eve was listed before anything else happened to her.
    return (Status.LISTED.value if target == "was" else target) if may else errors.NotAllowed


def outcome(profile: Profile, name: str, actor: Any, before: Any) -> str | type[errors.ProfileError]:
    """Make the move, tell what became of it, and take it back."""
    with transaction.atomic():
        try:
            made = move(
                profile, name, actor=actor, reason="other", message="Say more.", version=profile.version
            )
        except errors.ProfileError as error:
            assert everything() == before, f"{name} was refused and left a trace"
            return type(error)
        stored = Profile.objects.filter(pk=profile.pk).first()
        if stored is None:
            found = "gone"
        elif made.moved:
            found = stored.status
            assert stored.version == profile.version + 1
        else:
            assert (stored.status, stored.version) == (profile.status, profile.version)
            found = "proposed"
        transaction.set_rollback(True)
    return found


def test_the_table_names_every_move() -> None:
    assert set(MOVES) == {line.split("|")[0].strip() for line in TABLE.strip().splitlines()}


@pytest.mark.parametrize("status", list(Status))
def test_every_move_by_everybody(
    status: Status, stand: Stand, eve: User, mo: User, max_: User, rae: User, sue: User
) -> None:
    profile = stand(status)
    dismissed = account("dismissed", staff_role="moderator", is_active=False)
    actors: dict[str, Any] = {
        "owner": eve, "mo": mo, "max": max_, "rae": rae, "sue": sue, "stranger": account("stranger"),
        "dismissed": dismissed, "system": SYSTEM,
    }  # fmt: skip
    wanted = {(name, actor): expected(name, status, actor) for name in MOVES for actor in ACTORS}
    before = everything()
    found = {(name, actor): outcome(profile, name, actors[actor], before) for name, actor in wanted}
    assert {key: value for key, value in found.items() if value != wanted[key]} == {}
    # What is said to be possible is what is.
    for actor in ACTORS:
        may = [name for name in MOVES if isinstance(wanted[name, actor], str)]
        assert possible(profile, actors[actor]) == may, actor
