"""Who a mail comes from, as its last lines say it: nothing that tells what this site is about."""

from email.utils import parseaddr

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def sender_name() -> str:
    """What the sender of mails is called, or its address where it has no name."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return name or address


@register.simple_tag
def sender_address() -> str:
    """Where mails come from, and where an answer goes."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
