"""Writing to the log."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from directory.audit.models import Entry

SYSTEM = "system"
_gathered: ContextVar[list[Entry] | None] = ContextVar("gathered", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Gather what is recorded inside and write it at the end, in one transaction with it: for imports."""
    with transaction.atomic():
        token = _gathered.set([])
        try:
            yield
            entries = _gathered.get() or []
        finally:
            _gathered.reset(token)
        Entry.objects.bulk_create(entries, batch_size=500)


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
    and messages have no place here. Inside ``together`` the entry has no id yet.
    """
    entry = Entry(
        at=timezone.now(),
        actor=str(actor),
        verb=verb,
        subject_kind=subject_kind,
        subject=str(subject),
        fields=sorted(fields),
        reason=reason,
        version=version,
    )
    gathered = _gathered.get()
    if gathered is None:
        entry.save()
    else:
        gathered.append(entry)
    return entry
