"""What an owner wrote, and what happens when they change it.

Here stands which change is live at once, which waits for a moderator, which needs a receipt, and which needs the
version its writer saw.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Q
from django.utils import timezone

from directory.accounts import consent
from directory.accounts.models import User
from directory.audit import log
from directory.listings.readers import Audience
from directory.profiles import agencies, publication, workplaces
from directory.profiles.audiences import Shown, chosen, for_receipt, shown, term_of, wider
from directory.profiles.changes import FIELDS, Wanted
from directory.profiles.granularity import takes_in
from directory.profiles.locking import require_version
from directory.profiles.models import Hiding, Pick, Profile, ShowRegion, ShowRole, Status, Submission, Wording
from directory.profiles.parts import PART, PARTS, PICKED, REVIEWED, WORDS
from directory.vocabulary.models import Term

_WORDS: Final = frozenset(part.name for part in WORDS)
_REVIEWED: Final = frozenset((*REVIEWED, "few_confirmed"))
_PICKED: Final = frozenset(part.name for part in PICKED)
_CHOICES: Final = ("show_role", "show_region", "stage", "hide_from_workplace", "only_members")
# From what shows least to what shows most.
_STEPS: Final[Mapping[str, tuple[object, ...]]] = {
    "show_role": (ShowRole.SECTOR, ShowRole.ROLE),
    "show_region": (ShowRegion.STATE, ShowRegion.AREA, ShowRegion.COUNTY),
    "hide_from_workplace": (Hiding.AGENCY, Hiding.OFFICE, Hiding.NO),
    "audience": (Audience.MEMBERS, Audience.PUBLIC),
    "only_members": (True, False),
    "few_confirmed": (False, True),
}
# What decides on who is whose colleague.
_COLLEAGUES: Final = frozenset({"hide_from_workplace", "agency", "region"})


def pending(profile: Profile) -> list[str]:
    """The names of the reviewed parts whose written words differ from the approved ones; none before approval."""
    written, approved = profile.written, profile.approved
    if approved is None:
        return []
    return [name for name in REVIEWED if _kept(written, name) != _kept(approved, name)]


def begin_filled(
    owners: Sequence[User], handles: Sequence[str], wanted: Sequence[Mapping[str, Wanted]]
) -> list[Profile]:
    """A new draft for each of these owners, who must have none, with what each of them wrote.

    As ``begin`` and ``save`` make them one at a time; here in nine queries at most for all.
    """
    drafts = [
        Draft(Profile(owner=owner, handle=handle, written=Wording()), {})
        for owner, handle in zip(owners, handles, strict=True)
    ]
    changed = [draft.fill(values) for draft, values in zip(drafts, wanted, strict=True)]
    employers = agencies.named_all(draft.profile.written.agency for draft in drafts)
    for draft in drafts:
        draft.profile.written.employer = employers.get(draft.profile.written.agency)
    Wording.objects.bulk_create(draft.profile.written for draft in drafts)
    profiles = Profile.objects.bulk_create(draft.profile for draft in drafts)
    Pick.objects.bulk_create(
        Pick(profile=draft.profile, part=part, term=term)
        for draft in drafts
        for part, terms in draft.picks.items()
        for term in terms
    )
    for profile, fields in zip(profiles, changed, strict=True):
        log.record(profile.owner_id, "save", "profile", profile.pk, fields=fields, version=profile.version)
    return profiles


class Draft:
    """A profile, its picks, and what its owner wrote as values by field name.

    Made anew for each write: ``write`` changes the profile in memory before it knows whether it may. Whoever knows
    the picks hands them in.
    """

    def __init__(self, profile: Profile, picks: dict[str, tuple[Term, ...]] | None = None) -> None:
        self.profile = profile
        self.picks = publication.picks_of(profile) if picks is None else picks
        written = profile.written
        self.values: dict[str, Wanted] = {
            **{name: getattr(written, name) for name in _WORDS},
            **{name: self.picks.get(name, ()) for name in _PICKED},
            **{name: getattr(profile, name) for name in _CHOICES},
            "role": term_of(written.role_id),
            "region": term_of(written.region_id),
            "few_confirmed": written.few_confirmed,
            "audience": Audience(profile.audience),
            "audiences": {part.name: chosen(profile, part).code for part in PARTS},
        }

    @property
    def term_ids(self) -> frozenset[int]:
        """The ids of all terms the owner has: those stay theirs when they are retired."""
        claims = (self.profile.written.role_id, self.profile.written.region_id)
        picked = (term.pk for terms in self.picks.values() for term in terms)
        return frozenset([*picked, *(pk for pk in claims if pk is not None)])

    def as_sent(self) -> dict[str, object]:
        """The values under the names of the import line, as they would be sent."""
        return {name: _sent(self.values[name]) for name in FIELDS}

    def narrows(self, wanted: Mapping[str, Wanted]) -> bool:
        """Whether writing this shows less or the same: to everybody now, and to a moderator who decides on it."""
        changed = self._changed(wanted)
        steps_back = all(self._steps_back(name, value) for name, value in changed.items())
        before = self._live()
        self._apply(changed, wanted)
        return steps_back and not wider(before, self._live())

    def write(
        self,
        wanted: Mapping[str, Wanted],
        verb: str,
        *,
        version: int | None = None,
        checked: bool = False,
        leaves: bool = False,
    ) -> Profile:
        """Write what differs, publish it, log it, give receipts; the profile as it is then.

        A version that is given must be the present one. With ``checked``, whatever does not only narrow needs one.
        With ``leaves`` the present employment ends as well. Runs in the caller's transaction, which holds the
        profile's row.
        """
        profile = self.profile
        if version is not None:
            require_version(profile, version)
        changed = self._changed(wanted)
        if not changed:
            return profile
        steps_back = all(self._steps_back(name, value) for name, value in changed.items())
        before = self._live()
        self._apply(changed, wanted)
        after = self._live()
        more = wider(before, after)
        if "hide_from_workplace" in changed and not self._steps_back(
            "hide_from_workplace", changed["hide_from_workplace"]
        ):
            more = after  # colleagues see all of it from now on
        if checked and (more or not steps_back):
            require_version(profile, version)
        concerns = profile.approved is not None and not _COLLEAGUES.isdisjoint(changed)
        with workplaces.exclusions_recorded(profile) if concerns else nullcontext():
            self._store(changed)
            if leaves:
                agencies.leave(profile)
        waiting = self._resubmit(changed)
        log.record(profile.owner_id, verb, "profile", profile.pk, fields=changed, version=profile.version)
        self._give_receipts(more, after, waiting)
        if profile.approved is not None:
            publication.publish(profile)
        return profile

    def fill(self, wanted: Mapping[str, Wanted]) -> dict[str, Wanted]:
        """Write in memory what an owner of a new draft wants; what changed. Nobody sees a draft: that is all."""
        changed = self._changed(wanted)
        self._apply(changed, wanted)
        self.profile.version += 1
        return changed

    def try_on(self, wanted: Mapping[str, Wanted]) -> None:
        """Change the profile in memory as ``write`` would, and leave it at that: it must never be saved."""
        self._apply(self._changed(wanted), wanted)

    # --- What changes ----------------------------------------------------------------------------------

    def _changed(self, wanted: Mapping[str, Wanted]) -> dict[str, Wanted]:
        """Those of the wanted values that differ, and what they bring with them."""
        asked = dict(wanted)
        for name, value in wanted.items():
            if isinstance(value, dict):
                asked[name] = {**_mapping(self.values[name]), **value}
        changed = {name: value for name, value in asked.items() if value != self.values[name]}
        moved = "role" in changed or "region" in changed
        if moved and "few_confirmed" not in wanted and self.values["few_confirmed"]:
            # The owner confirmed it of another role or place.
            changed["few_confirmed"] = False
        return changed

    def _steps_back(self, name: str, value: Wanted) -> bool:
        """Whether a field's new value says less than the one before."""
        former = self.values[name]
        if name in _STEPS:
            return _STEPS[name].index(value) <= _STEPS[name].index(former)
        if name == "audiences":
            before = _mapping(former)
            return all(
                Audience.from_code(code) <= Audience.from_code(before[part])
                for part, code in _mapping(value).items()
            )
        if isinstance(value, tuple) and isinstance(former, tuple):
            return set(value) <= set(former)
        if name == "region" and isinstance(value, Term) and isinstance(former, Term):
            return takes_in(value, former)
        return not value

    def _live(self) -> Shown:
        """What is shown of the approved wording or, while a first one waits, will be."""
        profile = self.profile
        if profile.approved is not None:
            return shown(profile, profile.approved, self.picks)
        if profile.status == Status.SUBMITTED:
            return shown(profile, profile.written, self.picks)
        return {}

    def _apply(self, changed: Mapping[str, Wanted], wanted: Mapping[str, Wanted]) -> None:
        """Change the profile in memory, and of the approved wording what goes live without a moderator."""
        profile, written, approved = self.profile, self.profile.written, self.profile.approved
        for name, value in changed.items():
            if name in _PICKED and isinstance(value, tuple):
                self.picks[name] = value
            elif isinstance(value, Audience):
                profile.audience = value.value
            elif isinstance(value, dict):
                profile.audiences = {
                    part: code for part, code in value.items() if code != PART[part].default.code
                }
            elif name in _CHOICES:
                setattr(profile, name, value)
            else:
                setattr(written, name, value)
                if approved is not None and self._needs_no_moderator(name, value, approved):
                    setattr(approved, name, value)
        if approved is not None:
            same = (written.role_id, written.region_id) == (approved.role_id, approved.region_id)
            if same or wanted.get("few_confirmed") is False:
                approved.few_confirmed = written.few_confirmed

    @staticmethod
    def _needs_no_moderator(name: str, value: Wanted, approved: Wording) -> bool:
        """Whether this reviewed value only empties or coarsens the approved one."""
        if name == "region" and isinstance(value, Term):
            former = term_of(approved.region_id)
            return former is not None and takes_in(value, former)
        return name in REVIEWED and not value

    # --- What is written -------------------------------------------------------------------------------

    def _store(self, changed: Mapping[str, Wanted]) -> None:
        profile, written, approved = self.profile, self.profile.written, self.profile.approved
        former = {written.employer_id}
        if "agency" in changed:
            written.employer = agencies.named(written.agency)
            if approved is not None and not approved.agency:
                former.add(approved.employer_id)
                approved.employer = None
        if not _REVIEWED.isdisjoint(changed):
            written.save()
            if approved is not None:
                approved.save()
        profile.version += 1
        publication.date_shelves(profile)
        profile.save()
        self._store_picks([name for name in changed if name in _PICKED])
        if "agency" in changed:
            agencies.forget_unused(former)

    def _store_picks(self, names: Iterable[str]) -> None:
        gone: list[Q] = []
        new: list[Pick] = []
        for name in names:
            before, after = self.values[name], self.picks[name]
            former = {term.pk for term in before} if isinstance(before, tuple) else set()
            wanted = {term.pk for term in after}
            if former - wanted:
                gone.append(Q(part=name, term__in=former - wanted))
            new += [
                Pick(profile=self.profile, part=name, term=term) for term in after if term.pk not in former
            ]
        if gone:
            self.profile.picks.filter(reduce(or_, gone)).delete()
        if new:
            Pick.objects.bulk_create(new)

    def _resubmit(self, changed: Mapping[str, Wanted]) -> list[str]:
        """Open or drop the edit submission; the names of the parts that this write asks a moderator about."""
        profile = self.profile
        retyped = [name for name in REVIEWED if name in changed]
        if profile.approved is None or not retyped:
            return []
        waiting = pending(profile)
        asked = [name for name in retyped if name in waiting]
        open_edit = profile.open_submission
        if open_edit is not None and not waiting:
            open_edit.state = Submission.State.DROPPED
            open_edit.closed_at = timezone.now()
            open_edit.save(update_fields=["state", "closed_at"])
            profile.open_submission = None
        elif open_edit is None and asked:
            profile.open_submission = profile.submissions.create(kind="edit", opened_at=timezone.now())
        return asked

    def _give_receipts(self, more: Shown, after: Shown, asked: Iterable[str]) -> None:
        """One for what is shown now and was not, one for words that will be shown once they are approved."""
        profile = self.profile
        if more and profile.approved is None:
            consent.give_receipt(profile.owner, "submit", for_receipt(after))
            return
        written = shown(profile, profile.written, self.picks) if asked else {}
        asks = {name: written[name] for name in asked if name in written}
        receipts: tuple[tuple[consent.Act, Shown], ...] = (("widen", more), ("submit", asks))
        for act, seen in receipts:
            parts = for_receipt(seen)
            if parts:
                consent.give_receipt(profile.owner, act, parts)


def _kept(wording: Wording, name: str) -> object:
    return getattr(wording, f"{name}_id" if name in ("role", "region") else name)


def _mapping(value: Wanted) -> dict[str, str]:
    return value if isinstance(value, dict) else {}


def _sent(value: Wanted) -> object:
    if isinstance(value, Audience):
        return value.code
    if isinstance(value, tuple):
        return [term.code for term in value]
    return value.code if isinstance(value, Term) else "" if value is None else value
