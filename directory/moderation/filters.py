"""What the log can be searched by, for pages and API alike."""

from typing import ClassVar

import django_filters

from directory.audit.models import Entry


class EntryFilters(django_filters.FilterSet):
    """``verb``, ``actor`` and ``subject`` (ids) exactly; ``since`` and ``until`` are days, both included."""

    verb = django_filters.CharFilter()
    actor = django_filters.CharFilter()
    subject = django_filters.CharFilter()
    since = django_filters.DateFilter(field_name="at", lookup_expr="date__gte")
    until = django_filters.DateFilter(field_name="at", lookup_expr="date__lte")

    class Meta:
        model = Entry
        fields: ClassVar[list[str]] = ["verb", "actor", "subject", "since", "until"]
