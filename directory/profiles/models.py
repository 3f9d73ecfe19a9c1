"""The write side's tables."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from directory.listings.readers import Audience
from directory.vocabulary.models import Term

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class Status(models.TextChoices):
    """Where a profile stands; ``lifecycle.move`` alone changes it."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for a moderator")
    RETURNED = "returned", _("Sent back with a question")
    REJECTED = "rejected", _("Not approved")
    LISTED = "listed", _("Listed")
    PAUSED = "paused", _("Paused")
    DORMANT = "dormant", _("Asleep until confirmed")
    HELD = "held", _("On hold")
    SUSPENDED = "suspended", _("Suspended")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ShowRole(models.TextChoices):
    """How exactly the role is shown."""

    ROLE = "role", _("My role")
    SECTOR = "sector", _("Only the kind of institution")


class ShowRegion(models.TextChoices):
    """How exactly the region is shown."""

    COUNTY = "county", _("My county or nation")
    AREA = "area", _("My part of the state")
    STATE = "state", _("Only my state")


class Hiding(models.TextChoices):
    """From whom at one's own workplace a profile is hidden."""

    NO = "no", _("Nobody")
    OFFICE = "office", _("People of my agency in my area")
    AGENCY = "agency", _("Everyone of my agency")


class Stage(models.TextChoices):
    """Where the owner sees themselves; for the owner and the moderators alone."""

    CURRENT = "current-ally", _("I already do this work")
    BEGINNING = "beginning", _("I am beginning")


class Agency(models.Model):
    """An employer. ``known`` ones were loaded by the operator and may be picked; others were typed by a member.

    ``key`` is the folded name, by which two spellings meet. ``domains`` are its mail domains. A typed one that a
    moderator merged with a known one stays as a signpost, so that the next person who types it lands there too.
    """

    name = models.CharField(max_length=120)
    key = models.CharField(max_length=140, unique=True)
    known = models.BooleanField(default=False)
    domains = models.JSONField(default=list, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        ordering = ["key"]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class UsedHandle(models.Model):
    """A handle that is or was somebody's; none is ever given out again, erased people's neither."""

    handle = models.CharField(max_length=40, primary_key=True)

    def __str__(self) -> str:
        return self.handle


class Wording(models.Model):
    """The reviewed parts of a profile, in one version: what is typed, and the claims.

    ``agency`` is the name as its owner wrote it; ``employer`` the agency it was understood to be.
    ``few_confirmed`` says that the owner knows how few people hold this role in this place.
    """

    display_name = models.CharField(max_length=80, blank=True)
    role = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")
    few_confirmed = models.BooleanField(default=False)
    agency = models.CharField(max_length=120, blank=True)
    employer = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=120, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    headline = models.CharField(max_length=160, blank=True)
    about = models.TextField(max_length=2000, blank=True)
    website = models.CharField(max_length=200, blank=True)
    real_name = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.display_name

    def take(self, other: "Wording") -> None:
        """Say, in memory, word for word what ``other`` says."""
        for field in self._meta.concrete_fields:
            if not field.primary_key:
                setattr(self, field.attname, getattr(other, field.attname))


class Profile(models.Model):
    """One member's profile: what they wrote, what of it was approved, and who may see each part.

    ``written`` is the owner's own copy, ``approved`` the version that is published. ``version`` rises with every
    owner's write and every move; writes that could collide name the version they saw. ``before`` is the status to
    go back to after a hold or a suspension, ``before_sleep`` the one to wake up to: somebody asleep can be held.
    ``public_since`` and ``members_since`` date the profile's first day on each shelf under its present handle;
    ``confirmed_on`` is the day its owner last said that it holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile")
    handle = models.CharField(max_length=40, unique=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    before = models.CharField(max_length=10, choices=Status.choices, blank=True)
    before_sleep = models.CharField(max_length=10, choices=Status.choices, blank=True)
    version = models.PositiveIntegerField(default=1)
    held_until = models.DateField(null=True, blank=True)
    withdrawn_while_suspended = models.BooleanField(default=False)

    written = models.OneToOneField(Wording, models.PROTECT, related_name="+")
    approved = models.OneToOneField(Wording, models.PROTECT, null=True, related_name="+")

    stage = models.CharField(max_length=12, choices=Stage.choices, blank=True)
    audience = models.PositiveSmallIntegerField(
        choices=[(a.value, a.code) for a in (Audience.MEMBERS, Audience.PUBLIC)],
        default=Audience.MEMBERS.value,
    )
    audiences = models.JSONField(
        default=dict, help_text="Part name to audience code, where the owner chose one."
    )
    show_role = models.CharField(max_length=6, choices=ShowRole.choices, default=ShowRole.ROLE)
    show_region = models.CharField(max_length=6, choices=ShowRegion.choices, default=ShowRegion.AREA)
    hide_from_workplace = models.CharField(max_length=6, choices=Hiding.choices, default=Hiding.NO)
    only_members = models.BooleanField(
        default=False, help_text="Set with a block: never on the public shelf."
    )

    public_since = models.DateField(null=True)
    members_since = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        picks: RelatedManager["Pick"]
        submissions: RelatedManager["Submission"]
        employments: RelatedManager["Employment"]
        decisions: RelatedManager["Decision"]
        proposals: RelatedManager["Proposal"]

    class Meta:
        indexes = [models.Index(fields=["status", "held_until"])]

    def __str__(self) -> str:
        return self.handle

    @cached_property
    def open_submission(self) -> "Submission | None":
        """What waits for a moderator, if anything does."""
        return Submission.objects.filter(profile=self, state=Submission.State.OPEN).first()


class Pick(models.Model):
    """A term picked for one part (``practices``, ``offers``, …) of a profile."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="picks")
    part = models.CharField(max_length=12)
    term = models.ForeignKey(Term, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "part", "term"], name="one_pick_a_term")]

    def __str__(self) -> str:
        return f"{self.part}: {self.term_id}"


class Employment(models.Model):
    """An agency that a moderator approved for a profile, present (``ended_on`` empty) or former.

    ``area`` is the region's area when it was approved: agency and area together make an office.
    """

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="employments")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="employments")
    area = models.ForeignKey(Term, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.profile_id} at {self.agency_id}"


class Submission(models.Model):
    """Something waiting for a moderator: a first profile, or an edit of an approved one.

    At most one is open a profile; what it asks for is the profile's ``written`` wording at ``version``. Its id is
    random: counting up would tell a recused moderator how many they do not see.
    """

    class State(models.TextChoices):
        """How it ended, if it has."""

        OPEN = "open", "open"
        APPROVED = "approved", "approved"
        RETURNED = "returned", "returned"
        REJECTED = "rejected", "rejected"
        DROPPED = "dropped", "dropped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="submissions")
    kind = models.CharField(max_length=6, choices=[("first", "first"), ("edit", "edit")])
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["profile"], condition=models.Q(state="open"), name="one_open_submission_a_profile"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.profile_id}: {self.state}"


class Decision(models.Model):
    """What a moderator decided and told the owner. The log has the fact; the words stand here, in erasure's reach."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="decisions")
    submission = models.ForeignKey(Submission, models.CASCADE, null=True, related_name="decisions")
    move = models.CharField(max_length=12)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    seconded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=40, blank=True)
    message = models.TextField(max_length=4000, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.move} of {self.profile_id}"


class Proposal(models.Model):
    """The first half of a move that takes two moderators."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="proposals")
    move = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=40, blank=True)
    message = models.TextField(max_length=4000, blank=True)
    version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "move"], name="one_proposal_a_move")]

    def __str__(self) -> str:
        return f"{self.move} of {self.profile_id} proposed"
