"""Filters for the desk's templates."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.timesince import timesince

from directory.web import desk_words

register = template.Library()
register.filter("verb", desk_words.verb)
register.filter("proposed", desk_words.proposed)


@register.filter
def instant(moment: datetime) -> str:
    """A moment as programs read it, to the second, which is all that HTML takes."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


@register.filter
def lasting(since: datetime) -> str:
    """How long it has been in one round number: "3 days"; a minute at least."""
    return timesince(min(since, timezone.now() - timedelta(minutes=1)), depth=1)
