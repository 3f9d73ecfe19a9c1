"""The outbox."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Notice(models.Model):
    """One mail to send: written in the transaction that causes it, sent after the commit, kept until it went."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40, help_text="The name of its template under templates/notices/.")
    context = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["sent_at", "id"])]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to_id}"
