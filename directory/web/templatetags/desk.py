"""Filters for the desk's templates."""

from datetime import datetime

from django import template
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from directory.web import desk_words

register = template.Library()
register.filter("verb", desk_words.verb)
register.filter("proposed", desk_words.proposed)


@register.filter
def lasting(since: datetime) -> str:
    """How long it has been in one round number: "3 days"; "less than a minute"."""
    time = timesince(since, depth=1)
    return _("less than a minute") if time == timesince(since, since, depth=1) else time
