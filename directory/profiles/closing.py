"""Closing an account, and opening it again: its card goes and comes back with it, in the same transaction."""

from django.db import transaction

from directory.accounts.models import User
from directory.audit import log
from directory.profiles import publication
from directory.profiles.locking import locked
from directory.profiles.models import Profile


def switch(user: User, *, active: bool, actor: User) -> None:
    """Close the account, or open it; the log says who did.

    A closed account is signed out at its next request, and nothing of it is listed. Its profile stays at its
    status, so that opening the account brings back what was there.
    """
    with transaction.atomic():
        pk = Profile.objects.filter(owner=user).values_list("pk", flat=True).first()
        # Before the account: whoever lists a profile holds its row while they look whether the account is open.
        profile = locked(pk) if pk else None
        user.is_active = active
        user.save(update_fields=["is_active"])
        log.record(
            actor.pk, "open-account" if active else "close-account", "user", user.pk, fields=["is_active"]
        )
        if profile is not None:
            profile.owner = user
            publication.publish(profile)
