"""A profile as it is stored now, held for one transaction, and the check that its reader has seen that."""

from uuid import UUID

from django.utils.translation import gettext as _

from directory.profiles.errors import NotThere, StaleVersion, VersionNeeded
from directory.profiles.models import Profile


def locked(profile: Profile | UUID) -> Profile:
    """The profile with its owner and wordings, its row locked until the transaction ends. Raises NotThere."""
    return _found(profile, for_update=True)


def stored(profile: Profile | UUID) -> Profile:
    """The same without a lock: to answer a question."""
    return _found(profile, for_update=False)


def require_version(profile: Profile, version: int | None) -> None:
    """Raise VersionNeeded or StaleVersion unless ``version`` is the profile's."""
    if version is None:
        raise VersionNeeded(_("Say which version you saw: this could undo what somebody else wrote."))
    if version != profile.version:
        raise StaleVersion(profile.version)


def _found(profile: Profile | UUID, *, for_update: bool) -> Profile:
    pk = profile.pk if isinstance(profile, Profile) else profile
    if for_update:
        # A query of its own: PostgreSQL, having waited for the lock, reads the locked row anew but not what is
        # joined to it, and the wordings would be those from before the wait.
        Profile.objects.select_for_update().filter(pk=pk).values_list("pk").first()
    found = Profile.objects.select_related("written", "approved", "owner").filter(pk=pk).first()
    if found is None:
        raise NotThere(_("There is no such profile."))
    return found
