"""What operators see of the outbox."""

from django.contrib import admin

from directory.audit.admin import ReadOnly
from directory.notices.models import Notice


@admin.register(Notice)
class NoticeAdmin(ReadOnly[Notice]):
    """Which mails went, and which still wait."""

    list_display = ["created_at", "kind", "to", "address", "sent_at", "attempts"]
    list_filter = ["kind", ("sent_at", admin.EmptyFieldListFilter)]
    list_select_related = ["to"]
    search_fields = ["to__email", "address"]
    date_hierarchy = "created_at"
