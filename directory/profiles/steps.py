"""One move being made: who may, what it needs, what it does. ``lifecycle`` is the door to it."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import date, timedelta
from functools import cached_property
from typing import ClassVar, Final, Literal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.accounts import consent
from directory.accounts.models import User
from directory.audit import log
from directory.listings import publishing
from directory.notices import outbox
from directory.profiles import agencies, publication, workplaces
from directory.profiles.audiences import for_receipt, shown
from directory.profiles.changes import missing, read_words
from directory.profiles.drafts import pending
from directory.profiles.errors import AlreadyProposed, FieldError, IllegalMove, Invalid, NotAllowed, NotThere
from directory.profiles.handles import new_handle
from directory.profiles.locking import require_version
from directory.profiles.models import Agency, Decision, Hiding, Profile, Proposal, Status, Submission, Wording
from directory.profiles.moves import LIVE, MOVES, Back, Move, Who
from directory.vocabulary import terms
from directory.vocabulary.models import Facet

SYSTEM: Final = "system"
MOST_MESSAGE: Final = 4000
# Who moves somebody without being them writes a decision.
_OFFICIAL: Final = frozenset({Who.MODERATOR, Who.STAFF})
# What a move may change of the profile's row.
_MOVED: Final = (
    "handle", "status", "before", "before_sleep", "version", "held_until", "withdrawn_while_suspended",
    "approved", "public_since", "members_since", "confirmed_on",
)  # fmt: skip
_ENDS: Final = {
    "approve": Submission.State.APPROVED,
    "return": Submission.State.RETURNED,
    "reject": Submission.State.REJECTED,
    "withdraw": Submission.State.DROPPED,
}
type Actor = User | Literal["system"]


def standing_of(profile: Profile, actor: Actor, *, is_recused: bool | None = None) -> frozenset[Who]:
    """In which capacities ``actor`` may act on this profile; none: for them it is not there.

    Nobody moderates their own profile or one from their own agency, whatever their role. Whoever knows already
    whether the actor is recused says so; it is looked up otherwise.
    """
    if not isinstance(actor, User):
        return frozenset({Who.SYSTEM})
    if not actor.is_active:
        return frozenset()
    if actor.pk == profile.owner_id:
        return frozenset({Who.OWNER})
    if not actor.works_here:
        return frozenset()
    if workplaces.is_recused(actor, profile) if is_recused is None else is_recused:
        return frozenset()
    return frozenset({Who.STAFF, Who.MODERATOR} if actor.is_moderator else {Who.STAFF})


class Step:
    """A move, a profile whose row the caller holds, and who wants to make it."""

    def __init__(
        self,
        profile: Profile,
        move: Move,
        actor: Actor,
        standing: frozenset[Who],
        *,
        reason: str = "",
        message: str = "",
        consented_on: date | None = None,
    ) -> None:
        self.profile, self.move, self.actor, self.standing = profile, move, actor, standing
        self.reason, self.message, self.consented_on = reason, message, consented_on
        self.seconds: Proposal | None = None

    @cached_property
    def decides_edit(self) -> bool:
        """Whether this decides an edit of a profile that is approved already, and leaves its status alone."""
        return (
            self.move.decides_edits
            and self.profile.status in LIVE
            and self.profile.open_submission is not None
        )

    @property
    def takes_two(self) -> bool:
        """Whether one moderator proposes and another moves."""
        profile = self.profile
        escaped = profile.withdrawn_while_suspended or profile.owner.erased_while_suspended
        first = self.move.name == "approve" and profile.status == Status.SUBMITTED
        return self.move.two or (first and escaped)

    # --- Whether it may be -----------------------------------------------------------------------------

    def check(self) -> None:
        """Raise NotThere, IllegalMove or NotAllowed, in this order."""
        profile, move = self.profile, self.move
        if not self.standing or self._moderates_oneself():
            raise NotThere(_("There is no such profile."))
        if profile.status not in move.sources and not self.decides_edit:
            raise IllegalMove(
                _("“%(move)s” is not possible while the profile is: %(status)s.")
                % {"move": move.label, "status": _label(profile)}
            )
        if self._leads_to() == Status.LISTED and not profile.owner.is_active:
            raise IllegalMove(_("The account of this profile is switched off."))
        if not self.standing & move.by:
            raise NotAllowed(_("“%(move)s” is not for you to do.") % {"move": move.label})
        if move.name == "overturn" and self._decided():
            raise NotAllowed(_("Another moderator than those who decided looks at an appeal."))

    def check_version(self, version: int | None) -> None:
        """Raise StaleVersion for another version than the present one, VersionNeeded where it takes one.

        It may be left out where the move only shows less; nobody who names what they saw is passed over.
        """
        if version is not None or (self.move.versioned and Who.SYSTEM not in self.standing):
            require_version(self.profile, version)

    def check_words(self) -> None:
        """Tidy reason and message. Raises Invalid for them, and for a profile that is not ready."""
        errors = []
        self.message = read_words("message", self.message, MOST_MESSAGE)
        if self.reason and terms.current().find(Facet.REASON, self.reason) is None:
            errors.append(FieldError("reason", "unknown-code", _("Pick a reason from the list.")))
        if self.move.reason and not self.reason:
            errors.append(FieldError("reason", "required", _("Pick a reason.")))
        if self.move.message and not self.message:
            errors.append(FieldError("message", "required", _("Tell the owner what to do next.")))
        if self.move.name in ("submit", "approve") and not self.decides_edit:
            written = self.profile.written
            errors += missing(
                {"display_name": written.display_name, "role": written.role_id, "region": written.region_id}
            )
        if errors:
            raise Invalid(errors)

    def _leads_to(self) -> Status | Back | str:
        """The status that this leads to, also where that is the one before."""
        profile, move = self.profile, self.move
        if move.target is not Back.BEFORE:
            return move.target
        if move.name == "confirm":
            return profile.before_sleep if profile.status == Status.DORMANT else profile.status
        return Status.SUBMITTED if profile.status == Status.REJECTED else profile.before

    def _moderates_oneself(self) -> bool:
        official = isinstance(self.actor, User) and self.actor.works_here
        return official and Who.OWNER in self.standing and not self.move.by & {Who.OWNER, Who.SYSTEM}

    def _decided(self) -> bool:
        """Whether the actor took part in the decision that is appealed against."""
        made_by = "reject" if self.profile.status == Status.REJECTED else "suspend"
        last = self.profile.decisions.filter(move=made_by).first()
        return (
            last is not None
            and isinstance(self.actor, User)
            and self.actor.pk in (last.actor_id, last.seconded_by_id)
        )

    # --- Two moderators --------------------------------------------------------------------------------

    def is_seconded(self) -> bool:
        """Whether another moderator proposed this and it still stands; then their reason stands in for none.

        A proposal lapses when its moderator is one no more, and one to approve when the owner wrote since. Raises
        AlreadyProposed when it is the actor's own.
        """
        proposal = self.profile.proposals.select_related("by").filter(move=self.move.name).first()
        if proposal is None or self._has_lapsed(proposal):
            return False
        if isinstance(self.actor, User) and proposal.by_id == self.actor.pk:
            raise AlreadyProposed(_("You proposed this already. It takes another moderator to do it."))
        self.seconds = proposal
        self.reason = self.reason or proposal.reason
        self.message = self.message or proposal.message
        return True

    def propose(self) -> None:
        """Write down the first half of the move. The profile, its version included, stays as it is."""
        if isinstance(self.actor, User):
            Proposal.objects.update_or_create(
                profile=self.profile,
                move=self.move.name,
                defaults={
                    "by": self.actor,
                    "reason": self.reason,
                    "message": self.message,
                    "version": self.profile.version,
                    "at": timezone.now(),
                },
            )
            self._log(f"propose-{self.move.name}")

    def _has_lapsed(self, proposal: Proposal) -> bool:
        stale = self.move.name == "approve" and proposal.version != self.profile.version
        return stale or not proposal.by.is_moderator

    # --- What it does ----------------------------------------------------------------------------------

    def merge(self, known: int) -> None:
        """Understand the typed agency as this known one, for everybody who typed it. Raises Invalid."""
        typed = self.profile.written.employer
        agency = Agency.objects.filter(pk=known).first()
        if self.move.name != "approve" or typed is None or agency is None:
            raise Invalid(
                [
                    FieldError(
                        "agency", "not-known", _("Choose an agency from the list to merge this one with.")
                    )
                ]
            )
        if typed.pk == agency.pk:
            return
        agencies.merge(typed, agency)
        self.profile.written.employer = agency
        self._log("merge-agency", kind="agency", subject=typed.pk)

    def make(self) -> None:
        """Do it, with everything that belongs to it."""
        if self.move.target is Back.GONE:
            self._erase()
            return
        profile, former = self.profile, Status(self.profile.status)
        edited = pending(profile) if self.decides_edit else []
        effect = self._effects.get(self.move.name)
        with workplaces.exclusions_recorded(profile) if self._changes_exclusions() else nullcontext():
            if effect is not None:
                effect(self)
            if not self.decides_edit and isinstance(self.move.target, Status):
                profile.status = self.move.target
            profile.version += 1
            publication.date_shelves(profile)
            profile.save(update_fields=_MOVED)
        self._decide(self._end_submission())
        self._drop_proposals(former)
        self._log(self.move.name, fields=edited)
        self._tell_owner()
        publication.publish(profile)

    def _changes_exclusions(self) -> bool:
        """Whether this can change who must not see whom; a first approval of somebody who hides does."""
        hides = self.profile.hide_from_workplace != Hiding.NO
        return self.move.name == "approve" and (self.decides_edit or hides)

    def _submit(self) -> None:
        profile = self.profile
        profile.confirmed_on = self.consented_on or timezone.localdate()
        seen = shown(profile, profile.written, publication.picks_of(profile))
        act: consent.Act = "import" if self.consented_on else "submit"
        consent.give_receipt(profile.owner, act, for_receipt(seen), self.consented_on)
        self._open_submission()

    def _approve(self) -> None:
        profile = self.profile
        approved = profile.approved or Wording()
        approved.take(profile.written)
        approved.save()
        profile.approved = approved
        agencies.employ(profile)
        if not self.decides_edit:
            profile.withdrawn_while_suspended = False
            self._mark_owner(erased_while_suspended=False)

    def _overturn(self) -> None:
        if self.profile.status == Status.REJECTED:
            self.profile.status = Status.SUBMITTED
            self._open_submission()
        else:
            self._go_back()

    def _hold(self) -> None:
        self.profile.before = self.profile.status
        self.profile.held_until = working_days_after(timezone.localdate(), settings.HOLD_WORKING_DAYS)

    def _suspend(self) -> None:
        # A hold is a first look: the suspension takes its place, and whoever lifts that lifts both.
        if self.profile.status != Status.HELD:
            self.profile.before = self.profile.status
        self.profile.held_until = None

    def _go_back(self) -> None:
        self.profile.status = self.profile.before
        self.profile.before = ""
        self.profile.held_until = None

    def _expire(self) -> None:
        self.profile.before_sleep = self.profile.status

    def _confirm(self) -> None:
        if self.profile.status == Status.DORMANT:
            self.profile.status = self.profile.before_sleep
            self.profile.before_sleep = ""
        self.profile.confirmed_on = timezone.localdate()

    def _withdraw(self) -> None:
        """Off every shelf, under a handle that leads nowhere any more, and nothing stays approved."""
        profile, approved = self.profile, self.profile.approved
        if profile.status == Status.SUSPENDED:
            profile.withdrawn_while_suspended = True
        workplaces.seal(profile)
        publishing.unlist(profile.handle)
        profile.handle = new_handle()
        profile.before = profile.before_sleep = ""
        profile.held_until = profile.confirmed_on = None
        profile.approved = None
        if approved is not None:
            profile.save(update_fields=["approved"])
            approved.delete()

    def _erase(self) -> None:
        """Delete everything that was written about this person here. The log keeps ids that lead nowhere.

        Of a suspension the account keeps that there was one, and nothing of what it was about.
        """
        profile = self.profile
        if profile.status == Status.SUSPENDED or profile.withdrawn_while_suspended:
            self._mark_owner(erased_while_suspended=True)
        workplaces.seal(profile)
        publishing.unlist(profile.handle)
        wordings = [profile.written, *([profile.approved] if profile.approved else [])]
        employers = {wording.employer_id for wording in wordings}
        employers.update(profile.employments.values_list("agency_id", flat=True))
        Profile.objects.filter(pk=profile.pk).delete()
        Wording.objects.filter(pk__in=[wording.pk for wording in wordings]).delete()
        agencies.forget_unused(employers)
        self._log(self.move.name)

    def _mark_owner(self, *, erased_while_suspended: bool) -> None:
        owner = self.profile.owner
        if owner.erased_while_suspended != erased_while_suspended:
            owner.erased_while_suspended = erased_while_suspended
            owner.save(update_fields=["erased_while_suspended"])

    _effects: ClassVar[Mapping[str, Callable[["Step"], None]]] = {
        "submit": _submit,
        "approve": _approve,
        "overturn": _overturn,
        "hold": _hold,
        "release": _go_back,
        "suspend": _suspend,
        "reinstate": _go_back,
        "expire": _expire,
        "confirm": _confirm,
        "withdraw": _withdraw,
    }

    # --- What belongs to it ----------------------------------------------------------------------------

    def _open_submission(self) -> None:
        self.profile.open_submission = self.profile.submissions.create(kind="first", opened_at=timezone.now())

    def _end_submission(self) -> Submission | None:
        """Close what this decides on, if anything."""
        state = _ENDS.get(self.move.name)
        ended = self.profile.open_submission if state is not None else None
        if state is not None and ended is not None:
            ended.state = state
            ended.closed_at = timezone.now()
            ended.save(update_fields=["state", "closed_at"])
            self.profile.open_submission = None
        return ended

    def _decide(self, submission: Submission | None) -> None:
        """Write down what was decided on somebody's profile by somebody else."""
        actor = self.actor
        if isinstance(actor, User) and self.standing & _OFFICIAL:
            Decision.objects.create(
                profile=self.profile,
                submission=submission,
                move=self.move.name,
                actor=self.seconds.by if self.seconds else actor,
                seconded_by=actor if self.seconds else None,
                reason=self.reason,
                message=self.message,
                at=timezone.now(),
            )

    def _drop_proposals(self, former: Status) -> None:
        """Forget what was proposed and has no way from here; nothing is ever proposed outside these statuses."""
        if former in LIVE or self.seconds is not None:
            status = self.profile.status
            legal = [move.name for move in MOVES.values() if status in move.sources and move != self.move]
            self.profile.proposals.exclude(move__in=legal).delete()

    def _log(
        self, verb: str, *, kind: str = "profile", subject: object = None, fields: list[str] | None = None
    ) -> None:
        log.record(
            self.actor.pk if isinstance(self.actor, User) else SYSTEM,
            verb,
            kind,
            str(subject or self.profile.pk),
            fields=fields or (),
            reason=self.reason,
            version=self.profile.version,
        )

    def _tell_owner(self) -> None:
        asked_for_it = Who.OWNER in self.standing and self.move.name == "withdraw"
        if self.move.notice and not asked_for_it and self.consented_on is None:
            kind = f"edit-{self.move.notice}" if self.decides_edit else self.move.notice
            outbox.queue(self.profile.owner, kind, {"url": "/me/"})


def working_days_after(day: date, days: int) -> date:
    """The day that is ``days`` working days (Monday to Friday) after ``day``."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def _label(profile: Profile) -> str:
    return str(Status(profile.status).label).lower()
