"""Writing one's own profile: what web pages, API and import call. The names of fields are those of the import line."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from directory.accounts.models import User
from directory.listings.cards import Card
from directory.listings.readers import Audience
from directory.profiles import publication
from directory.profiles.audiences import Picks, Value
from directory.profiles.changes import read
from directory.profiles.drafts import Draft, pending
from directory.profiles.errors import FieldError, Invalid, NotAllowed, NotThere
from directory.profiles.handles import claim, new_handles
from directory.profiles.locking import locked, stored
from directory.profiles.models import Profile, Wording
from directory.profiles.presets import PRESETS, less, preset_of

__all__ = [
    "PRESETS",
    "Tried",
    "as_owner",
    "begin",
    "begin_anew",
    "blank",
    "changed_jobs",
    "less",
    "narrows_only",
    "only_members",
    "pending",
    "preset_of",
    "refused",
    "save",
    "show_less",
    "tried",
]


@dataclass(frozen=True, slots=True)
class Tried:
    """A profile as it would be after a save. It lives in memory alone and must never be saved."""

    profile: Profile
    picks: Picks

    def card(self, audience: Audience) -> Card | None:
        """What this audience would see once all of it were approved; None for nothing. No query."""
        return publication.preview(self.profile, audience, self.picks)

    def for_connections(self) -> dict[str, Value]:
        """What connections would see beyond that. No query."""
        return publication.kept_for_connections(self.profile, self.profile.written, self.picks)


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


def blank(owner: User) -> Profile:
    """What somebody without a profile starts from: an empty draft in memory. Only ``begin`` stores one."""
    return Profile(owner=owner, written=Wording())


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


def refused(profile: Profile, changes: Mapping[str, object]) -> Sequence[FieldError]:
    """What ``save`` would find wrong with ``changes``; nothing where all of it holds. One query, for the picks."""
    try:
        read(changes, kept=Draft(profile).term_ids)
    except Invalid as invalid:
        return invalid.errors
    return ()


def tried(profile: Profile, changes: Mapping[str, object]) -> Tried:
    """The profile as it would be with ``changes``: for a preview. Writes nothing; raises Invalid.

    ``profile`` itself stays as it is, and may be a ``blank`` one. One query, for the picks.
    """
    own = copy(profile)
    own.written, own.approved = copy(profile.written), copy(profile.approved)
    draft = Draft(own)
    draft.try_on(read(changes, kept=draft.term_ids))
    return Tried(own, draft.picks)


def show_less(profile: Profile, *, actor: User) -> Profile:
    """In one step, and for everybody at once: members alone find the profile, nobody sees agency or job title."""
    with transaction.atomic():
        draft = _open(profile, actor)
        return draft.write(read(less(draft.profile)), "save")


def changed_jobs(profile: Profile, *, actor: User) -> Profile:
    """Empty role, agency, job title and region at once, for everybody, and end the present employment."""
    with transaction.atomic():
        emptied = {"role": None, "region": None, "agency": "", "title": ""}
        return _open(profile, actor).write(emptied, "change-jobs", leaves=True)


def only_members(
    profile: Profile, wanted: bool = True, *, actor: User, version: int | None = None
) -> Profile:
    """Keep one's profile off the public shelf whatever its audience says, or no longer: offered with a block.

    Raises StaleVersion, and VersionNeeded where anyone would see it again and no version was given.
    """
    with transaction.atomic():
        return _open(profile, actor).write({"only_members": wanted}, "save", version=version, checked=True)


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
            raise NotAllowed(_("Only its owner can change a profile."))
        raise NotThere(_("There is no such profile."))
    return Draft(own)
