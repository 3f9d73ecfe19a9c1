"""Blocks: two people who do not see each other, because one of them wished so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import orjson
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from directory.accounts.models import User
from directory.audit import log
from directory.connections.models import Block
from directory.connections.readers import reader_for
from directory.listings import publishing
from directory.listings.shelves import card_of
from directory.profiles import editing
from directory.profiles.errors import FieldError, Invalid, NotThere
from directory.profiles.models import Profile, Status

# Why somebody is hidden, as the changes feed keeps it.
REASON: Final = "block"
# They stand in the log, and nobody reads them there: a block is told to nobody.
PRIVATE_VERBS: Final = ("block", "unblock")


@dataclass(frozen=True, slots=True)
class Blocked:
    """Whom one blocked, as one saw them then, and since when."""

    handle: str
    name: str
    since: datetime


@transaction.atomic
def block(actor: User, handle: str, *, only_members: bool = False) -> None:
    """From now on ``actor`` and the person listed as ``handle`` do not see each other, as if both had withdrawn.

    Since a blocked person who signs out reads the public shelf, ``only_members`` also takes the actor's own
    profile off that one. Blocking again is harmless. Raises NotThere for whom the actor may not see, and
    Invalid for oneself.
    """
    # Locked first, as every writer of a profile does before it comes to the shelves.
    own = Profile.objects.select_for_update().filter(owner=actor).first()
    if own is not None and own.handle == handle:
        raise Invalid([FieldError("handle", "self", _("You cannot block yourself."))])
    if not Block.objects.filter(blocker=actor, handle=handle).exists():
        _block_seen(actor, own, handle)
    if only_members and own is not None and not own.only_members:
        editing.only_members(own, actor=actor)


def _block_seen(actor: User, own: Profile | None, handle: str) -> None:
    card = card_of(reader_for(actor), handle)
    listed = Profile.objects.select_related("owner").filter(status=Status.LISTED, owner__is_active=True)
    other = listed.filter(handle=handle).first()
    if card is None or other is None:
        raise NotThere(_("There is no such profile."))
    already_unseen = own is None or own.handle in reader_for(other.owner).excluded
    _block, is_new = Block.objects.get_or_create(
        blocker=actor, blocked=other.owner, defaults={"handle": handle, "name": orjson.loads(card)["name"]}
    )
    if not is_new:
        return
    log.record(actor.pk, "block", "user", other.owner_id)
    # Before the actor's card can leave the public shelf: there the other one must be told while it still stands.
    publishing.hide(handle, {str(actor.pk)}, REASON)
    if own is not None:
        publishing.hide(own.handle, {str(other.owner_id)}, REASON, silently=already_unseen)


@transaction.atomic
def unblock(actor: User, handle: str) -> None:
    """Take back the block of whom the actor saw as ``handle``; what else hides the two from each other stays.

    A profile that was taken off the public shelf with the block stays off it. Raises NotThere if the actor did
    not block anybody of that handle.
    """
    found = Block.objects.select_related("blocked").filter(blocker=actor, handle=handle).first()
    if found is None:
        raise NotThere(_("You have not blocked anybody of that name."))
    other = found.blocked
    found.delete()
    log.record(actor.pk, "unblock", "user", other.pk)
    _tell_seen_again(reader_of=actor, owner=other)
    _tell_seen_again(reader_of=other, owner=actor)


def _tell_seen_again(*, reader_of: User, owner: User) -> None:
    profile = Profile.objects.filter(owner=owner).first()
    if profile is not None:
        still_unseen = profile.handle in reader_for(reader_of).excluded
        publishing.show_again(profile.handle, {str(reader_of.pk)}, REASON, silently=still_unseen)


def mark(profile: Profile) -> None:
    """Before the first approval under a handle: keep what the shelves will say of it from those blocked either way.

    ``reader_for`` excludes the handle as long as it is this person's; the mark holds when it is so no longer.
    """
    pairs = Block.objects.filter(Q(blocker=profile.owner_id) | Q(blocked=profile.owner_id))
    publishing.hide(
        profile.handle,
        {
            str(blocked if blocker == profile.owner_id else blocker)
            for blocker, blocked in pairs.values_list("blocker_id", "blocked_id")
        },
        REASON,
    )


def blocked_by(actor: User) -> list[Blocked]:
    """Whom ``actor`` blocked, the latest first. One query.

    It tells nothing that the actor did not see when blocking, and does not change with what became of the other.
    """
    return [
        Blocked(row.handle, row.name, row.created_at)
        for row in Block.objects.filter(blocker=actor).order_by("-created_at", "-pk")
    ]
