"""Agencies: what members typed, what the operator loaded, and who worked where."""

import unicodedata
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.profiles import workplaces
from directory.profiles.audiences import term_of
from directory.profiles.errors import FieldError, Invalid
from directory.profiles.models import Agency, Employment, Profile, Wording
from directory.vocabulary import terms


def known_agencies() -> QuerySet[Agency]:
    """The agencies that may be offered: those the operator loaded. A typed one would tell who typed it."""
    return Agency.objects.filter(known=True)


def folded(name: str) -> str:
    """The key by which spellings of one name meet: no case, no accents, words with one space between."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(
        character if character.isalnum() else " " for character in plain if not _is_accent(character)
    )
    return (" ".join(kept.split()) or name.casefold())[:140]


def named(name: str) -> Agency | None:
    """The agency that ``name`` means, made if nobody wrote it before; None for no name."""
    return named_all([name]).get(name)


def named_all(names: Iterable[str]) -> dict[str, Agency]:
    """The agency that each of these names means; none for no name. At most three queries."""
    keys = {name: folded(name) for name in names if name}
    found = _of_keys(keys.values())
    new = {key: Agency(key=key, name=name) for name, key in keys.items() if key not in found}
    if new:
        Agency.objects.bulk_create(new.values(), ignore_conflicts=True)  # somebody else may type it right now
        found |= _of_keys(new)
    return {name: found[key].merged_into or found[key] for name, key in keys.items()}


def _of_keys(keys: Iterable[str]) -> dict[str, Agency]:
    found = Agency.objects.select_related("merged_into").filter(key__in=set(keys)) if keys else ()
    return {agency.key: agency for agency in found}


def merge(typed: Agency, known: Agency) -> None:
    """Understand the typed agency as the known one from now on, wherever it stands. Raises Invalid."""
    if typed.known or not known.known:
        raise Invalid(
            [FieldError("agency", "not-known", _("Choose an agency from the list to merge this one with."))]
        )
    with workplaces.exclusions_recorded(*workplaces.at(typed)):
        Wording.objects.filter(employer=typed).update(employer=known)
        Employment.objects.filter(agency=typed).update(agency=known)
    Agency.objects.filter(merged_into=typed).update(merged_into=known)
    typed.merged_into = known
    typed.save(update_fields=["merged_into"])


def hold_for_merging(profile: UUID) -> None:
    """Lock the rows of all who name the agency that this profile's owner typed, in one order for every merger.

    A merger rewrites what they wrote, which their own saves would undo.
    """
    typed = Agency.objects.filter(
        pk__in=Profile.objects.filter(pk=profile).values("written__employer")
    ).first()
    if typed is not None:
        rows = workplaces.at(typed).order_by("pk").select_for_update(of=("self",))
        list(rows.values_list("pk", flat=True))


def employ(profile: Profile) -> None:
    """Write down the approved agency as the present employment; another one until now becomes a former one."""
    approved = profile.approved
    if approved is None or approved.employer_id is None:
        return
    region = term_of(approved.region_id)
    area = terms.current().area_of(region) if region else None
    present = [(job.agency_id, job.area_id) for job in profile.employments.all() if job.ended_on is None]
    if (approved.employer_id, area.pk if area else None) in present:
        return
    if present:
        leave(profile)
    profile.employments.create(agency_id=approved.employer_id, area=area, approved_at=timezone.now())


def leave(profile: Profile) -> None:
    """End the present employment today."""
    profile.employments.filter(ended_on=None).update(ended_on=timezone.localdate())


def forget_unused(agencies: Iterable[int | None]) -> None:
    """Delete those of the agencies that were typed and that nothing names any more."""
    ids = {pk for pk in agencies if pk is not None}
    if ids:
        named_by = Q(Exists(Wording.objects.filter(employer=OuterRef("pk")))) | Q(
            Exists(Employment.objects.filter(agency=OuterRef("pk")))
        )
        Agency.objects.filter(pk__in=ids, known=False, merged_into=None).exclude(named_by).delete()


def _is_accent(character: str) -> bool:
    return unicodedata.category(character) == "Mn"
