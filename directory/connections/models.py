"""Blocks."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Block(models.Model):
    """One account that wants nothing to do with another. It works both ways and is told to nobody.

    ``handle`` and ``name`` are what the blocker saw at the time. Their list of blocks shows these and nothing
    newer, so that it does not tell whether the blocked person left, came back or goes by another name now.
    """

    blocker = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    handle = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["blocker", "blocked"], name="one_block_a_pair")]

    def __str__(self) -> str:
        return f"{self.blocker_id} blocks {self.blocked_id}"
