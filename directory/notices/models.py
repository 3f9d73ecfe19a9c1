"""The outbox."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Notice(models.Model):
    """One mail to send: written in the transaction that causes it, sent after the commit, kept until it went.

    It goes to an account (``to``), or to an ``address`` that has none: an invitation. ``taken_at`` is when a
    process last took it up to send it; empty again when sending failed.
    """

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    address = models.EmailField(max_length=254, blank=True)
    kind = models.CharField(max_length=40, help_text="The name of its template under templates/notices/.")
    context = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["sent_at", "id"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to=None) ^ models.Q(address=""), name="a_notice_has_one_addressee"
            ),
            models.UniqueConstraint(
                fields=["address", "kind"],
                condition=~models.Q(address=""),
                name="one_invitation_an_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to_id or self.address}"
