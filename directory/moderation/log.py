"""The log as the desk shows it: without what a moderator has no part in."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    Field,
    OuterRef,
    Q,
    QuerySet,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, Replace
from django.utils.translation import gettext as _

from directory.accounts.models import User
from directory.audit.log import SYSTEM
from directory.audit.models import Entry
from directory.connections.blocks import PRIVATE_VERBS
from directory.moderation.queue import on_the_desk
from directory.profiles import workplaces
from directory.profiles.models import Agency, Employment, Profile


def log_entries(moderator: User) -> QuerySet[Entry]:
    """The entries that ``moderator`` may read, the latest first; none for who is no moderator.

    It tells of the profiles that are on their desk, of those profiles' owners, and of agencies but those through
    which they are recused and those of the profiles they are recused from; never of who blocked whom. What is gone
    is gone from here for everybody, since nobody can tell any more who was recused from it: all of the log is the
    operators'. Up to fourteen queries to make it, one to read it.
    """
    if not moderator.is_moderator:
        return Entry.objects.none()
    there = on_the_desk(moderator)
    agencies = Agency.objects.exclude(pk__in=_agencies_recused_through(moderator))
    return (
        Entry.objects.exclude(verb__in=PRIVATE_VERBS)
        # By cases: PostgreSQL must not come to read an agency's id as a profile's.
        .alias(
            person=_subject_of(("profile", "user"), UUIDField()),
            agency=_subject_of(("agency",), BigIntegerField()),
        )
        .filter(
            Q(Exists(there.filter(pk=OuterRef("person"))), subject_kind="profile")
            | Q(Exists(there.filter(owner=OuterRef("person"))), subject_kind="user")
            | Q(Exists(agencies.filter(pk=OuterRef("agency"))), subject_kind="agency")
        )
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
    names = {SYSTEM: _("The system")}
    known = Profile.objects.filter(Q(pk__in=profiles) | Q(owner__in=people))
    for pk, owner, handle in known.values_list("pk", "owner_id", "handle"):
        names |= {str(pk): handle, str(owner): handle}
    staff = User.objects.filter(pk__in=people).exclude(staff_role="")
    names |= {str(pk): email for pk, email in staff.values_list("pk", "email")}
    named = Agency.objects.filter(pk__in=agencies)
    names |= {str(pk): name for pk, name in named.values_list("pk", "name")}
    return {key: name for key, name in names.items() if key in wanted}


def _subject_of(kinds: Iterable[str], key: "Field[Any, Any]") -> Case:
    """The subject of an entry of these kinds as the key that it is; NULL for any other kind."""
    return Case(When(subject_kind__in=kinds, then=Cast(Replace("subject", Value("-"), Value("")), key)))


def _agencies_recused_through(moderator: User) -> list[int]:
    """The ids of the moderator's agencies and of their colleagues', and of the typed ones merged with them."""
    theirs = Profile.objects.filter(workplaces.recused(moderator))
    rows = theirs.values_list("pk", "written__employer_id")
    ids = {employer for _, employer in rows} - {None}
    # Also where no colleague's profile stands any more.
    ids.update(office.agency for office in workplaces.agencies_counted(moderator))
    employed = Employment.objects.filter(profile__in=[pk for pk, _ in rows])
    ids.update(employed.values_list("agency_id", flat=True))
    merged = Agency.objects.filter(merged_into__in=ids).values_list("pk", flat=True)
    return sorted(ids.union(merged))


def _uuids(texts: Iterable[str]) -> set[UUID]:
    found = set()
    for text in texts:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found
