"""Workplaces: who is whose colleague, who is hidden from whom, and who may not decide on whom.

An *office* is an agency and the area it was worked at in. Two people are colleagues when an office on the
*reader's side* of one and an office on the *owner's side* of the other are of the same agency. The sides differ:
a reader's claim must be proven before it hides anybody, an owner's need not be.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import or_
from typing import Final, NamedTuple
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from directory.accounts.addresses import domain_of, verified_domains
from directory.accounts.models import User
from directory.listings import publishing
from directory.profiles.membership import reads_as_member
from directory.profiles.models import Agency, Employment, Hiding, Profile
from directory.vocabulary import terms

# Why somebody is hidden, as the changes feed keeps it.
REASON: Final = "workplace"


class Office(NamedTuple):
    """An agency's id, and the id of the area or state it was worked at in; None where that is not known."""

    agency: int
    area: int | None


# --- What counts -------------------------------------------------------------------------------------------


def agencies_counted(user: User) -> frozenset[Office]:
    """The reader's side: where ``user`` provably works or worked.

    That is what a moderator approved, present and former, and the agencies that alone use a mail domain at which
    the user has shown to read mail (area unknown). What is only written does not count: else anybody could make
    people vanish, and see by that who works where. At most three queries.
    """
    approved = Employment.objects.filter(profile__owner=user).values_list("agency_id", "area_id")
    by_mail = _sole_users(verified_domains(user)).values()
    return frozenset(chain((Office(*row) for row in approved), (Office(agency, None) for agency in by_mail)))


def offices_of(profile: Profile) -> frozenset[Office]:
    """The owner's side: where the owner works or worked, as approved and as written. Two queries."""
    approved = Employment.objects.filter(profile=profile).values_list("agency_id", "area_id")
    written = Profile.objects.filter(pk=profile.pk, written__employer__isnull=False).values_list(
        "written__employer_id", "written__region_id"
    )
    return frozenset(
        chain(
            (Office(*row) for row in approved),
            (Office(agency, _area(region)) for agency, region in written),
        )
    )


def _area(region: int | None) -> int | None:
    """The area, or failing that the state, that a region lies in; of an area, itself."""
    if region is None:
        return None
    vocabulary = terms.current()
    area = vocabulary.area_of(vocabulary.by_id(region))
    return area.pk if area else None


def _sole_users(domains: Iterable[str]) -> Mapping[str, int]:
    """Of these mail domains (in lower case) those that one agency alone uses, and that agency. One query."""
    wanted = frozenset(domains)
    if not wanted:
        return {}
    # As text, since SQLite does not look into a JSON list. It only narrows; what counts is decided below.
    spellings = {
        json.dumps(domain, ensure_ascii=ascii_only) for domain in wanted for ascii_only in (True, False)
    }
    using = (
        Agency.objects.annotate(text=Cast("domains", TextField()))
        .filter(reduce(or_, (Q(text__icontains=spelling) for spelling in spellings)))
        .values_list("pk", "domains")
    )
    users: dict[str, set[int]] = {}
    for agency, used in using:
        for domain in used:
            users.setdefault(domain.lower(), set()).add(agency)
    return {domain: min(users[domain]) for domain in wanted if len(users.get(domain, ())) == 1}


def _readers_of_mail_at(agencies: Iterable[int]) -> Iterator[tuple[UUID, int]]:
    """The users with a verified address at a domain that one of these agencies alone uses, and that agency."""
    wanted = frozenset(agencies)
    used = chain.from_iterable(Agency.objects.filter(pk__in=wanted).values_list("domains", flat=True))
    sole = {
        domain: agency for domain, agency in _sole_users(d.lower() for d in used).items() if agency in wanted
    }
    if not sole:
        return
    ends = reduce(or_, (Q(email__iendswith=f"@{domain}") for domain in sole))
    for user, email in EmailAddress.objects.filter(ends, verified=True).values_list("user_id", "email"):
        yield user, sole[domain_of(email)]


def _same_office(one: Office, other: Office) -> bool:
    """Whether the two may be one office: of one agency, and not in two areas known to lie apart.

    Fails closed: an area that is not known, or that takes in the other, counts as the same.
    """
    if one.agency != other.agency:
        return False
    if one.area is None or other.area is None or one.area == other.area:
        return True
    vocabulary = terms.current()
    here, there = vocabulary.by_id(one.area), vocabulary.by_id(other.area)
    return here.code in vocabulary.below(there) or there.code in vocabulary.below(here)


def _hides(hiding: str, own: Office, theirs: Iterable[Office]) -> bool:
    """Whether an owner who hides in this way, and works at ``own``, hides from one who works at ``theirs``."""
    if hiding == Hiding.AGENCY:
        return any(own.agency == office.agency for office in theirs)
    return hiding == Hiding.OFFICE and any(_same_office(own, office) for office in theirs)


# --- Who is hidden from whom -------------------------------------------------------------------------------


def hidden_from(user: User) -> frozenset[str]:
    """The handles of the profiles whose owners hide from ``user`` as from a colleague; never the user's own.

    Of every status: the changes feed still tells of a handle when its card has left the shelf. At most three
    queries, and one more for who works or worked somewhere, however many colleagues there are.
    """
    offices = agencies_counted(user)
    if not offices:
        return frozenset()
    agencies = {office.agency for office in offices}
    approved = (
        Employment.objects.filter(agency__in=agencies)
        .exclude(profile__hide_from_workplace=Hiding.NO)
        .exclude(profile__owner=user)
        .values_list("profile__handle", "profile__hide_from_workplace", "agency_id", "area_id")
    )
    written = (
        Profile.objects.filter(written__employer__in=agencies)
        .exclude(hide_from_workplace=Hiding.NO)
        .exclude(owner=user)
        .values_list("handle", "hide_from_workplace", "written__employer_id", "written__region_id")
    )
    return frozenset(
        handle
        for handle, hiding, agency, region in approved.union(written)
        if _hides(hiding, Office(agency, _area(region)), offices)
    )


def concerned_readers(profile: Profile) -> frozenset[str]:
    """The keys (``Reader.key``) of the users from whom this profile is hidden as from colleagues.

    ``hidden_from`` the other way round, asked only when something changes. None for a profile that hides from
    nobody, else at most six queries.
    """
    if profile.hide_from_workplace == Hiding.NO:
        return frozenset()
    offices = offices_of(profile)
    agencies = {office.agency for office in offices}
    approved = Employment.objects.filter(agency__in=agencies).values_list(
        "profile__owner_id", "agency_id", "area_id"
    )
    theirs = chain(
        ((reader, Office(agency, area)) for reader, agency, area in approved),
        ((reader, Office(agency, None)) for reader, agency in _readers_of_mail_at(agencies)),
    )
    return frozenset(
        str(reader)
        for reader, office in theirs
        if reader != profile.owner_id
        and any(_hides(profile.hide_from_workplace, own, [office]) for own in offices)
    )


# --- Telling the changes feed ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Exclusions:
    """What a profile's hiding and employments make unseen, both ways.

    ``handle`` is the profile's once it was approved, listed or not, and None before that; ``readers`` are the keys
    of those who must not see it. ``key`` is its owner's; ``hidden`` are the handles that its owner must not see,
    None for an owner who is no member: who hides stands on the members' shelf alone.
    """

    handle: str | None
    readers: frozenset[str]
    key: str
    hidden: frozenset[str] | None


def exclusions_of(profile: Profile, *, as_reader: bool = True) -> Exclusions:
    """What stands in the database at this moment, whatever ``profile`` has in memory.

    Without ``as_reader`` nobody asks what its owner may not see.
    """
    stored = Profile.objects.select_related("owner").get(pk=profile.pk)
    was_approved = stored.approved_id is not None
    is_member = reads_as_member(stored.owner, stored.status)
    return Exclusions(
        handle=stored.handle if was_approved else None,
        readers=concerned_readers(stored) if was_approved else frozenset(),
        key=str(stored.owner_id),
        hidden=hidden_from(stored.owner) if as_reader and is_member else None,
    )


def record(differences: Iterable[tuple[Exclusions, Exclusions]]) -> None:
    """Tell the changes feed of exclusions before and after, each reader of their own alone.

    Nothing is told of a profile that nobody approved before or after: it never stood on a shelf. Nor is an owner
    who was no member before or is not after: they never saw those who hide from them, and a line would say that
    somebody does.
    """
    unseen: dict[str, set[str]] = {}
    seen_again: dict[str, set[str]] = {}
    for before, after in differences:
        if before.handle is not None and before.handle == after.handle:
            unseen.setdefault(after.handle, set()).update(after.readers - before.readers)
            seen_again.setdefault(after.handle, set()).update(before.readers - after.readers)
        if before.hidden is not None and after.hidden is not None:
            for handle in after.hidden - before.hidden:
                unseen.setdefault(handle, set()).add(after.key)
            for handle in before.hidden - after.hidden:
                seen_again.setdefault(handle, set()).add(after.key)
    for handle, keys in sorted(unseen.items()):
        publishing.hide(handle, keys, REASON)
    for handle, keys in sorted(seen_again.items()):
        publishing.show_again(handle, keys, REASON)


def seal(profile: Profile) -> None:
    """Before a handle is given up: who does not see this profile today never learns that it was there.

    As long as the handle is this profile's, ``hidden_from`` excludes it; a mark holds when it is so no longer.
    """
    publishing.hide(profile.handle, concerned_readers(profile), REASON, silently=True)


def at(agency: Agency) -> QuerySet[Profile]:
    """The profiles of those who work or worked at ``agency``, approved or only written."""
    employed = Employment.objects.filter(profile=OuterRef("pk"), agency=agency)
    return Profile.objects.filter(Q(written__employer=agency) | Q(Exists(employed)))


@contextmanager
def exclusions_recorded(*profiles: Profile) -> Iterator[None]:
    """Wrap, within a transaction, whatever changes an approved profile's hiding, agency, region or employments.

    For a merged agency, wrap the profiles ``at`` it. Publish afterwards, not within: a reader of the public shelf
    must be told that somebody now hides from them while the card still stands there.
    """
    before = [exclusions_of(profile) for profile in profiles]
    yield
    after = [
        exclusions_of(profile, as_reader=was.hidden is not None)
        for profile, was in zip(profiles, before, strict=True)
    ]
    record(zip(before, after, strict=True))


# --- Who may not decide ------------------------------------------------------------------------------------


def recused(moderator: User, path: str = "") -> Q:
    """The profiles (a ``Q`` over ``Profile``) on which ``moderator`` may not decide: as if they were not there.

    Their own, and those of people of an agency that is theirs: counted as a reader's, and the one they wrote
    themselves. Of the others' agencies all count: present, former and pending. ``path`` leads to the profile
    from another model (``profile__``). Up to four queries when built.
    """
    agencies = {office.agency for office in agencies_counted(moderator)}
    own = Profile.objects.filter(owner=moderator, written__employer__isnull=False)
    agencies.update(own.values_list("written__employer_id", flat=True))
    theirs = Q(**{f"{path}owner": moderator})
    if agencies:
        # By a subquery, since a join would find one profile as often as it has employments.
        employed = Employment.objects.filter(agency__in=agencies).values("profile_id")
        theirs |= Q(**{f"{path}written__employer__in": agencies}) | Q(**{f"{path}pk__in": employed})
    return theirs


def is_recused(moderator: User, profile: Profile) -> bool:
    """Whether ``moderator`` may not decide on this profile."""
    return Profile.objects.filter(recused(moderator), pk=profile.pk).exists()
