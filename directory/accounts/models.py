"""The account, and the receipts of consent."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac


class Users(BaseUserManager["User"]):
    """Creates accounts; an address is kept in lower case, since people type it either way."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new account. Without a password its owner signs in by a code sent to ``email``."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An operator: may use the admin site."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account with this address, however it is capitalised."""
        return self.get(email=(username or "").strip().lower())


class StaffRole(models.TextChoices):
    """What an account does for the institute, given by the ``staff`` command alone."""

    NONE = "", "none"
    MODERATOR = "moderator", "moderator"
    SUPPORT = "support", "support"


class User(AbstractBaseUser, PermissionsMixin):
    """Who signs in. The e-mail address is the login; the id is opaque and stands in the log."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("e-mail address", max_length=254, unique=True)
    staff_role = models.CharField(
        max_length=12, choices=StaffRole.choices, blank=True, default=StaffRole.NONE
    )
    language = models.CharField(
        max_length=12,
        blank=True,
        default="",
        help_text="In which mails are written; blank as long as unknown.",
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("operator", default=False, help_text="May use the admin site.")
    date_joined = models.DateTimeField(default=timezone.now)
    sessions_ended = models.PositiveIntegerField(
        default=0, editable=False, help_text="How often all sessions of the account were ended at once."
    )
    erased_while_suspended = models.BooleanField(
        default=False, editable=False, help_text="Two moderators approve the next profile of this account."
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = Users()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self) -> str:
        return self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What every session of this account must carry: a new password ends all of them, and so does the count."""
        kept = f"{self.password}:{self.sessions_ended}"
        return salted_hmac("accounts.User.session", kept, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_moderator(self) -> bool:
        """Whether this account decides on profiles."""
        return self.is_active and self.staff_role == StaffRole.MODERATOR

    @property
    def works_here(self) -> bool:
        """Whether this account is the institute's staff in any role."""
        return self.is_active and self.staff_role != StaffRole.NONE


class Receipt(models.Model):
    """Proof of one consent: who agreed to show what to whom, when, under which words.

    Written when a profile is submitted and whenever its owner shows more. ``shown`` maps the name of a part to
    its audience, for the parts concerned.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="receipts")
    act = models.CharField(
        max_length=12,
        choices=[("submit", "submitted"), ("widen", "showed more"), ("import", "consented elsewhere")],
    )
    shown = models.JSONField(default=dict)
    agreement = models.CharField(max_length=20, help_text="The version of the agreement's words.")
    consented_on = models.DateField()
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-recorded_at", "-id"]

    def __str__(self) -> str:
        return f"{self.act} on {self.consented_on}"
