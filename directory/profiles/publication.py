"""From the write side to the shelves: cards are built up from what may be shown, never blanked out."""

from collections.abc import Callable, Collection, Iterator
from datetime import date
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from directory.listings import checking, mending, publishing
from directory.listings.cards import Card
from directory.listings.models import tables_of
from directory.listings.readers import Audience
from directory.profiles.audiences import Picks, Shown, Value, for_connections, reach, shown, term_of
from directory.profiles.models import Profile, Status, Wording
from directory.vocabulary import terms
from directory.vocabulary.models import Term

BATCH = 500
# The shelves, and the column that dates a profile's first day on each.
_SINCE = {Audience.PUBLIC: "public_since", Audience.MEMBERS: "members_since"}
_ON_CARD = {"display_name": "name"}


def picks_of(profile: Profile) -> dict[str, tuple[Term, ...]]:
    """The picked terms of each part in vocabulary order. One query, none if they are prefetched."""
    vocabulary = terms.current()
    picked: dict[str, list[Term]] = {}
    for pick in profile.picks.all():
        picked.setdefault(pick.part, []).append(vocabulary.by_id(pick.term_id))
    return {part: tuple(sorted(found, key=lambda term: term.position)) for part, found in picked.items()}


def cards_for(profile: Profile) -> dict[Audience, Card]:
    """The card of a listed profile for each shelf that it stands on; none for any other, or of a closed account."""
    if profile.status != Status.LISTED or profile.approved is None or not profile.owner.is_active:
        return {}
    return _cards(profile, shown(profile, profile.approved, picks_of(profile)))


def publish(profile: Profile) -> None:
    """Bring the shelves in line with the profile, in the caller's transaction."""
    changed = date_shelves(profile)
    if changed:
        profile.save(update_fields=changed)
    publishing.publish(profile.handle, cards_for(profile))


def date_shelves(profile: Profile) -> list[str]:
    """Set ``public_since`` and ``members_since`` in memory; the names of those that changed.

    A profile's first day on a shelf is kept while it pauses, and forgotten when it leaves the shelf by its owner's
    choice: who comes back later must not be seen to have been there before.
    """
    changed = []
    for shelf, column in _SINCE.items():
        since: date | None = getattr(profile, column)
        stands = profile.approved is not None and reach(profile) >= shelf
        wanted = since if stands else None
        if stands and wanted is None and profile.status == Status.LISTED:
            wanted = timezone.localdate()
        if wanted != since:
            setattr(profile, column, wanted)
            changed.append(column)
    return changed


def preview(profile: Profile, audience: Audience, picks: Picks | None = None) -> Card | None:
    """What this audience would see of the profile if all that is written were approved; None for nothing.

    ``picks`` are the picked terms where they are not the stored ones. Nothing is written.
    """
    seen = shown(profile, profile.written, picks_of(profile) if picks is None else picks)
    shelf = Audience.PUBLIC if audience is Audience.PUBLIC else Audience.MEMBERS
    return _card(profile, seen, shelf) if reach(profile) >= shelf else None


def kept_for_connections(
    profile: Profile, wording: Wording | None = None, picks: Picks | None = None
) -> dict[str, Value]:
    """What connections see beyond the members' card: contact data, and whatever else is kept for them.

    Of the approved wording (nothing without one), or of ``wording`` and ``picks``, for a preview.
    """
    wording = wording or profile.approved
    if wording is None:
        return {}
    return for_connections(shown(profile, wording, picks_of(profile) if picks is None else picks))


def own_terms(profile: Profile) -> Card:
    """The owner's own terms, as exactly as they stand approved (else written), to find peers by while paused."""
    wording = profile.approved or profile.written
    role, region, picks = term_of(wording.role_id), term_of(wording.region_id), picks_of(profile)
    return Card(
        handle=profile.handle,
        listed_on=profile.members_since or timezone.localdate(),
        sector=terms.current().sector_of(role) if role else None,
        role=role,
        region=region,
        practices=picks.get("practices", ()),
        settings=picks.get("settings", ()),
        strands=picks.get("strands", ()),
        offers=picks.get("offers", ()),
        seeks=picks.get("seeks", ()),
        languages=picks.get("languages", ()),
    )


def rebuild(progress: Callable[[int, int], None] | None = None) -> int:
    """Make the shelves anew from what is approved; how many profiles are listed.

    ``progress`` hears how many so far, of how many. A shelf on which nothing changes is not touched.
    """
    handles = list(_listed().values_list("handle", flat=True))
    done = 0
    for some in batched(handles, BATCH):
        _publish_anew(some)
        done += len(some)
        if progress is not None:
            progress(done, len(handles))
    known = set(handles)
    for shelf in _SINCE:
        standing = tables_of(shelf).listings.values_list("handle", flat=True)
        for some in batched([handle for handle in standing if handle not in known], BATCH):
            _publish_anew(some)
    mending.mend()
    return len(handles)


def _publish_anew(handles: Collection[str]) -> None:
    """Bring the shelves in line with these profiles as they are now, whatever they were when somebody last looked.

    Their rows are held first, as by all who publish: a withdrawal meanwhile waits, or has been and counts.
    """
    with transaction.atomic():
        rows = Profile.objects.filter(handle__in=handles).order_by("pk").select_for_update()
        pks = list(rows.values_list("pk", flat=True))
        # Anew, in a query of its own: see locking.
        fresh = _with_all_that_cards_say(Profile.objects.filter(pk__in=pks))
        cards = {profile.handle: cards_for(profile) for profile in fresh}
        publishing.publish_many({handle: cards.get(handle, {}) for handle in handles})


def differences(progress: Callable[[int, int], None] | None = None) -> Iterator[str]:
    """A sentence for each thing on the shelves that is not what the write side says, or not what its rows say.

    ``progress`` hears how many profiles so far, of how many.
    """
    return checking.differences(_all_listed(progress))


def _all_listed(
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[tuple[str, dict[Audience, Card]]]:
    """Handle and cards of every listed profile, read in batches; ``progress`` hears of each that is dealt with."""
    listed = _with_all_that_cards_say(_listed())
    total = listed.count() if progress is not None else 0
    for number, profile in enumerate(listed.iterator(chunk_size=BATCH), 1):
        yield profile.handle, cards_for(profile)
        if progress is not None:
            progress(number, max(number, total))


def _listed() -> QuerySet[Profile]:
    return Profile.objects.filter(status=Status.LISTED, owner__is_active=True).order_by("handle")


def _with_all_that_cards_say(profiles: QuerySet[Profile]) -> QuerySet[Profile]:
    return profiles.select_related("approved", "owner").prefetch_related("picks")


def _cards(profile: Profile, seen: Shown) -> dict[Audience, Card]:
    return {shelf: _card(profile, seen, shelf) for shelf in _SINCE if reach(profile) >= shelf}


def _card(profile: Profile, seen: Shown, shelf: Audience) -> Card:
    """The card for one shelf, which says nothing of the time before the profile stood there.

    So the day of a confirmation waits for one on or after the first day on the shelf. Neither a later day in its
    stead nor the day of the approval would do: nobody confirmed anything then.
    """
    visible: dict[str, Any] = {
        _ON_CARD.get(name, name): value for name, (audience, value) in seen.items() if audience >= shelf
    }
    since: date = getattr(profile, _SINCE[shelf]) or timezone.localdate()
    confirmed = profile.confirmed_on
    return Card(
        handle=profile.handle,
        listed_on=since,
        confirmed_on=confirmed if confirmed is not None and confirmed >= since else None,
        **visible,
    )
