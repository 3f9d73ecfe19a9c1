"""Writing to the log."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from directory.audit.models import Entry

SYSTEM = "system"


def record(
    actor: UUID | str,
    verb: str,
    subject_kind: str,
    subject: UUID | str,
    *,
    fields: Iterable[str] = (),
    reason: str = "",
    version: int | None = None,
) -> Entry:
    """Append one entry, in the caller's transaction: no log line, no deed.

    ``actor`` is a user's id or ``SYSTEM``. ``fields`` are names and ``reason`` a code: values, names of people
    and messages have no place here.
    """
    return Entry.objects.create(
        at=timezone.now(),
        actor=str(actor),
        verb=verb,
        subject_kind=subject_kind,
        subject=str(subject),
        fields=sorted(fields),
        reason=reason,
        version=version,
    )
