"""What the log can be searched by, for pages and API alike."""

from typing import ClassVar

import django_filters
from django.db.models import QuerySet

from directory.audit.models import Entry
from directory.profiles.models import Submission


class QueueFilters(django_filters.FilterSet):
    """``kind``: ``first`` or ``edit``; ``sort``: ``newest`` before the others, or ``oldest``, as it is without."""

    kind = django_filters.ChoiceFilter(choices=[("first", "first"), ("edit", "edit")])
    sort = django_filters.ChoiceFilter(
        choices=[("oldest", "oldest"), ("newest", "newest")], method="in_order"
    )

    class Meta:
        model = Submission
        fields: ClassVar[list[str]] = ["kind", "sort"]

    @property
    def newest_first(self) -> bool:
        """Whether the newest come first."""
        return bool(self.form.is_valid() and self.form.cleaned_data["sort"] == "newest")

    def in_order(self, waiting: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        """The same submissions, in the order asked for."""
        return waiting.order_by("-opened_at", "-pk") if value == "newest" else waiting


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
