"""Who is reading: the only builder of the key to a shelf."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from directory.accounts.models import User
from directory.connections.models import Block
from directory.listings.cards import Card
from directory.listings.readers import ANYONE, Audience, Reader
from directory.profiles import publication, workplaces
from directory.profiles.membership import reads_as_member
from directory.profiles.models import Hiding, Profile, Status


def reader_for(user: User | AnonymousUser) -> Reader:
    """Who ``user`` is to the directory, as things stand now; to be called once a request.

    Nobody who signed in, and an account that was switched off, is ``ANYONE``. A member or staff reads the
    members' shelf, everyone else the public one; the site's ceiling is applied by the shelf itself. None of the
    excluded is ever oneself. No query for ``ANYONE``; else five, and one more for who works somewhere.
    """
    if not isinstance(user, User) or not user.is_active:
        return ANYONE
    handle, status = Profile.objects.filter(owner=user).values_list("handle", "status").first() or (
        None,
        None,
    )
    return Reader(
        audience=Audience.MEMBERS if reads_as_member(user, status) else Audience.PUBLIC,
        handle=handle if status == Status.LISTED else None,
        excluded=_blocked_either_way(user) | workplaces.hidden_from(user),
        key=str(user.pk),
    )


def _blocked_either_way(user: User) -> frozenset[str]:
    """The handles of those whom ``user`` blocked or was blocked by, whatever the status of their profiles."""
    blocks = Block.objects.filter(Q(blocker=user) | Q(blocked=user)).values_list(
        "blocker_id", "handle", "blocked__profile__handle", "blocker__profile__handle"
    )
    handles: set[str | None] = set()
    for blocker, handle_then, blocked, handle_of_blocker in blocks:
        handles.update((handle_then, blocked) if blocker == user.pk else (handle_of_blocker,))
    return frozenset(handle for handle in handles if handle is not None)


def seen_by_colleague(profile: Profile) -> Card | None:
    """What a member of the owner's own office sees of this profile, or would if it were listed; None for nothing.

    Only where an agency is known can anybody be known for a colleague: who hides but never named one is shown the
    card, since that is what colleagues see.
    """
    hides = Profile.objects.filter(pk=profile.pk).exclude(hide_from_workplace=Hiding.NO).exists()
    if hides and workplaces.offices_of(profile):
        return None
    return publication.preview(profile, Audience.MEMBERS)
