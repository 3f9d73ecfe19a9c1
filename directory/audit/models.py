"""The log's one table."""

from django.db import models


class Entry(models.Model):
    """One thing that happened. Rows are never changed or deleted: triggers in both databases refuse it.

    An entry holds opaque ids, field names and codes, and no foreign key, value or message, so that erasing a
    person leaves the log whole and the log says nothing about the person.
    """

    at = models.DateTimeField()
    actor = models.CharField(max_length=40, help_text="A user's id, or “system”.")
    verb = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=40, help_text="The id of what it was done to.")
    fields = models.JSONField(default=list, help_text="Names of the fields concerned, never their values.")
    reason = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(null=True, help_text="The subject's version afterwards.")

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["subject", "id"]), models.Index(fields=["actor", "id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_kind} {self.subject}"
