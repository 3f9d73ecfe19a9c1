"""Living through the past months in a minute."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside, ``timezone.now()`` is ``moment``, in the whole process: for the demo's command and nothing else.

    So the invented past is written by the code that writes the real present, and no room takes a date that it
    should not believe.
    """
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real
