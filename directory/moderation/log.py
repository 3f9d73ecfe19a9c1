"""The log as the desk shows it: without what a moderator has no part in."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from directory.accounts.models import User
from directory.audit.log import SYSTEM
from directory.audit.models import Entry
from directory.connections.blocks import PRIVATE_VERBS
from directory.profiles import workplaces
from directory.profiles.models import Agency, Employment, Profile

# What the desk reads of. A kind that a room adds is not shown before somebody has thought about recusal.
KINDS = ("profile", "agency", "user")


def log_entries(moderator: User) -> QuerySet[Entry]:
    """The entries that ``moderator`` may read, the latest first; none for who is no moderator.

    Nothing is in it of profiles they are recused from, of those profiles' owners and agencies, or of who blocked
    whom. Up to seven queries to make it, one to read it.
    """
    if not moderator.is_moderator:
        return Entry.objects.none()
    theirs = Profile.objects.filter(workplaces.recused(moderator))
    people = [str(pk) for pair in theirs.values_list("pk", "owner_id") for pk in pair]
    return (
        Entry.objects.filter(subject_kind__in=KINDS)
        .exclude(verb__in=PRIVATE_VERBS)
        .exclude(subject_kind__in=("profile", "user"), subject__in=people)
        .exclude(subject_kind="agency", subject__in=_agencies_of(theirs))
        .order_by("-pk")
    )


def names_of(entries: Iterable[Entry]) -> dict[str, str]:
    """What to call the actors and subjects of these entries, by id, as far as they still exist.

    The institute's staff by their address, everyone else and every profile by the handle. Entries are those of
    ``log_entries``. At most three queries.
    """
    rows = list(entries)
    wanted = {row.actor for row in rows} | {row.subject for row in rows}
    people = _uuids(row.actor for row in rows) | _uuids(
        row.subject for row in rows if row.subject_kind == "user"
    )
    profiles = _uuids(row.subject for row in rows if row.subject_kind == "profile")
    agencies = {int(row.subject) for row in rows if row.subject_kind == "agency" and row.subject.isdigit()}
    names = {SYSTEM: "The system"}
    known = Profile.objects.filter(Q(pk__in=profiles) | Q(owner__in=people))
    for pk, owner, handle in known.values_list("pk", "owner_id", "handle"):
        names |= {str(pk): handle, str(owner): handle}
    staff = User.objects.filter(pk__in=people).exclude(staff_role="")
    names |= {str(pk): email for pk, email in staff.values_list("pk", "email")}
    named = Agency.objects.filter(pk__in=agencies)
    names |= {str(pk): name for pk, name in named.values_list("pk", "name")}
    return {key: name for key, name in names.items() if key in wanted}


def _agencies_of(profiles: QuerySet[Profile]) -> list[str]:
    """The ids of the agencies of these profiles' owners, and of the typed ones that were merged with them."""
    rows = profiles.values_list("pk", "written__employer_id")
    ids = {employer for _, employer in rows} - {None}
    employed = Employment.objects.filter(profile__in=[pk for pk, _ in rows])
    ids.update(employed.values_list("agency_id", flat=True))
    merged = Agency.objects.filter(merged_into__in=ids).values_list("pk", flat=True)
    return [str(pk) for pk in sorted(ids.union(merged))]


def _uuids(texts: Iterable[str]) -> set[UUID]:
    found = set()
    for text in texts:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found
