"""Writing one's own profile: what web pages, API and import call. The names of fields are those of the import line."""

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction

from directory.accounts.models import User
from directory.profiles.changes import read
from directory.profiles.drafts import Draft, pending
from directory.profiles.errors import NotAllowed, NotThere
from directory.profiles.handles import claim, new_handles
from directory.profiles.locking import locked, stored
from directory.profiles.models import Profile, Wording
from directory.profiles.presets import PRESETS, preset_of

__all__ = [
    "PRESETS",
    "as_owner",
    "begin",
    "begin_anew",
    "changed_jobs",
    "narrows_only",
    "only_members",
    "pending",
    "preset_of",
    "save",
]


def begin(owner: User, handle: str | None = None) -> Profile:
    """The owner's profile: the one they have, else a new empty draft, which nobody else sees.

    ``handle`` is for the demo's and the tests' people alone; everybody else's is random.
    """
    own = Profile.objects.select_related("written", "approved", "owner").filter(owner=owner)
    existing = own.first()
    if existing is not None:
        return existing
    try:
        with transaction.atomic():
            return begin_anew([owner], new_handles(1) if handle is None else [claim(handle)])[0]
    except IntegrityError:
        # Two tabs at once: the other one has begun it. Anything else is no business of ours.
        existing = own.first()
        if existing is None:
            raise
        return existing


def begin_anew(owners: Sequence[User], handles: Sequence[str]) -> list[Profile]:
    """An empty draft for each of these owners, who must have no profile yet. Two queries."""
    wordings = Wording.objects.bulk_create(Wording() for _ in owners)
    return Profile.objects.bulk_create(
        Profile(owner=owner, handle=handle, written=wording)
        for owner, handle, wording in zip(owners, handles, wordings, strict=True)
    )


def save(
    profile: Profile, changes: Mapping[str, object], *, actor: User, version: int | None = None
) -> Profile:
    """Write ``changes`` to one's own profile; the profile as it is afterwards.

    Picked parts and choices are live at once. Typed words and claims wait for a moderator once there is an
    approved wording, in an edit submission that this opens, keeps open, or drops when nothing is left to decide.
    Emptied and coarsened ones are live at once. The version rises by one; what changes nothing writes nothing.

    Raises Invalid for what does not hold, NotThere and NotAllowed for anybody but the owner, StaleVersion for a
    version that is not the present one, and VersionNeeded without one unless the changes only narrow.
    """
    with transaction.atomic():
        draft = _open(profile, actor)
        wanted = read(changes, kept=draft.term_ids)
        return draft.write(wanted, "save", version=version, checked=True)


def narrows_only(profile: Profile, changes: Mapping[str, object]) -> bool:
    """Whether ``changes``, saved now, would show nobody anything more. Raises Invalid."""
    draft = Draft(stored(profile))
    return draft.narrows(read(changes, kept=draft.term_ids))


def changed_jobs(profile: Profile, *, actor: User) -> Profile:
    """Empty role, agency, job title and region at once, for everybody, and end the present employment."""
    with transaction.atomic():
        emptied = {"role": None, "region": None, "agency": "", "title": ""}
        return _open(profile, actor).write(emptied, "change-jobs", leaves=True)


def only_members(profile: Profile, wanted: bool = True, *, actor: User) -> Profile:
    """Keep one's profile off the public shelf whatever its audience says, or no longer: offered with a block."""
    with transaction.atomic():
        return _open(profile, actor).write({"only_members": wanted}, "save")


def as_owner(profile: Profile) -> dict[str, object]:
    """Everything as its owner wrote it, under the names of the import line. One query, for the picks."""
    return Draft(profile).as_sent() | {
        "handle": profile.handle,
        "status": profile.status,
        "version": profile.version,
        "pending": pending(profile),
    }


def _open(profile: Profile, actor: User) -> Draft:
    own = locked(profile)
    if not (actor.is_active and actor.pk == own.owner_id):
        if actor.works_here:
            raise NotAllowed("Only its owner can change a profile.")
        raise NotThere("There is no such profile.")
    return Draft(own)
