"""What operators see of the log, and how rooms show what may only be read."""

from typing import Any

from django.contrib import admin
from django.db.models import Model

from directory.audit.models import Entry


class ReadOnly[Row: Model](admin.ModelAdmin[Row]):
    """A list to look something up in. Rows are made, changed and deleted by the rooms' own functions alone."""

    def has_add_permission(self, request: Any) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: Any, obj: Row | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: Any, obj: Row | None = None) -> bool:
        """Never."""
        return False


@admin.register(Entry)
class EntryAdmin(ReadOnly[Entry]):
    """Everything that was logged."""

    list_display = ["at", "verb", "subject_kind", "subject", "actor", "reason"]
    list_filter = ["verb", "subject_kind"]
    search_fields = ["subject", "actor"]
    date_hierarchy = "at"
