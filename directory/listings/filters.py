"""Reads a query string, for pages and API alike, into a ``Query``."""

from collections.abc import Iterable
from functools import cache
from typing import Any, ClassVar, Self

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from directory.listings import questions, search
from directory.listings.cursors import LONGEST
from directory.listings.shelves import ORDERS
from directory.vocabulary import terms

LONGEST_QUESTION = 200
MOST_CODES = 50
LARGEST_PAGE = 100
SORTS = (search.RELEVANCE, *ORDERS, *(f"-{order}" for order in ORDERS))


class _Stateless(forms.Field):
    """A field that all forms share: nothing is ever set on it. Copying a dozen took longer than to search."""

    def __deepcopy__(self, memo: object) -> Self:
        return self


class _Several(_Stateless):
    """A name that may be given more than once; blank values count as not given."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> tuple[str, ...]:
        codes = tuple(dict.fromkeys(str(code).strip() for code in value or () if str(code).strip()))
        if len(codes) > MOST_CODES:
            raise ValidationError(f"Choose at most {MOST_CODES} of these.", code="too_many")
        return codes


class _TermsField(_Several):
    """Codes of one facet."""

    def __init__(self, *, parameter: str, **options: Any) -> None:
        self.parameter = parameter
        super().__init__(**options)

    def clean(self, value: Any) -> tuple[str, ...]:
        codes = super().clean(value)
        facet, vocabulary = terms.facet_for_parameter(self.parameter), terms.current()
        for code in codes:
            if "\x00" in code or vocabulary.find(facet, code) is None:
                shown = code.replace("\x00", "")[:60]
                raise ValidationError(
                    "“%(shown)s” is no code of %(parameter)s.",
                    code="unknown_term",
                    params={"shown": shown, "parameter": self.parameter},
                )
        return codes


class _FacetsField(_Stateless):
    """Names of facets with commas between."""

    def clean(self, value: Any) -> tuple[str, ...]:
        names = tuple(dict.fromkeys(name.strip() for name in str(value or "").split(",") if name.strip()))
        for name in names:
            if name not in search.FACETS:
                shown = name.replace("\x00", "")[:60]
                raise ValidationError(
                    f"There is no facet “{shown}”. There are {', '.join(search.FACETS)}.",
                    code="unknown_facet",
                )
        return names


class _FlagField(_Stateless, forms.CharField):
    """``1`` or nothing; what people write instead of it is taken too."""

    def clean(self, value: Any) -> bool:
        text = super().clean(value).lower()
        if text not in ("", "0", "1", "true", "false", "on"):
            raise ValidationError("Write 1 or leave it out.", code="invalid")
        return text in ("1", "true", "on")


class _QuestionField(_Stateless, forms.CharField):
    def clean(self, value: Any) -> str:
        question: str = super().clean(value)
        if len(questions.read(question).words) > search.MOST_WORDS:
            raise ValidationError(f"Search for at most {search.MOST_WORDS} words.", code="too_many_words")
        return question


class TermFilter(django_filters.Filter):
    """Any of several codes of one facet."""

    field_class = _TermsField


class FlagFilter(django_filters.Filter):
    """On or off."""

    field_class = _FlagField


class FacetsFilter(django_filters.Filter):
    """Which facets to count."""

    field_class = _FacetsField


class QuestionFilter(django_filters.Filter):
    """Words to look for."""

    field_class = _QuestionField


class SizeFilter(django_filters.Filter):
    """A whole number."""

    field_class = forms.IntegerField


class AllyFilters(django_filters.FilterSet):
    """The query of ``/allies/`` and ``/api/v1/allies/``.

    ``is_valid()``, then ``query``, ``size`` and ``cursor``; or ``errors``, by the name of the parameter. Unknown names
    are not looked at: ``unknown()`` tells them. It filters no queryset: a question is answered by ``search``.
    """

    q = QuestionFilter(max_length=LONGEST_QUESTION, label="Words")
    sort = django_filters.ChoiceFilter(choices=[(sort, sort) for sort in SORTS], label="Order")
    facets = FacetsFilter(label="Facets to count")
    page_size = SizeFilter(min_value=1, max_value=LARGEST_PAGE, label="Cards a page")

    base_filters: ClassVar[dict[str, django_filters.Filter]]

    def __init__(self, data: Any) -> None:
        """Without what the library does for the filtering of a queryset: it would copy every filter."""
        self.is_bound = True
        self.data = data
        self.filters = self.base_filters

    @cached_property
    def form(self) -> forms.Form:
        """The form that reads the data; its class is made once."""
        return _form_class()(self.data)

    @property
    def query(self) -> search.Query:
        """What is asked; only when valid."""
        cleaned = self.form.cleaned_data
        return search.Query(
            q=cleaned["q"],
            terms={facet: cleaned[facet] for facet in search.FACETS if cleaned[facet]},
            all_practices=cleaned["practice.all"],
            wider=cleaned["region.wider"],
            sort=cleaned["sort"],
            facets=cleaned["facets"],
        )

    @property
    def size(self) -> int:
        """Cards a page; only when valid."""
        return int(self.form.cleaned_data["page_size"] or 20)

    @property
    def cursor(self) -> str | None:
        """The cursor given, if any; only when valid."""
        return self.form.cleaned_data["cursor"] or None

    @classmethod
    def unknown(cls, names: Iterable[str]) -> list[str]:
        """Those of ``names`` that are no parameter, sorted."""
        return sorted(set(names) - set(cls.base_filters))


@cache
def _form_class() -> type[forms.Form]:
    fields = {name: filter_.field for name, filter_ in AllyFilters.base_filters.items()}
    return type("AllyForm", (forms.Form,), fields)


for _facet in search.FACETS:
    AllyFilters.base_filters[_facet] = TermFilter(parameter=_facet, label=f"Codes of {_facet} terms")
AllyFilters.base_filters["cursor"] = django_filters.CharFilter(max_length=LONGEST, label="Cursor")
# These two cannot be attributes: their names have a dot.
AllyFilters.base_filters["practice.all"] = FlagFilter(label="All practices named, not any")
AllyFilters.base_filters["region.wider"] = FlagFilter(
    label="Also cards that show a region around the one named"
)
