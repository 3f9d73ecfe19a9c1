"""The mark of its owner, for forms in which people write."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from directory.accounts.models import User
from directory.web.leaving import MARK, mark_for

register = template.Library()


@register.simple_tag(takes_context=True)
def owner_mark(context: Context) -> SafeString:
    """Stands beside ``{% csrf_token %}`` in a form whose words must outlive the session; nothing for nobody."""
    request = context.get("request")
    if request is None or not isinstance(request.user, User):
        return SafeString("")
    return format_html(
        '<input type="hidden" name="{}" value="{}">', MARK, mark_for(request.user, request.path)
    )
